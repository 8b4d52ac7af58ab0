"""The counterpart map: field and region lead to a unit of the other side, by its own directory."""

from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node
from servanda.processes import directory, routing
from servanda.processes.models import Partner, Unit
from tests.processes.conftest import Pair
from tests.world import MOFA, VUFO

UNITS = [
    {"code": "office", "kind": "office", "name": {"en": "Office"}},
    {"code": "europe", "kind": "department", "fields": ["visits"], "regions": ["europe"], "name": {"en": "Europe"}},
    {"code": "protocol", "kind": "department", "fields": ["visits"], "name": {"en": "Protocol"}},
    {"code": "old", "kind": "department", "fields": ["ngo"], "closed": True, "name": {"en": "Old"}},
]


def publish(pair: Pair) -> None:
    node: Node = pair.nodes[VUFO]
    clerk = Actor(agency=VUFO, officer="system", unit=f"{VUFO}/office", role="clerk")
    with node.active():
        directory.publish(UNITS, clerk, peers=[MOFA], title="Units", at=pair.clock)
    pair.exchange()


def test_a_named_region_beats_an_open_one(pair: Pair) -> None:
    publish(pair)
    with pair.nodes[MOFA].active():
        assert routing.counterpart(VUFO, area="visits", region="europe") == f"{VUFO}/europe"
        assert routing.counterpart(VUFO, area="visits", region="africa") == f"{VUFO}/protocol"
        assert routing.counterpart(VUFO, area="visits", region="") == f"{VUFO}/protocol"
        assert routing.counterpart(VUFO, area="ngo", region="") == ""


def test_a_file_without_a_named_unit_goes_to_the_counterpart(pair: Pair) -> None:
    publish(pair)
    with pair.nodes[MOFA].active():
        Partner.objects.create(code="FR", kind="country", country="FR", region="europe", name={"en": "France"})
    stated = {"title": "x", "direction": "incoming", "level": "official", "start_on": "2026-12-21", "partner": "FR"}
    pair.say(MOFA, "visit.announce", stated, parties=[VUFO])
    with pair.nodes[MOFA].active():
        from servanda.kernel.models import Dossier

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
