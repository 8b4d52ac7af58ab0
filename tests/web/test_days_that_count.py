"""Which day counts, and why, stands on the form and beside what is owed; what has begun is asked about once."""

from datetime import date, timedelta
from typing import Any

import pytest

from servanda.kernel.models import Commitment, Dossier
from tests.web.house import START, House, text_of
from tests.web.test_main_job import VISIT, once_of

ASK = "visit.ask_preparation"


def asked(house: House, **stated: Any) -> str:
    """A visit on 20 May 2031, for which a preparation is asked by an officer's form."""
    dossier = house.announce(start_on="2031-05-20", level="working")
    house.node.config["undo_seconds"] = 0
    desk = house.browser("o-desk")
    form = desk.get(f"/files/{dossier}/steps/{ASK}/")
    data = {"preparation": "A hall", "once": once_of(form), "do": "send"} | stated
    sent = desk.post(f"/files/{dossier}/steps/{ASK}/", data)
    assert sent.status_code == 302, text_of(sent)
    return dossier


def prepared(house: House, dossier: str) -> dict[str, Any]:
    page = house.browser("o-desk").get(f"/files/{dossier}/")
    found: dict[str, Any] = next(c for c in page.context["commitments"] if c["what"].startswith("Preparation"))
    return found


def test_the_form_says_which_day_counts(house: House) -> None:
    dossier = house.announce(start_on="2031-05-20", level="working")
    page = text_of(house.browser("o-desk").get(f"/files/{dossier}/steps/{ASK}/"))
    assert (
        "If it is left empty, article 5.2 counts: Thu 15 May 2031. A day that you write here takes its place." in page
    )
    new = text_of(house.browser("o-desk").get("/new/request/"))
    assert "if it is left empty, that of the agreement, where it names one." in new


def test_beside_what_is_owed_stands_why_its_day_is_not_that_of_the_article(house: House) -> None:
    dossier = asked(house, due_on="2031-05-06")
    found = prepared(house, dossier)
    assert found["due_on"] == date(2031, 5, 6)
    assert found["why"] == "The day that was asked for counts. By article 5.2 it would be Thu 15 May 2031."
    assert found["why"] in text_of(house.browser("o-desk").get(f"/files/{dossier}/"))
    house.exchange()
    with house.other.active():
        assert Commitment.objects.get(dossier=dossier, deliver="preparation").due_on == date(2031, 5, 6)


def test_nothing_is_said_where_the_articles_own_day_counts(house: House) -> None:
    assert prepared(house, asked(house))["why"] is None
    assert prepared(house, asked(house, due_on="2031-05-15"))["why"] is None


@pytest.mark.parametrize("days", [1, 200])
def test_what_has_begun_is_announced_after_a_second_look_and_counts_as_late(house: House, days: int) -> None:
    desk = house.browser("o-desk")
    house.node.config["undo_seconds"] = 0
    start = (START - timedelta(days=days)).date().isoformat()
    form = VISIT | {"start_on": start, "once": once_of(desk.get("/new/visit/")), "do": "send"}
    asking = desk.post("/new/visit/", form)
    assert asking.status_code == 200 and "It begins in the past" in text_of(asking)
    assert "it will count as late" in text_of(asking)
    with house.node.active():
        assert not Dossier.objects.filter(process="visit").exists()
    other = (START - timedelta(days=days + 1)).date().isoformat()
    changed = desk.post("/new/visit/", form | {"start_on": other, "begun": asking.context["begun"]["mark"]})
    assert changed.status_code == 200, "another day is asked about again"
    sent = desk.post("/new/visit/", form | {"begun": asking.context["begun"]["mark"]})
    assert sent.status_code == 302
    page = text_of(desk.get(sent["Location"]))
    assert "Announced 0 working days before it begins." in page and "done late" in page


def test_what_may_still_begin_is_not_asked_about(house: House) -> None:
    desk = house.browser("o-desk")
    for start in (START.date() + timedelta(days=3)).isoformat(), f"{START.year + 1}", "2031-05-06":
        form = VISIT | {"start_on": start, "once": once_of(desk.get("/new/visit/")), "do": "send"}
        assert desk.post("/new/visit/", form).status_code == 302
