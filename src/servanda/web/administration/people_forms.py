"""The form for an officer and a post."""

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.kernel import node
from servanda.office.models import Officer, Post
from servanda.web.labels import ROLES

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


class OfficerForm(forms.Form):
    """`save` makes the officer where there is none of this name, and adds the post."""

    officer = forms.CharField(
        label=_("Sign-in name"), max_length=60, help_text=_("Small letters, figures, - and _, such as o-prot-desk.")
    )
    unit = forms.ChoiceField(label=_("Unit"))
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()))
    language = forms.ChoiceField(label=_("Language"), choices=list(settings.LANGUAGE_NAMES.items()))
    email = forms.EmailField(label=_("Mail address"), required=False)

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = units
        for code in node.current().languages:
            named = settings.LANGUAGE_NAMES.get(code, code)
            label = gettext("Title of the post in %(language)s") % {"language": named}
            self.fields[f"title_{code}"] = forms.CharField(label=label, max_length=200, required=False)

    def clean_officer(self) -> str:
        name: str = self.cleaned_data["officer"].strip()
        if not NAME.fullmatch(name):
            raise forms.ValidationError(gettext("Use small letters, figures, - and _ only."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(self._titles(data).values()):
            self.add_error(None, gettext("Name the post in at least one language."))
        held = Post.objects.filter(officer=data.get("officer"), unit=data.get("unit"), role=data.get("role"))
        if held.filter(until_on=None).exists():
            self.add_error("role", gettext("The officer holds this post already."))
        return data

    def save(self, *, on: date) -> None:
        """A further post begins on that day, so that a substitute of these days does not fill it too."""
        data = self.cleaned_data
        with node.current().writing():
            officer = Officer.objects.filter(id=data["officer"]).first()
            if officer is None:
                officer = Officer(id=data["officer"], language=data["language"], email=data["email"])
                officer.set_unusable_password()
                officer.save(force_insert=True)
            titles = {code: text for code, text in self._titles(data).items() if text}
            begins = on if officer.posts.exists() else None
            Post.objects.create(officer=officer, unit=data["unit"], role=data["role"], title=titles, from_on=begins)

    def _titles(self, data: dict[str, Any]) -> dict[str, str]:
        return {code: str(data.get(f"title_{code}") or "").strip() for code in node.current().languages}
