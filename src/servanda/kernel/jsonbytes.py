"""JSON that two programs cannot read differently: no floats, large integers, duplicate keys or lone surrogates."""

import json
from typing import Any

from servanda.kernel.refusals import Refused

LARGEST = 2**53 - 1
DEEPEST = 32


def read(raw: bytes, *, limit: int) -> Any:
    """Parse `raw`; raise Refused (too_large, not_json, json_*) for anything that is not strict JSON in UTF-8."""
    if len(raw) > limit:
        raise Refused("too_large", size=len(raw), limit=limit)
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text, parse_float=_no_float, parse_constant=_no_float, parse_int=_integer, object_pairs_hook=_object
        )
    except RecursionError:
        raise Refused("json_too_deep") from None
    except ValueError as error:
        raise Refused("not_json", why=str(error)) from None
    if b"\\u" in raw:
        _check_text(value)
    if text.count("[") + text.count("{") > DEEPEST:
        _check_depth(value, DEEPEST)
    return value


def read_object(raw: bytes, *, limit: int) -> dict[str, Any]:
    """Like `read`, and the value must be an object."""
    value = read(raw, limit=limit)
    if not isinstance(value, dict):
        raise Refused("not_json", why="an object is expected")
    return value


def write(value: Any) -> bytes:
    """The bytes that we sign: compact, keys sorted, UTF-8. Raises Refused for what `read` would refuse."""
    _check_numbers(value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("json_surrogate") from None


def _no_float(_: str) -> Any:
    raise Refused("json_float")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > LARGEST:
        raise Refused("json_big_number")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        raise Refused("json_duplicate_key", key=next(k for k, _ in pairs if k in seen or seen.add(k)))
    return found


def _check_text(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("json_surrogate") from None


def _check_depth(value: Any, left: int) -> None:
    if left == 0:
        raise Refused("json_too_deep")
    if isinstance(value, dict):
        for item in value.values():
            _check_depth(item, left - 1)
    elif isinstance(value, list):
        for item in value:
            _check_depth(item, left - 1)


def _check_numbers(value: Any) -> None:
    if isinstance(value, float):
        raise Refused("json_float")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Refused("json_big_number")
    if isinstance(value, dict):
        for item in value.values():
            _check_numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_numbers(item)
