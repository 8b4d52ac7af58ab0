"""What changed between two texts without articles: paragraph beside paragraph, the words marked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from unicodedata import bidirectional

from django.utils.html import format_html
from django.utils.safestring import SafeString

from servanda.processes.telling.text_lines import paragraphs
from servanda.web.texts.differences import marked, replaced

# Comparing grows with the product of what is compared; beyond these the whole is shown as taken out and put in.
MOST_PAIRS = 2_000_000
MOST_WORDS = 1_000_000


@dataclass(frozen=True)
class Pair:
    """One paragraph before and after; its number there, None where it does not stand."""

    was: int | None
    n: int | None
    before: str
    after: str
    marks: SafeString

    @property
    def dir(self) -> str:
        """The direction of its letters: what stands around them, such as words for those who listen, has another."""
        strong = (bidirectional(letter) for letter in self.after or self.before)
        return "rtl" if next((found for found in strong if found in ("L", "R", "AL")), "L") != "L" else "ltr"

    @property
    def kind(self) -> str:
        """same, changed, new or gone."""
        if self.was is None:
            return "new"
        if self.n is None:
            return "gone"
        return "same" if self.before == self.after else "changed"


def compare(before: str, after: str) -> list[Pair]:
    """Every paragraph of either text, in the order of the later one."""
    old, new = paragraphs(before), paragraphs(after)
    budget = [MOST_WORDS]
    found = []
    for was, n in _aligned(old, new):
        a, b = old[was] if was is not None else "", new[n] if n is not None else ""
        found.append(Pair(None if was is None else was + 1, None if n is None else n + 1, a, b, _marks(a, b, budget)))
    return found


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[int | None, int | None]]:
    counts = Counter(new)
    if sum(counts[line] for line in old) > MOST_PAIRS:
        yield from zip_longest(range(len(old)), range(len(new)))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        else:
            yield from zip_longest(range(a, b), range(c, d))


def _marks(a: str, b: str, budget: list[int]) -> SafeString:
    if a == b:
        return format_html("{}", b)
    cost = len(a.split()) * len(b.split())
    if cost > budget[0]:
        return replaced(a, b)
    budget[0] -= cost
    return marked(a, b)
