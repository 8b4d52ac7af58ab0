"""The proposals beside the text of an agreement as its page shows them: who consented, for whom they wait."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes.agreements.agreement_proposals import Proposal, proposals
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.labels import State
from servanda.web.names import has_own_system
from servanda.web.steps import own_steps
from servanda.web.steps.own_steps import Speaking


def rows(row: Dossier, actor: Actor, names: Names) -> list[dict[str, Any]]:
    """As _riders.html takes them."""
    return [_row(found, row, actor, names) for found in proposals(row)]


def _row(found: Proposal, row: Dossier, actor: Actor, names: Names) -> dict[str, Any]:
    line = timeline.line(found.entry, found.act, names, agency=actor.agency)
    waiting = found.waits_for(list(row.parties), row.home)
    days = [f"{label}: {value}" for label, value in line.details]
    if found.applied:
        state = State(gettext("in force"), "good")
    else:
        asked = listed([names.agency(party) for party in waiting])
        state = State(gettext("waits for %(party)s") % {"party": asked}, "soon")
    return {
        "sentence": line.sentence, "at": found.entry.at, "days": days, "state": state,
        "steps": [link for party in waiting if (link := _link(found, row, actor, names, party))],
    }  # fmt: skip


def _link(found: Proposal, row: Dossier, actor: Actor, names: Names, party: str) -> dict[str, str] | None:
    url = reverse("web:agreement_rider", args=[row.id, found.act.id])
    name = "apply" if party == row.home else "consent"
    if party == actor.agency:
        who = Speaking(row, actor)
        return {"label": str(own_steps.step_of(who, name).label), "url": url} if own_steps.is_open(who, name) else None
    if party == row.home or party in has_own_system() or not own_steps.is_open(Speaking(row, actor, party), name):
        return None
    return {"label": gettext("Record the consent of %(party)s") % {"party": names.agency(party)},
            "url": f"{url}?for={party}"}  # fmt: skip
