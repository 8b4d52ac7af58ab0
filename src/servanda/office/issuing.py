"""Papers that leave under a number: what the chosen issuer gives is put in at the moment in which they are sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.office import numbering
from servanda.office.models import GivenNumber, Issuer
from servanda.processes import dossiers
from servanda.processes.declaration.base import Field, issued_by
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import Statement
from servanda.processes.projection import titles

LETTERHEAD = ("name", "superior", "place", "motto")


def take(statement: Statement, actor: Actor, *, at: datetime, now: datetime | None = None) -> StoredAct:
    """Say it, under its number where it names an issuer. Raises Refused or Faults; then no number was given."""
    field = _issuer_field(statement)
    parts = {part: dict(stated) for part, stated in statement.parts.items()}
    code = str(parts.get(field.part, {}).pop(field.name, "")) if field and not statement.speaks_for else ""
    if not field or not code:
        return dossiers.take(statement, actor, at=at, now=now)
    with node.current().writing():
        issuer, names = numbering.find(code), issued_by(field)
        title = titles.of_parts(statement.kind, parts) or _title(statement)
        given = _number(issuer, names[:2], parts, actor, what=title, at=at)
        if given:
            stated = (issuer.written(given.n), given.on.isoformat())
            parts["facts"] = parts.get("facts", {}) | dict(zip(names, stated, strict=False))
        parts["content"] = parts.get("content", {}) | {names[2]: letterhead(issuer)}
        act = dossiers.take(replace(statement, parts=parts), actor, at=at, now=now)
        if given:
            GivenNumber.objects.filter(id=given.id).update(dossier=act.dossier, act=act.name)
        return act


def letterhead(issuer: Issuer) -> dict[str, str]:
    return {name: value for name in LETTERHEAD if (value := getattr(issuer, name))}


def _issuer_field(statement: Statement) -> Field | None:
    """It is this agency's own affair and never sealed."""
    process, step = dossiers.declared(statement.kind)
    return next((found for found in process.fields_of(step) if found.kind == "issuer"), None)


def _title(statement: Statement) -> str:
    """Of a paper in a file that is there already."""
    return Dossier.objects.filter(id=statement.dossier).values_list("title", flat=True).first() or ""


def _number(
    issuer: Issuer, names: Sequence[str], parts: Mapping[str, Mapping[str, Any]], actor: Actor, *, what: str,
    at: datetime,
) -> GivenNumber | None:  # fmt: skip
    """None where the e-office gave the number, and it was typed."""
    if not issuer.numbers:
        return None
    typed = [name for name in names if parts.get("facts", {}).get(name)]
    if typed:
        raise Faults({name: Refused("number_given") for name in typed})
    return numbering.give(issuer, actor, what=what, at=at)
