"""An agency's units, published to those it is connected with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from servanda.kernel import node
from servanda.kernel.audiences import Actor, registry
from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick


def publish(units: list[dict[str, Any]], actor: Actor, *, peers: Sequence[str], title: str, at: datetime) -> None:
    """State this agency's units: in a file of its own, and in one file with each peer.

    What stands in a unit that is closed by it goes over to its successor. A peer is told of the counterparts among its
    own units alone.
    """
    from servanda.processes.dossiers import read_statement, take
    from servanda.processes.organisation import moving

    here = node.current().agency
    for parties in [(here,), *((here, peer) for peer in peers if peer != here)]:
        known = next((row for row in _own(here) if set(row.parties) == set(parties)), None)
        told = _told(units, parties[-1]) if len(parties) > 1 else units
        if known is None:
            statement = read_statement("directory.publish", {"title": title, "units": told}, parties=parties)
        elif known.facts.get("units") == told:
            continue
        else:
            statement = read_statement("directory.revise", {"units": told}, dossier=known.id)
        take(statement, actor, at=at)
    moving.follow(actor, at=at)


def introduce(peer: str, *, at: datetime) -> None:
    """State this agency's units to one that has just been connected, in the name of its registry."""
    here = node.current()
    publish(own_units(), registry(here.agency), peers=[peer], title=pick(here.name, here.languages[0]), at=at)


def _told(units: list[dict[str, Any]], peer: str) -> list[dict[str, Any]]:
    """The units as one peer is told of them."""
    return [
        unit | {"counterparts": [p for p in unit["counterparts"] if p["unit"].startswith(peer + "/")]}
        if isinstance(unit, dict) and unit.get("counterparts") else unit
        for unit in units
    ]  # fmt: skip


def own_units() -> list[dict[str, Any]]:
    """The units as this agency last stated them."""
    here = node.current().agency
    row = next((row for row in _own(here) if row.parties == [here]), None)
    return list(row.facts.get("units", [])) if row else []


def _own(agency: str) -> list[Dossier]:
    return list(Dossier.objects.filter(process="directory", home=agency, is_shared=True, is_ended=False))
