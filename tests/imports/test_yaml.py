"""What YAML can do beyond plain data is refused where it stands, and nothing makes the reader fall over."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.imports.agreements import read_agreement
from servanda.imports.faults import Faulty
from servanda.imports.yaml_tree import LIMIT, read_tree
from tests.imports.files import faults_of
from tests.imports.test_agreements import MUSEUMS

TODAY = date(2026, 11, 23)
BOMB = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(ord("a"), ord("y"))
)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "line", "column", "code"),
    [
        (b"a: 1\nb: !!python/object:os.system x\n", 2, 4, "yaml_tag"),
        (b"a: &x 1\nb: *x\n", 2, 4, "yaml_alias"),
        (b"a: {b: 1,\n  b: 2}\n", 2, 3, "yaml_key_twice"),
        (b"? [a]\n: b\n", 1, 3, "yaml_key_wanted"),
        (b"a: 1\n---\nb: 2\n", 2, 1, "yaml_one_document"),
        (b'a: "x\\ud800"', 1, 4, "import_strange_character"),
    ],
)
def test_what_is_not_plain_is_placed(raw: bytes, line: int, column: int, code: str) -> None:
    (fault,) = read_tree(raw).faults
    assert (fault.line, fault.column, fault.code) == (line, column, code)


@pytest.mark.parametrize(
    ("raw", "line", "code"),
    [
        (b"a: 1\n b: [\n", 2, "yaml_not_readable"),
        (b"a: 1\nb: \x01\n", 2, "yaml_not_readable"),
        (b'a: "\\UFFFFFFFF"', 1, "yaml_not_readable"),
        (b"a: b\n" + b"[" * 5000, 2, "yaml_not_readable"),
        (b"[" * 5000, 1, "yaml_too_deep"),
        (b"a: " + b"{b: " * 400, 1, "yaml_too_deep"),
        (b"a: 1\n\xff\n", 2, "file_not_utf8"),
        (b"#" * (LIMIT + 1), 1, "too_large"),
    ],
)
def test_what_cannot_be_read_on_is_refused(raw: bytes, line: int, code: str) -> None:
    fault = faults_of(read_tree, raw)[-1]
    assert (fault.line, fault.code) == (line, code)


def test_a_bomb_of_references_is_not_followed() -> None:
    assert {fault.code for fault in read_tree(BOMB).faults} == {"yaml_alias"}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80) | st.text("{}[]:,-&*!|>'\"\\?%@`#~ \n\tab0.uU", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        read_tree(raw)
    except Faulty as faulty:
        assert faulty.faults


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_broken_agreement_is_refused_and_never_a_crash(data: st.DataObject) -> None:
    lines = MUSEUMS.decode().split("\n")
    number = data.draw(st.integers(0, len(lines) - 1))
    key = lines[number].partition(":")[0]
    value = data.draw(st.sampled_from(["", "[]", "{}", "[[x]]", "{a: b}", "1", "-1", "true", "x", '"\\n"', "[1, {}]"]))
    lines[number] = data.draw(st.sampled_from([f"{key}: {value}", value, "", f"{lines[number]} {value}"]))
    try:
        read_agreement("\n".join(lines).encode(), today=TODAY)
    except Faulty as faulty:
        assert str(faulty)
