"""What waits for approval on the desks: each line tells itself apart, and who prepared it sees whose turn it is."""

from servanda.office.models import Post
from tests.web.house import House, text_of
from tests.web.test_main_job import VISIT, held, once_of, rule
from tests.web.test_queries import queries
from tests.world import VUFO

WAITS = "Waits for the approval of Head of Protocol"


def prepare(house: House, title: str, start: str, unit: str = f"{VUFO}/europe", officer: str = "o-desk") -> None:
    browser = house.browser(officer)
    stated = VISIT | {"title": title, "start_on": start, "to-unit": unit, "do": "prepare"}
    assert browser.post("/new/visit/", stated | {"once": once_of(browser.get("/new/visit/"))}).status_code == 302


def rows(house: House, officer: str, tab: str) -> list[dict[str, object]]:
    groups = house.browser(officer).get(f"/desk/?tab={tab}").context["groups"]
    return [
        {"what": row.what, "title": row.title, "to": row.other, "details": [str(one) for one in row.details]}
        for group in groups for row in group.rows
    ]  # fmt: skip


def test_lines_to_clear_tell_what_about_which_day_to_whom_and_who_prepared_it(house: House) -> None:
    rule(house, "", 1)
    prepare(house, "Delegation", "2031-05-06")
    prepare(house, "Delegation", "2031-06", f"{VUFO}/africa", officer="o-colleague")
    shared = house.announce(start_on="2031-05-06")
    step = f"/files/{shared}/steps/visit.ask_preparation/"
    asking = {"preparation": "A hall with  two doors", "due_on": "2031-05-02", "do": "prepare"}
    assert house.browser("o-desk").post(step, asking).status_code == 302
    with house.other.active():
        union = house.other.name["en"]
    found = rows(house, "o-head", "clear")
    assert [(row["what"], row["to"], row["details"]) for row in found] == [
        ("Announce a visit", f"To: Europe · {union}", ["Begins: Tue 6 May 2031", "Prepared by Desk of Protocol"]),
        ("Announce a visit", f"To: Africa · {union}", ["Begins: June 2031", "Prepared by Desk of Protocol"]),
        ("Ask for a preparation: A hall with two doors", f"To: Europe · {union}",
         ["By when: Fri 2 May 2031", "Prepared by Desk of Protocol"]),
    ]  # fmt: skip
    shown = text_of(house.browser("o-head").get("/desk/?tab=clear"))
    assert all(str(detail) in shown for row in found for detail in row["details"])  # type: ignore[attr-defined]
    few = queries(house, "/desk/?tab=clear", "o-head"), queries(house, "/desk/?tab=waiting")
    for n in range(3):
        prepare(house, f"More {n}", f"2031-{n + 7:02}-07")
    assert (queries(house, "/desk/?tab=clear", "o-head"), queries(house, "/desk/?tab=waiting")) == few


def test_who_waits_sees_what_is_still_inside_and_whose_turn_it_is(house: House) -> None:
    rule(house, "", 3)
    prepare(house, "Delegation", "2031-05-06")
    desk, head = house.browser("o-desk"), house.browser("o-head")
    page = desk.get("/desk/?tab=waiting")
    assert page.context["groups"][0].title == "To be approved in this agency"
    assert rows(house, "o-desk", "waiting")[0]["details"] == [
        WAITS, "Begins: Tue 6 May 2031", "Prepared by Desk of Protocol",
    ]  # fmt: skip
    waiting = next(tab for tab in page.context["tabs"] if "tab=waiting" in tab["url"])
    assert waiting["count"] == "1" and f"/prepared/{held(house).name}/" in page.content.decode()
    # It is the head's to clear, not to wait for; a colleague waits too, a stranger sees nothing of it.
    assert not rows(house, "o-head", "waiting") and rows(house, "o-colleague", "waiting")
    assert not rows(house, "o-stranger", "waiting") and not rows(house, "o-europe", "waiting")
    url = f"/prepared/{held(house).name}/"
    head.post(url, {"do": "approve", "once": once_of(head.get(url))})
    # The head has given the first approval; the second is the leadership's, since nobody clears twice.
    assert rows(house, "o-head", "waiting")[0]["details"][0] == "Waits for the approval of Leadership of Leadership"  # type: ignore[index]
    with house.node.active():
        Post.objects.filter(officer="o-leader").delete()
    assert rows(house, "o-desk", "waiting")[0]["details"][0] == "Nobody here may approve it"  # type: ignore[index]
