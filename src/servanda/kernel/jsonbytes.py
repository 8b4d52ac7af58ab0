"""JSON that two programs cannot read differently: no floats, large integers, duplicate keys or lone surrogates."""

import json
import re
from collections import Counter
from typing import Any

from servanda.kernel.refusals import Refused

LARGEST = 2**53 - 1
# An escaped NUL, and not an escaped backslash before the letters: databases cannot hold that character.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
DEEPEST = 32


def read(raw: bytes, *, limit: int) -> Any:
    """Parse `raw`; raise Refused (too_large, not_json, json_*) for anything that is not strict JSON in UTF-8."""
    if len(raw) > limit:
        raise Refused("too_large", size=len(raw), limit=limit)
    try:
        text = raw.decode("utf-8")
        value = _strict.decode(text)
    except RecursionError:
        raise Refused("json_too_deep") from None
    except ValueError as error:
        raise Refused("not_json", why=str(error)) from None
    if text.count("[") + text.count("{") > DEEPEST:
        _check(value, DEEPEST)
    if b"\\u" in raw:
        _encode(json.dumps(value, ensure_ascii=False))
    return value


def read_object(raw: bytes, *, limit: int) -> dict[str, Any]:
    """Like `read`, and the value must be an object."""
    value = read(raw, limit=limit)
    if not isinstance(value, dict):
        raise Refused("not_json", why="an object is expected")
    return value


def write(value: Any) -> bytes:
    """The bytes that we sign: compact, keys sorted, UTF-8. Raises Refused for what `read` would refuse."""
    _check(value, DEEPEST)
    return _encode(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False))


def _no_float(_: str) -> Any:
    raise Refused("json_float")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > LARGEST:
        raise Refused("json_big_number")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("json_duplicate_key", key=Counter(key for key, _ in pairs).most_common(1)[0][0])
    return found


def _encode(text: str) -> bytes:
    if "\\u0000" in text and _NUL.search(text):
        raise Refused("json_nul")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("json_surrogate") from None


def _check(value: Any, depth: int) -> None:
    """Numbers as allowed, names as text, and at most `depth` arrays and objects inside each other."""
    if isinstance(value, float):
        raise Refused("json_float")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Refused("json_big_number")
    if isinstance(value, dict | list | tuple):
        if depth == 0:
            raise Refused("json_too_deep")
        if isinstance(value, dict) and not all(isinstance(name, str) for name in value):
            raise TypeError("a name must be text")
        for item in value.values() if isinstance(value, dict) else value:
            _check(item, depth - 1)


_strict = json.JSONDecoder(
    parse_float=_no_float, parse_constant=_no_float, parse_int=_integer, object_pairs_hook=_object
)
