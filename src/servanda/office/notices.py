"""Mail to officers, each in their own language: what has come, what is due, what is late."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.duties import ladder_steps
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.kernel.texts import pick
from servanda.office import recipients
from servanda.office.models import Mail, Officer
from servanda.office.recipients import Recipients
from servanda.processes import terms
from servanda.processes.folded import PLAIN, Terms
from servanda.processes.timeline import declared
from servanda.processes.wording import written

SOON = 2
AT_ONCE = 10_000


@dataclass(frozen=True)
class Notice:
    """One notice to one officer; `write` makes subject and text, and is called only where it is queued."""

    officer: Officer
    reason: str
    about: str
    write: Callable[[], tuple[str, str]]


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Tell those who hold a file that another agency has written in it; once per file and batch."""
    here = node.current().agency
    came: dict[str, StoredAct] = {row.dossier: row for row in stored if not row.internal and row.agency != here}
    rows = list(Dossier.objects.filter(id__in=came).exclude(process__in=("directory",))) if came else []
    if rows:
        told = recipients.load([row.id for row in rows], day=now.date())
        _queue(
            [
                Notice(officer, "new_entry", came[row.id].name, partial(_new_entry, row, came[row.id], officer))
                for row in rows
                for officer in told.of(row.id)
            ],
            now=now,
        )


def remind(*, now: datetime) -> int:
    """Queue what is due soon or late today, to the rung of the ladder that is reached; nothing twice."""
    here = node.current().agency
    rows = list(
        Commitment.objects.filter(debtor=here, state__in=("open", "promised", "returned"), due_on__isnull=False)
        .filter(opened_at__lte=now)
        .select_related("dossier")
    )  # fmt: skip
    known = terms.load({row.terms for row in rows if row.terms})
    due = [(row, key, to) for row in rows for key, to in _reached(row, known.get(row.terms), now=now)]
    if not due:
        return 0
    told = recipients.load({row.dossier_id for row, _, _ in due}, day=now.date())
    notices = [
        Notice(officer, key.split(":")[0], f"{row.id}:{key}", partial(_due, row, officer, now.date()))
        for row, key, to in due
        for officer in _rung(told, row, to)
    ]
    return _queue(notices, now=now)


def _reached(row: Commitment, known: Terms | None, *, now: datetime) -> Iterable[tuple[str, str | None]]:
    """(key, rung) of the newest reminder whose day has come; the rung is None for the unit itself.

    Only the newest: what is found late all at once is told once, and not once for each rung that was passed.
    """
    calendar = known.calendar if known else PLAIN
    today = calendar.local_day(now)
    assert row.due_on
    duty = next((duty for duty in known.duties if duty.clause == row.clause), None) if known else None
    if duty and (duty.remind or duty.ladder):
        rungs = ladder_steps(duty, row.due_on, as_of=today, calendar=calendar)
        if rungs:
            last = max(rungs, key=lambda rung: rung.offset)
            yield f"{'late' if last.offset > 0 else 'due_soon'}:{row.due_on}:{last.offset}:{last.to or ''}", last.to
        return
    left = calendar.working_days_between(today, row.due_on)
    if left < 0:
        yield f"late:{row.due_on}", None
    elif left <= SOON:
        yield f"due_soon:{row.due_on}", None


def _rung(told: Recipients, row: Commitment, to: str | None) -> list[Officer]:
    if to == "leadership":
        return told.holding(row.dossier_id, "leadership")
    if to == "head":
        return told.heads(row.dossier_id, row.debtor_unit)
    return told.of(row.dossier_id)


def _queue(notices: Iterable[Notice], *, now: datetime) -> int:
    """Queue what was not queued before to this officer about this."""
    wanted = {(notice.officer.id, notice.about): notice for notice in notices if notice.officer.email}
    for told in _queued({notice.about for notice in wanted.values()}):
        wanted.pop(told, None)
    if wanted:
        with node.current().writing():
            Mail.objects.bulk_create([_mail(notice, now=now) for notice in wanted.values()])
    return len(wanted)


def _queued(abouts: set[str]) -> Iterator[tuple[str, str]]:
    """One query, unless there are more than a database takes at once."""
    names = sorted(abouts)
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        yield from Mail.objects.filter(about__in=some).order_by().values_list("officer_id", "about")


def _mail(notice: Notice, *, now: datetime) -> Mail:
    subject, text = notice.write()
    officer = notice.officer
    return Mail(
        officer=officer, address=officer.email, language=officer.language, subject=subject, text=text,
        reason=notice.reason, about=notice.about, at=now, is_urgent=notice.reason == "late",
    )  # fmt: skip


def _new_entry(row: Dossier, stored: StoredAct, officer: Officer) -> tuple[str, str]:
    with translation.override(officer.language):
        _process, step = declared(stored.kind)
        values = {"title": row.title, "step": str(step.label) if step else stored.kind, "agency": stored.agency}
        subject = _("%(title)s: %(step)s") % values
        text = _("%(agency)s has made a new entry in the file “%(title)s”: %(step)s.") % values
        return subject, f"{text}\n\n{address(row)}\n"


def _due(row: Commitment, officer: Officer, today: date) -> tuple[str, str]:
    assert row.due_on
    with translation.override(officer.language):
        values = {"title": row.dossier.title, "day": written(row.due_on), "clause": row.clause}
        if row.due_on < today:
            subject = _("Late since %(day)s: %(title)s") % values
        else:
            subject = _("Due on %(day)s: %(title)s") % values
        lines = [subject + "."]
        if row.clause:
            lines.append(_("This follows from article %(clause)s of the agreement.") % values)
        return subject, "\n".join([*lines, "", address(row.dossier), ""])


def address(row: Dossier) -> str:
    return f"{node.current().config.get('address', '')}/files/{row.id}/"


def agency_name(language: str) -> str:
    return pick(node.current().name, language)
