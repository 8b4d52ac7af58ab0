"""Strict JSON: what one program reads, every other program reads alike."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.kernel import jsonbytes
from servanda.kernel.refusals import Refused

LIMIT = 10_000
texts = st.text(st.characters(exclude_categories=("Cs",)))
numbers = st.integers(-jsonbytes.LARGEST, jsonbytes.LARGEST)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def nested(depth: int, inside: str = "") -> bytes:
    return ("[" * depth + inside + "]" * depth).encode()


BAD = [
    (b"{", "not_json"),
    (b"", "not_json"),
    (b"\xef\xbb\xbf{}", "not_json"),
    (b'"\xff"', "not_json"),
    (b'"\xed\xa0\x80"', "not_json"),  # half of a pair, written out in UTF-8
    (b'"a\nb"', "not_json"),
    (b"01", "not_json"),
    (b"1 2", "not_json"),
    (b"1.0", "json_float"),
    (b"1e2", "json_float"),
    (b"NaN", "json_float"),
    (b"-Infinity", "json_float"),
    (b"9007199254740992", "json_big_number"),
    (b"-9007199254740992", "json_big_number"),
    (b"1" * 5000, "json_big_number"),
    (b'{"a":1,"a":1}', "json_duplicate_key"),
    (b'[{"b":{"a":1,"\\u0061":2}}]', "json_duplicate_key"),
    (b'"\\ud800"', "json_surrogate"),
    (b'{"\\udfff":1}', "json_surrogate"),
    (b'"\\udc00\\ud800"', "json_surrogate"),
    (nested(jsonbytes.DEEPEST + 1), "json_too_deep"),
    (nested(900, '"\\u0061"'), "json_too_deep"),
    (nested(4000), "json_too_deep"),
    (b'"' + b"a" * LIMIT + b'"', "too_large"),
]


@pytest.mark.parametrize(("raw", "code"), BAD)
def test_anything_ambiguous_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        jsonbytes.read(raw, limit=LIMIT)
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize("inside", ["", "1", '"[[["', '"a"'])
def test_depth_counts_arrays_and_objects_and_nothing_else(inside: str) -> None:
    assert jsonbytes.read(nested(jsonbytes.DEEPEST, inside), limit=LIMIT)
    with pytest.raises(Refused, match="nested too deeply"):
        jsonbytes.read(nested(jsonbytes.DEEPEST + 1, inside), limit=LIMIT)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "json_float"),
        ({"a": [2**53]}, "json_big_number"),
        ({"a": ["\ud800"]}, "json_surrogate"),
        (json.loads(nested(jsonbytes.DEEPEST + 1)), "json_too_deep"),
    ],
)
def test_nothing_is_written_that_would_not_be_read(value: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        jsonbytes.write(value)
    assert refused.value.code == code


def test_a_name_that_is_not_text_is_our_mistake() -> None:
    with pytest.raises(TypeError):
        jsonbytes.write({1: "a", "1": "b"})


def test_an_object_is_an_object() -> None:
    assert jsonbytes.read_object(b'{"a":1}', limit=LIMIT) == {"a": 1}
    with pytest.raises(Refused, match="an object is expected"):
        jsonbytes.read_object(b"[]", limit=LIMIT)


def test_bytes_are_compact_sorted_and_not_escaped() -> None:
    assert jsonbytes.write({"b": 1, "a": ["Đối ngoại", True, None]}) == '{"a":["Đối ngoại",true,null],"b":1}'.encode()


def test_the_pair_of_an_escaped_character_is_one_character() -> None:
    assert jsonbytes.read(b'"\\ud83d\\ude00"', limit=LIMIT) == "\N{GRINNING FACE}"


@settings(max_examples=100, derandomize=True, deadline=None)
@given(values)
def test_what_is_written_is_read_again(value: object) -> None:
    raw = jsonbytes.write(value)
    assert jsonbytes.read(raw, limit=10**6) == value
    assert jsonbytes.write(jsonbytes.read(raw, limit=10**6)) == raw
