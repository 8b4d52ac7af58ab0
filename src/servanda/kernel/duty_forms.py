"""A duty as it stands in an agreement: who owes whom what, opened by which step, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from servanda.kernel.duty_checks import HOURS, OPENED, check_duty
from servanda.kernel.refusals import Refused

Value = str | int | bool


@dataclass(frozen=True)
class Rule:
    """`count` of `measure` before or after a day: that of the fact `fact`, or of the opening act (`opened`)."""

    side: Literal["before", "after"]
    fact: str
    measure: Literal["working_days", "days", "hours"]
    count: int


@dataclass(frozen=True)
class Rung:
    """Who on the debtor's own side hears of it so many working days after the day it was due."""

    after_working_days: int
    to: str


@dataclass(frozen=True)
class Duty:
    """Who owes whom what, and by when. Either `opens` or `every` is set; `by` is None only with `every`."""

    article: str
    id: str
    opens: str | None
    every: str | None
    where: Mapping[str, tuple[Value, ...]]
    unless: Mapping[str, tuple[Value, ...]]
    debtor: str
    creditor: str
    deliver: str
    precision: str | None
    needs: Mapping[str, tuple[Value, ...]]
    by: Rule | None
    or_later: Rule | None
    accept: bool
    remind: tuple[int, ...]
    ladder: tuple[Rung, ...]

    @property
    def clause(self) -> str:
        return f"{self.article}/{self.id}"


def read_duty(article_id: str, data: Any) -> Duty:
    """The duty that `data` states in this article; raises Refused for the first of `check_duty`'s faults.

    Hours after the opening act are agreed no more; where a version states them, they are read as it was signed.
    """
    for fault in check_duty(data):
        if fault.code != HOURS or data[fault.path[0]].get("after") != OPENED:
            raise Refused(fault.code, **fault.params)
    needs = {key: _values(value) for key, value in data.get("needs", {}).items()}
    precision = needs.pop("precision", (None,))[0]
    return Duty(
        article=article_id,
        id=data["id"],
        opens=data.get("opens"),
        every=data.get("every"),
        where={key: _values(value) for key, value in data.get("where", {}).items()},
        unless={key: _values(value) for key, value in data.get("unless", {}).items()},
        debtor=data["debtor"],
        creditor=data["creditor"],
        deliver=data["deliver"],
        precision=None if precision is None else str(precision),
        needs=needs,
        by=_read_rule(data.get("by")),
        or_later=_read_rule(data.get("or_later")),
        accept=data.get("accept", True),
        remind=tuple(item["working_days"] for item in data.get("remind", [])),
        ladder=tuple(Rung(item["after_working_days"], item["to"]) for item in data.get("ladder", [])),
    )


def _values(value: Any) -> tuple[Value, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _read_rule(data: Mapping[str, Any] | None) -> Rule | None:
    if data is None:
        return None
    side: Literal["before", "after"] = "before" if "before" in data else "after"
    measures: tuple[Literal["working_days", "days", "hours"], ...] = ("working_days", "days", "hours")
    measure = next(measure for measure in measures if measure in data)
    return Rule(side=side, fact=data[side], measure=measure, count=data[measure])
