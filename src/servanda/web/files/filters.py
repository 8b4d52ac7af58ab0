"""Which files a list shows: words, kind, state, whose turn, partner; and one page of them along the last entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import PARTNER, Commitment, Dossier
from servanda.processes import finding, reads
from servanda.web.desk.rows import COUNTED

PAGE = 25
NAMES = ("kind", "state", "turn", "partner")
MOVES_DEBTOR = reads.WORKING
MOVES_CREDITOR = ("delivered", "declined")


@dataclass(frozen=True)
class Page:
    """One page of files, and the places from which the next and the previous one go on."""

    files: list[Dossier]
    count: int
    after: str
    before: str


def page_of(actor: Actor, given: Mapping[str, str]) -> Page:
    """`after` or `before` in what is given is the last place of the page that one comes from."""
    rows = filtered(actor, given)
    count = rows.order_by()[: COUNTED + 1].count()
    if place := _place(given.get("before", "")):
        found = list(rows.filter(_newer(*place)).order_by("moved_at", "id")[: PAGE + 1])
        has_before, has_after = len(found) > PAGE, True
        found = found[:PAGE][::-1]
    else:
        place = _place(given.get("after", ""))
        found = list((rows.filter(_older(*place)) if place else rows).order_by("-moved_at", "-id")[: PAGE + 1])
        has_before, has_after = bool(place), len(found) > PAGE
        found = found[:PAGE]
    return Page(
        found, count, after=_written(found[-1]) if found and has_after else "",
        before=_written(found[0]) if found and has_before else "",
    )  # fmt: skip


def filtered(actor: Actor, given: Mapping[str, str]) -> QuerySet[Dossier]:
    rows = reads.visible(actor)
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


def _written(row: Dossier) -> str:
    return f"{row.moved_at.isoformat()}_{row.id}"


def _place(text: str) -> tuple[datetime, str] | None:
    at, _mark, id_ = text.partition("_")
    try:
        moved_at = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moved_at, id_) if moved_at.tzinfo and id_ else None
