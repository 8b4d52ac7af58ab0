"""Which files a list shows: words, kind, state, whose turn, partner; and one page of them along the last entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import PARTNER, Commitment, Dossier
from servanda.processes import reads
from servanda.processes.search import finding
from servanda.web.desk.rows import COUNTED

PAGE = 25
NAMES = ("kind", "state", "turn", "partner")
MOVES_DEBTOR = reads.WORKING
MOVES_CREDITOR = ("delivered", "declined")
Place = tuple[datetime, str]


class Reads(Protocol):
    """Reads the page that follows a place: its places, and whether there are more."""

    def __call__(self, place: Place | None, *, newer: bool) -> tuple[list[Place], bool]: ...


@dataclass(frozen=True)
class Page:
    """One page of files, and the places from which the next and the previous one go on."""

    files: list[Dossier]
    count: int
    after: str
    before: str


def page_of(actor: Actor, given: Mapping[str, str]) -> Page:
    """`after` or `before` in what is given is the last place of the page that one comes from."""
    known = list(filtered(actor, given).order_by().values_list("moved_at", "id")[: COUNTED + 1])
    before, after = _place(given.get("before", "")), _place(given.get("after", ""))
    # A few are sorted here; of many so many stand near each other that the first are soon found along the last entry.
    read = _of_few(known) if len(known) <= COUNTED else _along(_filtered(reads.visible(actor), given))
    if before:
        places, has_more = read(before, newer=True)
        places, has_before, has_after = places[::-1], has_more, True
    else:
        places, has_after = read(after, newer=False)
        has_before = bool(after)
    found = Dossier.objects.in_bulk([id_ for _at, id_ in places])
    return Page(
        [found[id_] for _at, id_ in places if id_ in found], len(known),
        after=_written(*places[-1]) if places and has_after else "",
        before=_written(*places[0]) if places and has_before else "",
    )  # fmt: skip


def _of_few(known: list[Place]) -> Reads:
    """The next page of those that are all known."""

    def read(place: Place | None, *, newer: bool) -> tuple[list[Place], bool]:
        left = [one for one in known if place is None or (one > place if newer else one < place)]
        left.sort(reverse=not newer)
        return left[:PAGE], len(left) > PAGE

    return read


def _along(rows: QuerySet[Dossier]) -> Reads:
    """The next page along the last entry."""

    def read(place: Place | None, *, newer: bool) -> tuple[list[Place], bool]:
        left = rows.filter(_newer(*place) if newer else _older(*place)) if place else rows
        order = ("moved_at", "id") if newer else ("-moved_at", "-id")
        found = list(left.order_by(*order).values_list("moved_at", "id")[: PAGE + 1])
        return found[:PAGE], len(found) > PAGE

    return read


def filtered(actor: Actor, given: Mapping[str, str]) -> QuerySet[Dossier]:
    """Begins from the files of the actor's units, which are fewer than all."""
    return _filtered(reads.named(actor), given)


def _filtered(rows: QuerySet[Dossier], given: Mapping[str, str]) -> QuerySet[Dossier]:
    rows = finding.matching(rows, given.get("q", ""))
    kind = given.get("kind")
    # Directories say who works where, not what is under way: who looks for them chooses their kind.
    rows = rows.filter(process=kind) if kind else rows.exclude(process="directory")
    if partner := given.get("partner"):
        rows = rows.filter(partner=partner[:PARTNER])
    match given.get("state", ""):
        case "":
            pass
        case "-open":
            rows = rows.filter(is_ended=False)
        case "-ended":
            rows = rows.filter(is_ended=True)
        case state:
            rows = rows.filter(state=state, is_shared=True)
    return _by_turn(rows, given.get("turn", ""))


def _by_turn(rows: QuerySet[Dossier], turn: str) -> QuerySet[Dossier]:
    if turn not in ("ours", "theirs"):
        return rows
    agency = node.current().agency
    here = Commitment.objects.filter(dossier=OuterRef("id"))
    for_debtor = here.filter(state__in=MOVES_DEBTOR, asked_until=None)
    for_creditor = here.filter(Q(state__in=MOVES_CREDITOR) | Q(state__in=MOVES_DEBTOR, asked_until__isnull=False))
    if turn == "ours":
        return rows.filter(Exists(for_debtor.filter(debtor=agency)) | Exists(for_creditor.filter(creditor=agency)))
    return rows.filter(Exists(for_debtor.exclude(debtor=agency)) | Exists(for_creditor.exclude(creditor=agency)))


def _older(at: datetime, id_: str) -> Q:
    return Q(moved_at__lt=at) | Q(moved_at=at, id__lt=id_)


def _newer(at: datetime, id_: str) -> Q:
    return Q(moved_at__gt=at) | Q(moved_at=at, id__gt=id_)


def _written(moved_at: datetime, id_: str) -> str:
    return f"{moved_at.isoformat()}_{id_}"


def _place(text: str) -> Place | None:
    at, _mark, id_ = text.partition("_")
    try:
        moved_at = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moved_at, id_) if moved_at.tzinfo and id_ else None
