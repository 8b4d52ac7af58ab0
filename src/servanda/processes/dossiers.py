"""Taking a step: the one way by which pages, API, command line and samples make an agency say something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from servanda.kernel import acts, cards, folding, log, node, plain
from servanda.kernel.audiences import Actor, check_class, sees
from servanda.kernel.dates import read_edtf
from servanda.kernel.log import Draft
from servanda.kernel.models import Commitment, Dossier, Entry, Reader, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.agreements import terms
from servanda.processes.declaration import fields, file_links
from servanda.processes.declaration.base import Process, Step
from servanda.processes.declaration.generic import GENERIC
from servanda.processes.erasure import recall_reads
from servanda.processes.folding.asking import wants
from servanda.processes.organisation import partner_names, recusals, routing, who_reads
from servanda.processes.own_word import upon
from servanda.processes.registry import find, processes
from servanda.processes.telling import wording


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is to be said, read and sorted, ready to be sealed or put before those who clear it.

    `upon`: how what it rests on stood when that was looked at, as `own_word.upon` says it. `draft`: under which name it
    was prepared, where it was.
    """

    kind: str
    parts: Mapping[str, Mapping[str, Any]]
    dossier: str | None = None
    parties: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cls: str = "internal"
    speaks_for: str | None = None
    via: str | None = None
    files: tuple[Mapping[str, Any], ...] = field(default=())
    upon: Mapping[str, str] = field(default_factory=dict)
    draft: str = ""


def take(statement: Statement, actor: Actor, *, at: datetime, now: datetime | None = None) -> StoredAct:
    """Seal a statement and store it with all that follows from it, or raise Refused and change nothing.

    `at` is when it is said; `now` when it is stored, the same unless a past is being loaded.
    """
    with node.current().writing():
        folding.settle()
        draft = draft_of(statement, actor, at=at)
        stored = log.say([draft], now=now or at)[0]
        entry = plain.one(Entry, name=stored.name)
        if entry is None:
            raise Refused("file_broken")
        if not entry.has_effect:
            # Undone with the transaction: nothing was said.
            raise Refused(entry.why_not, step=statement.kind, role=declared(statement.kind)[1].by)
        return stored


def take_all(statements: Sequence[Statement], actor: Actor, *, at: datetime) -> list[StoredAct]:
    """Take many steps at once, all or none: what one of them is refused for is raised, and nothing was said.

    No two of them may be steps of one file.
    """
    with node.current().writing():
        folding.settle()
        stored = log.say([draft_of(statement, actor, at=at) for statement in statements], now=at)
        judged = {row.name: row for row in Entry.objects.filter(name__in=[act.name for act in stored])}
        for act in stored:
            entry = judged.get(act.name)
            if entry is None:
                raise Refused("file_broken")
            if not entry.has_effect:
                raise Refused(entry.why_not, step=act.kind, role=declared(act.kind)[1].by)
        return stored


def read_statement(
    kind: str,
    data: Mapping[str, Any],
    *,
    dossier: str | None = None,
    parties: Sequence[str] = (),
    to: Sequence[str] = (),
    cls: str = "internal",
    speaks_for: str | None = None,
    via: str | None = None,
    files: Sequence[Mapping[str, Any]] = (),
) -> Statement:
    """Check what was stated against the declaration. Raises Refused or fields.Faults."""
    process, step = declared(kind)
    parts = fields.read(process, step, data)
    if step.whole and (why_not := step.whole(parts)):
        raise Refused(why_not, step=kind)
    if step.computes and dossier:
        facts = parts.get("facts", {})
        parts = {**parts, "facts": {**facts, **step.computes(dossier, facts)}}
    return Statement(
        kind=kind, parts=parts, dossier=dossier, parties=tuple(parties), to=tuple(to), cls=cls,
        speaks_for=speaks_for, via=via, files=tuple(files),
    )  # fmt: skip


def declared(kind: str) -> tuple[Process, Step]:
    """The declaration of a step, generic or of a process. Raises Refused(unknown_process, unknown_step)."""
    group, _, name = kind.partition(".")
    if group not in GENERIC:
        return find(kind)
    step = GENERIC[group].step(name)
    if step is None:
        raise Refused("unknown_step", step=kind)
    return GENERIC[group], step


def draft_of(statement: Statement, actor: Actor, *, at: datetime) -> Draft:
    """The draft of an act, after every check that does not need the fold."""
    here = node.current()
    process, step = declared(statement.kind)
    if actor.agency != here.agency or actor.role not in step.roles:
        raise Refused("not_your_step", step=statement.kind, role=", ".join(sorted(step.roles)))
    _check_asked_day(statement, step, at=at)
    _check_claimed_day(statement, step, at=at)
    _check_days_come(statement, at=at)
    _check_ends(statement)
    if step.is_bare and statement.files:
        raise Refused("nothing_here")
    _check_files(statement, actor)
    parts = {name: dict(data) for name, data in statement.parts.items()}
    if statement.files:
        parts.setdefault("content", {})["files"] = [dict(item) for item in statement.files]
    for part, named in partner_names.to_tell(process, step, parts).items():
        parts[part] = {**parts.get(part, {}), **named}
    row = plain.one(Dossier, id=statement.dossier) if statement.dossier else None
    if row is not None:
        recusals.check(row.id, actor)
        about = str(parts.get("facts", {}).get("commitment", ""))
        upon.check(statement.upon, row, (process, step), about, draft=statement.draft)
    if row is None or not row.is_shared:
        dossier, parties, version = _opening(statement, row, here.agency)
        parts.setdefault("facts", {})["parties"] = list(parties)
    else:
        if not may_see(actor, row):
            raise Refused("no_file")
        if step.lacks and (missing := step.lacks(row)):
            raise Refused("not_complete", missing=wording.listed(missing))
        dossier, parties, version = row.id, tuple(row.parties), _version(statement.kind, row)
    cls = max(statement.cls, row.cls if row and row.is_shared else "public", key=acts.CLASSES.index)
    check_class(cls, cards.ceilings(list(parties)))
    if statement.speaks_for and statement.speaks_for not in parties:
        raise Refused("not_a_party", agency=statement.speaks_for)
    to = _recipients(statement, row, parties, unit=actor.unit, at=at)
    if row is not None and row.is_shared:
        who_reads.check(row, statement.kind, _units_named(statement), to=statement.to)
        recall_reads.check(row, statement.kind, statement.parts.get("facts", {}))
    under = _under(statement, step, parties, at)
    if routes := _routes(statement, row, under, at):
        parts.setdefault("facts", {})["routes"] = routes
    return Draft(
        dossier=dossier, kind=statement.kind, process=version, by=actor.by(), at=at, to=to, cls=cls,
        under=under, speaks_for=statement.speaks_for, via=statement.via,
        parts=parts,
    )  # fmt: skip


def _check_asked_day(statement: Statement, step: Step, *, at: datetime) -> None:
    """Nobody is made late by being asked for something by a day that is past."""
    first = (at - timedelta(days=1)).date()
    for want in wants(step.asks, statement.parts.get("facts", {})):
        if want.due_on and want.due_on < first:
            raise Refused("day_past", day=want.due_on.isoformat())


def _check_claimed_day(statement: Statement, step: Step, *, at: datetime) -> None:
    """What is still to come was not kept back yet."""
    day = str(statement.parts.get("facts", {}).get(step.claims) or "") if step.claims else ""
    if day > (at + timedelta(days=1)).date().isoformat() and not step.owns:
        raise Refused("day_ahead", day=day)


def _check_days_come(statement: Statement, *, at: datetime) -> None:
    """What is recorded as done was done by now, by the clock of whoever is furthest ahead."""
    process, step = declared(statement.kind)
    last = (at + timedelta(days=1)).date().isoformat()
    for found in process.fields_of(step):
        day = statement.parts.get(found.part, {}).get(found.name) if found.has_come else None
        if isinstance(day, str) and day > last:
            raise fields.Faults({found.name: Refused("day_to_come", day=day)})


def _check_ends(statement: Statement) -> None:
    """What ends, begins first."""
    process, step = declared(statement.kind)
    for found in process.fields_of(step):
        given = statement.parts.get(found.part, {})
        first, last = given.get(found.ends), given.get(found.name)
        if found.ends and first and last and read_edtf(last).last < read_edtf(first).first:
            raise fields.Faults({found.name: Refused("ends_before", first=str(first), last=str(last))})


def _check_files(statement: Statement, actor: Actor) -> None:
    """A file that is named must be one that the actor may see, and from which this can be begun as it stands."""
    process, step = declared(statement.kind)
    for found, name in file_links.named(process.fields_of(step), statement.parts.get("facts", {})):
        row = Dossier.objects.filter(id=name).first()
        if row is None or not may_see(actor, row):
            raise Refused("no_file")
        if not row.is_shared or not found.begins_from(row.process, row.state):
            raise Refused("begins_nothing", title=row.title)


def say_inside(
    dossier: str, kind: str, parts: Mapping[str, Mapping[str, Any]], actor: Actor, *, at: datetime
) -> StoredAct:
    """Seal one act in this agency's internal lane. Raises Refused("recused")."""
    if kind not in recusals.STILL:
        recusals.check(dossier, actor)
    draft = Draft(dossier=dossier, kind=kind, process=1, by=actor.by(), at=at, internal=True, parts=parts)
    return log.say([draft], now=at)[0]


def may_see(actor: Actor, row: Dossier) -> bool:
    return sees(actor, Reader.objects.filter(dossier=row).values_list("unit", flat=True))


def commitments_of(dossier: str) -> list[Commitment]:
    return list(Commitment.objects.filter(dossier_id=dossier).order_by("due_on", "id"))


def _opening(statement: Statement, row: Dossier | None, agency: str) -> tuple[str, tuple[str, ...], int]:
    process, step = find(statement.kind)
    if not step.is_opening:
        raise Refused("no_file")
    others = [party for party in statement.parties if party != agency]
    parties = (agency, *sorted({*others, *(unit.split("/", 1)[0] for unit in statement.to)} - {agency}))
    return (row.id if row else statement.dossier or acts.new_dossier_id(agency)), parties, process.version


def _recipients(
    statement: Statement, row: Dossier | None, parties: Sequence[str], *, unit: str, at: datetime
) -> tuple[str, ...]:
    """The units named; at an opening also the counterparts by rule, later those of the opening."""
    if row is None or not row.is_shared:
        return (*statement.to, *_by_rule(statement, parties, unit=unit, at=at))
    if statement.to:
        return statement.to
    mine = node.current().agency
    known = {row.owner, *row.counterparts.values()} - set(row.narrowed)
    known |= set(_units_named(statement, told=True))
    return tuple(sorted({unit for unit in known if not unit.startswith(mine + "/")}))


def _units_named(statement: Statement, *, told: bool = False) -> list[str]:
    """The units that its fields name; with `told` only those that read the file from then on."""
    process, step = declared(statement.kind)
    facts, found = statement.parts.get("facts", {}), []
    for declared_ in process.fields_of(step):
        if declared_.kind in ("unit", "units") and (not told or declared_.whose == "others"):
            value = facts.get(declared_.name)
            found += value if isinstance(value, list) else [value] if value else []
    return found


def _by_rule(statement: Statement, parties: Sequence[str], *, unit: str, at: datetime) -> list[str]:
    """The counterpart, by field and region, of every party of which no unit was named."""
    named = {unit.split("/", 1)[0] for unit in statement.to} | {node.current().agency}
    missing = [agency for agency in parties if agency not in named]
    if not missing:
        return []
    area, region = area_of(statement.kind, statement.parts.get("facts", {}))
    routes = routing.load(at.date())
    found = (routes.counterpart(agency, area=area, region=region, unit=unit).unit for agency in missing)
    return [unit for unit in found if unit]


def area_of(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """(field, region) by which units are found: the field stated, or that of the kind of work; the partner's region."""
    process = processes().get(kind.partition(".")[0])
    area = str(facts.get("field") or (process.area if process else ""))
    return area, routing.region_of(str(facts.get("partner") or ""))


def _routes(statement: Statement, row: Dossier | None, under: Sequence[str], at: datetime) -> dict[str, str]:
    """What stands today for units that the agreements name and that were closed since."""
    known = terms.load(under)
    duties = [duty for found in known.values() for duty in found.duties if duty.opens == statement.kind]
    named = {side for duty in duties for side in (duty.debtor, duty.creditor) if "/" in side}
    named |= {unit for found in known.values() for unit in found.fallback.values()} if duties else set()
    if not named:
        return {}
    facts = {**(row.facts if row else {}), **statement.parts.get("facts", {})}
    area, region = area_of(row.process if row and row.is_shared else statement.kind, facts)
    routes = routing.load(at.date())
    heirs = {unit: routes.heir(unit, area=area, region=region) for unit in sorted(named)}
    return {unit: heir for unit, heir in heirs.items() if heir != unit}


def _under(statement: Statement, step: Step, parties: Sequence[str], at: datetime) -> tuple[str, ...]:
    """The agreement versions in force that have something to say about this kind, or that a claim rests on."""
    kind = statement.kind
    if step.claims:
        return _claimed_under(statement.parts.get("facts", {}), step, parties)
    if kind.partition(".")[0] in GENERIC or kind.startswith(("agreement.", "directory.")):
        return ()
    names = terms.in_force(parties, at=at)
    known = terms.load(names)
    return tuple(n for n in names if n in known and any(duty.opens == kind for duty in known[n].duties))


def _claimed_under(facts: Mapping[str, Any], step: Step, parties: Sequence[str]) -> tuple[str, ...]:
    """Those in force on the day of which a claim speaks that have its article."""
    noon = datetime.combine(date.fromisoformat(str(facts[step.claims])), time(12), tzinfo=UTC)
    known = terms.load(terms.in_force(parties, at=noon))
    return tuple(n for n, found in known.items() if any(duty.clause == facts.get("clause") for duty in found.duties))


def _version(kind: str, row: Dossier) -> int:
    process = processes().get(row.process)
    return process.version if process and kind.startswith(row.process + ".") else row.version
