"""The board of a coming rule on both nodes, pages of organisations, and a licensing case: what they show and refuse."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from servanda.kernel.models import Commitment, Dossier
from servanda.office import people
from servanda.office.models import Officer
from servanda.processes.dossiers import read_statement, take, take_all
from servanda.processes.kinds.policy import value_words
from tests.web.house import START, Browser, House, text_of
from tests.world import VUFO

BEGINS = START.date() + timedelta(days=200)
LATER = START.date() + timedelta(days=900)
RULE: dict[str, Any] = {
    "title": "Certificates are renewed", "in_force_on": BEGINS.isoformat(), "touches": "certificates",
    "conditions": [{"about": "certificate_kind", "value": "operation"}],
}  # fmt: skip


def statement(name: str) -> Any:
    certificates = [{"kind": "operation", "number": f"{name}-1", "until_on": LATER.isoformat()},
                    {"kind": "office", "number": f"{name}-2", "until_on": LATER.isoformat()}]  # fmt: skip
    projects = [{"title": "Wells", "places": "Huế", "amount": "12.50 USD"}]
    stated = {"title": f"{name} Trust", "country": "FR", "certificates": certificates, "projects": projects}
    return read_statement("ngo.record", stated, to=[f"{VUFO}/europe"])


@pytest.fixture
def rule(house: House) -> str:
    """Two organisations and a rule that touches one certificate of each, on both nodes."""
    with house.node.active():
        take_all([statement("Blue"), statement("Green")], house.actor("o-desk"), at=START)
        found = take(read_statement("policy.announce", RULE, to=[f"{VUFO}/europe"]), house.actor("o-desk"), at=START)
    house.exchange()
    return found.dossier


def path(**more: Any) -> dict[str, Any]:
    due = (BEGINS - timedelta(days=30)).isoformat()
    return {"path": "renew", "what": "Apply for renewal", "side": "counterpart", "unit": f"{VUFO}/europe",
            "due_on": due, **more}  # fmt: skip


def test_a_condition_is_read_in_words() -> None:
    said = [value_words({"about": about, "value": value}) for about, value in (
        ("ends_before", "2027-06-30"), ("country", "FR"), ("certificate_kind", "nonsense"))]  # fmt: skip
    assert said == ["Wed 30 Jun 2027", "France", "nonsense"]


@pytest.mark.mission("S58", "S59", "S60", "S61")
def test_each_gets_a_path_that_becomes_a_commitment_and_the_board_says_when_none_is_interrupted(
    house: House, rule: str
) -> None:
    browser, theirs = house.browser("o-desk"), Browser(house.other, "o-europe")
    url = f"/files/{rule}/continuity/"
    file = text_of(browser.get(f"/files/{rule}/"))
    assert "Open the board" in file and "operation" in file
    for reader in (browser, theirs):
        page = reader.get(url)
        assert "2 of 2 would still be interrupted." in text_of(page)
        assert [row["line"].item for row in page.context["lines"]] == ["Blue-1", "Green-1"]
    first = browser.get(url).context["lines"][0]["line"].id
    bare = browser.post(url, path(item=first, path="exception"))
    assert bare.status_code == 422 and "names the ground" in text_of(bare)
    assert "Apply for renewal" in bare.content.decode()
    none = browser.post(url, path())
    assert none.status_code == 422 and "Nothing is chosen" in text_of(none)
    assert browser.post(url, path(item=first)).status_code == 302
    assert browser.post(url, path(item=first)).status_code == 422
    house.exchange()
    assert theirs.post(url, path(all="1", side="counterpart", path="transition")).status_code == 302
    house.exchange()
    for node in (house.node, house.other):
        with node.active():
            owed = Commitment.objects.filter(dossier_id=rule, deliver="action")
            assert [row.debtor for row in owed] == [VUFO, VUFO]
    page = text_of(browser.get(url))
    assert "2 of 2 would still be interrupted." in page and "path under way" in page and "no path yet" not in page
    late = text_of(browser.get(url, {"on": BEGINS.isoformat()}))
    assert "2 of 2 are interrupted." in late
    with house.other.active():
        actor = _theirs(house)
        for row in list(Commitment.objects.filter(dossier_id=rule, deliver="action")):
            said = {"commitment": row.id, "text": "Renewed"}
            take(read_statement("commitment.deliver", said, dossier=rule), actor, at=START + timedelta(days=1))
    house.exchange()
    for reader in (browser, theirs):
        assert "It touches 2, and none is interrupted." in text_of(reader.get(url, {"on": BEGINS.isoformat()}))


def _theirs(house: House) -> Any:
    return people.actor(Officer.objects.get(id="o-europe"), day=START.date())


def test_the_board_goes_out_as_pdf_and_xlsx_in_the_readers_language(house: House, rule: str) -> None:
    browser = house.browser("o-desk")
    url = f"/files/{rule}/continuity/"
    book = load_workbook(BytesIO(browser.get(f"{url}xlsx/").content))
    cells = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert cells[0][0].endswith("2 of 2 would still be interrupted.")
    assert [line[1] for line in cells[3:]] == ["Blue-1", "Green-1"] and cells[3][4] == "no path yet"
    made = browser.get(f"{url}pdf/")
    assert made["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages)
    assert "Green Trust" in text and "Certificates are renewed" in text
    browser.post("/language/", {"language": "ar", "next": "/desk/"})
    assert PdfReader(BytesIO(browser.get(f"{url}pdf/").content)).pages
    assert 'dir="rtl"' in browser.get(url).content.decode()


def test_who_may_not_see_the_rule_or_the_files_learns_nothing_of_them(house: House, rule: str) -> None:
    stranger = house.browser("o-stranger")
    for end in ("", "xlsx/", "pdf/"):
        assert stranger.get(f"/files/{rule}/continuity/{end}").status_code == 404
        assert house.browser("").get(f"/files/{rule}/continuity/{end}").status_code == 302
    assert stranger.post(f"/files/{rule}/continuity/", path(all="1")).status_code == 404
    assert stranger.get("/organisations/").context["rows"] == []
    assert stranger.get("/organisations/days/", {"ahead": "365"}).context["groups"] == []
    # An administrator reads no files of work and takes no steps.
    assert house.browser("o-admin").post(f"/files/{rule}/continuity/", path(all="1")).status_code in (403, 404, 422)
    with house.node.active():
        visit = Dossier.objects.get(process="ngo", title="Blue Trust").id
        assert not Commitment.objects.filter(dossier_id=rule).exists()
    assert house.browser("o-desk").get(f"/files/{visit}/continuity/").status_code == 404
    assert house.browser("o-desk").get("/organisations/days/?ahead=x&page=99&q=%00").status_code in (200, 422)


def test_the_board_asks_no_more_of_the_database_for_more_rows(house: House, rule: str) -> None:
    browser = house.browser("o-desk")
    url = f"/files/{rule}/continuity/"

    def queries() -> int:
        browser.get(url)
        with CaptureQueriesContext(connections[house.node.alias]) as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    first = browser.get(url).context["lines"][0]["line"].id
    browser.post(url, path(item=first))
    before = queries()
    with house.node.active():
        take_all([statement(f"Red {n}") for n in range(30)], house.actor("o-desk"), at=START)
    assert browser.post(url, path(all="1")).status_code == 302
    assert queries() == before


@pytest.mark.mission("S58")
def test_a_case_shows_its_limits_and_the_pages_of_an_organisation_its_days(house: House, rule: str) -> None:
    browser = house.browser("o-desk")
    with house.node.active():
        limits = [{"stage": "check", "days": "2", "ground": "Article 7"},
                  {"stage": "whole", "days": "30", "stops": True},
                  {"stage": "opinion", "body": "Union", "unit": f"{VUFO}/europe", "days": "10"}]  # fmt: skip
        table = {"title": "Decree", "limits": limits}
        take(read_statement("procedure.set", table, to=[f"{VUFO}/europe"]), house.actor("o-desk"), at=START)
        file = Dossier.objects.get(process="ngo", title="Blue Trust").id
    shown = text_of(browser.get(f"/files/{file}/"))
    assert "Its days and sums" in shown and "12.5 USD" in shown.replace("12.50", "12.5")
    begun = browser.get(f"/new/licence/?file={file}")
    assert begun.status_code == 200
    assert "Article 7" in begun.content.decode()
    stated = {"title": "Grant", "organisation": "Blue Trust", "action": "grant", "certificate": "operation",
              "received_on": START.date().isoformat(), "limits": limits}  # fmt: skip
    with house.node.active():
        case = take(read_statement("licence.receive", stated, to=[f"{VUFO}/europe"]), house.actor("o-desk"), at=START)
    house.say("o-desk", "licence.check", {}, case.dossier)
    page = text_of(browser.get(f"/files/{case.dossier}/"))
    assert "Stages and their limits" in page and "Article 7" in page and "done in time" in page and "running" in page
    form = browser.get(f"/files/{case.dossier}/steps/licence.consult/")
    assert [(row["body"], row["unit"]) for row in form.context["form"]["bodies"].value()] == [
        ("Union", f"{VUFO}/europe")]  # fmt: skip
    assert 'value="Union"' in form.content.decode()
    found = browser.get("/organisations/", {"certificate": "office", "place": "Thừa Thiên Huế"})
    assert len(found.context["rows"]) == 2
    assert browser.get("/organisations/", {"certificate": "none"}).context["rows"] == []
    days = browser.get("/organisations/days/", {"ahead": "365"})
    assert days.status_code == 200 and date.today() < LATER
    book = load_workbook(BytesIO(browser.get("/organisations/xlsx/").content))
    assert [sheet.max_row for sheet in book.worksheets] == [5, 5, 3, 2, 5]
    assert text_of(browser.get("/new/")).count("Bring in a list of organisations") == 1
