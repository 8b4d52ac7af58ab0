"""Lead times as a page shows them: a drawing for each article and side, with the table of the same numbers."""

from typing import Any

from django.utils.translation import get_language_bidi, gettext, ngettext

from servanda.processes.agreements.implementation import article_of
from servanda.processes.telling.timeline import Names
from servanda.reports import charts, lead_times, words
from servanda.reports.charts import Bar, Mark
from servanda.reports.lead_times import BINS, WEEK, Spread
from servanda.reports.scope import Scope


def context_of(scope: Scope, names: Names, *, url: str) -> dict[str, Any]:
    """`spreads` by article and side; `before` is what this agency's own list says of the time before."""
    found, agreed = lead_times.spreads(scope), lead_times.agreed_days(scope)
    in_force = min((day for a in scope.agreements if (day := a.in_force_on)), default=None)
    before = lead_times.declared(scope, before=in_force)
    sides = lead_times.by_side(found)
    own = sides.get(scope.actor.agency)
    drawn = [
        _drawn(spread, f"lead-{place}", _title(clause, names.agency(side)), agreed.get(clause),
               scope.narrowed(article=article_of(clause), side=side), url)
        for place, ((clause, side), spread) in enumerate(found.items())
    ]  # fmt: skip
    return {
        "spreads": drawn,
        "before": _before(before, own, names.agency(scope.actor.agency)) if before.n and own else None,
    }


def _drawn(spread: Spread, name: str, title: str, agreed: int | None, scope: Scope, url: str) -> dict[str, Any]:
    about = summary(spread, agreed)
    mark = Mark(gettext("agreed: %(n)s") % {"n": agreed}, 100 + 100 * agreed // WEEK) if agreed is not None else None
    bars = [Bar(label(*limits), n, _per_mille(n, spread.n)) for limits, n in zip(BINS, spread.bins(), strict=True)]
    return {
        "id": name, "title": title, "about": about,
        "svg": charts.histogram(bars, name=name, title=title, about=about, mark=mark, rtl=get_language_bidi()),
        "rows": [
            {"label": bar.label, "n": bar.n, "url": f"{url}?{scope.narrowed(lead=limits).address()}"}
            for bar, limits in zip(bars, BINS, strict=True) if bar.n
        ],
    }  # fmt: skip


def _before(before: Spread, now: Spread, agency: str) -> dict[str, Any]:
    pairs = zip(BINS, now.bins(), before.bins(), strict=True)
    bars = [Bar(label(*limits), n, _per_mille(n, now.n), _per_mille(then, before.n)) for limits, n, then in pairs]
    title = gettext("All notices of %(agency)s, beside the time before the agreement") % {"agency": agency}
    about = gettext("Now: %(now)s Before: %(before)s") % {"now": summary(now, None), "before": summary(before, None)}
    return {
        "title": title, "about": about, "n": before.n,
        "svg": charts.histogram(bars, name="lead-before", title=title, about=about, rtl=get_language_bidi()),
        "rows": [
            {"label": bar.label, "n": bar.n, "then": then}
            for bar, then in zip(bars, before.bins(), strict=True) if bar.n or then
        ],
    }  # fmt: skip


def summary(spread: Spread, agreed: int | None) -> str:
    """The middle one, and how many came that long before. In time may be more: what a later limit allows is too."""
    if spread.median is None:
        return gettext("No notice was given yet.")
    text = ngettext(
        "%(n)s notice; the middle one came %(days)s working days before.",
        "%(n)s notices; the middle one came %(days)s working days before.", spread.n,
    ) % {"n": spread.n, "days": spread.median}  # fmt: skip
    if agreed is None:
        return text
    kept = words.share(spread.at_least(agreed), spread.n)
    return text + " " + gettext("At least %(days)s working days before: %(share)s.") % {"days": agreed, "share": kept}


def label(least: int | None, most: int | None) -> str:
    """A range of working days: `10–14`, `30+`, `<0`."""
    if least is None:
        return "<0"
    return f"{least}+" if most is None else f"{least}–{most}"


def _title(clause: str, side: str) -> str:
    return gettext("Article %(article)s: %(side)s") % {"article": article_of(clause), "side": side}


def _per_mille(n: int, of: int) -> int:
    return round(1000 * n / of) if of else 0
