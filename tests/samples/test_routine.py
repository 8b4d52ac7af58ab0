"""The everyday work of the year: told in bulk, and on both nodes as if it had been lived."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from samples import loader
from samples.loader import Side, World
from samples.routine import Routine
from samples.schedule import tell
from servanda.exchange.models import FeedEntry
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.node import Node
from servanda.processes import reads
from servanda.processes.projection.project import refold

NOW = datetime(2026, 6, 17, 9, 0, tzinfo=UTC)
FIRST, LAST = -40, -8


@pytest.fixture(scope="module")
def story() -> Iterator[object]:
    return loader.story("year")


@pytest.fixture
def world(make_node: Callable[..., Node], story: object) -> World:
    """Eight weeks of everyday work under the agreement."""
    sides = {}
    for name, agency in (("mofa", "mofa.gov.vn"), ("vufo", "vufo.org.vn")):
        sides[name] = Side(make_node(agency))
    made = World(folder=loader.SAMPLES / "year", sides=sides, now=NOW)
    made.count_by("regulation.yaml", earlier=story.EARLIER)
    tell([story.quarter.founding.agreement(made, earlier=story.EARLIER)], made.at)
    for name in sides:
        made.people(name, f"{name}/more-people.csv")
    everyday = story.works.Everyday(made, Routine(made))
    everyday.tell(FIRST, LAST)
    everyday.routine.fold()
    return made


def test_it_stands_as_if_it_had_been_lived(world: World) -> None:
    digests = {}
    for name, side in world.sides.items():
        with side.node.active():
            files = list(Dossier.objects.filter(process__in=("visit", "request")).values_list("id", flat=True))
            assert len(files) > 20
            before = [list(table.objects.order_by("pk").values()) for table in (Entry, Commitment)]
            refold(files)
            assert before == [list(table.objects.order_by("pk").values()) for table in (Entry, Commitment)]
            assert not FeedEntry.objects.exclude(state="taken").exists()
            digests[name] = {file: reads.digest(file, as_of=world.day(LAST)) for file in files}
            for row in StoredAct.objects.filter(dossier__in=files):
                day = row.at.astimezone(UTC)
                assert world.calendar.is_working(world.calendar.local_day(row.at))
                assert 0 <= (row.stored_at - day).total_seconds() < 3600
            states = {reads.state_on(row, world.day(LAST)) for row in Commitment.objects.filter(dossier__in=files)}
            assert {"done", "open"} <= states
    assert digests["mofa"] == digests["vufo"]
