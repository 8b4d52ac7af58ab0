"""The forms of the editor and of the choice between two texts."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.web.steps.body_field import BodyField

LONGEST_NOTE = 20_000


class WriteForm(forms.Form):
    """A text that is being written; `base` is the version that was on the table, `parents` the editions it follows."""

    body = BodyField(label=_("Text of the document"), help_text=_("Each line is one paragraph."))
    note = forms.CharField(
        label=_("What changed and why"), required=False, max_length=LONGEST_NOTE,
        help_text=_("The other side reads it. It is needed once the text leaves."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )  # fmt: skip
    # It may wait while the text stays here, but not beyond.
    note.is_asked = True  # type: ignore[attr-defined]
    base = forms.CharField(widget=forms.HiddenInput, required=False)
    parents = forms.CharField(widget=forms.HiddenInput, required=False)

    def parent_ids(self) -> list[str]:
        return [name for name in (self.cleaned_data.get("parents") or "").split(",") if name]


class ChoiceForm(forms.Form):
    """What becomes of a version that another side proposed."""

    choice = forms.ChoiceField(
        label=_("Your choice"), widget=forms.RadioSelect,
        choices=[("adopt", _("Put the proposed version on the table")), ("set_aside", _("Keep the text as it is"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Every party reads it."),
    )  # fmt: skip
    body = BodyField(
        label=_("The text as it will stand on the table"), required=False,
        help_text=_("As it was proposed. Change it where only a part is taken over."),
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput)
    # Needed for one of the two answers.
    body.is_asked = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("choice") == "adopt" and not data.get("body") and "body" not in self.errors:
            self.add_error("body", gettext("There is no text to put on the table."))
        return data
