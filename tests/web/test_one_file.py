"""A kind of work that is one declared file has all else from it: forms, API, lists, sheets, calendar, paper, access."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from servanda.kernel import jws
from servanda.office import notices, packing
from servanda.office.models import Mail, Notice, Officer, Token
from servanda.processes.figures import results
from servanda.processes.registry import processes
from tests.api.offices import Caller
from tests.web import citizens_in_need, language_course
from tests.web.house import START, Browser, House, text_of
from tests.world import MOFA, VUFO

KIND, HELP = "language_course", "citizens_in_need"
OFFERED = {
    "title": "French for officers", "tongue": "French", "start_on": "2031-05-05", "end_on": "2031-06-02",
    "places": "12", "fee": "100 EUR", "enrol_by": "2031-04-15", "sessions-0-on": "2031-05-05",
    "sessions-0-topic": "=1+1", "class": "internal",
}  # fmt: skip


@pytest.fixture(autouse=True)
def course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(processes(), KIND, language_course.PROCESS)
    monkeypatch.setitem(processes(), HELP, citizens_in_need.PROCESS)


def program(house: House, officer: str, *, there: bool = False) -> Caller:
    node = house.other if there else house.node
    with node.active():
        Token.objects.create(hash=jws.sha256(f"token of {officer}".encode()), officer_id=officer, made_at=START)
    return Caller(node, officer)


def send(browser: Browser, url: str, **stated: Any) -> Any:
    shown = browser.get(url)
    if shown.status_code == 302:
        # To the same form about the version as it stands.
        shown = browser.get(url := shown["Location"])
    assert shown.status_code == 200, text_of(shown)
    return browser.post(url, {"do": "send", "once": shown.context["once"], **stated})


def offer(house: House, **to: str) -> str:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    sent = send(house.browser("o-desk"), f"/new/{KIND}/", **OFFERED | to)
    assert sent.status_code == 302, text_of(sent)
    return str(sent["Location"]).split("?")[0].removeprefix("/files/").strip("/")


def test_it_goes_to_its_end_between_two_nodes_by_browser_and_api(house: House) -> None:
    desk = house.browser("o-desk")
    assert "Offer places in a language course" in text_of(desk.get("/new/"))
    wrong = send(desk, f"/new/{KIND}/", **OFFERED | {"places": "many", "to-unit": f"{VUFO}/europe"})
    assert wrong.status_code == 422 and "Places: Enter a whole number." in text_of(wrong)
    file = offer(house, **{"to-unit": f"{VUFO}/europe"})
    house.exchange()
    theirs = program(house, "o-europe", there=True)
    whole = theirs.get(f"/dossiers/{file}").json()
    takes = {row["step"]: row["takes"] for row in whole["open"]}[f"{KIND}.enrol"]
    columns = takes["properties"]["officers"]["items"]["properties"]
    assert columns["name"]["x-part"] == "personal" and takes["required"] == ["enrolled"]
    refused = theirs.post(f"/dossiers/{file}/acts", {"step": "certify", "data": {"certificates": 3}})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_step")
    officers = [{"name": "=Nguyễn An", "level": "first"}, {"name": "Trần Bình", "level": "second"}]
    said = theirs.post(f"/dossiers/{file}/acts", {"step": "enrol", "data": {"enrolled": 2, "officers": officers}})
    assert said.status_code == 201, said.content
    house.exchange()
    assert house.browser("o-stranger").get(f"/files/{file}/").status_code == 404
    for step, stated in (("begin", {}), ("certify", {"certificates": "2", "passed-0-name": "Trần Bình"})):
        assert send(desk, f"/files/{file}/steps/{KIND}.{step}/", **stated).status_code == 302
    house.exchange()
    page = text_of(Browser(house.other, "o-europe").get(f"/files/{file}/"))
    assert "certificates given" in page and "Protocol gave 2 certificates." in page and "Trần Bình" in page
    assert theirs.get(f"/dossiers/{file}").json()["state"] == "ended"
    assert "French for officers" in text_of(desk.get("/calendar/?month=2031-05"))
    assert "French for officers" in text_of(desk.get("/files/?q=french"))
    sheet = load_workbook(BytesIO(b"".join(desk.get("/lists/files/xlsx/?q=french"))), data_only=False).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "French for officers" for cell in cells) and not any(c.data_type == "f" for c in cells)


def test_it_goes_to_its_end_with_one_side_on_paper(lone: House) -> None:
    file = offer(lone, **{"to-agency": "museum.example"})
    desk, own = lone.browser("o-desk"), program(lone, "o-desk")
    told = {"enrolled": "3", "via": "letter", "said-on": START.date().isoformat()}
    assert send(desk, f"/files/{file}/steps/{KIND}.enrol/?for=museum.example", **told).status_code == 302
    assert send(desk, f"/files/{file}/steps/{KIND}.begin/").status_code == 302
    assert send(desk, f"/files/{file}/steps/{KIND}.drop/", reason="No teacher.").status_code == 302
    assert own.get(f"/dossiers/{file}").json()["state"] == "dropped"
    page = text_of(desk.get(f"/files/{file}/"))
    assert "enrolled 3 officers" in page and "by letter" in page


def test_one_that_titles_its_file_by_another_field_is_told_by_it_everywhere(house: House) -> None:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    desk, theirs, case = house.browser("o-desk"), Browser(house.other, "o-europe"), "Fishermen of Côn Đảo"
    visit = house.announce()
    by = (START + timedelta(days=30)).date()
    asked = {"case": case, "place": "Phú Quốc", "needs": ["care", "papers"], "people": "4", "answer_by": by.isoformat(),
             "citizens-0-name": "Nguyễn Bình", "plan": "A boat", "class": "internal"}  # fmt: skip
    new = f"/new/{HELP}/?after={visit}"
    ahead = send(desk, new, **asked | {"happened_on": "2199-01-01", "to-unit": f"{VUFO}/europe"})
    assert ahead.status_code == 422 and "Happened on" in text_of(ahead)
    sent = send(desk, new, **asked | {"to-unit": f"{VUFO}/europe"})
    file = str(sent["Location"]).split("?")[0].removeprefix("/files/").strip("/")
    house.exchange()
    step = f"/files/{file}/steps/{HELP}"
    for page in (desk, theirs):
        assert page.get(f"/files/{file}/").context["file"]["title"] == case
        assert case in text_of(page.get("/files/?q=con+dao")), "in the list, by its title"
        assert case in text_of(page.get("/search/?q=con+dao"))
        assert case in text_of(page.get("/search/?q=phu+quoc")), "by a fact"
        assert "Nothing that you may see" in text_of(page.get("/search/?q=nguyen+binh")), "no name is kept there"
    again = send(desk, f"/new/{HELP}/", **asked | {"to-unit": f"{VUFO}/europe"})
    assert "Earlier files about the same" in text_of(again) and case in text_of(again)
    with house.other.active():
        Officer.objects.update(email="a@example.org", mail="each")
        for days in range(-3, 6):
            notices.remind(now=datetime.combine(by, START.timetz()) + timedelta(days=days))
        for hours in range(0, 96, 3):
            # In working hours, whenever this test runs.
            packing.pack(now=datetime.combine(by, START.timetz()) + timedelta(days=6, hours=hours))
        assert {"due_soon", "referred"} <= {notice.reason for notice in Notice.objects.all()}
        assert any(case in mail.text for mail in Mail.objects.all())
    own = program(house, "o-desk")
    for name, reason in (
        ("take_up", "The other side has not agreed to it as it stands now."),
        ("bring_home", "It is open while the file stands so: being helped. Now the file stands so: help asked for."),
        ("help", "The other side takes this step."),
    ):
        refused = own.post(f"/dossiers/{file}/acts", {"step": name, "data": {"helped": 1} if name == "help" else {}})
        assert reason in refused.json().get("why", refused.json()["message"]), "to a program as to a reader"
        assert refused.status_code in (403, 422) and reason in text_of(desk.get(f"{step}.{name}/"))
    assert send(theirs, f"{step}.agree/").status_code == 302
    house.exchange()
    assert send(desk, f"{step}.amend/", plan="A plane").status_code == 302
    assert desk.get(f"{step}.take_up/").status_code == 422, "the plan is another one"
    house.exchange()
    assert send(theirs, f"{step}.agree/").status_code == 302
    house.exchange()
    assert (
        send(desk, f"{step}.take_up/", shelter_until=(date.today() + timedelta(days=7)).isoformat()).status_code == 302
    )
    closed = own.post(f"/dossiers/{file}/acts", {"step": "bring_home"}).json()
    assert closed["why"] == "What was asked for stands so now: open."
    assert closed["why"] in text_of(desk.get(f"{step}.bring_home/"))
    assert "Shelter ends" in text_of(desk.get("/desk/")) and case in text_of(desk.get("/desk/"))
    house.exchange()
    assert send(theirs, f"{step}.help/", helped="3", spent="1500.50 USD").status_code == 302
    house.exchange()
    assert send(desk, f"{step}.bring_home/").status_code == 302
    house.exchange()
    whole = program(house, "o-europe", there=True).get(f"/dossiers/{file}").json()
    assert (whole["state"], whole["title"], whole["commitments"][0]["on_day"]) == ("home", case, "done")
    for node in (house.node, house.other):
        with node.active():
            period = results.Asked((MOFA, VUFO), START.date(), date.today(), date.today())
            sums = {one.what: (one.side, one.value) for one in results.figures(period) if HELP in one.what}
        assert sums[f"sum.{HELP}.people"] == (MOFA, "4") and sums[f"sum.{HELP}.spent"] == (VUFO, "1500.5")
    sheet = load_workbook(BytesIO(b"".join(desk.get("/lists/files/xlsx/?q=fishermen"))))
    assert case in [cell.value for row in sheet.active.iter_rows() for cell in row]
