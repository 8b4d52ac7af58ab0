"""The lists of a brief: what is late, what comes, and which counterpart units are silent."""

from datetime import timedelta

from django.utils.translation import gettext, ngettext

from servanda.kernel.models import Commitment
from servanda.processes.agreements.implementation import article_of
from servanda.reports import figures, silence, words
from servanda.reports.brief import FILE, SILENCE, Line, Part, Work
from servanda.reports.periods import ALL, Period

MOST, AHEAD = 5, timedelta(days=14)
LONGEST = 100
RED = ("late", "not_carried_out")


def red(work: Work) -> Part:
    rows = figures.listed(work.scope.narrowed(period=ALL), states=RED).select_related("dossier")
    empty = gettext("Nothing is late.")
    return Part(gettext("Late and not carried out"), [_line(row, work) for row in rows[:MOST]], empty)


def coming(work: Work) -> Part:
    as_of = work.scope.as_of
    ahead = work.scope.narrowed(period=Period("days", as_of, as_of + AHEAD))
    rows = figures.listed(ahead, states=("open", "due")).select_related("dossier")
    empty = gettext("Nothing falls due in the next two weeks.")
    return Part(gettext("Due in the next two weeks"), [_line(row, work) for row in rows[:MOST]], empty)


def silent(work: Work) -> Part:
    found = [pair for pair in silence.pairs(work.scope) if pair.is_silent]
    lines = [
        Line(work.next(), " – ".join(map(work.names.unit, pair.units)), _since(pair.days), work.link(SILENCE, ""))
        for pair in found[:MOST]
    ]
    return Part(gettext("Counterpart units that are silent"), lines, gettext("None is silent."))


def _line(row: Commitment, work: Work) -> Line:
    due = gettext("due %(day)s") % {"day": words.day(row.due_on)} if row.due_on else ""
    more = [gettext("Article %(id)s") % {"id": article_of(row.clause)}, work.names.agency(row.debtor), due]
    more += [_reminded(row.nudges)] if row.nudges else []
    return Line(
        work.next(), _short(row.dossier.title), words.listed([text for text in more if text]),
        work.link(FILE, f"{row.dossier_id}#{row.opener}"),
    )  # fmt: skip


def _short(title: str) -> str:
    return f"{title[: LONGEST - 1]}…" if len(title) > LONGEST else title


def _reminded(n: int) -> str:
    return ngettext("reminded %(n)s time", "reminded %(n)s times", n) % {"n": n}


def _since(days: int | None) -> str:
    if days is None:
        return gettext("nothing yet")
    return ngettext("silent for %(n)s day", "silent for %(n)s days", days) % {"n": days}
