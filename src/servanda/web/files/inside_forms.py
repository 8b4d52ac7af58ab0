"""The forms of what stays in this agency: a note to colleagues, and who leads a file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servanda.kernel.texts import pick
from servanda.office.models import Post
from servanda.web.steps import choices
from servanda.web.steps.fields_of_files import Files, FilesInput


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Note for colleagues in this agency"), max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip
    files = Files(label=gettext_lazy("Attachments"), required=False, widget=FilesInput)  # type: ignore[assignment]


class AssignForm(forms.Form):
    unit = forms.ChoiceField(label=gettext_lazy("Leading unit"))
    officer = forms.ChoiceField(label=gettext_lazy("Officer"), required=False)
    coordinating = forms.MultipleChoiceField(
        label=gettext_lazy("Coordinating units"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, language: str, within: Iterable[str] | None, on: date, **kwargs: Any) -> None:
        """`within` are the units that may be made to lead; None for all."""
        super().__init__(*args, **kwargs)
        units = choices.own_units(language, on=on)
        leading = units if within is None else [unit for unit in units if unit[0] in set(within)]
        self.holders = _holders(language)
        names = dict(units)
        officers = [
            (officer, f"{title} · {names.get(unit, unit)}") for officer, (unit, title) in sorted(self.holders.items())
        ]
        self.fields["unit"].choices = [("", "–"), *leading]  # type: ignore[attr-defined]
        self.fields["officer"].choices = [("", _("the unit decides")), *officers]  # type: ignore[attr-defined]
        self.fields["coordinating"].choices = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        officer, unit = data.get("officer"), data.get("unit")
        if officer and unit and self.holders[officer][0] != unit:
            self.add_error("officer", _("This officer holds no post in the leading unit."))
        data["coordinating"] = [other for other in data.get("coordinating") or [] if other != unit]
        return data


def _holders(language: str) -> dict[str, tuple[str, str]]:
    """Officer -> unit and title of the post, of those who work in files."""
    posts = Post.objects.filter(officer__is_active=True).exclude(role="admin").order_by("-id")
    return {post.officer_id: (post.unit, pick(post.title, language) or post.officer_id) for post in posts}
