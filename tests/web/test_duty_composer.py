"""A duty composed as a sentence of choices, its faults at their fields, and what it would have opened."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.office.models import AgreementDraft
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, take
from servanda.processes.figures import past
from tests.imports import word
from tests.web.draft_pages import begin, draft, finish, leave, mark, page
from tests.web.house import START, House, text_of
from tests.world import MOFA, VUFO

NOTICE = {
    "start": "step", "opens": "visit.announce", "debtor": "owner", "creditor": "counterpart", "deliver": "notice",
    "by_n": "15", "by_measure": "working_days", "by_side": "before", "by_fact": "start_on", "precision": "day",
    "where-level": ["state", "official"], "remind": "3", "rung0_n": "2", "rung0_to": "head",
    "later_measure": "working_days", "later_side": "after", "later_fact": "approved_on",
}  # fmt: skip


def url_of(house: House, *, officer: str = "o-desk") -> str:
    name = begin(house.browser(officer), word.two_columns())
    return f"/agreements/drafts/{name}/articles/a2/duties/new/"


def duties(house: House, url: str) -> list[Any]:
    return list(draft(house, url.split("/")[3]).data["articles"][1]["duties"])


def send(house: House, url: str, *, do: str = "save", **more: Any) -> Any:
    browser = house.browser("o-desk")
    return browser.post(url, NOTICE | {"do": do, "mark": mark(browser.get(url)), **more})


@pytest.mark.mission("S53")
def test_an_event_duty_is_composed_and_saved(house: House) -> None:
    url = url_of(house)
    assert send(house, url, later_n="2").status_code == 302
    (duty,) = duties(house, url)
    assert duty == {
        "id": "notice", "opens": "visit.announce", "where": {"level": ["state", "official"]}, "debtor": "owner",
        "creditor": "counterpart", "deliver": "notice", "needs": {"precision": "day"},
        "by": {"before": "start_on", "working_days": 15}, "or_later": {"after": "approved_on", "working_days": 2},
        "accept": False, "remind": [{"working_days": 3}], "ladder": [{"after_working_days": 2, "to": "head"}],
    }  # fmt: skip
    assert send(house, url, id="again", remind="5، 1").status_code == 302
    assert duties(house, url)[1]["remind"] == [{"working_days": 5}, {"working_days": 1}]
    article = text_of(house.browser("o-desk").get(url.replace("duties/new/", "")))
    assert "gives notice to the other side 15 working days before the visit begins" in article


def test_saved_unchanged_it_stays_as_it_was(house: House) -> None:
    url = url_of(house)
    send(house, url, **{"unless-direction": ["outgoing"]})
    before = duties(house, url)
    edit = url.replace("new/", "0/")
    browser = house.browser("o-desk")
    shown = browser.get(edit)
    form = shown.context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", False, [])}
    assert browser.post(edit, data | {"do": "save", "mark": mark(shown)}).status_code == 302
    assert duties(house, url) == before


def test_a_calendar_duty(house: House) -> None:
    url = url_of(house)
    yearly = {"start": "calendar", "every": "day", "every_day": "15", "every_month": "December", "deliver": "report",
              "by_n": "", "precision": "", "accept": "on"}  # fmt: skip
    assert send(house, url, **yearly).status_code == 302
    (duty,) = duties(house, url)
    assert {key: duty[key] for key in ("id", "every", "deliver")} == {
        "id": "report", "every": "15 December", "deliver": "report",
    }  # fmt: skip
    assert "opens" not in duty and "where" not in duty
    wrong = send(house, url, **yearly | {"every_day": "31", "every_month": "February"})
    assert wrong.status_code == 422 and "Write a day of the year" in text_of(wrong)


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"by_n": ""}, "by_n", "Say by when."),
        ({"creditor": "owner"}, "creditor", "The same side"),
        ({"by_measure": "hours"}, "by_measure", "Select a valid choice"),
        ({"by_fact": "opened", "precision": ""}, "by_n", "choose after"),
        ({"remind": "soon"}, "remind", "whole numbers from 0 to 3660"),
        ({"id": "Not this"}, "id", "small letters"),
        ({"by_n": "99999"}, "by_n", "3660"),
        ({"opens": "visit.nothing"}, "opens", "visit.nothing"),
        ({"deliver": "gold"}, "deliver", "gold"),
    ],
)
def test_each_fault_stands_at_its_field(house: House, more: dict[str, Any], field: str, said: str) -> None:
    url = url_of(house)
    answer = send(house, url, **more)
    assert answer.status_code == 422
    assert any(said in error for error in answer.context["form"].errors[field]), answer.context["form"].errors
    assert duties(house, url) == []


def test_faults_are_told_in_the_readers_language(house: House) -> None:
    url = url_of(house)
    browser = house.browser("o-desk")
    browser.post("/language/", {"language": "vi", "next": "/desk/"})
    answer = send(house, url, by_n="99999")
    assert answer.status_code == 422
    assert 'lang="vi"' in answer.content.decode()


def test_two_duties_of_an_article_have_two_names(house: House) -> None:
    url = url_of(house)
    send(house, url)
    send(house, url)
    assert [duty["id"] for duty in duties(house, url)] == ["notice", "notice-2"]
    answer = send(house, url, id="notice")
    assert answer.status_code == 422 and "Another responsibility" in text_of(answer)


def test_another_step_shows_what_can_be_chosen_for_it_and_keeps_the_rest(house: House) -> None:
    url = url_of(house)
    answer = send(house, url, do="show", opens="request.ask")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert 'name="where-about"' in shown and 'name="where-level"' not in shown
    assert re.search(r'<option value="answer_by"', shown)
    assert 'value="15"' in shown
    assert duties(house, url) == []


def test_a_duty_is_taken_out(house: House) -> None:
    url = url_of(house)
    send(house, url)
    edit = url.replace("new/", "0/")
    browser = house.browser("o-desk")
    assert browser.post(edit, {"do": "remove", "mark": mark(browser.get(edit))}).status_code == 302
    assert duties(house, url) == []
    assert browser.get(edit).status_code == 404


def test_what_a_form_cannot_say_is_kept(house: House) -> None:
    url = url_of(house)
    name = url.split("/")[3]
    finish(house.browser("o-desk"), name)
    stated = {"id": "n", "opens": "visit.announce", "debtor": f"{MOFA}/protocol", "creditor": f"{VUFO}/europe",
              "deliver": "notice", "needs": {"direction": ["incoming"]}, "by": {"after": "opened", "days": 2},
              "where": {"partner": ["FR", "DE"]}, "accept": True}  # fmt: skip
    with house.node.active():
        row = AgreementDraft.objects.get(id=name)
        row.data["articles"][1]["duties"] = [stated]
        row.save()
    browser, edit = house.browser("o-desk"), url.replace("new/", "0/")
    form = browser.get(edit).context["form"]
    data = {each: value for each in form.fields if (value := form[each].value()) not in (None, "", False, [])}
    data["where-partner"] = "FR, DE"
    assert browser.post(edit, data | {"do": "save"}).status_code == 302
    assert duties(house, url) == [stated]


def test_on_past_files_it_would_have_opened_so_many(house: House) -> None:
    """Of four visits, one told in time, one too late, one of a level that is left out, one without a day."""
    today = datetime.now(UTC).date()
    near, far = (today + timedelta(days=5)).isoformat(), (today + timedelta(days=90)).isoformat()
    for title, more in (
        ("In time", {"start_on": far}), ("Too late", {"start_on": near}),
        ("Left out", {"start_on": near, "level": "working"}), ("Only a month", {"start_on": "2031-05"}),
    ):  # fmt: skip
        house.announce(title=title, **more)
    url = url_of(house)
    finish(house.browser("o-desk"), url.split("/")[3])
    answer = send(house, url, do="try", accept="on")
    said = text_of(answer)
    assert "It would have opened 3 commitments, 1 of them late." in said, said
    assert "Too late" in said and "In time" in said and "Left out" not in said
    assert duties(house, url) == []
    lone = house.browser("o-desk").post(url, NOTICE | {"do": "try"}, headers={"HX-Request": "true"})
    assert lone.content.decode().lstrip().startswith('<div class="stack-tight" id="duty-preview"')
    assert "1 of them late" in text_of(lone)


def test_a_trial_shows_only_files_that_the_officer_may_see(house: House) -> None:
    house.announce(title="Only for protocol", start_on="2031-05-05")
    url = url_of(house, officer="o-europe")
    browser = house.browser("o-europe")
    said = text_of(browser.post(url, NOTICE | {"do": "try"}))
    assert "It would have opened no commitment." in said and "Only for protocol" not in said
    other = url_of(house)
    assert "It would have opened 1 commitment" in text_of(house.browser("o-desk").post(other, NOTICE | {"do": "try"}))


def test_a_trial_writes_nothing_and_asks_no_more_for_more_files(house: House) -> None:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    url = url_of(house)
    browser = house.browser("o-desk")

    def queries() -> int:
        with CaptureQueriesContext(connections[house.node.alias]) as found:
            assert browser.post(url, NOTICE | {"do": "try"}).status_code == 200
        assert not [q for q in found if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        return len(found)

    house.announce()
    few = queries()
    for number in range(12):
        house.announce(title=f"Visit {number}", at=START + timedelta(minutes=number))
    assert queries() == few


def test_a_calendar_duty_tells_its_days(house: House) -> None:
    url = url_of(house)
    said = text_of(send(house, url, do="try", start="calendar", every="month", by_n="", precision="", period="366"))
    assert "It would have fallen due 12 times." in said


@pytest.mark.mission("S45", "S46")
def test_from_the_word_file_to_a_commitment_on_both_sides(house: House) -> None:
    """The text that two sides negotiated is the programme that runs: composed, proposed, signed, in force."""
    browser, url = house.browser("o-desk"), url_of(house)
    name = url.split("/")[3]
    send(house, url, by_n="10")
    finish(browser, name)
    browser.post(f"/agreements/drafts/{name}/propose/", {"once": page(browser, name, "propose/").context["once"]})
    leave(house)
    agreement, version = _proposed(house)
    house.exchange()
    signing = {"version": version, "number": "7", "signed_on": "2026-01-01", "signatory": "Head"}
    theirs = Actor(agency=VUFO, officer="o-clerk", unit=f"{VUFO}/office", role="clerk")
    with house.other.active():
        signed = take(read_statement("agreement.sign", signing, dossier=agreement), theirs, at=datetime.now(UTC))
    house.exchange()
    now = datetime.now(UTC)
    with house.node.active():
        entering = signing | {"signatures": [signed.name]}
        take(read_statement("agreement.enter", entering, dossier=agreement), house.actor("o-clerk"), at=now)
    visit = house.announce(at=now, start_on=(now.date() + timedelta(days=3)).isoformat())
    house.exchange()
    found = []
    for node in (house.node, house.other):
        with node.active():
            (row,) = Commitment.objects.filter(agreement=agreement)
            found.append((row.clause, row.debtor, row.creditor_unit, row.due_on < row.done_on, reads.digest(visit)))
    assert found[0] == found[1]
    assert found[0][:4] == ("2/notice", MOFA, f"{VUFO}/europe", True)
    shown = text_of(browser.get(f"/agreements/{agreement}/?text=en"))
    assert "done late" in shown and "10 working days before the visit begins" in shown


def _proposed(house: House) -> tuple[str, str]:
    with house.node.active():
        row = Dossier.objects.exclude(id=house.agreement).get(process="agreement")
        return row.id, row.facts["proposed"]


def keep_past(house: House, rows: list[dict[str, Any]]) -> None:
    with house.node.active():
        past.record(rows, house.actor("o-clerk"), title="Last year", source="list.xlsx", for_all=True, at=START)


@pytest.mark.mission("S53")
def test_on_a_new_system_last_years_list_is_tried(lone: House) -> None:
    """Without one file: a duty is tried on the list that the office brought in, whatever year that is."""
    rows: list[dict[str, Any]] = [
        {"kind": "visit", "title": "Early", "start_on": "2024-05-20", "notice_on": "2024-03-01", "level": "state"},
        {"kind": "visit", "title": "Short", "start_on": "2024-06-10", "notice_on": "2024-06-07", "level": "official"},
        {"kind": "visit", "title": "Of no level", "start_on": "2024-07-10", "notice_on": "2024-07-09"},
        {"kind": "visit", "title": "Left out", "start_on": "2024-07-11", "notice_on": "2024-07-09", "level": "working"},
        {"kind": "visit", "title": "Untold", "start_on": "2024-08-10", "level": "state"},
        {"kind": "activity", "title": "No visit", "start_on": "2024-08-10", "notice_on": "2024-08-09"},
    ]
    keep_past(lone, rows)
    url = url_of(lone)
    none = send(lone, url, do="try")
    said = text_of(none)
    assert "It would have opened no commitment." in said
    assert "What there is lies between Fri 1 Mar 2024 and Tue 9 Jul 2024." in said
    assert 'name="do" value="try-all"' in none.content.decode()
    said = text_of(send(lone, url, do="try-all"))
    assert "It would have opened 3 commitments, 2 of them late." in said, said
    assert "3 of them stand in this agency's own list of before." in said
    assert "1 row does not say whether it is such a case, and was counted." in said
    assert "1 row of the list has no day of notice, and could not be counted." in said
    assert "Early" in said and "Short" in said and "Of no level" in said
    assert "Left out" not in said and "No visit" not in said
    assert text_of(send(lone, url, do="try", period="0")) == said
    assert "3 commitments, none of them late." in text_of(send(lone, url, do="try-all", by_n="1"))


def test_a_list_kept_for_one_unit_is_tried_only_there(lone: House) -> None:
    with lone.node.active():
        rows = [{"kind": "visit", "title": "Ours", "start_on": "2024-05-20", "notice_on": "2024-03-01"}]
        past.record(rows, lone.actor("o-desk"), title="Ours", source="a.csv", for_all=False, at=START)
    url = url_of(lone, officer="o-stranger")
    browser = lone.browser("o-stranger")
    said = text_of(browser.post(url, NOTICE | {"do": "try-all"}))
    assert "It would have opened no commitment." in said and "2024" not in said and "Ours" not in said
