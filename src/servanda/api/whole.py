"""One file read whole, in a number of queries that does not grow with it."""

from collections.abc import Iterable, Sequence

from servanda.api.answers import Assigned, DeliveryRow, Detail, DraftRow, EntryRow, OpenRow, Whole
from servanda.api.caller import Caller
from servanda.api.refusals import sentence
from servanda.api.rows import commitment_row, dossier_values
from servanda.api.shapes import shape_of
from servanda.exchange.deliveries import deliveries
from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Reader
from servanda.office import assigning, outgoing
from servanda.processes import dossiers, reads
from servanda.processes.declaration.generic import OFFICE
from servanda.processes.folding.internal import CLEARING
from servanda.processes.models import Outgoing
from servanda.processes.organisation import recusals
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Line

INSIDE = ("note", "assign")


def whole(row: Dossier, caller: Caller) -> Whole:
    agency = node.current().agency
    lines = timeline.lines(row, caller.names(), agency=agency)
    owed = dossiers.commitments_of(row.id)
    wanted = timeline.deliverables(owed)
    today = reads.calendar_of(row).local_day(caller.at) if row.under else caller.today
    return Whole(
        **dossier_values(row), version=row.version, facts=row.facts, counterparts=row.counterparts, under=row.under,
        equivocations=row.equivocations, broken=row.broken,
        readers=sorted(Reader.objects.filter(dossier=row).values_list("unit", flat=True)),
        entries=[_entry(line) for line in lines],
        commitments=[commitment_row(item, row, wanted, as_of=today) for item in owed],
        open=_open(row, caller.actor, owed), deliveries=_deliveries(lines), drafts=_drafts(row, caller),
        assignment=_assignment(row),
    )  # fmt: skip


def _entry(line: Line) -> EntryRow:
    return EntryRow(
        act=line.name, kind=line.kind, at=line.at, who=line.who, agency=line.agency, sentence=line.sentence,
        text=line.text, details=[Detail(label=label, value=value) for label, value in line.details],
        files=[dict(item) for item in line.files], is_internal=line.internal,
        is_own=line.is_own, reported=line.reported, via=line.via, is_crossed=line.is_crossed,
        why_not=line.why_not, commitment=line.commitment,
    )  # fmt: skip


def _open(row: Dossier, actor: Actor, owed: Sequence[Commitment]) -> list[OpenRow]:
    if recusals.is_recused(row.id, actor):
        return []
    found = [
        OpenRow(
            step=item.kind, label=str(item.step.label), hint=str(item.step.hint),
            takes=shape_of(item.process, item.step), commitment=item.commitment.id if item.commitment else None,
        )
        for item in reads.open_steps(row, actor.agency, owed, role=actor.role)
    ]  # fmt: skip
    inside = [step for name in INSIDE if (step := OFFICE.step(name))]
    return found + [
        OpenRow(
            step=OFFICE.kind(step), label=str(step.label), hint=str(step.hint), takes=shape_of(OFFICE, step),
            commitment=None,
        )
        for step in inside
    ]  # fmt: skip


def _deliveries(lines: Iterable[Line]) -> list[DeliveryRow]:
    shared = [line.name for line in lines if line.is_own and not line.internal]
    return [
        DeliveryRow(
            act=item.act, agency=item.agency, state=str(item.state), code=item.code, queued_at=item.queued_at,
            message=sentence(item.code, item.params) if item.code and item.code != "files" else "",
            sent_at=item.sent_at, receipt_at=item.receipt_at, is_complete=item.is_complete,
        )
        for item in deliveries(shared)
    ]  # fmt: skip


def _drafts(row: Dossier, caller: Caller) -> list[DraftRow]:
    return [
        DraftRow(
            draft=item.name, step=item.step, unit=item.unit, officer=item.officer, prepared_at=item.prepared_at,
            levels=item.levels, cleared=item.cleared, state=item.state, note=item.note, release_at=item.release_at,
            may_clear=item.state == CLEARING and outgoing.may_clear(caller.actor, item),
        )
        for item in Outgoing.objects.filter(dossier=row.id).order_by("prepared_at", "name")
    ]  # fmt: skip


def _assignment(row: Dossier) -> Assigned | None:
    found = assigning.standing(row)
    if found is None:
        return None
    return Assigned(
        unit=found.unit, officer=found.officer, coordinating=found.coordinating, at=found.at,
        mark=assigning.mark(found),
    )  # fmt: skip
