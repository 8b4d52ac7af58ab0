"""How the two sides came to their agreement, before the quarter began."""

from samples.loader import World
from samples.schedule import Scene

from .cast import iso


def agreement(world: World, *, earlier: int = 0) -> Scene:
    """All of it so many days `earlier`."""
    days = earlier * 5 // 7
    yield -190 - days, 9
    world.link()
    for name in world.sides:
        world.load(name)
    world.exchange()
    yield -185 - days, 10
    file = world.agreement("mofa", "regulation.yaml", earlier=earlier)
    world.exchange()
    version = world.acts("mofa", file, "agreement.propose")[0]
    yield -178 - days, 14
    remark = {"text": "Article 7: seven working days suit our member associations."}
    world.say("vufo", "o-clerk", "agreement.remark", remark, file=file)
    world.exchange()
    yield -175 - days, 9
    world.say("vufo", "o-leadership", "agreement.sign", {
        "version": version, "number": "12/QC-LH", "signed_on": iso(world.day(-175 - days)), "capacity": "TM.",
        "signatory": "On behalf of the Presidium"}, file=file)  # fmt: skip
    world.exchange()
    yield -174 - days, 15
    world.say("mofa", "o-leadership", "agreement.enter", {
        "version": version, "signatures": world.acts("mofa", file, "agreement.sign"), "number": "31/QC-BNG",
        "signed_on": iso(world.day(-174 - days)), "capacity": "KT.", "signatory": "For the Minister"},
        file=file)  # fmt: skip
    world.exchange()


def clearing(world: World) -> None:
    """What must be approved inside before it leaves."""
    world.clearing("mofa", {"visit": 1, "request": 1})
    world.clearing("vufo", {"visit": 1})
