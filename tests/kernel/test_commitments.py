"""Commitments: every row of the printed tables, and that the printed tables are the ones that the code follows."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.kernel import commitments
from servanda.kernel.commitments import CREDITOR, CROSSED, DEBTOR, SETTLED, VERBS, Event, Standing, fold
from tests.kernel.agencies import AT

STATES = ["open", "promised", "declined", "delivered", "returned", "accepted", "withdrawn", "lapsed"]
# One way into each state, all in one line of cause and effect.
PATHS = {
    "open": "",
    "promised": "promise",
    "declined": "decline",
    "delivered": "deliver",
    "returned": "deliver return",
    "accepted": "deliver accept",
    "withdrawn": "withdraw",
    "lapsed": "lapse",
}
ASKED = {"open": "ask_time", "declined": "ask_time decline", "delivered": "ask_time deliver"}
ASKED |= {"promised": "promise ask_time", "returned": "deliver return ask_time"}


def printed(title: str) -> Iterator[list[str]]:
    """The rows of the docstring's table whose first heading is `title`."""
    lines = iter((commitments.__doc__ or "").splitlines())
    next(line for line in lines if line.startswith(f"| {title} "))
    for line in itertools.takewhile(lambda line: line.startswith("|"), lines):
        if not line.startswith("|--"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def outcome(cell: str) -> str | None:
    word = cell.replace(":", " ").split()[0]
    return None if word == "unchanged" else word


def test_the_printed_verbs_are_those_of_the_code() -> None:
    rows = {
        verb: (side, frozenset(STATES if allowed == "any" else allowed.split()), outcome(then))
        for verb, side, allowed, then in printed("verb")
    }
    assert rows == {verb: (rule.side, rule.allowed, rule.then) for verb, rule in VERBS.items()}


def test_the_printed_verbs_say_which_of_them_need_a_date_asked_for() -> None:
    bare = Standing(state="open")
    assert {verb for verb, _, _, then in printed("verb") if "only after ask_time" in then} == {
        verb for verb, rule in VERBS.items() if "open" in rule.allowed and not commitments.allows(bare, verb)
    }


def test_the_printed_crossings_are_those_of_the_code() -> None:
    rows = {
        (state, verb): outcome(then)
        for states, verbs, then in printed("met")
        for state in states.split()
        for verb in verbs.split()
    }
    assert rows == CROSSED
    assert {state for state, _ in CROSSED} <= SETTLED


class Talk:
    """Events with their causes: each builds on those that are given."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.past: dict[str, set[str]] = {}

    def say(self, verb: str, after: list[str] | None = None, *, until: date | None = None, late: int = 0) -> str:
        name = f"{len(self.events):02}-{verb}"
        causes = list(self.past) if after is None else after
        self.past[name] = set(causes).union(*(self.past[cause] for cause in causes))
        at = AT + timedelta(seconds=len(self.events) + late)
        self.events.append(Event(name, VERBS[verb].side, verb, at, until))
        return name

    def precedes(self, earlier: str, later: str) -> bool:
        return earlier in self.past[later]

    def stands(self, *, needs_acceptance: bool = True) -> Standing:
        """The standing, which is the same for every order of arrival."""
        folded = fold(self.events, precedes=self.precedes, needs_acceptance=needs_acceptance)
        for arrival in itertools.islice(itertools.permutations(self.events), 24):
            assert fold(arrival, precedes=self.precedes, needs_acceptance=needs_acceptance) == folded
        return folded


def talk(*lines: str) -> Talk:
    made = Talk()
    for verb in " ".join(lines).split():
        made.say(verb, until=date(2026, 12, 1) if verb == "ask_time" else None)
    return made


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_reached(state: str) -> None:
    assert talk(PATHS[state]).stands().state == state


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_every_verb_in_every_state(state: str, verb: str) -> None:
    said = talk(ASKED.get(state, PATHS[state]) if verb in ("grant", "refuse") else PATHS[state])
    before = said.stands()
    name = said.say(verb)
    after = said.stands()
    if state in VERBS[verb].allowed:
        assert after.state == (VERBS[verb].then or state)
        assert after.taken[-1] == name
    else:
        assert after.state == state
        assert after.without_effect == (name,)
        assert after.taken == before.taken
    assert not after.is_crossed


@pytest.mark.parametrize("verb", ["grant", "refuse"])
def test_nobody_grants_what_nobody_asked(verb: str) -> None:
    assert talk("promise", verb).stands().without_effect == (f"01-{verb}",)


def test_a_grant_moves_the_date_and_a_refusal_does_not() -> None:
    assert talk("ask_time").stands().asked_until == date(2026, 12, 1)
    granted = talk("ask_time grant").stands()
    assert (granted.until, granted.asked_until) == (date(2026, 12, 1), None)
    refused = talk("ask_time refuse").stands()
    assert (refused.until, refused.asked_until) == (None, None)
    other = talk("ask_time")
    other.say("grant", until=date(2026, 11, 30))
    assert other.stands().until == date(2026, 11, 30)


def test_without_acceptance_a_delivery_is_the_end() -> None:
    standing = talk("promise deliver accept").stands(needs_acceptance=False)
    assert (standing.state, standing.without_effect) == ("accepted", ("02-accept",))
    assert standing.settled_at == standing.delivered_at == AT + timedelta(seconds=1)


def test_a_returned_delivery_is_none() -> None:
    standing = talk("deliver return").stands()
    assert (standing.delivered_at, standing.delivered_by) == (None, None)


def test_an_explanation_stands_beside_whatever_it_is() -> None:
    for path in PATHS.values():
        assert talk(path, "explain").stands().is_explained


def meets(state: str, verb: str) -> str:
    """What the printed tables say of an act that was allowed where it was said, and now meets this state."""
    return VERBS[verb].then or state if state in VERBS[verb].allowed else CROSSED.get((state, verb), state)


@pytest.mark.parametrize("state", ["open", "promised", "declined", "returned"])
@pytest.mark.parametrize("theirs", [verb for verb, rule in VERBS.items() if rule.side == CREDITOR])
@pytest.mark.parametrize("mine", [verb for verb, rule in VERBS.items() if rule.side == DEBTOR])
def test_every_crossing_is_as_printed(state: str, theirs: str, mine: str) -> None:
    """Creditor first, whoever was earlier by the clock."""
    said = talk(PATHS[state])
    common = list(said.past)
    if state in VERBS["ask_time"].allowed and theirs in ("grant", "refuse"):
        common.append(said.say("ask_time", until=date(2026, 12, 1)))
    first, second = said.say(mine, common), said.say(theirs, common)
    standing = said.stands()
    middle = meets(state, theirs) if state in VERBS[theirs].allowed else state
    assert standing.state == (meets(middle, mine) if state in VERBS[mine].allowed else middle)
    assert standing.is_crossed and standing.crossings == ((second, first),)


DEBTOR_VERBS = ["promise", "decline", "deliver", "ask_time"]


@pytest.mark.parametrize("pair", list(itertools.product(DEBTOR_VERBS, repeat=2)), ids="-".join)
@pytest.mark.parametrize("mark", [0, 1], ids=["first reported", "second reported"])
def test_what_is_reported_and_what_is_said_do_not_undo_each_other(pair: tuple[str, str], mark: int) -> None:
    """The creditor wrote down a letter; the debtor, who had not seen that, spoke as well: the strongest word stands."""
    said = Talk()
    for place, verb in enumerate(pair):
        said.say(verb, [], until=date(2026, 12, 1))
        said.events[-1] = replace(said.events[-1], reported=place == mark)
    strength = ["open", "promised", "declined", "delivered"]
    standing = said.stands()
    assert standing.state == max((VERBS[verb].then or "open" for verb in pair), key=strength.index)
    assert standing.is_crossed


def test_the_creditor_s_lane_goes_first_with_all_that_is_in_it() -> None:
    """It reported a promise and then withdrew; a delivery that it had not seen counts all the same."""
    said = Talk()
    said.say("deliver", [])
    promise = said.say("promise", [])
    said.events[-1] = replace(said.events[-1], reported=True)
    said.say("withdraw", [promise])
    assert said.stands().state == "delivered"


@pytest.mark.parametrize("end", ["withdraw", "lapse"])
@pytest.mark.parametrize(("needs_acceptance", "state"), [(True, "delivered"), (False, "accepted")])
def test_what_was_done_in_good_faith_counts(end: str, needs_acceptance: bool, state: str) -> None:
    said = Talk()
    said.say(end, [])
    delivery = said.say("deliver", [])
    standing = said.stands(needs_acceptance=needs_acceptance)
    assert (standing.state, standing.delivered_by) == (state, delivery)
    assert standing.settled_at == (None if needs_acceptance else standing.delivered_at)


def test_a_settled_standing_keeps_its_dates_when_it_is_crossed() -> None:
    said = Talk()
    said.say("withdraw", [])
    said.say("ask_time", [], until=date(2026, 12, 1))
    said.say("promise", [])
    standing = said.stands()
    assert (standing.state, standing.asked_until, standing.promised_at) == ("withdrawn", None, None)
    assert len(standing.taken) == 3


def test_a_withdrawn_commitment_does_not_lapse_with_its_file() -> None:
    standing = talk("withdraw lapse").stands()
    assert (standing.state, standing.without_effect) == ("withdrawn", ("01-lapse",))


def test_two_grants_of_one_question_do_not_lose_the_date() -> None:
    said = talk("ask_time")
    said.say("grant", ["00-ask_time"])
    said.say("grant", ["00-ask_time"])
    assert said.stands().until == date(2026, 12, 1)


def test_one_entry_may_say_two_things() -> None:
    events = [Event("a", DEBTOR, verb, AT) for verb in ("promise", "deliver")]
    for arrival in (events, events[::-1]):
        assert fold(arrival, precedes=lambda a, b: False).state == "delivered"


def test_a_reported_word_is_marked() -> None:
    event = Event("a", DEBTOR, "promise", AT, reported=True)
    assert fold([event], precedes=lambda a, b: False).is_reported


graphs = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 255), st.integers(-3, 3)), max_size=7)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(graphs, st.randoms(use_true_random=False))
def test_a_verdict_never_changes_with_what_arrives_later(graph: list[tuple[str, int, int]], random: Random) -> None:
    """Any causal graph, grown act by act: who had effect keeps it, who had none gets none, in every order."""
    said = Talk()
    verdicts: dict[str, bool] = {}
    for place, (verb, mask, late) in enumerate(graph):
        names = list(said.past)
        said.say(verb, [names[i] for i in range(place) if mask >> i & 1], until=date(2026, 12, 1), late=late)
        standing = said.stands(needs_acceptance=False)
        found = dict.fromkeys(standing.taken, True) | dict.fromkeys(standing.without_effect, False)
        assert found.keys() == said.past.keys()
        assert verdicts.items() <= found.items()
        verdicts = found
    shuffled = said.events[:]
    random.shuffle(shuffled)
    assert fold(shuffled, precedes=said.precedes) == fold(said.events, precedes=said.precedes)


def test_several_verbs_of_one_act_wait_for_what_came_before_it() -> None:
    steps = [("promise", DEBTOR, "a"), ("deliver", DEBTOR, "b"), ("return", CREDITOR, "c"), ("deliver", DEBTOR, "d"),
             ("accept", CREDITOR, "e"), ("withdraw", CREDITOR, "e"), ("lapse", CREDITOR, "e")]  # fmt: skip
    events = [Event(name, side, verb, AT) for verb, side, name in steps]
    assert commitments.replay(events, precedes=lambda earlier, later: earlier < later).state == "accepted"
