"""The fold of an agency's internal lane in one dossier: what is prepared, cleared, assigned; none of it ever leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.times import read_time
from servanda.processes.models import Assignment, Outgoing, Recusal

CLEARING, RETURNED, HELD, SENT, DISCARDED = "clearing", "returned", "held", "sent", "discarded"
OPEN = (CLEARING, RETURNED, HELD)


@dataclass
class Office:
    """What the internal acts of one dossier come to."""

    outgoing: dict[str, Outgoing] = field(default_factory=dict)
    assignment: Assignment | None = None
    recusals: dict[str, Recusal] = field(default_factory=dict)
    without_effect: dict[str, str] = field(default_factory=dict)


def fold_internal(acts: Iterable[Act]) -> Office:
    """Fold in lane order; an act that does not fit has no effect and says why."""
    office = Office()
    for act in sorted(acts, key=lambda a: a.position):
        why_not = _take(office, act)
        if why_not:
            office.without_effect[act.id] = why_not
    return office


def _take(office: Office, act: Act) -> str:
    facts = act.facts
    match act.kind:
        case "office.prepare":
            office.outgoing[act.id] = _prepared(act, facts)
        case "office.assign":
            office.assignment = Assignment(
                dossier=act.dossier, unit=facts["unit"], officer=facts.get("officer", ""),
                coordinating=facts.get("coordinating", []), at=act.at,
            )  # fmt: skip
            for recusal in office.recusals.values():
                recusal.is_replaced = True
        case "office.recuse":
            _recuse(office, act)
        case "office.readmit":
            if office.recusals.pop(str(facts.get("officer")), None) is None:
                return "step_not_open"
        case "office.clear" | "office.return" | "office.discard" | "office.hold" | "office.sent":
            row = office.outgoing.get(str(facts.get("draft")))
            if row is None or row.state in (SENT, DISCARDED):
                return "step_not_open"
            _move(row, act, facts)
    return ""


def _recuse(office: Office, act: Act) -> None:
    """Who leads the file by name no longer does; the unit goes on until somebody else is named."""
    officer = act.by.officer
    office.recusals[officer] = Recusal(
        key=f"{act.dossier}#{officer}", dossier=act.dossier, officer=officer, unit=act.by.unit, at=act.at
    )
    if office.assignment and office.assignment.officer == officer:
        office.assignment.officer = ""


def _prepared(act: Act, facts: dict[str, Any]) -> Outgoing:
    return Outgoing(
        name=act.id, dossier=act.dossier, step=facts["step"], unit=act.by.unit, officer=act.by.officer,
        prepared_at=act.at, levels=facts.get("levels", 0), cleared=[], state=CLEARING,
    )  # fmt: skip


def _move(row: Outgoing, act: Act, facts: dict[str, Any]) -> None:
    match act.kind:
        case "office.clear":
            row.cleared = [*row.cleared, {"unit": act.by.unit, "post": act.by.post, "officer": act.by.officer}]
        case "office.return":
            row.state, row.note, row.cleared = RETURNED, act.part("content").get("text", ""), []
        case "office.discard":
            row.state = DISCARDED
        case "office.hold":
            row.state, row.release_at = HELD, read_time(facts["release_at"])
        case "office.sent":
            row.state, row.sent = SENT, facts["act"]
