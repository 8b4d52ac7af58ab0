"""The form of a round: what is asked of whom, by when, and who reads the opinions."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.imports.faults import Faulty
from servanda.imports.word_files import read_word
from servanda.imports.written import Written, lines_of, read_pasted
from servanda.kernel import acts, node
from servanda.processes.declaration import rows
from servanda.processes.declaration.fields import LONGEST
from servanda.processes.kinds.consultation import PROCESS
from servanda.processes.organisation.correspondents import OFFICE
from servanda.processes.telling.timeline import Names
from servanda.web import refusal_text
from servanda.web.administration.uploads import LARGEST
from servanda.web.steps import choices
from servanda.web.steps.fields_of_files import Files, FilesInput
from servanda.web.steps.form_fields import DayInput, form_field

MOST_ASKED = 200
MOST_DAYS = 120


def _chosen(name: str) -> list[tuple[str, Any]]:
    found = PROCESS.field(name)
    return list(found.choices.items()) if found else []


class AskForm(forms.Form):
    """`minor` stand folded; `paragraphs()` are those of the file, or else of the text."""

    minor = frozenset({"to_agencies", "field", "class"})

    title = forms.CharField(label=_("Title"), max_length=400, widget=forms.TextInput(attrs={"dir": "auto"}))
    question = forms.CharField(
        label=_("Question"), max_length=LONGEST["long"], widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    draft = forms.CharField(
        label=_("Draft"), required=False, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("Each line is a paragraph on which comments can be made."),
    )  # fmt: skip
    draft_file = forms.FileField(label=_("Or take the draft out of a Word file"), required=False)
    to = forms.MultipleChoiceField(label=_("Who is asked"), required=False, widget=forms.CheckboxSelectMultiple)
    to_agencies = forms.CharField(
        label=_("Agencies without a system"), required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Their codes, such as culture.gov.vn, one a line. What they answer by letter is recorded here."),
    )  # fmt: skip
    working_days = forms.IntegerField(
        label=_("Working days to answer"), required=False, min_value=1, max_value=MOST_DAYS,
        help_text=_("Counted from today by the calendar of the agreement with each agency; without one, Monday to "
                    "Friday."),
    )  # fmt: skip
    answer_by = forms.DateField(
        label=_("Or answer by"), required=False, widget=DayInput(format="%Y-%m-%d"), input_formats=["%Y-%m-%d"],
        help_text=_("Where both are left empty, the day of an article in force counts, if there is one."),
    )  # fmt: skip
    seen = forms.ChoiceField(
        label=_("Who reads an opinion"), widget=forms.RadioSelect, choices=_chosen("seen"), initial="asker"
    )
    silence = forms.ChoiceField(
        label=_("Who does not answer"), widget=forms.RadioSelect, choices=_chosen("silence"), initial="nothing",
        help_text=_("Silence is deemed consent only where the round says so. All who are asked are told, and the "
                    "table shows it as that, never as agreement."),
    )  # fmt: skip
    attached = Files(label=_("Attachments"), required=False, widget=FilesInput)

    def __init__(self, *args: Any, names: Names, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.on = names, on
        here = node.current().agency
        groups = [
            (agency, [(code, name) for code, name in units if "/" in code and not code.startswith(f"{here}/")])
            for agency, units in choices.receiving_units(names, on=on)
        ]
        asked = self.fields["to"]
        assert isinstance(asked, forms.MultipleChoiceField)
        asked.choices = [group for group in groups if group[1]]
        asked.is_asked = True  # type: ignore[attr-defined]
        area = PROCESS.field("field")
        assert area is not None
        self.fields["field"] = form_field(area, required=False, language=names.language, on=on)
        self.fields["class"] = forms.ChoiceField(label=_("Class"), choices=choices.classes(), initial="internal")

    def is_unfolded(self) -> bool:
        return any(name in self.errors or self[name].value() for name in self.minor if name != "class")

    def units(self) -> list[str]:
        """The units asked, each once; of an agency without a system its office."""
        offices = [f"{code}/{OFFICE}" for code in self.cleaned_data.get("to_agencies") or []]
        return list(dict.fromkeys([*(self.cleaned_data.get("to") or []), *offices]))

    def paragraphs(self) -> list[str]:
        found: list[str] = self.cleaned_data.get("draft_file") or self.cleaned_data.get("draft") or []
        return found

    def clean_draft(self) -> list[str]:
        return _lines(read_pasted(self.cleaned_data["draft"]))

    def clean_draft_file(self) -> list[str]:
        file = self.cleaned_data["draft_file"]
        if not file:
            return []
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 8 MB."))
        try:
            return _lines(read_word(file.read()))
        except Faulty as faulty:
            raise forms.ValidationError([refusal_text.sentence(f.refused) for f in faulty.faults[:5]]) from None

    def clean_to_agencies(self) -> list[str]:
        codes = [code.lower() for code in re.split(r"[\s,;،؛]+", self.cleaned_data["to_agencies"]) if code]
        wrong = [code for code in codes if not acts.AGENCY.fullmatch(code) or code == node.current().agency]
        if wrong:
            raise forms.ValidationError(gettext("Write the code of another agency, such as culture.gov.vn."))
        return codes

    def clean_answer_by(self) -> Any:
        day = self.cleaned_data["answer_by"]
        if day and day < self.on:
            raise forms.ValidationError(gettext("This day is past."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        units = self.units()
        if not {"to", "to_agencies"} & self.errors.keys():
            if not units:
                self.add_error("to", gettext("Choose at least one unit."))
            elif len(units) > MOST_ASKED:
                self.add_error("to", gettext("At most %(n)s units are asked in one round.") % {"n": MOST_ASKED})
            elif data.get("seen") == "all" and len({unit.split("/")[0] for unit in units}) < len(units):
                self.add_error("to", gettext(
                    "Where all read each other, each agency gives one opinion: choose one unit of it. Its other units "
                    "contribute inside."
                ))  # fmt: skip
        if data.get("working_days") and data.get("answer_by"):
            self.add_error("answer_by", gettext("Name the day or the working days, not both."))
        return data


def _lines(written: Written) -> list[str]:
    found = [line.text for line in lines_of(written.blocks) if line.text.strip()]
    if len(found) > rows.MOST:
        raise forms.ValidationError(
            gettext("A draft has at most %(n)s paragraphs; attach the whole and ask about a part.") % {"n": rows.MOST}
        )
    if any(len(line) > LONGEST["long"] for line in found):
        raise forms.ValidationError(gettext("A paragraph is too long to be stored."))
    return found
