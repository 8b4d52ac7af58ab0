"""What stands beside the next step of a file: another one as good, what one click does, and what is to be judged."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import ngettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.office.underway import Waiting
from servanda.processes.telling.timeline import Line
from servanda.web import owed
from servanda.web.files import handed
from servanda.web.files.leaving import clearing
from servanda.web.owed import Link
from servanda.web.steps.undo import grace

NOTHING: Mapping[str, Any] = {"beside": None, "back": None, "at_once": "", "handed": None}


def of(
    row: Dossier, here: list[Commitment], actor: Actor, lines: list[Line], waiting: Waiting, following: Link | None
) -> dict[str, Any]:
    """As _next.html takes it. One query where what is to be judged has files."""
    ours = owed.own_turn(here, actor)
    if ours is None or following is None:
        return dict(NOTHING)
    under_way = waiting.of_verbs(ours)
    promise = owed.beside(ours, actor.agency, waiting=under_way)
    beside = promise if promise and promise.url != following.url else None
    given = next((line for line in lines if line.name == ours.delivered_by), None)
    is_judged = ours.state == "delivered"
    verb = "accept" if is_judged else "promise"
    return {
        "beside": beside, "back": owed.back(ours, actor.agency, waiting=under_way),
        "at_once": _at_once(f"commitment.{verb}") if beside or following.once else "",
        "handed": handed.of_line(given, row) if given and is_judged else None,
    }  # fmt: skip


def _at_once(kind: str) -> str:
    """Who has to approve what one click prepares, or how long what it sends can be taken back."""
    seconds = int(grace().total_seconds())
    undo = ngettext(
        "You can undo for %(seconds)s second after sending.", "You can undo for %(seconds)s seconds after sending.",
        seconds,
    )  # fmt: skip
    return clearing(kind) or (undo % {"seconds": seconds} if seconds else "")
