"""The same text of an agreement a second time: where it stands already, before somebody proposes it once more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.agreements.agreement_reading import IN_FORCE, mapping, text
from servanda.processes.folding.internal import CLEARING, HELD
from servanda.processes.models import Outgoing

PROPOSE = "agreement.propose"
Parts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Standing:
    """The file in which the same text stands, and what the refusal is called that says how."""

    dossier: str
    title: str
    code: str


def check(parts: Parts) -> None:
    """Raise Refused where the same text between the same parties is on the table, in force, or about to be proposed."""
    if found := standing(mapping(parts.get("facts", {}).get("terms")), mapping(parts.get("content", {}).get("texts"))):
        raise Refused(found.code, title=found.title, file=found.dossier)


def standing(terms: Mapping[str, Any], texts: Mapping[str, Any]) -> Standing | None:
    """Where it stands. What begins only after the other one has ended is another agreement."""
    wanted = _said(terms, texts)
    for found, other_terms, other_texts in _others(_parties(terms)):
        if _said(other_terms, other_texts) == wanted and _meet(terms, other_terms):
            return found
    return None


def _others(parties: set[str]) -> Iterator[tuple[Standing, Mapping[str, Any], Mapping[str, Any]]]:
    rows = Dossier.objects.filter(process="agreement", is_shared=True, state__in=("proposed", *IN_FORCE))
    names = {
        str(row.facts[key]): (row, key)
        for row in rows
        for key in ("proposed", "bound")
        if row.facts.get(key) and not (key == "proposed" and row.state == "in_force")
    }
    for stored in StoredAct.objects.filter(name__in=names).order_by("name"):
        row, key = names[stored.name]
        code = "agreement_in_force_twice" if key == "bound" else "agreement_proposed_twice"
        act = stored.act
        if _parties(_terms(act.facts)) == parties:
            yield Standing(row.id, row.title, code), _terms(act.facts), _texts(act.part("content"))
    waiting = Outgoing.objects.filter(step=PROPOSE, state__in=(CLEARING, HELD)).order_by("prepared_at")
    for stored in StoredAct.objects.filter(name__in=waiting.values("name")).order_by("name"):
        parts = mapping(mapping(stored.act.part("content").get("statement")).get("parts"))
        terms, content = _terms(mapping(parts.get("facts"))), mapping(parts.get("content"))
        if _parties(terms) == parties:
            found = Standing(stored.dossier, str(content.get("title") or ""), "agreement_prepared_twice")
            yield found, terms, _texts(content)


def _terms(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(facts.get("terms"))


def _parties(terms: Mapping[str, Any]) -> set[str]:
    stated = terms.get("parties")
    return {text(party) for party in stated} if isinstance(stated, list | tuple) else set()


def _texts(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(content.get("texts"))


def _said(terms: Mapping[str, Any], texts: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two texts the same: their words and their responsibilities; not their code, nor their calendar."""
    return texts.get("title"), texts.get("preamble") or {}, texts.get("articles"), terms.get("articles")


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Is there a day on which both would hold? Days are written so that their texts are ordered as they are."""

    def begins_after(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
        return bool(second.get("ends_on")) and str(first.get("in_force_on") or "") > str(second["ends_on"])

    return not begins_after(one, other) and not begins_after(other, one)
