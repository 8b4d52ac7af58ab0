"""The words of figures in pages and documents: states, periods, and the line that says what is covered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servanda.reports.periods import ONE, Period
from servanda.reports.scope import Scope

STATES: Mapping[str, Promise] = {
    "done": _("done"),
    "done_late": _("done late"),
    "open": _("open"),
    "due": _("due today"),
    "late": _("late"),
    "not_carried_out": _("not carried out"),
    "explained": _("explained"),
    "withdrawn": _("no longer needed"),
}
LISTS: Mapping[str, Promise] = {
    "fell_due": _("fell due or was handed over"),
    "too_late": _("late, whether carried out or not"),
}
PERIODS: Mapping[str, Promise] = {
    "all": _("The whole time"),
    "week": _("This week"),
    "last-week": _("Last week"),
    "month": _("This month"),
    "last-month": _("Last month"),
    "quarter": _("This quarter"),
    "last-quarter": _("Last quarter"),
    "half-year": _("This half-year"),
    "last-half-year": _("Last half-year"),
    "year": _("This year"),
    "last-year": _("Last year"),
    "days": pgettext_lazy("a period", "From … to …"),
}


def day(value: date) -> str:
    return formats.date_format(value, pgettext("date format", "D j M Y"), use_l10n=False)


def days(period: Period) -> str:
    """The days of a period, such as `1 Jul 2026 to 30 Sep 2026`."""
    first, last = (day(value) if value else "" for value in (period.since, period.until))
    if first and last:
        return gettext("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return gettext("from %(first)s") % {"first": first}
    return gettext("until %(last)s") % {"last": last} if last else str(PERIODS["all"])


def head_of(period: Period) -> str:
    """A period in few words, as the head of a column: `November 2026`, `1 Jul – 30 Sep 2026`."""
    first, last = period.since, period.until
    if first is None or last is None:
        return days(period)
    if first.day == 1 and (last.year, last.month, (last + ONE).day) == (first.year, first.month, 1):
        return month(first)
    pattern = pgettext("date format without the weekday", "j M Y")
    return " – ".join(formats.date_format(day, pattern, use_l10n=False) for day in (first, last))


def month(value: date) -> str:
    return formats.date_format(value, pgettext("format of a month", "F Y"), use_l10n=False)


def coverage(scope: Scope, *, agency: str, unit: str, others: str) -> list[str]:
    """What the figures cover, in whole sentences: the day, the period, the files, and what is left out."""
    said: dict[str, Any] = {
        "day": day(scope.as_of),
        "agency": agency,
        "unit": unit,
        "others": others,
        "period": days(scope.period),
    }
    lines = [gettext("As of %(day)s.") % said]
    if scope.period.since or scope.period.until:
        if scope.is_of_notices:
            lines.append(gettext("Notices given in this period: %(period)s.") % said)
        else:
            lines.append(gettext("What falls due in this period: %(period)s.") % said)
            lines.append(gettext("Notices count on the day on which they were given."))
    else:
        lines.append(gettext("Everything since the agreement came into force."))
    if scope.actor.reads_all:
        lines.append(gettext("All files of %(agency)s with %(others)s.") % said)
    else:
        lines.append(gettext("Only the files of %(agency)s with %(others)s that %(unit)s may see.") % said)
    if not scope.shows_both:
        lines.append(gettext("Each side sees only the numbers of its own side, as the agreement says."))
    return lines


def pair(carrying_out: str, receiving: str) -> str:
    return gettext("%(carrying_out)s for %(receiving)s") % {"carrying_out": carrying_out, "receiving": receiving}


def listed(names: Sequence[str]) -> str:
    return pgettext("between the names of a list", ", ").join(names)


def share(part: int, of: int) -> str:
    """`12 of 15 (80 %)`; a dash where there is nothing to take a part of."""
    if not of:
        return "–"
    return gettext("%(part)s of %(all)s (%(share)s%%)") % {"part": part, "all": of, "share": round(100 * part / of)}
