"""What is on its way out of a file: what may be undone, what waits, and when the page looks again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servanda.kernel.audiences import Actor
from servanda.office import outgoing as office
from servanda.processes.folding.internal import CLEARING, HELD, RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.telling import timeline
from servanda.web.owed import Link
from servanda.web.steps.undo import may_take_back
from servanda.web.templatetags.servanda import local

# Seconds within which a page waits for what is about to leave.
SOON = 600


def leaving(outgoing: list[Outgoing], actor: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """What was sent and may still be undone: what one click sent for many files is one line."""
    clicks: dict[tuple[Any, ...], list[Outgoing]] = defaultdict(list)
    for row in outgoing:
        if row.state == HELD and may_take_back(actor, row):
            clicks[row.step, row.officer, row.unit, row.prepared_at].append(row)
    return [_leaving(rows, at=at) for rows in clicks.values()]


def _leaving(rows: list[Outgoing], *, at: datetime) -> dict[str, Any]:
    """`seconds` until the page is to look again, None where that is long; Arabic and others place the time."""
    row, seconds = rows[0], max((one.release_at - at).total_seconds() for one in rows if one.release_at)
    values = {"step": _label(row), "until": _until(row.release_at, at=at), "n": len(rows)}
    if len(rows) > 1:
        told = ngettext("%(step)s, for %(n)s file: it leaves at %(until)s.",
                        "%(step)s, for %(n)s files: it leaves at %(until)s.", len(rows))  # fmt: skip
    else:
        told = _("%(step)s: it leaves at %(until)s.")
    return {
        "sentence": told % values, "undo_url": reverse("web:undo", args=[row.name]), "is_many": len(rows) > 1,
        "url": reverse("web:clear", args=[row.name]), "seconds": max(1, int(seconds) + 2) if seconds < SOON else None,
    }  # fmt: skip


def _until(value: Any, *, at: datetime) -> str:
    """To the second where it is minutes away; with its day where it is not today."""
    shown, is_near = local(value), (value - at).total_seconds() < SOON
    if is_near or shown.date() == local(at).date():
        return date_format(shown, "H:i:s" if is_near else "H:i", use_l10n=False)
    return date_format(shown, pgettext("date and time format", "j M Y, H:i"), use_l10n=False)


def held(outgoing: list[Outgoing], actor: Actor) -> list[dict[str, Any]]:
    """What waits for somebody, with the way to it."""
    found = []
    for row in outgoing:
        values = {"step": _label(row), "note": row.note}
        is_asked = row.state == CLEARING and office.may_clear(actor, row)
        if is_asked:
            sentence = _("%(step)s: waiting for your approval.") % values
        elif row.state == CLEARING:
            sentence = _("%(step)s: waiting for approval.") % values
        elif row.state == RETURNED:
            sentence = _("%(step)s: returned with the note “%(note)s”.") % values
        elif row.state == HELD and not may_take_back(actor, row):
            sentence = _("%(step)s: about to leave.") % values
        else:
            continue
        found.append({"sentence": sentence, "url": reverse("web:clear", args=[row.name]), "is_asked": is_asked})
    return found


def waits_of(outgoing: Iterable[Outgoing]) -> list[Link]:
    """The steps that are prepared and wait, each with the page on which it can be taken back."""
    said = {CLEARING: _("%(step)s: waiting for approval."), HELD: _("%(step)s: about to leave.")}
    return [
        Link(said[row.state] % {"step": _label(row)}, reverse("web:clear", args=[row.name]))
        for row in sorted(outgoing, key=lambda row: row.prepared_at)
    ]


def _label(row: Outgoing) -> str:
    _process, step = timeline.declared(row.step)
    return str(step.label) if step else row.step


def clearing(kind: str) -> str:
    """Whose hands a step passes before it leaves; empty where it goes at once."""
    levels = office.levels_of(kind)
    if not levels:
        return ""
    text = ngettext(
        "%(n)s approval is needed before it leaves.", "%(n)s approvals are needed before it leaves.", levels
    )
    return text % {"n": levels}
