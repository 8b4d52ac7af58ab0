"""When mail comes: an officer's own settings, and the agency's hours, in the browser."""

from datetime import time

import pytest

from servanda.office.models import OfficeHours, Officer
from tests.web.house import House, text_of
from tests.world import MOFA

MINE = {"language": "vi", "mail": "each", "opens": "07:30", "closes": "11:00"}


def test_an_officer_says_how_and_when_mail_comes(house: House) -> None:
    desk = house.browser("o-desk")
    page = text_of(desk.get("/settings/"))
    assert "Mail comes from 08:00 to 17:00 on working days, in the time of Ho Chi Minh City." in page
    assert desk.post("/settings/", MINE).status_code == 302
    with house.node.active():
        row = Officer.objects.get(id="o-desk")
        other = Officer.objects.get(id="o-colleague")
    assert (row.language, row.mail, row.opens, row.closes) == ("vi", "each", time(7, 30), time(11))
    assert (other.language, other.mail, other.opens) == ("en", "digest", None)


@pytest.mark.parametrize(
    "wrong", [{"opens": "12:00"}, {"closes": ""}, {"mail": "never"}, {"language": "xx"}, {"opens": "x"}]
)
def test_hours_that_cannot_be_are_refused(house: House, wrong: dict[str, str]) -> None:
    assert house.browser("o-desk").post("/settings/", MINE | wrong).status_code == 422
    with house.node.active():
        assert Officer.objects.get(id="o-desk").mail == "digest"


def test_nobody_signed_in_has_settings(house: House) -> None:
    assert house.browser("").post("/settings/", MINE).status_code == 302
    with house.node.active():
        assert not Officer.objects.filter(mail="each").exists()


def test_an_administrator_sets_the_hours_of_a_unit(house: House) -> None:
    admin, unit = house.browser("o-admin"), f"{MOFA}/protocol"
    stated = {"opens": "09:00", "closes": "16:00", "days_off": "2026-12-25\n2026-12-24"}
    assert admin.post(f"/set-up/hours/?unit={unit}", stated).status_code == 302
    page = text_of(admin.get(f"/set-up/hours/?unit={unit}"))
    assert "09:00–16:00" in page and "2026-12-24 2026-12-25" in page
    assert "from 09:00 to 16:00" in text_of(house.browser("o-desk").get("/settings/"))
    assert "from 08:00 to 17:00" in text_of(house.browser("o-europe").get("/settings/"))


@pytest.mark.parametrize("wrong", [{"closes": "08:00"}, {"days_off": "Christmas"}, {"opens": ""}])
def test_wrong_hours_of_a_unit_are_refused(house: House, wrong: dict[str, str]) -> None:
    stated = {"opens": "09:00", "closes": "16:00", "days_off": ""} | wrong
    assert house.browser("o-admin").post("/set-up/hours/", stated).status_code == 422
    with house.node.active():
        assert not OfficeHours.objects.exists()


@pytest.mark.parametrize("officer", ["o-desk", "o-head", "o-leader"])
def test_others_do_not_set_hours(house: House, officer: str) -> None:
    answer = house.browser(officer).post("/set-up/hours/", {"opens": "09:00", "closes": "16:00"})
    assert answer.status_code in (403, 404)
    with house.node.active():
        assert not OfficeHours.objects.exists()


def test_a_unit_of_another_agency_has_no_hours_here(house: House) -> None:
    assert house.browser("o-admin").get("/set-up/hours/?unit=union.example/europe").status_code == 404
