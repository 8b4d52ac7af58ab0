"""The written form of a duty: what it may say, every fault in it, and the frozen value that it is read into."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from servanda.kernel.recurrences import is_recurrence
from servanda.kernel.refusals import Refused

OPENED = "opened"
DELIVERIES = ("notice", "preparation", "answer", "information", "report")
PRECISIONS = ("day", "month", "year")
RUNGS = ("head", "leadership")
SIDES = ("before", "after")
MEASURES = ("working_days", "days", "hours")
# About ten years: more is a slip of the pen, and could leave the range of dates.
MOST = 3660

Value = str | int | bool
Path = tuple[str | int, ...]
Check = Callable[[Path, Any], Iterator["Fault"]]

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_STEP = re.compile(r"[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*")
_UNIT = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[a-z0-9][a-z0-9._-]*)+")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a duty: where, the refusal's code, and the params of its sentence (`field` among them)."""

    path: Path
    code: str
    params: Mapping[str, Any]


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
    """Who owes whom what, and by when. Exactly one of `opens` and `every` is set; `by` may be None only with `every`."""

    article: str
    id: str
    opens: str | None
    every: str | None
    where: Mapping[str, tuple[Value, ...]]
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
    """The duty that `data` states in this article; raises Refused for the first of `check_duty`'s faults."""
    for fault in check_duty(data):
        raise Refused(fault.code, **fault.params)
    needs = {key: _values(value) for key, value in data.get("needs", {}).items()}
    precision = needs.pop("precision", (None,))[0]
    return Duty(
        article=article_id,
        id=data["id"],
        opens=data.get("opens"),
        every=data.get("every"),
        where={key: _values(value) for key, value in data.get("where", {}).items()},
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


def check_duty(data: Any) -> list[Fault]:
    """Every fault of a duty as it was written, in the order of its keys; empty where `read_duty` will take it."""
    faults = list(_mapping((), data, DUTY_KEYS, required=("id", "debtor", "creditor", "deliver")))
    return faults or list(_whole(data))


def _whole(data: Mapping[str, Any]) -> Iterator[Fault]:
    """What only shows when keys that are right in themselves are read together."""
    by, later = data.get("by"), data.get("or_later")
    if ("opens" in data) == ("every" in data):
        yield _fault((), "duty_opens_or_every")
    if data["debtor"] == data["creditor"]:
        yield _fault(("creditor",), "duty_same_party", value=data["creditor"])
    if by is None and "every" not in data:
        yield _fault(("by",), "duty_by_missing")
    if "every" in data:
        yield from (_fault((key,), "duty_every_has_no_facts") for key in ("where", "or_later") if key in data)
        if by is not None and _fact(by) != OPENED:
            yield _fault(("by",), "duty_every_from_opened")
    elif by is not None and by.get("before") == OPENED:
        yield _fault(("by",), "duty_before_opened")
    if later is not None and later.get("before") == OPENED:
        yield _fault(("or_later",), "duty_before_opened")
    if "precision" in data.get("needs", {}) and (by is None or _fact(by) == OPENED):
        yield _fault(("needs", "precision"), "duty_precision_needs_date")


def _mapping(path: Path, value: Any, checks: Mapping[str, Check], *, required: tuple[str, ...] = ()) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield _fault(path, "duty_mapping_wanted")
        return
    for key in value:
        if key not in checks:
            yield _fault((*path, str(key)), "duty_key_unknown", known=", ".join(checks))
    for key in required:
        if key not in value:
            yield _fault((*path, key), "duty_key_missing")
    for key, check in checks.items():
        if key in value:
            yield from check((*path, key), value[key])


def _list(path: Path, value: Any, check: Check) -> Iterator[Fault]:
    if not isinstance(value, list) or not value:
        yield _fault(path, "duty_list_wanted")
        return
    for number, item in enumerate(value):
        yield from check((*path, number), item)


def _facts(path: Path, value: Any) -> Iterator[Fault]:
    if not isinstance(value, Mapping) or not value:
        yield _fault(path, "duty_mapping_wanted")
        return
    for key, allowed in value.items():
        yield from _name((*path, str(key)), key)
        yield from _list((*path, str(key)), allowed, _value)


def _needs(path: Path, value: Any) -> Iterator[Fault]:
    if not isinstance(value, Mapping) or not value:
        yield _fault(path, "duty_mapping_wanted")
        return
    for key, wanted in value.items():
        inner = (*path, str(key))
        if key == "precision":
            yield from _word(*PRECISIONS)(inner, wanted)
        else:
            yield from _name(inner, key)
            yield from _list(inner, wanted if isinstance(wanted, list) else [wanted], _value)


def _rule(path: Path, value: Any) -> Iterator[Fault]:
    fact: dict[str, Check] = dict.fromkeys(SIDES, _name)
    count: dict[str, Check] = {"working_days": _number(0), "days": _number(0), "hours": _number(1)}
    faults = list(_mapping(path, value, fact | count))
    yield from faults
    if faults:
        return
    if sum(side in value for side in SIDES) != 1:
        yield _fault(path, "duty_before_or_after")
    elif sum(measure in value for measure in MEASURES) != 1:
        yield _fault(path, "duty_one_measure")
    elif "hours" in value and value.get("after") != OPENED:
        yield _fault(path, "duty_hours_from_opened")


def _reminders(path: Path, value: Any) -> Iterator[Fault]:
    return _list(
        path, value, lambda at, item: _mapping(at, item, {"working_days": _number(0)}, required=("working_days",))
    )


def _ladder(path: Path, value: Any) -> Iterator[Fault]:
    checks: dict[str, Check] = {"after_working_days": _number(1), "to": _word(*RUNGS)}
    return _list(path, value, lambda at, item: _mapping(at, item, checks, required=tuple(checks)))


def _name(path: Path, value: Any) -> Iterator[Fault]:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        yield _fault(path, "duty_name_wrong", value=_shown(value))


def _step(path: Path, value: Any) -> Iterator[Fault]:
    if not isinstance(value, str) or not _STEP.fullmatch(value):
        yield _fault(path, "duty_step_wrong", value=_shown(value))


def _every(path: Path, value: Any) -> Iterator[Fault]:
    if not is_recurrence(value):
        yield _fault(path, "duty_every_unknown", value=_shown(value))


def _party(path: Path, value: Any) -> Iterator[Fault]:
    if value not in ("owner", "counterpart") and not (isinstance(value, str) and _UNIT.fullmatch(value)):
        yield _fault(path, "duty_party_unknown", value=_shown(value))


def _yes_no(path: Path, value: Any) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield _fault(path, "duty_yes_no_wanted")


def _value(path: Path, value: Any) -> Iterator[Fault]:
    if not isinstance(value, str | int):
        yield _fault(path, "duty_value_wanted")


def _word(*known: str) -> Check:
    def check(path: Path, value: Any) -> Iterator[Fault]:
        if value not in known:
            yield _fault(path, "duty_word_unknown", value=_shown(value), known=", ".join(known))

    return check


def _number(least: int) -> Check:
    def check(path: Path, value: Any) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST:
            yield _fault(path, "duty_number_wanted", least=least, most=MOST)

    return check


def _fault(path: Path, code: str, **params: Any) -> Fault:
    return Fault(path, code, {"field": ".".join(map(str, path)) or "duty", **params})


def _shown(value: Any) -> str:
    return str(value)[:40]


def _fact(rule: Mapping[str, Any]) -> str:
    return str(rule.get("before") or rule.get("after"))


def _values(value: Any) -> tuple[Value, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _read_rule(data: Mapping[str, Any] | None) -> Rule | None:
    if data is None:
        return None
    side: Literal["before", "after"] = "before" if "before" in data else "after"
    measures: tuple[Literal["working_days", "days", "hours"], ...] = ("working_days", "days", "hours")
    measure = next(measure for measure in measures if measure in data)
    return Rule(side=side, fact=data[side], measure=measure, count=data[measure])


DUTY_KEYS: dict[str, Check] = {
    "id": _name,
    "opens": _step,
    "every": _every,
    "where": _facts,
    "debtor": _party,
    "creditor": _party,
    "deliver": _word(*DELIVERIES),
    "needs": _needs,
    "by": _rule,
    "or_later": _rule,
    "accept": _yes_no,
    "remind": _reminders,
    "ladder": _ladder,
}
