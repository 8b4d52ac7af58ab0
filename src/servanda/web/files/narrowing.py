"""Which units were taken out of those who read a file, whether it is confirmed, and the way to change it."""

from typing import Any

from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes import reads
from servanda.processes.organisation import who_reads
from servanda.processes.telling.timeline import Names
from servanda.web import owed
from servanda.web.labels import State
from servanda.web.owed import Link


def shown(
    row: Dossier, actor: Actor, names: Names, connected: set[str], *, is_closed: bool
) -> dict[str, Any]:  # fmt: skip
    """What _audience.html adds: `out` [{unit, state}] and `changes` [{label, url}], none where the file is closed to
    the actor."""
    out = [{"unit": _named(unit, names), "state": _state(unit, said, actor, connected)}
           for unit, said in row.narrowed.items()]  # fmt: skip
    return {"out": out, "changes": [] if is_closed else _changes(row, actor)}


def _state(unit: str, said: dict[str, str], actor: Actor, connected: set[str]) -> State:
    agency = unit.partition("/")[0]
    if said["confirmed"]:
        return State(
            _("no longer reads it") if agency == said["by"] else _("no longer reads it, confirmed"), "outlined"
        )
    if agency not in connected and agency != actor.agency:
        return State(_("taken out; to be told by other means"), "soon")
    return State(_("taken out, not confirmed yet"), "soon")


def _changes(row: Dossier, actor: Actor) -> list[Link]:
    if not row.is_shared:
        return []
    open_ = {item.kind: item.step for item in reads.open_steps(row, actor.agency, (), role=actor.role)}
    kinds = [kind for kind in ("dossier.narrow", "dossier.admit") if kind in open_]
    if "dossier.narrow" in kinds and not who_reads.narrowable(row, actor.agency):
        kinds.remove("dossier.narrow")
    return [Link(open_[kind].label, owed.step_url(row.id, kind)) for kind in kinds]


def _named(unit: str, names: Names) -> str:
    return " · ".join(names.whose(unit))
