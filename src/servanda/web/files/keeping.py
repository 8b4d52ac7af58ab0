"""Who keeps a file, how far a handover has come, and the way to its next step."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import SENTENCES
from servanda.office.underway import Waiting
from servanda.processes import reads
from servanda.processes.declaration.generic import HANDOVER
from servanda.processes.folding.keeping import ACCEPTED, OFFERED, STALE
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.web import owed
from servanda.web.owed import Link


def keeping(
    row: Dossier, actor: Actor, names: Names, waiting: Waiting, *, is_closed: bool
) -> dict[str, Any] | None:  # fmt: skip
    """As _keeping.html takes it; None for a file that no other agency is party of, or that never changes hands."""
    process = processes().get(row.process)
    if not row.is_shared or len(row.parties) < 2 or (process is not None and process.stays):
        return None
    opened_by = row.id.partition("/")[0]
    steps = [] if is_closed else _steps(row, actor, waiting)
    main = next((link for name, link in steps if name in ("accept", "confirm")), None)
    return {
        "keeper": names.agency(row.home), "unit": names.unit(row.owner), "sentence": _sentence(row, actor, names),
        "opened_by": names.agency(opened_by) if opened_by != row.home else "", "reason": _reason(row),
        "main": main, "steps": [link for name, link in steps if link is not main],
        "is_ours": row.handover_unit.startswith(f"{actor.agency}/"),
    }  # fmt: skip


def next_link(row: Dossier) -> Link:
    """The way to the page on which the handover goes on, for who has the next move in it."""
    name, label = {
        OFFERED: ("accept", _("Look at the offer")), ACCEPTED: ("confirm", _("Confirm the handover")),
    }.get(str(row.handover.get("state")), ("withdraw", _("Withdraw the offer")))  # fmt: skip
    url = f"{reverse('web:file', args=[row.id])}#keeping" if name == "accept" else _url(row, name)
    return Link(label, url)


def _steps(row: Dossier, actor: Actor, waiting: Waiting) -> list[tuple[str, Link]]:
    """The steps open to the actor; none where one is prepared and waits to leave."""
    open_ = reads.open_steps(row, actor.agency, (), role=actor.role)
    found = [item.step for item in open_ if item.process is HANDOVER]
    if any(waiting.of_step(row.id, HANDOVER.kind(step)) for step in found):
        return []
    return [(step.name, Link(step.label, _url(row, step.name))) for step in found]


def _url(row: Dossier, name: str) -> str:
    offer = {"offer": row.handover["offer"]} if row.handover else {}
    return owed.step_url(row.id, f"handover.{name}", **offer)


def _sentence(row: Dossier, actor: Actor, names: Names) -> str:
    if not row.handover:
        return ""
    unit, is_home = str(row.handover["unit"]), actor.agency == row.home
    to = unit.partition("/")[0]
    values = {"agency": names.agency(row.home), "other": names.agency(to), "unit": names.inside(unit)}
    state = row.handover["state"]
    if state == OFFERED and is_home:
        said = _("Offered to %(other)s, %(unit)s. Until it accepts and you confirm, this agency keeps the file.")
    elif state == OFFERED and to == actor.agency:
        said = _("%(agency)s offers to hand this file over to %(unit)s of this agency.")
    elif state == OFFERED:
        said = _("%(agency)s offers to hand this file over to %(other)s, %(unit)s.")
    elif state == STALE and is_home:
        sentence = SENTENCES["handover_stale"]
        return _(sentence)
    elif state == STALE:
        said = _("The file moved on after it was accepted. %(agency)s has to offer it again.")
    elif is_home:
        said = _("%(other)s accepted to keep the file. Once you confirm, it does.")
    else:
        said = _("%(other)s accepted to keep the file; %(agency)s has still to confirm.")
    return said % values


def _reason(row: Dossier) -> str:
    offer = StoredAct.objects.filter(name=row.handover["offer"]).first() if row.handover else None
    return str(offer.act.part("content").get("reason") or "") if offer else ""
