"""One line of the desk: a commitment, a file, or a step that waits for approval."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier
from servanda.office import underway
from servanda.office.underway import Waiting
from servanda.processes.telling.timeline import Names, declared
from servanda.web import owed
from servanda.web.labels import NOT_SENT, PAST, RECORDED, State
from servanda.web.owed import Link
from servanda.web.reckoning import Reckoning


@dataclass
class Item:
    """A line, and what the panel beside it needs of it. `source` is the row that it was made from."""

    key: str
    url: str
    file_url: str
    what: str
    title: str
    source: Any
    partner: str = ""
    other: str = ""
    due_on: Any = None
    days_left: int | None = None
    is_provisional: bool = False
    state: State | None = None
    next: Link | None = None
    beside: Link | None = None
    reminded: dict[str, Any] | None = None
    details: list[Any] = field(default_factory=list)
    is_chosen: bool = False


def of_commitments(
    rows: Iterable[Commitment], names: Names, reckoning: Reckoning, asked: Mapping[str, str], *, base: str
) -> list[Item]:
    found, agency = list(rows), node.current().agency
    waiting = underway.load(row.dossier_id for row in found)
    return [_of_commitment(row, names, reckoning, asked, f"{base}&item={row.id}", agency, waiting) for row in found]


def _of_commitment(
    row: Commitment,
    names: Names,
    reckoning: Reckoning,
    asked: Mapping[str, str],
    url: str,
    agency: str,
    waiting: Waiting,
) -> Item:
    is_ours = row.debtor == agency
    other = row.creditor if is_ours else row.debtor
    return Item(
        key=row.id, url=url, file_url=file_url(row.dossier), what=owed.what(row, asked, title=row.dossier.title),
        title=file_title(row.dossier), source=row, partner=partner(row.dossier, names),
        other=_for(names.agency(other)) if is_ours else names.agency(other), due_on=row.due_on,
        days_left=reckoning.days_left(row), is_provisional=row.is_provisional, state=owed.state(row, reckoning),
        next=owed.next_step(row, row.dossier, agency, waiting=waiting.of_verbs(row)), reminded=owed.reminded(row),
        beside=owed.beside(row, agency, waiting=waiting.of_verbs(row)) if is_ours else None,
    )  # fmt: skip


def of_files(
    rows: Iterable[Dossier], open_: Mapping[str, list[Commitment]], names: Names, reckoning: Reckoning, *, base: str
) -> list[Item]:
    """Files as lines: their kind says what they are, their nearest commitment when."""
    return [_of_file(row, open_.get(row.id, []), names, reckoning, f"{base}&item={row.id}") for row in rows]


def _of_file(row: Dossier, open_: list[Commitment], names: Names, reckoning: Reckoning, url: str) -> Item:
    turn = owed.turn_of(open_)
    first = turn[1] if turn else None
    return Item(
        key=row.id, url=url, file_url=file_url(row), what=file_title(row), title=kind_label(row.process), source=row,
        partner=partner(row, names), other=names.agency(row.home), due_on=first.due_on if first else None,
        days_left=reckoning.days_left(first) if first else None, state=file_state(row),
        is_provisional=bool(first and first.is_provisional),
    )  # fmt: skip


def file_url(row: Dossier) -> str:
    return reverse("web:past" if row.process == "past" else "web:file", args=[row.id])


def file_title(row: Dossier) -> str:
    return row.title or kind_label(row.process)


def file_code(dossier: str) -> str:
    """The keeper and the beginning of the number: short enough to say on the telephone, and search finds it."""
    home, _slash, number = dossier.partition("/")
    return f"{home}/{number[:8]}"


def file_state(row: Dossier) -> State:
    if row.process == "past":
        return RECORDED
    if not row.is_shared:
        return NOT_SENT
    process, _step = declared(f"{row.process}.")
    label = process.states.get(row.state, row.state) if process else row.state
    return State(label, "good" if row.is_ended else "")


def kind_label(process: str) -> str:
    declared_, _step = declared(f"{process}.")
    return str(declared_.label if declared_ else PAST if process == "past" else process)


def partner(row: Dossier, names: Names) -> str:
    """As our list calls it, or as the other side's was told; else that side's code and whose code it is."""
    code = str(row.facts.get("partner") or "")
    name = names.hearing(row.facts).partner(code)
    if name or not code or row.home == node.current().agency:
        return name or code
    return _("%(code)s (a code of %(agency)s)") % {"code": code, "agency": names.agency(row.home)}


def clause(row: Commitment) -> Link | None:
    """The article under which something is owed, on the agreement's own page."""
    if not row.clause:
        return None
    article = row.clause.partition("/")[0]
    try:
        url = reverse("web:agreement", args=[row.agreement])
    except NoReverseMatch:
        url = reverse("web:file", args=[row.agreement])
    return Link(_("Article %(number)s") % {"number": article}, f"{url}#article-{article}")


def _for(agency: str) -> str:
    return _("for %(agency)s") % {"agency": agency}
