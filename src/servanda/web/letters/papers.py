"""The letters of a file as PDF, as Word file and as messages of the document exchange."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.kernel import node
from servanda.processes import reads
from servanda.reports import edxml, paper_word, pdf
from servanda.web.access import actor_of, officer_required
from servanda.web.downloads import DOCX, download
from servanda.web.letters.written import find, message, on_paper
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat

FORMS = frozenset({"pdf", "docx", "edxml"})


@officer_required
@require_safe
def paper(request: Request, seat: Seat, dossier: str, act: str, form: str) -> HttpResponse:
    """A letter as PDF, Word file or message. `text` names the language of what the letter does not say itself."""
    letter = find(reads.find(dossier, actor_of(seat)), act)
    language = request.GET.get("text") or _language()
    if language not in settings.LANGUAGE_NAMES or form not in FORMS:
        raise Http404
    name = f"{letter.number or 'letter'}-{letter.dated_on or ''}".replace("/", "-").encode("ascii", "replace").decode()
    names = names_in(language)
    if form == "edxml":
        return download(edxml.write(message(letter, names, at=seat.at)), "application/xml", f"{name}.edxml")
    with translation.override(language):
        written = on_paper(letter, names)
    if form == "docx":
        return download(paper_word.letter_docx(written), DOCX, f"{name}.docx")
    return download(pdf.letter_pdf(written), "application/pdf", f"{name}.pdf")


def _language() -> str:
    """That of the agency's letters, which need not be the reader's."""
    return node.current().languages[0] if node.current().languages else get_language() or "en"
