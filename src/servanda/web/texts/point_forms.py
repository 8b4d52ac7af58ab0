"""The forms of a point on a text: making one, answering it, taking it back."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.web.steps.fields_of_files import Files, FilesInput


class PointForm(forms.Form):
    """A remark, another wording, or both; `before` is the wording as it stands."""

    text = forms.CharField(
        label=_("Remark"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    wording = forms.CharField(
        label=_("Another wording"), required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("Change the words as they should read. Leave them as they are for a remark alone."),
    )  # fmt: skip
    attached = Files(label=_("Attachments"), required=False, widget=FilesInput)
    version = forms.CharField(widget=forms.HiddenInput)

    before = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new = _plain(data.get("wording", ""))
        data["wording"] = "" if new == _plain(self.before) else new
        if not data["wording"] and not (data.get("text") or "").strip():
            self.add_error("text", gettext("Write a remark, or change the wording."))
        return data


class AnswerForm(forms.Form):
    """What becomes of a point; `version` is empty for the next one."""

    answer = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect,
        choices=[("take_up", _("It is taken up")), ("explain", _("It is not taken up; the reason is given"))],
    )  # fmt: skip
    version = forms.ChoiceField(label=_("Taken up in"), required=False)
    text = forms.CharField(
        label=_("Reason, or a word on how it is taken up"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "explain" and not (data.get("text") or "").strip():
            self.add_error("text", gettext("Give the reason."))
        return data


class RetractForm(forms.Form):
    text = forms.CharField(
        label=_("Why"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
