"""What the page of connections shows, in a few queries whatever the number of agencies and entries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from servanda.exchange.cards import card_of
from servanda.exchange.models import FeedEntry, Peer, Quarantine, State
from servanda.kernel import keys, node
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import SENTENCES
from servanda.kernel.texts import pick
from servanda.office import expiring
from servanda.processes import reads
from servanda.processes.models import Correspondent, CorrespondentUnit
from servanda.processes.telling.timeline import declared
from servanda.web import labels, refusal_text
from servanda.web.access import actor_of
from servanda.web.seats import Seat

MOST = 50
STATES = ("queued", "sent", "taken", "held", "parked", "refused")


def context_of(seat: Seat) -> dict[str, Any]:
    language = get_language() or "en"
    peers = list(Peer.objects.order_by("agency"))
    counts, troubles = _counts(), _troubles(seat)
    here = node.current()
    return {
        "section": "connections", "endings": expiring.endings(now=seat.at),
        "connections": [_connection(peer, counts[peer.agency], troubles[peer.agency], language) for peer in peers],
        "without": _without({peer.agency for peer in peers}, counts, language),
        "quarantine": _set_aside(seat),
        "is_admin": seat.role == "admin",
        "own": {
            "name": pick(here.name, language), "code": here.agency, "address": here.card.address,
            "words": here.card.fingerprint().split("-"), "card_url": reverse("web:own_card"),
        },
        "add_url": reverse("web:connection_add") if seat.role == "admin" else None,
        "enter_url": reverse("web:correspondent_add") if seat.role == "admin" else None,
    }  # fmt: skip


def _connection(
    peer: Peer, counts: Mapping[str, int], troubles: list[dict[str, Any]], language: str
) -> dict[str, Any]:  # fmt: skip
    card = card_of(peer.card)
    return {
        "name": pick(card.name, language), "code": peer.agency, "address": peer.address, "state": standing_of(peer),
        "last_contact_at": peer.last_contact_at, "silent": silent_of(peer), "counts": counts, "troubles": troubles,
        "words": keys.words(card.root).split("-"), "linked_on": peer.linked_at.date(),
        "url": reverse("web:connection", args=[peer.agency]),
        "send_url": reverse("web:connection_contact", args=[peer.agency]), 
        "pack_url": f"{reverse('web:courier')}?{urlencode({'peer': peer.agency})}",
    }  # fmt: skip


def _without(linked: set[str], counts: Mapping[str, Mapping[str, int]], language: str) -> list[dict[str, Any]]:
    """Agencies without a system: those that were entered here, and those for which something waits."""
    entered = {row.agency: row for row in Correspondent.objects.exclude(agency__in=linked)}
    units = dict(
        CorrespondentUnit.objects.filter(is_closed=False).order_by().values_list("agency").annotate(n=Count("id"))
    )
    found = []
    for agency in sorted({*entered, *counts} - linked):
        row, held = entered.get(agency), counts[agency]["held"] if agency in counts else 0
        found.append({
            "code": agency, "name": pick(row.name, language) if row else "",
            "via": labels.VIAS.get(row.via, row.via) if row else "", "waits": _waits(held) if held else "",
            "units": ngettext("%(n)s unit", "%(n)s units", n) % {"n": n} if (n := units.get(agency, 0)) else "",
            "url": reverse("web:correspondent", args=[agency]) if row else "",
            "enter_url": f"{reverse('web:correspondent_add')}?{urlencode({'code': agency})}",
        })  # fmt: skip
    return found


def standing_of(peer: Peer) -> labels.State:
    if peer.is_blocked:
        return labels.State(gettext("blocked"), "late")
    if peer.paused_at:
        return labels.State(gettext("paused"), "soon")
    if peer.other_key_seen:
        return labels.State(gettext("shows other words"), "late")
    if peer.last_failure:
        return labels.State(gettext("not reached"), "soon")
    if peer.last_contact_at is None:
        return labels.State(gettext("no contact yet"), "outlined")
    return labels.State(gettext("connected"), "good")


def silent_of(peer: Peer) -> str:
    """What stands in the way of the whole connection, as one sentence; empty where nothing does."""
    if peer.other_key_seen:
        return gettext(
            "Somebody shows a card of %(agency)s with other words than those that you compared. Nothing of it is "
            "taken. Call the other side; if it made its card anew, add the connection again."
        ) % {"agency": peer.agency}
    if peer.last_failure:
        reason = _reason(peer.last_failure, peer.failure_params)
        return gettext("The last try did not succeed: %(reason)s") % {"reason": reason}
    return ""


def _counts() -> dict[str, dict[str, int]]:
    """Agency -> how many entries stand how; of one that was sent again only the latest counts."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for peer, state, n in _latest().values_list("peer", "state").annotate(n=Count("id")):
        found[peer][state] = n
    return found


def _latest() -> Any:
    last = FeedEntry.objects.values("peer", "act").annotate(last=Max("id")).values("last")
    return FeedEntry.objects.filter(id__in=last).order_by()


def _troubles(seat: Seat) -> dict[str, list[dict[str, Any]]]:
    """The newest entries that the other side could not take, with its reason. A file's title only for who sees it."""
    rows = list(_latest().filter(state__in=(State.PARKED, State.REFUSED)).order_by("-id")[:MOST])
    stored = {
        name: (dossier, kind)
        for name, dossier, kind in StoredAct.objects.filter(name__in=[row.act for row in rows]).values_list(
            "name", "dossier", "kind"
        )
    }
    files = reads.visible(actor_of(seat)).filter(id__in={dossier for dossier, _ in stored.values()})
    titles: dict[str, str] = dict(files.values_list("id", "title"))
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        dossier, kind = stored.get(row.act, ("", ""))
        found[row.peer].append(_trouble(row, dossier, kind, titles))
    return found


def _trouble(row: FeedEntry, dossier: str, kind: str, titles: Mapping[str, str]) -> dict[str, Any]:
    _process, step = declared(kind)
    return {
        "kind": labels.DELIVERED[row.state],
        "sentence": _reason(row.code, row.params),
        "title": titles.get(dossier) or (str(step.label) if step else ""),
        "url": reverse("web:file", args=[dossier]) if dossier in titles else "",
        "at": row.receipt_at or row.sent_at or row.queued_at,
    }


def _set_aside(seat: Seat) -> list[dict[str, Any]]:
    rows: Iterable[Any] = (
        Quarantine.objects.filter(settled_at=None).annotate(size=Length("raw")).defer("raw").order_by("-at")[:MOST]
    )
    return [
        {
            "at": row.at,
            "sender": row.peer,
            "reason": _reason(row.code, row.params),
            "size": row.size,
            "url": reverse("web:set_aside", args=[row.pk]) if seat.role == "admin" else "",
        }
        for row in rows
    ]


def _waits(n: int) -> str:
    text = ngettext("%(n)s entry waits here for a connection", "%(n)s entries wait here for a connection", n)
    return text % {"n": n}


def _reason(code: str, params: Any) -> str:
    if code not in SENTENCES:
        return gettext("No reason was given.")
    return refusal_text.of_code(code, params)
