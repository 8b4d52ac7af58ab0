"""The year as the two sides planned it: plan and list of visits, meetings and their decisions, tasks, a report."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MOFA, POLICY, RESEARCH, VUFO, iso, send, verb

PARIS, FRANCE = f"{MOFA}/mission-paris", f"{VUFO}/association-france"


def plan_of_the_year(world: World) -> Scene:
    """Agreed by both; of its four rows two are closed with their outcome."""
    yield -62, 14
    year = world.today.year
    rows = [
        {"id": "lectures", "title": "Lectures on the history of friendship", "kind": "activity",
         "outcome": "300 students in three towns know the partner", "start_on": iso(world.day(-41)), "lead": RESEARCH},
        {"id": "seminar", "title": "Seminar of young translators", "kind": "activity", "partner": "FR",
         "outcome": "Twelve stories in both languages", "start_on": iso(world.day(-22)), "lead": RESEARCH},
        {"id": "archive", "title": "Common archive of photographs", "kind": "activity",
         "outcome": "One catalogue for both sides", "start_on": f"{world.day(25):%Y-%m}", "lead": RESEARCH},
        {"id": "women", "title": "Delegation of a women's union", "kind": "visit", "partner": "CU",
         "outcome": "A programme for two years", "start_on": f"{world.day(45):%Y-%m}", "lead": POLICY},
    ]  # fmt: skip
    plan = send(world, "vufo", "o-res-desk", "plan.propose", {
        "title": f"Joint plan of coordination {year}", "year": year, "joint": True, "items": rows,
        "context": "Drawn up after the meeting of the focal units in spring."}, to=[POLICY])  # fmt: skip
    yield -60, 14
    version = world.acts("vufo", plan, "plan.propose")[-1]
    send(world, "mofa", "o-pol-desk", "plan.agree", {"version": version}, plan)
    yield -60, 16
    send(world, "vufo", "o-res-desk", "plan.adopt", {}, plan)
    for row, (said, fixed, told), result, number in (
        (rows[0], (-55, -50, -38), "Nine lectures; two of them are now part of a course.", 340),
        (rows[1], (-36, -30, -20), "Twelve stories; a publisher asked for the rights.", 26),
    ):
        yield said, 9
        stated = {name: row[name] for name in ("title", "outcome", "start_on", "lead", "partner") if name in row}
        file = send(world, "vufo", "o-res-desk", "activity.propose", stated | {"plan_item": f"{plan}#{row['id']}"},
                    to=[POLICY])  # fmt: skip
        yield fixed, 15
        send(world, "vufo", "o-res-desk", "activity.fix", {"start_on": row["start_on"]}, file)
        yield told, 11
        outcome = {"result": result, "participants": number, "as_of": iso(world.day(told))}
        send(world, "vufo", "o-res-desk", "activity.report", outcome, file)
        send(world, "vufo", "o-res-desk", "activity.close", {}, file)


def coming_visits(world: World) -> Scene:
    """The list that the mission in Paris keeps, once revised."""
    yield -28, 14
    rows = [
        {"id": "town", "visit": "Mayor of a twin town", "direction": "incoming", "level": "working", "partner": "FR",
         "start_on": f"{world.day(40):%Y-%m}", "stage": "expected", "source": PARIS},
        {"id": "choir", "visit": "Choir of a lycée", "direction": "incoming", "level": "private", "partner": "FR",
         "start_on": iso(world.day(33)), "stage": "agreed"},
    ]  # fmt: skip
    file = send(world, "mofa", "o-paris-desk", "visit_list.begin", {
        "title": "Coming visits from France", "visits": rows}, to=[FRANCE])  # fmt: skip
    yield -17, 10
    rows[1] |= {"stage": "postponed", "start_on": f"{world.day(90):%Y-%m}"}
    rows.append({"id": "press", "visit": "Three journalists", "direction": "incoming", "level": "working",
                 "partner": "FR", "start_on": iso(world.day(37)), "stage": "expected"})  # fmt: skip
    revised = {"visits": rows, "note": "The choir comes in spring; three journalists are new."}
    send(world, "mofa", "o-paris-desk", "visit_list.revise", revised, file)


def focal_units(world: World) -> Scene:
    """Held and minuted; of its decisions one is carried out, one open and one late. The next one is called."""
    yield -34, 9
    file = send(world, "mofa", "o-pol-desk", "meeting.call", {
        "title": "Meeting of the focal units", "cadence": "half-yearly", "start_on": iso(world.day(-23)),
        "time": "14:00", "place": "Ministry, room 204", "answer_by": iso(world.day(-29)),
        "agenda": [{"topic": "How the regulation is carried out", "raised_by": "owner"},
                   {"topic": "News in time", "raised_by": "counterpart", "aim": "Fewer late notices"}]},
        to=[RESEARCH])  # fmt: skip
    yield -31, 10
    send(world, "vufo", "o-res-desk", "meeting.accept", {"coming": "Head of the unit and two desks"}, file)
    yield -22, 9
    present = [{"post": "Desk Officer, Department of External Policy", "side": "owner"},
               {"post": "Desk Officer, Research and General Affairs Unit", "side": "counterpart"}]  # fmt: skip
    send(world, "mofa", "o-pol-desk", "meeting.hold", {"held_on": iso(world.day(-23)), "present": present}, file)
    yield -21, 14
    decisions = [
        {"what": "A list of contacts at every mission", "side": "owner", "unit": POLICY, "due_on": iso(world.day(-9))},
        {"what": "A note on news that came late, with reasons", "side": "counterpart", "unit": RESEARCH,
         "due_on": iso(world.day(-2))},
        {"what": "A draft of the joint plan of next year", "side": "counterpart", "unit": RESEARCH,
         "due_on": iso(world.day(14))},
    ]  # fmt: skip
    minutes = [
        {"topic": "How the regulation is carried out", "speaker": "Desk Officer, Department of External Policy",
         "side": "owner", "statement": "Most reports come in time; answers take longer than agreed."},
        {"topic": "News in time", "speaker": "Desk Officer, Research and General Affairs Unit", "side": "counterpart",
         "statement": "The associations need ten days to find host families."}]  # fmt: skip
    send(world, "mofa", "o-pol-desk", "meeting.record", {
        "minutes": minutes, "decisions": decisions, "agree_by": iso(world.day(-16))}, file)  # fmt: skip
    yield -18, 10
    send(world, "vufo", "o-res-desk", "meeting.agree", {}, file)
    yield -17, 14
    send(world, "mofa", "o-pol-desk", "meeting.conclude", {"decisions": decisions}, file)
    yield -10, 10
    verb(world, "mofa", "o-pol-desk", "deliver", file, text="The list is on the page of each partner.")
    yield -8, 15
    verb(world, "vufo", "o-res-desk", "accept", file)
    yield -4, 10
    send(world, "mofa", "o-pol-desk", "meeting.call", {
        "title": "Meeting of the focal units on next year's plan", "cadence": "half-yearly",
        "start_on": iso(world.day(18)), "time": "09:00", "place": "House of Friendship",
        "answer_by": iso(world.day(5)), "agenda": [{"topic": "Joint plan of next year", "raised_by": "owner"}]},
        to=[RESEARCH])  # fmt: skip


def assigned(world: World) -> Scene:
    """What the Government assigned, and who stands ready."""
    yield -25, 10
    rows = [
        {"id": "data", "task": "One list of friendship agreements of all provinces", "origin": "instruction",
         "body": "The Government Office (sample)", "number": "204/TB-VPCP", "given_on": iso(world.day(-33)),
         "due_on": iso(world.day(30)), "stage": "under_way", "progress": "31 of 34 provinces"},
        {"id": "songs", "task": "A songbook for the Week of Friendship", "origin": "own", "stage": "open"}]  # fmt: skip
    file = send(world, "mofa", "o-pol-desk", "task.list", {"title": "Tasks of this half-year", "tasks": rows},
                to=[RESEARCH])  # fmt: skip
    yield -20, 15
    ready = [{"task": "List of agreements", "support": "Asks the provincial unions that have not answered",
              "unit": RESEARCH, "until": iso(world.day(24))}]  # fmt: skip
    send(world, "vufo", "o-res-desk", "task.stand_ready", {"readiness": ready}, file)
    yield -11, 14
    rows[0] |= {"progress": "33 of 34 provinces"}
    note = {"tasks": rows, "note": "Two provinces answered after the unions had asked."}
    send(world, "mofa", "o-pol-desk", "task.report", note, file)


def last_quarter(world: World) -> Scene:
    """A joint report on the last quarter, contributed to and stated; the other side has not signed yet."""
    first, last = world.last_quarter()
    yield -15, 9
    file = send(world, "mofa", "o-pol-desk", "report.begin", {
        "title": "Results of coordination in the last quarter", "about": "coordination", "since": iso(first),
        "until": iso(last)}, to=[RESEARCH])  # fmt: skip
    asked = {"wanted": "What the associations found hard.", "due_on": iso(world.day(-8))}
    send(world, "mofa", "o-pol-desk", "report.ask_contribution", asked, file)
    yield -9, 14
    send(world, "vufo", "o-res-desk", "report.contribute", {
        "contribution": "News that came late cost two associations their halls.",
        "declared": [{"what": "Volunteers at joint activities", "value": "412", "source": "Lists of the associations",
                      "as_of": iso(last), "by": RESEARCH}]}, file)  # fmt: skip
    yield -7, 10
    verb(world, "mofa", "o-pol-desk", "accept", file, text="Thank you; it is taken over.")
    send(world, "mofa", "o-pol-desk", "report.state", {
        "as_of": iso(world.day(-7)), "mechanism": "Lead times are kept for most visits; answers take longer.",
        "working": "Desks write to each other directly; telephone calls are recorded afterwards.",
        "directions": "Tell news earlier, with a month where the day is not known."}, file)  # fmt: skip


SCENES = (plan_of_the_year, coming_visits, focal_units, assigned, last_quarter)
