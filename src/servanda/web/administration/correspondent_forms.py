"""The forms for an agency without a system and for one of its units, in the languages of this node."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.kernel import acts, node
from servanda.processes.models import Correspondent, CorrespondentUnit
from servanda.web.labels import VIAS

WAYS = [(via, VIAS[via]) for via in ("letter", "phone", "mail")]
UNIT = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
CODE = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
LINES = {"rows": 3, "dir": "auto"}


class Named(forms.Form):
    """What has a code and a name in at least one language; `known` is the row that is changed, None for a new one."""

    code = forms.CharField(max_length=200, widget=forms.TextInput(attrs=CODE))

    def __init__(self, data: Any = None, *, known: Any = None, initial: dict[str, Any] | None = None) -> None:
        names = known.name if known else {}
        super().__init__(data, initial={f"name_{code}": text for code, text in names.items()} | (initial or {}))
        rest = {name: self.fields.pop(name) for name in list(self.fields) if name != "code"}
        if known:
            # Files and letters hold the code: it never changes.
            del self.fields["code"]
        for code in node.current().languages:
            label = gettext("Name in %(language)s") % {"language": settings.LANGUAGE_NAMES.get(code, code)}
            box = forms.TextInput(attrs={"dir": "auto"})
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=200, required=False, widget=box)
            self.fields[f"name_{code}"].is_asked = True  # type: ignore[attr-defined]
        self.fields |= rest
        self.kept = {code: text for code, text in names.items() if f"name_{code}" not in self.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.names(data):
            self.add_error(None, gettext("Write the name in at least one language."))
        return data

    def names(self, data: dict[str, Any]) -> dict[str, str]:
        """By language; one of a language that this node no longer offers stays."""
        typed = {code: str(data.get(f"name_{code}") or "").strip() for code in node.current().languages}
        return self.kept | {code: text for code, text in typed.items() if text}


class AgencyForm(Named):
    via = forms.ChoiceField(label=_("How it is usually reached"), choices=WAYS)
    address = forms.CharField(
        label=_("Postal address"), max_length=1000, required=False, widget=forms.Textarea(attrs=LINES)
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=60, required=False, widget=forms.TextInput(attrs={"dir": "ltr", "type": "tel"})
    )
    mail = forms.EmailField(label=_("Mail address"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, known: Correspondent | None = None, code: str = "") -> None:
        named = ("via", "address", "phone", "mail")
        initial = {name: getattr(known, name) for name in named} if known else {"code": code}
        super().__init__(data, known=known, initial=initial)
        if not known:
            self.fields["code"].label = gettext("Code")
            self.fields["code"].help_text = gettext(
                "Like a domain name, such as culture.gov.vn; best the one that it will have with a system of its own."
            )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().lower()
        if not acts.AGENCY.fullmatch(code) or code == node.current().agency:
            raise forms.ValidationError(gettext("Write the code of another agency, such as culture.gov.vn."))
        if Correspondent.objects.filter(agency=code).exists():
            raise forms.ValidationError(gettext("This agency is entered already."))
        return code

    def save(self, agency: str) -> None:
        data = self.cleaned_data
        rest = {name: data[name].strip() for name in ("via", "address", "phone", "mail")}
        with node.current().writing():
            Correspondent.objects.update_or_create(agency=agency, defaults={"name": self.names(data)} | rest)


class UnitForm(Named):
    address = forms.CharField(
        label=_("Postal address"), max_length=1000, required=False, widget=forms.Textarea(attrs=LINES),
        help_text=_("Only if it differs from the agency's."),
    )  # fmt: skip
    is_closed = forms.BooleanField(
        label=_("It is no longer there"), required=False, help_text=_("Old files keep its name; nobody chooses it.")
    )

    def __init__(self, data: Any = None, *, agency: str, known: CorrespondentUnit | None = None) -> None:
        self.agency = agency
        initial = {"address": known.address, "is_closed": known.is_closed} if known else {}
        super().__init__(data, known=known, initial=initial)
        if not known:
            del self.fields["is_closed"]
            self.fields["code"].label = gettext("Short code of the unit")
            self.fields["code"].help_text = gettext("Small letters, figures and -, such as heritage.")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().lower()
        if not UNIT.fullmatch(code) or not acts.UNIT.fullmatch(f"{self.agency}/{code}"):
            raise forms.ValidationError(gettext("Use small letters, figures and - only."))
        if CorrespondentUnit.objects.filter(id=f"{self.agency}/{code}").exists():
            raise forms.ValidationError(gettext("This unit is entered already."))
        return code

    def save(self, unit: str) -> None:
        data = self.cleaned_data
        values = {"agency": self.agency, "name": self.names(data), "address": data["address"].strip(),
                  "is_closed": data.get("is_closed", False)}  # fmt: skip
        with node.current().writing():
            CorrespondentUnit.objects.update_or_create(id=unit, defaults=values)
