"""The leader's page: what waits for a decision, what is late, what comes to its end, who has gone silent."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.node import one_view
from servanda.processes import reads
from servanda.processes.agreements import agreement_reading
from servanda.processes.projection import ahead
from servanda.processes.telling.timeline import Names, declared
from servanda.reports import silence, words
from servanda.reports.agreed import Agreed, agreed
from servanda.reports.scope import Scope
from servanda.web import owed
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.desk import rows as desk_rows
from servanda.web.names import names_in
from servanda.web.reckoning import Reckoning
from servanda.web.roles import leads
from servanda.web.seats import Request, Seat

MOST = 5
AHEAD = timedelta(days=90)


@officer_required
@leads
@one_view()
def page(request: Request, seat: Seat) -> HttpResponse:
    actor, names = actor_of(seat), names_in(get_language() or "en")
    rows = reads.visible(actor).filter(process="agreement", is_shared=True, state__in=agreement_reading.IN_FORCE)
    known = [found for found in agreed(rows.order_by("opened_at", "id")) if found.version]
    context = {
        "decisions": _decisions(actor, seat, names),
        "desk_url": f"{reverse('web:desk')}?tab=clear",
        "late": [_late(actor, seat, names, side) for side in ("owe", "owed")],
        "near": _near(known, names, seat),
        "silent": _silent(actor, known, names, seat),
        "briefs": [
            {"title": found.title(names.language), "url": f"{reverse('web:brief', args=[found.row.id])}?period=month"}
            for found in known
        ],
    }  # fmt: skip
    return render(request, "leader.html", context)


def _decisions(actor: Actor, seat: Seat, names: Names) -> dict[str, Any]:
    """What waits for an approval, then what the other side wants more time for: the longest waiting first."""
    cleared = desk_rows.to_clear(actor)
    files = Dossier.objects.in_bulk({row.dossier for row in cleared[:MOST]})
    lines = [
        {"what": _label(row.step), "title": items.file_title(files[row.dossier]), "who": names.unit(row.unit),
         "at": row.prepared_at, "url": reverse("web:clear", args=[row.name]), "label": gettext("Approve or return")}
        for row in cleared[:MOST] if row.dossier in files
    ]  # fmt: skip
    asked = reads.owed(actor, "owed", at=seat.at).filter(asked_until__isnull=False, state__in=reads.WORKING)
    more = asked.order_by("asked_until", "id")[: MOST - len(lines)] if len(lines) < MOST else []
    lines += [
        {"what": gettext("More time until %(day)s?") % {"day": words.day(row.asked_until)},
         "title": items.file_title(row.dossier), "who": names.unit(row.debtor_unit), "at": None,
         "url": items.file_url(row.dossier), "label": gettext("Grant or refuse")}
        for row in more if row.asked_until
    ]  # fmt: skip
    return {"lines": lines, "rest": max(len(cleared) + asked.count() - len(lines), 0)}


def _late(actor: Actor, seat: Seat, names: Names, side: str) -> dict[str, Any]:
    """What is past its day, not handed over and not explained; the oldest first."""
    today = timezone.localtime(seat.at).date()
    rows = reads.owed(actor, side, at=seat.at).filter(
        due_on__lt=today, done_on=None, is_explained=False, state__in=reads.WORKING
    )
    found = list(rows[:MOST])
    reckoning = Reckoning([row.dossier for row in found], seat.at)
    lines = items.of_commitments(found, names, reckoning, owed.asked_for(found), base="")
    n = desk_rows.count(rows)
    return {
        "is_ours": side == "owe", "lines": lines, "n": desk_rows.counted(n),
        "rest": "" if n <= len(lines) else desk_rows.counted(n if n > desk_rows.COUNTED else n - len(lines)),
        "url": f"{reverse('web:desk')}?tab={'to_do' if side == 'owe' else 'waiting'}",
    }  # fmt: skip


def _near(known: Iterable[Agreed], names: Names, seat: Seat) -> list[dict[str, Any]]:
    labels = {"review_on": gettext("to be reviewed by"), "ends_on": gettext("in force until")}
    found = [
        {"title": agreement.title(names.language), "url": reverse("web:agreement", args=[agreement.row.id]),
         "what": labels[item.declared.field], "on": item.on, "is_past": item.on < agreement.today(seat.at)}
        for agreement in known for item in ahead.of(agreement.row) if item.on - agreement.today(seat.at) <= AHEAD
    ]  # fmt: skip
    return sorted(found, key=lambda line: line["on"])


def _silent(actor: Actor, known: list[Agreed], names: Names, seat: Seat) -> dict[str, Any]:
    """Pairs of this leader's own units that shared nothing for longer than agreed."""
    if not known:
        return {"lines": [], "rest": 0, "url": ""}
    mine = actor.units | {actor.unit}
    pairs = silence.pairs(Scope(actor, tuple(known), known[0].today(seat.at)))
    found = [pair for pair in pairs if pair.is_silent and (actor.reads_all or mine & set(pair.units))]
    lines = [{"units": " – ".join(map(names.unit, pair.units)), "days": pair.days} for pair in found[:MOST]]
    return {
        "lines": lines, "rest": max(len(found) - MOST, 0), "url": reverse("web:initiative", args=[known[0].row.id]),
    }  # fmt: skip


def _label(kind: str) -> str:
    _process, step = declared(kind)
    return str(step.label) if step else kind
