"""Clashes as pages show them: with what, on which days, and how sure that is."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servanda.kernel.models import Dossier
from servanda.processes.models import Scheduled
from servanda.processes.search.clashes import Clash, Planned
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed, written
from servanda.web.desk import items

MOST = 10
REASONS: dict[str, Any] = {
    "guest": gettext_lazy("same guest"), "partner": gettext_lazy("same partner"), "place": gettext_lazy("same place"),
}  # fmt: skip


def shown(found: Sequence[Clash], names: Names) -> dict[str, Any] | None:
    """What `_clashes.html` shows; None where there is nothing. One query."""
    if not found:
        return None
    files = Dossier.objects.in_bulk({clash.other.dossier for clash in found if isinstance(clash.other, Scheduled)})
    return {
        "rows": [_row(clash, files, names) for clash in found[:MOST]], "more": max(len(found) - MOST, 0),
        "seen": mark(found),
    }  # fmt: skip


def mark(found: Iterable[Clash]) -> str:
    """One value for these clashes, so that others than those that were shown are shown again."""
    said = sorted(f"{clash.planned.title}|{_name(clash.other)}|{clash.other.first_on}" for clash in found)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _name(other: Scheduled | Planned) -> str:
    # A row of a sheet has no name of its own before it is taken in.
    return other.key if isinstance(other, Scheduled) else other.title


def _row(clash: Clash, files: dict[str, Dossier], names: Names) -> dict[str, Any]:
    other = clash.other
    file = files.get(other.dossier) if isinstance(other, Scheduled) else None
    return {
        "title": other.title or (items.file_title(file) if file else ""), "url": items.file_url(file) if file else "",
        "kind": items.kind_label(file.process) if file else "", "who": names.agency(file.home) if file else "",
        "when": _days(other), "reasons": listed(REASONS[reason] for reason in clash.reasons),
        "is_prepared": bool(file and not file.is_shared),
        "is_same": clash.is_same, "is_sure": clash.is_sure, "about": clash.planned.title, "at": clash.planned.at,
    }  # fmt: skip


def _days(span: Planned | Scheduled) -> str:
    first, last = written(span.first_on), written(span.last_on)
    if span.is_exact and span.first_on == span.last_on:
        return first
    told = _("%(first)s to %(last)s") if span.is_exact else _("some time from %(first)s to %(last)s")
    return told % {"first": first, "last": last}
