"""What a duty would have opened: the same fold over files that are there, under terms that nobody has signed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, QuerySet

from servanda.kernel import duties
from servanda.kernel.acts import Act, write_part
from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.date_states import DateState, date_state
from servanda.kernel.dates import read_edtf
from servanda.kernel.duty_forms import Duty
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.agreements import past_trial
from servanda.processes.folding.fold import fold
from servanda.processes.folding.folded import NotOpened, Owed, Terms
from servanda.processes.folding.occurrences import occurrences_of
from servanda.processes.registry import processes

# Files that are looked at, and how many of them at once.
MOST, AT_ONCE = 2_000, 200
NAME = "sha256:" + "0" * 64
A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Would:
    """A commitment that the duty would have opened; `days` are the working days from delivery to the day announced.

    `is_declared` for a row of a list of before, which this agency wrote down itself.
    """

    dossier: str
    title: str
    opened_on: date
    due_on: date | None
    done_on: date | None
    state: DateState
    days: int | None
    is_declared: bool = False


@dataclass(frozen=True)
class Preview:
    """Over which files and days, and what would have come of it.

    `turns` are the days of a calendar duty, of which no past file can say whether they were kept. Of the lists of
    before, `guessed` rows do not say whether the case is meant and `untold` have no day of notice. `reach` are the
    first and the last day of all that could be looked at, whatever the period.
    """

    first: date
    last: date
    files: int = 0
    rows: tuple[Would, ...] = ()
    turns: tuple[date, ...] = ()
    is_cut: bool = False
    guessed: int = 0
    untold: int = 0
    reach: tuple[date, date] | None = None

    @property
    def declared(self) -> int:
        return sum(row.is_declared for row in self.rows)

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


def preview(duty: Duty, draft: Draft, actor: Actor, *, first: date | None, last: date, as_of: date) -> Preview:
    """Over the files that the actor may see and that were opened in these days, and the lists of before.

    Without `first`, from the first day of which anything is known. Six queries for each 200 files, and four more.
    """
    if duty.every:
        return _turns(duty, draft, first or last - A_YEAR, last)
    process = (duty.opens or "").partition(".")[0]
    rows = reads.visible(actor).filter(process=process, is_shared=True, broken="")
    listed, untold = past_trial.tried(duty, draft.calendar, actor)
    reach = _reach(rows, listed, draft.calendar)
    first = first or (reach[0] if reach else last - A_YEAR)
    since = draft.calendar.end_of_day(first - timedelta(days=1))
    moved = rows.filter(moved_at__gte=since).order_by("-moved_at", "id")
    names = list(moved.values_list("id", flat=True)[: MOST + 1])
    terms = terms_of(duty, draft)
    would = [
        each
        for start in range(0, len(names[:MOST]), AT_ONCE)
        for each in _of_files(names[start : start + AT_ONCE], terms, as_of=as_of)
        if first <= each.opened_on <= last
    ]
    told = [each for each in listed if first <= each.told_on <= last]
    would += [Would(each.dossier, each.title, each.told_on, each.due_on, each.told_on, each.state, each.days,
                    is_declared=True) for each in told]  # fmt: skip
    return Preview(
        first, last, len(names[:MOST]), tuple(sorted(would, key=lambda each: (each.opened_on, each.title))),
        is_cut=len(names) > MOST, guessed=sum(each.is_guessed for each in told), untold=untold, reach=reach,
    )  # fmt: skip


def _turns(duty: Duty, draft: Draft, first: date, last: date) -> Preview:
    found = occurrences_of(duty, draft.calendar, since=first)
    others = max(1, len(draft.parties) - 1)
    return Preview(first, last, turns=tuple(turn.day for turn in found if turn.day <= last for _other in range(others)))


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


def _reach(
    rows: QuerySet[Dossier], listed: Iterable[past_trial.Told], calendar: Calendar
) -> tuple[date, date] | None:  # fmt: skip
    """The first and the last day on which any of these was opened or told; None where there is nothing at all."""
    opened = rows.aggregate(first=Min("opened_at"), last=Max("opened_at"))
    days = [calendar.local_day(at) for at in opened.values() if at] + [each.told_on for each in listed]
    return (min(days), max(days)) if days else None
