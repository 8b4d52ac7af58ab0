"""The projection of the log: refold each dossier that new acts touch, and replace its rows."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, transaction

from servanda.kernel import bulk, databases, held, node, plain
from servanda.kernel.acts import Act
from servanda.kernel.audiences import everyone
from servanda.kernel.models import Commitment, Dossier, Entry, Reader, StoredAct
from servanda.processes.agreements import terms
from servanda.processes.agreements.agreement_checks import SIGN
from servanda.processes.agreements.agreement_terms import CONSENT
from servanda.processes.declaration import file_links
from servanda.processes.declaration.generic import OF_THE_SYSTEM
from servanda.processes.figures import past
from servanda.processes.folding.fold import fold
from servanda.processes.folding.folded import Folded, Judged, NotOpened, Owed, Terms
from servanda.processes.folding.internal import Office, fold_internal
from servanda.processes.folding.keeping import KEPT, OFFERED
from servanda.processes.models import Assignment, ComingDay, FileLink, Likeness, Outgoing, Recusal, Scheduled, Word
from servanda.processes.projection import ahead, alike, directory_rows, handing_on, schedule, titles, totals, words
from servanda.processes.registry import processes
from servanda.processes.search.searching import fold_text

log = logging.getLogger(__name__)

PROPOSED = "agreement.propose"
JUDGING = ("dossier.confirm", "dossier.dispute")
AT_ONCE = 300


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    refold({row.dossier for row in stored})
    files = _bound_by(row.dossier for row in stored if row.kind in JUDGING and row.agency == node.current().agency)
    if files:
        refold(files)


def _bound_by(judged: Iterable[str]) -> list[str]:
    """The files opened under these agreements: a signature in this agency's name may bind it only from now on."""
    files = set(judged)
    if not files:
        return []
    here = node.current().agency
    signed = Entry.objects.filter(dossier__in=files, kind__in=(SIGN, CONSENT), speaker=here).exclude(agency=here)
    agreements = Dossier.objects.filter(id__in=signed.values("dossier"), process="agreement", is_shared=True)
    bound = [set(parties) for parties in agreements.values_list("parties", flat=True)]
    if not bound:
        return []
    # An entry of any time may have been made under them, so that only the parties tell which files these are.
    others = Dossier.objects.filter(is_shared=True).exclude(process="agreement").order_by("id")
    parties = others.values_list("id", "parties").iterator()
    return [file for file, among in parties if any(len(both & set(among)) > 1 for both in bound)]


def refold(dossiers: Iterable[str]) -> None:
    """Drop and fold again all rows of these dossiers, agreements first: others are folded under them."""
    ids = set(dossiers)
    agreements = {dossier for (dossier,) in plain.select(StoredAct, ["dossier"], dossier=ids, kind=PROPOSED)}
    for group in (sorted(agreements), sorted(ids - agreements)):
        for start in range(0, len(group), AT_ONCE):
            _refold(group[start : start + AT_ONCE])


def _refold(ids: list[str]) -> None:
    shared: dict[str, list[Act]] = defaultdict(list)
    internal: dict[str, list[Act]] = defaultdict(list)
    for act in held.acts_of(ids):
        (internal if act.internal else shared)[act.dossier].append(act)
    known = terms.load(name for acts in shared.values() for act in acts for name in act.under)
    rows, whole = _Rows(), []
    for dossier in ids:
        try:
            rows.add(dossier, _fold(shared[dossier], known), shared[dossier], internal[dossier])
            whole.append(dossier)
        except Exception as error:  # a fold that fails is ours: its file shows it, the batch goes on
            log.exception("fold of %s failed", dossier)
            _mark_broken(dossier, shared[dossier] or internal[dossier], error)
    try:
        with transaction.atomic(using=node.current().alias):
            rows.write(whole)
            directory_rows.project(shared[dossier] for dossier in whole)
    except DatabaseError as error:
        if databases.is_away(node.current().alias, error):
            raise
        if len(whole) > 1:
            for dossier in whole:
                _refold([dossier])
        elif whole:
            log.exception("the rows of %s cannot be stored", whole[0])
            _mark_broken(whole[0], shared[whole[0]] or internal[whole[0]], error)


def _fold(shared: list[Act], known: Mapping[str, Terms]) -> Folded | None:
    try:
        return fold(shared, processes=processes(), terms=known, doubtful=_doubtful(shared))
    except NotOpened:
        return None


def _doubtful(shared: list[Act]) -> frozenset[str]:
    """What others wrote down in this agency's name and it did not confirm; its first word on each counts."""
    here = node.current().agency
    said: dict[str, bool] = {}
    for act in sorted((act for act in shared if act.kind in JUDGING and act.agency == here), key=lambda a: a.position):
        names = act.facts.get("acts")
        for name in names if isinstance(names, list) else ():
            said.setdefault(str(name), act.kind == JUDGING[0])
    return frozenset(a.id for a in shared if a.speaks_for == here != a.agency and not said.get(a.id))


def _mark_broken(dossier: str, acts: list[Act], error: Exception) -> None:
    """Show the fault and keep the rows as they last were."""
    broken = f"{type(error).__name__}: {error}"[:400].replace("\0", "")
    if not Dossier.objects.filter(id=dossier).update(broken=broken) and acts:
        first = acts[0]
        Dossier.objects.create(
            id=dossier, home=first.home, process=_process_of(acts), owner=first.by.unit, parties=[first.home],
            opened_at=first.at, moved_at=first.at, broken=broken, is_shared=not first.internal,
        )  # fmt: skip


class EntryRow(NamedTuple):
    """What stands in the table of entries: there are so many that making a model of each would take longest of all."""

    name: str
    dossier_id: str
    place: int
    kind: str
    agency: str
    speaker: str
    internal: bool
    at: datetime
    has_effect: bool
    why_not: str
    is_crossed: bool
    by_home: bool
    reported: str


class _Rows:
    """The rows of a batch of dossiers, written with a handful of statements."""

    def __init__(self) -> None:
        self.dossiers: list[Dossier] = []
        self.entries: list[EntryRow] = []
        self.commitments: list[Commitment] = []
        self.readers: list[Reader] = []
        self.outgoing: list[Outgoing] = []
        self.assignments: list[Assignment] = []
        self.scheduled: list[Scheduled] = []
        self.likenesses: list[Likeness] = []
        self.coming: list[ComingDay] = []
        self.links: list[FileLink] = []
        self.recusals: list[Recusal] = []
        self.words: list[Word] = []

    def add(self, dossier: str, folded: Folded | None, shared: list[Act], internal: list[Act]) -> None:
        office = fold_internal(internal)
        row = _shared_row(dossier, folded, shared) if folded else _unshared_row(dossier, office, shared, internal)
        if row is None:
            return
        moved = folded.moved if folded else {}
        office.assignment = handing_on.assignment(folded, office) if folded else office.assignment
        if found := office.assignment:
            found.unit = moved.get(found.unit, found.unit)
            found.coordinating = [moved.get(unit, unit) for unit in found.coordinating]
        units = _units(row, office, shared, internal)
        # Who carries something out, or waits for it, sees the file in which it stands.
        sides = [side for owed in (folded.owed if folded else ()) for side in (owed.debtor, owed.creditor)]
        units |= {unit for agency, unit in sides if agency == node.current().agency}
        # The successor reads what its closed unit could read; who read it before is not shut out.
        units |= {moved[unit] for unit in units if unit in moved}
        # Whoever was taken out reads it no longer, by whatever way it came to be named.
        units -= set(row.narrowed)
        self.dossiers.append(row)
        self.entries += _entries(row, folded, office, internal)
        audience, _ = totals.audience_of(units)
        self.commitments += [_commitment(row, owed, audience) for owed in (folded.owed if folded else ())]
        self.readers += [Reader(dossier_id=dossier, unit=unit, moved_at=row.moved_at) for unit in sorted(units)]
        self.outgoing += office.outgoing.values()
        self.assignments += [office.assignment] if office.assignment else []
        self.scheduled += schedule.scheduled(row, folded, internal)
        self.coming += ahead.days(row, processes().get(row.process))
        said = [judged.act for judged in folded.judged if judged.has_effect] if folded else []
        self.likenesses += alike.likenesses(dossier, processes().get(row.process), said)
        self.links += file_links.folded(row)
        self.recusals += office.recusals.values()
        self.words += words.of_file(dossier, [*shared, *internal])

    def write(self, ids: list[str]) -> None:
        before = totals.of_files(ids)
        bulk.replace(Dossier, self.dossiers, scope="id", within=ids)
        bulk.replace(Entry, self.entries, scope="dossier_id", within=ids)
        bulk.replace(Commitment, self.commitments, scope="dossier_id", within=ids)
        bulk.replace(Reader, self.readers, key=("dossier_id", "unit"), scope="dossier_id", within=ids)
        bulk.replace(Outgoing, self.outgoing, scope="dossier", within=ids)
        bulk.replace(Assignment, self.assignments, scope="dossier", within=ids)
        bulk.replace(Scheduled, self.scheduled, scope="dossier", within=ids)
        totals.change(before, totals.of_files(ids) if self.commitments else Counter())
        bulk.replace(ComingDay, self.coming, key=("dossier_id", "what", "item"), scope="dossier_id", within=ids)
        bulk.replace(Likeness, self.likenesses, key=("dossier", "value"), scope="dossier", within=ids)
        bulk.replace(FileLink, self.links, scope="dossier", within=ids)
        bulk.replace(Recusal, self.recusals, scope="dossier", within=ids)
        bulk.replace(Word, self.words, key=("dossier", "spelled"), scope="dossier", within=ids)


def _process_of(shared: list[Act]) -> str:
    return next((act.kind.partition(".")[0] for act in shared if act.agency == act.home and act.n == 1), "")


def _shared_row(dossier: str, folded: Folded, shared: list[Act]) -> Dossier:
    said = [judged.act for judged in folded.judged if judged.has_effect and judged.by_home]
    title = titles.of_acts(said) or titles.of_facts(folded.opening.kind, folded.facts)
    process, version = folded.opening.kind.partition(".")[0], folded.opening.process
    return Dossier(
        id=dossier, home=folded.home, process=process, version=version, handover=folded.handover.as_facts(),
        handover_unit=_asked_next(folded), narrowed={unit: dict(said) for unit, said in folded.narrowed.items()},
        state=folded.state, is_ended=folded.is_ended, is_shared=True, cls=folded.opening.cls,
        parties=list(folded.parties), owner=folded.owner, counterparts=dict(folded.counterparts),
        facts=dict(folded.facts), partner=Dossier.partner_of(folded.facts), title=title,
        under=list(folded.opening.under), opened_at=folded.opening.at, moved_at=folded.last_at,
        search=fold_text(f"{title} {dossier}"), equivocations=[list(pair) for pair in folded.equivocations],
    )  # fmt: skip


def _asked_next(folded: Folded) -> str:
    """The unit that has the next move in a handover under way."""
    state, unit = folded.handover.state, folded.handover.unit
    return {KEPT: "", OFFERED: folded.moved.get(unit, unit)}.get(state, folded.owner)


def _unshared_row(dossier: str, office: Office, shared: list[Act], internal: list[Act]) -> Dossier | None:
    """A file that is still being prepared, or one whose shared acts could not be folded."""
    first = next(iter(internal or shared), None)
    if first is None:
        return None
    if recorded := past.stated(internal):
        return _past_row(dossier, recorded)
    prepared = next((act for act in internal if act.kind == "office.prepare"), None)
    data = prepared.part("content") if prepared else {}
    title = str(data.get("content", {}).get("title", ""))
    step, facts = prepared.facts["step"] if prepared else (shared[0].kind if shared else ""), data.get("facts", {})
    return Dossier(
        id=dossier, home=first.home, process=step.partition(".")[0], owner=first.by.unit, title=title,
        parties=data.get("parties", [first.home]), facts=facts, opened_at=first.at,
        moved_at=max(act.at for act in [*internal, *shared]), search=fold_text(f"{title} {dossier}"),
        is_shared=bool(shared), partner=Dossier.partner_of(facts),
    )  # fmt: skip


def _past_row(dossier: str, recorded: Act) -> Dossier:
    """A file that records the past: whole from its first entry, and never to be sent."""
    title = titles.of_acts([recorded])
    return Dossier(
        id=dossier, home=recorded.home, process="past", state="recorded", is_ended=True, owner=recorded.by.unit,
        title=title, parties=[recorded.home], facts={"count": recorded.facts.get("count")}, opened_at=recorded.at,
        moved_at=recorded.at, search=fold_text(f"{title} {dossier}"),
    )  # fmt: skip


def _units(row: Dossier, office: Office, shared: list[Act], internal: list[Act]) -> set[str]:
    """The units of this agency that may read the file."""
    agency = node.current().agency
    if not shared and past.is_for_all(internal):
        return {everyone(agency)}
    process = processes().get(row.process)
    if process and process.is_open_inside and row.is_shared:
        return {everyone(agency)}
    units = {row.owner, *row.counterparts.values(), *(unit for act in shared for unit in act.to)}
    units |= {act.by.unit for act in shared if act.kind not in OF_THE_SYSTEM} | {
        out.unit for out in office.outgoing.values()
    }
    if office.assignment:
        units |= {office.assignment.unit, *office.assignment.coordinating}
    return {unit for unit in units if unit.startswith(agency + "/")} or {f"{agency}/office"}


def _entries(row: Dossier, folded: Folded | None, office: Office, internal: list[Act]) -> list[EntryRow]:
    judged = list(folded.judged) if folded else []
    judged += [
        Judged(act, act.id not in office.without_effect, office.without_effect.get(act.id, "")) for act in internal
    ]
    return [
        EntryRow(
            j.act.id, row.id, place, j.act.kind, j.act.agency, j.act.speaker, j.act.internal, j.act.at, j.has_effect,
            j.why_not, j.is_crossed, j.by_home, j.reported,
        )
        for place, j in enumerate(judged)
    ]  # fmt: skip


def _commitment(row: Dossier, owed: Owed, audience: str) -> Commitment:
    standing = owed.standing
    done_on = owed.calendar.local_day(owed.counted_at) if owed.counted_at else None
    return Commitment(
        id=owed.id, dossier_id=row.id, agreement=owed.terms.agreement if owed.terms else "",
        terms=owed.terms.name if owed.terms else "",
        clause=owed.duty.clause if owed.duty else "", deliver=owed.deliver, opener=owed.opener.id,
        debtor=owed.debtor[0], debtor_unit=owed.debtor[1], creditor=owed.creditor[0], creditor_unit=owed.creditor[1],
        needs_acceptance=owed.needs_acceptance, opened_at=owed.opened_at, due_on=owed.due_on,
        is_provisional=owed.is_provisional, state=standing.state, asked_until=standing.asked_until,
        promised_at=standing.promised_at, delivered_at=standing.delivered_at,
        delivered_by=standing.delivered_by or "", counted_at=owed.counted_at, done_on=done_on,
        lead_days=owed.lead_days,
        settled_at=standing.settled_at, is_explained=standing.is_explained, nudges=standing.nudges,
        nudged_at=standing.nudged_at, is_reported=standing.is_reported, is_crossed=standing.is_crossed,
        zone=owed.calendar.zone, audience=audience,
        final_on=totals.final_on(opened_at=owed.opened_at, due_on=owed.due_on, done_on=done_on),
    )  # fmt: skip
