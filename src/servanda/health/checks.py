"""The checks, each by doing the work itself; what goes wrong in one is its finding and stops no other."""

import logging
import os
import secrets
import shutil
import smtplib
from collections.abc import Callable
from datetime import datetime

from django.db import connections

from servanda.exchange.check import check_newest
from servanda.exchange.claims import withheld_since
from servanda.exchange.models import Feed, Nonce, Quarantine
from servanda.exchange.requests import sign_request
from servanda.exchange.wire import read_request
from servanda.health import backups
from servanda.health.findings import ILL, WARNED, WELL, Check
from servanda.kernel import certificates, starting
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.office import mail_server
from servanda.office.models import Mail

FULL, LOW = 256 * 1024 * 1024, 2 * 1024 * 1024 * 1024
MAIL_PATIENCE = 10
CERTIFICATE_DAYS = 30

log = logging.getLogger(__name__)


def examine(here: Node, *, now: datetime) -> list[Check]:
    """Every check of this node itself; nothing is remembered from an earlier one."""
    todo: list[tuple[str, Callable[[Node, datetime], Check]]] = [
        ("database", _database), ("keys", _keys), ("entry", _entry), ("disk", _disk), ("mail", _mail),
        ("certificate", _certificate), ("exchange", _exchange), ("backup", backups.check),
        ("restored", backups.check_restored),
    ]  # fmt: skip
    with here.active():
        return [tried(name, check, here, now) for name, check in todo]


def tried(name: str, check: Callable[[Node, datetime], Check], here: Node, now: datetime) -> Check:
    try:
        return check(here, now)
    except Exception as error:  # whatever breaks here is what the check was to find out
        log.warning("the check of %s failed: %s", name, type(error).__name__)
        return Check(name, ILL, "crashed", {"why": f"{type(error).__name__}: {error}"[:200]})


def _database(here: Node, now: datetime) -> Check:
    """Written under the lock, and read over a connection of its own: nothing of it comes from a cache."""
    value = f"health {secrets.token_hex(16)}"
    with here.writing():
        Nonce.objects.create(value=value, at=now)
    other = connections[here.alias].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT value FROM exchange_nonce WHERE value = %s", [value])
            found = cursor.fetchone()
    finally:
        other.close()
        with here.writing():
            Nonce.objects.filter(value=value).delete()
    if found != (value,):
        raise LookupError("the row that was written is not there")
    return Check("database", WELL, "database_works")


def _keys(here: Node, now: datetime) -> Check:
    token = sign_request(here.agency, "GET", "/health", now=now)
    try:
        read_request(token).check(here.card)
    except Refused:
        return Check("keys", ILL, "key_not_on_card")
    return Check("keys", WELL, "keys_work")


def _certificate(here: Node, now: datetime) -> Check:
    if not here.card.certificate:
        return Check("certificate", WELL, "certificate_none")
    n = certificates.read(here.card.certificate).days_left(now)
    told = {"n": n}
    if n < 0:
        return Check("certificate", ILL, "certificate_expired")
    state, code = (WARNED, "certificate_soon") if n < CERTIFICATE_DAYS else (WELL, "certificate_holds")
    return Check("certificate", state, code, told)


def _entry(here: Node, now: datetime) -> Check:
    try:
        found = check_newest(here)
    except Refused as refusal:
        return Check("entry", ILL, "entry_broken", {"why": str(refusal)})
    return Check("entry", WELL, "entry_whole" if found else "entry_none")


def _disk(here: Node, now: datetime) -> Check:
    path, raw = here.files / f"new-health-{secrets.token_hex(8)}", secrets.token_bytes(4096)
    try:
        with open(path, "xb") as target:
            target.write(raw)
            target.flush()
            os.fsync(target.fileno())
        if path.read_bytes() != raw:
            raise OSError("what was written reads otherwise")
    finally:
        path.unlink(missing_ok=True)
    free = shutil.disk_usage(here.home).free
    told = {"free": f"{free / 1024**3:.1f} GB"}
    if free < FULL:
        return Check("disk", ILL, "disk_full", told)
    return Check("disk", WARNED, "disk_low", told) if free < LOW else Check("disk", WELL, "disk_works", told)


def _mail(here: Node, now: datetime) -> Check:
    way = mail_server.at_hand()
    if way is None:
        return Check("mail", WARNED, "mail_off")
    host = way.host
    make = smtplib.SMTP_SSL if way.security == "tls" else smtplib.SMTP
    try:
        with make(host, way.port, timeout=MAIL_PATIENCE) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Check("mail", WARNED, "mail_away", {"host": host, "why": type(error).__name__})
    failing = Mail.objects.filter(sent_at=None).exclude(failure="").order_by("-at")
    if row := failing.first():
        told = {"host": host, "n": failing.count(), "why": row.failure[:200]}
        return Check("mail", WARNED, "mail_failing", told)
    return Check("mail", WELL, "mail_works", {"host": host})


def _exchange(here: Node, now: datetime) -> Check:
    feeds = list(Feed.objects.order_by("peer"))
    if forked := [feed.peer_id for feed in feeds if feed.in_forked_at]:
        return Check("exchange", WARNED, "forked", {"names": ", ".join(forked)})
    if owing := [feed.peer_id for feed in feeds if withheld_since(feed, now=now)]:
        return Check("exchange", WARNED, "withheld", {"names": ", ".join(owing)})
    if silent := starting.unheard(here):
        return Check("exchange", WARNED, "unheard", {"names": ", ".join(sorted(silent))})
    if n := Quarantine.objects.filter(settled_at=None).count():
        return Check("exchange", WARNED, "set_aside", {"n": n})
    return Check("exchange", WELL, "exchange_works")
