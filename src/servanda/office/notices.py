"""Mail to officers, each in their own language: what has come, what is due, what is late."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.duties import ladder_steps
from servanda.kernel.models import Commitment, Dossier, Reader, StoredAct
from servanda.kernel.texts import pick
from servanda.office.models import Mail, Officer
from servanda.office.people import heads_of, holders
from servanda.processes import terms
from servanda.processes.fold import PLAIN, Terms
from servanda.processes.models import Assignment
from servanda.processes.timeline import declared, written

SOON = 2
DESKS = ("desk", "head")


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Tell those who hold a file that another agency has written in it; once per file and batch."""
    here = node.current().agency
    came: dict[str, StoredAct] = {row.dossier: row for row in stored if not row.internal and row.agency != here}
    for row in Dossier.objects.filter(id__in=came).exclude(process__in=("directory",)):
        last = came[row.id]
        for officer in recipients(row, day=now.date()):
            _queue(officer, "new_entry", last.name, _new_entry(row, last, officer), now=now)


def remind(*, now: datetime) -> int:
    """Queue what is due soon or late today, to the rung of the ladder that is reached; nothing twice."""
    here = node.current().agency
    rows = list(
        Commitment.objects.filter(debtor=here, state__in=("open", "promised", "returned"), due_on__isnull=False)
        .select_related("dossier")
    )  # fmt: skip
    known = terms.load({row.terms for row in rows if row.terms})
    count = 0
    for row in rows:
        for key, to in _reached(row, known.get(row.terms), now=now):
            for officer in _rung(row, to, day=now.date()):
                count += _queue(officer, key.split(":")[0], f"{row.id}:{key}", _due(row, officer, now.date()), now=now)
    return count


def recipients(row: Dossier, *, day: date) -> list[Officer]:
    """Who holds a file: the assigned officer, else the desks of the units that may read it, else the registry."""
    assigned = Assignment.objects.filter(dossier=row.id).first()
    if assigned and assigned.officer:
        found = list(Officer.objects.filter(id=assigned.officer, is_active=True))
        if found:
            return found
    units = [assigned.unit] if assigned else list(Reader.objects.filter(dossier=row).values_list("unit", flat=True))
    officers = {officer.id: officer for unit in units for officer in holders(unit, DESKS, day=day)}
    return list(officers.values()) or holders(None, ("clerk",), day=day)


def _reached(row: Commitment, known: Terms | None, *, now: datetime) -> Iterable[tuple[str, str | None]]:
    """(key, rung) of every reminder whose day has come; the rung is None for the unit itself."""
    calendar = known.calendar if known else PLAIN
    today = calendar.local_day(now)
    assert row.due_on
    duty = next((duty for duty in known.duties if duty.clause == row.clause), None) if known else None
    if duty and (duty.remind or duty.ladder):
        for rung in ladder_steps(duty, row.due_on, as_of=today, calendar=calendar):
            yield f"{'late' if rung.offset > 0 else 'due_soon'}:{row.due_on}:{rung.offset}:{rung.to or ''}", rung.to
        return
    left = calendar.working_days_between(today, row.due_on)
    if left < 0:
        yield f"late:{row.due_on}", None
    elif left <= SOON:
        yield f"due_soon:{row.due_on}", None


def _rung(row: Commitment, to: str | None, *, day: date) -> list[Officer]:
    if to == "leadership":
        return holders(None, ("leadership",), day=day)
    if to == "head":
        return heads_of(row.debtor_unit, day=day)
    return recipients(row.dossier, day=day)


def _queue(officer: Officer, reason: str, about: str, mail: tuple[str, str], *, now: datetime) -> int:
    if not officer.email or Mail.objects.filter(officer=officer, about=about).exists():
        return 0
    Mail.objects.create(
        officer=officer, address=officer.email, language=officer.language, subject=mail[0], text=mail[1],
        reason=reason, about=about, at=now, is_urgent=reason == "late",
    )  # fmt: skip
    return 1


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
