"""The words of the pages for what a column of a spreadsheet can hold."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.imports.column_words import OF_PAST, OF_PLAN
from servanda.imports.plans import PAST, PLAN

LABELS: dict[str, Any] = {
    "title": _("What"), "kind": _("Kind"), "outcome": _("Outcome"), "partner": _("Partner"),
    "start_on": _("Begins, or when"), "end_on": _("Ends"), "notice_on": _("Day on which notice came"),
    "place": _("Place"), "lead": _("Leading unit"), "coordinating": _("Coordinating units"),
    "informed": _("Units kept informed"), "amount": _("Amount"), "currency": _("Currency"),
    "funds": _("Source of funds"), "basis": _("Policy or legal basis"),
    "guest": _("Guest or head of the delegation"), "direction": _("Incoming or outgoing"), "level": _("Level"),
    "participants": _("Number of participants"), "remark": _("Remark"),
}  # fmt: skip
TARGETS = {
    PLAN: {name: LABELS[name] for name in OF_PLAN}, PAST: {name: LABELS[name] for name in OF_PAST},
}  # fmt: skip
