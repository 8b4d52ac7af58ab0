"""The agency's mail server: as `[smtp]` of node.toml names it, else as an administrator set it on its page."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr
from pathlib import Path
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

from servanda.kernel import durable, node
from servanda.kernel.node import write_whole
from servanda.office.models import Mail, MailServer

PATIENCE = 15
ONE = 1


@dataclass(frozen=True)
class Way:
    """How mail leaves. `security` is starttls, tls or none; what node.toml says `is_fixed`: no page changes it."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    is_fixed: bool

    def connection(self, *, timeout: int = PATIENCE) -> EmailBackend:
        return EmailBackend(
            host=self.host, port=self.port, username=self.user or None, password=self.password or None,
            use_tls=self.security == "starttls", use_ssl=self.security == "tls", timeout=timeout,
        )  # fmt: skip


def at_hand() -> Way | None:
    """None where neither names one: mail waits. A sample mails nobody, whatever its pages say."""
    here = node.current()
    given = here.config.get("smtp") or {}
    if given.get("host"):
        return _fixed(given)
    row = None if here.is_demo else stated()
    return _way(row) if row else None


def stated() -> MailServer | None:
    return MailServer.objects.filter(id=ONE).first()


def keeps_password() -> bool:
    return _password_file().exists()


def keep(values: dict[str, Any], *, password: str, officer: str, at: datetime) -> None:
    """Set it, or set it anew; with a user and an empty password the one that is kept stays.

    What could not be handed over is tried again at once.
    """
    if password:
        write_whole(_password_file(), password, mode=0o600)
    elif not values.get("user"):
        forget_password()
    with node.current().writing():
        MailServer.objects.update_or_create(id=ONE, defaults=values | {"set_at": at, "set_by": officer})
        Mail.objects.filter(sent_at=None).exclude(failure="").update(tries=0)


def forget_password() -> None:
    path = _password_file()
    path.unlink(missing_ok=True)
    durable.sync_folder(path.parent)


def _fixed(given: dict[str, Any]) -> Way:
    security = "tls" if given.get("ssl") else "starttls" if given.get("starttls") else "none"
    return Way(
        str(given["host"]), int(given.get("port", 25)), security, str(given.get("user") or ""),
        str(given.get("password") or ""), str(given.get("from") or "servanda@localhost"), is_fixed=True,
    )  # fmt: skip


def _way(row: MailServer) -> Way:
    path = _password_file()
    password = path.read_text("utf-8") if row.user and path.exists() else ""
    sender = formataddr((row.name, row.address))
    return Way(row.host, row.port, row.security, row.user, password, sender, is_fixed=False)


def _password_file() -> Path:
    return node.current().home / "keys" / "mail.password"
