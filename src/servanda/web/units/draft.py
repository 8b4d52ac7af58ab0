"""The directory as it will be: what is published, with the changes that somebody began and nobody published yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from servanda.exchange.models import Peer
from servanda.imports.unit_files import Cells, cells_of, write_cells
from servanda.imports.units import read_units
from servanda.kernel import jsonbytes, jws, node
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes.organisation import directory
from servanda.web.administration.set_up import as_clerk
from servanda.web.models import UnitsDraft
from servanda.web.seats import Seat

Units = list[dict[str, Any]]


@dataclass(frozen=True)
class Draft:
    """`before` is what is published; `is_stale` when something else was published since the changes began."""

    before: Units
    after: Units
    officer: str = ""
    is_stale: bool = False

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    def unit(self, code: str) -> dict[str, Any]:
        """Raises Refused("no_file") for a code that stands nowhere."""
        for unit in self.after:
            if unit["code"] == code:
                return unit
        raise Refused("no_file")


def current() -> Draft:
    before = directory.own_units()
    row = UnitsDraft.objects.first()
    return Draft(before, row.units, row.officer, row.base != _name(before)) if row else Draft(before, before)


def keep(draft: Draft, cells: Cells, seat: Seat, *, code: str) -> None:
    """Put these cells in place of a unit's row, or add them ('' as code). Raises Faulty for what cannot stand so."""
    rows = [cells if unit["code"] == code else cells_of(unit) for unit in draft.after]
    units = read_units(write_cells(rows if code else [*rows, cells]).encode())
    with node.current().writing():
        row = UnitsDraft.objects.first() or UnitsDraft(base=_name(draft.before))
        row.units, row.officer, row.at = units, seat.officer.id, seat.at
        row.save()


def line_of(draft: Draft, code: str) -> int:
    """The line of a unit in the file that is checked."""
    codes = [unit["code"] for unit in draft.after]
    return 2 + (codes.index(code) if code in codes else len(codes))


def drop() -> None:
    with node.current().writing():
        UnitsDraft.objects.all().delete()


def publish(draft: Draft, seat: Seat) -> None:
    """State the directory to this agency and its peers. Raises Refused where another one was published meanwhile."""
    here = node.current()
    if draft.is_stale:
        raise Refused("units_changed_since")
    with here.writing():
        UnitsDraft.objects.all().delete()
        peers = list(Peer.objects.values_list("agency", flat=True))
        title = pick(here.name, here.languages[0])
        directory.publish(draft.after, as_clerk(seat), peers=peers, title=title, at=seat.at)


def _name(units: Sequence[dict[str, Any]]) -> str:
    return jws.sha256(jsonbytes.write({"units": list(units)}))
