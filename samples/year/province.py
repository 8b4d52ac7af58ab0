"""Files of three parties: the union of a province has its own node and works with both others."""

from samples.loader import World
from samples.schedule import Scene

MOFA, VUFO, DANANG = "mofa.gov.vn", "vufo.org.vn", "danang.vufo.org.vn"
PROVINCE, UNION, PROTOCOL = f"{DANANG}/exchange", f"{VUFO}/europe", f"{MOFA}/protocol"
DESK = "o-exchange-desk"


def mayors(world: World) -> Scene:
    """A visit to the province, prepared by both unions."""
    yield -52, 10
    file = _announce(world, "Mayors from the Loire to Ha Noi and Da Nang", -30)
    yield -49, 10
    _send(world, "mofa", "o-prot-desk", "visit.ask_preparation", {
        "preparation": "Two days in the province, with a visit to the port", "due_on": world.day(-36).isoformat()},
        file)  # fmt: skip
    yield -46, 14
    world.assign("danang", "o-clerk", file, PROVINCE, DESK)
    _verb(world, "danang", DESK, "deliver", file, text="The port receives the delegation on the second day.")
    yield -40, 15
    _verb(world, "vufo", "o-eur-desk", "deliver", file, text="The programme is agreed with the Association for France.")
    yield -39, 10
    _verb(world, "mofa", "o-prot-desk", "accept", file)
    yield -38, 9
    _verb(world, "mofa", "o-prot-desk", "accept", file)
    yield -33, 10
    _send(world, "mofa", "o-prot-desk", "visit.confirm", _days(world, -30), file)
    yield -22, 10
    _send(world, "mofa", "o-prot-desk", "visit.close", {"report": "Five mayors; the port and two schools."}, file)


def bridges(world: World) -> Scene:
    """An activity that the province proposes to both."""
    yield -44, 9
    file = world.say("danang", DESK, "activity.propose", {
        "title": "Exhibition of the bridges of friendship", "partner": "FR", "place": "Da Nang",
        "outcome": "Two twin towns lend their drawings.", "start_on": world.day(-12).isoformat(),
        "lead": PROVINCE}, to=[UNION, f"{MOFA}/europe"])  # fmt: skip
    world.exchange()
    yield -41, 10
    _send(world, "vufo", "o-eur-desk", "activity.agree", {"note": "Gladly; we lend twelve panels."}, file)
    yield -39, 14
    _send(world, "mofa", "o-eur-desk", "activity.agree", {}, file)
    yield -30, 9
    _send(world, "danang", DESK, "activity.fix", {"start_on": world.day(-12).isoformat(), "place": "Da Nang"}, file)
    yield -8, 15
    _send(world, "danang", DESK, "activity.report", {
        "result": "Forty drawings, 2,100 visitors.", "participants": 2100, "as_of": world.day(-8).isoformat()},
        file)  # fmt: skip


def regatta(world: World) -> Scene:
    """Fixed, and still to come."""
    yield -20, 10
    file = world.say("danang", DESK, "activity.propose", {
        "title": "Regatta of the twin towns on the Han", "partner": "FR", "place": "Da Nang",
        "outcome": "Three crews from abroad.", "start_on": world.day(16).isoformat(), "lead": PROVINCE},
        to=[UNION, f"{MOFA}/europe"])  # fmt: skip
    world.exchange()
    yield -16, 10
    _send(world, "vufo", "o-eur-desk", "activity.agree", {}, file)
    yield -9, 11
    _send(world, "danang", DESK, "activity.fix", {"start_on": world.day(16).isoformat(), "place": "Da Nang"}, file)


def coming(world: World) -> Scene:
    """Announced to both this week."""
    yield -3, 10
    _announce(world, "Delegation of the port of Nantes", 14)


def hosts(world: World) -> Scene:
    """Between the two unions alone: the ministry is no party, and nothing of it is at the ministry."""
    yield -18, 9
    file = world.say("vufo", "o-eur-desk", "request.ask", {
        "title": "Host families in Da Nang for a lycée", "about": "support", "partner": "FR",
        "question": "Twelve families for three nights.", "answer_by": world.day(-9).isoformat()},
        to=[PROVINCE])  # fmt: skip
    world.exchange()
    yield -11, 14
    _send(world, "danang", DESK, "request.answer", {"answer": "Fourteen families; the list is with the school."}, file)
    yield -10, 9
    _send(world, "vufo", "o-eur-desk", "request.accept", {}, file)


SCENES = (mayors, bridges, regatta, coming, hosts)


def _announce(world: World, title: str, start: int) -> str:
    stated = {"title": title, "direction": "incoming", "level": "working", "partner": "FR"} | _days(world, start)
    file = world.say("mofa", "o-prot-desk", "visit.announce", stated, to=[UNION, PROVINCE], cleared_by="o-prot-head")
    world.exchange()
    return file


def _days(world: World, start: int) -> dict[str, str]:
    return {"start_on": world.day(start).isoformat(), "end_on": world.day(start + 3).isoformat()}


def _verb(world: World, name: str, officer: str, verb: str, file: str, **data: str) -> None:
    world.verb(name, officer, verb, file, **data)
    world.exchange()


def _send(world: World, name: str, officer: str, kind: str, data: dict[str, object], file: str) -> None:
    world.say(name, officer, kind, data, file=file, cleared_by="o-prot-head" if officer == "o-prot-desk" else "")
    world.exchange()
