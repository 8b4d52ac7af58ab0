"""Lines of a sheet that are no items: the heads of its parts, and its sums."""

import re
from collections.abc import Mapping

from servanda.imports.column_words import TOTALS
from servanda.imports.grids import Cell, Line
from servanda.processes.search.searching import fold_text

# I, II, A, B, I.1: what numbers parts and not items.
PART = re.compile(r"(?:[IVXLC]{1,6}|[A-H])(?:\.\d{1,2})?[.)]?")
TEXTS = frozenset({"title", "name", "kind", "partner", "remark"})


def is_total(line: Line) -> bool:
    """Does a sum stand here: a line whose first words say so?"""
    first = next((cell.text for cell in line.cells if cell.text), "")
    folded = fold_text(first).strip(" :.")
    return folded in TOTALS or any(folded.startswith((f"{word} (", f"{word}:")) for word in TOTALS)


def heading_of(line: Line, told: Mapping[str, Cell]) -> str:
    """The words of a part's head; '' for an item. It is merged over most of the line, or numbered like a part."""
    filled = [cell for cell in line.cells if cell.text]
    words = list(dict.fromkeys(cell.text for cell in filled))
    own = [cell for cell in filled if not cell.is_spread]
    is_merged = len(filled) > 2 and len(own) <= 2 and len(words) <= 2 and len(words) < len(filled)
    is_part = bool(own) and bool(PART.fullmatch(own[0].text.strip())) and len(words) == 2 and set(told) <= TEXTS
    is_named = len(words) == 1 and bool(re.match(PART.pattern + r"\s+\S", words[0])) and set(told) <= TEXTS
    return max(words, key=len) if is_merged or is_part or is_named else ""
