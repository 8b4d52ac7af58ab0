"""The words of the pages for what a column of a list of organisations can hold."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TARGETS: dict[str, Any] = {
    "title": _("Name of the organisation"), "country": _("Country"), "fields": _("Fields of work"),
    "certificate": _("Kind of certificate"), "number_of": _("Number of the certificate"),
    "valid_from": _("Certificate valid from"), "valid_until": _("Certificate valid until"),
    "home_until": _("Registered at home until"), "project": _("Project"), "field": _("Field of the project"),
    "places": _("Provinces"), "starts": _("Project from"), "ends": _("Project until"), "amount": _("Amount"),
    "currency": _("Currency"), "source": _("Source of the figure"), "as_of": _("Figure as of"),
}  # fmt: skip
