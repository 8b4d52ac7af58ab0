"""The form of a partner; one that seems to be there already is shown before it is entered a second time."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servanda.imports.partners import CODE, WITH_COUNTRY
from servanda.imports.regions import region_of
from servanda.kernel.refusals import Refused
from servanda.processes.models import Partner
from servanda.processes.organisation import partners
from servanda.web import refusal_text
from servanda.web.languages import offered_languages
from servanda.web.partners.words import KINDS, countries


class PartnerForm(forms.Form):
    """Code, kind, country and a name in each language of the agency; `known` is the one that is changed."""

    code = forms.CharField(
        label=gettext_lazy("Short code"), max_length=60,
        help_text=gettext_lazy("It never changes. For a country its code, such as FR; else letters, digits and -."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    priority = forms.CharField(
        label=gettext_lazy("Strategic area or priority"), required=False, max_length=80,
        help_text=gettext_lazy("As your plans call it, such as: neighbours. Partners are found by it."),
    )  # fmt: skip

    def __init__(self, data: Any, *, language: str, known: Partner | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.known = known
        self.alike: Sequence[Partner] = ()
        self.fields["kind"].choices = list(KINDS.items())  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "–"), *countries(language)]  # type: ignore[attr-defined]
        self.names = [f"name-{code}" for code, _name in _languages()]
        for code, label in _languages():
            self.fields[f"name-{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": label}, required=False, max_length=200,
                widget=forms.TextInput(attrs={"dir": "auto", "lang": code}),
            )  # fmt: skip
        if known:
            del self.fields["code"]
            self.initial = {"kind": known.kind, "country": known.country, "priority": known.priority} | {
                f"name-{code}": name for code, name in known.name.items()
            }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code, rows = str(data.get("code") or ""), list(Partner.objects.all())
        if code and not CODE.fullmatch(code):
            self.add_error("code", _say("import_code_wrong", value=code, field=_("Short code")))
        elif code and any(row.code.casefold() == code.casefold() for row in rows):
            self.add_error("code", _("There is a partner with this code already."))
        if data.get("kind") in WITH_COUNTRY and not data.get("country"):
            self.add_error("country", _("Choose a country."))
        if not any(data.get(name) for name in self.names):
            self.add_error(self.names[0], _say("import_name_missing"))
        self._look_for(rows, data)
        return data

    def _look_for(self, rows: Iterable[Partner], data: dict[str, Any]) -> None:
        """Those with one of these names are shown once; who has seen them may enter it all the same."""
        others = [row for row in rows if self.known is None or row.code != self.known.code]
        found = partners.alike([str(data.get(name) or "") for name in self.names], others)
        if found and self.data.get("seen") != _mark(found):
            self.alike = found
            self.add_error(None, _("There is a partner of this name already. Look whether it is the same one."))

    @property
    def seen(self) -> str:
        return _mark(self.alike)

    def save(self) -> Partner:
        data = self.cleaned_data
        code = self.known.code if self.known else data["code"]
        told = {name.removeprefix("name-"): data[name] for name in self.names if data[name]}
        kept = {code_: name for code_, name in (self.known.name if self.known else {}).items()
                if f"name-{code_}" not in self.names}  # fmt: skip
        values = {"kind": data["kind"], "country": data["country"], "region": region_of(data["country"]),
                  "name": kept | told, "priority": data["priority"]}  # fmt: skip
        return Partner.objects.update_or_create(code=code, defaults=values)[0]


def _languages() -> list[tuple[str, str]]:
    return [(code, settings.LANGUAGE_NAMES[code]) for code in offered_languages()]


def _mark(found: Sequence[Partner]) -> str:
    return ",".join(sorted(row.code for row in found))


def _say(code: str, **params: Any) -> str:
    return refusal_text.sentence(Refused(code, **params))
