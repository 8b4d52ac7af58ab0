"""Who reads a file changes only by entries that say so: taken out, confirmed by the other side, let in again."""

import itertools
from typing import Any

import pytest

from servanda.kernel.lanes import History
from servanda.kernel.models import Reader
from servanda.kernel.refusals import Refused
from servanda.processes import registry
from servanda.processes.dossiers import say_inside
from servanda.processes.folding.fold import fold
from servanda.processes.projection import rebuild
from tests.kernel.agencies import MINISTRY, MUSEUM, UNION, dossier_id
from tests.kernel.handovers import Story
from tests.kernel.model import Peer
from tests.processes.conftest import Pair, desk
from tests.processes.test_handover import OFFICE, answer, offer
from tests.processes.test_laws import snapshot
from tests.world import MOFA, THIRD, VUFO

LOAN = {"title": "Loan of drums", "about": "action", "question": "Two drums", "answer_by": "2026-12-01"}
ASIA_OF_UNION = f"{UNION.name}/asia"
ASIA, AFRICA = f"{VUFO}/asia", f"{VUFO}/africa"


@pytest.fixture
def file(three: Pair) -> str:
    """To Europe and Asia of the union, and to a third agency."""
    found = three.open(MOFA, "request.ask", LOAN, to=[f"{VUFO}/europe", ASIA, f"{THIRD}/europe"])
    three.exchange()
    return found


def readers(pair: Pair, agency: str, file: str) -> set[str]:
    with pair.nodes[agency].active():
        return set(Reader.objects.filter(dossier_id=file).values_list("unit", flat=True))


def change(pair: Pair, name: str, file: str, *units: str, by: str = MOFA, **more: Any) -> str:
    stated = {"again" if name == "admit" else "units": list(units), "text": "Their part is over."}
    return pair.say(by, f"dossier.{name}", stated, dossier=file, **{**OFFICE, **more})


def refused(pair: Pair, code: str, *what: Any, **more: Any) -> None:
    with pytest.raises(Refused) as found:
        change(pair, *what, **more)
    assert found.value.code == code


def test_a_unit_of_the_other_side_is_taken_out_and_its_agency_confirms_it(three: Pair, file: str) -> None:
    assert ASIA in readers(three, VUFO, file)
    said = change(three, "narrow", file, ASIA)
    # Not before it is confirmed does anybody take it for done.
    assert three.file(MOFA, file).narrowed[ASIA] == {"act": said, "by": MOFA, "confirmed": ""}
    assert ASIA in readers(three, VUFO, file)
    three.exchange()
    assert readers(three, VUFO, file) == {f"{VUFO}/europe"}
    three.exchange()
    for agency in three.nodes:
        row = three.file(agency, file)
        assert three.entries(agency, file)[row.narrowed[ASIA]["confirmed"]].agency == VUFO
    confirmations = [e for e in three.entries(MOFA, file).values() if e.kind == "dossier.narrowed"]
    assert len(confirmations) == 1
    change(three, "admit", file, ASIA)
    three.exchange()
    assert readers(three, VUFO, file) == {f"{VUFO}/europe", ASIA} and three.file(VUFO, file).narrowed == {}
    for node in three.nodes.values():
        with node.active():
            live = snapshot()
            rebuild.rebuild()
            assert snapshot() == live


def test_nothing_else_lets_a_unit_read_again(three: Pair, file: str) -> None:
    """Not a recipient, not an entry of its own, not an assignment by its own agency."""
    change(three, "narrow", file, ASIA)
    three.exchange()
    with pytest.raises(Refused) as found:
        three.say(THIRD, "dossier.say", {"text": "For Asia"}, dossier=file, to=[ASIA])
    assert found.value.code == "unit_taken_out"
    with three.nodes[VUFO].active():
        say_inside(file, "office.assign", {"facts": {"unit": ASIA}}, desk(VUFO), at=three.clock)
    assert ASIA not in readers(three, VUFO, file)
    with pytest.raises(Refused):
        three.say(VUFO, "dossier.say", {"text": "We still write"}, dossier=file, unit="asia")


def test_who_may_take_whom_out(three: Pair, file: str) -> None:
    refused(three, "narrow_not_yours", "narrow", file, ASIA, by=THIRD)
    refused(three, "not_your_step", "narrow", file, ASIA, role="desk")
    refused(three, "narrow_works", "narrow", file, f"{VUFO}/europe")
    refused(three, "narrow_works", "narrow", file, f"{MOFA}/europe")
    refused(three, "narrow_not_out", "admit", file, ASIA)
    refused(three, "bad_facts", "narrow", file, "stranger.example/office")
    # Its own agency takes it out too; then only that agency lets it in again.
    change(three, "narrow", file, ASIA, by=VUFO)
    assert ASIA not in readers(three, VUFO, file)
    three.exchange()
    assert three.file(MOFA, file).narrowed[ASIA]["confirmed"]
    refused(three, "narrow_not_out", "admit", file, ASIA)
    change(three, "admit", file, ASIA, by=VUFO)


def test_an_offer_is_read_by_the_unit_to_which_it_goes_and_by_none_that_is_out(three: Pair, file: str) -> None:
    change(three, "narrow", file, ASIA)
    with pytest.raises(Refused) as found:
        offer(three, file, to=ASIA)
    assert found.value.code == "unit_taken_out"
    offered = offer(three, file, to=AFRICA)
    three.exchange()
    assert AFRICA in readers(three, VUFO, file)
    answer(three, file, "decline", offered, text="No")
    # That it was offered to them was said; they go on reading until somebody takes them out.
    assert AFRICA in readers(three, VUFO, file)
    three.exchange()
    change(three, "narrow", file, AFRICA)
    three.exchange()
    assert AFRICA not in readers(three, VUFO, file)


def test_of_two_that_cross_the_narrower_counts_in_every_order() -> None:
    """Letting in crosses another taking out: what the one who lets in did not know of stays."""
    ministry, union, museum = Peer(MINISTRY), Peer(UNION), Peer(MUSEUM)
    file = dossier_id(MINISTRY, "narrow")
    parties = [peer.agency for peer in (ministry, union, museum)]
    unit = f"{union.agency}/asia"
    made = [ministry.say(file, "request.ask", {"parties": parties})]
    assert union.take((made[0].jws, made[0].parts)) == "taken"
    made.append(ministry.say(file, "dossier.narrow", {"units": [unit]}))
    made.append(ministry.say(file, "dossier.admit", {"again": [unit]}))
    made.append(union.say(file, "dossier.narrow", {"units": [unit]}))
    found = {
        repr(sorted(fold(order, processes=registry.processes(), terms={}).narrowed.items()))
        for order in itertools.permutations(made)
    }  # fmt: skip
    assert len(found) == 1 and unit in found.pop()
    folded = fold(made, processes=registry.processes(), terms={})
    assert all(judged.has_effect for judged in folded.judged)


def test_a_unit_that_came_to_owe_while_it_was_taken_out_stays_in_until_that_is_settled() -> None:
    """The keeper takes out a unit that, as it could not know, had just succeeded to the one that it asked."""
    ministry, union = Peer(MINISTRY), Peer(UNION)
    file, europe, asia = dossier_id(MINISTRY, "owes"), f"{UNION.name}/europe", f"{UNION.name}/asia"
    asked = {"parties": [MINISTRY.name, UNION.name], "about": "action", "answer_by": "2026-12-01"}
    made = [ministry.say(file, "request.ask", asked, to=(europe,))]
    assert union.take((made[0].jws, made[0].parts)) == "taken"
    made.append(ministry.say(file, "dossier.narrow", {"units": [asia]}))
    made.append(union.say(file, "dossier.move", {"from": europe, "to": asia}))
    folds = [fold(order, processes=registry.processes(), terms={}) for order in itertools.permutations(made)]
    assert {owed.debtor[1] for folded in folds for owed in folded.owed} == {asia}
    assert all(judged.has_effect for folded in folds for judged in folded.judged)
    assert not any(folded.narrowed for folded in folds)


def test_whoever_lets_in_and_takes_out_again_and_again_costs_no_more_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was let in is looked at once: a party that repeats itself does not keep the other side busy."""
    story, rounds, units = Story(), 12, [f"{UNION.name}/u{place}" for place in range(8)]
    for kind in ("narrow", *["admit"] * rounds, *["narrow"] * rounds):
        story.say(UNION, f"dossier.{kind}", **{"again" if kind == "admit" else "units": units})
    asked, precedes = [], History.precedes
    monkeypatch.setattr(History, "precedes", lambda *names: asked.append(names) or precedes(*names))
    folded = fold(story.made, processes={}, terms={})
    assert all(judged.has_effect for judged in folded.judged) and len(folded.narrowed) == len(units)
    assert len(asked) <= 3 * rounds * len(units)


def test_offering_and_withdrawing_again_and_again_costs_no_more_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor do steps between an acceptance and what crosses it: each entry is judged on the last word, not on all."""
    asked, precedes = [], History.precedes
    monkeypatch.setattr(History, "precedes", lambda *names: asked.append(names) or precedes(*names))
    costs = []
    for rounds in (20, 40):
        story = Story()
        for _ in range(rounds):
            offer = story.say(MINISTRY, "handover.offer", unit=ASIA_OF_UNION)
            story.say(MINISTRY, "matter.go_on")
            story.say(MINISTRY, "handover.withdraw", offer=offer.id)
        offer = story.say(MINISTRY, "handover.offer", unit=ASIA_OF_UNION)
        story.say(UNION, "handover.accept", offer=offer.id)
        for _ in range(rounds):
            story.say(MINISTRY, "matter.go_on")
            story.say(MINISTRY, "handover.confirm", offer=offer.id)
        asked.clear()
        folded = fold(story.made, processes={}, terms={})
        costs.append(len(asked))
        assert [judged.why_not for judged in folded.judged].count("handover_stale") == rounds
    assert costs[1] < 2.5 * costs[0]


def test_a_confirmation_is_about_what_its_author_was_told(three: Pair, file: str) -> None:
    said = change(three, "narrow", file, ASIA)
    three.exchange()
    for agency, code in ((THIRD, "not_your_step"), (MOFA, "not_your_step")):
        with pytest.raises(Refused) as found:
            three.say(agency, "dossier.narrowed", {"acts": [said]}, dossier=file)
        assert found.value.code == code
