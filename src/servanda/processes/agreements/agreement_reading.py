"""What a version of an agreement states, read so that no wrong type in it stops a page: it counts as not stated."""

from collections.abc import Iterable, Mapping
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.texts import pick
from servanda.processes.folding.texts import Article

# An amendment on the table leaves the version before it in force.
IN_FORCE = ("in_force", "amending")


def bound_version(facts: Mapping[str, Any]) -> Act | None:
    """The act of the version that binds, by the facts of an agreement's file."""
    bound = facts.get("bound")
    stored = StoredAct.objects.filter(name=bound).first() if isinstance(bound, str) else None
    return stored.act if stored else None


def shown_versions(rows: Iterable[Dossier]) -> dict[str, Act]:
    """File -> the version that binds; before one does, the last proposed. One query, whatever the number of files."""
    names = {row.id: row.facts.get("bound") or row.facts.get("proposed") for row in rows}
    wanted = {name for name in names.values() if isinstance(name, str)}
    known = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=wanted)} if wanted else {}
    return {file: known[name] for file, name in names.items() if isinstance(name, str) and name in known}


def titles(rows: Iterable[Dossier], language: str) -> dict[str, str]:
    """File -> the title of an agreement in the reader's language; other kinds of work are passed over."""
    found = shown_versions([row for row in rows if row.process == "agreement" and row.is_shared])
    return {file: title for file, version in found.items() if (title := pick(title_of(version), language))}


def terms_of(version: Act) -> Mapping[str, Any]:
    return mapping(version.facts.get("terms"))


def title_of(version: Act) -> Mapping[str, str]:
    return words(mapping(version.part("content").get("texts")).get("title"))


def preamble_of(version: Act) -> Mapping[str, str]:
    return words(mapping(version.part("content").get("texts")).get("preamble"))


def articles_of(version: Act) -> list[Article]:
    """In the order of the terms; one without a name of its own is passed over."""
    texts = {_id(item): item for item in mappings(mapping(version.part("content").get("texts")).get("articles"))}
    return [
        _article(item, texts.get(_id(item), {})) for item in mappings(terms_of(version).get("articles")) if _id(item)
    ]


def fields_of(version: Act) -> dict[str, Mapping[str, str]]:
    """The fields of coordination and their titles."""
    return {_id(item): words(item.get("title")) for item in mappings(terms_of(version).get("fields")) if _id(item)}


def field_titles() -> dict[str, Mapping[str, str]]:
    """The fields of coordination that the agreements in force name, each in the version that binds."""
    rows = Dossier.objects.filter(process="agreement", state__in=IN_FORCE, is_shared=True)
    bound = [name for row in rows if isinstance(name := row.facts.get("bound"), str)]
    stored = {row.name: row.act for row in StoredAct.objects.filter(name__in=bound)}
    found: dict[str, Mapping[str, str]] = {}
    for name in bound:
        if name in stored:
            found = fields_of(stored[name]) | found
    return found


def text(value: Any) -> str:
    """Text and numbers as they stand."""
    return str(value) if isinstance(value, str | int) else ""


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def words(value: Any) -> Mapping[str, str]:
    """A text by language."""
    return {code: said for code, said in mapping(value).items() if isinstance(said, str) and said}


def _article(terms: Mapping[str, Any], texts: Mapping[str, Any]) -> Article:
    basis = terms.get("basis")
    return Article(
        id=_id(terms),
        head=words(texts.get("head")),
        text=words(texts.get("text")),
        basis=tuple(filter(None, map(text, basis))) if isinstance(basis, list) else (),
        duties=tuple(mappings(terms.get("duties"))),
        group=words(texts.get("group")),
    )


def _id(item: Mapping[str, Any]) -> str:
    return text(item.get("id"))
