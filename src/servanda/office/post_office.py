"""Hands queued mail to the agency's mail server, a few at a time; what fails is tried again, ever more slowly."""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection

from servanda.kernel import node
from servanda.office.models import Mail

AT_ONCE = 50
MOST_TRIES = 8
LONGEST_SUBJECT = 200


def send(*, now: datetime) -> int:
    """Send what is due. Without `[smtp] host` in node.toml mail only waits (the demo shows it on a page)."""
    smtp = node.current().config.get("smtp") or {}
    if not smtp.get("host"):
        return 0
    due = [row for row in Mail.objects.filter(sent_at=None, tries__lt=MOST_TRIES)[:AT_ONCE] if _is_due(row, now)]
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


def _one_line(subject: str) -> str:
    """A header is one line; titles that people wrote need not be."""
    return " ".join(subject.split())[:LONGEST_SUBJECT]


def _is_due(row: Mail, now: datetime) -> bool:
    return row.tries == 0 or now >= row.at + timedelta(minutes=2**row.tries)
