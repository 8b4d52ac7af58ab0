"""The words of mails: one matter, or a day's digest of all; plain text in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.office import ahead
from servanda.office.models import Notice
from servanda.processes.telling.timeline import declared
from servanda.processes.telling.wording import written

MOST = 12
RECUSED = "recused"


@dataclass(frozen=True)
class Matter:
    """A notice with the rows that it is about, as they stand when the mail is written."""

    notice: Notice
    file: Dossier
    commitment: Commitment | None = None
    entry: StoredAct | None = None


@dataclass(frozen=True)
class Lists:
    """What stands on an officer's desk on a day, the nearest first."""

    overdue: Sequence[Commitment]
    due: Sequence[Commitment]
    waiting: Sequence[Commitment]


def single(matter: Matter, *, today: date) -> tuple[str, str]:
    """Subject and text of a mail about one thing."""
    subject = _headline(matter, today)
    lines = [subject + "."]
    if matter.notice.reason == ahead.REASON:
        return subject, "\n".join([*lines, "", ahead.address(matter.file), "", *_foot()])
    if matter.entry and matter.notice.reason != RECUSED:
        lines = [_came(matter.file, matter.entry)]
    elif matter.commitment and matter.commitment.clause:
        lines.append(_("This follows from article %(clause)s of the agreement.") % {"clause": matter.commitment.clause})
    return subject, "\n".join([*lines, "", address(matter.file), "", *_foot()])


def digest(matters: Sequence[Matter], lists: Lists, *, today: date) -> tuple[str, str]:
    """Subject and text of the day's mail; lists without lines are left out."""
    referred = [matter for matter in matters if matter.notice.reason == "referred"]
    new = [matter for matter in matters if matter.entry]
    shown = {row.id for row in (*lists.overdue, *lists.due)}
    soon = [m.commitment for m in matters if m.commitment and not m.entry and m.commitment.id not in shown]
    near = [matter for matter in matters if matter.notice.reason == ahead.REASON]
    parts = [
        (_("Overdue"), [_line(_by_date(row, today), row.dossier) for row in lists.overdue]),
        (_("Referred upwards"), [_line(_headline(m, today), m.file) for m in referred]),
        (_("Due soon"), [_line(_by_date(row, today), row.dossier) for row in (*lists.due, *soon)]),
        (_("New entries"), [_line(_came(m.file, m.entry), m.file) for m in new if m.entry]),
        (_("Days that come near"), [f"- {_headline(m, today)}\n  {ahead.address(m.file)}" for m in near]),
        (_("Waiting for others"), [_line(_by_date(row, today), row.dossier) for row in lists.waiting]),
    ]
    blocks = [line for title, lines in parts if lines for line in _block(title, lines)]
    return _subject(lists, len(new), today), "\n".join([*blocks, *_foot()])


def _subject(lists: Lists, new: int, today: date) -> str:
    counts = []
    if lists.overdue:
        n = len(lists.overdue)
        counts.append(ngettext("%(n)s overdue", "%(n)s overdue", n) % {"n": n})
    if lists.due:
        counts.append(ngettext("%(n)s due soon", "%(n)s due soon", len(lists.due)) % {"n": len(lists.due)})
    if new:
        counts.append(ngettext("%(n)s new entry", "%(n)s new entries", new) % {"n": new})
    day = _("Your work on %(day)s") % {"day": written(today)}
    return f"{day}: {' · '.join(counts)}" if counts else day


def _headline(matter: Matter, today: date) -> str:
    title = matter.file.title
    if matter.notice.reason == ahead.REASON:
        return ahead.sentence(matter.notice, matter.file)
    if matter.notice.reason == "nudge" and matter.entry:
        values = {"title": title, "agency": matter.entry.agency}
        return _("Reminder from %(agency)s: %(title)s") % values
    if matter.notice.reason == RECUSED:
        return _("An officer may not handle the file “%(title)s”: please name another") % {"title": title}
    if matter.entry:
        _process, step = declared(matter.entry.kind)
        values = {"title": title, "step": str(step.label) if step else matter.entry.kind}
        return _("%(title)s: %(step)s") % values
    if matter.commitment is None:
        return title
    sentence = _by_date(matter.commitment, today)
    return _("Referred to you. %(what)s") % {"what": sentence} if matter.notice.reason == "referred" else sentence


def _by_date(row: Commitment, today: date) -> str:
    title = row.dossier.title
    if row.due_on is None:
        return title
    values = {"title": title, "day": written(row.due_on)}
    if row.due_on < today:
        return _("Late since %(day)s: %(title)s") % values
    if row.due_on == today:
        return _("Due today: %(title)s") % values
    return _("Due on %(day)s: %(title)s") % values


def _came(row: Dossier, stored: StoredAct) -> str:
    _process, step = declared(stored.kind)
    values = {"title": row.title, "step": str(step.label) if step else stored.kind,
              "agency": stored.agency}  # fmt: skip
    return _("%(agency)s has made a new entry in the file “%(title)s”: %(step)s.") % values


def _block(title: str, lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST
    rest = [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}] if more > 0 else []
    return [title.upper(), *lines[:MOST], *rest, ""]


def _line(sentence: str, row: Dossier) -> str:
    return f"- {sentence}\n  {address(row)}"


def _foot() -> list[str]:
    base = node.current().config.get("address", "")
    return [_("When and how such mail comes is yours to say: %(url)s") % {"url": f"{base}/settings/"}, ""]


def address(row: Dossier) -> str:
    return f"{node.current().config.get('address', '')}/files/{row.id}/"
