"""A file changes hands: by offer, acceptance and confirmation, and never has two homes or none."""

from typing import Any

import pytest

from servanda.kernel.log import Draft, say
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.refusals import Refused
from servanda.processes.projection import rebuild
from tests.processes.conftest import Pair, desk
from tests.processes.test_laws import snapshot
from tests.world import MOFA, THIRD, VUFO

OFFICE: dict[str, Any] = {"unit": "office", "role": "clerk"}
VISIT = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2027-02"}
LOAN = {"title": "Loan of drums", "about": "action", "question": "Two drums", "answer_by": "2026-12-01"}


def announced(pair: Pair) -> str:
    file = pair.open(MOFA, "visit.announce", VISIT, to=[f"{VUFO}/europe"], unit="protocol")
    pair.exchange()
    return file


def lent(three: Pair) -> str:
    file = three.open(MOFA, "request.ask", LOAN, to=[f"{VUFO}/europe", f"{THIRD}/europe"])
    three.exchange()
    return file


def offer(pair: Pair, file: str, *, by: str = MOFA, to: str = f"{VUFO}/europe") -> str:
    return pair.say(by, "handover.offer", {"unit": to, "reason": "The matter is theirs now."}, dossier=file, **OFFICE)


def answer(pair: Pair, file: str, step: str, offered: str, *, by: str = VUFO, **stated: str) -> str:
    return pair.say(by, f"handover.{step}", {"offer": offered, **stated}, dossier=file, **OFFICE)


def hand_over(pair: Pair, file: str, *, by: str = MOFA, to: str = f"{VUFO}/europe") -> None:
    other = to.partition("/")[0]
    offered = offer(pair, file, by=by, to=to)
    pair.exchange()
    answer(pair, file, "accept", offered, by=other)
    pair.exchange()
    answer(pair, file, "confirm", offered, by=by)


def homes(pair: Pair, file: str) -> list[str]:
    """Who keeps it, as each node knows."""
    return [pair.file(agency, file).home for agency in pair.nodes]


def refused(pair: Pair, code: str, agency: str, kind: str, data: dict[str, Any], file: str, **more: Any) -> None:
    before = pair.entries(agency, file)
    with pytest.raises(Refused) as found:
        pair.say(agency, kind, data, dossier=file, **{**OFFICE, **more})
    assert found.value.code == code
    assert pair.entries(agency, file).keys() == before.keys()


def test_a_file_passes_to_the_other_side_and_is_kept_there(pair: Pair) -> None:
    """And what is owed afterwards is owed by the roles as they are then; what was owed before stays where it was."""
    file = announced(pair)
    assert file.startswith(MOFA)
    offered = offer(pair, file)
    pair.exchange()
    assert homes(pair, file) == [MOFA, MOFA]
    assert pair.file(VUFO, file).handover == {"state": "offered", "offer": offered, "unit": f"{VUFO}/europe"}
    assert pair.file(VUFO, file).handover_unit == f"{VUFO}/europe"
    answer(pair, file, "accept", offered, kept_by=f"{VUFO}/africa")
    assert homes(pair, file) == [MOFA, MOFA]
    pair.exchange()
    assert pair.file(MOFA, file).handover_unit == f"{MOFA}/protocol"
    answer(pair, file, "confirm", offered, by=MOFA)
    # The new home hears of it later: the old one is home to neither, and nobody else is.
    assert homes(pair, file) == [VUFO, MOFA]
    refused(pair, "handed_over", MOFA, "visit.refine", {"start_on": "2027-02-10"}, file)
    refused(pair, "not_your_step", VUFO, "visit.refine", {"start_on": "2027-02-10"}, file)
    pair.exchange()
    row = pair.file(VUFO, file)
    assert (row.home, row.owner, row.counterparts, row.handover) == (
        VUFO, f"{VUFO}/africa", {MOFA: f"{MOFA}/protocol"}, {}
    )  # fmt: skip
    pair.say(VUFO, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file)
    pair.say(VUFO, "visit.refine", {"start_on": "2027-02-10"}, dossier=file)
    pair.exchange()
    old, new = (pair.commitment(MOFA, file, deliver) for deliver in ("notice", "preparation"))
    assert (old.debtor_unit, old.creditor_unit) == (f"{MOFA}/protocol", f"{VUFO}/europe")
    assert (new.debtor_unit, new.creditor_unit) == (f"{MOFA}/protocol", f"{VUFO}/africa")
    assert pair.file(MOFA, file).facts["start_on"] == "2027-02-10"
    for node in pair.nodes.values():
        with node.active():
            live = snapshot()
            rebuild.rebuild()
            assert snapshot() == live


def test_two_handovers_at_once_are_refused(three: Pair) -> None:
    file = lent(three)
    first = offer(three, file)
    stated = {"unit": f"{THIRD}/europe", "reason": "Or is it theirs?"}
    refused(three, "handover_open", MOFA, "handover.offer", stated, file)
    three.exchange()
    refused(three, "not_your_step", THIRD, "handover.accept", {"offer": first}, file)
    refused(three, "not_your_step", VUFO, "handover.offer", stated, file)
    answer(three, file, "decline", first, text="We have nobody for it.")
    refused(three, "handover_not_open", VUFO, "handover.accept", {"offer": first}, file)
    three.exchange()
    second = offer(three, file, to=f"{THIRD}/europe")
    three.exchange()
    refused(three, "handover_not_open", VUFO, "handover.accept", {"offer": first}, file)
    refused(three, "not_your_step", VUFO, "handover.accept", {"offer": second}, file)
    answer(three, file, "accept", second, by=THIRD)
    refused(three, "handover_answered", THIRD, "handover.decline", {"offer": second, "text": "No"}, file)
    refused(three, "handover_not_accepted", MOFA, "handover.confirm", {"offer": second}, file)
    three.exchange()
    answer(three, file, "confirm", second, by=MOFA)
    three.exchange()
    assert homes(three, file) == [THIRD] * 3


def test_an_acceptance_that_crosses_a_withdrawal_takes_nothing(pair: Pair) -> None:
    file = announced(pair)
    offered = offer(pair, file)
    pair.exchange()
    answer(pair, file, "accept", offered)
    answer(pair, file, "withdraw", offered, by=MOFA)
    pair.exchange()
    assert homes(pair, file) == [MOFA, MOFA]
    refused(pair, "handover_not_open", MOFA, "handover.confirm", {"offer": offered}, file)
    hand_over(pair, file)
    pair.exchange()
    assert homes(pair, file) == [VUFO, VUFO]


def test_what_was_accepted_is_what_is_handed_over(pair: Pair) -> None:
    """The home moves the file while the other side accepts it as it stood before."""
    file = announced(pair)
    offered = offer(pair, file)
    pair.exchange()
    pair.say(MOFA, "visit.refine", {"start_on": "2027-02-10"}, dossier=file, unit="protocol")
    answer(pair, file, "accept", offered)
    pair.exchange()
    assert pair.file(VUFO, file).handover["state"] == "stale"
    refused(pair, "handover_stale", MOFA, "handover.confirm", {"offer": offered}, file)
    answer(pair, file, "withdraw", offered, by=MOFA)
    hand_over(pair, file)
    pair.exchange()
    assert homes(pair, file) == [VUFO, VUFO]
    assert pair.file(VUFO, file).facts["start_on"] == "2027-02-10"


def test_it_is_handed_back_and_on_to_a_third(three: Pair) -> None:
    file = lent(three)
    for by, to in ((MOFA, f"{VUFO}/europe"), (VUFO, f"{THIRD}/asia"), (THIRD, f"{MOFA}/office")):
        hand_over(three, file, by=by, to=to)
        three.exchange()
        assert homes(three, file) == [to.partition("/")[0]] * 3
    row = three.file(VUFO, file)
    assert (row.owner, row.counterparts) == (
        f"{MOFA}/office", {VUFO: f"{VUFO}/europe", THIRD: f"{THIRD}/asia"}
    )  # fmt: skip


def test_a_step_of_the_former_home_that_is_sealed_all_the_same_is_shown_without_effect(pair: Pair) -> None:
    """A system that does not look at who keeps the file says it anyway: the other side stores it and shows why not."""
    file = announced(pair)
    hand_over(pair, file)
    with pair.nodes[MOFA].active():
        facts = {"facts": {"start_on": "2027-03"}}
        draft = Draft(dossier=file, kind="visit.refine", process=1, by=desk(MOFA).by(), at=pair.clock, parts=facts)
        sealed = say([draft], now=pair.clock)[0]
    pair.exchange()
    for agency in pair.nodes:
        entry = pair.entries(agency, file)[sealed.name]
        assert (entry.has_effect, entry.why_not) == (False, "handed_over")
    assert pair.file(VUFO, file).facts["start_on"] == "2027-02"


def test_what_stays_and_what_nobody_else_may_say(pair: Pair) -> None:
    file = announced(pair)
    with pair.nodes[MOFA].active():
        agreement = Dossier.objects.get(process="agreement").id
    stated = {"unit": f"{VUFO}/europe", "reason": "Theirs"}
    refused(pair, "handover_stays", MOFA, "handover.offer", stated, agreement)
    refused(pair, "handover_to_whom", MOFA, "handover.offer", stated | {"unit": f"{THIRD}/europe"}, file)
    refused(pair, "handover_to_whom", MOFA, "handover.offer", stated | {"unit": f"{MOFA}/europe"}, file)
    refused(pair, "not_your_step", MOFA, "handover.offer", stated, file, role="desk")
    offered = offer(pair, file)
    refused(pair, "handover_own_word", MOFA, "handover.accept", {"offer": offered}, file, speaks_for=VUFO, via="phone")
    pair.exchange()
    refused(
        pair, "handover_to_whom", VUFO, "handover.accept", {"offer": offered, "kept_by": f"{MOFA}/europe"}, file
    )  # fmt: skip


def test_after_it_the_new_home_reminds_and_the_old_debt_stands(three: Pair) -> None:
    """A request is handed on before it is answered: its asker still waits for the answer that it asked for."""
    file = lent(three)
    hand_over(three, file)
    three.exchange()
    with three.nodes[THIRD].active():
        sides = set(Commitment.objects.filter(dossier_id=file).values_list("debtor", "creditor"))
    assert sides == {(VUFO, MOFA), (THIRD, MOFA)}
