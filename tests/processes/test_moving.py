"""A directory that closes a unit moves what stands in it: at once to one successor, by people's choice to several."""

from datetime import timedelta
from typing import Any

from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.kernel.models import Commitment, Entry, Reader
from servanda.office.models import ClearingRule
from servanda.office.outgoing import submit
from servanda.processes import reads
from servanda.processes.dossiers import read_statement
from servanda.processes.models import Assignment, Partner
from servanda.processes.organisation import moving
from tests.processes.conftest import Pair, desk
from tests.processes.test_routing import tell
from tests.processes.test_work import VISIT, announce
from tests.world import MOFA, VUFO


def unit(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": "department", "name": {"en": code.title()}, **more}


def ask(pair: Pair, file: str) -> None:
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()


def left(pair: Pair, agency: str) -> list[moving.Standing]:
    with pair.nodes[agency].active():
        return moving.standings(on=pair.clock.date())


def test_a_merged_unit_hands_over_every_open_file_and_no_ended_one(pair: Pair) -> None:
    tell(pair, VUFO, [unit("office"), unit("europe"), unit("americas")])
    open_, quiet, ended = (announce(pair, "2026-12-21") for _ in range(3))
    ask(pair, open_)
    pair.say(MOFA, "visit.cancel", {"reason": "Off"}, dossier=ended, unit="protocol")
    pair.exchange()
    tell(pair, VUFO, [unit("office"), unit("europe", closed=True, successors=["west"]),
                      unit("americas", closed=True, successors=["west"]), unit("west")])  # fmt: skip
    assert left(pair, VUFO) == []
    for agency in (MOFA, VUFO):
        assert pair.commitment(agency, open_, "preparation").debtor_unit == f"{VUFO}/west"
        assert pair.file(agency, quiet).counterparts == {VUFO: f"{VUFO}/west"}
        assert pair.file(agency, ended).counterparts == {VUFO: f"{VUFO}/europe"}
    with pair.nodes[VUFO].active():
        assert Entry.objects.filter(kind="dossier.move", has_effect=True).count() == 2
        mine = reads.to_do(desk(VUFO, "west"), at=pair.clock)
        assert [row.dossier_id for row in mine] == [open_]
    # Said again, the same directory moves nothing twice.
    tell(pair, VUFO, [unit("office"), unit("europe", closed=True, successors=["west"]), unit("west"), unit("x")])
    with pair.nodes[VUFO].active():
        assert Entry.objects.filter(kind="dossier.move").count() == 2


def test_after_a_split_people_choose_and_the_rule_proposes(pair: Pair) -> None:
    tell(pair, VUFO, [unit("office"), unit("europe", fields=["visits"])])
    for node in pair.nodes.values():
        with node.active():
            Partner.objects.create(code="FR", kind="country", country="FR", region="europe", name={"en": "France"})
    partnered = pair.open(MOFA, "visit.announce", {**VISIT, "start_on": "2026-12-21", "partner": "FR"},
                          to=[f"{VUFO}/europe"], unit="protocol")  # fmt: skip
    plain = announce(pair, "2026-12-21")
    pair.exchange()
    near = unit("near", fields=["visits"], regions=["europe"])
    tell(pair, VUFO, [unit("office"), unit("europe", closed=True, successors=["calls", "near"]),
                      unit("calls", fields=["visits"]), near])  # fmt: skip
    found = {row.file.id: row for row in left(pair, VUFO)}
    assert {file: row.proposed for file, row in found.items()} == {
        partnered: f"{VUFO}/near", plain: f"{VUFO}/calls"
    }  # fmt: skip
    assert found[plain].successors == (f"{VUFO}/calls", f"{VUFO}/near")
    clerk = desk(VUFO, "office", "clerk")
    with pair.nodes[VUFO].active():
        assert moving.move(found[plain].file, f"{VUFO}/europe", f"{VUFO}/near", clerk, at=pair.clock)
    pair.exchange()
    assert [row.file.id for row in left(pair, VUFO)] == [partnered]
    assert pair.file(MOFA, plain).counterparts == {VUFO: f"{VUFO}/near"}


def test_a_unit_that_closes_on_a_day_hands_over_when_it_has_come(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    last = pair.clock.date() + timedelta(days=1)
    tell(pair, VUFO, [unit("office"), unit("europe", closed=True, until=last.isoformat(), successors=["west"]),
                      unit("west")])  # fmt: skip
    with pair.nodes[VUFO].active():
        assert moving.follow_today(now=pair.clock) == 0
    assert pair.file(VUFO, file).counterparts == {VUFO: f"{VUFO}/europe"}
    pair.clock += timedelta(days=2)
    with pair.nodes[VUFO].active():
        assert moving.follow_today(now=pair.clock) == 1
    pair.exchange()
    assert pair.file(MOFA, file).counterparts == {VUFO: f"{VUFO}/west"}


def test_what_comes_in_for_a_closed_unit_goes_on_to_its_successor(pair: Pair) -> None:
    tell(pair, VUFO, [unit("office"), unit("europe", closed=True, successors=["west"]), unit("west")])
    file = announce(pair, "2026-12-21")
    pair.exchange()
    with pair.nodes[VUFO].active():
        assert moving.follow_today(now=pair.clock) == 1
        assert moving.follow_today(now=pair.clock) == 0
    pair.exchange()
    assert pair.file(MOFA, file).counterparts == {VUFO: f"{VUFO}/west"}


def test_what_has_not_left_yet_is_assigned_to_the_successor(pair: Pair) -> None:
    with pair.nodes[MOFA].active():
        ClearingRule.objects.create(step="", levels=1)
        statement = read_statement("visit.announce", {**VISIT, "start_on": "2026-12-21"}, to=[f"{VUFO}/europe"])
        sent = submit(statement, desk(MOFA, "protocol"), at=pair.clock)
        assert sent.state == "clearing"
        ClearingRule.objects.all().delete()
    tell(pair, MOFA, [unit("office"), unit("protocol", closed=True, successors=["ceremonies"]), unit("ceremonies")])
    with pair.nodes[MOFA].active():
        assert Assignment.objects.get(dossier=sent.dossier).unit == f"{MOFA}/ceremonies"
        assert Reader.objects.filter(dossier=sent.dossier, unit=f"{MOFA}/ceremonies").exists()
    assert left(pair, MOFA) == []


def test_nothing_is_owed_by_a_unit_without_a_reader(pair: Pair) -> None:
    files = [announce(pair, "2027-01") for _ in range(3)]
    for file in files:
        ask(pair, file)
    tell(pair, VUFO, [unit("office"), unit("europe", closed=True, successors=["west"]), unit("west")])
    tell(pair, MOFA, [unit("office"), unit("protocol", closed=True, successors=["ceremonies"]), unit("ceremonies")])
    for agency, node in pair.nodes.items():
        with node.active():
            for row in Commitment.objects.exclude(state__in=("accepted", "withdrawn", "lapsed")):
                here = row.debtor_unit if row.debtor == agency else row.creditor_unit
                assert here in {f"{MOFA}/ceremonies", f"{VUFO}/west"}
                assert Reader.objects.filter(dossier=row.dossier, unit=here).exists()


def test_as_many_queries_for_many_files_as_for_few(pair: Pair) -> None:
    counts = []
    for n in (2, 6):
        for _ in range(n):
            announce(pair, "2026-12-21")
        with pair.nodes[MOFA].active(), CaptureQueriesContext(connections[pair.nodes[MOFA].alias]) as captured:
            moving.standings(on=pair.clock.date(), closed={f"{MOFA}/protocol"})
        counts.append(len(captured))
    assert counts[0] == counts[1]
