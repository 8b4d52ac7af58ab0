"""What a trial of a duty shows: its numbers, each of which opens on the files behind it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from servanda.processes.agreements.duty_preview import Preview, Would
from servanda.processes.agreements.implementation import COUNTED
from servanda.processes.telling.wording import written
from servanda.web.labels import BY_DATE

PERIODS = ((92, _("the last three months")), (183, _("the last six months")), (366, _("the last year")),
           (0, _("all that is there")))  # fmt: skip
SHOWN = 200


def preview_context(found: Preview) -> dict[str, Any]:
    period = gettext("%(first)s to %(last)s") % {"first": written(found.first), "last": written(found.last)}
    return {
        "tried": {
            "headline": _headline(found), "period": period, "files": _files(found), "is_cut": found.is_cut,
            "groups": [
                {"state": BY_DATE[state], "n": n,
                 "rows": [_row(row) for row in found.rows if row.state == state][:SHOWN]}
                for state in COUNTED if (n := found.counts.get(state, 0))
            ],
            "turns": [written(day) for day in found.turns[:SHOWN]], "listed": _listed(found),
            "elsewhere": _elsewhere(found),
        },
    }  # fmt: skip


def _headline(found: Preview) -> str:
    if found.turns:
        n = len(found.turns)
        return ngettext("It would have fallen due %(n)s time. Past files cannot tell whether it would have been kept.",
                        "It would have fallen due %(n)s times. Past files cannot tell whether it would have been kept.",
                        n) % {"n": n}  # fmt: skip
    n = len(found.rows)
    if not n:
        return gettext("It would have opened no commitment.")
    opened = ngettext("It would have opened %(n)s commitment", "It would have opened %(n)s commitments", n) % {"n": n}
    late = ngettext("%(n)s of them late.", "%(n)s of them late.", found.late) % {"n": found.late}
    if not found.late:
        late = gettext("none of them late.")
    return gettext("%(opened)s, %(late)s") % {"opened": opened, "late": late}


def _files(found: Preview) -> str:
    return ngettext(
        "%(n)s file that you may see was looked through.", "%(n)s files that you may see were looked through.",
        found.files,
    ) % {"n": found.files}  # fmt: skip


def _listed(found: Preview) -> list[str]:
    """What the lists of before had to do with it: they are this agency's own word, and say so."""
    said = []
    if n := found.declared:
        said.append(ngettext("%(n)s of them stands in this agency's own list of before.",
                             "%(n)s of them stand in this agency's own list of before.", n) % {"n": n})  # fmt: skip
    if n := found.guessed:
        said.append(ngettext("%(n)s row does not say whether it is such a case, and was counted.",
                             "%(n)s rows do not say whether they are such cases, and were counted.", n)
                    % {"n": n})  # fmt: skip
    if n := found.untold:
        said.append(ngettext("%(n)s row of the list has no day of notice, and could not be counted.",
                             "%(n)s rows of the list have no day of notice, and could not be counted.", n)
                    % {"n": n})  # fmt: skip
    return said


def _elsewhere(found: Preview) -> str:
    """Where nothing lies in the period, the days on which something does."""
    if found.rows or found.turns or found.reach is None:
        return ""
    first, last = found.reach
    if found.first <= first and last <= found.last:
        return ""
    return gettext("Nothing of this kind lies in these days. What there is lies between %(first)s and %(last)s.") % {
        "first": written(first), "last": written(last)}  # fmt: skip


def _row(row: Would) -> dict[str, Any]:
    days = None
    if row.days is not None:
        days = ngettext("%(n)s working day ahead", "%(n)s working days ahead", row.days) % {"n": row.days}
    page = "web:past" if row.is_declared else "web:file"
    return {"title": row.title or row.dossier, "url": reverse(page, args=[row.dossier]),
            "opened_on": row.opened_on, "due_on": row.due_on, "done_on": row.done_on, "days": days}  # fmt: skip
