"""An agreement while it is written, as plain data: every key is there, and what is not decided yet is empty."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from servanda.imports.article_text import Recognised
from servanda.imports.letters import is_strange, tidy

Data = dict[str, Any]

_TEXTS = ("head", "text", "group")
_KEY = re.compile(r"a([0-9]{1,6})")


def empty(*, agency: str, language: str, zone: str) -> Data:
    """Nothing is decided but whose draft it is and in which language it begins."""
    return {
        "agreement": "", "title": {}, "kind": "regulation", "parties": [agency], "original": language,
        "languages": [language], "in_force_on": "", "review_on": "", "ends_on": "", "shown": "both",
        "transit": {"hours": 24},
        "fields": [], "fallback": {}, "preamble": {}, "articles": [], "left": [],
        "calendar": {"zone": zone, "country": "", "subdivision": "", "weekend": [], "years": {}},
    }  # fmt: skip


def from_recognised(found: Recognised, into: Data) -> Data:
    """The same draft with the text that was recognised: articles of several languages side by side, by their number."""
    languages = list(found.texts) or into["languages"]
    original = max(languages, key=lambda code: _size(found, code), default=into["original"])
    languages = [original, *(code for code in languages if code != original)]
    articles: list[Data] = []
    for language in languages:
        for number, each in enumerate(found.texts[language].articles if language in found.texts else ()):
            row = next((row for row in articles if row["id"] == each.name), None)
            if row is None:
                row = article(each.name)
                articles.insert(_place(articles, number) if language != original else len(articles), row)
            row["head"][language], row["text"][language] = each.head, each.text
            if each.group:
                row["group"][language] = each.group
    left = [{"what": item.what, "language": item.language, "text": item.text} for item in found.left]
    return numbered(into | {
        "title": {code: text.title for code, text in found.texts.items() if text.title}, "kind": found.kind,
        "preamble": {code: text.preamble for code, text in found.texts.items() if text.preamble},
        "original": original, "languages": languages, "articles": articles, "left": left,
    })  # fmt: skip


def document_of(terms: Mapping[str, Any], texts: Mapping[str, Any]) -> Data:
    """The form of the file for a version that was proposed; KeyError where something is not there."""
    words = {item["id"]: item for item in texts["articles"]}
    articles = [{**item, **words.get(item["id"], {})} for item in terms["articles"]]
    rest = {key: value for key, value in terms.items() if key not in ("code", "articles")}
    return rest | {
        "agreement": terms["code"], "title": texts["title"], "preamble": texts.get("preamble"), "articles": articles,
    }  # fmt: skip


def from_document(document: Mapping[str, Any]) -> Data:
    """Data in the form of the file, whole or not; shapes must be right, which `draft_files.read_draft` sees to."""
    calendar = document.get("calendar") or {}
    data = empty(agency="", language="", zone="") | {
        key: document[key] or default
        for key, default in (("agreement", ""), ("kind", "regulation"), ("original", ""), ("in_force_on", ""),
                             ("review_on", ""), ("ends_on", ""), ("shown", "both"), ("transit", {"hours": 24}),
                             ("fallback", {}))
        if key in document
    } | {
        "title": dict(document.get("title") or {}), "preamble": dict(document.get("preamble") or {}),
        "parties": list(document.get("parties") or []), "fields": [dict(x) for x in document.get("fields") or []],
        "articles": [_article(item) for item in document.get("articles") or []],
        "calendar": {
            "zone": calendar.get("zone") or "", "country": calendar.get("country") or "",
            "subdivision": calendar.get("subdivision") or "", "weekend": list(calendar.get("weekend") or []),
            "years": {str(year): dict(days or {}) for year, days in (calendar.get("years") or {}).items()},
        },
    }  # fmt: skip
    data["languages"] = languages_in(data)
    return numbered(data)


def to_document(data: Data) -> Data:
    """The form of the file; what is not decided is left out."""
    calendar = {key: value for key, value in data["calendar"].items() if value}
    found: Data = {key: data[key] for key in ("agreement", "title", "kind", "parties", "original", "in_force_on")}
    found |= {key: data[key] for key in ("review_on", "ends_on", "shown", "transit", "fields", "fallback", "preamble")}
    found |= {"calendar": calendar, "articles": [_written(item) for item in data["articles"]]}
    return {key: value for key, value in found.items() if value not in ("", [], {})}


def article(name: str = "") -> Data:
    return {
        "key": "", "id": name, "head": {}, "text": {}, "group": {}, "field": "", "basis": [], "duties": [],
    }  # fmt: skip


def numbered(data: Data) -> Data:
    """Give each article that has none a key of its own, by which pages name it whatever its number is."""
    taken = [int(found[1]) for item in data["articles"] if (found := _KEY.fullmatch(item["key"]))]
    following = max(taken, default=0) + 1
    for item in data["articles"]:
        if not item["key"]:
            item["key"] = f"a{following}"
            following += 1
    return data


def languages_in(data: Data) -> list[str]:
    """The languages in which anything is written, the original first."""
    texts = [data["title"], data["preamble"], *(field["title"] for field in data["fields"])]
    texts += [item[key] for item in data["articles"] for key in _TEXTS]
    found = dict.fromkeys(code for text in texts for code in text)
    return list(dict.fromkeys([*filter(None, [data["original"]]), *found]))


def wording(text: str) -> str:
    """A text of several lines as it is kept: composed, without what cannot be shown, no space around."""
    shown = "".join(letter for letter in tidy(text) if not is_strange(letter))
    return tidy("\n".join(line.rstrip() for line in shown.split("\n")))


def said(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by language without the empty ones."""
    return {code: text for code, value in texts.items() if (text := wording(value))}


def free_name(data: Data, wanted: str) -> str:
    """An article's number that no other has: this one, or this one with a letter behind it."""
    taken = {item["id"] for item in data["articles"]}
    if wanted and wanted not in taken:
        return wanted
    base = wanted or str(len(taken) + 1)
    letters = (f"{base}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    return next((name for name in ([] if wanted else [base]) if name not in taken), "") or next(
        (name for name in letters if name not in taken), f"{base}-{len(taken) + 1}"
    )


def _size(found: Recognised, language: str) -> int:
    return len(found.texts[language].articles) if language in found.texts else 0


def _place(articles: list[Data], number: int) -> int:
    return min(number, len(articles))


def _article(item: Mapping[str, Any]) -> Data:
    return article(str(item.get("id") or "")) | {
        **{key: dict(item.get(key) or {}) for key in _TEXTS}, "field": item.get("field") or "",
        "basis": list(item.get("basis") or []), "duties": [dict(duty) for duty in item.get("duties") or []],
    }  # fmt: skip


def _written(item: Data) -> Data:
    texts: Iterable[str] = ("id", "group", "head", "field", "basis", "text", "duties")
    return {key: item[key] for key in texts if item[key]}
