"""Notices about agreements that are soon to be reviewed, or soon end: to the unit that looks after each, in time."""

from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.office import notices, recipients
from servanda.office.models import Notice, Officer
from servanda.office.recipients import DESKS, Recipients
from servanda.processes import agreement_reading, reviews
from servanda.processes.reviews import REVIEW, Near
from servanda.processes.wording import written

REASON = "review"
# Days ahead at which it is told; only the newest of those that were reached.
RUNGS = (90, 30, 7, 0)


def remind(*, now: datetime) -> int:
    """Note what is due to be told today; nothing twice."""
    today = now.date()
    found = reviews.near(today, ahead=timedelta(days=RUNGS[0]))
    if not found:
        return 0
    told = recipients.load([item.row.id for item in found], day=today)
    return notices.note([
        Notice(officer=officer, reason=REASON, about=_about(item, today), at=now, dossier=item.row.id)
        for item in found
        for officer in _looking_after(item, told)
    ])  # fmt: skip


def is_still_so(notice: Notice, row: Dossier) -> bool:
    """Does the version in force still state the day of which the notice spoke?"""
    what, on = _said(notice)
    return row.state in reviews.IN_FORCE and any(
        (item.what, item.on.isoformat()) == (what, on) for item in reviews.of(row)
    )


def sentence(notice: Notice, row: Dossier) -> str:
    """In the language that is active."""
    what, on = _said(notice)
    title = agreement_reading.titles([row], get_language() or "en").get(row.id) or row.title
    values = {"day": written(date.fromisoformat(on)), "title": title}
    if what == REVIEW:
        return _("To be reviewed by %(day)s: %(title)s") % values
    return _("In force only up to %(day)s: %(title)s") % values


def address(row: Dossier) -> str:
    return f"{node.current().config.get('address', '')}/agreements/{row.id}/"


def _about(item: Near, today: date) -> str:
    left = (item.on - today).days
    rung = min(days for days in RUNGS if days >= left) if left > 0 else 0
    return f"{item.row.id}:{item.what}:{item.on}:{rung}"


def _said(notice: Notice) -> tuple[str, str]:
    _file, what, on, _rung = notice.about.rsplit(":", 3)
    return what, on


def _looking_after(item: Near, told: Recipients) -> list[Officer]:
    """The desks and heads of the unit; else the registry."""
    held = {post.officer_id: post.officer for post in told.posts if post.unit == item.unit and post.role in DESKS}
    return list(held.values()) or told.holding(item.row.id, "clerk")
