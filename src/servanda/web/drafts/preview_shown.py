"""What a trial of a duty shows: its numbers, each of which opens on the files behind it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from servanda.processes.duty_preview import Preview, Would
from servanda.processes.implementation import COUNTED
from servanda.processes.wording import written
from servanda.web.labels import BY_DATE

PERIODS = ((92, _("the last three months")), (183, _("the last six months")), (366, _("the last year")))
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
            "turns": [written(day) for day in found.turns[:SHOWN]], "told": _told(found),
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


def _told(found: Preview) -> str:
    """The recorded past of this agency, where the duty asks for notice of such things."""
    if not found.told:
        return ""
    return ngettext(
        "Of %(n)s earlier item in this agency's own list, %(late)s was told later than this asks.",
        "Of %(n)s earlier items in this agency's own list, %(late)s were told later than this asks.", found.told,
    ) % {"n": found.told, "late": found.told_late}  # fmt: skip


def _row(row: Would) -> dict[str, Any]:
    days = None
    if row.days is not None:
        days = ngettext("%(n)s working day ahead", "%(n)s working days ahead", row.days) % {"n": row.days}
    return {"title": row.title or row.dossier, "url": reverse("web:file", args=[row.dossier]),
            "opened_on": row.opened_on, "due_on": row.due_on, "done_on": row.done_on, "days": days}  # fmt: skip
