"""Cards: signed by the root key, compared by words, replaced only by a later card of the same root."""

from datetime import timedelta
from typing import Any

import pytest

from servanda.kernel import jsonbytes, jws, keys
from servanda.kernel.keys import Card, SigningKeyEntry
from servanda.kernel.refusals import Refused
from tests.kernel.agencies import AT, MINISTRY, UNION, opening

OLD, NEW = UNION.key, MINISTRY.key
ACT = opening(MINISTRY, UNION)
SIGNED, _, SIGNATURE = ACT.jws.rpartition(".")


def card_data() -> dict[str, Any]:
    return jsonbytes.read_object(jws.unb64(MINISTRY.write_card().split(".")[1]), limit=keys.CARD_LIMIT)


def test_a_card_says_what_was_signed() -> None:
    card = MINISTRY.card
    assert (card.agency, card.serial, card.at, card.ceiling) == ("mofa.example", 1, AT, "limited")
    assert card.root == MINISTRY.root.verify_key.encode()
    assert [key.public for key in card.current] == [MINISTRY.key.verify_key.encode()]
    assert keys.read_card(card.jws + "\n") == card


def test_a_fingerprint_is_eight_words_that_can_be_said() -> None:
    words = MINISTRY.card.fingerprint()
    assert len(words.split("-")) == 8
    assert all(len(word) == 5 and word[1] in "aiou" and word[3] in "aiou" for word in words.split("-"))
    assert words != UNION.card.fingerprint()


def test_words_are_compared_as_people_say_them() -> None:
    words = keys.words(MINISTRY.card.root)
    assert keys.same_words("  " + words.upper().replace("-", "  ") + "\n", MINISTRY.card.root)
    assert not keys.same_words(words, UNION.card.root)
    assert not keys.same_words(words[:-6], MINISTRY.card.root)
    assert not keys.same_words("", MINISTRY.card.root)


def test_a_card_is_signed_by_the_root_inside_it() -> None:
    forged = jws.sign(jws.CARD, jsonbytes.write(card_data()), UNION.root)
    with pytest.raises(Refused) as refused:
        keys.read_card(forged)
    assert refused.value.code == "bad_signature"


WRONG: list[tuple[str, Any]] = [
    ("agency", "MOFA"), ("agency", 5), ("agency", None), ("agency", ["mofa.example"]),
    ("serial", "1"), ("serial", 0), ("serial", True), ("serial", 2**31), ("ceiling", "all"), ("ceiling", 1),
    ("keys", []), ("keys", {}), ("keys", [{}]), ("keys", [{"key": "AAAA"}]), ("keys", ["A"]), ("keys", 1),
    ("keys", [{"key": jws.b64(bytes(32)), "retired_at": "2026-11-22T04:29:00Z"}]),
    ("name", "Ministry"), ("name", {"en": 1}), ("name", None), ("processes", [1]), ("processes", {"visit": "1"}),
    ("address", 1), ("address", "x" * 501), ("recipient", None),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_malformed_card_is_refused(field: str, value: Any) -> None:
    token = jws.sign(jws.CARD, jsonbytes.write(card_data() | {field: value}), MINISTRY.root)
    with pytest.raises(Refused) as refused:
        keys.read_card(token)
    assert refused.value.code == "bad_card"
    assert str(refused.value)


@pytest.mark.parametrize("field", ["agency", "serial", "at", "root", "keys", "recipient", "address", "ceiling", "name"])
def test_every_field_of_a_card_is_needed(field: str) -> None:
    data = card_data()
    del data[field]
    with pytest.raises(Refused) as refused:
        keys.read_card(jws.sign(jws.CARD, jsonbytes.write(data), MINISTRY.root))
    assert refused.value.code == "bad_card"


@pytest.mark.parametrize("root", ["AAAA", 5, [], "*"])
def test_a_card_without_a_true_root_is_refused(root: Any) -> None:
    token = jws.sign(jws.CARD, jsonbytes.write(card_data() | {"root": root}), MINISTRY.root)
    with pytest.raises(Refused) as refused:
        keys.read_card(token)
    assert refused.value.code in {"bad_card", "no_signature", "bad_signature"}


def rotated(**changes: Any) -> Card:
    """The ministry's second card: the key that signed ACT is retired, another one is current."""
    entries = (SigningKeyEntry(MINISTRY.key.verify_key.encode(), AT), SigningKeyEntry(UNION.key.verify_key.encode()))
    return keys.read_card(MINISTRY.write_card(**({"serial": 2, "keys": entries} | changes)))


def test_a_current_key_signs() -> None:
    keys.verify_by(MINISTRY.card, SIGNED, jws.unb64(SIGNATURE), covered=False)


def test_a_retired_key_counts_only_where_a_current_statement_covers_it() -> None:
    keys.verify_by(rotated(), SIGNED, jws.unb64(SIGNATURE), covered=True)
    with pytest.raises(Refused) as refused:
        keys.verify_by(rotated(), SIGNED, jws.unb64(SIGNATURE), covered=False)
    assert refused.value.code == "retired_key"


def test_covering_does_not_make_a_strange_key_good() -> None:
    with pytest.raises(Refused) as refused:
        keys.verify_by(UNION.card, SIGNED, jws.unb64(SIGNATURE), covered=True)
    assert refused.value.code == "bad_signature"


def test_a_later_card_follows() -> None:
    keys.check_successor(MINISTRY.card, rotated())
    keys.check_successor(MINISTRY.card, MINISTRY.card)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (UNION.card, "other_key"),
        (keys.read_card(UNION.write_card(agency="mofa.example", serial=9)), "other_key"),
        (keys.read_card(MINISTRY.write_card(serial=1)), "old_card"),
        (keys.read_card(MINISTRY.write_card(serial=2, at=AT + timedelta(1))), "old_card"),
    ],
)
def test_another_root_or_an_older_serial_does_not_follow(new: Card, code: str) -> None:
    with pytest.raises(Refused) as refused:
        keys.check_successor(rotated(), new)
    assert refused.value.code == code
