"""Friends who are honoured and officers whose terms are watched: posts and bodies only, never a person."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MOFA, VUFO, iso, send

MINISTRY, UNION = f"{MOFA}/personnel", f"{VUFO}/personnel"


def peace_forum(world: World) -> Scene:
    """Nominated, an opinion given, before the council, decided and conferred."""
    yield -58, 15
    file = send(world, "vufo", "o-pers-desk", "commendation.nominate", {
        "title": "Insignia for the Sample Peace Forum (demo)", "award": "peace_friendship",
        "partner": "demo-peace-forum", "nominees": [{
            "name": "Sample Peace Forum (demo)", "post": "Partner organisation", "country": "France",
            "merit": "Twelve years of exhibitions on peace in nine towns."}],
        "grounds": "Its board decided to carry the exhibition on for another five years.",
        "occasion": "Anniversary of the partnership"}, to=[MINISTRY])  # fmt: skip
    asked = {"question": "Does the Ministry know of any reason against it?", "answer_by": iso(world.day(-47))}
    send(world, "vufo", "o-pers-desk", "commendation.ask_opinion", asked, file)
    yield -52, 10
    given = {"view": "agree", "text": "The mission in Paris supports it."}
    send(world, "mofa", "o-pers-desk", "commendation.give_opinion", given, file)
    yield -46, 9
    council = {"council": "Council for commendation of the Union", "council_on": iso(world.day(-40))}
    send(world, "vufo", "o-pers-desk", "commendation.put_to_council", council, file)
    yield -39, 10
    send(world, "vufo", "o-pers-desk", "commendation.decide", {
        "number": "148/QĐ-LH", "decided_on": iso(world.day(-39)), "decider": "The Presidium", "votes_for": 11,
        "votes": 11}, file)  # fmt: skip
    yield -18, 15
    send(world, "vufo", "o-pers-desk", "commendation.confer", {
        "conferred_on": iso(world.day(-19)), "place": "House of Friendship, Ha Noi",
        "conferrer": "A member of the Presidium"}, file)  # fmt: skip


def rural_schools(world: World) -> Scene:
    """Both sides agree; the council meets in twelve days."""
    yield -19, 9
    file = send(world, "vufo", "o-pers-desk", "commendation.nominate", {
        "title": "Certificate of merit for Sample Rural Schools (demo)", "award": "certificate",
        "partner": "demo-rural-schools", "nominees": [{
            "name": "Sample Rural Schools (demo)", "post": "Foreign organisation", "country": "Germany",
            "merit": "Libraries for forty schools."}],
        "grounds": "Its programme has reached all districts that it promised."}, to=[MINISTRY])  # fmt: skip
    send(world, "vufo", "o-pers-desk", "commendation.ask_opinion", {"answer_by": iso(world.day(-10))}, file)
    yield -12, 10
    send(world, "mofa", "o-pers-desk", "commendation.give_opinion", {"view": "agree"}, file)
    yield -9, 15
    council = {"council": "Council for commendation of the Union", "council_on": iso(world.day(12))}
    send(world, "vufo", "o-pers-desk", "commendation.put_to_council", council, file)


def secondment(world: World) -> Scene:
    """A term that ends in 28 days."""
    yield -61, 10
    file = send(world, "vufo", "o-pers-desk", "personnel.consult", {
        "title": "Secondment of a liaison officer to the mission in Cairo", "about": "secondment",
        "post": "Liaison officer for people's exchanges", "unit": f"{MOFA}/mission-cairo",
        "question": "May the post be filled for the season of exhibitions?", "answer_by": iso(world.day(-55))},
        to=[MINISTRY])  # fmt: skip
    yield -57, 15
    given = {"view": "agree", "text": "The mission has a desk for the post."}
    send(world, "mofa", "o-pers-desk", "personnel.give_opinion", given, file)
    yield -53, 9
    send(world, "vufo", "o-pers-desk", "personnel.appoint", {
        "number": "131/QĐ-LH", "decided_on": iso(world.day(-53)), "term_from": iso(world.day(-50)),
        "term_until": iso(world.ahead(28))}, file)  # fmt: skip


SCENES = (peace_forum, rural_schools, secondment)
