"""The kinds of work that this node knows, as their declarations say, in the caller's language."""

from typing import Any

from ninja import Router, Schema
from pydantic import Field

from servanda.api.asked import only_what_is_declared
from servanda.api.caller import Request
from servanda.api.refusals import errors
from servanda.api.shapes import shape_of
from servanda.processes.declaration.base import Process, Step
from servanda.processes.declaration.generic import GENERIC
from servanda.processes.registry import processes

router = Router(tags=["processes"])


class StepRow(Schema):
    step: str
    label: str
    hint: str
    by: str = Field(description="home: the agency keeping the file; party: another one; any.")
    when: list[str]
    then: str | None
    is_opening: bool
    takes: dict[str, Any] = Field(description="JSON Schema of `fields` or `data`.")


class ProcessRow(Schema):
    process: str
    version: int
    label: str
    about: str
    states: dict[str, str]
    ends: list[str]
    is_generic: bool = Field(description="Its steps are open in every file; it is never opened itself.")
    steps: list[StepRow]


class ProcessRows(Schema):
    items: list[ProcessRow]


@router.get("/processes", response={200: ProcessRows, **errors(422)}, by_alias=True)
@only_what_is_declared
def list_processes(request: Request) -> ProcessRows:
    return ProcessRows(items=[_row(process) for process in (*processes().values(), *GENERIC.values())])


def _row(process: Process) -> ProcessRow:
    return ProcessRow(
        process=process.name, version=process.version, label=str(process.label), about=str(process.about),
        states={name: str(label) for name, label in process.states.items()}, ends=list(process.ends),
        is_generic=process.is_generic, steps=[_step(process, step) for step in process.steps],
    )  # fmt: skip


def _step(process: Process, step: Step) -> StepRow:
    return StepRow(
        step=process.kind(step), label=str(step.label), hint=str(step.hint), by=step.by, when=list(step.when),
        then=step.then, is_opening=step.is_opening, takes=shape_of(process, step),
    )  # fmt: skip
