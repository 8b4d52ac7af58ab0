"""A letter that came over the document exchange: read, kept with its attachments, and put into the form."""

from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from servanda.imports import edxml
from servanda.imports.safe_xml import LARGEST
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.fields_of_work.exchange_letters import RECALL, ExchangeLetter, number_in
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.files import attachments
from servanda.web.letters import brought
from servanda.web.seats import Request, Seat
from servanda.web.steps import taking

KIND = "letter_in.register"


class ExchangeForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the letter (edXML)"),
        help_text=gettext_lazy("As the document exchange or the e-office hands it out, with its attachments inside."),
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Request, seat: Seat) -> HttpResponse:
    """Take in one file; the form of a letter that came is then filled with what it says."""
    actor = actor_of(seat)
    taking.check_enters(actor, KIND)
    form = ExchangeForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_taken(form.cleaned_data["file"], actor, at=seat.at))
        except Refused as refused:
            form.add_error("file", refusal_text.sentence(refused))
    page = {
        "title": _("A letter from the document exchange"), "submit": _("Read it"), "has_files": True,
        "lead": _("What the letter says is put into the form; you look at it before it is registered."),
        "back": {"url": reverse("web:new"), "label": _("New file")},
    }  # fmt: skip
    return render(request, "one_form.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _taken(upload: UploadedFile, actor: Actor, *, at: datetime) -> str:
    """Where it goes on: the form of a letter that came, or the file of the letter that it recalls."""
    if (upload.size or 0) > LARGEST:
        raise Refused("too_large", size=upload.size, limit=LARGEST)
    raw = upload.read()
    letter = edxml.read(raw, limit=settings.FILE_LIMIT)
    if letter.purpose == RECALL:
        return _recalled(letter, actor)
    inside = [_uploaded(file.name, file.type, file.raw) for file in letter.attachments]
    kept = attachments.keep([*inside, _uploaded(upload.name or "letter.edxml", "application/xml", raw)])
    row = brought.keep(actor.officer, _known(letter, at=at), kept, at=at)
    return f"{reverse('web:open', args=['letter_in'])}?{urlencode({'edxml': row.name})}"


def _recalled(letter: ExchangeLetter, actor: Actor) -> str:
    number = number_in(letter.recalls or letter.document) or letter.written_number
    rows = reads.visible(actor).filter(process="letter_in", facts__number=number).order_by("-opened_at", "id")
    row: Dossier | None = next((found for found in rows if found.state != "recalled"), None)
    if row is None:
        raise Refused("edxml_recalls", number=number)
    return reverse("web:step", args=[row.id, "letter_in.recalled"])


def _known(letter: ExchangeLetter, *, at: datetime) -> dict[str, Any]:
    """The fields of the form, as far as the letter fills them. A day that is past is nobody's to keep any more."""
    today = timezone.localtime(at).date()
    known = {
        "title": letter.subject[:400], "sender": letter.sender.name or letter.sender.code,
        "number": letter.written_number, "dated_on": letter.dated_on.isoformat(), "received_on": today.isoformat(),
        "came": "exchange", "urgency": letter.urgency, "text": letter.content, "signatory": letter.position,
        "signer": letter.signer, "reply_to": letter.replies[0].number if letter.replies else "",
        "replaces": number_in(letter.replaced[0]) if letter.replaced else "",
        "answer_by": letter.due_on.isoformat() if letter.due_on and letter.due_on >= today else "",
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def _uploaded(name: str, type_: str, raw: bytes) -> UploadedFile:
    return InMemoryUploadedFile(BytesIO(raw), None, name, type_, len(raw), None)
