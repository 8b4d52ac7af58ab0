"""The form of a signature: number, day, office, capacity and name of one or two signatories, the signed page."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.kernel.models import Entry, StoredAct
from servanda.processes.agreements.agreement_checks import ENTER, SIGN
from servanda.processes.kinds import agreement
from servanda.web.agreements import scans
from servanda.web.steps.fields_of_files import Files, FilesInput
from servanda.web.steps.form_fields import DayInput

CAPACITIES = [("", "–"), *agreement.CAPACITIES.items()]


class SignForm(forms.Form):
    """What stands beside a signature; which version is signed is not for the form to say.

    `used` are (number, year) that the signing agency has given before.
    """

    number = forms.CharField(label=_("Number"), max_length=100, widget=forms.TextInput(attrs={"dir": "auto"}))
    same_number = forms.BooleanField(label=_("Use this number all the same"), required=False)
    signed_on = forms.DateField(
        label=_("Signed on"), widget=DayInput(format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )  # fmt: skip
    capacity = forms.ChoiceField(label=_("Capacity"), required=False, choices=CAPACITIES)
    signatory = forms.CharField(label=_("Office of the signatory"), max_length=400)
    name = forms.CharField(label=_("Name of the signatory"), max_length=400, required=False)
    co_signatory = forms.CharField(label=_("Office of the second signatory"), max_length=400, required=False)
    co_capacity = forms.ChoiceField(label=_("Capacity of the second signatory"), required=False, choices=CAPACITIES)
    co_name = forms.CharField(label=_("Name of the second signatory"), max_length=400, required=False)
    attached = Files(
        label=_("Signed page"), required=False, widget=FilesInput,
        help_text=_("A scan (PDF, JPG, PNG), or a PDF with an electronic signature. It stays with this text."),
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput)

    minor = frozenset({"co_signatory", "co_capacity", "co_name"})
    used: frozenset[tuple[str, str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_again = self.fields.pop("same_number")
        if "same_number" in self.data:
            self._ask_again()

    def is_unfolded(self) -> bool:
        return any(name in self.errors or self[name].value() for name in self.minor)

    def _ask_again(self) -> None:
        self.fields["same_number"] = self.asked_again
        self.order_fields(["number", "same_number"])

    def stated(self) -> list[str]:
        """The fields of the declaration."""
        return [name for name in self.fields if agreement.PROCESS.field(name) and name != "version"] + ["version"]

    def clean_attached(self) -> list[Any]:
        uploads: list[Any] = self.cleaned_data.get("attached") or []
        for upload in uploads:
            if scans.kind_of(upload.read(1024)) == scans.OTHER:
                raise forms.ValidationError(gettext("A signed page is a PDF, a JPG or a PNG."))
            upload.seek(0)
        return uploads

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("signed_on")
        if (
            day
            and (data.get("number", "").strip().casefold(), str(day.year)) in self.used
            and not data.get("same_number")
        ):
            self._ask_again()
            self.add_error("number", gettext("This number was given to another signature in the same year."))
        if (data.get("co_capacity") or data.get("co_name")) and not data.get("co_signatory"):
            self.add_error("co_signatory", gettext("Write the office in which the second signatory signs."))
        return data


def numbers_used(agency: str) -> frozenset[tuple[str, str]]:
    """(number, year) of every signature of an agency that is known here, in two queries."""
    entries = Entry.objects.filter(kind__in=(SIGN, ENTER), speaker=agency, has_effect=True).exclude(reported="disputed")
    acts = StoredAct.objects.filter(name__in=list(entries.values_list("name", flat=True)))
    facts = [stored.act.facts for stored in acts]
    return frozenset(
        (str(found.get("number", "")).strip().casefold(), str(found.get("signed_on", ""))[:4]) for found in facts
    )
