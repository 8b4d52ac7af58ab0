"""The board of a coming rule as a document: whom it would interrupt, when, and the path of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from servanda.kernel.models import Dossier
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import ngos
from servanda.processes.fields_of_work.continuity import Check, Path, Touched
from servanda.processes.kinds.policy import ABOUT, PATHS, TOUCHES, value_words
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import day, written


@dataclass(frozen=True)
class Line:
    """One item. `status` is a key of STATUS; days are dates, or None where none is named."""

    id: str
    organisation: str
    item: str
    country: str
    on: date
    status: str
    path: str
    ground: str
    what: str
    unit: str
    due_on: date | None


@dataclass(frozen=True)
class Board:
    """The whole board on one day, in the reader's language."""

    title: str
    told: tuple[str, ...]
    headline: str
    is_good: bool
    counts: Mapping[str, int]
    lines: tuple[Line, ...]
    idle: tuple[str, ...]
    language: str
    rtl: bool

    def data(self, heads: Sequence[str]) -> dict[str, Any]:
        """JSON for a document."""
        lines = [
            asdict(line) | {"on": written(line.on), "due_on": written(line.due_on) if line.due_on else "",
                            "status": str(status_words()[line.status])}
            for line in self.lines
        ]  # fmt: skip
        return asdict(self) | {"lines": lines, "heads": list(heads)}


def status_words() -> dict[str, str]:
    return {
        "interrupted": _("interrupted"), "without": _("no path yet"), "late": _("path overdue"),
        "under_way": _("path under way"), "safe": _("not interrupted"),
    }  # fmt: skip


def board(rule: Dossier, found: Check, names: Names, *, as_of: date) -> Board:
    lines = tuple(_line(item, names, as_of) for item in found.items)
    counts = {status: sum(line.status == status for line in lines) for status in status_words()}
    return Board(
        rule.title, _told(rule, as_of), _headline(counts, len(lines)), counts["safe"] == len(lines), counts, lines,
        tuple(str(path.row.get("name") or "") for path in found.idle), names.language, get_language_bidi(),
    )  # fmt: skip


def heads() -> list[str]:
    return [_("Organisation"), _("What"), _("Country"), _("Interrupted on"), _("State"), _("Path"), _("Legal ground"),
            _("What is to be done"), _("Unit"), _("By when")]  # fmt: skip


def condition_words(row: Mapping[str, Any]) -> str:
    """`the province is Huế`, in words."""
    about = str(row.get("about") or "")
    return f"{ABOUT.get(about, about)} {value_words(row)}"


def conditions(rule: Dossier) -> list[str]:
    return [condition_words(row) for row in rows.of(rule.facts.get("conditions"))]


def _told(rule: Dossier, as_of: date) -> tuple[str, ...]:
    facts = rule.facts
    told = [_("In force from %(day)s.") % {"day": day(facts.get("in_force_on"))}]
    if until := facts.get("transition_until"):
        told.append(_("What stands then may go on until %(day)s.") % {"day": day(until)})
    told.append(_("It touches: %(what)s.") % {"what": TOUCHES.get(str(facts.get("touches")), "")})
    return (*told, _("As of %(day)s; files that the reader may see.") % {"day": written(as_of)})


def _headline(counts: Mapping[str, int], total: int) -> str:
    if not total:
        return _("The rule touches nobody.")
    left = total - counts["safe"]
    if not left:
        return ngettext("It touches %(n)s, and it is not interrupted.", "It touches %(n)s, and none is interrupted.",
                        total) % {"n": total}  # fmt: skip
    if counts["interrupted"]:
        text = ngettext("%(n)s of %(total)s is interrupted.", "%(n)s of %(total)s are interrupted.",
                        counts["interrupted"])  # fmt: skip
        return text % {"n": counts["interrupted"], "total": total}
    text = ngettext(
        "%(n)s of %(total)s would still be interrupted.", "%(n)s of %(total)s would still be interrupted.", left
    )
    return text % {"n": left, "total": total}


def _line(item: Touched, names: Names, as_of: date) -> Line:
    path = item.path if item.path and not item.path.is_broken else None
    row: Mapping[str, Any] = path.row if path else {}
    owed = path.commitment if path else None
    return Line(
        item.id, item.item.organisation, item.item.label, ngos.country_name(item.item.country, names.language), item.on,
        _status(item, path, as_of), str(PATHS.get(str(row.get("path")), "")), str(row.get("ground") or ""),
        str(row.get("what") or ""), names.unit(owed.debtor_unit) if owed else "", owed.due_on if owed else None,
    )  # fmt: skip


def _status(item: Touched, path: Path | None, as_of: date) -> str:
    if item.is_safe:
        return "safe"
    if item.is_interrupted(as_of):
        return "interrupted"
    if path is None:
        return "without"
    owed = path.commitment
    return "late" if owed and owed.due_on and owed.due_on < as_of else "under_way"


def as_rows(lines: Iterable[Line]) -> list[list[Any]]:
    """The lines as a sheet holds them, under `heads`."""
    words = status_words()
    return [[line.organisation, line.item, line.country, line.on, words[line.status], line.path, line.ground,
             line.what, line.unit, line.due_on] for line in lines]  # fmt: skip
