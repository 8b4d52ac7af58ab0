"""One step about to be taken on a page: what it is, in whose name, and what becomes of it when the form is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from servanda.imports import next_year
from servanda.kernel import node, recalls
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Commitment, Dossier, Entry
from servanda.kernel.refusals import Refused
from servanda.office import outgoing, underway
from servanda.processes import dossiers, reads
from servanda.processes.declaration import file_links
from servanda.processes.declaration.base import Process, Step
from servanda.processes.declaration.generic import DOSSIER, GENERIC, HANDOVER
from servanda.processes.dossiers import Statement, read_statement
from servanda.processes.erasure import recall_reads
from servanda.processes.folding import versioned
from servanda.processes.folding.internal import DISCARDED, RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.organisation import recusals
from servanda.processes.own_word import upon
from servanda.processes.registry import processes
from servanda.web.files import attachments
from servanda.web.letters import brought
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat
from servanda.web.sheets import store as sheets
from servanda.web.steps import beginning, reported, undo
from servanda.web.steps.form_fields import MACHINE
from servanda.web.steps.forms import StepForm


@dataclass(frozen=True)
class Asked:
    """A step that is open. `row` is None for a new file; `speaker` another agency whose words are recorded."""

    kind: str
    process: Process
    step: Step
    row: Dossier | None = None
    speaker: str = ""
    commitment: Commitment | None = None
    here: tuple[Commitment, ...] = ()
    machine: Mapping[str, Any] = field(default_factory=dict)
    again: Outgoing | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""
    brought: str = ""
    kept: tuple[Mapping[str, Any], ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def upon(self) -> dict[str, str]:
        """How what it decides on stands now; nothing for words of others, who decided on what they had before them."""
        if self.speaker or self.row is None:
            return {}
        if self.commitment:
            return upon.of(self.commitment, self.step.name)
        mark = upon.mark(self.row, self.process, self.step, self.here)
        return {upon.MARK: mark} if mark else {}

    def as_seen(self, given: Mapping[str, Any]) -> "Asked":
        """The same with what the address, or the form, says that it showed."""
        found = {name: given[name] for name in self.upon if name in given}
        return replace(self, seen={**self.seen, **found}) if found else self

    @property
    def is_moved(self) -> bool:
        """Does something else stand there now than the page showed?"""
        return any(self.upon[name] != value for name, value in self.seen.items())

    @property
    def meets(self) -> list[Commitment]:
        """The commitments that the step carries out."""
        if self.kind in ("commitment.deliver", "commitment.elsewhere") and self.commitment:
            return [self.commitment]
        delivers = {deliver for verb, deliver in self.step.does if verb == "deliver"}
        speaker = self.speaker or (self.row.home if self.row else "")
        return [
            row for row in self.here
            if row.deliver in delivers and row.debtor == speaker and "deliver" in reads.verbs_for(row, speaker)
        ]  # fmt: skip


def new_step(process: str, actor: Actor, query: MultiValueDict[str, str]) -> Asked:
    """The opening step of a kind of work.

    In the query `item` names the row that it carries out, `after` a meeting, the name of a field the file from which it
    is begun. Raises Refused(no_file, not_your_step, begins_nothing).
    """
    found = processes().get(process)
    if found is None or not found.in_menu:
        raise Refused("no_file")
    check_enters(actor, found.kind(found.opening))
    kind, step = found.kind(found.opening), found.opening
    filled = _from_sheet(found, step)
    sheet = query.get("sheet", "") if filled else ""
    if sheet:
        rows, known = sheets.rows_of(sheet, actor.officer, None), sheets.known_of(sheet, actor)
        return Asked(kind, found, step, machine={filled: rows}, known=known, sheet=sheet)
    for by in found.fields_of(step):
        if by.kind == "file" and query.get(by.name):
            known = beginning.from_file(found, by, query.get(by.name, ""), actor)
            return Asked(kind, found, step, machine={by.name: query[by.name]}, known=known)
    if step.takes_message and query.get("edxml"):
        letter = brought.find(query.get("edxml", ""), actor.officer)
        return Asked(kind, found, step, known=letter.known, brought=letter.name, kept=tuple(letter.kept))
    item = query.get("item", "")
    if item and "plan_item" in step.fields:
        known = beginning.known_of(found, beginning.row_of(item, actor))
        return Asked(kind, found, step, machine={"plan_item": item}, known=known)
    if found.series and query.get("after"):
        return Asked(kind, found, step, known=beginning.next_after(found, found.series, query.get("after", ""), actor))
    partner = query.get("partner", "") if "partner" in step.fields else ""
    return Asked(kind, found, step, known={"partner": partner} if partner else {})


def asked_step(row: Dossier, kind: str, actor: Actor, query: MultiValueDict[str, str]) -> Asked:
    """The step of a file that the address names. Raises Refused("step_not_open") where it is not open now."""
    check_enters(actor, kind)
    recusals.check(row.id, actor)
    speaker = query.get("for", "")
    if speaker and (speaker not in row.parties or speaker == actor.agency):
        raise Refused("not_a_party", agency=speaker)
    here = tuple(dossiers.commitments_of(row.id))
    again = again_of(row, query.get("again", ""), actor)
    machine = _machine(row, kind, query)
    declared = dossiers.declared(kind)
    filled = _from_sheet(*declared)
    sheet = query.get("sheet", "") if filled else ""
    if sheet:
        machine[filled] = sheets.rows_of(sheet, actor.officer, row)
    if not row.is_shared:
        process = processes().get(row.process)
        if process is None or kind != process.kind(process.opening):
            raise Refused("step_not_open", step=kind)
        return Asked(kind, process, process.opening, row, machine=_prepared(process, again), again=again)
    if kind in ("dossier.confirm", "dossier.dispute"):
        step = DOSSIER.step(kind.partition(".")[2])
        assert step is not None
        _check_answers(row, machine.get("acts", []), actor)
        return Asked(kind, DOSSIER, step, row, machine=machine)
    if kind == recalls.RECALL:
        return Asked(kind, DOSSIER, _recalls(row, machine.get("acts", []), actor), row, machine=machine)
    for found in reads.open_steps(row, actor.agency, here, speaker=speaker):
        is_it = found.kind == kind and not found.step.is_hidden
        if is_it and (found.commitment is None or found.commitment.id == query.get("commitment")):
            known = next_year.propose(row) if _states_days(*declared) else {}
            asked = Asked(
                kind, found.process, found.step, row, speaker, found.commitment, here, machine, again, known, sheet
            )
            return asked.as_seen(query)
    raise Refused("step_not_open", step=kind)


def _recalls(row: Dossier, names: list[str], actor: Actor) -> Step:
    """Raises Refused("no_act") for entries of others, and for those of which nothing is left to erase."""
    step = DOSSIER.step("recall")
    assert step is not None
    if not names or recall_reads.recallable(row, names, actor.agency) != set(names):
        raise Refused("no_act")
    return step


def waiting(asked: Asked) -> Outgoing | None:
    """The same step where it is prepared already and has not left."""
    if asked.row is None or not underway.moves(asked.step, asked.kind):
        return None
    found = underway.load([asked.row.id])
    if asked.commitment is not None:
        return found.of_verbs(asked.commitment).get(asked.step.name)
    return found.of_step(asked.row.id, asked.kind, speaker=asked.speaker)


def take(asked: Asked, form: StepForm, seat: Seat, actor: Actor, kept: list[dict[str, Any]]) -> str:
    """Say it, or put it before those who clear it; the address of its file. Raises Refused or Faults."""
    statement = statement_of(asked, form, kept)
    if asked.again is not None and asked.again.state == RETURNED:
        outgoing.discard(asked.again.name, actor, at=seat.at)
    if asked.speaker:
        at = reported.said_at(form.cleaned_data["said-on"], seat.at)
        sent = outgoing.submit(statement, actor, at=at, now=seat.at)
    else:
        reckoning = Reckoning([asked.row] if asked.row else [], seat.at)
        hold = undo.hold(asked.here, reckoning, seat.at)
        embargo = form.cleaned_data.get("not-before")
        with node.current().writing():
            _take_along(asked, seat, actor)
            sent = outgoing.submit(statement, actor, at=seat.at, hold=hold, embargo=embargo)
    if asked.sheet:
        sheets.drop(asked.sheet, actor.officer)
    if asked.brought:
        brought.drop(asked.brought, actor.officer)
    return reverse("web:file", args=[sent.dossier])


def _take_along(asked: Asked, seat: Seat, actor: Actor) -> None:
    """The step of the file from which this one is begun that brings it so far."""
    for found, name in file_links.named(asked.process.fields_of(asked.step), asked.machine):
        row = reads.find(name, actor)
        if not found.begins_from(row.process, row.state) and beginning.is_along(found, row, actor):
            outgoing.submit(read_statement(found.along, {}, dossier=row.id), actor, at=seat.at)


def statement_of(asked: Asked, form: StepForm, kept: list[dict[str, Any]]) -> Statement:
    to = form.recipients() if asked.step.is_opening else ()
    own = asked.row.cls if asked.row and asked.row.is_shared else form.cleaned_data.get("class") or "internal"
    statement = read_statement(
        asked.kind, form.said() | dict(asked.machine), dossier=asked.row.id if asked.row else None, to=to, cls=own,
        parties=tuple(dict.fromkeys(unit.split("/", 1)[0] for unit in to)), speaks_for=asked.speaker or None,
        via=form.cleaned_data.get("via") if asked.speaker else None, files=kept,
    )  # fmt: skip
    statement = replace(statement, upon=dict(asked.seen))
    if not asked.speaker:
        return statement
    said_on, reference = form.cleaned_data["said-on"], form.cleaned_data.get("reference") or ""
    return reported.dated(statement, said_on=said_on, reference=reference)


def keep(files: Iterable[UploadedFile], before: str, officer: str) -> list[dict[str, Any]]:
    """The attachments of a form, after those that it brought before and that `carry` wrote down."""
    try:
        kept: list[dict[str, Any]] = signing.loads(before, salt=f"kept:{officer}") if before else []
    except signing.BadSignature:
        kept = []
    return [*kept, *attachments.keep(files)]


def carry(kept: list[dict[str, Any]], officer: str) -> str:
    """Attachments that are stored already, for a form that comes back once more: no browser sends them twice."""
    return signing.dumps(kept, salt=f"kept:{officer}") if kept else ""


def check_enters(actor: Actor, kind: str) -> None:
    """Each step says which roles take it; administrators look after the system and take none."""
    roles = dossiers.declared(kind)[1].roles if kind else TAKES_STEPS
    if actor.role not in roles:
        raise Refused("not_your_step", step=kind, role=", ".join(sorted(roles)))


def again_of(row: Dossier, name: str, actor: Actor) -> Outgoing | None:
    """What was returned with a note, or taken back, and is prepared once more."""
    states = (RETURNED, DISCARDED)
    found = Outgoing.objects.filter(name=name, dossier=row.id, state__in=states).first() if name else None
    return found if found and undo.may_take_back(actor, found) else None


def _machine(row: Dossier, kind: str, query: MultiValueDict[str, str]) -> dict[str, Any]:
    """Values that the address carries: which commitment, which entries; of an agreement the version on the table."""
    group, _dot, name = kind.partition(".")
    process = GENERIC.get(group) or processes().get(group)
    step = process.step(name) if process else None
    values: dict[str, Any] = {}
    for found in process.fields_of(step) if process and step else ():
        if found.kind in MACHINE and found.name in query:
            values[found.name] = query[found.name] if found.kind == "act" else query.getlist(found.name)
    if group == "commitment":
        values["commitment"] = query.get("commitment", "")
    if process and step and step.upon_version:
        values["version"] = query.get("version") or versioned.newest(row, process)
    if step and "offer" in step.fields and process is HANDOVER:
        values["offer"] = query.get("offer") or str(row.handover.get("offer", ""))
    if step and step.puts_in:
        values |= step.puts_in(row)
    return values


def _prepared(process: Process, again: Outgoing | None) -> dict[str, Any]:
    """The values that no form asks for, as they were prepared before."""
    facts = outgoing.statement_of(again).parts.get("facts", {}) if again else {}
    machine = [found.name for found in process.fields_of(process.opening) if found.kind in MACHINE]
    return {name: facts[name] for name in machine if name in facts}


def _from_sheet(process: Process, step: Step) -> str:
    """The field of a step whose rows a spreadsheet can state; '' where it has none."""
    return next((found.name for found in process.fields_of(step) if found.from_sheet), "")


def _states_days(process: Process, step: Step) -> bool:
    """Does the step state the days off of a year, which are proposed for the country of the agreement?"""
    return any(found.kind == "days" for found in process.fields_of(step))


def _check_answers(row: Dossier, names: list[str], actor: Actor) -> None:
    """Only what others recorded in this agency's name can be confirmed or disputed."""
    open_ = Entry.objects.filter(dossier=row, name__in=names, speaker=actor.agency, reported="reported")
    if not names or open_.exclude(agency=actor.agency).count() != len(set(names)):
        raise Refused("no_act")
