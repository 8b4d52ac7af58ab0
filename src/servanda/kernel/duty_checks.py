"""Every fault in a duty as it was written, each with its place and the sentence that names the way out."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.kernel.acts import KIND, UNIT
from servanda.kernel.recurrences import is_recurrence

OPENED = "opened"
DELIVERIES = ("notice", "preparation", "answer", "information", "report", "action", "support", "opinion")
PRECISIONS = ("day", "month", "year")
RUNGS = ("head", "leadership")
SIDES = ("before", "after")
# A board says of each day what is late, and a day has one end: hours would count as whole days.
HOURS = "duty_hours"
MEASURES = ("working_days", "days", "hours")
# About ten years: more is a slip of the pen, and could leave the range of dates.
MOST = 3660

Path = tuple[str | int, ...]
Check = Callable[[Path, Any], Iterator["Fault"]]

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a duty: where, the refusal's code, and the params of its sentence (`field` among them)."""

    path: Path
    code: str
    params: Mapping[str, Any]


def check_duty(data: Any) -> list[Fault]:
    """All faults, key by key and then those between keys; empty where it may be agreed. `read_duty` will take that."""
    faults = list(_mapping((), data, DUTY_KEYS, required=("id", "debtor", "creditor", "deliver")))
    return [*faults, *_between(data)] if isinstance(data, Mapping) else faults


def _between(data: Mapping[str, Any]) -> Iterator[Fault]:
    """What only shows when several keys are read together; keys that are wrong in themselves are passed over."""
    if ("opens" in data) == ("every" in data):
        yield _fault((), "duty_opens_or_every")
    if "debtor" in data and data["debtor"] == data.get("creditor"):
        yield _fault(("creditor",), "duty_same_party", value=_shown(data["creditor"]))
    if "every" in data:
        yield from (_fault((key,), "duty_every_has_no_facts") for key in ("where", "unless", "or_later") if key in data)
        if _anchor(data, "by") not in (None, OPENED):
            yield _fault(("by",), "duty_every_from_opened")
    else:
        if "by" not in data:
            yield _fault(("by",), "duty_by_missing")
        for key in ("by", "or_later"):
            if _anchor(data, key) == OPENED and "before" in data[key]:
                yield _fault((key,), "duty_before_opened")
    needs = data.get("needs")
    dateless = "by" not in data or _anchor(data, "by") == OPENED
    if dateless and isinstance(needs, Mapping) and "precision" in needs:
        yield _fault(("needs", "precision"), "duty_precision_needs_date")


def _anchor(data: Mapping[str, Any], key: str) -> Any:
    """What the rule under `key` counts from, or None where that cannot be told."""
    rule = data.get(key)
    return rule.get("before", rule.get("after")) if isinstance(rule, Mapping) else None


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
    elif "hours" in value:
        yield _fault((*path, "hours"), HOURS)


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
    if not isinstance(value, str) or not KIND.fullmatch(value):
        yield _fault(path, "duty_step_wrong", value=_shown(value))


def _every(path: Path, value: Any) -> Iterator[Fault]:
    if not is_recurrence(value):
        yield _fault(path, "duty_every_unknown", value=_shown(value))


def _party(path: Path, value: Any) -> Iterator[Fault]:
    if value not in ("owner", "counterpart") and not (isinstance(value, str) and UNIT.fullmatch(value)):
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


DUTY_KEYS: dict[str, Check] = {
    "id": _name,
    "opens": _step,
    "every": _every,
    "where": _facts,
    "unless": _facts,
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
