"""How early a visit or an activity was announced, in working days, beside what the agreement asks for."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel import duties
from servanda.kernel.dates import read_edtf
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads, terms
from servanda.processes.registry import processes

LED = ("visit", "activity")


def lead_time(row: Dossier) -> dict[str, Any] | None:
    """From the first entry that named the day (else the announcement) to the first day."""
    process = processes().get(row.process)
    if row.process not in LED or process is None or not row.is_shared:
        return None
    noticed = _noticed(row)
    try:
        start = read_edtf(row.facts.get("start_on"))
    except Refused:
        return None
    if noticed is None:
        return None
    at, is_exact = noticed
    try:
        days = max(duties.lead_time(at, start, calendar=reads.calendar_of(row)), 0)
    except OverflowError:
        # An entry may be dated on the first day that there is.
        return None
    agreed = _agreed(row, process.kind(process.opening))
    return {
        "text": _said(days, agreed, is_exact), "days": days, "agreed": agreed or 0,
        "scale": max(days, 2 * (agreed or 0), 1),
    }  # fmt: skip


def _noticed(row: Dossier) -> tuple[datetime, bool] | None:
    """When the day was first named; else when the visit was announced."""
    said = Entry.objects.filter(dossier=row, by_home=True, internal=False, kind__startswith=f"{row.process}.")
    shared = StoredAct.objects.filter(name__in=said.values("name"))
    opened: datetime | None = None
    for stored in shared.order_by("at", "epoch", "n"):
        opened = opened or stored.at
        try:
            if read_edtf(stored.act.facts.get("start_on")).is_exact:
                return _counted(stored), True
        except Refused:
            continue
    return (opened, False) if opened else None


def _counted(stored: StoredAct) -> datetime:
    """As it is dated, or as the other side received it where a notice was owed and came late."""
    owed = Commitment.objects.filter(dossier=stored.dossier, delivered_by=stored.name, counted_at__isnull=False)
    return owed.values_list("counted_at", flat=True).first() or stored.at


def _agreed(row: Dossier, opening: str) -> int | None:
    """The working days that the duty asks for which the announcement opened."""
    for known in terms.load(row.under).values():
        for duty in known.duties:
            rule = duty.by
            if duty.deliver == "notice" and duties.opens(duty, opening, row.facts) and rule is not None:
                return rule.count if rule.measure == "working_days" and rule.side == "before" else None
    return None


def _said(days: int, agreed: int | None, is_exact: bool) -> str:
    told = ngettext(
        "Announced %(n)s working day before it begins.", "Announced %(n)s working days before it begins.", days
    )
    text = told % {"n": days}
    if not is_exact:
        text += " " + _("The day itself is still to be named.")
    if agreed is None:
        return text
    asked = ngettext("Agreed: at least %(n)s working day.", "Agreed: at least %(n)s working days.", agreed)
    return f"{text} {asked % {'n': agreed}}"
