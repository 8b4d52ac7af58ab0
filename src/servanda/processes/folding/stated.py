"""What an act states, read as its step declares it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.dates import read_edtf
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding import told_names


def stated(act: Act, process: Process, step: Step, *, before: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the step declares, and the names of partners beside those told before.

    Whatever else an act carries is kept with it and folds into nothing.
    """
    declared = {found.name for found in (*process.fields_of(step), *process.computed_of(step)) if found.part == "facts"}
    named = told_names.beside(before, act.facts)
    return {name: value for name, value in act.facts.items() if name in declared} | named


def undeclared(act: Act) -> dict[str, Any]:
    return {name: value for name, value in act.facts.items() if name not in ("parties", "commitment", "routes")}


def counterparts(opening: Act) -> dict[str, str]:
    """The first unit named of each other agency."""
    found: dict[str, str] = {}
    for unit in opening.to:
        agency = unit.split("/", 1)[0]
        if agency != opening.agency:
            found.setdefault(agency, unit)
    return found


def day(value: object) -> date | None:
    if not value:
        return None
    try:
        return read_edtf(value).first
    except Refused:
        return None
