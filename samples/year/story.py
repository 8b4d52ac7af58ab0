"""A year of work between a ministry, a union and a union of a province, told relative to today and made up."""

from samples.loader import FIRST_WORLD, World, story
from samples.routine import Routine
from samples.schedule import Scene, tell

from . import province, works

quarter = story(FIRST_WORLD)

__all__ = ["AGENCIES", "FIRST", "SPAN", "play"]

SPAN = "a year"
DANANG = "danang.vufo.org.vn"
AGENCIES = {**quarter.AGENCIES, "danang": (DANANG, {
    "vi": "Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng (mẫu)",
    "en": "Da Nang Union of Friendship Organizations (sample)",
    "ar": "اتحاد منظمات الصداقة في مدينة دا نانغ (نموذج)",
    "ms": "Kesatuan Pertubuhan Persahabatan Bandar Raya Da Nang (contoh)"})}  # fmt: skip
FIRST = {**quarter.FIRST, "danang": ["o-clerk", "o-exchange-desk", "o-head"]}
# The agreement is that much older than in the quarter that ends this year.
EARLIER, FOUNDED, QUARTER, MAIL = 150, -262, -66, -10


def play(world: World) -> None:
    """The agreement, three quarters of everyday work, and the last quarter, in which much else happens beside it."""
    world.mail_from = MAIL
    world.count_by("regulation.yaml", earlier=EARLIER)
    tell([quarter.founding.agreement(world, earlier=EARLIER)], world.at)
    for name in ("mofa", "vufo"):
        world.people(name, f"{name}/more-people.csv")
    everyday = works.Everyday(world, Routine(world))
    everyday.tell(FOUNDED, QUARTER)
    quarter.founding.clearing(world)
    scenes = [scene(world) for scene in (*quarter.SCENES, *province.SCENES)]
    tell([_everyday(everyday), *scenes], world.at)
    everyday.routine.fold()


def _everyday(everyday: "works.Everyday") -> Scene:
    """The everyday work of the last quarter, between its scenes."""
    for day in range(QUARTER, 0):
        if everyday.has_work(day):
            yield day, 12
            everyday.tell_day(day)
