"""One file brought in by a form, and what is wrong with it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.imports.faults import Faulty
from servanda.web import refusal_text

LARGEST = 8 * 1024 * 1024
SHOWN = 200


class FileForm(forms.Form):
    # In other languages a file of a matter and a file on a disk have two words.
    file = forms.FileField(label=_("File to upload"))

    def clean_file(self) -> UploadedFile:
        found: UploadedFile = self.cleaned_data["file"]
        if (found.size or 0) > LARGEST:
            raise ValidationError(gettext("The file is larger than 8 MB."))
        return found


def read_upload(form: FileForm) -> tuple[str, bytes]:
    found: UploadedFile = form.cleaned_data["file"]
    return found.name or "file", found.read()


def faults_of(faulty: Faulty) -> list[str]:
    """Every fault with its place, in the reader's language."""
    said = [
        gettext("Line %(line)s, column %(column)s: %(sentence)s")
        % {"line": fault.line, "column": fault.column, "sentence": refusal_text.sentence(fault.refused)}
        for fault in faulty.faults[:SHOWN]
    ]
    more = len(faulty.faults) - len(said)
    return [*said, gettext("… and %(n)s more.") % {"n": more}] if more else said
