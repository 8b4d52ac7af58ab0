"""Requests for information or action: answered, declined, withdrawn, returned, late."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MINISTRY_EUROPE, MOFA, UNION_EUROPE, VUFO, iso, verb


def figures_on_germany(world: World) -> Scene:
    """Asked, answered in time, accepted."""
    yield -36, 14
    file = _ministry_asks(world, "Figures on people's exchanges with Germany", "information", "DE",
                          "Number of delegations and participants since January, for the annual report.")  # fmt: skip
    yield -32, 10
    answer = {"answer": "Eleven delegations, 164 participants; table attached to the letter."}
    world.say("vufo", "o-eur-desk", "request.answer", answer, file=file)
    world.exchange()
    yield -31, 15
    world.say("mofa", "o-eur-desk", "request.accept", {}, file=file, cleared_by="o-eur-head")
    world.exchange()


def film_days(world: World) -> Scene:
    """Answered only after its day and a reminder."""
    yield -52, 9
    file = _ministry_asks(world, "Programme of the film days", "information", "FR",
                          "Which films, and which of the directors come?")  # fmt: skip
    yield -44, 10
    verb(world, "mofa", "o-eur-desk", "nudge", file, text="The invitation cards go to print.")
    yield -42, 16
    world.say("vufo", "o-eur-desk", "request.answer", {"answer": "Six films; two directors come."}, file=file)
    world.exchange()
    yield -41, 9
    world.say("mofa", "o-eur-desk", "request.accept", {}, file=file, cleared_by="o-eur-head")
    world.exchange()


def forum_in_paris(world: World) -> Scene:
    """Late on the ministry's side: the mission tries, the union reminds."""
    yield -14, 15
    file = world.say("vufo", "o-eur-desk", "request.ask", {
        "title": "Find the organisers of the Sample Peace Forum in Paris", "about": "contact",
        "partner": "demo-peace-forum",
        "question": "Whom may the Union write to, and in which language?"}, to=[f"{MOFA}/mission-paris"])  # fmt: skip
    world.exchange()
    yield -13, 15
    world.note("mofa", "o-paris-desk", file, "Called twice; their office opens again next week.")
    yield -5, 9
    verb(world, "vufo", "o-eur-desk", "nudge", file, text="The invitations should go out this month.")
    yield -1, 9
    verb(world, "vufo", "o-eur-desk", "nudge", file)


def organisations_from_europe(world: World) -> Scene:
    """Late on the union's side."""
    yield -13, 10
    file = _ministry_asks(world, "Organisations from Europe at work in two provinces", "information", "FR",
                          "Names, fields and terms of their registration.", to=f"{VUFO}/paccom")  # fmt: skip
    yield -12, 9
    world.assign("vufo", "o-clerk", file, f"{VUFO}/paccom", "o-paccom-desk")
    yield -3, 11
    verb(world, "mofa", "o-eur-desk", "nudge", file, text="A first list would help already.")


def photographs(world: World) -> Scene:
    """Declined, with the reason."""
    yield -11, 10
    file = world.say("mofa", "o-press-desk", "request.ask", {
        "title": "Photographs of the twin-town ceremony", "about": "information", "partner": "FR",
        "question": "Ten photographs with captions and credits."}, to=[f"{VUFO}/information"],
        cleared_by="o-leadership")  # fmt: skip
    world.exchange()
    yield -9, 15
    reason = {"reason": "No photographer was present; the town hall has some."}
    world.say("vufo", "o-info-desk", "request.decline", reason, file=file)
    world.exchange()


def second_interpreter(world: World) -> Scene:
    """Withdrawn by who asked."""
    yield -29, 14
    file = _ministry_asks(world, "A second interpreter for the film week", "support", "FR", "For two evenings.")
    yield -27, 14
    stated = {"reason": "The embassy sends its own."}
    world.say("mofa", "o-eur-desk", "request.withdraw", stated, file=file, cleared_by="o-eur-head")
    world.exchange()


def talking_points(world: World) -> Scene:
    """Answered and returned for more work; it is the ministry's turn again."""
    yield -10, 9
    file = world.say("vufo", "o-eur-desk", "request.ask", {
        "title": "Talking points for the friendship committee", "about": "information", "partner": "DE",
        "question": "Two pages on what may be offered.", "answer_by": iso(world.day(2))},
        to=[MINISTRY_EUROPE])  # fmt: skip
    world.exchange()
    yield -4, 10
    world.say("mofa", "o-eur-desk", "request.answer", {"answer": "Two pages, without the part on schools."}, file=file,
              cleared_by="o-eur-head")  # fmt: skip
    world.exchange()
    yield -3, 14
    world.say("vufo", "o-eur-desk", "request.return", {"reason": "The part on schools is what they ask for."},
              file=file)  # fmt: skip
    world.exchange()


def friendship_evening(world: World) -> Scene:
    """Open, and not due yet."""
    yield -2, 15
    _ministry_asks(world, "Names for the friendship evening", "information", "FR",
                   "Whom should the embassy invite from the member associations?")  # fmt: skip


def _ministry_asks(
    world: World, title: str, about: str, partner: str, question: str, *, to: str = UNION_EUROPE
) -> str:  # fmt: skip
    stated = {"title": title, "about": about, "partner": partner, "question": question}
    file = world.say("mofa", "o-eur-desk", "request.ask", stated, to=[to], cleared_by="o-eur-head")
    world.exchange()
    return file


SCENES = (
    figures_on_germany, film_days, forum_in_paris, organisations_from_europe, photographs, second_interpreter,
    talking_points, friendship_evening,
)  # fmt: skip
