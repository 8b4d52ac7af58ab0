"""A version of a text as a document: headings told by their words, how far it is approved, and its mark at the foot."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from servanda.imports.article_heads import article_head, group_head
from servanda.imports.text_languages import guess
from servanda.kernel.models import Dossier
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed, written
from servanda.reports import plain_texts
from servanda.reports.plain_texts import Line, PlainText
from servanda.web.desk import items
from servanda.web.drafting.reading import Draft
from servanda.web.labels import REPORTS
from servanda.web.texts.offers import body_of
from servanda.web.texts.versions import Signature, Version

SHORT = 120
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def docx(draft: Draft, version: Version, names: Names) -> bytes:
    return plain_texts.docx(_document(draft, version, names))


def pdf(draft: Draft, version: Version, names: Names) -> bytes:
    return plain_texts.pdf(_document(draft, version, names))


def _document(draft: Draft, version: Version, names: Names) -> PlainText:
    body = body_of(draft.history, version.act)
    language = guess(body) or names.language
    title = items.file_title(draft.row)
    lines = [Line(text, _is_head(text)) for text in body.splitlines() if text.strip()]
    if lines and lines[0].text.casefold() == title.casefold():
        # A text that begins with its title says it once.
        lines = lines[1:]
    number = _("Version %(n)s") % {"n": version.n}
    signed = draft.history.signed(version)
    return PlainText(
        title=title, language=language, is_rtl=language in RIGHT_TO_LEFT, lines=tuple(lines),
        is_foot_rtl=translation.get_language_bidi(),
        subtitle=listed([number, written(version.act.at.date()), _parties(draft.row, names)]),
        notes=tuple(_approved(draft, party, signed.get(party), names) for party in draft.row.parties
                    if party != draft.row.home),
        foot=listed([number, _("mark of the text: %(mark)s") % {"mark": version.mark}]),
    )  # fmt: skip


def _approved(draft: Draft, party: str, signature: Signature | None, names: Names) -> str:
    values: dict[str, Any] = {"agency": names.agency(party)}
    if signature is None:
        return _("%(agency)s: not approved yet") % values
    said = _("%(agency)s: approved on %(day)s") % (values | {"day": written(signature.act.at.date())})
    return listed([said, str(REPORTS["reported"])]) if signature.reported == "reported" else said


def _parties(row: Dossier, names: Names) -> str:
    return listed(names.agency(party) for party in row.parties)


def _is_head(text: str) -> bool:
    """An article or chapter by its words, or a short line in capitals."""
    if len(text) > SHORT:
        return False
    return article_head(text) is not None or group_head(text) is not None or (text.isupper() and len(text) > 3)
