"""Commendations and appointments: asked on, decided, and brought to each of their ends on both sides."""

from datetime import date

import pytest

from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes.models import ComingDay, Likeness
from servanda.processes.projection import ahead, alike, rebuild
from servanda.processes.registry import processes
from tests.processes.conftest import Pair, desk
from tests.world import MOFA, VUFO

NOMINATED = {
    "title": "Friends of Lyon", "award": "peace_friendship", "grounds": "Thirty years of exchanges.",
    "nominees": [{"name": "Nguyễn Văn Đỗ", "post": "Chair", "country": "France"}],
}  # fmt: skip
CONSULTED = {
    "title": "Head of the office in Lyon", "about": "secondment", "post": "Head of office", "person": "Trần An",
    "term_from": "2026-12-01", "term_until": "2027-02-01", "answer_by": "2026-12-10",
}  # fmt: skip


@pytest.mark.mission("S21")
def test_an_award_is_nominated_asked_on_decided_and_conferred(pair: Pair) -> None:
    file = pair.open(VUFO, "commendation.nominate", NOMINATED, to=[f"{MOFA}/europe"])
    pair.say(VUFO, "commendation.ask_opinion", {"answer_by": "2026-12-01"}, dossier=file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "opinion").due_on == date(2026, 12, 1)
    pair.say(MOFA, "commendation.give_opinion", {"view": "agree"}, dossier=file)
    pair.exchange()
    assert pair.commitment(VUFO, file, "opinion").state == "accepted"
    pair.say(VUFO, "commendation.put_to_council", {"council": "Council", "council_on": "2026-12-05"}, dossier=file)
    pair.say(VUFO, "commendation.decide", {"number": "12/QĐ", "decided_on": "2026-11-20", "votes_for": 8, "votes": 9},
             dossier=file)  # fmt: skip
    with pytest.raises(Refused, match="not open"):
        pair.say(VUFO, "commendation.refuse", {"reason": "No"}, dossier=file)
    pair.say(VUFO, "commendation.confer", {"conferred_on": "2026-11-21", "place": "Hà Nội"}, dossier=file)
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.file(agency, file)
        assert (row.state, row.is_ended, row.facts["number"]) == ("conferred", True, "12/QĐ")


def test_an_earlier_nomination_of_the_same_name_is_found_by_who_may_read_it(pair: Pair) -> None:
    file = pair.open(VUFO, "commendation.nominate", NOMINATED, to=[f"{MOFA}/europe"])
    pair.exchange()
    again = {"nominees": [{"name": "  van do NGUYEN "}]}
    process = processes()["commendation"]
    for agency in (MOFA, VUFO):
        with pair.nodes[agency].active():
            found = alike.find(process, again, desk(agency))
            assert [row.id for row in found] == [file]
            assert not alike.find(process, again, desk(agency, "protocol")), "who may not read it is told nothing"
            assert not alike.find(process, again, desk(agency), apart_from=file)
            before = list(Likeness.objects.order_by("value").values_list("dossier", "value"))
            rebuild.rebuild()
            assert list(Likeness.objects.order_by("value").values_list("dossier", "value")) == before
    assert "nguyen" not in str(pair.file(MOFA, file).facts).lower(), "a name stands in the personal part alone"


def terms(file: str, on: date) -> list[tuple[date, str]]:
    return [(item.on, item.unit) for item in ahead.near(on) if item.row.id == file]


@pytest.mark.mission("S22")
def test_an_appointment_is_asked_on_and_its_term_watched_while_it_runs(pair: Pair) -> None:
    file = pair.open(MOFA, "personnel.consult", CONSULTED, to=[f"{VUFO}/europe"])
    pair.exchange()
    pair.say(VUFO, "personnel.give_opinion", {"view": "agree", "text": "Welcome."}, dossier=file)
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not ComingDay.objects.filter(dossier=file).exists(), "nobody is in office yet"
    pair.say(MOFA, "personnel.appoint", {"number": "7/QĐ", "decided_on": "2026-11-20"}, dossier=file)
    pair.exchange()
    for agency in (MOFA, VUFO):
        with pair.nodes[agency].active():
            assert terms(file, date(2027, 1, 10)) == [(date(2027, 2, 1), f"{agency}/europe")]
            assert not terms(file, date(2026, 12, 1))
            rebuild.rebuild()
            assert ComingDay.objects.filter(dossier=file).count() == 1
    pair.say(MOFA, "personnel.extend", {"term_until": "2028-02-01"}, dossier=file)
    pair.exchange()
    with pair.nodes[VUFO].active():
        assert not terms(file, date(2027, 1, 10))
    pair.say(MOFA, "personnel.end", {}, dossier=file)
    pair.exchange()
    with pair.nodes[VUFO].active():
        assert not terms(file, date(2028, 1, 10))
        assert Dossier.objects.get(id=file).state == "ended"
