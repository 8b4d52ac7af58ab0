"""Partners on pages: the list, what the page of one shows to whom, and entering one that is there already."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from servanda.imports.partners import import_partners
from servanda.office import outgoing
from servanda.office.models import ClearingRule
from servanda.processes.dossiers import read_statement, take
from servanda.processes.models import Partner
from tests.web.house import START, Browser, House, text_of
from tests.web.test_queries import queries
from tests.world import MOFA, VUFO

GERMANY = {"code": "DE", "kind": "country", "country": "DE", "name-en": "Germany", "name-vi": "Đức"}
PROPOSAL: dict[str, Any] = {
    "title": "Film week", "partner": "FR", "outcome": "New friends", "start_on": "2031-03", "place": "Huế",
    "guest": "A director", "amount": "500 EUR", "class": "limited",
}  # fmt: skip


def said(house: House, kind: str, officer: str = "o-desk", **stated: Any) -> str:
    with house.node.active():
        return take(read_statement(kind, stated, to=[f"{VUFO}/europe"]), house.actor(officer), at=START).dossier


@pytest.mark.mission("S43")
def test_the_page_of_a_partner_lists_what_the_reader_may_see(house: House) -> None:
    house.announce(title="A delegation", partner="FR", start_on="2031-05-06")
    said(house, "visit.announce", "o-europe", title="Kept by Europe", direction="incoming", level="working",
         start_on="2031-06", partner="FR")  # fmt: skip
    said(house, "activity.propose", title="Past week", start_on="2025-05-06", partner="FR")
    waiting = said(house, "proposal.propose", title="Film week", partner="FR", outcome="Friends")
    page = house.browser("o-desk").get("/partners/FR/")
    shown = text_of(page)
    for sentence in ("A delegation", "Past week", "Film week", "Next date", "No answer yet to: Film week", "Answer"):
        assert sentence in shown, sentence
    assert "Kept by Europe" not in shown and f"/files/{waiting}/" in page.content.decode()
    assert page.context["next"]["title"] == "A delegation"
    assert "Kept by Europe" in text_of(house.browser("o-clerk").get("/partners/FR/"))
    admin = text_of(house.browser("o-admin").get("/partners/FR/"))
    assert "France" in admin and "A delegation" not in admin


def test_whoever_may_see_nothing_about_a_partner_finds_no_page(house: House) -> None:
    stranger = house.browser("o-stranger")
    assert stranger.get("/partners/FR/").status_code == 404
    house.announce(partner="FR")
    assert stranger.get("/partners/FR/").status_code == 404 and "France" not in text_of(stranger.get("/partners/"))
    assert house.browser("o-desk").get("/partners/FR/").status_code == 200
    assert house.browser("o-desk").get("/partners/XX/").status_code == 404
    assert house.browser("o-desk").post("/partners/FR/change/", GERMANY).status_code == 403


@pytest.mark.mission("S43")
def test_what_is_missing_about_a_partner_is_said(house: House) -> None:
    shown = text_of(house.browser("o-clerk").get("/partners/FR/"))
    assert "Nothing was proposed in the last twelve months." in shown and "No visit and no activity" in shown
    said(house, "activity.propose", title="Week", start_on="2031-05-06", partner="FR")
    assert "No visit and no activity" not in text_of(house.browser("o-clerk").get("/partners/FR/"))


@pytest.mark.mission("S43")
def test_the_name_of_a_partner_travels_with_what_is_said_of_it(house: House) -> None:
    with house.node.active():
        named = {"en": "House of Films", "vi": "Nhà Phim"}
        Partner.objects.create(code="hof", kind="organisation", country="FR", name=named)
        Partner.objects.create(code="p-7", kind="person", country="FR", name={"en": "Ada Byron"})
    files = {code: house.announce(title=f"Visit of {code}", partner=code) for code in ("hof", "p-7", "nobody")}
    rows = [{"visit": "Second", "start_on": "2031-07", "partner": "hof"}]
    files["list"] = said(house, "visit_list.begin", title="A list", visits=rows)
    house.exchange()
    browser = Browser(house.other, "o-europe")
    page = {code: text_of(browser.get(f"/files/{file}/")) for code, file in files.items()}
    assert "House of Films" in page["hof"] and "House of Films" in page["list"] and "Ada Byron" in page["p-7"]
    assert "nobody (a code of" in page["nobody"]
    listed = text_of(browser.get("/files/"))
    assert "House of Films" in listed and "Visit of p-7" in listed and "Ada Byron" not in listed
    assert "Visit of hof" in text_of(browser.get("/search/?q=films"))
    assert "Ada Byron" not in str(house.file(files["p-7"]).facts)
    with house.other.active():
        Partner.objects.create(code="hof", kind="organisation", country="FR", name={"en": "Our own words"})
    assert "Our own words" in text_of(browser.get(f"/files/{files['hof']}/"))


@pytest.mark.mission("S62", "S65")
def test_a_strategic_area_is_tagged_and_its_page_links_the_channels(house: House) -> None:
    browser, other = house.browser("o-desk"), Browser(house.other, "o-europe")
    browser.post("/partners/add/", GERMANY | {"priority": "Strategic partner"})
    house.announce(title="State delegation", partner="DE", pillar="state")
    said(house, "activity.propose", title="Film week", start_on="2031-05-06", partner="DE", pillar="people")
    page = browser.get("/partners/DE/")
    shown = [(str(one["label"]), [file["title"] for file in one["files"]]) for one in page.context["pillars"]]
    assert shown[1:] == [("State channel", ["State delegation"]), ("People's channel", ["Film week"])]
    assert shown[0] == ("Party channel", [])
    assert "Strategic partner" in text_of(page)
    found = text_of(browser.get("/partners/?q=strategic"))
    assert "Germany" in found and "France" not in found
    house.exchange()
    assert "Channel State channel" in text_of(other.get(f"/files/{page.context['pillars'][1]['files'][0]['url'][7:]}"))
    lists = b"code,kind,country,en\nDE,country,DE,Germany\n"
    with house.node.active():
        import_partners(lists, "partners.csv")
        assert Partner.objects.get(code="DE").priority == "Strategic partner"
        import_partners(lists.replace(b",en", b",en,priority").replace(b"Germany", b"Germany,Neighbour"), "p.csv")
        assert Partner.objects.get(code="DE").priority == "Neighbour"


def test_partners_are_found_however_they_are_written(house: House) -> None:
    browser = house.browser("o-clerk")
    assert browser.post("/partners/add/", GERMANY)["Location"] == "/partners/DE/"
    assert "Đức" in text_of(browser.get("/partners/DE/"))
    assert "Germany" in text_of(browser.get("/partners/?q=duc")) and "France" not in text_of(
        browser.get("/partners/?q=duc")
    )
    assert "No partner fits." in text_of(browser.get("/partners/?q=duc&kind=ngo"))


def test_a_partner_that_is_there_already_is_shown_before_it_is_entered_again(house: House) -> None:
    browser = house.browser("o-desk")
    browser.post("/partners/add/", GERMANY)
    again = {"code": "ger", "kind": "organisation", "name-vi": "ĐỨC."}
    asked = browser.post("/partners/add/", again)
    assert asked.status_code == 422 and "There is a partner of this name already." in text_of(asked)
    assert asked.context["alike"][0]["code"] == "DE" and 'value="ĐỨC."' in asked.content.decode()
    with house.node.active():
        assert Partner.objects.count() == 2
    assert browser.post("/partners/add/", again | {"seen": asked.context["form"].seen}).status_code == 302
    twice = text_of(browser.post("/partners/add/", again | {"code": "GER", "name-vi": "Khác"}))
    assert "There is a partner with this code already." in twice
    wrong = text_of(browser.post("/partners/add/", {"code": "a/b", "kind": "ngo"}))
    assert "a/b" in wrong and "Choose a country." in wrong


def test_a_name_in_a_language_that_is_not_offered_survives_a_change(house: House) -> None:
    with house.node.active():
        Partner.objects.filter(code="FR").update(name={"en": "France", "ms": "Perancis"})
    sent = {"kind": "country", "country": "FR", "name-en": "France", "name-ar": "فرنسا"}
    assert house.browser("o-clerk").post("/partners/FR/change/", sent).status_code == 302
    with house.node.active():
        row = Partner.objects.get(code="FR")
        assert row.name == {"en": "France", "ar": "فرنسا", "ms": "Perancis"} and row.region == "europe"


def test_the_number_of_queries_about_a_partner_does_not_grow(house: House) -> None:
    counted = []
    house.browser("o-desk").get("/partners/")
    for many in (2, 30):
        for n in range(many):
            house.announce(title=f"V{many}-{n}", partner="FR", start_on="2031-05-06")
            said(house, "proposal.propose", title=f"P{n}", partner="FR", outcome="x")
        counted.append([queries(house, page) for page in ("/partners/FR/", "/partners/")])
    assert counted[0] == counted[1]


@pytest.mark.mission("S42", "S43")
def test_an_accepted_proposal_becomes_an_activity_in_one_click(house: House) -> None:
    browser, other = house.browser("o-desk"), Browser(house.other, "o-clerk")
    assert browser.get("/new/proposal/?partner=FR").context["form"]["partner"].value() == "FR"
    file = browser.post("/new/proposal/", PROPOSAL | {"to-unit": f"{VUFO}/europe"})["Location"].strip("/")
    file = file.removeprefix("files/")
    click(house, other, f"/files/{file}/steps/proposal.accept/", {"note": "Gladly"})
    accepted = browser.get(f"/files/{file}/")
    assert accepted.context["next"].label == "Make it an activity"
    assert [link.label for link in accepted.context["others"]].count("Record that it is agreed") == 1
    assert "Make it an activity" not in text_of(other.get(f"/files/{file}/"))
    click(house, browser, f"/files/{file}/steps/proposal.conclude/", {})
    for side in (browser, other):
        page = side.get(f"/files/{file}/")
        assert page.context["next"].label == "Make it an activity"
        form = side.get(page.context["next"].url).context["form"]
        stated = {name: form[name].value() for name in PROPOSAL if name in form.fields}
        wanted = PROPOSAL | ({} if side is browser else {"partner": ""})
        assert {name: value for name, value in stated.items() if name != "partner"} == {
            name: value for name, value in wanted.items() if name in stated and name != "partner"}  # fmt: skip
    url = browser.get(f"/files/{file}/").context["next"].url
    assert form["to-unit"].value() == f"{MOFA}/protocol"
    assert browser.post(url, PROPOSAL | {"to-unit": f"{VUFO}/europe"}).status_code == 302
    release(house)
    shown = browser.get(f"/files/{file}/")
    assert "Begun from this file" in text_of(shown) and "Make it an activity" not in text_of(shown)
    begun = shown.context["linked"][0]["files"][0]
    assert begun["title"] == "Film week" and "Proposal" in text_of(browser.get(begun["url"]))
    assert house.browser("o-stranger").get(url).status_code == 404
    given = house.browser("o-clerk").get(f"/agreements/{house.agreement}/initiative/entries/?kind=proposal.propose")
    assert "Film week" in text_of(given)
    activities = house.browser("o-clerk").get(
        f"/agreements/{house.agreement}/initiative/entries/?kind=activity.propose"
    )
    assert "Film week" not in text_of(activities)


@pytest.mark.mission("S39", "S42")
def test_one_click_records_that_a_proposal_is_agreed_and_makes_it_an_activity(house: House) -> None:
    browser, other = house.browser("o-desk"), Browser(house.other, "o-clerk")
    file = browser.post("/new/proposal/", PROPOSAL | {"to-unit": f"{VUFO}/europe"})["Location"].strip("/")[6:]
    click(house, other, f"/files/{file}/steps/proposal.accept/", {"note": "Gladly"})
    url = browser.get(f"/files/{file}/").context["next"].url
    assert house.browser("o-stranger").post(url, PROPOSAL).status_code == 404
    with house.node.active():
        ClearingRule.objects.create(step="proposal", levels=1)
    assert browser.get(f"/files/{file}/").context["next"].label == "Record that it is agreed"
    with house.node.active():
        ClearingRule.objects.all().delete()
    assert browser.post(url, PROPOSAL | {"to-unit": f"{VUFO}/europe"}).status_code == 302
    release(house)
    assert house.file(file).state == "accepted"
    assert "Begun from this file" in text_of(browser.get(f"/files/{file}/"))
    assert "Begun from this file" in text_of(other.get(f"/files/{file}/"))


@pytest.mark.mission("S57")
def test_a_difficulty_is_raised_from_any_file_and_both_show_one_another(house: House) -> None:
    file, browser = house.announce(partner="FR", title="A delegation"), house.browser("o-desk")
    url = f"/new/issue/?about={file}"
    assert url.replace("/", "%2F") in browser.get(f"/files/{file}/").content.decode() or any(
        link.label == "Raise a difficulty" for link in browser.get(f"/files/{file}/").context["others"]
    )
    form = browser.get(url).context["form"]
    assert (form["partner"].value(), form["title"].value()) == ("FR", None)
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    stated = {"title": "No programme yet", "nature": "early_warning", "what": "Nothing came", "settle_by": day,
              "class": "internal", "to-unit": f"{VUFO}/europe"}  # fmt: skip
    assert browser.post(url, stated).status_code == 302
    release(house)
    both = browser.get(f"/files/{file}/")
    issue = both.context["linked"][0]["files"][0]
    assert issue["title"] == "No programme yet" and "A delegation" in text_of(browser.get(issue["url"]))
    assert not any(link.label == "Raise a difficulty" for link in browser.get(issue["url"]).context["others"])
    assert "A delegation" in text_of(browser.get(url))
    assert house.browser("o-stranger").post(url, stated).status_code == 404


def click(house: House, browser: Browser, url: str, stated: dict[str, Any]) -> None:
    release(house)
    assert browser.post(url, stated).status_code == 302
    release(house)


def release(house: House) -> None:
    for node in (house.node, house.other):
        with node.active():
            outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))
    house.exchange()
