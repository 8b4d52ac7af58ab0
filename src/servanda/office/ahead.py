"""Notices about days that files state, such as a review or the end of a term: to the unit that looks after each."""

from datetime import date, datetime, timedelta

from django.utils.translation import get_language

from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.office import notices, recipients
from servanda.office.models import Notice, Officer
from servanda.office.recipients import DESKS, Recipients
from servanda.processes.agreements import agreement_reading
from servanda.processes.projection import ahead
from servanda.processes.projection.ahead import Near
from servanda.processes.telling.wording import written

REASON = "ahead"
# Days ahead at which it is told; only the newest of those that were reached.
RUNGS = (90, 30, 7, 0)


def remind(*, now: datetime) -> int:
    """Note what is due to be told today; nothing twice."""
    today = now.date()
    found = ahead.near(today, ahead=timedelta(days=RUNGS[0]))
    if not found:
        return 0
    told = recipients.load([item.row.id for item in found], day=today)
    return notices.note([
        Notice(officer=officer, reason=REASON, about=_about(item, today), at=now, dossier=item.row.id)
        for item in found
        for officer in _looking_after(item, told)
    ])  # fmt: skip


def is_still_so(notice: Notice, row: Dossier) -> bool:
    """Does the file still state the day of which the notice spoke?"""
    return _near(notice, row) is not None


def sentence(notice: Notice, row: Dossier) -> str:
    """In the language that is active."""
    title = agreement_reading.titles([row], get_language() or "en").get(row.id) or row.title
    found = _near(notice, row)
    return str(found.declared.says) % {"day": written(found.on), "title": title} if found else title


def address(row: Dossier) -> str:
    where = "agreements" if row.process == "agreement" else "files"
    return f"{node.current().config.get('address', '')}/{where}/{row.id}/"


def _near(notice: Notice, row: Dossier) -> Near | None:
    what, on = _said(notice)
    return next((one for one in ahead.of(row) if (one.declared.field, one.on.isoformat()) == (what, on)), None)


def _about(item: Near, today: date) -> str:
    left = (item.on - today).days
    rung = min(days for days in RUNGS if days >= left) if left > 0 else 0
    return f"{item.row.id}:{item.declared.field}:{item.on}:{rung}"


def _said(notice: Notice) -> tuple[str, str]:
    _file, what, on, _rung = notice.about.rsplit(":", 3)
    return what, on


def _looking_after(item: Near, told: Recipients) -> list[Officer]:
    """The desks and heads of the unit; else the registry."""
    held = {post.officer_id: post.officer for post in told.posts if post.unit == item.unit and post.role in DESKS}
    return list(held.values()) or told.holding(item.row.id, "clerk")
