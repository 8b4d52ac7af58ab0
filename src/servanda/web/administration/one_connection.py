"""One connection: how far both directions have come, what waits for what, whose clock and keys, and stopping it."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from servanda.exchange import bell, links
from servanda.exchange.cards import card_of
from servanda.exchange.claims import withheld_since
from servanda.exchange.models import Feed, FeedEntry, Parked, Peer, Quarantine
from servanda.exchange.reach import is_held
from servanda.health.checks import CERTIFICATE_DAYS
from servanda.health.peers import CLOCK
from servanda.kernel import certificates, node, starting
from servanda.kernel.acts import NAME
from servanda.kernel.keys import Card
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes import reads
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.connection_page import silent_of, standing_of
from servanda.web.labels import State
from servanda.web.refusal_text import of_code
from servanda.web.roles import changes_settings, sees_connections
from servanda.web.seats import Request, Seat

MOST = 50


@officer_required
@require_safe
@sees_connections
def show(request: Request, seat: Seat, agency: str) -> HttpResponse:
    peer = _peer(agency)
    card, feed = card_of(peer.card), peer.feed
    context = {
        "section": "connections", "name": pick(card.name, get_language() or "en"), "code": agency,
        "address": peer.address, "state": standing_of(peer), "silent": silent_of(peer),
        "is_paused": bool(peer.paused_at), "last_contact_at": peer.last_contact_at, "failure_at": peer.failure_at,
        "facts": _facts(peer, feed, card, seat.at),
        "held_address": peer.address if _is_held(peer) else "",
        "waiting": _waiting(agency, seat), "set_aside": set_aside(agency), "may_change": seat.role == "admin",
    }  # fmt: skip
    return render(request, "connection.html", context)


@officer_required
@require_POST
@changes_settings
def pause(request: Request, seat: Seat, agency: str) -> HttpResponse:
    """Stop or go on: while it is paused nothing is sent and nothing is taken, and nothing is lost."""
    peer = _peer(agency)
    with node.current().writing():
        Peer.objects.filter(agency=agency).update(paused_at=None if peer.paused_at else seat.at)
    if peer.paused_at:
        bell.wake_for(node.current(), agency)
    return redirect("web:connection", agency)


@officer_required
@require_POST
@changes_settings
def confirm_address(request: Request, seat: Seat, agency: str) -> HttpResponse:
    """Call the other side where its card leads now: at the address that was shown, and at no later one."""
    peer = _peer(agency)
    if request.POST.get("address") == peer.address:
        with node.current().writing():
            links.confirm_address(peer)
        bell.wake_for(node.current(), agency)
    return redirect("web:connection", agency)


def _is_held(peer: Peer) -> bool:
    """Without looking names up: that the exchange does at its next try, and says so."""
    return peer.last_failure == "inner_address" or is_held(peer, inside=node.current().inside)


def set_aside(agency: str = "") -> list[dict[str, Any]]:
    """What was refused, the newest first; what somebody settled stands with how."""
    rows = Quarantine.objects.annotate(size=Length("raw")).defer("raw").order_by("-at", "-id")
    rows = rows.filter(peer=agency) if agency else rows
    return [
        {
            "at": row.at, "sender": row.peer, "reason": of_code(row.code, row.params), "size": row.size,
            "url": reverse("web:set_aside", args=[row.pk]), "state": settled(row),
        }
        for row in rows[:MOST]
    ]  # fmt: skip


def settled(row: Quarantine) -> State:
    if row.settled_as == "again":
        return State(gettext("examined again and let in"), "good")
    if row.settled_as == "discarded":
        return State(gettext("thrown away"), "outlined")
    return State(gettext("to be looked at"), "soon")


def _peer(agency: str) -> Peer:
    peer = Peer.objects.select_related("feed").filter(agency=agency).first()
    if peer is None:
        raise Refused("no_file")
    return peer


def _facts(peer: Peer, feed: Feed, card: Card, at: datetime) -> list[dict[str, Any]]:
    """Term and value, each a short sentence."""
    states = FeedEntry.objects.filter(peer=peer.agency).values_list("state").annotate(n=Count("id")).order_by()
    n = dict(states)
    open_ = n.get("queued", 0) + n.get("sent", 0)
    told = gettext("%(n)s numbered, %(ack)s acknowledged, %(open)s on their way or waiting, %(held)s held back") % {
        "n": feed.out_n, "ack": feed.ack_n, "open": open_, "held": n.get("held", 0),
    }  # fmt: skip
    came = gettext("%(n)s received") % {"n": feed.in_n}
    rows: list[dict[str, Any]] = [
        {"term": gettext("To them"), "text": told},
        {"term": gettext("From them"), "text": came},
    ]
    if feed.out_epoch > 1 or feed.in_epoch > 1:
        series = gettext("ours %(own)s, theirs %(theirs)s; a new one begins after a restored backup")
        rows.append({"term": gettext("Series"), "text": series % {"own": feed.out_epoch, "theirs": feed.in_epoch}})
    if since := withheld_since(feed, now=at):
        text = gettext(
            "They signed to have said %(n)s entries and have not sent the rest. It is asked for at every contact."
        )
        rows.append({"term": gettext("Withheld"), "text": text % {"n": feed.claimed_n}, "at": since, "is_late": True})
    if peer.agency in starting.unheard(node.current()):
        text = gettext("not compared since this system started: it did not answer yet, and is asked before all else")
        rows.append({"term": gettext("Our entries there"), "text": text, "is_late": True})
    if feed.in_forked_at:
        text = gettext("They signed two different histories. Both are kept below as proof; call the other side.")
        rows.append({"term": gettext("Two histories"), "text": text, "at": feed.in_forked_at, "is_late": True})
    return [*rows, _clock(peer.clock_ahead), *_keys(card), *_certificate(card, at)]


def _clock(ahead: int | None) -> dict[str, Any]:
    if ahead is None:
        text = gettext("not compared yet")
    elif abs(ahead) <= CLOCK:
        text = gettext("agrees with this one")
    elif ahead > 0:
        text = gettext("%(n)s seconds ahead of this one") % {"n": ahead}
    else:
        text = gettext("%(n)s seconds behind this one") % {"n": -ahead}
    return {"term": gettext("Their clock"), "text": text, "is_late": ahead is not None and abs(ahead) > CLOCK}


def _keys(card: Card) -> list[dict[str, Any]]:
    n, retired = len(card.current), [key.retired_at for key in card.keys if key.retired_at]
    text = ngettext("%(n)s key in use", "%(n)s keys in use", n) % {"n": n}
    if retired:
        text += " · " + ngettext("%(n)s retired", "%(n)s retired", len(retired)) % {"n": len(retired)}
    return [
        {"term": gettext("Their card"), "text": gettext("number %(n)s") % {"n": card.serial}, "at": card.at},
        {"term": gettext("Their keys"), "text": text, "at": max(retired) if retired else None},
    ]


def _certificate(card: Card, at: datetime) -> list[dict[str, Any]]:
    if not card.certificate:
        return []
    held = certificates.read(card.certificate)
    n = held.days_left(at)
    text = ngettext("holds for %(n)s more day", "holds for %(n)s more days", n) % {"n": n}
    text = text if n >= 0 else gettext("has expired")
    return [
        {"term": gettext("Their certificate"), "text": text, "at": held.expires_at, "is_late": n < CERTIFICATE_DAYS}
    ]


def _waiting(agency: str, seat: Seat) -> list[dict[str, Any]]:
    """What came and waits for something else, and for what; a title only for who may see the file."""
    rows = list(Parked.objects.filter(peer=agency).defer("entry").order_by("since", "id")[:MOST])
    files = reads.visible(actor_of(seat)).filter(id__in={row.dossier for row in rows})
    titles: dict[str, str] = dict(files.values_list("id", "title"))
    return [
        {
            "since": row.since, "text": _waits_for(row.missing), "title": titles.get(row.dossier, ""),
            "url": reverse("web:file", args=[row.dossier]) if row.dossier in titles else "",
        }
        for row in rows
    ]  # fmt: skip


def _waits_for(missing: list[str]) -> str:
    agencies = [name for name in missing if not NAME.fullmatch(name)]
    if agencies:
        return gettext("waits for a connection with %(agency)s") % {"agency": ", ".join(agencies)}
    n = len(missing)
    text = ngettext(
        "waits for %(n)s earlier entry, which is asked for", "waits for %(n)s earlier entries, which are asked for", n
    )
    return text % {"n": n}
