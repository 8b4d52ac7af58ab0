"""The words for a day that a file of an organisation names."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.processes.fields_of_work.ngos import Due
from servanda.processes.kinds.ngo import CERTIFICATE_KINDS
from servanda.web.desk import items

WHAT = {
    "certificate": _("a certificate ends"), "home": _("the registration at home ends"), "report": _("a report is due"),
}  # fmt: skip


def of_day(due: Due, today: date) -> dict[str, Any]:
    """One line of the list of days; `left` in calendar days, less than nothing once it is past."""
    certificate = [str(CERTIFICATE_KINDS.get(str(due.row.get("kind")), "")), str(due.row.get("number") or "")]
    more = [str(due.row.get("period") or "")] if due.what == "report" else certificate
    return {
        "on": due.on, "what": WHAT[due.what], "title": due.file.title, "url": items.file_url(due.file),
        "more": list(filter(None, more)),
        "left": (due.on - today).days, "is_past": due.on < today,
    }  # fmt: skip
