"""Visits that went as the agreement wishes: early, prepared for together, reported on."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MOFA, UNION_EUROPE, VUFO, announce, ask, close, confirm, iso, verb


def parliamentarians(world: World) -> Scene:
    """Done from the first notice to the report."""
    yield -62, 9
    file = announce(world, "French parliamentary delegation", level="official", start=world.day(-40), days=4)
    yield -61, 14
    world.assign("vufo", "o-clerk", file, UNION_EUROPE, "o-eur-desk", [f"{VUFO}/association-france"])
    yield -58, 10
    ask(world, file, "A meeting with the Friendship Association, 40 guests, interpretation in French", world.day(-45))
    yield -57, 10
    verb(world, "vufo", "o-eur-desk", "promise", file, text="The Association reserves its hall.")
    yield -48, 15
    verb(world, "vufo", "o-eur-desk", "deliver", file, text="Programme, guest list and hall are ready.")
    yield -47, 11
    verb(world, "mofa", "o-prot-desk", "accept", file, text="Thank you, all in order.")
    confirm(world, file, world.day(-40), world.day(-36))
    yield -30, 16
    close(world, file, "Four days, three meetings, one memorandum between twin towns.")
    yield -28, 9
    verb(world, "vufo", "o-eur-desk", "accept", file, text="A full report; thank you.")


def lyon_and_marseille(world: World) -> Scene:
    """The union travels; its report is late, and it was reminded."""
    yield -38, 9
    file = announce(world, "Friendship delegation to Lyon and Marseille", side="vufo", start=world.day(-20), days=6)
    yield -37, 15
    world.assign("mofa", "o-clerk", file, f"{MOFA}/europe", "o-eur-desk", [f"{MOFA}/mission-paris"])
    yield -35, 11
    ask(world, file, "Letters of introduction to both city halls", world.day(-27), side="vufo")
    yield -28, 15
    verb(world, "mofa", "o-eur-desk", "deliver", file, text="Both letters went out through the mission in Paris.")
    yield -27, 10
    verb(world, "vufo", "o-eur-desk", "accept", file)
    confirm(world, file, world.day(-20), world.day(-15), side="vufo")
    yield -2, 10
    verb(world, "mofa", "o-eur-desk", "nudge", file, text="The committee meets next week; may we have the report?")


def youth_orchestra(world: World) -> Scene:
    """More time asked and granted."""
    yield -33, 9
    file = announce(world, "Youth orchestra from Leipzig", partner="DE", start=world.day(-12), days=3)
    yield -31, 10
    ask(world, file, "A bus and two guides who speak German", world.day(-22))
    yield -30, 11
    verb(world, "vufo", "o-eur-desk", "promise", file, text="The provincial union lends its bus.")
    yield -24, 9
    until = iso(world.day(-17))
    verb(world, "vufo", "o-eur-desk", "ask_time", file, until=until, text="The second guide is free a week later.")
    yield -23, 10
    verb(world, "mofa", "o-prot-desk", "grant", file, text="That is early enough.")
    yield -18, 14
    verb(world, "vufo", "o-eur-desk", "deliver", file, text="Bus and both guides are confirmed in writing.")
    yield -17, 9
    verb(world, "mofa", "o-prot-desk", "accept", file)
    confirm(world, file, world.day(-12), world.day(-9))
    yield -7, 11
    close(world, file, "Two concerts, 900 listeners; the return visit is planned for spring.")
    yield -6, 15
    verb(world, "vufo", "o-eur-desk", "accept", file)


def from_a_month_to_a_day(world: World) -> Scene:
    """A date that was provisional is refined in time."""
    start = world.day(21)
    yield -44, 14
    stated = {"title": "State visit from the south", "direction": "incoming", "level": "state", "partner": "MY",
              "start_on": f"{start:%Y-%m}", "purpose": "Return visit."}  # fmt: skip
    file = world.say("mofa", "o-prot-desk", "visit.announce", stated, to=[f"{VUFO}/south-east-asia"],
                     cleared_by="o-prot-head")  # fmt: skip
    world.exchange()
    yield -19, 10
    exact = {"start_on": iso(start), "end_on": iso(world.day(23)), "place": "Ha Noi and Hue"}
    world.say("mofa", "o-prot-desk", "visit.refine", exact, file=file, cleared_by="o-prot-head")
    world.exchange()


def only_a_month(world: World) -> Scene:
    """News so early that nobody knows the day yet."""
    yield -5, 14
    stated = {"title": "State visit from South-East Asia", "direction": "incoming", "level": "state", "partner": "LA",
              "start_on": f"{world.day(54):%Y-%m}", "purpose": "Anniversary of diplomatic relations."}  # fmt: skip
    world.say("mofa", "o-prot-desk", "visit.announce", stated, to=[f"{VUFO}/south-east-asia"],
              cleared_by="o-prot-head")  # fmt: skip
    world.exchange()


def this_morning(world: World) -> Scene:
    """One notice goes out, another waits to be cleared."""
    yield 0, 8
    announce(world, "Cultural delegation from Berlin", level="official", partner="DE", start=world.day(19), days=5)
    yield 0, 8, 40
    stated = {"title": "Artists' delegation from Toulouse", "direction": "incoming", "level": "official",
              "partner": "FR", "start_on": iso(world.day(22)), "end_on": iso(world.day(26)),
              "purpose": "Exhibition and workshops."}  # fmt: skip
    world.say("mofa", "o-prot-desk", "visit.announce", stated, to=[UNION_EUROPE])


SCENES = (parliamentarians, lyon_and_marseille, youth_orchestra, from_a_month_to_a_day, only_a_month, this_morning)
