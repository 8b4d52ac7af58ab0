"""A unit that was closed hands what is open to its successor, by its own agency's word alone."""

import random

import pytest

from servanda.kernel.models import Reader, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.agreements import terms
from servanda.processes.dossiers import say_inside
from servanda.processes.folding.fold import fold
from servanda.processes.models import Assignment
from servanda.processes.projection import rebuild
from servanda.processes.registry import processes
from tests.processes.conftest import Pair, desk
from tests.processes.test_laws import snapshot
from tests.processes.test_work import announce
from tests.world import MOFA, THIRD, VUFO


def move(pair: Pair, agency: str, file: str, closed: str, to: str) -> str:
    stated = {"from": f"{agency}/{closed}", "to": f"{agency}/{to}"}
    return pair.say(agency, "dossier.move", stated, dossier=file, unit="office", role="clerk")


def sides(pair: Pair, agency: str, file: str, deliver: str) -> tuple[str, str]:
    row = pair.commitment(agency, file, deliver)
    return row.debtor_unit.partition("/")[2], row.creditor_unit.partition("/")[2]


@pytest.mark.mission("S28")
def test_what_is_open_goes_to_the_successor_on_both_sides(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    move(pair, VUFO, file, "europe", "continents")
    move(pair, MOFA, file, "protocol", "ceremonies")
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.file(agency, file)
        assert (row.owner, row.counterparts) == (f"{MOFA}/ceremonies", {VUFO: f"{VUFO}/continents"})
        assert sides(pair, agency, file, "preparation") == ("continents", "ceremonies")
        # What was settled before stays with the units that settled it.
        assert sides(pair, agency, file, "notice") == ("protocol", "europe")
    with pair.nodes[VUFO].active():
        assert {f"{VUFO}/europe", f"{VUFO}/continents"} <= set(Reader.objects.values_list("unit", flat=True))
    pair.verb(VUFO, "promise", file, "preparation")


def test_what_the_other_side_opens_without_having_heard_of_it_goes_over_too(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    move(pair, VUFO, file, "europe", "continents")
    pair.exchange()
    assert {sides(pair, agency, file, "preparation") for agency in (MOFA, VUFO)} == {("continents", "protocol")}


def test_a_unit_of_another_agency_is_not_moved(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    for closed, to in ((f"{MOFA}/protocol", f"{MOFA}/x"), (f"{VUFO}/europe", f"{MOFA}/x"), (f"{VUFO}/europe",) * 2):
        with pytest.raises(Refused) as refused:
            pair.say(VUFO, "dossier.move", {"from": closed, "to": to}, dossier=file, unit="office", role="clerk")
        assert refused.value.code == "not_your_step"
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "dossier.move", {"from": f"{MOFA}/protocol", "to": f"{MOFA}/x"}, dossier=file, unit="office",
                 role="clerk", speaks_for=MOFA, via="letter")  # fmt: skip
    assert refused.value.code == "not_your_step"
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "dossier.move", {"from": f"{VUFO}/europe", "to": f"{VUFO}/x"}, dossier=file)
    assert refused.value.code == "not_your_step", "a desk officer moves nothing"
    assert pair.file(VUFO, file).owner == f"{MOFA}/protocol"


def test_a_unit_that_moves_on_and_back_stands_for_itself_again(pair: Pair) -> None:
    file = announce(pair, "2027-01")
    pair.exchange()
    for closed, to in (("europe", "continents"), ("continents", "world"), ("world", "europe")):
        move(pair, VUFO, file, closed, to)
        assert sides(pair, VUFO, file, "notice") == ("protocol", to)
    pair.exchange()
    assert pair.file(MOFA, file).counterparts == {VUFO: f"{VUFO}/europe"}


def test_whoever_leads_inside_is_the_successor(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    assigned = {"facts": {"unit": f"{VUFO}/europe", "officer": "o-1", "coordinating": [f"{VUFO}/europe"]}}
    with pair.nodes[VUFO].active():
        say_inside(file, "office.assign", assigned, desk(VUFO), at=pair.clock)
    move(pair, VUFO, file, "europe", "continents")
    with pair.nodes[VUFO].active():
        row = Assignment.objects.get(dossier=file)
        assert (row.unit, row.officer, row.coordinating) == (f"{VUFO}/continents", "o-1", [f"{VUFO}/continents"])
        live = snapshot()
        rebuild.rebuild()
        assert snapshot() == live


def test_moves_fold_alike_in_whatever_order_they_arrive(three: Pair) -> None:
    ask = {"title": "Loan of drums", "about": "action", "question": "Two drums", "answer_by": "2026-12-01"}
    file = three.open(MOFA, "request.ask", ask, to=[f"{VUFO}/europe", f"{THIRD}/europe"])
    three.exchange()
    three.say(VUFO, "request.answer", {"answer": "One"}, dossier=file)
    move(three, VUFO, file, "europe", "continents")
    move(three, THIRD, file, "europe", "world")
    move(three, MOFA, file, "europe", "rim")
    three.say(THIRD, "request.decline", {"reason": "None left"}, dossier=file)
    three.exchange()
    move(three, VUFO, file, "continents", "world")
    three.exchange()
    with three.nodes[MOFA].active():
        acts = [row.act for row in StoredAct.objects.filter(dossier=file)]
        known = terms.load(name for act in acts for name in act.under)
        first = fold(acts, processes=processes(), terms=known)
        for seed in range(20):
            random.Random(seed).shuffle(acts)
            again = fold(acts, processes=processes(), terms=known)
            assert (again.owner, again.counterparts, again.moved) == (first.owner, first.counterparts, first.moved)
            assert [(o.debtor, o.creditor) for o in again.owed] == [(o.debtor, o.creditor) for o in first.owed]
    assert first.counterparts == {VUFO: f"{VUFO}/world", THIRD: f"{THIRD}/world"}
    assert len(three.digests(file)) == 1
