"""What a step asks for: one commitment, or one for each row of a field, with its day and who carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from servanda.kernel import jws
from servanda.kernel.acts import UNIT, Act
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import OTHER, SIDES_OF_ASK, Ask
from servanda.processes.folding.stated import day

Side = tuple[str, str]


@dataclass(frozen=True)
class Want:
    """One thing asked: `debtor` is counterpart or owner, or other: whoever did not take the step.

    `unit` is the unit named for it, `row` the row that asks.
    """

    deliver: str
    debtor: str
    due_on: date | None = None
    needs_acceptance: bool = True
    unit: str = ""
    row: str = ""

    def sides(self, owner: Side, counterpart: Side, *, speaker: str) -> tuple[Side, Side]:
        """Debtor and creditor, each as agency and unit; a unit of the debtor that is named carries it out."""
        is_owner = self.debtor == "owner" or (self.debtor == OTHER and speaker != owner[0])
        debtor, creditor = (owner, counterpart) if is_owner else (counterpart, owner)
        return ((debtor[0], self.unit) if _agency(self.unit) == debtor[0] else debtor), creditor


def wants(ask: Ask | None, facts: Mapping[str, Any], *, between: tuple[str, ...] = ()) -> list[Want]:
    """What the facts of one act ask for, of whomever or `between` two agencies.

    A row asks for nothing where it names no side, or a unit of neither agency; nor does a step that asks the other side
    in a file that has none.
    """
    if ask is None or (ask.only_with and not facts.get(ask.only_with)):
        return []
    if not ask.rows:
        due = day(facts.get(ask.due)) if ask.due else None
        if len(set(between)) == 1 and ask.debtor != "owner":
            # Nobody is asked: the file has no other party.
            return []
        unit = _text(facts.get(ask.unit)) if ask.unit else ""
        return [Want(ask.deliver, ask.debtor, due, ask.needs_acceptance, unit if UNIT.fullmatch(unit) else "")]
    found = []
    for row in rows.of(facts.get(ask.rows)):
        debtor = ask.debtor if ask.debtor in SIDES_OF_ASK else row.get(ask.debtor)
        if len(set(between)) == 1 and debtor != "owner":
            continue
        unit = _text(row.get(ask.unit))
        if debtor in SIDES_OF_ASK and (
            not unit or (UNIT.fullmatch(unit) and (not between or _agency(unit) in between))
        ):
            due = day(row.get(ask.due)) if ask.due else None
            found.append(Want(ask.deliver, debtor, due, ask.needs_acceptance, unit, row["id"]))
    return found


def commitment_id(act: Act, other: str, *, agreement: str = "", clause: str = "", row: str = "") -> str:
    """The name of what an act opens between its home and `other`; the same on every node."""
    seed = (act.dossier, agreement, clause, act.id, other, *([row] if row else []))
    return jws.sha256("|".join(seed).encode())


def words(ask: Ask, act: Act, others: tuple[str, ...]) -> dict[str, str]:
    """Commitment -> what the row that opened it asks for in its own words; under '' what the act itself asks for."""
    if not ask.rows:
        return {"": _text(act.part("content").get(ask.what))}
    return {
        commitment_id(act, other, row=row["id"]): _text(row.get(ask.what))
        for row in rows.of(act.facts.get(ask.rows)) for other in others
    }  # fmt: skip


def _agency(unit: str) -> str:
    return unit.split("/", 1)[0]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
