"""Commitments under an agreement as a table's rows, each with its file and the entries that prove it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from servanda.kernel.models import Commitment
from servanda.processes import reads
from servanda.processes.agreements import implementation
from servanda.processes.telling.timeline import Names
from servanda.web import owed
from servanda.web.labels import BY_DATE
from servanda.web.reckoning import NO_COUNTDOWN, Reckoning


def rows_of(found: Iterable[Commitment], names: Names, *, as_of: date, at: datetime) -> list[dict[str, Any]]:
    """As _commitments.html takes them, whatever their number in a few queries."""
    rows = list(found)
    reckoning = Reckoning({row.dossier_id: row.dossier for row in rows}.values(), at)
    asked = owed.asked_for(rows)
    return [_row(row, owed.what(row, asked, title=row.dossier.title), names, reckoning, as_of) for row in rows]


def entry_url(dossier: str, name: str) -> str:
    """The place of an entry on its file's page."""
    return f"{reverse('web:file', args=[dossier])}#e-{name.removeprefix('sha256:')[:16]}"


def _row(row: Commitment, what: str, names: Names, reckoning: Reckoning, as_of: date) -> dict[str, Any]:
    article = implementation.article_of(row.clause)
    stands = reads.state_on(row, as_of)
    # What is over is not late any more, whatever its day was.
    is_over = row.done_on is not None or row.state in NO_COUNTDOWN
    return {
        "what": pgettext("a file and what is owed in it", "%(file)s: %(what)s")
        % {"file": row.dossier.title, "what": what},
        "url": reverse("web:file", args=[row.dossier_id]),
        "clause": {
            "label": gettext("Article %(id)s") % {"id": article},
            "url": f"{reverse('web:agreement', args=[row.agreement])}#article-{article}",
        },
        "carrying_out": names.unit(row.debtor_unit),
        "receiving": names.unit(row.creditor_unit),
        "due_on": row.due_on,
        "days_left": None if is_over else reckoning.days_left(row),
        "is_provisional": row.is_provisional,
        "is_done": is_over,
        "state": BY_DATE[stands],
        "steps": _proofs(row),
    }


def _proofs(row: Commitment) -> list[dict[str, str]]:
    opened = {"label": gettext("The entry that opened it"), "url": entry_url(row.dossier_id, row.opener)}
    if not row.delivered_by:
        return [opened]
    return [
        opened,
        {"label": gettext("The entry that handed it over"), "url": entry_url(row.dossier_id, row.delivered_by)},
    ]
