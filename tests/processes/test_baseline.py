"""What an agency records of the past: its own, never sent, and the lead times drawn from it."""

from datetime import date

import pytest

from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.figures import past
from servanda.processes.figures.baseline import baseline
from servanda.processes.models import Scheduled
from servanda.processes.projection import rebuild
from tests.processes.conftest import Pair, desk
from tests.processes.test_laws import snapshot
from tests.world import MOFA, VUFO

ROWS = [
    # 2026-03-09 is a Monday: 10 working days after Monday 23 February.
    {"kind": "visit", "title": "A", "start_on": "2026-03-09", "notice_on": "2026-02-23", "guest": "N. N."},
    {"kind": "visit", "title": "B", "start_on": "2026-03-10", "notice_on": "2026-03-12"},
    {"kind": "visit", "title": "C", "start_on": "2026-04", "notice_on": "2026-03-02"},
    {"kind": "activity", "title": "D", "start_on": "2026-05-11/2026-05-15", "notice_on": "2026-05-04", "partner": "FR"},
    {"kind": "visit", "title": "E", "start_on": "2026-06-01"},
]


def record(pair: Pair, *, unit: str = "europe", for_all: bool = True) -> str:
    with pair.nodes[MOFA].active():
        return past.record(ROWS, desk(MOFA, unit), title="2026", source="visits.xlsx", for_all=for_all, at=pair.clock)


@pytest.mark.mission("S53")
def test_the_first_day_knows_how_early_things_were_told_before(pair: Pair) -> None:
    record(pair)
    with pair.nodes[MOFA].active():
        found = baseline(desk(MOFA, "africa"))
        assert found.days == (-2, 5, 10) and found.median == 5 and found.without == 2
        assert (found.first_on, found.last_on) == (date(2026, 3, 9), date(2026, 6, 1))
        assert not found.is_provisional
        assert baseline(desk(MOFA), kinds=["activity"]).days == (5,)
        assert baseline(desk(MOFA), since=date(2026, 3, 10), until=date(2026, 4, 30)).days == (-2,)
        assert [lead.title for lead in baseline(desk(MOFA), partner="FR").leads] == ["D"]


def test_the_past_never_leaves_and_stays_with_its_readers(pair: Pair) -> None:
    file = record(pair, for_all=False)
    pair.exchange()
    with pair.nodes[VUFO].active():
        assert not StoredAct.objects.filter(dossier=file).exists() and not Scheduled.objects.exists()
    with pair.nodes[MOFA].active():
        assert reads.find(file, desk(MOFA)).process == "past" and baseline(desk(MOFA)).days
        assert not baseline(desk(MOFA, "africa")).leads
        assert not baseline(desk(MOFA, "office", "admin")).leads
        assert baseline(desk(MOFA, "leadership", "leadership")).leads
        with pytest.raises(Refused):
            reads.find(file, desk(MOFA, "africa"))


def test_names_stand_in_the_part_that_is_shredded(pair: Pair) -> None:
    file = record(pair)
    with pair.nodes[MOFA].active():
        act = StoredAct.objects.get(dossier=file).act
        assert "N. N." in str(act.part("personal")) and "N. N." not in str(act.facts) + str(act.part("content"))


def test_folding_again_gives_the_same_rows(pair: Pair) -> None:
    record(pair)
    pair.open(MOFA, "visit.announce", {"title": "V", "direction": "incoming", "level": "official", "place": "Đà Nẵng",
                                       "start_on": "2027-02-01", "head": "X Y"}, to=[f"{VUFO}/europe"])  # fmt: skip
    with pair.nodes[MOFA].active():
        before = snapshot()
        visit = Scheduled.objects.get(kind="visit", is_past=False)
        assert (visit.place, visit.guest, visit.first_on) == ("danang", "xy", date(2027, 2, 1))
        rebuild.rebuild()
        assert snapshot() == before and Scheduled.objects.count() == 6


def test_nobody_records_for_another_agency_or_nothing(pair: Pair) -> None:
    with pair.nodes[MOFA].active():
        for actor, rows in ((desk(VUFO), ROWS), (desk(MOFA, role="admin"), ROWS), (desk(MOFA), [])):
            with pytest.raises(Refused):
                past.record(rows, actor, title="", source="", for_all=True, at=pair.clock)
        assert not Dossier.objects.filter(process="past").exists()
