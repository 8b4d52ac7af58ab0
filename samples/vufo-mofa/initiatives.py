"""What one side proposes unasked, and what hinders the work: told early, looked after, closed by who raised it."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MOFA, RESEARCH, VUFO, iso, send

CAIRO, EGYPT = f"{MOFA}/mission-cairo", f"{VUFO}/association-egypt"


def craft_fair(world: World) -> Scene:
    """Proposed, asked back, accepted, and begun as an activity out of the proposal."""
    yield -47, 10
    start = world.day(15)
    stated = {"title": "Fair of crafts from Da Nang in Marseille", "partner": "FR", "place": "Marseille",
              "outcome": "Ten workshops find a buyer abroad.", "start_on": iso(start)}  # fmt: skip
    file = send(world, "vufo", "o-da-nang-desk", "proposal.propose", stated | {
        "grounds": "The twin town celebrates ten years of partnership.", "answer_by": iso(world.day(-36))},
        to=[f"{MOFA}/mission-paris"])  # fmt: skip
    yield -43, 14
    asked = {"questions": "Who insures the goods on their way?", "reply_by": iso(world.day(-39))}
    send(world, "mofa", "o-paris-desk", "proposal.ask_back", asked, file)
    yield -41, 9
    reply = {"reply": "The chamber of commerce of the province does."}
    send(world, "vufo", "o-da-nang-desk", "proposal.reply", reply, file)
    yield -38, 10
    note = {"note": "The consulate opens the fair."}
    send(world, "mofa", "o-paris-desk", "proposal.accept", note, file)
    yield -37, 10
    send(world, "vufo", "o-da-nang-desk", "proposal.conclude", {}, file)
    yield -35, 11
    begun = send(world, "vufo", "o-da-nang-desk", "activity.propose", stated | {"proposal": file},
                 to=[f"{MOFA}/mission-paris"])  # fmt: skip
    yield -33, 14
    send(world, "mofa", "o-paris-desk", "activity.agree", {}, begun)
    yield -32, 9
    fixed = {"start_on": iso(start), "end_on": iso(world.day(17)), "place": "Marseille"}
    send(world, "vufo", "o-da-nang-desk", "activity.fix", fixed, begun)


def reading_room(world: World) -> Scene:
    """Proposed, and not answered yet."""
    yield -5, 9
    send(world, "vufo", "o-res-desk", "proposal.propose", {
        "title": "A Vietnamese reading room in Cairo", "partner": "EG", "place": "Cairo",
        "outcome": "Students of Vietnamese have a place to read and to meet.",
        "grounds": "The association there has been offered two rooms.", "answer_by": iso(world.day(6))},
        to=[CAIRO])  # fmt: skip


def visa_letters(world: World) -> Scene:
    """A difficulty that was taken up, resolved, and confirmed as that."""
    yield -42, 15
    file = send(world, "vufo", "o-france-desk", "issue.raise", {
        "title": "Letters of invitation reach the consulate too late", "nature": "difficulty", "touches": "procedure",
        "partner": "FR", "what": "Three guests got their visa on the day of their flight.",
        "effect": "Two guests of the spring festival may not come.",
        "wish": "A fixed contact at the mission for letters of invitation.",
        "settle_by": iso(world.day(-30))}, to=[f"{MOFA}/mission-paris"])  # fmt: skip
    yield -40, 10
    plan = {"plan": "One mailbox for all such letters, read each day."}
    send(world, "mofa", "o-paris-desk", "issue.take_up", plan, file)
    yield -34, 15
    settled = {"resolution": "The mailbox works; the last four letters were answered within a day."}
    send(world, "mofa", "o-paris-desk", "issue.resolve", settled, file)
    yield -31, 14
    send(world, "vufo", "o-france-desk", "issue.confirm", {"note": "Our guests noticed it at once."}, file)


def interpreters(world: World) -> Scene:
    """A difficulty that is open, with what will be done."""
    yield -9, 14
    file = send(world, "mofa", "o-cairo-desk", "issue.raise", {
        "title": "No interpreter for Arabic in the second half of the year", "nature": "difficulty",
        "touches": "people", "partner": "EG", "what": "The only interpreter of both sides retires.",
        "effect": "Talks with the solidarity committee.", "wish": "Names of former students who interpret.",
        "settle_by": iso(world.day(7))}, to=[RESEARCH])  # fmt: skip
    yield -7, 15
    plan = {"plan": "The association asks among former students in Cairo."}
    send(world, "vufo", "o-res-desk", "issue.take_up", plan, file)


def hotel_rooms(world: World) -> Scene:
    """An early warning: it may come."""
    yield -3, 9
    send(world, "vufo", "o-paccom-desk", "issue.raise", {
        "title": "Hotel rooms for the yearly conference may run short", "nature": "early_warning",
        "touches": "preparation", "what": "A trade fair takes place in the same week.",
        "effect": "Guests would have to stay far from the hall.",
        "wish": "Word by the end of the month on how many guests the Ministry expects.",
        "settle_by": iso(world.day(10))}, to=[f"{MOFA}/international-organisations"])  # fmt: skip


SCENES = (craft_fair, reading_room, visa_letters, interpreters, hotel_rooms)
