"""From what a caller sends to what the agency says: outward by `submit`, inward by `say_inside`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from servanda.api.answers import Said
from servanda.api.asks import NewAct, NewDossier
from servanda.api.caller import Caller
from servanda.api.models import Upload
from servanda.api.refusals import CLOSED, CLOSES
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import assigning, outgoing, recusing
from servanda.office.outgoing import Sent
from servanda.processes import dossiers
from servanda.processes.declaration import fields
from servanda.processes.declaration.base import Field, Step
from servanda.processes.declaration.fields import Faults
from servanda.processes.declaration.generic import GENERIC, OFFICE
from servanda.processes.models import Outgoing, Unit
from servanda.processes.organisation import moving
from servanda.processes.own_word import upon
from servanda.processes.registry import processes
from servanda.processes.telling import not_open, timeline

ON_DRAFTS = ("clear", "return", "discard")
OFFICIAL = frozenset({"clerk", "leadership", "admin"})


def open_dossier(ask: NewDossier, caller: Caller) -> Said:
    process = processes().get(ask.process)
    if process is None:
        raise Refused("unknown_process", process=ask.process)
    _check_role(process.name, process.opening, caller.actor)
    _check_units(ask.to)
    _check_choices(process.fields_of(process.opening), ask.fields)
    statement = dossiers.read_statement(
        process.kind(process.opening), ask.fields, parties=ask.parties, to=ask.to, cls=ask.cls,
        files=_files(ask.files, caller),
    )  # fmt: skip
    return _said(outgoing.submit(statement, caller.actor, at=caller.at))


def act_in(row: Dossier, ask: NewAct, caller: Caller) -> Said:
    """Take one step in a file that the caller may see. A step without a dot is one of the file's own kind of work."""
    try:
        return _act_in(row, ask, caller)
    except Refused as refused:
        if refused.code not in CLOSES:
            raise
        why = not_open.why(
            row, ask.step if "." in ask.step else f"{row.process}.{ask.step}", agencies=caller.names().agencies,
            here=ask.speaks_for or caller.actor.agency, at=caller.at, commitment=str(ask.data.get("commitment") or ""),
        )  # fmt: skip
        raise Refused(refused.code, **refused.params | {CLOSED: why}) from refused


def _act_in(row: Dossier, ask: NewAct, caller: Caller) -> Said:
    group, _, name = (ask.step if "." in ask.step else f"{row.process}.{ask.step}").partition(".")
    _check_upon(ask, group)
    if group == "office":
        return _inside(row, name, ask, caller)
    if group != row.process and group not in GENERIC:
        raise Refused("unknown_step", step=ask.step)
    process, step = timeline.declared(f"{group}.{name}")
    if process and step:
        _check_role(group, step, caller.actor)
    for unit in ask.to:
        if unit.partition("/")[0] not in row.parties:
            raise Refused("not_a_party", agency=unit.partition("/")[0])
    _check_units(ask.to)
    if process and step:
        _check_choices(process.fields_of(step), ask.data)
    if f"{group}.{name}" == moving.KIND:
        moving.check(ask.data, caller.actor, on=caller.at.date())
    statement = dossiers.read_statement(
        f"{group}.{name}", ask.data, dossier=row.id, to=ask.to, cls=ask.cls, speaks_for=ask.speaks_for, via=ask.via,
        files=_files(ask.files, caller),
    )  # fmt: skip
    seen = {str(column): value or "" for column, value in ask.upon.items()}
    return _said(outgoing.submit(replace(statement, upon=seen), caller.actor, at=caller.at))


def _inside(row: Dossier, name: str, ask: NewAct, caller: Caller) -> Said:
    if name in ON_DRAFTS:
        return _on_draft(row, name, ask.data, caller)
    if name == "assign":
        return _assign(row, ask, caller)
    if name in ("recuse", "readmit"):
        return _recuse(row, name, ask, caller)
    step = OFFICE.step(name) if name in ("note", "contribute") else None
    if step is None:
        raise Refused("unknown_step", step=ask.step)
    parts = fields.read(OFFICE, step, ask.data)
    if files := _files(ask.files, caller):
        parts["content"]["files"] = files
    act = dossiers.say_inside(row.id, OFFICE.kind(step), parts, caller.actor, at=caller.at)
    return Said(dossier=row.id, act=act.name, state="inside")


def _assign(row: Dossier, ask: NewAct, caller: Caller) -> Said:
    if ask.files:
        raise Refused("field_unknown", field="files")
    # Null: nobody leads it yet.
    seen = ask.upon["assignment"] or assigning.NOBODY if ask.upon else ""
    act = assigning.assign(row.id, ask.data, caller.actor, at=caller.at, upon=seen)
    return Said(dossier=row.id, act=act.name, state="inside")


def _recuse(row: Dossier, name: str, ask: NewAct, caller: Caller) -> Said:
    """The caller may not handle the file; or another officer, whom the data names, may again."""
    step = OFFICE.step(name)
    assert step
    if ask.files:
        raise Refused("field_unknown", field="files")
    stated = fields.read(OFFICE, step, ask.data)
    text, officer = stated["content"]["text"], stated["facts"].get("officer", "")
    if name == "recuse":
        act = recusing.recuse(row.id, text, caller.actor, at=caller.at)
    else:
        act = recusing.readmit(row.id, officer, text, caller.actor, at=caller.at)
    return Said(dossier=row.id, act=act.name, state="inside")


def _on_draft(row: Dossier, name: str, data: Mapping[str, Any], caller: Caller) -> Said:
    """Approve, return or discard what waits inside the agency. The draft must be one of this file."""
    draft, text = _draft_and_text(data)
    if not Outgoing.objects.filter(name=draft, dossier=row.id).exists():
        raise Refused("no_file")
    match name:
        case "clear":
            return _said(outgoing.clear(draft, caller.actor, text=text, at=caller.at))
        case "return":
            outgoing.send_back(draft, caller.actor, text=text, at=caller.at)
        case "discard":
            outgoing.discard(draft, caller.actor, at=caller.at)
    return Said(dossier=row.id, state="inside", draft=draft)


def _draft_and_text(data: Mapping[str, Any]) -> tuple[str, str]:
    faults = {key: Refused("field_unknown", field=key) for key in data if key not in ("draft", "text")}
    for key in ("draft", "text"):
        if not isinstance(data.get(key, ""), str):
            faults[key] = Refused("field_wrong", field=key, why="text is expected")
    if not data.get("draft"):
        faults["draft"] = Refused("field_missing", field="draft")
    if faults:
        raise Faults(faults)
    return data["draft"], data.get("text", "")


def _said(sent: Sent) -> Said:
    act = sent.act.name if sent.act else None
    return Said.model_validate({"dossier": sent.dossier, "state": sent.state, "act": act, "draft": sent.draft or None})


def _files(names: Iterable[str], caller: Caller) -> list[dict[str, Any]]:
    wanted = list(names)
    own = {row.sha256: row for row in Upload.objects.filter(officer=caller.officer, sha256__in=wanted)}
    for name in wanted:
        if name not in own:
            raise Refused("no_upload", sha256=name)
    return [
        {"sha256": row.sha256, "size": row.size, "name": row.name, "type": row.type}
        for row in (own[name] for name in wanted)
    ]


def _check_choices(declared: Iterable[Field], data: Mapping[str, Any]) -> None:
    """JSON may bring an object where a form can only bring text."""
    faults = {}
    for found in declared:
        value = data.get(found.name)
        given = value if found.kind == "many" and isinstance(value, list) else [value]
        if found.choices and any(isinstance(item, list | dict) for item in given):
            faults[found.name] = Refused("field_choice", field=str(found.label), choices=", ".join(found.choices))
    if faults:
        raise Faults(faults)


def _check_upon(ask: NewAct, group: str) -> None:
    """Only a word about a commitment rests on one, and only who assigns the file replaces an assignment."""
    fitting = {"assignment"} if ask.step == assigning.KIND else upon.COLUMNS if group == "commitment" else set()
    if wrong := sorted(set(ask.upon) - fitting):
        raise Faults({f"upon.{name}": Refused("field_unknown", field=name) for name in wrong})


def _check_role(group: str, step: Step, actor: Actor) -> None:
    """What no page offers to a desk, and an agency's own directory, are for those who speak for the whole agency."""
    if (step.is_hidden or group == "directory") and actor.role not in OFFICIAL:
        raise Refused("not_your_step", step=f"{group}.{step.name}", role="clerk, leadership")


def _check_units(units: Iterable[str]) -> None:
    """A unit that its agency's directory does not know is a slip; without a directory the caller is believed."""
    named = {unit: unit.partition("/")[0] for unit in units}
    known = dict(Unit.objects.filter(agency__in=set(named.values())).values_list("id", "agency")) if named else {}
    for unit, agency in named.items():
        if agency in known.values() and unit not in known:
            raise Refused("unknown_unit", unit=unit)
