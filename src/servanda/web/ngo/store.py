"""Lists of organisations under way: kept as other spreadsheets are, with how far they were taken in."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from servanda.imports import ngos
from servanda.imports.ngos import Choices, Taken
from servanda.imports.ngos import Sheet as Read
from servanda.kernel.refusals import Refused
from servanda.web.models import Sheet
from servanda.web.sheets import store

NAMES = frozenset({"currency", "sheet", "header", "columns"})


def keep(officer: str, file: str, raw: bytes, *, currency: str, at: datetime) -> Sheet:
    return store.keep(officer, file, raw, {"what": ngos.NGOS, "currency": currency}, at=at)


def find(name: str, officer: str) -> Sheet:
    """Raises Refused("no_file") alike for another's, for one that is not there, and for a list of something else."""
    row = Sheet.objects.filter(name=name, officer=officer).first()
    if row is None or row.choices.get("what") != ngos.NGOS:
        raise Refused("no_file")
    return row


def read(row: Sheet) -> Read:
    """Raises Faulty where it cannot be read at all."""
    stated = {name: value for name, value in row.choices.items() if name in NAMES}
    choices, raw = Choices(officer=row.officer, **stated), bytes(row.raw)
    if choices.columns is None:
        return ngos.read_sheet(raw, choices)
    return _read(raw, json.dumps(stated, sort_keys=True), row.officer)


@lru_cache(maxsize=4)
def _read(raw: bytes, stated: str, officer: str) -> Read:
    """The same bytes under the same columns say the same, and every part of a long list asks for them again."""
    return ngos.read_sheet(raw, Choices(officer=officer, **json.loads(stated)))


def replace(row: Sheet, file: str, raw: bytes) -> None:
    """Another file in the place of this one; the columns stay as they were chosen where its heading is the same."""
    row.file, row.raw = file[:200], raw
    kept: dict[str, Any] = {"what": ngos.NGOS, "currency": row.choices.get("currency", "")}
    row.choices = kept
    row.save()


def done(row: Sheet) -> int:
    """How many organisations of the list were taken in so far."""
    return int(row.choices.get("done") or 0)


def taken(row: Sheet) -> Taken:
    return Taken(**(row.choices.get("taken") or {}))


def advance(row: Sheet, more: Taken, *, to: str, done: int) -> None:
    before = taken(row)
    total = Taken(before.made + more.made, before.changed + more.changed, before.same + more.same)
    row.choices = row.choices | {"done": done, "taken": asdict(total), "to": to}
    row.save()
