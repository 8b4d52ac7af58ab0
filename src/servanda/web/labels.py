"""The words of the pages for what the code calls by a short name, and the tone in which each is shown."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class State:
    """A badge; its tone is late, soon, good, shared, inner, outlined or none."""

    label: Any
    tone: str = ""


CLASSES: dict[str, Any] = {
    "public": _("public"), "internal": _("internal to both agencies"), "limited": _("limited"),
    "mat": _("secret"), "toi-mat": _("top secret"), "tuyet-mat": _("most secret"),
}  # fmt: skip
ROLES: dict[str, Any] = {
    "desk": _("desk officer"), "head": _("head of unit"), "leadership": _("leadership"), "clerk": _("registry clerk"),
    "admin": _("administrator"),
}  # fmt: skip
VIAS: dict[str, Any] = {
    "letter": _("by letter"), "phone": _("by telephone"), "mail": _("by mail"), "guest": _("by guest link"),
}  # fmt: skip
PARTNERS: dict[str, Any] = {
    "country": _("Countries"), "organisation": _("Organisations"), "ngo": _("Non-governmental organisations"),
    "person": _("Persons"),
}  # fmt: skip
REPORTS: dict[str, Any] = {
    "reported": _("not yet confirmed"), "confirmed": _("confirmed"), "disputed": _("disputed"),
}  # fmt: skip

BY_DATE = {
    "done": State(_("done"), "good"), "done_late": State(_("done late"), "good"), "open": State(_("open")),
    "due": State(_("due today"), "soon"), "late": State(_("late"), "late"),
    "not_carried_out": State(_("not carried out"), "late"), "explained": State(_("explained"), "outlined"),
    "withdrawn": State(_("no longer needed"), "outlined"),
}  # fmt: skip
STANDING = {
    "promised": State(_("promised"), "shared"), "declined": State(_("declined"), "outlined"),
    "delivered": State(_("handed over"), "shared"), "returned": State(_("returned"), "soon"),
    "lapsed": State(_("ended with the file"), "outlined"),
}  # fmt: skip
MORE_TIME = State(_("more time asked"), "soon")
PAST = _("List of before")
RECORDED = State(_("kept in this agency"), "inner")
NOT_SENT = State(_("not sent yet"), "outlined")
DELIVERED = {
    "held": State(_("not sent by the system"), "outlined"), "queued": State(_("waiting to be sent")),
    "sent": State(_("sent, not acknowledged"), "soon"), "taken": State(_("received"), "good"),
    "files": State(_("received, attachments under way"), "good"),
    "files_gone": State(_("a file was lost"), "late"),
    "not_received": State(_("received without its content"), "soon"),
    "parked": State(_("waiting for something missing"), "soon"), "refused": State(_("refused"), "late"),
}  # fmt: skip
REGIONS: dict[str, Any] = {
    "": _("any region"), "europe": _("Europe"), "americas": _("Americas"), "north-east-asia": _("North-East Asia"),
    "south-east-asia": _("South-East Asia, South Asia and the Pacific"),
    "middle-east-africa": _("Middle East and Africa"), "elsewhere": _("elsewhere"),
}  # fmt: skip
