"""The one door: every numbered step has entries that it refuses, or keeps waiting."""

from datetime import timedelta
from typing import Any

import pytest

from servanda.kernel import acts, door, jws, keys
from servanda.kernel.acts import Act
from servanda.kernel.keys import SigningKeyEntry
from servanda.kernel.refusals import Refused
from tests.kernel.agencies import (
    AT,
    MINISTRY,
    MUSEUM,
    STRANGER,
    UNION,
    Agency,
    dossier_id,
    opening,
    payload,
    seal,
    signed_payload,
    with_fields,
)
from tests.kernel.model import Peer

FIRST = opening(MINISTRY, UNION, MUSEUM)
D = FIRST.dossier
OTHER = opening(MINISTRY, UNION, text="other")


def union(*known: Act, **changes: Any) -> Peer:
    """The union as the receiver, which knows these acts."""
    peer = Peer(UNION, **changes)
    for act in known:
        peer.keep(act)
    return peer


def admit(act: Act, *known: Act, here: Peer | None = None, covered: bool = False) -> Act:
    peer = here or union(*known)
    return door.admit(act.jws, act.parts, peer, now=peer.now, covered=covered).act


def refusal(act: Act, *known: Act, **how: Any) -> str:
    with pytest.raises(Refused) as refused:
        admit(act, *known, **how)
    assert str(refused.value)
    return refused.value.code


def test_a_good_entry_comes_in_as_it_was_sealed() -> None:
    assert admit(FIRST) == FIRST
    assert admit(seal(MUSEUM, D, [FIRST]), FIRST).agency == MUSEUM.name


def test_a_good_entry_comes_in_twice_alike() -> None:
    assert admit(FIRST, FIRST) == admit(FIRST)


# 1


@pytest.mark.parametrize("typ", [jws.INTERNAL, jws.CARD, jws.HEAD, jws.RECEIPT, jws.REQUEST])
def test_1_another_purpose(typ: str) -> None:
    token = signed_payload(payload(FIRST), MINISTRY.key, typ)
    with pytest.raises(Refused) as refused:
        door.read(token, {})
    assert refused.value.code == "bad_header"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "no_signature"),
        (FIRST.jws.rpartition(".")[0], "no_signature"),
        ("x" * 3 * acts.LIMITS["act"], "too_large"),
        (signed_payload([], MINISTRY.key), "not_json"),
        (jws.sign(jws.ACT, b'{"v":1,"v":1}', MINISTRY.key), "json_duplicate_key"),
        (signed_payload({"v": 1}, MINISTRY.key), "bad_envelope"),
    ],
)
def test_1_not_the_bytes_of_an_entry(token: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        door.admit(token, {}, union(), now=AT, covered=False)
    assert refused.value.code == code


# 2


def test_2_an_author_without_a_card() -> None:
    assert refusal(FIRST, here=union(cards={})) == "unknown_agency"


@pytest.mark.parametrize("key", [UNION.key, MINISTRY.root, STRANGER.key])
def test_2_signed_by_anyone_else(key: Any) -> None:
    assert refusal(with_fields(FIRST, key)) == "bad_signature"


@pytest.mark.parametrize("signature", ["", "AAAA", jws.b64(bytes(64))])
def test_2_not_signed(signature: str) -> None:
    unsigned = acts.read(f"{FIRST.jws.rpartition('.')[0]}.{signature}", FIRST.parts)
    assert refusal(unsigned) == "bad_signature"


def test_2_a_retired_key_without_cover() -> None:
    entries = (SigningKeyEntry(MINISTRY.key.verify_key.encode(), AT), SigningKeyEntry(STRANGER.key.verify_key.encode()))
    card = keys.read_card(MINISTRY.write_card(serial=2, keys=entries))
    here = union(cards={MINISTRY.name: card})
    assert refusal(FIRST, here=here) == "retired_key"
    assert admit(FIRST, here=here, covered=True) == FIRST


# 3


def test_3_disowned() -> None:
    assert refusal(FIRST, here=union(disowned={FIRST.id})) == "disowned"


# 4


@pytest.mark.parametrize(
    ("cls", "code"), [("limited", "above_ceiling"), ("mat", "state_secret"), ("tuyet-mat", "state_secret")]
)
def test_4_above_the_ceiling(cls: str, code: str) -> None:
    assert refusal(seal(MINISTRY, D, [FIRST], cls=cls), here=union(FIRST, ceiling="internal")) == code


# 5


def test_5_a_part_that_is_not_what_was_signed() -> None:
    forged = acts.read(FIRST.jws, {"facts": acts.write_part({"parties": [MINISTRY.name, UNION.name]})})
    assert refusal(forged) == "bad_part"


def test_5_a_part_that_nobody_signed() -> None:
    assert refusal(acts.read(FIRST.jws, {**FIRST.parts, "content": acts.write_part({"text": "x"})})) == "bad_part"


def test_5_a_recalled_part_is_absent_and_the_act_is_the_same() -> None:
    told = seal(MINISTRY, D, [FIRST], parts={"facts": {"a": 1}, "content": {"b": 1}, "personal": {"c": 1}})
    recalled = acts.read(told.jws, {"facts": told.parts["facts"]})
    assert admit(recalled, FIRST).id == told.id


# 6


def test_6_from_the_future() -> None:
    assert refusal(seal(MINISTRY, D, [FIRST], at=AT + door.AHEAD + timedelta(seconds=1)), FIRST) == "from_future"
    soon = seal(MINISTRY, D, [FIRST], at=AT + door.AHEAD)
    assert admit(soon, FIRST) == soon


# 7


def open_by(author: Agency, parties: Any) -> Act:
    return seal(author, dossier_id(MINISTRY), facts={"parties": parties})


def test_7_opened_by_another_than_the_home() -> None:
    act = open_by(MUSEUM, [MINISTRY.name, UNION.name, MUSEUM.name])
    assert refusal(act) == refusal(act, FIRST) == "not_home"


def test_7_the_answer_to_an_opening_builds_on_it_whether_or_not_it_is_here() -> None:
    """Were it judged by what is here, two peers would judge it differently."""
    loose = seal(MUSEUM, D)
    assert refusal(loose) == refusal(loose, FIRST) == "not_home"


@pytest.mark.parametrize("parties", [None, "mofa.example", [1], ["MOFA"], {"mofa.example": 1}])
def test_7_an_opening_without_parties(parties: Any) -> None:
    assert refusal(open_by(MINISTRY, parties)) == "bad_envelope"
    assert refusal(acts.read(FIRST.jws, {})) == "bad_envelope"


def test_7_a_second_opening_with_other_parties() -> None:
    assert refusal(open_by(MINISTRY, [MINISTRY.name, UNION.name]), FIRST) == "bad_chain"
    again = seal(MINISTRY, D, facts={"parties": [MUSEUM.name, UNION.name, MINISTRY.name], "title": "other"})
    assert admit(again, FIRST) == again


def test_7_what_builds_on_another_dossier_is_not_kept_waiting() -> None:
    astray = seal(MINISTRY, D, epoch=1, n=2, prev=OTHER.id)
    assert refusal(astray, OTHER) == "bad_chain"


# 8


def test_8_an_author_who_is_no_party() -> None:
    assert refusal(seal(STRANGER, D, [FIRST]), FIRST) == "not_a_party"
    assert refusal(open_by(MINISTRY, [UNION.name, MUSEUM.name])) == "not_a_party"


def test_8_a_receiver_who_is_no_party() -> None:
    assert refusal(open_by(MINISTRY, [MINISTRY.name, MUSEUM.name])) == "not_a_party"


def test_8_reported_words_of_someone_who_is_no_party() -> None:
    assert refusal(seal(MINISTRY, D, [FIRST], speaks_for=STRANGER.name), FIRST) == "not_a_party"
    assert admit(seal(MINISTRY, D, [FIRST], speaks_for=MUSEUM.name), FIRST).speaker == MUSEUM.name


# 9


def waiting(act: Act, *known: Act) -> list[str]:
    with pytest.raises(door.Missing) as missing:
        admit(act, *known)
    assert missing.value.act == act
    return missing.value.names


def test_9_the_dossier_is_not_here_yet() -> None:
    assert waiting(seal(MUSEUM, D, [FIRST])) == [FIRST.id]


def test_9_a_predecessor_something_seen_or_an_agreement_is_not_here_yet() -> None:
    second = seal(MINISTRY, D, [FIRST])
    third = seal(MINISTRY, D, [FIRST, second])
    assert waiting(third, FIRST) == [second.id]
    assert waiting(seal(MUSEUM, D, [FIRST, second]), FIRST) == [second.id]
    assert waiting(seal(MUSEUM, D, [FIRST], under=(OTHER.id,)), FIRST) == [OTHER.id]
    assert admit(third, FIRST, second) == third


def test_9_what_waits_was_verified_as_far_as_it_goes() -> None:
    assert refusal(with_fields(seal(MUSEUM, D, [FIRST]), STRANGER.key)) == "bad_signature"


# 10

SECOND = seal(MINISTRY, D, [FIRST])
REPLY = seal(UNION, D, [FIRST])


@pytest.mark.parametrize(
    "place",
    [
        {"n": 3, "prev": FIRST.id},
        {"n": 1, "prev": FIRST.id},
        {"n": 3, "prev": REPLY.id},
        {"n": 2, "prev": OTHER.id},
        {"epoch": 2, "n": 2, "prev": SECOND.id},
        {"n": 2, "prev": None, "seen": {UNION.name: (1, 1, REPLY.id)}},
    ],
)
def test_10_a_broken_chain(place: dict[str, Any]) -> None:
    assert refusal(seal(MINISTRY, D, [FIRST, SECOND], **place), FIRST, SECOND, REPLY, OTHER) == "bad_chain"


INTERNAL = seal(UNION, D, [], internal=True, n=1, prev=None)


@pytest.mark.parametrize(
    "seen",
    [
        {UNION.name: (1, 2, REPLY.id)},
        {UNION.name: (2, 1, REPLY.id)},
        {MUSEUM.name: (1, 1, REPLY.id)},
        {UNION.name: (1, 1, SECOND.id)},
        {UNION.name: (1, 1, OTHER.id)},
        {UNION.name: (1, 1, INTERNAL.id)},
        {MINISTRY.name: (1, 1, FIRST.id)},
    ],
)
def test_10_heads_that_are_not_true(seen: dict[str, Any]) -> None:
    act = seal(MINISTRY, D, [FIRST, SECOND], seen=seen)
    assert refusal(act, FIRST, SECOND, REPLY, OTHER, INTERNAL) == "bad_chain"


@pytest.mark.parametrize("under", [(), (OTHER.id,)])
def test_10_dated_before_what_it_builds_on(under: tuple[str, ...]) -> None:
    later = seal(UNION, D, [FIRST], at=AT + timedelta(minutes=1))
    sooner = seal(MUSEUM, D, [FIRST], seen={UNION.name: (1, 1, later.id)}, at=AT, under=under)
    assert refusal(sooner, FIRST, later, OTHER) == "before_past"


def test_10_both_of_two_acts_for_one_place_come_in() -> None:
    twin = seal(MINISTRY, D, [FIRST], facts={"a": 1})
    assert twin.position == SECOND.position
    assert admit(twin, FIRST, SECOND) == twin
