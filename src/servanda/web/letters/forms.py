"""The forms of an issuer of letters, and of the numbers in its book."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.office.models import GivenNumber, Issuer

LTR = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}


class IssuerForm(forms.ModelForm):
    """Who issues letters: the head of the paper, and the series of its numbers."""

    class Meta:
        model = Issuer
        fields = ("name", "superior", "place", "motto", "exchange_code", "numbers", "symbol", "restarts", "first_n",
                  "first_year", "is_closed")  # fmt: skip
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto"}), "superior": forms.TextInput(attrs={"dir": "auto"}),
            "motto": forms.Textarea(attrs={"rows": 2, "dir": "auto"}), "symbol": forms.TextInput(attrs=LTR),
            "exchange_code": forms.TextInput(attrs=LTR),
        }  # fmt: skip
        labels = {
            "name": _("Name on the paper"), "superior": _("Body above it"), "place": _("Place of issue"),
            "motto": _("State name and motto"), "exchange_code": _("Code on the document exchange"),
            "numbers": _("It numbers its own letters here"), "symbol": _("After the number"),
            "restarts": _("Begins anew on 1 January"), "first_n": _("First number to be given here"),
            "first_year": _("That is the first one in the year"), "is_closed": _("No longer in use"),
        }  # fmt: skip
        help_texts = {
            "superior": _("The line above the name, where there is one."),
            "motto": _("Two lines, at the top of the paper."),
            "exchange_code": _("Such as 000.00.00.G22."),
            "numbers": _("Otherwise the e-office gives the number, and it is typed."),
            "symbol": _("Such as CV-LHHN: letters are then 01/CV-LHHN, 02/CV-LHHN."),
            "first_n": _("After the last one in the book that was kept before."),
            "first_year": _("0 for whatever year the first one is given in."),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("first_n") or 0) < 1:
            self.add_error("first_n", gettext("Numbers begin at 1 or later."))
        if data.get("first_year") and not 2000 <= data["first_year"] <= 2200:
            self.add_error("first_year", gettext("Write a year such as 2026, or 0."))
        changed = {"restarts"} & set(self.changed_data)
        if changed and self.instance.pk and GivenNumber.objects.filter(issuer=self.instance).exists():
            # Numbers of one series would be given twice.
            self.add_error("restarts", gettext("Numbers were given already: add another issuer instead."))
        return data


class NewIssuerForm(IssuerForm):
    """The same, with the short name by which it is told apart here."""

    class Meta(IssuerForm.Meta):
        fields = ("code", *IssuerForm.Meta.fields[:-1])
        labels = IssuerForm.Meta.labels | {"code": _("Short name")}
        help_texts = IssuerForm.Meta.help_texts | {"code": _("Letters a to z, digits and hyphens; it stays here.")}
        widgets = IssuerForm.Meta.widgets | {"code": forms.TextInput(attrs=LTR | {"pattern": "[a-z0-9][a-z0-9-]*"})}

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not code.isascii() or not code.replace("-", "a").isalnum() or code != code.lower() or code[0] == "-":
            raise forms.ValidationError(gettext("Letters a to z, digits and hyphens; it stays here."))
        return code


class HandForm(forms.Form):
    what = forms.CharField(
        label=_("What is it for?"), max_length=400, help_text=_("A paper that is written outside this system."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.TextInput(attrs={"dir": "auto"}))
