"""A check of a node that goes on serving: what is said and received while it reads is no fault."""

from typing import Any

import pytest

from servanda.exchange import check as checking
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, opened, say
from tests.world import VUFO

pytestmark = pytest.mark.both_engines


def test_what_comes_while_a_check_reads_is_no_fault(
    mofa: Node, vufo: Node, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact(mofa, vufo, network)
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    said: list[str] = []
    check_act = checking._check_act

    def checked(*args: Any) -> Any:
        if len(said) < 3:
            said.append(say(mofa, draft(mofa, dossier, facts={"text": "meanwhile"}))[0].name)
            contact(mofa, vufo, network)
        return check_act(*args)

    monkeypatch.setattr(checking, "_check_act", checked)
    assert checking.check(mofa) == []
    assert said
    assert checking.check(mofa) == []
