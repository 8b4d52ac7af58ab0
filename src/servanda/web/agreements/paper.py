"""One version of an agreement as a PDF to be signed: exactly its text, with the mark that identifies it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes.agreements import agreement_reading
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import day, listed, within_year
from servanda.web.agreements import words
from servanda.web.agreements.page import duties_of
from servanda.web.texts.versions import Version

TEMPLATE = Path(__file__).parent.parent / "templates" / "paper.typ"
# The first that this machine has; the last stands inside typst. What one lacks, such as Arabic, comes from the next.
FONTS = (
    "Noto Serif", "Liberation Serif", "Times New Roman", "Noto Naskh Arabic", "Amiri", "Noto Sans Arabic", "Arial",
    "Libertinus Serif",
)  # fmt: skip


def pdf(row: Dossier, version: Version, names: Names, *, language: str) -> bytes:
    """The text in one of its languages; all that is not the text's own is said in that language too."""
    with translation.override(language if language in settings.LANGUAGE_NAMES else "en"):
        data = _data(row, version, names, language)
    made: bytes = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": json.dumps(data)})
    return made


def mark_sentence(version: Version) -> str:
    return _(
        "The mark %(mark)s identifies this text in all its languages, with its responsibilities and working days."
    ) % {"mark": version.mark}


def _data(row: Dossier, version: Version, names: Names, language: str) -> dict[str, Any]:
    number = _("Version %(n)s") % {"n": version.n}
    title = pick(version.title, language) or row.title
    return {
        "lang": language, "is_rtl": translation.get_language_bidi(), "fonts": FONTS, "title": title,
        "name": version.act.id,
        "parties": listed(names.agency(party) for party in row.parties), "version": number,
        "foot": listed([number, _("mark of the text: %(mark)s") % {"mark": version.mark}]),
        "preamble": _lines(version.preamble, language),
        "articles": [
            {
                "group": pick(article.group, language),
                "label": f"{_('Article %(id)s') % {'id': article.id}}.", "head": pick(article.head, language),
                "lines": _lines(article.text, language),
            }
            for article in version.articles
        ],
        "duties_title": _("Responsibilities that open by themselves"),
        "duties": [
            {"article": f"{_('Article %(id)s') % {'id': article.id}}.", "text": said}
            for article in version.articles
            for said in duties_of(article, names, len(row.parties))
        ],
        "particulars_title": _("Particulars"), "particulars": _particulars(version),
        "signatories": [{"name": names.agency(party), "lines": _blanks()} for party in row.parties],
        "mark_sentence": mark_sentence(version),
    }  # fmt: skip


def _lines(words: Mapping[str, str], language: str) -> list[str]:
    return [line for line in pick(words, language).splitlines() if line.strip()]


def _particulars(version: Version) -> list[dict[str, str]]:
    terms, read = version.terms, agreement_reading
    original = settings.LANGUAGE_NAMES.get(read.text(terms.get("original")), read.text(terms.get("original")))
    calendar = read.mapping(terms.get("calendar"))
    found = [
        (_("Kind"), words.kind_of(terms.get("kind"))),
        (_("In force from"), _day(terms.get("in_force_on"))),
        (_("To be reviewed by"), _day(terms.get("review_on"))),
        (_("In force up to"), _day(terms.get("ends_on"))),
        (_("Original"), str(original)),
        (_("Who sees the numbers"), words.shown_sentence(terms.get("shown", "both"))),
        (_("Time zone of the working days"), read.text(calendar.get("zone"))),
        *_days_off(read.mapping(calendar.get("years"))),
    ]
    return [{"label": f"{label}:", "text": text} for label, text in found if text]


def _days_off(years: Any) -> Sequence[tuple[str, str]]:
    found = []
    for year, days in sorted(years.items()):
        known = agreement_reading.mapping(days)
        for key, label in (("holidays", _("Holidays")), ("working", _("Working days at the weekend"))):
            listed_days = known.get(key)
            if isinstance(listed_days, list) and listed_days:
                found.append((f"{label} {year}", listed(map(within_year, listed_days))))
    return found


def _blanks() -> list[str]:
    return [f"{label}: ……………………" for label in (_("Number"), _("Signed on"), _("Office of the signatory"))]


def _day(value: Any) -> str:
    return day(value) if agreement_reading.text(value) else ""
