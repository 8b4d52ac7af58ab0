"""The groups under which kinds of work are offered, in the order in which they are read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, Any] = {
    "meeting": _("Visits, activities and meetings"),
    "asking": _("Requests and information"),
    "texts": _("Letters, texts and opinions"),
    "bodies": _("Organisations and people"),
    "mending": _("What needs mending"),
    "other": _("Other work"),
}
