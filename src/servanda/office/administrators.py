"""Mails to every administrator with an address: about one thing once each."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils import translation

from servanda.kernel import node
from servanda.office.models import Mail, Officer


def tell(sentence: Callable[[], str], reason: str, about: str, *, now: datetime, is_urgent: bool = False) -> int:
    """Queue it for those who hold the role today and were not told of `about` yet; how many there were."""
    told = Mail.objects.filter(about=about).values("officer")
    holds = (Q(posts__until_on=None) | Q(posts__until_on__gte=now.date())) & Q(posts__role="admin")
    holding = Officer.objects.filter(holds, is_active=True).exclude(email="").exclude(id__in=told).distinct()
    for officer in holding:
        queue(officer, sentence, reason, about, now=now, is_urgent=is_urgent)
    return len(holding)


def queue(
    officer: Officer, sentence: Callable[[], str], reason: str, about: str, *, now: datetime, is_urgent: bool
) -> None:
    """One mail of one sentence, in the officer's language."""
    with translation.override(officer.language):
        told = sentence()
        Mail.objects.create(
            officer=officer, address=officer.email, language=officer.language, subject=told[:200],
            text=f"{told}\n\n{node.current().agency}\n", reason=reason, about=about, at=now, is_urgent=is_urgent,
        )  # fmt: skip
