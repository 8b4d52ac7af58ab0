"""People by unit, and mail, can be searched and turned over, however many they are."""

from datetime import timedelta

import pytest

from servanda.office.models import Mail, Officer, Post
from servanda.processes.models import Unit
from tests.web.house import START, House, text_of
from tests.world import MOFA


def crowd(house: House, units: int = 45) -> None:
    with house.node.active():
        for n in range(units):
            code = f"{MOFA}/u{n:02}"
            Unit.objects.create(id=code, agency=MOFA, name={"en": f"Unit {n:02}", "vi": f"Đơn vị {n:02}"})
            officer = Officer(id=f"o-u{n:02}", language="en")
            officer.set_unusable_password()
            officer.save()
            Post.objects.create(officer=officer, unit=code, role="desk", title={"en": f"Clerk of number {n:02}"})


def test_people_stand_by_unit_with_their_number_page_by_page(lone: House) -> None:
    crowd(lone)
    browser = lone.browser("o-desk")
    first = browser.get("/people/")
    assert len(first.context["units"]) == 20 and "50 in all" in text_of(first)
    protocol = next(unit for unit in first.context["units"] if unit["code"] == "protocol")
    assert protocol["count"] == 3 and protocol["is_open"], "the reader's own unit is open"
    assert sum(unit["is_open"] for unit in first.context["units"]) == 1
    second = browser.get("/people/" + first.context["page"]["next_url"].partition("/people/")[2])
    assert not {u["code"] for u in first.context["units"]} & {u["code"] for u in second.context["units"]}


@pytest.mark.parametrize("words", ["number 07", "O-U07", "unit 07", "đơn vị 07", "don vi 07"])
def test_people_are_found_by_title_name_and_unit_in_any_language(lone: House, words: str) -> None:
    crowd(lone, 12)
    with lone.node.active():
        Officer.objects.filter(id="o-desk").update(language="vi" if "v" in words else "en")
    page = lone.browser("o-desk").get("/people/", {"q": words})
    assert [unit["code"] for unit in page.context["units"]] == ["u07"]
    assert page.context["units"][0]["is_open"] and "Clerk of number 07" in text_of(page)
    assert lone.browser("o-desk").get("/people/", {"q": "nobody at all"}).context["units"] == []


def test_the_link_just_made_is_shown_with_its_unit_open(lone: House) -> None:
    crowd(lone, 2)
    page = lone.browser("o-admin").post("/people/o-u01/link/")
    assert next(unit for unit in page.context["units"] if unit["code"] == "u01")["is_open"]


def post(house: House, n: int = 60) -> None:
    with house.node.active():
        for i in range(n):
            who = "o-europe" if i % 3 == 0 else "o-desk"
            Mail.objects.create(
                officer_id=who, address=f"{who}@ministry.example", language="en", subject=f"About matter {i:02}",
                text="x", reason="new_entry", about="x", at=START + timedelta(minutes=i),
            )  # fmt: skip


def test_mail_is_counted_by_unit_searched_and_turned_over(lone: House) -> None:
    post(lone)
    admin = lone.browser("o-admin")
    page = admin.get("/mail/")
    assert [(unit["label"], unit["n"]) for unit in page.context["units"]] == [("Europe", 20), ("Protocol", 40)]
    assert len(page.context["sent"]) == 25 and page.context["page"]["next_url"]
    europe = admin.get("/mail/", {"unit": f"{MOFA}/europe"})
    assert len(europe.context["sent"]) == 20 and "Europe (20)" in text_of(europe)
    assert admin.get("/mail/", {"q": "O-EUROPE"}).context["count_text"] == "20 in all"
    assert "No mail fits." in text_of(admin.get("/mail/", {"q": "nobody"}))


def test_nobody_searches_what_mail_says_outside_a_sample(lone: House) -> None:
    post(lone)
    page = lone.browser("o-admin").get("/mail/", {"q": "matter"})
    assert "No mail fits." in text_of(page) and "About matter" not in text_of(page)
    lone.node.config["is_demo"] = lone.node.config["demo"] = True
    found = lone.browser("o-desk").get("/mail/", {"q": "matter 07"})
    assert [mail["subject"] for mail in found.context["mails"]] == ["About matter 07"]
    assert lone.browser("o-desk").get("/mail/").status_code == 200
