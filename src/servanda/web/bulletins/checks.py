"""What differs in each language of a text for the public from the names and terms that are locked."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import fixed_terms
from servanda.processes.fields_of_work.bulletins import Bulletin
from servanda.processes.fields_of_work.fixed_terms import MISSING, NEVER, TWO_WAYS, Finding
from servanda.processes.kinds.bulletin import LANGUAGES

SAYS = {
    NEVER: gettext_noop("“%(found)s” is to be written “%(wording)s”."),
    MISSING: gettext_noop("“%(found)s” is to be translated as “%(wording)s”."),
    TWO_WAYS: gettext_noop("“%(found)s” and “%(wording)s”: is it one name, written in two ways?"),
}


def of(row: Dossier, found: Bulletin, actor: Actor) -> list[dict[str, Any]]:
    """The original and each language; empty where no list is locked and no name stands in two ways."""
    if not found.editions:
        return []
    terms = fixed_terms.locked(actor)
    code, original = str(row.facts.get("original") or ""), f"{row.title}. {_words(found.editions[-1].act, 'text')}"
    texts = [(code, original, "")]
    texts += [(each.code, _words(each.act, "heading", "wording"), original) for each in found.languages]
    checked = [
        {"label": LANGUAGES.get(code, code), "findings": [_sentence(it) for it in _check(code, text, source, terms)]}
        for code, text, source in texts
    ]  # fmt: skip
    return checked if terms or any(each["findings"] for each in checked) else []


def _check(code: str, text: str, source: str, terms: list[fixed_terms.Term]) -> list[Finding]:
    return fixed_terms.check(text, code, terms, original=source)


def _sentence(finding: Finding) -> str:
    return _(SAYS[finding.kind]) % {"found": finding.found, "wording": finding.wording}


def _words(act: Act, *names: str) -> str:
    """All that is read in one language, part by part."""
    said = act.part("content")
    parts = [said.get(name) for name in (*names, "lead", "place")]
    shown = [row for name in ("figures", "captions") for row in rows.of(said.get(name))]
    parts += [row.get(name) for row in shown for name in ("caption", "credit")]
    return ". ".join(part for part in parts if isinstance(part, str))
