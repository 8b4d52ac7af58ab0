"""Others who have no system: they answer by letter, by telephone, and through a guest link."""

from samples.loader import World
from samples.schedule import Scene

from .cast import VUFO, announce, ask, iso

PAPER, CLUB = "friends-hue.example", "sail-club.example"

HUE = {
    "vi": "Hội Hữu nghị Huế (mẫu)", "en": "Hue Friendship Association (sample)", "ar": "جمعية الصداقة في هوي (نموذج)",
    "ms": "Persatuan Persahabatan Hue (contoh)",
}  # fmt: skip
SAILORS = {
    "vi": "Câu lạc bộ thuyền buồm (mẫu)", "en": "Sailing club (sample)", "ar": "نادي الإبحار الشراعي (نموذج)",
    "ms": "Kelab pelayaran (contoh)",
}  # fmt: skip


def host_families(world: World) -> Scene:
    """By letter."""
    yield -25, 9
    world.enter("vufo", PAPER, HUE, via="letter", where={"address": "1 Sample Street, Hue"})
    file = world.say("vufo", "o-eur-desk", "request.ask", {
        "title": "Host families in Hue for a student choir", "about": "support", "partner": "FR",
        "question": "Fifteen families for three nights.", "answer_by": iso(world.day(-14))},
        to=[f"{PAPER}/office"])  # fmt: skip
    yield -18, 10
    world.say("vufo", "o-clerk", "request.answer", {"answer": "Letter 45/HN: fifteen families found, list enclosed."},
              file=file, speaks_for=PAPER, via="letter")  # fmt: skip
    yield -17, 15
    world.say("vufo", "o-eur-desk", "request.accept", {}, file=file)


def boats(world: World) -> Scene:
    """Through a guest link."""
    yield -15, 11
    world.enter("vufo", CLUB, SAILORS, via="mail", where={"mail": "secretary@sail-club.example"})
    file = world.say("vufo", "o-eur-desk", "request.ask", {
        "title": "Two boats for the regatta of friendship", "about": "support", "partner": "FR",
        "question": "Two boats with crews, one afternoon.", "answer_by": iso(world.day(1))},
        to=[f"{CLUB}/office"])  # fmt: skip
    yield -14, 9
    guest = world.guest("vufo", "o-eur-desk", file, agency=CLUB, person="Secretary of the club")
    yield -9, 11
    world.reply("vufo", guest, "request.answer", {"answer": "Two boats; the crews want life jackets from you."})


def rectors(world: World) -> Scene:
    """By telephone, while the union's desk was travelling."""
    yield -8, 11
    file = announce(world, "Rectors of French universities", start=world.day(9), days=3)
    yield -7, 14
    ask(world, file, "A seminar with former students in France", world.day(5))
    yield -4, 9
    world.reported("mofa", "o-clerk", "promise", file, speaks_for=VUFO, via="phone",
                   text="By telephone: the Union's European unit takes the seminar on.")  # fmt: skip
    world.exchange()


SCENES = (host_families, boats, rectors)
