"""The limits of a licensing case: those in use when it is received, and how each stage stands against its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.processes import reads
from servanda.processes.agreements.agreement_reading import text
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Begun
from servanda.processes.folding import stated

# Stage -> the steps at which it begins, and those at which it is over.
BEGINS = {"check": ("receive", "complete"), "send": ("check",), "opinion": ("consult",), "appraise": ("consult",),
          "decide": ("appraise",), "whole": ("receive",), "papers": ("return",)}  # fmt: skip
OVER = {"check": ("check", "return"), "send": ("consult", "appraise"), "opinion": ("appraise",),
        "appraise": ("appraise",), "decide": ("issue", "refuse"), "whole": ("issue", "refuse"),
        "papers": ("complete", "drop")}  # fmt: skip
# Actions that end in a certificate.
GIVING = ("grant", "extend", "amend", "reissue")
ENDED = ("issue", "refuse", "withdraw", "drop")


@dataclass(frozen=True)
class Stage:
    """How one stage stands: `due_on` with the days added during which its clock stood still; None before it begins."""

    stage: str
    days: int
    ground: str
    begun_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    stopped: int = 0
    is_standing_still: bool = False
    is_provisional: bool = False

    def is_late(self, as_of: date) -> bool:
        return self.due_on is not None and not self.is_standing_still and (self.done_on or as_of) > self.due_on


def limits_in_use(actor: Actor, *, on: date) -> list[dict[str, Any]]:
    """The rows of the newest table in use on that day that the actor may see; none where there is no table."""
    tables = reads.visible(actor).filter(process="procedure", state="in_use", is_shared=True)
    dated = [(str(row.facts.get("from_on") or ""), row.opened_at, row) for row in tables]
    in_use = [item for item in dated if item[0] <= on.isoformat()]
    if not in_use:
        return []
    row = max(in_use, key=lambda item: item[:2])[2]
    return [dict(limit) | {"ground": limit.get("ground") or row.facts.get("ground") or ""}
            for limit in rows.of(row.facts.get("limits"))]  # fmt: skip


def of_case(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The limits that hold for this action and this certificate."""
    return [
        row for row in rows.of(facts.get("limits"))
        if all(row.get(name) in (None, "", facts.get(name)) for name in ("action", "certificate"))
    ]  # fmt: skip


def bodies(begun: Begun) -> list[dict[str, Any]]:
    """Who is to be consulted by the limits of the case, each with the day by which its opinion is due."""
    found = []
    for row in of_case(begun.facts):
        if row.get("stage") == "opinion" and (row.get("body") or row.get("unit")):
            due = begun.calendar.add_working_days(begun.on, days)[0] if (days := _days(row)) else None
            found.append({
                "id": row["id"], "body": row.get("body") or row.get("unit"), "unit": row.get("unit") or "",
                "due_on": due.isoformat() if due else "", "ground": row.get("ground") or "",
            })  # fmt: skip
    return found


def day_of(stage: str, begun: Begun, *, field: str) -> dict[str, str]:
    """{field: the last day of a stage that begins now}; nothing where the limits do not speak of it."""
    days = next((_days(row) for row in of_case(begun.facts) if row.get("stage") == stage), 0)
    return {field: begun.calendar.add_working_days(begun.on, days)[0].isoformat()} if days else {}


def issued(begun: Begun) -> list[dict[str, Any]]:
    """The certificates of an organisation's file, and those that cases about it were decided with since."""
    known = rows.of(begun.facts.get("certificates"))
    numbers = {text(row.get("number")) for row in known}
    cases = reads.visible(begun.actor).filter(process="licence", state="issued", facts__file=begun.dossier)
    found = [dict(row) for row in known]
    for case in cases.order_by("moved_at", "id"):
        facts = case.facts
        if text(facts.get("number")) not in numbers and facts.get("action") in GIVING:
            days = {name: facts[name] for name in ("from_on", "until_on", "home_until") if facts.get(name)}
            found.append({"kind": facts.get("certificate"), "number": facts.get("number"), "standing": "valid", **days})
    return found


def stages(facts: Mapping[str, Any], steps: Sequence[tuple[str, date]], *, calendar: Calendar) -> list[Stage]:
    """Each stage that the limits name, in the order of the procedure. `steps` are those with effect, with their day."""
    longest: dict[str, Mapping[str, Any]] = {}
    for row in of_case(facts):
        stage = str(row.get("stage"))
        if _days(row) and stage in BEGINS and _days(row) > _days(longest.get(stage, {})):
            longest[stage] = row
    begun_on = stated.day(facts.get("received_on"))
    return [_stage(name, longest[name], steps, begun_on, calendar) for name in BEGINS if name in longest]


def _stage(
    name: str, row: Mapping[str, Any], steps: Sequence[tuple[str, date]], received_on: date | None, calendar: Calendar
) -> Stage:
    place = next((n for n in range(len(steps) - 1, -1, -1) if steps[n][0] in BEGINS[name]), None)
    if name == "whole":
        place = 0 if steps else None
    if place is None:
        return Stage(name, _days(row), str(row.get("ground") or ""))
    begun_on = received_on if steps[place][0] == "receive" and received_on else steps[place][1]
    over = (*OVER[name], *ENDED)
    done_on = next((on for step, on in steps[place + 1 :] if step in over), None)
    stopped, still = _stopped(steps[place:], calendar) if row.get("stops") else (0, False)
    due_on, is_provisional = calendar.add_working_days(begun_on, _days(row) + stopped)
    still = still and not done_on
    ground = str(row.get("ground") or "")
    return Stage(name, _days(row), ground, begun_on, due_on, done_on, stopped, still, is_provisional)


def _stopped(steps: Iterable[tuple[str, date]], calendar: Calendar) -> tuple[int, bool]:
    """Working days between each return and the completion that followed; and whether the clock stands still now."""
    total, since = 0, None
    for step, on in steps:
        if step == "return":
            since = on
        elif since is not None:
            total += calendar.working_days_between(since, on)
            since = None
    return total, since is not None


def _days(row: Mapping[str, Any]) -> int:
    value = row.get("days")
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 3660 else 0
