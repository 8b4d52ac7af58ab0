"""Cells of every table that leaves: none that a spreadsheet program would run, and read back as they were."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# Excel takes these for the beginning of a formula, also when such a cell comes back by way of a text file.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(text: str) -> str:
    """With an apostrophe before what a program would take for a formula, and before one that would be lost by it."""
    return f"'{text}" if text.startswith(FORMULA) or _is_marked(text) else text


def bare(text: str) -> str:
    """The text of which `neutral` made this."""
    return text[1:] if _is_marked(text) else text


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """Text of a CSV file, every cell neutral."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue()


def _is_marked(text: str) -> bool:
    return text.startswith("'") and text.lstrip("'").startswith(FORMULA)
