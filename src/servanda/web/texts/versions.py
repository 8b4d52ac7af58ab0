"""The versions of a text as they were put on the table, and who stands to which, read from the file's entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.agreements import agreement_reading
from servanda.processes.agreements import points as said_points
from servanda.processes.agreements.points import Point
from servanda.processes.folding.texts import Article, Text
from servanda.processes.registry import processes


@dataclass(frozen=True)
class Version:
    """One wording; `n` counts from 1."""

    n: int
    act: Act
    text: Text

    @property
    def terms(self) -> Mapping[str, Any]:
        return agreement_reading.terms_of(self.act)

    @property
    def mark(self) -> str:
        """A short form of the name of what is signed, for people to compare: twelve digits in three groups."""
        digits = self.act.id.removeprefix("sha256:")[:12]
        return "-".join(digits[i : i + 4] for i in (0, 4, 8))

    @property
    def title(self) -> Mapping[str, str]:
        return agreement_reading.title_of(self.act)

    @property
    def preamble(self) -> Mapping[str, str]:
        return agreement_reading.preamble_of(self.act)

    @property
    def articles(self) -> list[Article]:
        return list(self.text.read(self.act))

    @property
    def languages(self) -> list[str]:
        """The languages in which any of it is written, the original first."""
        found = {code for article in self.articles for code in (*article.text, *article.head)} | set(self.title)
        original = str(self.terms.get("original", ""))
        return sorted(found, key=lambda code: (code != original, code))

    @property
    def whole_languages(self) -> list[str]:
        """Those in which every heading and article is written, the original first; the original in any case."""
        said = [words for article in self.articles for words in (article.head, article.text) if words]
        whole = [code for code in self.languages if all(code in words for words in (*said, self.title))]
        return whole or self.languages[:1]


@dataclass(frozen=True)
class Signature:
    """What one party wrote under one version: a signature, an approval."""

    party: str
    act: Act
    reported: str

    @property
    def on(self) -> date | None:
        try:
            return date.fromisoformat(str(self.act.facts.get("signed_on")))
        except ValueError:
            return None


@dataclass(frozen=True)
class History:
    """All versions, oldest first, all signatures, by (version, party), and what was said about the texts."""

    text: Text
    versions: Sequence[Version]
    signatures: Mapping[tuple[str, str], Signature]
    said: Sequence[tuple[Act, str]] = ()

    @cached_property
    def points(self) -> list[Point]:
        return said_points.points(self.said, [version.act for version in self.versions])

    def open_points(self, row: Dossier) -> list[Point]:
        """Those of the drafting under way that nobody has answered: what was on a text that binds is past."""
        bound = self.version(row.facts.get("bound"))
        since = bound.n if bound else 0
        return [point for point in self.points if point.is_open and point.n > since] if self.is_under_way(row) else []

    def is_under_way(self, row: Dossier) -> bool:
        """May points be made and answered now?"""
        return row.state in self.text.when

    def is_signed_by_others(self, row: Dossier) -> bool:
        """Has every party but the keeping agency signed the version on the table?"""
        version = self.proposed()
        return version is not None and set(row.parties) - {row.home} <= set(self.signed(version))

    def number(self, n: object) -> Version | None:
        """The version of that number, as an address names it."""
        return next((found for found in self.versions if str(found.n) == str(n)), None)

    def version(self, name: object) -> Version | None:
        return next((found for found in self.versions if found.act.id == name), None)

    def current(self, row: Dossier) -> Version | None:
        """The version that binds; before one does, the last proposed."""
        return self.version(row.facts.get("bound")) or (self.versions[-1] if self.versions else None)

    def proposed(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    def signed(self, version: Version) -> dict[str, Signature]:
        return {party: found for (name, party), found in self.signatures.items() if name == version.act.id}


def text_of_file(row: Dossier) -> Text | None:
    """What its kind of work says of a text; None where nobody writes one in it."""
    process = processes().get(row.process)
    return process.text if process else None


def history(row: Dossier) -> History:
    """Of a file in which a text is written. Two queries."""
    text = text_of_file(row)
    assert text is not None
    spoken = {*text.point_kinds, *text.answer_kinds}
    kinds = {*text.version_kinds, *text.consent_kinds, *spoken}
    entries = list(Entry.objects.filter(dossier=row, kind__in=kinds, has_effect=True).order_by("place"))
    stored = {found.name: found.act for found in StoredAct.objects.filter(name__in=[e.name for e in entries])}
    known = [entry for entry in entries if entry.name in stored]
    proposed = [stored[entry.name] for entry in known if entry.kind in text.version_kinds]
    signatures = {
        (str(stored[entry.name].facts.get("version")), entry.speaker): Signature(
            entry.speaker, stored[entry.name], entry.reported
        )
        for entry in known
        if entry.kind in text.consent_kinds and entry.reported != "disputed"
    }
    said = [(stored[entry.name], entry.reported) for entry in known if entry.kind in spoken]
    return History(text, [Version(n, act, text) for n, act in enumerate(proposed, start=1)], signatures, said)
