"""One mail handed over at once, with what the mail server answered to it in its own words."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage

from servanda.kernel.refusals import Refused
from servanda.office.mail_server import Way

PATIENCE = 10
LONGEST = 300
TAKEN = (250, 251)


def send(way: Way, *, to: str, subject: str, text: str, language: str) -> str:
    """The answer of the server that took the mail, such as `250 2.0.0 Ok: queued`.

    Raises Refused(mail_no_name, mail_silent, mail_unreachable, mail_certificate, mail_no_tls, mail_password,
    mail_sender, mail_recipient, mail_refused), each with the server's words or the system's as `why`.
    """
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    message: Any = EmailMessage(subject, text, way.sender, [to], headers=headers).message()
    connection = way.connection(timeout=PATIENCE)
    with _told(way):
        try:
            connection.open()
            server: Any = connection.connection
            _expect(server.mail(parseaddr(way.sender)[1]), "mail_sender")
            _expect(server.rcpt(to), "mail_recipient")
            return _expect(server.data(message.as_bytes(linesep="\r\n")), "mail_refused")
        finally:
            connection.close()


@contextmanager
def _told(way: Way) -> Iterator[None]:
    """Every way in which a mail server cannot be spoken to, as a refusal that says what to look at."""
    named = {"host": way.host, "port": way.port}
    try:
        yield
    except socket.gaierror:
        raise Refused("mail_no_name", **named) from None
    except ssl.SSLCertVerificationError as error:
        raise Refused("mail_certificate", **named, why=_short(error.verify_message)) from None
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise Refused("mail_no_tls", **named, why=_short(str(error))) from None
    except TimeoutError:
        raise Refused("mail_silent", **named) from None
    except smtplib.SMTPAuthenticationError as error:
        raise Refused("mail_password", why=_answer(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPResponseException as error:
        raise Refused("mail_refused", why=_answer(error.smtp_code, error.smtp_error)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Refused("mail_unreachable", **named, why=_short(str(error))) from None


def _expect(answer: tuple[int, bytes], code: str) -> str:
    said = _answer(*answer)
    if answer[0] not in TAKEN:
        raise Refused(code, why=said)
    return said


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {_short(said.decode('utf-8', 'replace') if isinstance(said, bytes) else said)}"


def _short(text: str) -> str:
    """A line that can be shown, whatever the server sent."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST]
