"""Days of any precision and lists of names, as people write them in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from servanda.kernel.dates import SEASONS, Span, read_edtf
from servanda.kernel.refusals import Refused

# What is owed, in a word.
DELIVERIES: dict[str, Any] = {
    "notice": _("Notice"), "preparation": _("Preparation"), "answer": _("Answer"), "information": _("Information"),
    "report": _("Report"), "action": _("Action"), "support": _("Support"),
    "opinion": _("Opinion"),
}  # fmt: skip
MARKS = "~?%"
# Longer ones come from nobody's office, and would fill a page.
PLAIN = re.compile(r"-?\d{1,24}(?:\.\d{1,8})?", re.ASCII)


def day(value: object) -> str:
    """`Sat 5 Dec 2026`, `December 2026`, `spring 2026`, `2026`, or a period of two of these; else as it was stated."""
    try:
        read_edtf(value)
    except Refused:
        return str(value)
    first, slash, last = str(value).partition("/")
    if not slash:
        return _marked(first)
    return pgettext("a period of days", "%(first)s – %(last)s") % {"first": _marked(first), "last": _marked(last)}


def written(value: date) -> str:
    return date_format(value, pgettext("date format", "D j M Y"), use_l10n=False)


def within_year(value: object) -> str:
    """`5 Dec`: an exact day where the year is said beside it; else as it was stated."""
    try:
        span = read_edtf(value)
    except Refused:
        return str(value)
    return format_skeleton("MMMd", span.first, locale=locale()) if span.is_exact else str(value)


def locale() -> str:
    """Where the day stands before the month, as in an agreement."""
    language = get_language() or "en"
    return "en_GB" if language == "en" else language


def amount(value: Mapping[str, Any]) -> str:
    """`1,250,500.00 VND`, grouped as the reader's language groups; one that is no number as it was stated."""
    stated, currency = str(value.get("amount", "")), str(value.get("currency", ""))
    if PLAIN.fullmatch(stated):
        stated = format_decimal(Decimal(stated), locale=locale(), decimal_quantization=False)
    return f"{stated} {currency}".strip()


def listed(names: Iterable[object]) -> str:
    """Several names in one line, with the comma of the language."""
    return pgettext("between the names of a list", ", ").join(str(name) for name in names)


def _marked(text: str) -> str:
    said = _plain(read_edtf(text))
    match text[-1] if text[-1] in MARKS else "":
        case "~":
            return pgettext("a day that may move", "about %(day)s") % {"day": said}
        case "?":
            return pgettext("a day that may move", "%(day)s, not certain") % {"day": said}
        case "%":
            return pgettext("a day that may move", "about %(day)s, not certain") % {"day": said}
    return said


def _plain(span: Span) -> str:
    match span.precision:
        case "day":
            return written(span.first)
        case "month":
            return format_skeleton("yMMMM", span.first, locale=get_language() or "en")
        case "season":
            return _season(span) % {"year": span.first.year}
    return str(span.first.year)


def _season(span: Span) -> str:
    match next(code for code, (first, _last) in SEASONS.items() if first == span.first.month):
        case 21:
            return pgettext("a season", "spring %(year)s")
        case 22:
            return pgettext("a season", "summer %(year)s")
        case 23:
            return pgettext("a season", "autumn %(year)s")
    return pgettext("a season", "winter %(year)s")
