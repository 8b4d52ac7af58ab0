"""A due day as a unit abroad meets it: when the day ends there, and whether it is a day off there."""

from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from servanda.kernel.models import Commitment
from servanda.office import local_days
from servanda.processes.models import Unit
from servanda.web.owed import is_settled
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat
from servanda.web.templatetags.servanda import local


def notes(row: Commitment, seat: Seat, reckoning: Reckoning) -> list[str]:
    """Sentences about the due day; none for a unit at home, where the agreement's days are its own."""
    unit = seat.unit
    if row.due_on is None or unit is None or unit.kind != local_days.MISSION or is_settled(row) or row.done_on:
        return []
    ends = local(reckoning.end_of_due_day(row))
    told = []
    if ends.time() != time():
        moment = date_format(ends, pgettext("date and time format", "j M Y, H:i"), use_l10n=False)
        told.append(_("That day ends here on %(moment)s.") % {"moment": moment})
    if off := _day_off(unit, row.due_on):
        told.append(_("A day off here: %(name)s.") % {"name": off})
    return told


def _day_off(unit: Unit, day: date) -> str:
    named = local_days.day_off(unit.zone, day, get_language() or "en")
    known = None if named else local_days.calendar(unit.zone, (day.year,))
    return named or (_("weekend") if known and not known.is_working(day) else "")
