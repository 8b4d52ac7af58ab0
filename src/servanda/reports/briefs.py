"""Making a brief: an agreement over a period, beside the one before it."""

from django.utils.translation import get_language, get_language_bidi, gettext

from servanda.processes.telling.timeline import Names
from servanda.reports import brief_parts, periods, words
from servanda.reports.brief import Brief, Link, Work
from servanda.reports.brief_rows import Table
from servanda.reports.scope import Scope


def brief(scope: Scope, names: Names, link: Link, *, title: str) -> Brief:
    """As many queries for many commitments as for few."""
    work = Work(scope, names, link)
    earlier = periods.before(scope.period)
    columns = [scope.period, *([earlier] if earlier else [])]
    table = Table(work, columns)
    here = scope.actor.agency
    others = words.listed([names.agency(party) for party in work.parties if party != here])
    rows = table.rows()
    return Brief(
        title=gettext("Coordination brief"), subtitle=title,
        coverage=words.coverage(scope, agency=names.agency(here), unit=names.unit(scope.actor.unit), others=others),
        headline=table.headline(), sides=[names.agency(side) for side in work.sides],
        columns=[words.head_of(column) for column in columns] * len(work.sides), rows=rows,
        declared=table.declared(), parts=[brief_parts.red(work), brief_parts.coming(work), brief_parts.silent(work)],
        evidence=gettext("Each number leads to the list of what it counts; the spreadsheet holds the same rows under "
                         "the same numbers in brackets."),
        language=get_language() or "en", rtl=get_language_bidi(),
    )  # fmt: skip
