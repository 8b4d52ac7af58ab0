"""Acts: sealed once, read from their bytes, named by what was signed."""

from datetime import timedelta
from typing import Any

import pytest

from servanda.kernel import acts, jsonbytes, jws
from servanda.kernel.refusals import Refused
from servanda.kernel.times import read_time, write_time
from tests.kernel.agencies import AT, MINISTRY, UNION, dossier_id, opening, payload, seal, signed_payload, with_fields

FIRST = opening(MINISTRY, UNION, title="Visit of a delegation")
NAME = "sha256:" + "0" * 64


def test_an_act_is_named_by_what_was_signed() -> None:
    assert FIRST.id == jws.sha256(FIRST.jws.rpartition(".")[0].encode())


def test_an_act_says_what_was_sealed() -> None:
    reply = seal(
        UNION, FIRST.dossier, [FIRST], to=("mofa.example/office",), under=(FIRST.id,), cls="limited",
        speaks_for=MINISTRY.name, via="phone", parts={"facts": {"day": "2026-12"}, "personal": {"name": "A"}},
    )  # fmt: skip
    again = acts.read(reply.jws, reply.parts)
    assert again == reply
    assert (again.position, again.prev, again.at) == ((1, 1), None, AT)
    assert again.seen == {MINISTRY.name: (1, 1, FIRST.id)}
    assert (again.home, again.agency, again.speaker, again.via) == (MINISTRY.name, UNION.name, MINISTRY.name, "phone")
    assert (again.facts, again.part("content"), again.part("personal")) == ({"day": "2026-12"}, {}, {"name": "A"})


def test_empty_parts_are_not_sent() -> None:
    assert seal(MINISTRY, FIRST.dossier, [FIRST], parts={"facts": {}, "content": {}}).hashes == {}


def test_equal_parts_have_unequal_hashes() -> None:
    assert acts.write_part({"a": 1}) != acts.write_part({"a": 1})
    assert acts.write_part({"a": 1}, bytes(16)) == b'{"data":{"a":1},"salt":"AAAAAAAAAAAAAAAAAAAAAA"}'


def test_unknown_fields_survive() -> None:
    newer = with_fields(FIRST, MINISTRY.key, colour={"of": ["the", "future"]})
    assert payload(acts.read(newer.jws, newer.parts))["colour"] == {"of": ["the", "future"]}
    assert newer.id != FIRST.id


def test_an_internal_act_is_no_shared_act() -> None:
    note = seal(MINISTRY, FIRST.dossier, [], internal=True)
    assert acts.read(note.jws, note.parts, internal=True) == note
    with pytest.raises(Refused) as refused:
        acts.read(note.jws, note.parts)
    assert refused.value.code == "bad_header"


def test_a_dossier_id_is_its_home_and_chance() -> None:
    made = {acts.new_dossier_id(MINISTRY.name) for _ in range(50)}
    assert len(made) == 50
    assert all(acts.DOSSIER.fullmatch(name) and name.startswith("mofa.example/") for name in made)


WRONG: list[tuple[str, Any]] = [
    ("v", 2), ("v", True), ("v", "1"),
    ("lane", None), ("lane", ["mofa.example", 1, 1]), ("lane", ["mofa.example", 0, 1, None]),
    ("lane", ["mofa.example", 1, True, None]), ("lane", ["mofa.example", 1, 2**31, NAME]),
    ("lane", ["mofa.example", 1, 1, "sha256:ABC"]), ("lane", ["MOFA.example", 1, 1, None]),
    ("lane", ["a" * 200 + ".example", 1, 1, None]), ("lane", ["union.example", 1, 1, None]),
    ("dossier", "mofa.example"), ("dossier", "mofa.example/short"), ("dossier", dossier_id(MINISTRY) + "\n"),
    ("kind", "visit"), ("kind", "visit.Announce"), ("kind", ["visit.announce"]),
    ("process", 0), ("process", "1"), ("process", 2**31), ("class", "secret"), ("class", ["public"]),
    ("at", "2026-11-22T04:29:00+00:00"), ("at", "2026-11-22T04:29:00.5Z"), ("at", "2026-02-30T00:00:00Z"),
    ("at", "٢٠٢٦-11-22T04:29:00Z"), ("at", 1), ("at", "2026-11-22T04:29:60Z"),
    ("by", None), ("by", {}), ("by", {"unit": "union.example/office"}), ("by", {"unit": "mofa.example"}),
    ("by", {"unit": "mofa.example/office", "post": 1}), ("by", {"unit": "mofa.example/office", "capacity": "x" * 121}),
    ("to", None), ("to", ["mofa.example"]), ("to", ["mofa.example/x"] * 257),
    ("seen", None), ("seen", {"union.example": [1, 1]}), ("seen", {"union.example": [1, 0, NAME]}),
    ("seen", {"union": [1, 1, NAME]}), ("seen", {f"a{n}.example": [1, 1, NAME] for n in range(65)}),
    ("under", None), ("under", ["sha256:0"]), ("under", NAME),
    ("facts", "sha256:0"), ("facts", None), ("content", 1), ("personal", [NAME]),
    ("for", "union"), ("for", "mofa.example"), ("for", "union.example"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_malformed_envelope_is_refused(field: str, value: Any) -> None:
    token = signed_payload(payload(FIRST) | {field: value}, MINISTRY.key)
    with pytest.raises(Refused) as refused:
        acts.read(token, {})
    assert refused.value.code == "bad_envelope"
    assert refused.value.params["field"] in {field, "via", "by"}


@pytest.mark.parametrize("field", sorted(payload(FIRST).keys() - {"facts"}))
def test_every_field_of_the_envelope_is_needed(field: str) -> None:
    data = payload(FIRST)
    del data[field]
    with pytest.raises(Refused) as refused:
        acts.read(signed_payload(data, MINISTRY.key), {})
    assert (refused.value.code, refused.value.params["field"]) == ("bad_envelope", field)


def test_an_envelope_has_a_limit() -> None:
    token = signed_payload(payload(FIRST) | {"x": "x" * acts.LIMITS["act"]}, MINISTRY.key)
    with pytest.raises(Refused) as refused:
        acts.read(token, {})
    assert refused.value.code == "too_large"


def parts_of(raw: bytes) -> acts.Act:
    """An act that truly signed these bytes as its facts."""
    return acts.read(signed_payload(payload(FIRST) | {"facts": jws.sha256(raw)}, MINISTRY.key), {"facts": raw})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"data":{}}', "bad_part"),
        (b'{"data":{},"salt":"short"}', "bad_part"),
        (b'{"data":{},"salt":["a"]}', "bad_part"),
        (b'{"data":[],"salt":"AAAAAAAAAAAAAAAAAAAAAA"}', "bad_part"),
        (b'{"data":{"a":1.5},"salt":"AAAAAAAAAAAAAAAAAAAAAA"}', "json_float"),
        (b"[]", "not_json"),
        (b'{"data":{},"salt":"' + b"A" * acts.LIMITS["facts"] + b'"}', "too_large"),
    ],
)
def test_a_malformed_part_is_refused_though_it_was_signed(raw: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        acts.check_parts(parts_of(raw))
    assert refused.value.code == code


@pytest.mark.parametrize("parts", [{"facts": acts.write_part({"parties": []})}, {"content": acts.write_part({"a": 1})}])
def test_a_part_that_was_not_signed_is_refused(parts: dict[str, bytes]) -> None:
    with pytest.raises(Refused) as refused:
        acts.check_parts(acts.read(FIRST.jws, parts))
    assert refused.value.code == "bad_part"


def test_a_recalled_part_reads_as_empty_and_the_act_keeps_its_name() -> None:
    recalled = acts.read(FIRST.jws, {})
    acts.check_parts(recalled)
    assert (recalled.id, recalled.facts) == (FIRST.id, {})


def test_a_time_has_one_spelling() -> None:
    at = AT + timedelta(seconds=987_654_321)
    assert read_time(write_time(at)) == at
    assert write_time(at.astimezone()) == write_time(at)


def test_sealing_refuses_what_reading_refuses() -> None:
    with pytest.raises(Refused):
        seal(MINISTRY, FIRST.dossier, [], facts={"share": 0.5})
    with pytest.raises(Refused):
        seal(MINISTRY, FIRST.dossier, [], kind="Visit")


def test_the_payload_is_what_the_specification_prints() -> None:
    assert sorted(payload(FIRST)) == [
        "at", "by", "class", "dossier", "facts", "kind", "lane", "process", "seen", "to", "under", "v",
    ]  # fmt: skip
    assert jsonbytes.write(payload(FIRST)) == jws.unb64(FIRST.jws.split(".")[1])
