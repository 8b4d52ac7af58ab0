"""Every kind of work that people open has a page whose end says, in the words of its steps, how each end is reached."""

import re

import pytest

from servanda.processes.registry import processes
from tests.nodes.routes import routes
from tests.repository.sources import ROOT

BEGINS = re.compile(r"How each end is reached, by clicks|Each end(?: was reached|,)? by clicks|## Its ends")


def closings() -> list[str]:
    """The end of each page, in one line and without its marks."""
    found = []
    for path in sorted((ROOT / "docs" / "processes").glob("*.md")):
        text = path.read_text("utf-8")
        starts = [begins.start() for begins in BEGINS.finditer(text)]
        assert starts, f"{path.name} does not say how its ends are reached"
        found.append(" ".join(text[starts[-1] :].replace("*", "").split()).lower())
    return found


@pytest.mark.parametrize("kind", sorted(name for name, found in processes().items() if found.in_menu))
def test_a_page_says_how_each_end_is_reached(kind: str) -> None:
    process = processes()[kind]
    last = {str(process.step(way[-1][1]).label) for way in routes(process).values()}  # type: ignore[union-attr]
    said = {*map(str, (process.states[end] for end in process.ends)), *last}
    best = min(({word for word in said if word.lower() not in closing} for closing in closings()), key=len)
    assert best == set()
