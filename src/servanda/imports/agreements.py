"""Agreements as YAML files: read with every fault, proposed as the first act of a dossier, written back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from servanda.imports.article_reading import LONGEST_TEXT, read_articles
from servanda.imports.calendar_reading import read_calendar
from servanda.imports.faults import Fault, Faulty
from servanda.imports.languages import is_language
from servanda.imports.proposals import ProposedYear
from servanda.imports.reading import Reading
from servanda.imports.yaml_tree import Tree, read_tree
from servanda.kernel import node
from servanda.kernel.acts import AGENCY, UNIT
from servanda.kernel.audiences import Actor
from servanda.kernel.texts import pick
from servanda.office import outgoing
from servanda.office.outgoing import Sent
from servanda.processes.dossiers import read_statement

KINDS = ("regulation", "programme", "plan")
SHOWN = ("both", "neither")
REQUIRED = ("agreement", "title", "kind", "parties", "original", "in_force_on", "calendar", "articles")
KEYS = (*REQUIRED, "review_on", "ends_on", "shown", "transit", "fields", "fallback", "preamble")
HOURS_OF_TRANSIT = 24
MOST_HOURS = 31 * 24

# How Word files, old and new, and PDF files begin.
DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
NO_AGREEMENT = Fault(1, 1, "file", "agreement_no_file")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class ReadAgreement:
    """`terms` is what folds read, `texts` what people read; `proposed` are the years that the file left open."""

    terms: dict[str, Any]
    texts: dict[str, Any]
    title: str
    proposed: tuple[ProposedYear, ...] = ()


@dataclass(frozen=True)
class ImportedAgreement:
    """What an import did; `state` is sent, or clearing while somebody must still approve it."""

    file: str
    dossier: str
    title: str
    articles: int
    duties: int
    proposed: tuple[ProposedYear, ...]
    state: str = "sent"


def import_agreement(raw: bytes, name: str, actor: Actor, *, at: datetime) -> ImportedAgreement:
    """Read a file and propose what it says. Raises Faulty, or Refused where it may not be said; both store nothing."""
    read = read_agreement(raw, today=at.date())
    here = node.current().agency
    if here not in read.terms["parties"]:
        place = read_tree(raw).place(("parties",))
        raise Faulty([Fault(*place, "parties", "agreement_not_ours", {"field": "parties", "agency": here})])
    articles = read.terms["articles"]
    duties = sum(len(article["duties"]) for article in articles)
    sent = _submit(read, actor, at=at)
    return ImportedAgreement(name, sent.dossier, read.title, len(articles), duties, read.proposed, sent.state)


def read_agreement(raw: bytes, *, today: date) -> ReadAgreement:
    """Read a file in the form of docs/imports.md; raises Faulty with every fault, or for another file."""
    if raw.startswith(DOCUMENTS):
        raise Faulty([NO_AGREEMENT])
    tree = read_tree(raw)
    if isinstance(tree.value, str):
        raise Faulty([NO_AGREEMENT])
    return understand(tree, today=today)


def understand(tree: Tree, *, today: date) -> ReadAgreement:
    """The agreement that a tree states; raises Faulty with every fault."""
    reading = Reading(tree)
    if not reading.keys((), KEYS, required=REQUIRED):
        raise Faulty(reading.faults)
    original = reading.text(("original",))
    if original and not is_language(original):
        reading.fault(("original",), "import_language_unknown", value=original[:40])
        original = ""
    title = reading.texts(("title",), original=original)
    parties = _parties(reading)
    fields = _fields(reading, original)
    calendar, proposed = read_calendar(reading, ("calendar",), today=today)
    terms, texts = read_articles(
        reading, ("articles",), original=original, fields=[field["id"] for field in fields], parties=parties
    )
    in_force_on, review_on = reading.day(("in_force_on",), today=today), reading.day(("review_on",), today=today)
    if review_on and review_on <= in_force_on:
        reading.fault(("review_on",), "agreement_review_early", value=review_on)
    ends_on = reading.day(("ends_on",), today=today)
    if ends_on and ends_on <= in_force_on:
        reading.fault(("ends_on",), "agreement_ends_early", value=ends_on)
    facts = {
        "code": reading.code(("agreement",), CODE), "kind": reading.word(("kind",), KINDS), "parties": parties,
        "original": original, "in_force_on": in_force_on, "review_on": review_on or None,
        **({"ends_on": ends_on} if ends_on else {}),
        "shown": reading.word(("shown",), SHOWN, default="both"), "transit": _transit(reading),
        "fallback": _fallback(reading, parties), "calendar": calendar, "fields": fields, "articles": terms,
    }  # fmt: skip
    preamble = reading.texts(("preamble",), original=original, longest=LONGEST_TEXT)
    said = {"title": title, "articles": texts, **({"preamble": preamble} if preamble else {})}
    if reading.faults:
        raise Faulty(reading.faults)
    return ReadAgreement(facts, said, pick(title, original), tuple(proposed))


def propose(read: ReadAgreement, actor: Actor, *, at: datetime, to: Sequence[str] = ()) -> str:
    """Say `agreement.propose` for the actor's agency, or put it before those who clear it; returns the dossier's id.

    Raises Refused.
    """
    return _submit(read, actor, at=at, to=to).dossier


def _submit(read: ReadAgreement, actor: Actor, *, at: datetime, to: Sequence[str] = ()) -> Sent:
    stated = {"title": read.title, "terms": read.terms, "texts": read.texts}
    statement = read_statement("agreement.propose", stated, parties=read.terms["parties"], to=to)
    return outgoing.submit(statement, actor, at=at)


def _parties(reading: Reading) -> list[str]:
    found: list[str] = []
    seen: set[str] = set()
    items = reading.items(("parties",))
    for at in items:
        party = reading.code(at, AGENCY, "agreement_agency_wrong")
        reading.once(at, party, seen)
        found.append(party)
    if len(items) == 1:
        reading.fault(("parties",), "agreement_two_parties")
    return [party for party in found if party]


def _fields(reading: Reading, original: str) -> list[dict[str, Any]]:
    found = []
    seen: set[str] = set()
    for at in reading.items(("fields",)):
        if reading.keys(at, ("id", "title"), required=("id", "title")):
            name = reading.code((*at, "id"), CODE)
            reading.once((*at, "id"), name, seen)
            found.append({"id": name, "title": reading.texts((*at, "title"), original=original)})
    return found


def _transit(reading: Reading) -> dict[str, int]:
    reading.keys(("transit",), ("hours",), required=("hours",))
    hours = reading.number(("transit", "hours"), least=0, most=MOST_HOURS, default=HOURS_OF_TRANSIT)
    return {"hours": hours}


def _fallback(reading: Reading, parties: Sequence[str]) -> dict[str, str]:
    """The unit of each party that stands in where none was named."""
    found: dict[str, str] = {}
    if not reading.tree.has(("fallback",)) or not reading.keys(("fallback",), parties):
        return found
    for party in parties:
        unit = reading.code(("fallback", party), UNIT, "agreement_unit_wrong")
        if unit and unit.partition("/")[0] != party:
            reading.fault(("fallback", party), "agreement_unit_of_other", value=unit, agency=party)
        if unit:
            found[party] = unit
    return found
