"""Clashes across both sides: same guest, partner or place on the same days, and never a hit that may not be seen."""

from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.processes.search import clashes
from servanda.processes.search.clashes import Clash
from tests.processes.conftest import Pair, desk
from tests.world import MOFA, VUFO

VISIT = {"title": "Minister's delegation", "direction": "incoming", "level": "official", "partner": "FR",
         "start_on": "2027-03-10", "end_on": "2027-03-12", "place": "Hà Nội", "head": "Nguyễn Văn A"}  # fmt: skip


def visit(pair: Pair, agency: str = MOFA, unit: str = "protocol", **more: Any) -> str:
    other = VUFO if agency == MOFA else MOFA
    file = pair.open(agency, "visit.announce", VISIT | more, to=[f"{other}/europe"], unit=unit)
    pair.exchange()
    return file


def ask(pair: Pair, agency: str = VUFO, unit: str = "europe", **stated: Any) -> list[Clash]:
    with pair.nodes[agency].active():
        wanted = clashes.planned(**stated)
        return clashes.find([wanted] if wanted else [], desk(agency, unit))


@pytest.mark.mission("S40")
def test_what_the_other_side_announced_is_found_before_sending(pair: Pair) -> None:
    visit(pair)
    (found,) = ask(pair, title="Gặp gỡ", partner="FR", start_on="2027-03-11", place="Hanoi", guest="nguyen van a")
    assert found.reasons == ("guest", "partner", "place") and found.is_sure and not found.is_same
    (found,) = ask(pair, title="Minister's delegation", partner="FR", start_on="2027-03-12")
    assert found.is_same
    assert not ask(pair, partner="FR", start_on="2027-03-13")
    assert not ask(pair, partner="DE", start_on="2027-03-11")
    assert not ask(pair, start_on="2027-03-11")


def test_days_that_are_not_named_only_may_meet(pair: Pair) -> None:
    visit(pair, start_on="2027-03", end_on="")
    (found,) = ask(pair, partner="FR", start_on="2027-03-11", place="Hà Nội")
    assert found.reasons == ("partner",) and not found.is_sure
    assert not ask(pair, place="Hà Nội", start_on="2027-03-11")
    assert not ask(pair, partner="FR", start_on="2027")
    assert ask(pair, guest="Nguyễn Văn A", start_on="2027")


def test_nobody_finds_what_they_may_not_see(pair: Pair) -> None:
    visit(pair)
    stated = {"partner": "FR", "start_on": "2027-03-11"}
    assert ask(pair, **stated) and ask(pair, MOFA, "protocol", **stated)
    assert not ask(pair, VUFO, "africa", **stated) and not ask(pair, MOFA, "africa", **stated)


def test_what_was_called_off_or_is_the_same_row_is_no_clash(pair: Pair) -> None:
    file = visit(pair)
    rows = [{"id": "r1", "title": "Festival", "partner": "FR", "start_on": "2027-05-02"}]
    plan = pair.open(MOFA, "plan.propose", {"title": "Plan", "items": rows}, to=[f"{VUFO}/europe"], unit="protocol")
    stated = {"partner": "FR", "start_on": "2027-05-01/2027-05-03"}
    assert [found.other.key for found in ask(pair, MOFA, "protocol", **stated)] == [f"{plan}#r1"]
    assert not ask(pair, MOFA, "protocol", plan_item=f"{plan}#r1", **stated)
    carried = {"title": "Festival", "partner": "FR", "start_on": "2027-05-02", "plan_item": f"{plan}#r1"}
    begun = pair.open(MOFA, "activity.propose", carried, to=[f"{VUFO}/europe"], unit="protocol")
    assert [found.other.dossier for found in ask(pair, MOFA, "protocol", **stated)] == [begun]
    pair.say(MOFA, "visit.cancel", {"reason": "Ill"}, dossier=file, unit="protocol")
    assert not ask(pair, MOFA, "protocol", partner="FR", start_on="2027-03-11")


def test_the_number_of_queries_does_not_grow(pair: Pair) -> None:
    wanted = []
    for n in range(1, 9):
        visit(pair, title=f"V{n}", start_on=f"2027-03-0{n}", end_on="", head=f"Guest {n}")
        wanted.append(clashes.planned(partner="FR", start_on=f"2027-03-0{n}", guest=f"guest {n}"))
    with pair.nodes[MOFA].active():
        connection = connections[pair.nodes[MOFA].alias]
        for many in (wanted[:1], wanted):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert len(clashes.find([item for item in many if item], desk(MOFA, "protocol"))) == len(many)
            assert len(queries) == 2
