"""Hands queued mail to the agency's mail server, in the readers' hours; what fails is tried again, ever more slowly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from servanda.office import hours, mail_server
from servanda.office.models import Mail

AT_ONCE = 50
# The last one after some five days: a mail server may be away over a long weekend.
MOST_TRIES = 14
LONGEST_SUBJECT = 200


def send(*, now: datetime) -> int:
    """Send what is due. Where no mail server is set mail only waits (the demo shows it on a page)."""
    way = mail_server.at_hand()
    if way is None:
        return 0
    queued = Mail.objects.filter(sent_at=None, tries__lt=MOST_TRIES).select_related("officer").order_by("at", "id")
    due = _open([row for row in queued if _is_due(row, now)], now=now)[:AT_ONCE]
    if not due:
        return 0
    connection = way.connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        connection.close()
        # A server that is away keeps nobody waiting fifty times, and none of these mails is to blame.
        ids = [row.id for row in due]
        Mail.objects.filter(id__in=ids, sent_at=None).update(tries=F("tries") + 1, failure=str(error)[:500])
        return 0
    try:
        return sum(_send(row, connection, sender=way.sender, now=now) for row in due)
    finally:
        connection.close()


def _send(row: Mail, connection: BaseEmailBackend, *, sender: str, now: datetime) -> bool:
    # Claimed by a conditional update, so that of two workers only one sends it.
    if not Mail.objects.filter(id=row.id, sent_at=None, tries=row.tries).update(tries=row.tries + 1):
        return False
    # Answers of absence are not sent to what a machine wrote (RFC 3834); a reader's program learns the language.
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": row.language}
    message = EmailMessage(
        _one_line(row.subject), row.text, sender, [row.address], connection=connection, headers=headers
    )
    try:
        message.send()
    except (OSError, SMTPException, ValueError) as error:  # Django's BadHeaderError is a ValueError
        Mail.objects.filter(id=row.id).update(failure=str(error)[:500])
        return False
    Mail.objects.filter(id=row.id).update(sent_at=now, failure="")
    return True


def _open(rows: Sequence[Mail], *, now: datetime) -> list[Mail]:
    """Those that may go at this hour: what is tried again waits for the morning too."""
    if not rows:
        return []
    known = hours.load([row.officer for row in rows], now=now)
    return [row for row in rows if row.is_urgent or known[row.officer_id].is_open(now)]


def _one_line(subject: str) -> str:
    """A header is one line; titles that people wrote need not be."""
    return " ".join(subject.split())[:LONGEST_SUBJECT]


def _is_due(row: Mail, now: datetime) -> bool:
    return row.tries == 0 or now >= row.at + timedelta(minutes=2**row.tries)
