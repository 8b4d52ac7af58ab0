"""The text of a document in a form: typed or pasted, or read out of a Word file that is chosen instead."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.imports.faults import Faulty
from servanda.imports.letters import decode
from servanda.imports.word_files import LONGEST, check_length, read_word
from servanda.imports.written import Table, Written, read_pasted
from servanda.web import refusal_text
from servanda.web.administration.uploads import LARGEST


class BodyInput(forms.Textarea):
    """A large box and, under it, the way to choose a file; the file counts where both are there."""

    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(f"{name}-file") or super().value_from_datadict(data, files, name)

    def use_required_attribute(self, initial: Any) -> bool:
        """Either of the two is enough."""
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        asked = {"data-asked": ""} if self.is_required else {}
        box = super().render(name, value, {**(attrs or {}), **asked}, renderer)
        upload = {"id": f"id_{name}-file", "name": f"{name}-file", "accept": ".docx,.txt", "is_one": True}
        shown = render_to_string("_upload.html", upload)
        return format_html('{}<p class="hint">{}</p>{}', box, _("Or take the text from a Word file (DOCX):"), shown)


class BodyField(forms.CharField):
    """Text whose lines are its paragraphs, up to 200,000 characters."""

    widget = BodyInput

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=BodyInput(attrs={"rows": 16, "dir": "auto"}), **more)
        self.is_asked = self.required
        self.taken = ""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was read in a file stands in the box when the form comes back: nothing is to be chosen twice."""
        if not isinstance(data, UploadedFile):
            return super().bound_data(data, initial)
        return self.taken or initial

    def clean(self, value: Any) -> str:
        try:
            text = self.taken = text_of(value) if isinstance(value, UploadedFile) else _typed(str(value or ""))
        except Faulty as faulty:
            raise ValidationError([refusal_text.sentence(fault.refused) for fault in faulty.faults]) from None
        return str(super().clean(text))


def text_of(file: UploadedFile) -> str:
    """The lines of a DOCX, or of a file of plain text. Raises Faulty."""
    if (file.size or 0) > LARGEST:
        raise ValidationError(gettext("The file is larger than 8 MB."))
    file.seek(0)
    raw, name = file.read(), (file.name or "").lower()
    return _lines(
        check_length(read_pasted(decode(raw, limit=4 * LONGEST))) if name.endswith(".txt") else read_word(raw)
    )


def _typed(text: str) -> str:
    return _lines(check_length(read_pasted(text))) if text.strip() else ""


def _lines(written: Written) -> str:
    """One line a paragraph; a row of a table is one line too."""
    found = []
    for block in written.blocks:
        if isinstance(block, Table):
            rows = (" | ".join(" ".join(line.text for line in cell) for cell in row) for row in block.rows)
            found += [row for row in rows if row.strip(" |")]
        else:
            found.append(block.text)
    return "\n".join(found)
