"""The words of the pages for what a column of a spreadsheet can hold."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.imports import office_words
from servanda.imports.column_words import OF_PAST, OF_PLAN
from servanda.imports.office_words import PARTNERS, PEOPLE, UNITS
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
OFFICE: dict[str, Any] = {
    "code": _("Code"), "parent": _("Stands under"), "kind": _("Kind"), "zone": _("Time zone"), "fields": _("Fields"),
    "regions": _("Regions"), "closed": _("Closed (yes or no)"), "successors": _("Taken over by"),
    "from": _("First day"), "until": _("Last day"), "counterparts": _("Counterparts"), "officer": _("Sign-in name"),
    "name": _("Name of the person"), "unit": _("Unit"), "role": _("Role"), "language": _("Language"),
    "email": _("Mail address"), "capacity": _("Capacity"), "from_on": _("First day"), "until_on": _("Last day"),
    "country": _("Country"), "priority": _("Strategic area or priority"),
}  # fmt: skip
COLUMNS = {PLAN: OF_PLAN, PAST: OF_PAST, **{what: office_words.TARGETS[what] for what in (UNITS, PEOPLE, PARTNERS)}}


def label(what: str, target: str) -> str:
    """The words for one target of this kind of list."""
    if what in (PLAN, PAST):
        return str(LABELS[target])
    if target in OFFICE:
        return str(OFFICE[target])
    language = target.removeprefix("title_")
    named = settings.LANGUAGE_NAMES.get(language, language)
    if target != language:
        return gettext("Title of the post in %(language)s") % {"language": named}
    return gettext("Name in %(language)s") % {"language": named}


def labels(what: str) -> dict[str, str]:
    return {target: label(what, target) for target in COLUMNS[what]}
