"""The moment in which what was sent can still be taken back, and taking it back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.office.outgoing import may_take_back as may_take_back
from servanda.processes import reads
from servanda.processes.folding.internal import DISCARDED, HELD, SENT
from servanda.processes.models import Outgoing
from servanda.web.access import actor_of, officer_required
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Request, Seat


def grace() -> timedelta:
    """How long a step waits after it was sent; the node's own number, else the setting."""
    return timedelta(seconds=int(node.current().config.get("undo_seconds", settings.UNDO_SECONDS)))


def hold(owed_here: Iterable[Commitment], reckoning: Reckoning, at: datetime) -> timedelta:
    """The grace, but never across the end of a due day of this agency."""
    agency = node.current().agency
    due = [row for row in owed_here if row.debtor == agency and row.due_on and row.state in reads.OPEN]
    ends = [reckoning.end_of_due_day(row) for row in due]
    return timedelta(0) if any(at < end <= at + grace() for end in ends) else grace()


@officer_required
@require_POST
def undo(request: Request, seat: Seat, name: str) -> HttpResponse:
    """Take back what was prepared or sent and has not left; with `together`, for every file of that click."""
    actor = actor_of(seat)
    # Nothing leaves between the look at the state and taking it back.
    with node.current().writing():
        row = outgoing_seen(name, actor)
        if not may_take_back(actor, row):
            raise Refused("not_your_step", step=row.step, role="any")
        others = outgoing.together(row, actor) if row.state == HELD and "together" in request.POST else []
        if row.state not in (SENT, DISCARDED):
            for one in (row, *others):
                outgoing.discard(one.name, actor, at=seat.at)
    if row.state == SENT:
        messages.warning(request, _("It has left already and cannot be taken back."), extra_tags="late")
    still_there = reads.visible(actor).filter(id=row.dossier).exists()
    return redirect("web:file", row.dossier) if still_there else redirect("web:desk")


def outgoing_seen(name: str, actor: Actor) -> Outgoing:
    """A prepared step of a file that the actor may see. Raises Refused("no_file")."""
    row = Outgoing.objects.filter(name=name, dossier__in=reads.visible(actor).values("id")).first()
    if row is None:
        raise Refused("no_file")
    return row
