"""Fixtures: two homes made by `servanda init` once, copied for each test that changes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from samples.loopback import exchange
from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from tests.cli.command import ROOT, good
from tests.engines import Engine

SAMPLE = ROOT / "samples" / "vufo-mofa"


@dataclass(frozen=True)
class Homes:
    """The ministry's folder and the union's, both with the sample's units and people, connected."""

    mofa: Path
    vufo: Path

    def open(self) -> tuple[Node, Node]:
        return nodes.open_node(self.mofa), nodes.open_node(self.vufo)

    def exchange(self) -> None:
        from datetime import UTC, datetime

        exchange(self.open(), now=datetime.now(UTC))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Homes:
    folder = tmp_path_factory.mktemp("homes")
    homes = Homes(folder / "mofa", folder / "vufo")
    for home, agency, sample in ((homes.mofa, "mofa.gov.vn", "mofa"), (homes.vufo, "vufo.org.vn", "vufo")):
        good(
            "init", "--home", home, "--agency", agency, "--name", sample.upper(), "--address", f"http://{agency}",
            *engine.words(),
        )  # fmt: skip
        good("units", "import", "--home", home, SAMPLE / sample / "units.csv")
        good("people", "import", "--home", home, SAMPLE / sample / "people.csv")
    for home, other in ((homes.mofa, homes.vufo), (homes.vufo, homes.mofa)):
        card = good("card", "--home", other, "--json").data
        good("link", "--home", home, "-", "--fingerprint", card["fingerprint"], stdin=card["card"])
    return homes


@pytest.fixture
def homes(made: Homes, engine: Engine, tmp_path: Path) -> Iterator[Homes]:
    copies = [engine.copy(made.mofa, tmp_path / "mofa"), engine.copy(made.vufo, tmp_path / "vufo")]
    yield Homes(copies[0].home, copies[1].home)
    engine.forget(copies)
