"""What `servanda check` folds again: units too."""

from collections.abc import Callable

from servanda.cli.refolding import differences
from servanda.kernel.node import Node
from servanda.processes.models import Unit
from tests.web.house import House, connect, settle
from tests.world import MOFA, VUFO


def test_a_unit_that_no_act_states_is_found(make_node: Callable[..., Node]) -> None:
    house = connect(House(settle(make_node(MOFA)), settle(make_node(VUFO))))
    with house.node.active():
        assert list(differences()) == []
        Unit.objects.filter(id=f"{MOFA}/europe").update(zone="UTC")
        assert [found.params["table"] for found in differences()] == ["Unit"]
        Unit.objects.filter(agency=MOFA).delete()
        assert {found.params["table"] for found in differences()} == {"Unit"}
