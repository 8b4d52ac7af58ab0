"""A report on results as data: its figures by field and side, what is declared beside them, and who signed it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from servanda.processes.figures.results import OWED, SAID, STATES, SUM, Figure
from servanda.processes.registry import processes
from servanda.processes.telling.wording import PLAIN
from servanda.reports import words

# What leads from a number to what it counts; '' where nothing does.
Link = Callable[[Figure], str]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    """A number, and what it comes to when it is counted again, where that differs."""

    text: str
    url: str = ""
    now: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Part:
    """The figures of one field of coordination."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Results:
    """Everything that is said, in the reader's language; `texts` are (head, paragraphs)."""

    title: str
    subtitle: str
    coverage: tuple[str, ...]
    sides: tuple[str, ...]
    parts: tuple[Part, ...]
    declared_heads: tuple[str, ...]
    declared: tuple[tuple[str, ...], ...]
    texts: tuple[tuple[str, str], ...]
    signatures: tuple[str, ...]
    words: Mapping[str, str]
    language: str
    rtl: bool

    def data(self) -> dict[str, Any]:
        return asdict(self)


def language() -> tuple[str, bool]:
    return get_language() or "en", get_language_bidi()


def parts(
    stated: Iterable[Figure], again: Mapping[tuple[str, str, str, str], str] | None, *, sides: Sequence[str],
    titles: Mapping[str, str], link: Link,
) -> tuple[Part, ...]:  # fmt: skip
    """By field of coordination, with a cell for each side; `again` is what the figures come to now."""
    found: dict[str, dict[Key, dict[str, Figure]]] = {}
    for one in stated:
        found.setdefault(one.heading, {}).setdefault((one.what, label(one), one.unit), {})[one.side] = one
    # In one order whatever the language, so that two prints are read side by side.
    order = sorted(found, key=lambda heading: (not heading, heading))
    return tuple(
        Part(
            titles.get(heading) or heading or _("Without a field"),
            tuple(
                Row(name, tuple(_cell(by_side.get(side), again, link) for side in sides))
                for (_what, name, _unit), by_side in sorted(found[heading].items(), key=lambda item: _rank(item[0]))
            ),
        )
        for heading in order
    )


def figures_of(rows: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """The figures that an entry states, whatever stands in it."""
    names = ("heading", "what", "side", "value", "unit")
    return [Figure(*(str(row.get(name) or "") for name in names)) for row in rows]


def label(one: Figure) -> str:
    """What a figure counts, in the reader's language."""
    group, _dot, rest = one.what.partition(".")
    if group == OWED:
        return _("Due in the period: %(state)s") % {"state": words.STATES.get(rest, rest)}
    process, _dot, name = rest.partition(".")
    declared = processes().get(process)
    if declared is None:
        return one.what
    if group == SAID:
        step = declared.step(name)
        return _("%(work)s: %(step)s") % {"work": declared.label, "step": step.label if step else name}
    field = declared.field(name)
    said = _("%(work)s: %(step)s") % {"work": declared.label, "step": field.label if field else name}
    return f"{said} ({one.unit})" if one.unit else said


def number(value: str) -> str:
    """As the language writes numbers; what is no number as it stands."""
    if not PLAIN.fullmatch(value):
        return value
    return str(formats.number_format(Decimal(value), use_l10n=True, force_grouping=True))


def coverage(
    *, as_of: date, since: date, until: date, complete_from: date | None, parties: str, is_own: bool
) -> tuple[str, ...]:
    said = {
        "day": words.day(as_of), "since": words.day(since), "until": words.day(until), "agencies": parties,
        "first": words.day(complete_from) if complete_from else "",
    }  # fmt: skip
    lines = [_("Results from %(since)s to %(until)s, as of %(day)s.") % said]
    if is_own:
        lines.append(_("Counted: what %(agencies)s itself did, in all files that it has shared.") % said)
    else:
        lines.append(_("Counted: all files that %(agencies)s share.") % said)
    if complete_from:
        lines.append(_("Complete from %(first)s: nothing was entered here before.") % said)
    return tuple(lines)


def _cell(one: Figure | None, again: Mapping[tuple[str, str, str, str], str] | None, link: Link) -> Cell:
    if one is None:
        return Cell("–")
    now = one.value if again is None else again.get(one.key, "0")
    return Cell(number(one.value), link(one), "" if now == one.value else number(now))


def _rank(key: Key) -> tuple[int, int, str]:
    """What happened first, then what it came to, then how commitments were kept; alike in every language."""
    what, _name, unit = key
    group, _dot, rest = what.partition(".")
    states = STATES.index(rest) if group == OWED and rest in STATES else 0
    return ((SAID, SUM, OWED).index(group) if group in (SAID, SUM, OWED) else 3, states, what + unit)
