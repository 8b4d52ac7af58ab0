"""What the page of a file shows for its kind of work beside what every file shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.web.bulletins import panel as bulletins
from servanda.web.letters import panel as letters
from servanda.web.ngo import panels as ngo

# What a declaration names as its panel -> the context of that part of the page, `template` included.
PANELS: dict[str, Callable[[Dossier, Names, Actor, datetime], dict[str, Any]]] = {
    "editions": bulletins.panel, "letters": letters.panel, "stages": ngo.licence, "organisation": ngo.organisation,
    "continuity": ngo.policy,
}  # fmt: skip


def panel(row: Dossier, names: Names, actor: Actor, *, at: datetime) -> dict[str, Any] | None:
    """None for a kind of work that declares none, and for a file that has not left yet."""
    process = processes().get(row.process)
    found = PANELS[process.panel] if process and process.panel else None
    return found(row, names, actor, at) if found and row.is_shared else None
