"""What changed between any two versions: article by article in every language, responsibilities, days, particulars."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from servanda.kernel.duty_forms import read_duty
from servanda.kernel.refusals import Refused
from servanda.processes.agreements import agreement_reading
from servanda.processes.agreements.duty_sentences import sentences
from servanda.processes.folding.texts import Article
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import day, listed, within_year
from servanda.web.agreements import words
from servanda.web.texts.differences import marked, replaced
from servanda.web.texts.versions import Version

NONE = Article("", {}, {})


def articles(old: Version, new: Version, names: Names, *, parties: int) -> list[dict[str, Any]]:
    """Every article of either version, in the order of the newer one; the languages of the text as they stand there."""
    before = {article.id: article for article in old.articles}
    after = {article.id: article for article in new.articles}
    languages = _languages(old, new, names.language)
    return [
        _article(id_, before.get(id_, NONE), after.get(id_, NONE), languages, names, parties)
        for id_ in [*after, *(gone for gone in before if gone not in after)]
    ]


def particulars(old: Version, new: Version, names: Names) -> list[dict[str, Any]]:
    """What stands outside the articles and is not the same: (label, text with marks)."""
    found = [
        {"label": f"{_('Title')} ({_language(code)})", "lang": code,
         "text": marked(old.title.get(code, ""), new.title.get(code, ""))}
        for code in _languages(old, new, names.language)
        if old.title.get(code) != new.title.get(code)
    ]  # fmt: skip
    for label, said in _told(names):
        a, b = said(old.terms), said(new.terms)
        if a != b:
            found.append({"label": label, "lang": "", "text": replaced(a, b)})
    return found


def calendar(old: Version, new: Version) -> list[dict[str, Any]]:
    """Year by year the days that became free, and those that are worked, in one version and not in the other."""
    before, after = _years(old), _years(new)
    found = []
    for year in sorted({*before, *after}):
        a, b = before.get(year, {}), after.get(year, {})
        lines = [
            line
            for kind, label in (("holidays", _("Holidays")), ("working", _("Working days at the weekend")))
            for line in _days(label, a.get(kind), b.get(kind))
        ]
        if lines:
            found.append({"year": year, "lines": lines})
    return found


def _article(
    id_: str, a: Article, b: Article, languages: Sequence[str], names: Names, parties: int
) -> dict[str, Any]:  # fmt: skip
    is_new, is_gone = a is NONE, b is NONE
    head = b.head or a.head
    said = names.language if names.language in head else next(iter(head), "")
    texts = [
        {
            "lang": code, "name": _language(code),
            # The heading above says it already where it stayed as it was, and in the reader's language where it is new.
            "head": "" if a.head.get(code) == b.head.get(code) or (code == said and (is_new or is_gone))
            else marked(a.head.get(code, ""), b.head.get(code, "")),
            "text": marked(a.text.get(code, ""), b.text.get(code, "")),
        }
        for code in languages
        if (a.head.get(code), a.text.get(code)) != (b.head.get(code), b.text.get(code))
    ]  # fmt: skip
    duties, basis = _duties(id_, a, b, names, parties), [listed(found.basis) for found in (a, b)]
    return {
        "id": id_, "title": head.get(said, ""), "texts": texts,
        "duties": duties, "basis": marked(*basis) if basis[0] != basis[1] else "", "is_new": is_new, "is_gone": is_gone,
        "is_changed": bool(texts or duties or basis[0] != basis[1]),
    }  # fmt: skip


def _duties(id_: str, a: Article, b: Article, names: Names, parties: int) -> list[dict[str, Any]]:
    """The responsibilities that are not the same, as the sentences that they were and are."""
    before = {str(duty.get("id")): duty for duty in a.duties}
    after = {str(duty.get("id")): duty for duty in b.duties}
    found = []
    for name in [*after, *(gone for gone in before if gone not in after)]:
        old, new = before.get(name), after.get(name)
        if old != new:
            said = [_sentence(id_, duty, names, parties) for duty in (old, new)]
            # Reminders inside a side stand in no sentence.
            note = _("Only the reminders inside a side changed.") if said[0] == said[1] else ""
            found.append({"before": said[0], "after": said[1], "note": note})
    return found


def _sentence(article: str, duty: Mapping[str, Any] | None, names: Names, parties: int) -> str:
    if duty is None:
        return ""
    try:
        return sentences(read_duty(article, duty), names, parties=parties)
    except Refused:
        return _("This responsibility cannot be read here.")


def _told(names: Names) -> Iterable[tuple[str, Callable[[Mapping[str, Any]], str]]]:
    read = agreement_reading

    def of(key: str) -> Callable[[Mapping[str, Any]], str]:
        return lambda terms: read.text(terms.get(key))

    def on(key: str) -> Callable[[Mapping[str, Any]], str]:
        return lambda terms: day(read.text(terms.get(key))) if terms.get(key) else ""

    return [
        (_("Kind"), lambda terms: words.kind_of(terms.get("kind"))),
        (_("In force from"), on("in_force_on")),
        (_("To be reviewed by"), on("review_on")),
        (_("In force up to"), on("ends_on")),
        (_("Parties"), lambda terms: listed(names.agency(read.text(p)) for p in terms.get("parties") or [])),
        (_("Original"), lambda terms: _language(read.text(terms.get("original")))),
        (_("Who sees the numbers"), lambda terms: words.shown_sentence(terms.get("shown", "both"))),
        (_("Hours for an entry to arrive"), lambda terms: read.text(read.mapping(terms.get("transit")).get("hours"))),
        (_("Fields"), lambda terms: listed(
            read.words(item.get("title")).get(names.language) or read.text(item.get("id"))
            for item in read.mappings(terms.get("fields")))),
        (_("Units that stand in"), lambda terms: listed(
            names.unit(read.text(unit)) for unit in read.mapping(terms.get("fallback")).values())),
        (_("Time zone of the working days"), lambda terms: read.text(read.mapping(terms.get("calendar")).get("zone"))),
    ]  # fmt: skip


def _years(version: Version) -> dict[str, Mapping[str, Any]]:
    read = agreement_reading.mapping
    years = read(read(version.terms.get("calendar")).get("years"))
    return {str(year): read(days) for year, days in years.items()}


def _days(label: str, before: Any, after: Any) -> list[dict[str, str]]:
    a, b = ({agreement_reading.text(d) for d in days} if isinstance(days, list) else set() for days in (before, after))
    found = []
    if gone := sorted(a - b):
        found.append({"label": label, "text": replaced(listed(map(within_year, gone)), "")})
    if new := sorted(b - a):
        found.append({"label": label, "text": replaced("", listed(map(within_year, new)))})
    return found


def _languages(old: Version, new: Version, reader: str) -> list[str]:
    """Those of either text, the reader's first."""
    found = dict.fromkeys([*new.languages, *old.languages])
    return sorted(found, key=lambda code: code != reader)


def _language(code: str) -> str:
    return str(settings.LANGUAGE_NAMES.get(code, code))
