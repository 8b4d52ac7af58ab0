"""Days, moments, working days and icons as the pages write them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext
from heroicons.templatetags.heroicons import heroicon_outline

from servanda.processes.telling import wording

register = template.Library()

# What holds a hyphen, a slash or a dot between Latin letters, with their marks, or digits.
CODES = re.compile(r"([0-9A-Za-zÀ-ɏḀ-ỿ]+(?:[-/.:@_][0-9A-Za-zÀ-ɏḀ-ỿ]+)+)")


@register.simple_tag
def icon(name: str, size: int = 20, turns: bool = False) -> str:
    """A decorative icon, which readers of the screen skip; `turns` mirrors it in Arabic."""
    return heroicon_outline(name, size=size, aria_hidden="true", **{"class": "turns"} if turns else {})


@register.filter
def isolated(text: object) -> SafeString:
    """A sentence whose dates, codes and addresses keep their own direction inside right-to-left text."""
    # Every second piece is one of CODES. Digits are no strong letters, so the direction is said and not found.
    pieces = enumerate(CODES.split(str(text)))
    return format_html_join(
        "", "{}", ((format_html('<bdi dir="ltr">{}</bdi>', piece) if n % 2 else piece,) for n, piece in pieces)
    )


@register.simple_tag
def figure_cells(cells: Iterable[Mapping[str, Any]]) -> SafeString:
    """The cells of one row of figures, each leading to what it counts."""
    # A page has thousands: a loop of the template takes ten times as long, and so does format_html.
    return SafeString("".join(_figure(**cell) if cell["n"] else _no_figure(str(cell["label"])) for cell in cells))


def _figure(*, n: int, label: str, tone: str, url: str) -> str:
    told = _escaped(label)
    figure = f'<a class="figure {_escaped(tone)}" href="{escape(url)}">{n:d}<span class="aside"> {told}</span></a>'
    return f'<td class="number" data-label="{told}">{figure}</td>'


def _no_figure(label: str) -> str:
    return f'<td class="number none" data-label="{_escaped(label)}"><span class="soft">–</span></td>'


@lru_cache(maxsize=100)
def _escaped(text: str) -> str:
    """Of the few words of which every cell has one."""
    return escape(text)


@register.filter
def language_named(code: str) -> str:
    """A language by its own name."""
    return str(settings.LANGUAGE_NAMES.get(code) or dict(settings.LANGUAGES).get(code) or code)


@register.simple_tag
def day(value: date | str | None) -> SafeString | str:
    """A day; a text, such as the month of a visit not yet fixed, in words."""
    if not value:
        return ""
    if isinstance(value, str):
        return format_html("<bdi>{}</bdi>", wording.day(value))
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(), wording.written(value))


@register.simple_tag
def moment(value: datetime | None) -> SafeString | str:
    """A time of day in the reader's zone."""
    if value is None:
        return ""
    shown = formats.date_format(local(value), pgettext("date and time format", "j M Y, H:i"), use_l10n=False)
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(timespec="seconds"), shown)


def local(value: datetime) -> datetime:
    """In the reader's zone; one of the first or last day that there is stays as it was stated."""
    try:
        return timezone.localtime(value) if timezone.is_aware(value) else value
    except OverflowError:
        return value


@register.filter
def working_days(left: int | None) -> str:
    """Working days until a due day; less than nothing is late."""
    if left is None:
        return ""
    if left == 0:
        return gettext("due today")
    if left < 0:
        return ngettext("%(n)s working day late", "%(n)s working days late", -left) % {"n": -left}
    return ngettext("%(n)s working day left", "%(n)s working days left", left) % {"n": left}


@register.filter
def urgency(left: int | None) -> str:
    """The tone of a due day: late, soon (within three working days) or none."""
    if left is None or left > 3:
        return ""
    return "late" if left < 0 else "soon"


@register.filter
def listed(names: Iterable[object]) -> str:
    """Several names in one line, with the comma of the language."""
    return wording.listed(names)
