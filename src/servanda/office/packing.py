"""Turns notices into mail in the reader's working hours: one digest a day, and what presses by itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import translation

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.office import ahead, hours, mail_texts, people
from servanda.office.hours import Hours
from servanda.office.mail_texts import Lists, Matter
from servanda.office.models import Mail, Notice, Officer
from servanda.office.notices import PRESSING
from servanda.processes import reads
from servanda.processes.models import Assignment

EACH, DIGEST = "each", "digest"
NEAR = timedelta(days=7)
MOST = 200


def pack(*, now: datetime) -> int:
    """Write the mail that may go out at this hour; what is past by now is dropped. Each notice is told once."""
    waiting = list(Notice.objects.filter(settled_at=None).select_related("officer").order_by("at", "id"))
    by_officer: dict[str, list[Notice]] = defaultdict(list)
    for notice in waiting:
        by_officer[notice.officer_id].append(notice)
    officers = {notice.officer_id: notice.officer for notice in waiting}
    known = hours.load(officers.values(), now=now) if officers else {}
    return sum(_pack(officers[name], rows, known[name], now=now) for name, rows in by_officer.items())


def _pack(officer: Officer, waiting: Sequence[Notice], when: Hours, *, now: datetime) -> int:
    if not _now(officer, waiting, when, now=now):
        return 0
    with node.current().writing():
        # Looked at again under the lock: of two workers only one writes.
        still = Notice.objects.filter(id__in=[notice.id for notice in waiting], settled_at=None).order_by("at", "id")
        chosen = _now(officer, list(still), when, now=now)
        actors = _actors(officer, when.day(now))
        with translation.override(officer.language):
            mails = _mails(officer, _matters(chosen, actors), actors, when, now=now)
        Mail.objects.bulk_create(mails)
        Notice.objects.filter(id__in=[notice.id for notice in chosen]).update(settled_at=now)
    return len(mails)


def _now(officer: Officer, waiting: Sequence[Notice], when: Hours, *, now: datetime) -> list[Notice]:
    """What may be told now: marked urgent, at any hour; the rest in working hours; the digest once a day."""
    if not when.is_open(now):
        return [notice for notice in waiting if notice.is_urgent]
    has_digest = Mail.objects.filter(officer=officer, reason=DIGEST, about=about(when, now)).exists()
    if officer.mail == EACH or not has_digest:
        return list(waiting)
    return [notice for notice in waiting if _is_pressing(notice)]


def _mails(
    officer: Officer, matters: Sequence[Matter], actors: Sequence[Actor], when: Hours, *, now: datetime
) -> list[Mail]:  # fmt: skip
    today = when.day(now)
    alone = [matter for matter in matters if officer.mail == EACH or _is_pressing(matter.notice)]
    rest = [matter for matter in matters if matter not in alone]
    mails = [
        _mail(officer, m.notice.reason, m.notice.about, mail_texts.single(m, today=today), now, m.notice.is_urgent)
        for m in alone
    ]
    if rest:
        written = mail_texts.digest(rest, _lists(actors, today, at=now), today=today)
        mails.append(_mail(officer, DIGEST, about(when, now), written, now, False))
    return mails


def _is_pressing(notice: Notice) -> bool:
    return notice.is_urgent or notice.reason in PRESSING


def _matters(notices: Sequence[Notice], actors: Sequence[Actor]) -> list[Matter]:
    """With their rows; without those whose file the officer may no longer read, or of which nothing is owed now."""
    files = {row.id: row for row in _visible(actors, {notice.dossier for notice in notices})}
    owed = Commitment.objects.select_related("dossier").in_bulk([n.commitment for n in notices if n.commitment])
    entries = {row.name: row for row in StoredAct.objects.filter(name__in=[notice.about for notice in notices])}
    found = []
    for notice in notices:
        file, row, entry = files.get(notice.dossier), owed.get(notice.commitment), entries.get(notice.about)
        is_so = ahead.is_still_so(notice, file) if file and notice.reason == ahead.REASON else False
        if file and (entry or is_so or (row and _is_still_so(notice, row))):
            found.append(Matter(notice, file, row, entry))
    return found


def _is_still_so(notice: Notice, row: Commitment) -> bool:
    """Is it open, and due on the day of which the notice spoke?"""
    return row.state in ("open", "promised", "returned") and f":{row.due_on}" in notice.about


def _visible(actors: Iterable[Actor], wanted: set[str]) -> list[Dossier]:
    found: dict[str, Dossier] = {}
    for actor in actors:
        found |= {row.id: row for row in reads.visible(actor).filter(id__in=wanted)}
    return list(found.values())


def _actors(officer: Officer, day: date) -> list[Actor]:
    posts = people.posts_on(officer, day) if officer.is_active else []
    return [people.actor(officer, day=day, post=post) for post in posts]


def _lists(actors: Sequence[Actor], today: date, *, at: datetime) -> Lists:
    """The officer's own desk; not that of the whole agency, which registry and leadership read on theirs."""
    near = [actor for actor in actors if not actor.reads_all and actor.role != "admin"]
    mine = _merged([_of_me(actor, reads.to_do(actor, at=at).filter(due_on__lte=today + NEAR)) for actor in near])
    theirs = _merged([_of_me(actor, reads.waiting(actor, at=at).filter(due_on__lte=today + NEAR)) for actor in near])
    return Lists(
        overdue=[row for row in mine if row.due_on and row.due_on < today],
        due=[row for row in mine if row.due_on and row.due_on >= today], waiting=theirs,
    )  # fmt: skip


def _of_me(actor: Actor, rows: QuerySet[Commitment]) -> list[Commitment]:
    """Without the files that were handed to a colleague by name."""
    others = Assignment.objects.exclude(officer__in=("", actor.officer, actor.stands_for)).values("dossier")
    return list(rows.exclude(dossier__in=others).order_by("due_on", "id")[:MOST])


def _merged(lists: Sequence[Sequence[Commitment]]) -> list[Commitment]:
    found: Mapping[str, Commitment] = {row.id: row for rows in lists for row in rows}
    return sorted(found.values(), key=lambda row: (row.due_on is None, row.due_on, row.id))


def next_mail(officer: Officer, when: Hours, has_digest: bool, *, now: datetime) -> datetime:
    """When what waits for an officer goes: in the next hours of work, after the day's digest on the next day."""
    at = when.next_open(now)
    if has_digest and officer.mail != EACH and when.day(at) == when.day(now):
        day, _ = when.calendar.add_working_days(when.day(now), 1)
        return datetime.combine(day, when.opens, tzinfo=when.zone)
    return at


def about(when: Hours, now: datetime) -> str:
    """How the digest of a day is told from those of other days."""
    return f"digest:{when.day(now)}"


def _mail(
    officer: Officer, reason: str, about: str, written: tuple[str, str], now: datetime, is_urgent: bool
) -> Mail:  # fmt: skip
    subject, text = written
    return Mail(officer=officer, address=officer.email, language=officer.language, subject=subject, text=text,
                reason=reason, about=about, at=now, is_urgent=is_urgent)  # fmt: skip
