"""A quarter of work between a ministry and a union, told relative to today; every text is made up."""

from datetime import date, timedelta

from samples.loader import World

AGENCIES = {
    "mofa": ("mofa.gov.vn", {
        "vi": "Bộ Ngoại giao (mẫu)", "en": "Ministry of Foreign Affairs (sample)",
        "ar": "وزارة الخارجية (نموذج)", "ms": "Kementerian Luar Negeri (contoh)"}),
    "vufo": ("vufo.org.vn", {
        "vi": "Liên hiệp các tổ chức hữu nghị (mẫu)", "en": "Union of Friendship Organizations (sample)",
        "ar": "اتحاد منظمات الصداقة (نموذج)", "ms": "Kesatuan Pertubuhan Persahabatan (contoh)"}),
}  # fmt: skip
# The roles that the tour on the landing page needs, in its order.
FIRST = {
    "mofa": ["o-prot-desk", "o-prot-head", "o-leadership"],
    "vufo": ["o-clerk", "o-eur-desk", "o-leadership"],
}
MOFA, VUFO = "mofa.gov.vn", "vufo.org.vn"
UNION_EUROPE, MINISTRY_EUROPE = f"{VUFO}/europe", f"{MOFA}/europe"
PAPER = "friends-hue.example"


def play(world: World) -> None:
    """The whole story; later scenes build on the agreement of the first."""
    found_the_agreement(world)
    visits_that_went_well(world)
    visits_that_did_not(world)
    requests_and_information(world)
    without_a_system(world)
    this_week(world)


def found_the_agreement(world: World) -> None:
    world.at(-190)
    world.link()
    world.load("mofa")
    world.load("vufo")
    world.exchange()
    world.at(-185)
    file = world.agreement("mofa", "regulation.yaml")
    world.exchange()
    version = world.acts("mofa", file, "agreement.propose")[0]
    world.at(-178)
    world.say(
        "vufo",
        "o-clerk",
        "agreement.remark",
        {"text": "Article 7: seven working days suit our member associations."},
        file=file,
    )
    world.exchange()
    world.at(-175)
    signed = world.day(-175).isoformat()
    world.say("vufo", "o-leadership", "agreement.sign", {
        "version": version, "number": "12/QC-LH", "signed_on": signed, "capacity": "TM.",
        "signatory": "On behalf of the Presidium"}, file=file)  # fmt: skip
    world.exchange()
    world.at(-174)
    world.say("mofa", "o-leadership", "agreement.enter", {
        "version": version, "signatures": world.acts("mofa", file, "agreement.sign"), "number": "31/QC-BNG",
        "signed_on": world.day(-174).isoformat(), "capacity": "KT.", "signatory": "For the Minister"},
        file=file)  # fmt: skip
    world.exchange()
    world.use_calendar("mofa")
    world.clearing("mofa", {"visit": 1, "request": 1})
    world.clearing("vufo", {"visit": 1})


def visits_that_went_well(world: World) -> None:
    world.at(-62)
    file = _visit(world, "mofa", "French parliamentary delegation", "official", "FR", world.day(-40), 4)
    world.at(-61, 14)
    world.assign("vufo", "o-clerk", file, UNION_EUROPE, "o-eur-desk", [f"{VUFO}/association-france"])
    world.at(-58)
    _ask(world, file, "A meeting with the Friendship Association, 40 guests, interpretation in French", world.day(-45))
    world.at(-57, 10)
    world.verb("vufo", "o-eur-desk", "promise", file, text="The Association reserves its hall.")
    world.exchange()
    world.at(-48)
    world.verb("vufo", "o-eur-desk", "deliver", file, text="Programme, guest list and hall are ready.")
    world.exchange()
    world.at(-47, 11)
    world.verb("mofa", "o-prot-desk", "accept", file, text="Thank you, all in order.")
    _confirm(world, file, world.day(-40), world.day(-36))
    world.at(-30)
    world.say("mofa", "o-prot-desk", "visit.close", {
        "report": "Four days, three meetings, one memorandum between twin towns."},
              file=file, cleared_by="o-prot-head")  # fmt: skip
    world.exchange()
    world.at(-28)
    world.verb("vufo", "o-eur-desk", "accept", file, text="A full report; thank you.")
    world.exchange()

    world.at(-38)
    file = _visit(world, "vufo", "Friendship delegation to Lyon and Marseille", "working", "FR", world.day(-20), 6,
                  direction="outgoing")  # fmt: skip
    world.at(-37)
    world.assign("mofa", "o-clerk", file, MINISTRY_EUROPE, "o-eur-desk", [f"{MOFA}/mission-paris"])
    world.at(-35)
    world.say("vufo", "o-eur-desk", "visit.ask_preparation", {
        "preparation": "Letters of introduction to both city halls", "due_on": world.day(-27).isoformat()},
        file=file, cleared_by="o-eur-head")  # fmt: skip
    world.exchange()
    world.at(-28)
    world.verb("mofa", "o-eur-desk", "deliver", file, text="Both letters went out through the mission in Paris.")
    world.exchange()
    world.at(-27)
    world.verb("vufo", "o-eur-desk", "accept", file)
    _confirm(world, file, world.day(-20), world.day(-14), side="vufo", officer="o-eur-desk", head="o-eur-head")


def visits_that_did_not(world: World) -> None:
    world.at(-26)
    file = _visit(world, "mofa", "Visit of a foreign minister", "official", "DE", world.day(-18), 2)
    world.at(-25, 15)
    world.verb("mofa", "o-prot-desk", "explain", file, text="The date was agreed only on the day before the notice.")
    world.exchange()
    world.at(-24)
    _ask(world, file, "Flowers and a children's choir at the guest house", world.day(-19))
    world.at(-20)
    world.verb("vufo", "o-eur-desk", "deliver", file, text="Choir of the Palace of Children, 30 voices.")
    world.exchange()
    world.at(-19)
    world.verb("mofa", "o-prot-desk", "return", file, text="Please add the list of accompanying teachers.")
    world.exchange()
    world.at(-18, 8)
    world.verb("vufo", "o-eur-desk", "deliver", file, text="List of teachers added.")
    world.exchange()

    world.at(-22)
    file = _visit(world, "mofa", "Delegation of a peace forum", "working", "demo-peace-forum", world.day(-5), 3)
    world.at(-15)
    _ask(world, file, "A round table with young diplomats", world.day(-8))
    world.at(-12)
    # Both speak before the exchange runs: the two entries cross.
    world.verb("vufo", "o-eur-desk", "promise", file, text="We take the large hall.")
    world.verb("mofa", "o-prot-desk", "withdraw", file, text="The forum prefers a smaller circle.")
    world.exchange()
    world.at(-10)
    world.say("mofa", "o-prot-desk", "visit.cancel", {"reason": "The forum postponed its journey to next year."},
              file=file, cleared_by="o-prot-head")  # fmt: skip
    world.exchange()


def requests_and_information(world: World) -> None:
    world.at(-33)
    file = world.say("mofa", "o-eur-desk", "request.ask", {
        "title": "Figures on people's exchanges with Germany", "about": "information", "partner": "DE",
        "question": "Number of delegations and participants since January, for the annual report."},
        to=[UNION_EUROPE], cleared_by="o-eur-head")  # fmt: skip
    world.exchange()
    world.at(-29)
    world.say(
        "vufo",
        "o-eur-desk",
        "request.answer",
        {"answer": "Eleven delegations, 164 participants; table attached to the letter."},
        file=file,
    )
    world.exchange()
    world.at(-28)
    world.say("mofa", "o-eur-desk", "request.accept", {}, file=file, cleared_by="o-eur-head")
    world.exchange()

    world.at(-14)
    file = world.say("vufo", "o-eur-desk", "request.ask", {
        "title": "Find the organisers of the Sample Peace Forum in Paris", "about": "contact",
        "partner": "demo-peace-forum",
        "question": "Whom may the Union write to, and in which language?"}, to=[f"{MOFA}/mission-paris"])  # fmt: skip
    world.exchange()
    world.at(-13)
    world.note("mofa", "o-paris-desk", file, "Called twice; their office opens again next week.")

    world.at(-11)
    file = world.say("mofa", "o-press-desk", "request.ask", {
        "title": "Photographs of the twin-town ceremony", "about": "information", "partner": "FR",
        "question": "Ten photographs with captions and credits."}, to=[f"{VUFO}/information"],
        cleared_by="o-leadership")  # fmt: skip
    world.exchange()
    world.at(-9)
    world.say(
        "vufo",
        "o-info-desk",
        "request.decline",
        {"reason": "No photographer was present; the town hall has some."},
        file=file,
    )
    world.exchange()

    world.at(-34)
    file = world.say("vufo", "o-eur-desk", "information.subscribe", {
        "title": "Monthly note on relations with France", "partner": "FR",
        "wanted": "High-level contacts, what is planned, what to avoid."}, to=[MINISTRY_EUROPE])  # fmt: skip
    world.exchange()
    world.at(-27)
    world.say("mofa", "o-eur-desk", "information.send", {
        "brief": "Three contacts this month; the joint committee meets in spring.", "onward": "parties"},
        file=file)  # fmt: skip
    world.exchange()
    world.at(-26)
    world.say("vufo", "o-eur-desk", "information.useful", {"text": "Used for the delegation to Lyon."}, file=file)
    world.exchange()
    world.at(-6)
    file = world.say("vufo", "o-info-desk", "brief.send", {
        "title": "What three partner organisations publish about us", "brief": "A digest of newsletters, two pages.",
        "source": "Newsletters of partners", "onward": "free"}, to=[f"{MOFA}/press"])  # fmt: skip
    world.exchange()
    world.at(-5)
    world.say("mofa", "o-press-desk", "brief.useful", {}, file=file)
    world.exchange()


def without_a_system(world: World) -> None:
    world.at(-17)
    file = world.say("vufo", "o-eur-desk", "request.ask", {
        "title": "Host families in Hue for a student choir", "about": "support", "partner": "FR",
        "question": "Fifteen families for three nights.", "answer_by": world.day(4).isoformat()},
        to=[f"{PAPER}/office"])  # fmt: skip
    world.at(-10)
    world.say("vufo", "o-clerk", "request.answer", {"answer": "Letter 45/HN: fifteen families found, list enclosed."},
              file=file, speaks_for=PAPER, via="letter")  # fmt: skip
    world.at(-9)
    world.say("vufo", "o-eur-desk", "request.accept", {}, file=file)

    world.at(-4)
    file = _visit(world, "mofa", "Rectors of French universities", "working", "FR", world.day(9), 3)
    world.at(-3)
    _ask(world, file, "A seminar with former students in France", world.day(5))
    world.at(-2)
    world.reported("mofa", "o-clerk", "promise", file, speaks_for=VUFO, via="phone",
                   text="By telephone: the Union's European unit takes the seminar on.")  # fmt: skip
    world.exchange()


def this_week(world: World) -> None:
    world.at(-5)
    month = (world.today.replace(day=1) + timedelta(days=75)).strftime("%Y-%m")
    world.say("mofa", "o-prot-desk", "visit.announce", {
        "title": "State visit from South-East Asia", "direction": "incoming", "level": "state", "partner": "LA",
        "start_on": month, "purpose": "Anniversary of diplomatic relations."},
        to=[f"{VUFO}/south-east-asia"], cleared_by="o-prot-head")  # fmt: skip
    world.exchange()
    world.at(-4)
    file = _visit(world, "mofa", "Mayors of twin towns", "working", "FR", world.day(8), 2)
    world.at(-3)
    _ask(world, file, "Interpreters for two evenings", world.day(1))
    world.at(-2)
    world.verb("vufo", "o-eur-desk", "promise", file, text="Two interpreters are asked.")
    world.verb(
        "vufo", "o-eur-desk", "ask_time", file, until=world.day(3).isoformat(), text="One of them answers on Monday."
    )
    world.exchange()
    world.at(-1)
    world.say("mofa", "o-eur-desk", "request.ask", {
        "title": "Names for the friendship evening", "about": "information", "partner": "FR",
        "question": "Whom should the embassy invite from the member associations?"},
        to=[UNION_EUROPE], cleared_by="o-eur-head")  # fmt: skip
    world.exchange()
    world.at(0, 7)
    _visit(world, "mofa", "Cultural delegation from Berlin", "official", "DE", world.day(19), 5)
    world.say("mofa", "o-prot-desk", "visit.announce", {
        "title": "Artists' delegation from Toulouse", "direction": "incoming", "level": "official", "partner": "FR",
        "start_on": world.day(22).isoformat(), "end_on": world.day(26).isoformat(),
        "purpose": "Exhibition and workshops."}, to=[UNION_EUROPE])  # fmt: skip


def _visit(
    world: World,
    side: str,
    title: str,
    level: str,
    partner: str,
    start: date,
    days: int,
    *,
    direction: str = "incoming",
) -> str:
    """Announced by protocol (or the union's desk), cleared by the head, sent."""
    officer, head, to = (
        ("o-prot-desk", "o-prot-head", UNION_EUROPE)
        if side == "mofa"
        else ("o-eur-desk", "o-eur-head", MINISTRY_EUROPE)
    )
    file = world.say(side, officer, "visit.announce", {
        "title": title, "direction": direction, "level": level, "partner": partner, "start_on": start.isoformat(),
        "end_on": (start + timedelta(days=days)).isoformat()}, to=[to], cleared_by=head)  # fmt: skip
    world.exchange()
    return file


def _ask(world: World, file: str, what: str, due: date) -> None:
    world.say("mofa", "o-prot-desk", "visit.ask_preparation", {"preparation": what, "due_on": due.isoformat()},
              file=file, cleared_by="o-prot-head")  # fmt: skip
    world.exchange()


def _confirm(
    world: World,
    file: str,
    start: date,
    end: date,
    *,
    side: str = "mofa",
    officer: str = "o-prot-desk",
    head: str = "o-prot-head",
) -> None:
    world.say(side, officer, "visit.confirm", {"start_on": start.isoformat(), "end_on": end.isoformat()}, file=file,
              cleared_by=head)  # fmt: skip
    world.exchange()
