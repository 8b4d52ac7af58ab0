"""A round of consultation by its pages: asked, prepared inside, given on paper, weighed, told, asked again."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext
from docx import Document
from pypdf import PdfReader

from samples import loopback
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import SENTENCES
from servanda.office import outgoing
from servanda.office.models import ClearingRule
from servanda.processes.dossiers import read_statement, take
from servanda.processes.fields_of_work import consulting
from servanda.processes.models import Outgoing
from tests.web.house import START, TERMS, Browser, House, text_of
from tests.web.test_as_it_was_shown import CHANGED
from tests.world import MOFA, VUFO

PAPER = "culture.example"
SOON = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
ROUND: dict[str, Any] = {
    "title": "Programme of the year", "question": "Is it complete?", "draft": "One festival in May.\n\nA book fair.",
    "answer_by": SOON, "seen": "asker", "silence": "nothing", "class": "internal",
}  # fmt: skip
STATED: dict[str, Any] = {
    "title": "Programme", "question": "Complete?", "answer_by": START.date().isoformat(),
    "draft": [{"id": "a", "text": "One festival."}, {"id": "b", "text": "A book fair."}],
}  # fmt: skip


def rests_on(answer: Any) -> dict[str, str]:
    """What the form hides of what its page was made of."""
    mark = str(answer.context["rests_on"])
    assert f'name="rests-on" value="{mark}"' in answer.content.decode()
    return {"rests-on": mark}


def once(answer: Any) -> dict[str, str]:
    return {"once": str(answer.context["once"])}


def settle(house: House) -> None:
    """What was sent leaves, and reaches the other side; and back."""
    for node in (house.node, house.other):
        with node.active():
            outgoing.release(now=datetime.now(UTC) + timedelta(seconds=20))
    loopback.exchange([house.node, house.other], now=datetime.now(UTC) + timedelta(minutes=1))


def send(browser: Browser, url: str, data: dict[str, Any]) -> Any:
    answer = browser.post(url, data | once(browser.get(url)))
    assert answer.status_code == 302, text_of(answer)
    return answer


def files_of(node: Node) -> dict[str, str]:
    """Unit asked -> its file."""
    with node.active():
        rows = Dossier.objects.filter(process="consultation", is_shared=True)
        return {unit: row.id for row in rows for unit in row.counterparts.values()}


def open_round(house: House, units: list[str], **stated: Any) -> dict[str, str]:
    """Asked two days ago, by a day that is past."""
    with house.node.active():
        for unit in units:
            data = STATED | {"round": "r1"} | stated
            take(read_statement("consultation.ask", data, to=[unit]), house.actor("o-desk"), at=START)
    house.exchange()
    return files_of(house.node)


def reply(house: House, file: str, unit: str, data: dict[str, Any]) -> None:
    """The opinion of a unit that answers by letter, recorded on the day on which the round began."""
    with house.node.active():
        statement = read_statement(
            "consultation.reply", data, dossier=file, speaks_for=unit.split("/")[0], via="letter"
        )
        take(statement, house.actor("o-desk"), at=START + timedelta(minutes=5), now=START + timedelta(minutes=5))


@pytest.mark.mission("S56")
def test_a_round_is_asked_answered_weighed_told_and_asked_again(house: House) -> None:
    desk, europe = house.browser("o-desk"), Browser(house.other, "o-europe")
    asked = ROUND | {"to": [f"{VUFO}/europe", f"{VUFO}/protocol"], "to_agencies": PAPER}
    where = send(desk, "/new/consultation/", asked)["Location"]
    going = desk.get(where)
    assert where.endswith("/round/") and "3 more are about to be sent." in text_of(going)
    assert "Is it complete?" in text_of(going) and "A book fair." in text_of(going)
    assert going.content.decode().count("/undo/") == 1 and "Ask for opinions, for 3 files: it leaves" in text_of(going)
    settle(house)
    files = files_of(house.node)
    assert set(files) == {f"{VUFO}/europe", f"{VUFO}/protocol", f"{PAPER}/office"}
    mine = files[f"{VUFO}/europe"]
    page = text_of(desk.get(f"/files/{mine}/round/"))
    assert "3 asked" in page and "3 still to answer" in page and "Remind 3 units" in page
    assert "Close the round" not in page and "It can be closed when all have answered" in page
    assert "Close the round" not in text_of(desk.get(f"/files/{mine}/"))

    # The unit asked sees its own file and no other one; a colleague contributes, the unit answers once for the agency.
    assert europe.get(f"/files/{files[f'{VUFO}/protocol']}/round/").status_code == 404
    part = {"opinion": "comments", "comment-2": "Say where it is held.", "comment": ""}
    send(europe, f"/files/{mine}/steps/consultation.reply/?part=1", part)
    shown = text_of(europe.get(f"/files/{mine}/steps/consultation.reply/"))
    assert "Parts of the reply, inside this agency" in shown and "Say where it is held." in shown
    taken = europe.get(f"/files/{mine}/steps/consultation.reply/?take=1").context["form"]
    assert taken["comment-2"].value() == "Europe: Say where it is held."
    bare = europe.post(f"/files/{mine}/steps/consultation.reply/", {"opinion": "disagree"})
    assert bare.status_code == 422 and "Say what your comments are, or why you disagree." in text_of(bare)
    send(europe, f"/files/{mine}/steps/consultation.reply/", {"opinion": "agree", "comment": ""})
    settle(house)
    second = {"opinion": "comments", "comment-2": "Name the town.", "wording-2": "A book fair in Hue."}
    send(europe, f"/files/{mine}/steps/consultation.reply/", second)
    settle(house)
    with house.node.active():
        assert StoredAct.objects.filter(kind="consultation.reply").count() == 2
        assert not StoredAct.objects.filter(kind="office.contribute").exists()
    page = text_of(desk.get(f"/files/{mine}/round/"))
    assert "1 earlier opinion is in the file." in page and "Name the town." in page and "2 still to answer" in page

    # On paper: recorded with its day and number. It cannot be closed while one may still answer.
    letter = {"opinion": "none", "via": "letter", "said-on": START.date().isoformat(), "reference": "12/VH"}
    send(desk, f"/files/{files[f'{PAPER}/office']}/steps/consultation.reply/?for={PAPER}", letter)
    early = desk.get(f"/files/{mine}/steps/consultation.close/")
    early = desk.post(f"/files/{mine}/steps/consultation.close/", {"note": ""} | once(early))
    assert early.status_code == 422 and "there is still time to answer" in text_of(early)
    protocol = Browser(house.other, "o-desk")
    send(protocol, f"/files/{files[f'{VUFO}/protocol']}/steps/consultation.reply/", {"opinion": "agree"})
    settle(house)
    assert "Close the round" in text_of(desk.get(f"/files/{mine}/round/"))
    unread = desk.post(f"/files/{mine}/steps/consultation.close/", {"note": "Thanks"} | once(early) | rests_on(early))
    assert unread.status_code == 422 and CHANGED in text_of(unread), "an opinion came that the page did not count"
    assert "Thanks" in unread.content.decode() and rests_on(unread) != rests_on(early)
    answer = desk.post(f"/files/{mine}/steps/consultation.close/", {"note": ""} | once(unread) | rests_on(unread))
    assert answer.status_code == 302
    settle(house)
    late = europe.get(f"/files/{mine}/steps/consultation.reply/")
    assert late.status_code == 422 and "The round was closed on" in text_of(late)
    typed = europe.post(f"/files/{mine}/steps/consultation.reply/", {"opinion": "disagree", "comment": "Too dear."})
    assert typed.status_code == 422 and typed.context["form"]["comment"].value() == "Too dear."

    # Every comment is answered before the table goes; it goes into every file, and opens as page, DOCX and PDF.
    for page in (f"/files/{mine}/", f"/files/{mine}/round/"):
        assert "Send the table of opinions" not in text_of(desk.get(page))
    missing = desk.get(f"/files/{mine}/steps/consultation.tell/")
    missing = desk.post(f"/files/{mine}/steps/consultation.tell/", once(missing))
    assert missing.status_code == 422 and "Comments that are not answered yet: 1" in text_of(missing)
    assert europe.get(f"/files/{mine}/round/table/").status_code == 422
    weighed = desk.post(f"/files/{mine}/round/comments/", {"answer-0": "explained", "reason-0": ""})
    assert weighed.status_code == 422 and "Give the reason." in text_of(weighed)
    desk.post(f"/files/{mine}/round/comments/", {"answer-0": "accepted", "reason-0": "The town stands there now."})
    assert "Send the table of opinions" in text_of(desk.get(f"/files/{mine}/"))
    unread = desk.post(f"/files/{mine}/steps/consultation.tell/", once(missing) | rests_on(missing))
    assert unread.status_code == 422 and CHANGED in text_of(unread), "another table than the page showed"
    send(desk, f"/files/{mine}/steps/consultation.tell/", {"note": ""})
    settle(house)
    for browser, file in ((europe, mine), (protocol, files[f"{VUFO}/protocol"]), (desk, mine)):
        told = text_of(browser.get(f"/files/{file}/round/table/"))
        assert "Asked: 3. Answered: 3. Not answered: 0." in told and "The town stands there now." in told
        assert "Agree: 1. Agree with comments: 1. Disagree: 0. No opinion: 1." in told and "12/VH" in told
    word = Document(BytesIO(b"".join(europe.get(f"/files/{mine}/round/table.docx"))))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("Name the town." in cell for cell in cells) and "agrees with comments" in cells
    pdf = PdfReader(BytesIO(b"".join(desk.get(f"/files/{mine}/round/table.pdf"))))
    assert "Asked: 3. Answered: 3." in "".join(page.extract_text() for page in pdf.pages)

    # The next round begins with the same, changed: what changed shows, and both rounds lead to each other.
    url = f"/new/consultation/?after={mine}"
    again = desk.get(url).context["form"]
    assert again["draft"].value() == "One festival in May.\nA book fair." and len(again["to"].value()) == 3
    changed = ROUND | {"to": [f"{VUFO}/europe"], "draft": "One festival in May.\nA book fair in Hue."}
    where = send(desk, url, changed)["Location"]
    settle(house)
    page = text_of(desk.get(f"{where}round/"))
    assert "Round 2" in page and "changed" in page and "The round before" in page
    assert "The round after" in text_of(desk.get(f"/files/{mine}/round/"))


@pytest.mark.mission("S56")
def test_one_undo_takes_the_whole_round_back(house: House) -> None:
    desk = house.browser("o-desk")
    where = send(desk, "/new/consultation/", ROUND | {"to": [f"{VUFO}/europe", f"{VUFO}/protocol"]})["Location"]
    (line,) = desk.get(where).context["leaving"]
    assert house.browser("o-colleague").post(line["undo_url"], {"together": "1"}).status_code == 403
    assert desk.post(line["undo_url"], {"together": "1"}).status_code == 302
    with house.node.active():
        assert set(Outgoing.objects.values_list("state", flat=True)) == {"discarded"}
    settle(house)
    assert files_of(house.node) == {}


def test_deemed_consent_is_shown_as_that_and_never_counted_as_agreement(house: House) -> None:
    units = [f"{VUFO}/europe", f"{PAPER}/office"]
    files = open_round(house, units, silence="deemed")
    reply(house, files[units[1]], units[1], {"opinion": "agree"})
    desk, file = house.browser("o-desk"), files[units[0]]
    notice = text_of(Browser(house.other, "o-europe").get(f"/files/{file}/round/"))
    assert "an agency that does not answer by its day is deemed to consent" in notice
    page = text_of(desk.get(f"/files/{file}/steps/consultation.close/"))
    assert "These have not answered" in page and "they are deemed to consent" in page
    send(desk, f"/files/{file}/steps/consultation.close/", {"note": ""})
    settle(house)
    page = text_of(desk.get(f"/files/{file}/round/"))
    assert "did not answer: deemed consent" in page and "1 agrees" in page
    table = text_of(desk.get(f"/files/{file}/round/table/"))
    assert "Asked: 2. Answered: 1. Not answered: 1." in table and "Agree: 1." in table
    assert "Deemed to consent: 1; they are not counted among those who agree." in table
    with house.node.active():
        round_ = consulting.load(Dossier.objects.get(id=file), house.actor("o-desk"))
        assert consulting.counts(map(round_.outcome, round_.asked))["agree"] == 1


@pytest.mark.mission("S56")
def test_silence_is_plain_where_the_round_does_not_say_otherwise(house: House) -> None:
    files = open_round(house, [f"{VUFO}/europe"])
    send(house.browser("o-desk"), f"/files/{files[f'{VUFO}/europe']}/steps/consultation.close/", {"note": ""})
    settle(house)
    table = text_of(house.browser("o-desk").get(f"/files/{files[f'{VUFO}/europe']}/round/table/"))
    assert "did not answer" in table and "deemed" not in table


def test_what_cannot_be_asked_is_told_beside_its_field_and_nothing_is_sent(house: House) -> None:
    desk = house.browser("o-desk")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"to": []}, "Choose at least one unit."),
        ({"to": [f"{VUFO}/europe", f"{VUFO}/protocol"], "seen": "all"}, "each agency gives one opinion"),
        ({"to": [f"{VUFO}/europe"], "working_days": "5"}, "Name the day or the working days, not both."),
        ({"to": [f"{VUFO}/europe"], "answer_by": "2020-01-01"}, "This day is past."),
        ({"to": [f"{VUFO}/europe"], "to_agencies": MOFA}, "Write the code of another agency"),
        ({"to": [f"{VUFO}/europe"], "draft": "\n".join(["A line"] * 501)}, "at most 500 paragraphs"),
    ]  # fmt: skip
    for stated, sentence in wrong:
        answer = desk.post("/new/consultation/", ROUND | stated)
        assert answer.status_code == 422 and sentence in text_of(answer), sentence
    assert files_of(house.node) == {}


def test_working_days_are_counted_by_the_calendar_of_each_agreement(house: House) -> None:
    asked = ROUND | {"to": [f"{VUFO}/europe"], "answer_by": "", "working_days": "5"}
    send(house.browser("o-desk"), "/new/consultation/", asked)
    settle(house)
    with house.node.active():
        row = Dossier.objects.get(process="consultation")
    day = Calendar.from_facts(TERMS["calendar"])
    asked_on = day.local_day(row.opened_at)
    assert day.working_days_between(asked_on, date.fromisoformat(row.facts["answer_by"])) == 5


def test_no_stranger_sees_a_round_and_no_addressee_takes_its_steps(house: House) -> None:
    files = open_round(house, [f"{VUFO}/europe"])
    file = files[f"{VUFO}/europe"]
    europe = Browser(house.other, "o-europe")
    for path in ("round/", "round/comments/", "round/table/", "round/table.docx", "round/table.pdf",
                 "steps/consultation.reply/", "steps/consultation.close/"):  # fmt: skip
        assert house.browser("o-stranger").get(f"/files/{file}/{path}").status_code == 404, path
    assert house.browser("o-stranger").post(f"/files/{file}/round/remind/").status_code == 404
    assert europe.get(f"/files/{file}/round/comments/").status_code == 403
    assert europe.post(f"/files/{file}/round/remind/").status_code == 403
    assert europe.post(f"/files/{file}/steps/consultation.close/", {"note": ""}).status_code == 403
    visit = house.announce()
    assert house.browser("o-desk").get(f"/files/{visit}/round/").status_code == 404


def test_one_approval_clears_every_file_of_a_round(house: House) -> None:
    with house.node.active():
        ClearingRule.objects.create(step="consultation", levels=1)
    desk, head = house.browser("o-desk"), house.browser("o-head")
    send(desk, "/new/consultation/", ROUND | {"to": [f"{VUFO}/europe", f"{VUFO}/protocol", f"{VUFO}/office"]})
    other = dict(ROUND, title="Another", to=[f"{VUFO}/europe"])
    send(desk, "/new/consultation/", other)
    with house.node.active():
        waiting = Dossier.objects.filter(process="consultation", title=ROUND["title"]).values("id")
        held = Outgoing.objects.filter(dossier__in=waiting).order_by("name").first()
        assert held
    page = head.get(f"/prepared/{held.name}/")
    assert "The same was prepared for 2 other files" in text_of(page)
    head.post(f"/prepared/{held.name}/", {"do": "approve", "together": "on"} | once(page))
    settle(house)
    assert set(files_of(house.node)) == {f"{VUFO}/europe", f"{VUFO}/protocol", f"{VUFO}/office"}
    with house.node.active():
        assert Outgoing.objects.filter(state="clearing").count() == 1
    # Nobody who may not clear one of them clears it so.
    assert desk.post(f"/prepared/{held.name}/", {"do": "approve", "together": "on"}).status_code == 403


def test_a_guest_chooses_an_opinion_by_link(house: House) -> None:
    with house.node.active():
        data = STATED | {"answer_by": SOON}
        statement = read_statement("consultation.ask", data, to=[f"{PAPER}/office"])
        file = take(statement, house.actor("o-desk"), at=datetime.now(UTC)).dossier
    made = house.browser("o-desk").post(f"/files/{file}/guest/", {"agency": PAPER, "person": "The chair", "days": 5})
    page = made.content.decode()
    url, code = re.search(r"/guest/[A-Za-z0-9_-]{20,64}/", page), re.search(r'id="made-code">(\d{6})<', page)
    assert url and code
    guest = Browser(house.node)
    guest.post(url[0], {"do": "code", "code": code[1]})
    assert "Give an opinion: disagrees" in text_of(guest.get(url[0]))
    bare = guest.post(url[0], {"do": "reply", "what": "consultation.reply=disagree", "text": ""})
    assert "Say what your comments are, or why you disagree." in text_of(bare)
    guest.post(url[0], {"do": "reply", "what": "consultation.reply=disagree", "text": "Too dear."})
    shown = text_of(house.browser("o-desk").get(f"/files/{file}/round/"))
    assert "1 disagrees" in shown and "Too dear." in shown and "by guest link" in shown


def test_everybody_is_reminded_at_once_and_once_a_day(house: House) -> None:
    files = open_round(house, [f"{VUFO}/europe", f"{VUFO}/protocol"])
    desk, file = house.browser("o-desk"), files[f"{VUFO}/europe"]
    answer = desk.post(f"/files/{file}/round/remind/", follow=True)
    assert "2 units are reminded." in text_of(answer)
    settle(house)
    again = desk.post(f"/files/{file}/round/remind/", follow=True)
    assert again.status_code == 200 and "are reminded." not in text_of(again)
    assert gettext(SENTENCES["nudged_today"]) in text_of(again)


def test_as_many_queries_for_thirty_units_as_for_three(house: House) -> None:
    units = [f"a{n}.example/office" for n in range(30)]
    counted = []
    for some in (units[:3], units[3:]):
        files = open_round(house, some)
        for unit in some:
            reply(house, files[unit], unit, {"opinion": "comments", "comment": "A word."})
        counted.append([queries(house, f"/files/{files[some[0]]}/{path}") for path in PAGES])
    assert counted[0] == counted[1] and max(counted[0]) < 45, counted


PAGES = ("round/", "round/comments/", "round/table/", "steps/consultation.close/")


def queries(house: House, page: str) -> int:
    browser = house.browser("o-desk")
    browser.get(page)
    with CaptureQueriesContext(connections[house.node.alias]) as found:
        assert browser.get(page).status_code == 200
    return len(found)


def test_headings_are_no_paragraphs_and_an_older_round_keeps_its_numbers(house: House) -> None:
    desk = house.browser("o-desk")
    older = [{"id": "a", "text": "CHAPTER I"}, {"id": "b", "text": "A book fair."}]
    file = open_round(house, [f"{PAPER}/office"], draft=older, round="r9")[f"{PAPER}/office"]
    page = desk.get(f"/files/{file}/round/")
    assert [one["label"] for one in page.context["paragraphs"]] == ["Paragraph 1", "Paragraph 2"]
    lines = ["CHAPTER I", "Điều 1. Phạm vi", "One festival in May.", "Article 2. Means and ends:", "A book fair"]
    send(desk, "/new/consultation/", ROUND | {"to": [f"{VUFO}/europe"], "draft": "\n".join(lines)})
    settle(house)
    file = files_of(house.node)[f"{VUFO}/europe"]
    where = f"/files/{file}/round/"
    for page in (desk.get(where), Browser(house.other, "o-europe").get(where)):
        assert [one["label"] for one in page.context["paragraphs"]] == [
            "Heading", "Heading", "Paragraph 1", "Paragraph 2", "Paragraph 3"]  # fmt: skip
    said = {"opinion": "comments", "points": [{"id": "p", "paragraph": 5, "comment": "Where?"},
                                              {"id": "q", "paragraph": 2, "comment": "Too wide."}]}  # fmt: skip
    with house.node.active():
        now = datetime.now(UTC) + timedelta(minutes=2)
        statement = read_statement("consultation.reply", said, dossier=file, speaks_for=VUFO, via="letter")
        take(statement, house.actor("o-desk"), at=now, now=now)
    page = desk.get(where)
    assert [(one["label"], len(one["comments"])) for one in page.context["paragraphs"]][1::3] == [
        ("Heading", 1), ("Paragraph 3", 1)]  # fmt: skip
