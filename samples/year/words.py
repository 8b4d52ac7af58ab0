"""What the everyday work of the year is about: places, occasions, answers; no person, no real event."""

import random
from typing import NamedTuple


class Place(NamedTuple):
    """A country, and the units and desks of both sides that look after it."""

    partner: str
    name: str
    towns: tuple[str, ...]
    unit: str
    desk: str


PLACES = (
    Place("FR", "France", ("Lyon", "Toulouse", "Nantes", "Lille"), "europe", "o-eur-desk"),
    Place("DE", "Germany", ("Leipzig", "Hamburg", "Mainz", "Bremen"), "europe", "o-eur-desk"),
    Place("JP", "Japan", ("Nagoya", "Sapporo", "Sakai", "Kobe"), "north-east-asia", "o-nea-desk"),
    Place("LA", "Laos", ("Vientiane", "Luang Prabang", "Pakse"), "south-east-asia", "o-sea-desk"),
    Place("MY", "Malaysia", ("Penang", "Ipoh", "Kuching"), "south-east-asia", "o-sea-desk"),
    Place("US", "the United States", ("Portland", "Seattle", "Boston"), "americas", "o-am-desk"),
    Place("CU", "Cuba", ("Havana", "Santiago", "Holguín"), "americas", "o-am-desk"),
    Place("EG", "Egypt", ("Cairo", "Luxor", "Alexandria"), "middle-east-africa", "o-mea-desk"),
    Place("ZA", "South Africa", ("Durban", "Pretoria", "Cape Town"), "middle-east-africa", "o-mea-desk"),
)
WEIGHTS = (20, 14, 16, 14, 10, 8, 7, 6, 5)
COMING = (
    "Youth delegation from {town}", "Trade unionists from {town}", "Women's union of {town}", "Students from {town}",
    "City council of {town}", "Doctors from {town}", "Choir from {town}", "Farmers' association of {town}",
    "Veterans for peace from {town}", "Teachers' delegation from {town}", "Friendship association of {town}",
    "Journalists from {town}", "Museum of {town}: delegation of curators", "Artists from {town}",
)  # fmt: skip
GOING = (
    "Friendship delegation to {town}", "Craftspeople to the fair of {town}", "Youth delegation to {town}",
    "Cultural evening in {town}", "Twin-town delegation to {town}", "Women's union to {town}",
    "Exhibition of photographs in {town}", "Lecturers to {town}", "Traditional music to {town}",
)  # fmt: skip
ASKED = (
    ("Contacts in {town}", "contact", "Which associations in {town} work with us, and whom may we write to?",
     "Four associations, with address and person in charge."),
    ("Figures on exchanges with {name}", "information", "Number of delegations and participants, by quarter.",
     "The figures by quarter are in the table."),
    ("Invitation to the friendship days of {town}", "invitation", "Please deliver it and tell us the reply.",
     "Delivered; the reply came with thanks."),
    ("Interpreter for the delegation from {town}", "support", "One interpreter for two days.",
     "One interpreter is booked for both days."),
    ("Background on the twin towns in {name}", "information", "Which agreements are still in force?",
     "Three agreements are in force, one ended."),
    ("Programme of the week of {name}", "information", "The programme as it stands, for the press.",
     "The programme is enclosed; the evening may still change."),
    ("Support for the travelling exhibition in {town}", "support", "Customs papers and a hall for ten days.",
     "The papers are ready; the town lends its hall."),
    ("Scholarship holders from {name}", "information", "How many are here, and in which provinces?",
     "Forty-one, in six provinces."),
)  # fmt: skip


def place(chance: random.Random) -> Place:
    return chance.choices(PLACES, WEIGHTS)[0]


def incoming(chance: random.Random, at: Place) -> str:
    return chance.choice(COMING).format(town=chance.choice(at.towns))


def outgoing(chance: random.Random, at: Place) -> str:
    return chance.choice(GOING).format(town=chance.choice(at.towns))


def request(chance: random.Random, at: Place) -> tuple[str, str, str, str]:
    """Title, what is asked, the question and its answer."""
    town = chance.choice(at.towns)
    title, about, question, answer = chance.choice(ASKED)
    return title.format(town=town, name=at.name), about, question.format(town=town, name=at.name), answer


def purpose(chance: random.Random) -> str:
    return chance.choice((
        "Exchange of experience and a joint programme.", "Return visit.", "Talks on twin towns.",
        "Meetings with associations and schools.", "To prepare next year's friendship days.",
    ))  # fmt: skip


def preparation(chance: random.Random) -> str:
    return chance.choice((
        "A meeting with the friendship association", "Programme of two days in a province", "Hall and interpretation",
        "Letters of introduction", "A list of hosts", "Press note in two languages", "Transport for twenty guests",
    ))  # fmt: skip


def promised(chance: random.Random) -> str:
    return chance.choice(("We take it on.", "The association has agreed.", "The draft follows this week."))


def delivered(chance: random.Random) -> str:
    return chance.choice(("All is ready.", "Enclosed, as agreed.", "Confirmed in writing by those concerned."))


def nudged(chance: random.Random) -> str:
    return chance.choice(("May we have it this week?", "The programme goes to print.", "The guests have asked."))


def report(chance: random.Random) -> str:
    return chance.choice((
        "The programme was carried out as planned; a return visit was agreed.", "Four meetings, one joint letter.",
        "Well received; the press of the town wrote about it.", "Two schools will write to each other.",
        "All meetings took place; one project was proposed.",
    ))  # fmt: skip


def cancelled(chance: random.Random) -> str:
    return chance.choice(("The guests cannot come at that time.", "Put off to next year.", "No flights at that time."))


def declined(chance: random.Random) -> str:
    return chance.choice(("We have no such list; the province keeps it.", "Nobody is free in those days."))


def found(chance: random.Random) -> str:
    return chance.choice(("Found by another way.", "The province answered us."))


def short(chance: random.Random) -> str:
    return chance.choice(("A first part is enclosed.", "See last year's table."))


def lacking(chance: random.Random) -> str:
    return chance.choice(("The second half is missing.", "These are last year's; we need this year's."))
