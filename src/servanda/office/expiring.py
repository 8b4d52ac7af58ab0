"""What ends soon, told before it does: certificates to administrators, tokens of programs to their officers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext, ngettext

from servanda.kernel import certificates, keys, node
from servanda.kernel.models import KnownCard
from servanda.kernel.refusals import Refused
from servanda.office import administrators, tokens
from servanda.office.models import Mail

# Days before the end on which a mail goes; the countdown on pages begins with the first.
TOLD_AT = (30, 7, 1, 0)


@dataclass(frozen=True)
class Ending:
    """A certificate that ends soon or has ended. `is_own`: of this system itself."""

    agency: str
    sha256: str
    expires_at: datetime
    days: int
    is_own: bool

    def sentence(self) -> str:
        """In the language that is active."""
        if self.is_own:
            return self._own()
        if self.days < 0:
            return gettext("The certificate of %(agency)s has expired: nothing is sent there until it is renewed.") % {
                "agency": self.agency
            }
        text = ngettext(
            "The certificate of %(agency)s expires in %(n)s day; its administrator renews it.",
            "The certificate of %(agency)s expires in %(n)s days; its administrator renews it.",
            self.days,
        )
        return text % {"agency": self.agency, "n": self.days}

    def _own(self) -> str:
        if self.days < 0:
            return gettext(
                "This system's certificate has expired: other agencies send nothing here until it is renewed. "
                "What waits there is not lost."
            )
        text = ngettext(
            "This system's certificate expires in %(n)s day. Renew it: servanda certificate --renew",
            "This system's certificate expires in %(n)s days. Renew it: servanda certificate --renew",
            self.days,
        )
        return text % {"n": self.days}


def endings(*, now: datetime) -> list[Ending]:
    """Those that end within the first of TOLD_AT, the agency's own first. Two queries at most."""
    here = node.current()
    found = list(_ending(here.agency, here.card.certificate, is_own=True, now=now))
    for row in KnownCard.objects.order_by("agency"):
        found += _ending(row.agency, keys.read_card(row.jws).certificate, is_own=False, now=now)
    return found


def remind(*, now: datetime) -> int:
    """A mail as each of TOLD_AT comes by, once: to each administrator, and to each officer for whom a program acts."""
    return _remind_administrators(now=now) + _remind_officers(now=now)


def _remind_administrators(*, now: datetime) -> int:
    return sum(
        administrators.tell(
            one.sentence, "certificate", f"certificate {one.sha256} {_rung(one.days)}", now=now, is_urgent=one.days <= 1
        )
        for one in endings(now=now)
    )


def _remind_officers(*, now: datetime) -> int:
    soon = tokens.open_now(at=now).filter(expires_at__lt=now + timedelta(days=TOLD_AT[0] + 1))
    count = 0
    for token in soon.exclude(officer__email="").select_related("officer"):
        days = (token.expires_at - now).days
        about = f"token {token.hash} {_rung(days)}"
        if days <= TOLD_AT[0] and not Mail.objects.filter(about=about).exists():
            administrators.queue(
                token.officer, partial(token_sentence, days), "token", about, now=now, is_urgent=days <= 1
            )
            count += 1
    return count


def token_sentence(days: int) -> str:
    text = ngettext(
        "A token by which a program acts in your name runs out in %(n)s day. Ask an administrator for another one.",
        "A token by which a program acts in your name runs out in %(n)s days. Ask an administrator for another one.",
        days,
    )
    return text % {"n": days}


def _rung(days: int) -> int:
    return min(rung for rung in TOLD_AT if days <= rung) if days >= 0 else -1


def _ending(agency: str, carried: str, *, is_own: bool, now: datetime) -> Iterator[Ending]:
    if not carried:
        return
    try:
        found = certificates.read(carried)
    except Refused:
        return
    days = found.days_left(now)
    if days <= TOLD_AT[0]:
        yield Ending(agency, found.sha256, found.expires_at, days, is_own)
