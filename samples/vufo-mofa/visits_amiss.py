"""Visits that did not go smoothly: late news, crossed words, embargoes, postponements, what is out of plan."""

from samples.loader import World
from samples.schedule import Scene

from .cast import announce, ask, iso, verb


def foreign_minister(world: World) -> Scene:
    """A notice that was late and explained; a preparation that was returned once."""
    yield -26, 10
    file = announce(world, "Visit of a foreign minister", level="official", partner="DE", start=world.day(-18), days=2)
    yield -25, 15
    reason = "The date was agreed only on the day before the notice."
    verb(world, "mofa", "o-prot-desk", "explain", file, text=reason)
    yield -24, 9
    ask(world, file, "Flowers and a children's choir at the guest house", world.day(-19))
    yield -21, 16
    verb(world, "vufo", "o-eur-desk", "deliver", file, text="Choir of the Palace of Children, 30 voices.")
    yield -20, 9
    verb(world, "mofa", "o-prot-desk", "return", file, text="Please add the list of accompanying teachers.")
    yield -20, 15
    verb(world, "vufo", "o-eur-desk", "deliver", file, text="List of teachers added.")
    yield -19, 9
    verb(world, "mofa", "o-prot-desk", "accept", file)


def peace_forum(world: World) -> Scene:
    """Both sides spoke before the exchange ran: the two entries crossed."""
    yield -22, 14
    file = announce(world, "Delegation of a peace forum", partner="demo-peace-forum", start=world.day(-5), days=3)
    yield -15, 9
    ask(world, file, "A round table with young diplomats", world.day(-8))
    yield -12, 14
    world.verb("vufo", "o-eur-desk", "promise", file, text="We take the large hall.")
    world.verb("mofa", "o-prot-desk", "withdraw", file, text="The forum prefers a smaller circle.")
    world.exchange()
    yield -10, 10
    world.say("mofa", "o-prot-desk", "visit.cancel", {"reason": "The forum postponed its journey to next year."},
              file=file, cleared_by="o-prot-head")  # fmt: skip
    world.exchange()


def postponed_friends(world: World) -> Scene:
    yield -53, 10
    file = announce(world, "Friendship group of a regional council", start=world.day(-36), days=3)
    yield -43, 11
    world.say("mofa", "o-prot-desk", "visit.postpone", {"reason": "Elections in the region."}, file=file,
              cleared_by="o-prot-head")  # fmt: skip
    world.exchange()


def not_in_the_plan(world: World) -> Scene:
    """Marked as out of plan, decided late, and told in time all the same."""
    yield -16, 14
    more = {"out_of_plan": True, "approved_on": iso(world.day(-17)), "source": "Embassy of the sending country"}
    file = announce(world, "Veterans of a medical mission", partner="DE", start=world.day(-12), days=2, **more)
    yield -14, 10
    world.assign("vufo", "o-clerk", file, "vufo.org.vn/europe", "o-eur-desk")
    yield -13, 9
    world.note("vufo", "o-eur-desk", file, "The medical college sends two former students.")


def under_embargo(world: World) -> Scene:
    """Two notices that wait for the hour of their release; that of the first has come."""
    yield -11, 15
    stated = {"title": "Working visit agreed at the summit", "direction": "incoming", "level": "working",
              "partner": "FR", "start_on": iso(world.day(12)), "end_on": iso(world.day(13))}  # fmt: skip
    world.say("mofa", "o-prot-desk", "visit.announce", stated, to=["vufo.org.vn/europe"], cleared_by="o-prot-head",
              embargo=world.moment(-8, 9))  # fmt: skip
    yield -8, 9
    world.exchange()
    yield -1, 15
    stated |= {"title": "Speaker of a parliament", "level": "official", "start_on": iso(world.day(28)),
               "end_on": iso(world.day(30))}  # fmt: skip
    world.say("mofa", "o-prot-desk", "visit.announce", stated, to=["vufo.org.vn/europe"], cleared_by="o-prot-head",
              embargo=world.moment(3, 10))  # fmt: skip


def mayors(world: World) -> Scene:
    """More time is asked, and nobody has answered yet."""
    yield -9, 10
    file = announce(world, "Mayors of twin towns", start=world.day(8), days=2)
    yield -8, 14
    ask(world, file, "Interpreters for two evenings", world.day(1))
    yield -6, 9
    verb(world, "vufo", "o-eur-desk", "promise", file, text="Two interpreters are asked.")
    yield -1, 10
    verb(world, "vufo", "o-eur-desk", "ask_time", file, until=iso(world.day(3)), text="One of them answers on Monday.")


SCENES = (foreign_minister, peace_forum, postponed_friends, not_in_the_plan, under_embargo, mayors)
