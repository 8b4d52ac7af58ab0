"""The sample's quarter, told on days of every kind: nothing in the future, nothing out of hours, no case left out."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samples import loader
from samples.loader import World
from samples.schedule import Moment, tell
from servanda.kernel import node as nodes
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.office.models import GuestLink
from servanda.processes import reads
from servanda.processes.models import Outgoing
from servanda.processes.registry import processes
from tests.engines import Engine

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TODAYS = {
    "before a Monday's work": datetime(2026, 11, 23, 6, 0, tzinfo=HANOI),
    "in Tet": datetime(2026, 2, 18, 10, 0, tzinfo=HANOI),
    "31 December": datetime(2026, 12, 31, 23, 30, tzinfo=HANOI),
    "29 February": datetime(2028, 2, 29, 10, 0, tzinfo=HANOI),
}
# Where nothing of the sample or of its days was touched, these tell no more than the others.
SELDOM = ("before a Monday's work", "31 December")
WEEKS = 12


@pytest.fixture
def told(tmp_path: Path, engine: Engine) -> Iterator[Callable[[datetime], World]]:
    """told(now) -> the whole story as it stands then."""
    sides: dict[str, loader.Side] = {}

    def tell_at(now: datetime) -> World:
        story = loader.story("vufo-mofa")
        for place, (name, (agency, titles)) in enumerate(story.AGENCIES.items()):
            home = tmp_path / name
            made = nodes.create(home, agency=agency, name=dict(titles), address=f"http://127.0.0.1:{8001 + place}",
                                at=datetime(2020, 1, 1, tzinfo=UTC), **engine.options())  # fmt: skip
            engine.fill(home)
            sides[name] = loader.Side(made)
        world = World(folder=loader.SAMPLES / "vufo-mofa", sides=sides, now=now.astimezone(UTC))
        story.play(world)
        return world

    yield tell_at
    engine.forget(side.node for side in sides.values())


@pytest.mark.parametrize(
    "now",
    [pytest.param(now, id=name, marks=[pytest.mark.long_run] * (name in SELDOM)) for name, now in TODAYS.items()],
)
def test_the_quarter_can_be_told_on_any_day(told: Callable[[datetime], World], now: datetime) -> None:
    world = told(now)
    moments = [at for name in world.sides for at in said_at(world, name)]
    assert max(moments) <= now
    for at in moments:
        local = at.astimezone(HANOI)
        assert world.calendar.is_working(local.date()) and 8 <= local.hour < 17, local
    spread(world, moments)
    assert {name for name, is_there in cases(world).items() if not is_there} == set()
    assert len(digests(world, "mofa")) > 20
    assert digests(world, "mofa") == digests(world, "vufo")


def said_at(world: World, name: str) -> list[datetime]:
    with world.sides[name].node.active():
        return list(StoredAct.objects.filter(agency=world.sides[name].node.agency).values_list("at", flat=True))


def spread(world: World, moments: list[datetime]) -> None:
    """Every week of the quarter has its entries, no week has a fifth of them, no day a tenth."""
    days = [at.astimezone(HANOI).date() for at in moments]
    age = {day: -world.calendar.working_days_between(world.today, day) for day in set(days)}
    quarter = [day for day in days if age[day] < 5 * WEEKS]
    weeks = Counter(age[day] // 5 for day in quarter)
    assert set(weeks) == set(range(WEEKS))
    assert max(weeks.values()) < len(quarter) / 5
    assert max(Counter(quarter).values()) < len(quarter) / 10


def digests(world: World, name: str) -> dict[str, str]:
    """Of the files that both sides keep."""
    with world.sides[name].node.active():
        rows = Dossier.objects.filter(is_shared=True)
        both = [row.id for row in rows if all(side.node.agency in row.parties for side in world.sides.values())]
        return {file: reads.digest(file, as_of=world.today) for file in both}


def cases(world: World) -> dict[str, bool]:
    """What a visitor of the sample must find: on the union's node, but for what never left the ministry's."""
    with world.sides["mofa"].node.active():
        held = Outgoing.objects.filter(state="held", release_at__gt=world.now).exists()
        clearing = Outgoing.objects.filter(state="clearing").exists()
        told = set(Dossier.objects.values_list("process", flat=True))
    with world.sides["vufo"].node.active():
        rows = list(Commitment.objects.all())
        on = Counter(reads.state_on(row, world.today) for row in rows)
        late = {row.debtor for row in rows if reads.state_on(row, world.today) == "late"}
        states = {row.state for row in rows}
        entries = Entry.objects.filter(has_effect=True)
        via = {stored.act.via for stored in StoredAct.objects.filter(internal=False)}
        kinds = set(entries.values_list("kind", flat=True))
        return {
            "done": on["done"] > 5, "done late": on["done_late"] > 0, "open": on["open"] > 2,
            "late on both sides": len(late) == 2,
            "explained": any(row.is_explained for row in rows), "crossed": any(row.is_crossed for row in rows),
            "declined": "declined" in states, "returned": "returned" in states, "withdrawn": "withdrawn" in states,
            "more time asked": any(row.asked_until for row in rows), "granted": "commitment.grant" in kinds,
            "reminded": any(row.nudges for row in rows),
            "by letter, phone and guest": via >= {"letter", "phone", "guest"},
            "a guest's link": GuestLink.objects.filter(opened_at__isnull=False).exists(),
            "provisional": any(row.is_provisional for row in rows), "refined": "visit.refine" in kinds,
            "out of plan": any(row.facts.get("out_of_plan") for row in Dossier.objects.filter(process="visit")),
            "every kind of work": told >= set(processes()),
            "under embargo": held, "waiting to be cleared": clearing,
        }  # fmt: skip


def test_scenes_go_on_by_day_and_hour() -> None:
    heard: list[object] = []

    def scene(name: str, *moments: Moment) -> Iterator[Moment]:
        for moment in moments:
            yield moment
            heard.append(name)

    tell([scene("a", (-9, 9), (-2, 9)), scene("b", (-9, 8), (-2, 9, 30), (0, 8))], lambda *moment: heard.append(moment))
    assert heard == [(-9, 8), "b", (-9, 9), "a", (-2, 9), "a", (-2, 9, 30), "b", (0, 8), "b"]


def test_a_scene_that_goes_back_is_refused() -> None:
    def scene() -> Iterator[Moment]:
        yield -2, 9
        yield -3, 9

    with pytest.raises(ValueError, match="goes back"):
        tell([scene()], lambda *moment: None)


@pytest.mark.parametrize("moment", [(-1, 7), (-1, 17), (0, 16), (1, 9)])
def test_nothing_happens_out_of_hours_or_in_the_future(moment: tuple[int, int]) -> None:
    world = World(folder=loader.SAMPLES / "vufo-mofa", sides={}, now=datetime(2026, 11, 23, 15, 0, tzinfo=HANOI))
    world.count_by("regulation.yaml")
    assert world.today == date(2026, 11, 23)
    with pytest.raises(ValueError, match="nothing happens"):
        world.at(*moment)
