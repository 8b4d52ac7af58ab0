"""An official letter on paper in the form of Decree 30/2020: what stands where, as data for PDF and Word."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from servanda.reports.letters import holdable


@dataclass(frozen=True)
class Paper:
    """All that is said, in the language of the letter. `superior` and `motto` may be empty; a line of them each."""

    superior: str
    agency: str
    motto: list[str]
    number: str
    subject: str
    dated: str
    urgency: str
    to_label: str
    to: list[str]
    text: list[str]
    copies_label: str
    copies: list[str]
    signed_as: list[str]
    signer: str
    language: str
    rtl: bool

    def data(self) -> dict[str, Any]:
        return asdict(self)


def paper(
    *, head: dict[str, str], number: str, dated_on: date | None, subject: str, urgency: str, to: list[str], text: str,
    copies: str, capacity: str, signatory: str, signer: str,
) -> Paper:  # fmt: skip
    """In the language that is active. `head` is the letterhead as it was sealed; `urgency` '' for an ordinary one."""
    signed = " ".join(filter(None, (capacity, signatory)))
    return Paper(
        superior=_held(head.get("superior", "")), agency=_held(head.get("name", "")),
        motto=_lines(head.get("motto", "")), number=_("No.: %(number)s") % {"number": _alone(number)},
        subject=pgettext("above a letter", "Re: %(subject)s") % {"subject": _held(subject)},
        dated=_dated(head.get("place", ""), dated_on), urgency=urgency, to_label=pgettext("above a letter", "To:"),
        to=[_held(name) for name in to], text=_lines(text), copies_label=pgettext("below a letter", "Recipients:"),
        copies=[pgettext("below a letter", "As above;"), *_lines(copies)], signed_as=_lines(signed),
        signer=_held(signer), language=get_language() or "en", rtl=get_language_bidi(),
    )  # fmt: skip


def _dated(place: str, on: date | None) -> str:
    """`Hà Nội, ngày 05 tháng 02 năm 2026`."""
    if on is None:
        return _held(place)
    values = {"day": f"{on.day:02}", "month": _month(on), "year": on.year}
    said = pgettext("day of an official letter", "%(day)s %(month)s %(year)s") % values
    return ", ".join(filter(None, (_held(place), said)))


def _month(on: date) -> str:
    """In Vietnamese a number, the first two months with a zero before them, against later changes; else its name."""
    if (get_language() or "en").startswith("vi"):
        return f"{on.month:02}" if on.month < 3 else str(on.month)
    return format_date(on, "MMMM", locale=get_language() or "en")


def _alone(number: str) -> str:
    """A number keeps its own direction in a line that runs from right to left."""
    return f"\u2066{_held(number)}\u2069" if get_language_bidi() else _held(number)


def _lines(text: str) -> list[str]:
    return [_held(line.strip()) for line in text.splitlines() if line.strip()]


def _held(text: str) -> str:
    return holdable(text)
