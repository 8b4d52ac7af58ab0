"""What stands before the first article: the names of the offices, the title, the preamble."""

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.imports.article_heads import SHORT, is_opening
from servanda.imports.text_languages import guess
from servanda.imports.two_columns import Said

# A title runs over so many lines at most.
MOST_LINES = 5


@dataclass(frozen=True)
class Front:
    """The front of one text; `before` is what stood above the title."""

    language: str
    before: str
    title: str
    preamble: str


def read_front(lines: Sequence[Said], language: str) -> list[Front]:
    """One front for each language in which such lines are written; `language` where a line does not tell."""
    return [_front(found, code) for code, found in _by_language(lines, language).items()]


def _by_language(lines: Sequence[Said], language: str) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    current = language
    for line in lines:
        current = line.language or guess(line.text) or current
        found.setdefault(current, []).append(line)
    return found


def _front(lines: Sequence[Said], language: str) -> Front:
    start = _title_at(lines)
    end = start
    if start < len(lines):
        end = start + 1
        while end < len(lines) and end - start < MOST_LINES and _goes_on(lines[end]):
            end += 1
    return Front(
        language,
        before="\n".join(line.text for line in lines[:start]),
        title=" ".join(line.text for line in lines[start:end]),
        preamble="\n".join(line.text for line in lines[end:]),
    )


def _title_at(lines: Sequence[Said]) -> int:
    """The line that names such a paper and looks like a title; else the first that looks so; else the first."""
    named = [n for n, line in enumerate(lines) if is_opening(line.text) and len(line.text) <= 2 * SHORT]
    large = [n for n in named if lines[n].is_large]
    looks = [n for n, line in enumerate(lines) if line.is_large and line.table is None]
    return next(iter([*large, *named, *looks]), 0)


def _goes_on(line: Said) -> bool:
    # A subtitle is one, however long it is and whatever it ends with.
    return line.is_title or (
        line.is_large and len(line.text) <= 2 * SHORT and not line.text.endswith((".", ";", ",", ":"))
    )
