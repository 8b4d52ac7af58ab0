"""What pages, API and command line read: one visibility rule, lists, open steps, and the digest of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from servanda.kernel import commitments, jsonbytes, jws, node
from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.commitments import CREDITOR, DEBTOR, Standing
from servanda.kernel.date_states import DateState, date_state
from servanda.kernel.models import Commitment, Dossier, Entry, Reader
from servanda.kernel.refusals import Refused
from servanda.processes.agreements import terms
from servanda.processes.declaration.base import Process, Step
from servanda.processes.declaration.generic import COMMITMENT, DOSSIER, HANDOVER
from servanda.processes.folding import versioned
from servanda.processes.folding.fold import BY_OTHER_MEANS
from servanda.processes.organisation import handing_over, recusals, who_reads
from servanda.processes.registry import processes

Row = TypeVar("Row", bound=Model)
OPEN = ("open", "promised", "returned", "declined", "delivered")
WORKING = ("open", "promised", "returned")


def visible(actor: Actor) -> QuerySet[Dossier]:
    """The files that this actor may see: the one rule for every list, page, export and search."""
    if actor.reads_all:
        return Dossier.objects.all()
    return Dossier.objects.filter(Exists(_readings(actor).filter(dossier=OuterRef("id"))))


def named(actor: Actor) -> QuerySet[Dossier]:
    """The same where all of them are looked at: a unit's own are named first, and no other file is read."""
    return in_visible(Dossier.objects.all(), actor, file="id")


def in_visible(rows: QuerySet[Row], actor: Actor, *, file: str = "dossier") -> QuerySet[Row]:
    """Of rows that belong to a file, those in files that the actor may see: `visible` for counting many."""
    # Few of many files are a unit's own: they are named first, and no other row is looked at.
    return rows if actor.reads_all else rows.filter(**{f"{file}__in": _readings(actor).values("dossier")})


def asked_of_each(rows: QuerySet[Row], actor: Actor) -> QuerySet[Row]:
    """The same where something else than files leaves but a few rows: each of them is asked about."""
    return rows if actor.reads_all else rows.filter(Exists(_readings(actor).filter(dossier=OuterRef("dossier"))))


def find(dossier: str, actor: Actor) -> Dossier:
    """A file that the actor may see. Raises Refused("no_file") alike for a hidden one and for one that is not there."""
    row = visible(actor).filter(id=dossier).first()
    if row is None:
        raise Refused("no_file")
    return row


def owed(actor: Actor, side: str, *, at: datetime) -> QuerySet[Commitment]:
    """Commitments of the actor's units: `owe` what they carry out, `owed` what they wait for.

    Turns of a calendar duty that have not begun at that time are left out, and files that the actor may not handle.
    """
    agency = node.current().agency
    column = "debtor" if side == "owe" else "creditor"
    begun = Commitment.objects.filter(**{column: agency}, opened_at__lte=at)
    rows = begun.exclude(dossier__in=recusals.files_of(actor)).select_related("dossier")
    if not actor.reads_all:
        rows = asked_of_each(rows, actor).filter(**{f"{column}_unit__in": actor.units | {actor.unit}})
    return rows.order_by("due_on", "opened_at")


def to_do(actor: Actor, *, at: datetime) -> QuerySet[Commitment]:
    """What the actor's side has to move: carry out what is open, or judge what was handed over."""
    judged = ("delivered", "declined")
    # The states stand by themselves too, on each side and on both, so that an index finds the few rows that still move.
    theirs = owed(actor, "owed", at=at).filter(state__in=(*WORKING, *judged))
    mine = owed(actor, "owe", at=at).filter(state__in=WORKING)
    either = mine | theirs.filter(Q(state__in=judged) | Q(asked_until__isnull=False))
    return either.filter(state__in=(*WORKING, *judged))


def waiting(actor: Actor, *, at: datetime) -> QuerySet[Commitment]:
    """What the other side has to move."""
    theirs = owed(actor, "owed", at=at).exclude(debtor=F("creditor"))
    return theirs.filter(state__in=WORKING, asked_until__isnull=True)


def state_on(row: Commitment, as_of: date) -> DateState:
    return date_state(row.state, row.due_on, done_on=row.done_on, as_of=as_of, explained=row.is_explained)


def _readings(actor: Actor) -> QuerySet[Reader]:
    return Reader.objects.filter(unit__in=actor.reader_of)


def standing(row: Commitment) -> Standing:
    return Standing(state=row.state, asked_until=row.asked_until)


def verbs_for(row: Commitment, agency: str) -> list[str]:
    """What an agency may say about a commitment now, the plainest next thing first."""
    sides = {side for side, name in ((DEBTOR, row.debtor), (CREDITOR, row.creditor)) if name == agency}
    order = ("accept", "deliver", "promise", "return", "grant", "refuse", "nudge", "ask_time", "explain", "decline",
             "withdraw")  # fmt: skip
    return [
        verb
        for verb in order
        if commitments.VERBS[verb].side in sides
        and commitments.allows(standing(row), verb)
        and not (verb == "explain" and _needs_no_explanation(row))
    ]


@dataclass(frozen=True)
class OpenStep:
    """A step that is open now, and for which commitment if it is about one."""

    kind: str
    process: Process
    step: Step
    commitment: Commitment | None = None


def open_steps(
    row: Dossier, agency: str, owed_here: Iterable[Commitment], *, speaker: str = "", role: str = "",
    at: datetime | None = None,
) -> list[OpenStep]:  # fmt: skip
    """Every step that `speaker` (this agency, or one whose words it reports) may take now, the declared ones first.

    With `role`, only those that this role inside the agency takes; with `at`, none that waits for what is still owed
    then and not yet late.
    """
    speaker = speaker or agency
    here = list(owed_here)
    found: list[OpenStep] = []
    process = processes().get(row.process)
    if process and row.is_shared:
        side = "home" if speaker == row.home else "party"
        for step in process.steps:
            open_now = not step.is_opening and row.state in step.when and step.by in ("any", side)
            if role and role not in step.roles:
                continue
            is_fit = open_now and (not step.must or _has_must(step, here, speaker))
            if at and awaited(step, here, at=at):
                continue
            if is_fit and not versioned.missing(row, process, step):
                found.append(OpenStep(process.kind(step), process, step))
    for commitment in here:
        found += [
            OpenStep(f"commitment.{verb}", COMMITMENT, declared, commitment)
            for verb in with_other_means(verbs_for(commitment, speaker))
            if (declared := COMMITMENT.step(verb))
        ]
    if row.is_shared and len(row.parties) > 1 and (say := DOSSIER.step("say")):
        found.append(OpenStep("dossier.say", DOSSIER, say))
    if row.is_shared and speaker == agency:
        stays = process is not None and process.stays
        for name in _narrowing(row, agency):
            if (changes := DOSSIER.step(name)) and (not role or role in changes.roles):
                found.append(OpenStep(f"dossier.{name}", DOSSIER, changes))
        for step in handing_over.open_steps(row, agency, HANDOVER, stays=stays):
            found += [OpenStep(HANDOVER.kind(step), HANDOVER, step)] if not role or role in step.roles else []
    return found


def with_other_means(verbs: list[str]) -> list[str]:
    """The verbs, and after them what hands something over by other means."""
    return [*verbs, *(name for name, verb in BY_OTHER_MEANS.items() if verb in verbs)]


def awaited(step: Step, owed_here: Iterable[Commitment], *, at: datetime) -> list[Commitment]:
    """What the step waits for and is still owed, its last day not past; the fold judges alike when it is taken."""
    return [
        row for row in owed_here
        if row.deliver == step.waits and row.due_on and commitments.allows(standing(row), "nudge")
        and at.astimezone(ZoneInfo(row.zone)).date() <= row.due_on
    ]  # fmt: skip


def _narrowing(row: Dossier, agency: str) -> list[str]:
    """Who may read is changed in a file that not everybody reads anyway."""
    process = processes().get(row.process)
    if process is None or process.is_open_inside:
        return []
    return ["narrow", *(["admit"] if who_reads.admissible(row, agency) else [])]


def digest(dossier: str, *, as_of: date | None = None) -> str:
    """One value over all that the parties share of a file; equal on all of them. With `as_of`, dates count too."""
    row = Dossier.objects.filter(id=dossier, is_shared=True).first()
    if row is None:
        raise Refused("no_file")
    entries = Entry.objects.filter(dossier=row, internal=False).order_by("name")
    commitments_here = Commitment.objects.filter(dossier=row).order_by("id")
    value: dict[str, Any] = {
        "dossier": _plain(row, ("id", "home", "process", "state", "is_ended", "cls", "parties", "owner",
                                "handover", "narrowed", "counterparts", "facts", "under", "equivocations")),
        "entries": [_plain(e, ("name", "kind", "agency", "speaker", "has_effect", "why_not", "is_crossed", "reported"))
                    for e in entries],
        "commitments": [_plain(c, tuple(f.name for f in Commitment._meta.concrete_fields
                              if f.name not in ("dossier", "final_on", "audience")))
                        | ({"on": state_on(c, as_of)} if as_of else {}) for c in commitments_here],
    }  # fmt: skip
    return jws.sha256(jsonbytes.write(value))


def calendar_of(row: Dossier) -> Calendar:
    """The calendar that the file's opening was taken under; plain weeks in UTC where there is none."""
    known = terms.load(row.under)
    return next((t.calendar for t in known.values()), Calendar(zone="UTC", years={}))


def _needs_no_explanation(row: Commitment) -> bool:
    in_time = row.due_on is None or (row.done_on is not None and row.done_on <= row.due_on)
    return row.is_explained or (in_time and row.state in commitments.SETTLED)


def _has_must(step: Step, here: list[Commitment], speaker: str) -> bool:
    return any(
        row.deliver == deliver and verb in verbs_for(row, speaker) and step.meets(verb, deliver, standing=row.state)
        for verb, deliver in step.musts
        for row in here
    )


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}
