"""What a duty would have opened: the same fold over files that are there, under terms that nobody has signed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from servanda.kernel import duties
from servanda.kernel.acts import Act, write_part
from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.date_states import DateState, date_state
from servanda.kernel.dates import read_edtf
from servanda.kernel.duty_forms import Duty
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import baseline, reads
from servanda.processes.fold import fold
from servanda.processes.folded import NotOpened, Owed, Terms
from servanda.processes.occurrences import occurrences_of
from servanda.processes.registry import processes

# Files that are looked at, and how many of them at once.
MOST, AT_ONCE = 2_000, 200
NAME = "sha256:" + "0" * 64


@dataclass(frozen=True)
class Would:
    """A commitment that the duty would have opened; `days` are the working days from delivery to the day announced."""

    dossier: str
    title: str
    opened_on: date
    due_on: date | None
    done_on: date | None
    state: DateState
    days: int | None


@dataclass(frozen=True)
class Preview:
    """Over which files and days, and what would have come of it.

    `turns` are the days of a calendar duty, of which no past file can say whether they were kept. `told` and
    `told_late` count the visits and activities of a recorded past, by this agency's own list.
    """

    first: date
    last: date
    files: int = 0
    rows: tuple[Would, ...] = ()
    turns: tuple[date, ...] = ()
    is_cut: bool = False
    told: int = 0
    told_late: int = 0

    @property
    def counts(self) -> Mapping[DateState, int]:
        return Counter(row.state for row in self.rows)

    @property
    def late(self) -> int:
        """How many were late, or were not carried out."""
        return sum(self.counts.get(state, 0) for state in ("done_late", "late", "not_carried_out", "explained"))


@dataclass(frozen=True)
class Draft:
    """The terms that stand in a draft, so far as a duty needs them. `agreement` is the file that it changes, if any."""

    parties: tuple[str, ...]
    calendar: Calendar
    fallback: Mapping[str, str] = field(default_factory=dict)
    agreement: str = ""


def preview(duty: Duty, draft: Draft, actor: Actor, *, first: date, last: date, as_of: date) -> Preview:
    """Over the files that the actor may see and that were opened in these days. Six queries for each 200 files."""
    if duty.every:
        found = occurrences_of(duty, draft.calendar, since=first)
        others = max(1, len(draft.parties) - 1)
        turns = tuple(turn.day for turn in found if turn.day <= last for _other in range(others))
        return Preview(first, last, turns=turns)
    process = (duty.opens or "").partition(".")[0]
    since = draft.calendar.end_of_day(first - timedelta(days=1))
    rows = reads.visible(actor).filter(process=process, is_shared=True, broken="", moved_at__gte=since)
    names = list(rows.order_by("-moved_at", "id").values_list("id", flat=True)[: MOST + 1])
    terms = terms_of(duty, draft)
    would = [
        each
        for start in range(0, len(names[:MOST]), AT_ONCE)
        for each in _of_files(names[start : start + AT_ONCE], terms, as_of=as_of)
        if first <= each.opened_on <= last
    ]
    told, told_late = _baseline(duty, process, actor)
    return Preview(first, last, len(names[:MOST]), tuple(sorted(would, key=lambda each: (each.opened_on, each.title))),
                   is_cut=len(names) > MOST, told=told, told_late=told_late)  # fmt: skip


def terms_of(duty: Duty, draft: Draft) -> Terms:
    """Terms with this one duty, as if they had always been in force."""
    return Terms(
        name=NAME, agreement=draft.agreement, parties=draft.parties, duties=(duty,), calendar=draft.calendar,
        fallback=draft.fallback, in_force_on=date.min,
    )  # fmt: skip


def opened(acts: Iterable[Act], terms: Terms, known: Mapping[tuple[str, ...], str] | None = None) -> list[Owed]:
    """The commitments that the shared acts of one file open under these terms.

    `known` names the commitments that were really there, by opener, deliverable and both sides: what was said about
    them then is taken as said about the one that would have stood in their place.
    """
    under = [replace(act, under=(terms.name,)) for act in acts]
    found = _fold(under, terms)
    if known and found:
        names = {known[key]: owed.id for owed in found if (key := _key(owed)) in known}
        spoken = [_renamed(act, names) for act in under]
        found = _fold(spoken, terms) if any(a is not b for a, b in zip(spoken, under, strict=True)) else found
    return found


def _of_files(names: list[str], terms: Terms, *, as_of: date) -> Iterator[Would]:
    titles = dict(Dossier.objects.filter(id__in=names).values_list("id", "title"))
    acts: dict[str, list[Act]] = defaultdict(list)
    for row in StoredAct.objects.filter(dossier__in=names, internal=False).order_by("seq"):
        acts[row.dossier].append(row.act)
    known: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for real in Commitment.objects.filter(dossier_id__in=names):
        known[real.dossier_id][real.opener, real.deliver, real.debtor, real.creditor] = real.id
    effective = set(Entry.objects.filter(dossier_id__in=names, has_effect=True).values_list("name", flat=True))
    for name in names:
        for owed in opened(acts[name], terms, known[name]):
            # An entry that had no effect in the real file opens nothing here either.
            if owed.opener.id in effective:
                yield _would(owed, name, titles.get(name, ""), acts[name], as_of=as_of)


def _fold(acts: list[Act], terms: Terms) -> list[Owed]:
    try:
        folded = fold(acts, processes=processes(), terms={terms.name: terms})
    except NotOpened:
        return []
    return [owed for owed in folded.owed if owed.terms is terms]


def _key(owed: Owed) -> tuple[str, ...]:
    return owed.opener.id, owed.deliver, owed.debtor[0], owed.creditor[0]


def _renamed(act: Act, names: Mapping[str, str]) -> Act:
    named = names.get(str(act.facts.get("commitment"))) if act.kind.startswith("commitment.") else None
    if named is None:
        return act
    return replace(act, parts={**act.parts, "facts": write_part({**act.facts, "commitment": named})})


def _would(owed: Owed, dossier: str, title: str, acts: list[Act], *, as_of: date) -> Would:
    standing, calendar = owed.standing, owed.calendar
    done_on = calendar.local_day(owed.counted_at or standing.delivered_at) if standing.delivered_at else None
    state = date_state(standing.state, owed.due_on, done_on=done_on, as_of=as_of, explained=standing.is_explained)
    return Would(
        dossier, title, calendar.local_day(owed.opener.at), owed.due_on, done_on, state,
        _lead(owed, standing.delivered_at, acts),
    )  # fmt: skip


def _lead(owed: Owed, delivered_at: datetime | None, acts: list[Act]) -> int | None:
    """Working days from the delivery to the day from which the duty counts back, as it stood at the end."""
    rule = owed.duty.by if owed.duty else None
    if rule is None or rule.side != "before" or delivered_at is None:
        return None
    stated: list[Any] = [value for act in acts if act.agency == act.home and (value := act.facts.get(rule.fact))]
    try:
        return duties.lead_time(delivered_at, read_edtf(stated[-1]), calendar=owed.calendar) if stated else None
    except Refused:
        return None


def _baseline(duty: Duty, process: str, actor: Actor) -> tuple[int, int]:
    """Of the recorded past, how many tell a lead time, and how many of those were shorter than this duty asks."""
    rule = duty.by
    is_notice = duty.deliver == "notice" and process in ("visit", "activity")
    if not is_notice or rule is None or rule.side != "before" or rule.measure != "working_days":
        return 0, 0
    days = baseline.baseline(actor, kinds=(process,)).days
    return len(days), sum(each < rule.count for each in days)
