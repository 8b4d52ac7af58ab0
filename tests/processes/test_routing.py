"""The counterpart map: field and region lead to a unit of the other side, by its own directory."""

from datetime import date
from typing import Any

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.node import Node
from servanda.processes.models import Partner, Unit
from servanda.processes.organisation import directory, routing
from servanda.processes.projection import rebuild
from tests.processes.conftest import TERMS, TEXTS, Pair, sign
from tests.processes.test_laws import snapshot
from tests.processes.test_work import VISIT, announce
from tests.world import MOFA, THIRD, VUFO

UNITS = [
    {"code": "office", "kind": "office", "name": {"en": "Office"}},
    {"code": "europe", "kind": "department", "fields": ["visits"], "regions": ["europe"], "name": {"en": "Europe"}},
    {"code": "protocol", "kind": "department", "fields": ["visits"], "name": {"en": "Protocol"}},
    {"code": "old", "kind": "department", "fields": ["ngo"], "closed": True, "name": {"en": "Old"}},
]


DAY = date(2026, 11, 23)


def publish(pair: Pair) -> None:
    node: Node = pair.nodes[VUFO]
    clerk = Actor(agency=VUFO, officer="system", unit=f"{VUFO}/office", role="clerk")
    with node.active():
        directory.publish(UNITS, clerk, peers=[MOFA], title="Units", at=pair.clock)
    pair.exchange()


def test_a_named_region_beats_an_open_one(pair: Pair) -> None:
    publish(pair)
    with pair.nodes[MOFA].active():
        assert routing.counterpart(VUFO, area="visits", region="europe", on=DAY) == f"{VUFO}/europe"
        assert routing.counterpart(VUFO, area="visits", region="africa", on=DAY) == f"{VUFO}/protocol"
        assert routing.counterpart(VUFO, area="visits", region="", on=DAY) == f"{VUFO}/protocol"
        assert routing.counterpart(VUFO, area="ngo", region="", on=DAY) == ""


def test_a_file_without_a_named_unit_goes_to_the_counterpart(pair: Pair) -> None:
    publish(pair)
    with pair.nodes[MOFA].active():
        Partner.objects.create(code="FR", kind="country", country="FR", region="europe", name={"en": "France"})
    stated = {"title": "x", "direction": "incoming", "level": "official", "start_on": "2026-12-21", "partner": "FR"}
    pair.say(MOFA, "visit.announce", stated, parties=[VUFO])
    with pair.nodes[MOFA].active():
        assert Dossier.objects.get(process="visit").counterparts == {VUFO: f"{VUFO}/europe"}


def test_a_malformed_directory_is_passed_over_and_stops_nothing(pair: Pair) -> None:
    clerk = Actor(agency=VUFO, officer="system", unit=f"{VUFO}/office", role="clerk")
    units = [*UNITS, {"code": 7}, "x", {"code": "../up"}, {"code": "fine", "fields": "visits", "name": []}]
    with pair.nodes[VUFO].active():
        directory.publish(units, clerk, peers=[MOFA], title="Units", at=pair.clock)
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert set(Unit.objects.filter(agency=VUFO).values_list("id", flat=True)) == {
            f"{VUFO}/{code}" for code in ("office", "europe", "protocol", "old", "fine")
        }


def tell(pair: Pair, agency: str, units: list[dict[str, Any]]) -> None:
    """An agency states its units, to itself and to the other one."""
    clerk = Actor(agency=agency, officer="system", unit=f"{agency}/office", role="clerk")
    with pair.nodes[agency].active():
        directory.publish(units, clerk, peers=[MOFA if agency == VUFO else VUFO], title="Units", at=pair.clock)
    pair.exchange()


def answers(pair: Pair, on: str, **asked: str) -> str:
    """The union's unit that answers the ministry on a day, without the agency."""
    with pair.nodes[MOFA].active():
        routes = routing.load(date.fromisoformat(on))
        found = routes.counterpart(VUFO, **{"area": "visits", "region": "", **asked}).unit
    return found.partition("/")[2]


def test_a_field_leads_to_the_unit_that_has_it_on_that_day(pair: Pair) -> None:
    old = {"code": "visits", "fields": [{"code": "visits", "until": "2026-11-30"}], "name": {"en": "V"}}
    new = {"code": "protocol", "fields": [{"code": "visits", "from": "2026-12-01"}], "name": {"en": "P"}}
    far = {"code": "far", "fields": ["visits"], "regions": [{"code": "africa", "from": "2027-01-01"}, "europe"],
           "name": {"en": "F"}, "from": "2026-12-10"}  # fmt: skip
    tell(pair, VUFO, [UNITS[0], old, new, far])
    assert answers(pair, "2026-11-30") == "visits"
    assert answers(pair, "2026-12-01") == "protocol"
    assert answers(pair, "2026-12-09", region="europe") == "protocol"
    assert answers(pair, "2026-12-10", region="europe") == "far"
    assert answers(pair, "2026-12-10", region="africa") == "protocol"
    assert answers(pair, "2027-01-01", region="africa") == "far"
    tell(pair, VUFO, [UNITS[0], old, new, far | {"closed": True, "until": "2026-12-31"}])
    assert answers(pair, "2026-12-31", region="europe") == "far"
    assert answers(pair, "2027-01-01", region="europe") == "protocol"


def test_of_several_regional_units_none_answers_where_no_region_is_named(pair: Pair) -> None:
    near, far = ({"code": code, "fields": ["visits"], "regions": [code], "name": {"en": code}}
                 for code in ("europe", "americas"))  # fmt: skip
    tell(pair, VUFO, [UNITS[0], near])
    assert answers(pair, "2026-12-01") == "europe"
    tell(pair, VUFO, [UNITS[0], near, far])
    assert answers(pair, "2026-12-01") == ""
    assert answers(pair, "2026-12-01", region="americas") == "americas"


def test_a_pair_beats_the_fields_and_their_own_word_beats_ours(pair: Pair) -> None:
    tell(pair, VUFO, UNITS)
    ours = {"unit": f"{VUFO}/europe", "field": "visits", "until": "2026-12-31"}
    own = [{"code": "office", "name": {"en": "O"}}, {"code": "rim", "name": {"en": "R"}, "counterparts": [ours]}]
    tell(pair, MOFA, own)
    assert answers(pair, "2026-12-31") == "europe"
    assert answers(pair, "2027-01-01") == "protocol"
    theirs = {"code": "circle", "name": {"en": "C"}, "counterparts": [{"unit": f"{MOFA}/rim", "field": "visits"}]}
    tell(pair, VUFO, [*UNITS, theirs])
    assert answers(pair, "2026-12-31") == "circle"
    anything = {"code": "desk", "name": {"en": "D"}, "counterparts": [{"unit": f"{MOFA}/rim"}]}
    tell(pair, VUFO, [*UNITS, anything])
    assert answers(pair, "2027-01-01", area="", unit=f"{MOFA}/rim") == "desk"
    assert answers(pair, "2027-01-01", area="", unit=f"{MOFA}/other") == ""


def test_a_pair_of_ours_names_a_unit_of_an_agency_without_a_system(pair: Pair) -> None:
    letters = "letters.example"
    tell(pair, MOFA, [{"code": "rim", "name": {"en": "R"}, "counterparts": [
        {"unit": f"{letters}/press", "field": "visits", "until": "2026-12-31"}]}])  # fmt: skip
    with pair.nodes[MOFA].active():
        for day, unit in ((31, f"{letters}/press"), (1, f"{letters}/press")):
            assert routing.counterpart(letters, area="visits", region="", on=date(2026, 12, day)) == unit
        assert routing.counterpart(letters, area="visits", region="", on=date(2027, 1, 1)) == ""
        assert routing.counterpart(letters, area="ngo", region="", on=DAY) == ""


def test_a_peer_is_told_of_the_counterparts_among_its_own_units_alone(three: Pair) -> None:
    pairs = [{"unit": f"{VUFO}/europe", "field": "visits"}, {"unit": f"{THIRD}/loans", "field": "visits"}]
    clerk = Actor(agency=MOFA, officer="system", unit=f"{MOFA}/office", role="clerk")
    units = [{"code": "rim", "name": {"en": "R"}, "counterparts": pairs}]
    with three.nodes[MOFA].active():
        directory.publish(units, clerk, peers=[VUFO, THIRD], title="Units", at=three.clock)
        assert Unit.objects.get(id=f"{MOFA}/rim").counterparts == pairs
        live = snapshot()
        rebuild.rebuild()
        assert snapshot() == live
    three.exchange()
    for agency, own in ((VUFO, pairs[:1]), (THIRD, pairs[1:])):
        with three.nodes[agency].active():
            assert Unit.objects.get(id=f"{MOFA}/rim").counterparts == own


def test_a_clause_that_names_a_closed_unit_binds_its_successor(pair: Pair) -> None:
    duty = {"id": "hall", "opens": "visit.announce", "debtor": f"{VUFO}/old", "creditor": "owner",
            "deliver": "preparation", "by": {"before": "start_on", "working_days": 3}}  # fmt: skip
    terms = {**TERMS, "articles": [*TERMS["articles"], {"id": "7", "field": "", "basis": [], "duties": [duty]}],
             "fallback": {VUFO: f"{VUFO}/old"}}  # fmt: skip
    texts = {**TEXTS, "articles": [*TEXTS["articles"], {"id": "7", "head": {"en": "Hall"}, "text": {"en": "A hall."}}]}
    with pair.nodes[MOFA].active():
        agreement = Dossier.objects.get(process="agreement").id
    pair.say(MOFA, "agreement.amend", {"terms": terms, "texts": texts}, dossier=agreement, unit="office")
    pair.exchange()
    sign(pair, agreement)
    before = announce(pair, "2026-12-21")
    assert pair.commitment(MOFA, before, "preparation").debtor_unit == f"{VUFO}/old"
    pair.exchange()
    tell(pair, VUFO, [*UNITS[:3], UNITS[3] | {"successors": ["older"]},
                      {"code": "older", "name": {"en": "x"}, "closed": True, "successors": ["protocol"]}])  # fmt: skip
    file = announce(pair, "2026-12-21")
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.commitment(agency, file, "preparation").debtor_unit == f"{VUFO}/protocol"
        # The union moved its part of what was open already.
        assert pair.commitment(agency, before, "preparation").debtor_unit == f"{VUFO}/protocol"
    stated = {**VISIT, "start_on": "2026-12-21"}
    unnamed = pair.say(MOFA, "visit.announce", stated, parties=[VUFO], unit="protocol")
    with pair.nodes[MOFA].active():
        notice = Commitment.objects.get(opener=unnamed, deliver="notice")
        assert notice.creditor_unit == f"{VUFO}/protocol"
