"""A process that serves is killed between the store of what it received, its folding and its answer, and started again:
nothing is lost, nothing is doubled."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import connections

from servanda.exchange import batches, send
from servanda.exchange.cards import peer_of
from servanda.exchange.check import check
from servanda.exchange.models import Feed, ReceivedEntry
from servanda.kernel import clock, waiting
from servanda.kernel.models import Entry, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.office.models import Notice, Officer, Post
from servanda.processes.own_word.receiving import KIND
from servanda.processes.projection import refolding
from tests.commands import Running, started
from tests.dying import FULL as FULL_THERE
from tests.dying import PLACES
from tests.nodes.offices import free_port, wait
from tests.processes.conftest import Pair, assert_converged, in_force
from tests.processes.test_runs import FULL, notes
from tests.processes.test_work import announce
from tests.world import MOFA, VUFO

pytestmark = pytest.mark.slow

FOLDING, ANSWERING = "servanda.kernel.folding", "servanda.kernel.answering"
# Where it dies with a batch that stands alone, and with a run that broke off; the first of each in every `make test`.
ALONE = [f"{ANSWERING}:answer:start", f"{FOLDING}:fold:start", f"{ANSWERING}:answer:end", f"{FOLDING}:fold:end"]
A_RUN = [f"{FOLDING}:settle:end", f"{FOLDING}:settle:start", f"{FOLDING}:answer:start",
         f"{ANSWERING}:answer_waiting:start", f"{ANSWERING}:answer_waiting:end", f"{FOLDING}:answer:end"]  # fmt: skip


def first_of(places: Sequence[str]) -> list[Any]:
    return [places[0], *(pytest.param(place, marks=pytest.mark.long_run) for place in places[1:])]


@dataclass
class Served:
    """The union's node as a process three days later; the ministry contacts it from here."""

    pair: Pair
    port: int

    @property
    def offset(self) -> int:
        """Seconds between the clock of the machine and that of the two."""
        return int((self.pair.clock - datetime.now(UTC)).total_seconds())

    @contextmanager
    def running(self, places: str = "") -> Iterator[tuple[Running, httpx.Client]]:
        """Until it ends by itself, or is killed at the end of this."""
        south = self.pair.nodes[VUFO]
        connections[south.alias].close()
        env = {clock.OFFSET: str(self.offset), FULL_THERE: str(FULL), PLACES: places}
        process = started("serve", "--home", south.home, "--bind", f"127.0.0.1:{self.port}", env=env)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60) as client:
                is_up = lambda: client.get("/exchange/v1/card/").status_code == 200  # noqa: E731
                wait(is_up, seconds=60, patient_with=httpx.HTTPError)
                yield process, client
        finally:
            process.kill()

    def carry(self, client: httpx.Client) -> bool:
        """What the ministry has for the union; False where it is not taken, or not yet."""
        with self.pair.nodes[MOFA].active(), suppress(httpx.HTTPError, Refused):
            send.push(peer_of(VUFO), client=client, now=clock.now() + timedelta(seconds=self.offset))
        with self.pair.nodes[MOFA].active():
            return not Feed.of(VUFO).is_behind

    def said(self, file: str) -> list[list[str]]:
        """What the union stated to have received late, each time that it did."""
        with self.pair.nodes[VUFO].active():
            rows = StoredAct.objects.filter(dossier=file, kind=KIND)
            return [[item["act"] for item in row.act.facts["received"]] for row in rows]


@pytest.fixture
def served(make_node: Callable[..., Node], monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    port = free_port()
    pair = in_force(Pair({MOFA: make_node(MOFA), VUFO: make_node(VUFO, address=f"http://127.0.0.1:{port}")}))
    with pair.nodes[VUFO].active():
        Post.objects.create(officer=Officer.objects.create(id="o-holder"), unit=f"{VUFO}/europe", role="desk")
    monkeypatch.setattr(batches, "ENTRY_LIMIT", FULL)
    yield Served(pair, port)
    pair.clock += timedelta(minutes=10)
    pair.exchange()
    assert_converged(pair)


@pytest.mark.parametrize("place", first_of(ALONE))
def test_killed_with_a_batch_in_hand(served: Served, place: str) -> None:
    file = announce(served.pair, "2026-12-15")
    die(served, place)
    with served.pair.nodes[VUFO].active():
        assert not StoredAct.objects.filter(dossier=file).exists(), "all of a batch or nothing"
    go_on(served, file, 1)


@pytest.mark.parametrize("place", first_of(A_RUN))
def test_killed_while_a_run_waits(served: Served, place: str) -> None:
    file = announce(served.pair, "2026-12-15")
    notes(served.pair, file, FULL - 1)
    die(served, place)
    with served.pair.nodes[VUFO].active():
        assert StoredAct.objects.filter(dossier=file, agency=MOFA).count() == FULL
        if not place.endswith("answer:end"):
            assert waiting.marks().is_any and not StoredAct.objects.filter(dossier=file, agency=VUFO).exists()
    go_on(served, file, FULL)


def die(served: Served, place: str) -> None:
    """Three days later all of it goes to a process that dies there; somebody reads meanwhile."""
    served.pair.clock += timedelta(days=3)
    with served.running(place) as (process, client):
        while process.is_alive:
            served.carry(client)
            if "settle" in place:
                with suppress(httpx.HTTPError):
                    client.get("/")
            time.sleep(0.05)


def go_on(served: Served, file: str, count: int) -> None:
    """Another process on the same folder: everything is there once, and was answered once."""
    with served.running() as (_, client):
        wait(lambda: served.carry(client), seconds=60)
        wait(lambda: bool(served.said(file)), seconds=60)
        with served.pair.nodes[VUFO].active():
            wait(lambda: not waiting.marks().is_any, seconds=60)
    south = served.pair.nodes[VUFO]
    with south.active():
        acts = StoredAct.objects.filter(dossier=file, agency=MOFA).order_by("n")
        assert [act.n for act in acts] == list(range(1, count + 1))
        assert ReceivedEntry.objects.filter(act__in=acts.values("name"), outcome="taken").count() == count
        assert Entry.objects.filter(dossier_id=file).count() == count + 1
        assert served.said(file) == [[acts[0].name]]
        heard = list(Notice.objects.values_list("officer", "about"))
        assert len(heard) == len(set(heard)) and len(heard) == Notice.objects.values("dossier").distinct().count()
        assert list(refolding.differences(refolding.names())) == []
        assert check(south) == []
