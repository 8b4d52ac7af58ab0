"""What the two sides tell each other regularly, and unasked."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MINISTRY_EUROPE, MOFA, UNION_EUROPE, VUFO, iso


def note_on_france(world: World) -> Scene:
    """A subscription, its first note, and thanks for it."""
    yield -40, 10
    file = world.say("vufo", "o-eur-desk", "information.subscribe", {
        "title": "Monthly note on relations with France", "partner": "FR",
        "wanted": "High-level contacts, what is planned, what to avoid."}, to=[MINISTRY_EUROPE])  # fmt: skip
    world.exchange()
    yield -34, 11
    world.say("mofa", "o-eur-desk", "information.send", {
        "brief": "Three contacts this month; the joint committee meets in spring.", "onward": "parties"},
        file=file)  # fmt: skip
    world.exchange()
    yield -33, 15
    world.say("vufo", "o-eur-desk", "information.useful", {"text": "Used for the delegation to Lyon."}, file=file)
    world.exchange()
    yield -12, 11
    world.say("mofa", "o-eur-desk", "information.send", {
        "brief": "One contact; the cultural institute has a new director.", "onward": "parties"},
        file=file)  # fmt: skip
    world.exchange()


def newsletters(world: World) -> Scene:
    """Offered unasked."""
    yield -7, 9
    file = world.say("vufo", "o-info-desk", "brief.send", {
        "title": "What three partner organisations publish about us", "brief": "A digest of newsletters, two pages.",
        "source": "Newsletters of partners", "onward": "free"}, to=[f"{MOFA}/press"])  # fmt: skip
    world.exchange()
    yield -5, 10
    world.say("mofa", "o-press-desk", "brief.useful", {}, file=file)
    world.exchange()


def press_review(world: World) -> Scene:
    """Offered unasked by the ministry; the union wants more of it."""
    yield -49, 15
    file = world.say("mofa", "o-press-desk", "brief.send", {
        "title": "How the people's channel appears in the press abroad", "brief": "Eleven articles, one page.",
        "source": "Press review", "onward": "parties"}, to=[f"{VUFO}/information"])  # fmt: skip
    world.exchange()
    yield -46, 9
    world.say("vufo", "o-info-desk", "brief.more", {"text": "Also from the regions, please."}, file=file)
    world.exchange()


def what_may_not_be_written(world: World) -> Scene:
    """Notice by other means: its number, day and way alone; closed when it is over."""
    yield -28, 10
    file = world.say("mofa", "o-prot-desk", "elsewhere.give", {
        "reference": "37/TM", "given_on": iso(world.day(-28)), "channel": "courier", "clause": "5.1/notice",
        "happens_on": iso(world.day(-6))}, to=[UNION_EUROPE], cleared_by="o-prot-head")  # fmt: skip
    world.exchange()
    yield -5, 10
    world.say("mofa", "o-prot-desk", "elsewhere.close", {}, file=file, cleared_by="o-prot-head")
    world.exchange()


SCENES = (note_on_france, newsletters, press_review, what_may_not_be_written)
