"""What a file says about whose turn it is, about dates that were asked for, and about days of low precision."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from servanda.kernel.models import Commitment
from servanda.office.models import Officer
from servanda.processes.telling import wording
from tests.web.house import START, House, text_of
from tests.world import VUFO

SOON, LATER = (START + timedelta(days=5)).date().isoformat(), (START + timedelta(days=9)).date().isoformat()


def asked(house: House, *, due: str = SOON) -> tuple[str, str]:
    """A file in which the other side is asked for a preparation; the name of the file and of the commitment."""
    dossier = house.announce(level="working")
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall", "due_on": due}, dossier)
    with house.node.active():
        return dossier, Commitment.objects.get(dossier=dossier, deliver="preparation").id


def report(house: House, dossier: str, commitment: str, step: str, **said: str) -> None:
    """Record by telephone what the other side said about it."""
    page = house.browser("o-desk").get(f"/files/{dossier}/steps/commitment.{step}/?for={VUFO}&commitment={commitment}")
    data = {"once": page.context["once"], "via": "phone", "said-on": START.date().isoformat(), "do": "send"} | said
    sent = house.browser("o-desk").post(
        f"/files/{dossier}/steps/commitment.{step}/?for={VUFO}&commitment={commitment}", data
    )
    assert sent.status_code == 302, text_of(sent)


def shown(house: House, dossier: str, officer: str = "o-desk") -> Any:
    return house.browser(officer).get(f"/files/{dossier}/")


def test_a_delivery_answers_the_date_that_was_asked_for(house: House) -> None:
    dossier, commitment = asked(house)
    report(house, dossier, commitment, "ask_time", until=LATER, text="The hall is let.")
    page = shown(house, dossier)
    assert "more time asked" in text_of(page) and str(page.context["next"].label) == "Grant more time"
    report(house, dossier, commitment, "deliver", text="The hall is ours.")
    page = shown(house, dossier)
    row = next(item for item in page.context["commitments"] if item["what"].startswith("Preparation"))
    assert str(row["state"].label) == "handed over" and "more time asked" not in text_of(page)
    assert str(page.context["next"].label) == "Accept the result"
    assert not {"Grant more time", "Refuse more time"} & {str(step.label) for step in row["steps"]}
    accepted = next(step.url for step in row["steps"] if str(step.label) == "Accept the result")
    form = house.browser("o-desk").get(accepted)
    assert house.browser("o-desk").post(accepted, {"once": form.context["once"], "do": "send"}).status_code == 302
    with house.node.active():
        from servanda.office import outgoing

        outgoing.release(now=START + timedelta(days=30))
        assert Commitment.objects.get(id=commitment).state == "accepted"
    desk = house.browser("o-desk").get("/desk/")
    assert [item.key for group in desk.context["groups"] for item in group.rows if item.key == commitment] == []


def test_the_readers_own_debt_is_the_big_button_whatever_the_other_side_owes(house: House) -> None:
    dossier = house.announce(start_on="2031-05-20", level="official", at=START)
    soon = {"preparation": "A hall", "due_on": SOON}
    house.say("o-desk", "visit.ask_preparation", soon, dossier)
    house.exchange()
    with house.node.active():
        theirs = Commitment.objects.get(dossier=dossier, deliver="preparation")
        assert theirs.due_on and theirs.debtor == VUFO
        Commitment.objects.filter(dossier=dossier, deliver="notice").update(
            state="open", done_on=None, delivered_by="", due_on=theirs.due_on + timedelta(days=3)
        )
    page = shown(house, dossier)
    turn = page.context["file"]["turn"]
    assert turn["is_ours"] and "Liên hiệp" not in turn["text"] and turn["text"].startswith("This agency has a move")
    assert page.context["next"] is not None and "steps/visit." in page.context["next"].url
    assert page.context["file"]["due_on"] == theirs.due_on + timedelta(days=3)
    listed = house.browser("o-desk").get("/files/?kind=visit").context["files"][0]
    assert listed["is_ours"] and listed["due_on"] == theirs.due_on + timedelta(days=3)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("2026-12", {"en": "December 2026", "vi": "tháng 12 năm 2026", "ar": "ديسمبر 2026", "ms": "Disember 2026"}),
        ("2026", {"en": "2026", "vi": "2026", "ar": "2026", "ms": "2026"}),
        ("2026-12~", {"en": "about December 2026"}),
        ("2026-21", {"en": "spring 2026"}),
        ("2026-24?", {"en": "winter 2026, not certain"}),
        ("2026-12-05/2026-12-09", {"en": "Sat 5 Dec 2026 – Wed 9 Dec 2026"}),
        ("next week", {"en": "next week"}),
    ],
)
def test_a_day_of_any_precision_is_written_in_the_readers_language(stated: str, said: dict[str, str]) -> None:
    for language, text in said.items():
        with override(language):
            assert wording.day(stated) == text


def test_months_and_seasons_are_words_wherever_they_stand(house: House) -> None:
    dossier = house.announce(start_on="2031-05", title="A month")
    season = house.announce(start_on="2031-22", title="A season")
    page = shown(house, dossier)
    assert {"label": "Begins", "value": "May 2031"} in [
        {"label": str(fact["label"]), "value": fact["value"]} for fact in page.context["facts"]
    ]
    assert "2031-05" not in text_of(page) and "A month, May 2031" in text_of(page)
    assert "summer 2031" in text_of(shown(house, season)) and "2031-22" not in text_of(shown(house, season))
    with house.node.active():
        Officer.objects.filter(id="o-desk").update(language="vi")
    assert "tháng 5 năm 2031" in text_of(shown(house, dossier))


def test_a_call_of_which_only_the_day_is_known_shows_no_hour(house: House) -> None:
    dossier, commitment = asked(house)
    report(house, dossier, commitment, "promise", text="It is noted.")
    entry = next(e for e in shown(house, dossier).context["timeline"] if "promised" in e["sentence"])
    assert entry["on"] == START.date()
    html = shown(house, dossier).content.decode()
    at = html.index(f'id="e-{entry["key"]}"')
    assert not re.search(r"\d\d:\d\d", html[at : html.index("</li>", at)])
    told = shown(house, dossier).context["file"]["copy_text"].partition(" promised")[0].splitlines()
    assert not re.search(r"\d\d:\d\d", told[-2])


def test_directories_are_listed_only_for_who_asks_for_them(house: House) -> None:
    browser = house.browser("o-clerk")
    kinds = {row["kind"] for row in browser.get("/files/").context["files"]}
    assert "Directory of units" not in kinds and kinds
    found = browser.get("/files/?kind=directory").context["files"]
    assert found and {row["kind"] for row in found} == {"Directory of units"}
