"""What the files of foreign organisations hold: certificates, projects and reports with their days, and sums."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pycountry
from babel import Locale
from django.conf import settings

from servanda.kernel.models import Dossier
from servanda.processes.declaration import money, rows
from servanda.processes.declaration.spans import span_of
from servanda.processes.organisation import places
from servanda.processes.organisation.periods import exact_day
from servanda.processes.search.searching import fold_text

LIVE = ("valid", "suspended", "", None)


@dataclass(frozen=True)
class Item:
    """An organisation, a certificate or a project, as a rule sees it.

    `certificates` are the kinds that it is, or rests on; `holds` those that the organisation holds at all.
    """

    id: str
    file: Dossier
    kind: str
    label: str
    row: Mapping[str, Any]
    begins: date | None = None
    until: date | None = None
    certificates: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    fields: str = ""
    places: frozenset[str] = frozenset()

    @property
    def organisation(self) -> str:
        return self.file.title

    @property
    def country(self) -> str:
        return str(self.file.facts.get("country") or "")

    @property
    def title(self) -> str:
        return f"{self.file.title} · {self.label}" if self.label else self.file.title


@dataclass(frozen=True)
class Due:
    """A day that comes: a certificate ends, a registration at home ends, or a report is due."""

    on: date
    what: str
    file: Dossier
    row: Mapping[str, Any]


def stands(certificate: Mapping[str, Any]) -> bool:
    return certificate.get("standing") in LIVE


def is_awaited(report: Mapping[str, Any]) -> bool:
    return not report.get("received_on")


def items(file: Dossier, touches: str) -> Iterator[Item]:
    """Those of one file that stand: `organisations`, `certificates` or `projects`."""
    facts = file.facts
    live = [row for row in rows.of(facts.get("certificates")) if stands(row)]
    holds = frozenset(str(row.get("kind")) for row in live)
    projects = rows.of(facts.get("projects"))
    everywhere = frozenset().union(*(places.codes(str(row.get("places") or "")) for row in projects))
    fields = "; ".join([str(facts.get("fields") or ""), *(str(row.get("field") or "") for row in projects)])
    if touches == "organisations":
        yield Item(key(file.id, touches, ""), file, touches, "", {}, None, None, holds, holds, fields, everywhere)
    for row in live if touches == "certificates" else ():
        yield Item(
            key(file.id, touches, row["id"]), file, touches, str(row.get("number") or ""), row,
            exact_day(row.get("from_on")), exact_day(row.get("until_on")), frozenset({str(row.get("kind"))}), holds,
            fields, everywhere,
        )  # fmt: skip
    for row in projects if touches == "projects" else ():
        begins, until = span_of(row.get("from_on")), span_of(row.get("until_on"))
        yield Item(
            key(file.id, touches, row["id"]), file, touches, str(row.get("title") or ""), row,
            begins.first if begins else None, until.last if until else None, holds, holds,
            str(row.get("field") or facts.get("fields") or ""), places.codes(str(row.get("places") or "")),
        )  # fmt: skip


def key(dossier: str, kind: str, row: str) -> str:
    """The name of one item, short enough to be the name of a row; the same on every node."""
    return hashlib.sha256(f"{dossier}|{kind}|{row}".encode()).hexdigest()[:12]


def coming(files: Iterable[Dossier]) -> list[Due]:
    """Every day that these files name, past ones too, in their order."""
    found = []
    for file in files:
        for row in rows.of(file.facts.get("certificates")):
            if stands(row):
                ends = [("certificate", exact_day(row.get("until_on"))), ("home", exact_day(row.get("home_until")))]
                found += [Due(on, what, file, row) for what, on in ends if on]
        for row in rows.of(file.facts.get("reports")):
            if is_awaited(row) and (on := exact_day(row.get("due_on"))):
                found.append(Due(on, "report", file, row))
    return sorted(found, key=lambda item: (item.on, item.what, fold_text(item.file.title), item.file.id))


def totals(files: Iterable[Dossier]) -> dict[str, Decimal]:
    """What the projects come to, currency by currency; nothing is converted."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for file in files:
        for row in rows.of(file.facts.get("projects")):
            if stated := money.read(row.get("amount")):
                amount, currency = stated
                found[currency] += amount
    return dict(sorted(found.items()))


def country_code(text: str) -> str:
    """The ISO code of a country written as code or name, in any language of the pages; the text itself for another."""
    folded = fold_text(text).strip(" .")
    if text.strip().isupper() and pycountry.countries.get(alpha_2=text.strip()):
        # `MY` is a code; `Mỹ` folds to the same letters and is a name.
        return text.strip()
    return _countries().get(folded) or folded


def country_name(text: str, language: str) -> str:
    code = country_code(text)
    return str(Locale.parse(language).territories.get(code) or text) if len(code) == 2 and code.isupper() else text


def name_key(title: str) -> str:
    """An organisation's name as names are compared: without marks, case, blanks, punctuation and legal forms."""
    words = [word for word in fold_text(title).translate(_MARKS).split() if word not in _FORMS]
    return "".join(words)


def certificate_key(row: Mapping[str, Any]) -> str:
    """What tells one certificate of an organisation from another."""
    number = "".join(letter for letter in fold_text(str(row.get("number") or "")) if letter.isalnum())
    return f"{row.get('kind')}|{number or row.get('until_on') or ''}"


def project_key(row: Mapping[str, Any]) -> str:
    return f"{name_key(str(row.get('title') or ''))}|{row.get('from_on') or ''}"


def row_id(name: str) -> str:
    """A row's id out of what tells it apart, so that the same row brought in again is the same."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


SHORT = {"uk": "GB", "usa": "US", "u.s.a": "US", "england": "GB", "hoa ky": "US", "my": "US", "han quoc": "KR",
         "south korea": "KR", "duc": "DE", "phap": "FR", "anh": "GB", "nhat": "JP"}  # fmt: skip
_MARKS = str.maketrans(dict.fromkeys(",.;:()[]{}\"'/|–—-&’“”", " "))
_FORMS = frozenset(("inc", "ltd", "e", "v", "ev", "ngo", "ingo", "the"))


@cache
def _countries() -> Mapping[str, str]:
    found = {}
    for country in pycountry.countries:
        found[fold_text(country.alpha_2)] = found[fold_text(country.alpha_3)] = country.alpha_2
        found[fold_text(country.name)] = country.alpha_2
        found[fold_text(getattr(country, "common_name", country.name))] = country.alpha_2
    for language in settings.LANGUAGE_NAMES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold_text(name), code)
    return found | SHORT
