"""Hands queued mail to the agency's mail server, in the readers' hours; what fails is tried again, ever more slowly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection

from servanda.kernel import node
from servanda.office import hours
from servanda.office.models import Mail

AT_ONCE = 50
MOST_TRIES = 8
LONGEST_SUBJECT = 200


def send(*, now: datetime) -> int:
    """Send what is due. Without `[smtp] host` in node.toml mail only waits (the demo shows it on a page)."""
    smtp = node.current().config.get("smtp") or {}
    if not smtp.get("host"):
        return 0
    queued = Mail.objects.filter(sent_at=None, tries__lt=MOST_TRIES).select_related("officer").order_by("at", "id")
    due = _open([row for row in queued if _is_due(row, now)], now=now)[:AT_ONCE]
    if not due:
        return 0
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host=smtp["host"], port=smtp.get("port", 25),
        username=smtp.get("user") or None, password=smtp.get("password") or None,
        use_tls=bool(smtp.get("starttls")), use_ssl=bool(smtp.get("ssl")), timeout=15,
    )  # fmt: skip
    sent = 0
    for row in due:
        # Claimed by a conditional update, so that of two workers only one sends it.
        if not Mail.objects.filter(id=row.id, sent_at=None, tries=row.tries).update(tries=row.tries + 1):
            continue
        message = EmailMessage(_one_line(row.subject), row.text, smtp.get("from", "servanda@localhost"),
                               [row.address], connection=connection)  # fmt: skip
        try:
            message.send()
        except (OSError, SMTPException, ValueError) as error:  # Django's BadHeaderError is a ValueError
            Mail.objects.filter(id=row.id).update(failure=str(error)[:500])
        else:
            Mail.objects.filter(id=row.id).update(sent_at=now, failure="")
            sent += 1
    return sent


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
