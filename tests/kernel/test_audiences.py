"""Who may read, what may leave, and how high a class may go."""

import pytest

from servanda.kernel.acts import CLASSES
from servanda.kernel.audiences import STATE_SECRETS, Actor, check_class, leaves, sees
from servanda.kernel.refusals import Refused

DESK = Actor("mofa.example", "o-1", "mofa.example/europe", units=frozenset({"mofa.example/asia"}))


@pytest.mark.parametrize(
    ("readers", "seen"),
    [
        (["mofa.example/europe"], True),
        (["mofa.example/asia", "union.example/x"], True),
        (["mofa.example/africa"], False),
        (["mofa.example"], False),
        ([], False),
    ],
)
def test_a_desk_reads_what_its_units_read(readers: list[str], seen: bool) -> None:
    assert sees(DESK, readers) is seen


@pytest.mark.parametrize(
    ("role", "seen"), [("desk", False), ("head", False), ("admin", False), ("leadership", True), ("clerk", True)]
)
def test_only_leadership_and_clerks_read_everything(role: str, seen: bool) -> None:
    assert sees(Actor("mofa.example", "o-1", "mofa.example/europe", role=role), ["mofa.example/africa"]) is seen


def test_shared_entries_go_to_every_party_and_internal_ones_to_nobody() -> None:
    parties = ["mofa.example", "union.example"]
    assert leaves("union.example", parties, internal=False)
    assert not leaves("museum.example", parties, internal=False)
    assert not leaves("union.example", parties, internal=True)


@pytest.mark.parametrize("ceiling", CLASSES)
@pytest.mark.parametrize("cls", CLASSES)
def test_a_class_stays_below_every_ceiling(cls: str, ceiling: str) -> None:
    above = CLASSES.index(cls) > CLASSES.index(ceiling)
    is_networked = cls in STATE_SECRETS and ceiling not in STATE_SECRETS
    expected = "state_secret" if is_networked else "above_ceiling" if above else ""
    assert code_of(cls, {"mofa.example": "tuyet-mat", "union.example": ceiling}) == expected


def test_an_isolated_system_may_hold_secrets_up_to_its_ceiling() -> None:
    check_class("mat", {"mofa.example": "toi-mat"})
    with pytest.raises(Refused):
        check_class("tuyet-mat", {"mofa.example": "toi-mat"})


def test_an_unknown_class_is_refused() -> None:
    assert code_of("secret", {}) == "bad_envelope"


def test_who_acts_is_written_into_the_entry() -> None:
    assert DESK.by().to_wire() == {"unit": "mofa.example/europe", "post": "desk", "officer": "o-1"}


def code_of(cls: str, ceilings: dict[str, str]) -> str:
    try:
        check_class(cls, ceilings)
    except Refused as refused:
        return refused.code
    return ""
