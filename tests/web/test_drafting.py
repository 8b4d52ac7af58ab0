"""Drafting together through the pages of both sides: versions, points, approval of one text, its fate."""

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from servanda.kernel.models import Commitment
from servanda.kernel.node import Node
from servanda.office.models import ClearingRule
from servanda.processes.models import Outgoing
from tests.web.house import Browser, House, connect, settle, text_of
from tests.web.text_drafts import BODY, Draft, word_file
from tests.world import MOFA, VUFO


@pytest.fixture
def draft(make_node: Callable[..., Node]) -> Draft:
    options = {"languages": ["en", "vi", "ar"], "undo_seconds": 0}
    house = connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))
    return Draft(house, Browser(house.node, "o-desk"), Browser(house.other, "o-europe"))


@pytest.mark.mission("S17")
def test_a_text_goes_from_its_first_version_to_the_decision(draft: Draft) -> None:
    draft.begin(comments_by="2031-03-03")
    page = draft.page(by=draft.other)
    assert "This decree applies to visits." in page
    assert "The Prime Minister" in page
    assert "not approved yet" in page
    made = draft.send(draft.other, "points/add/?paragraph=4", text="Ten are enough.",
                      wording="Notice is given ten days before.")  # fmt: skip
    assert made.url == draft.url("points/")
    draft.take(draft.other, "finish")
    page = draft.page("points/")
    assert "Paragraph 4" in page and "Ten are enough." in page and "1 point open" in page
    assert "1 point" in draft.page()
    with draft.house.node.active():
        assert Commitment.objects.get(dossier_id=draft.file, deliver="opinion").state == "accepted"
    draft.write(draft.home, BODY.replace("fifteen", "ten"))
    answer = draft.home.get(draft.url("points/")).context["versions"]
    assert [tab["count"] for tab in answer] == [1, 0]
    point = draft.named("reword")[0].replace(":", "%3A")
    draft.send(draft.home, f"points/answer/?point={point}", answer="take_up", version=draft.named("revise")[0])
    assert "taken up in version 2" in draft.page("points/?version=1", by=draft.other)
    changes = draft.other.get(draft.url("text/changes/2/"))
    assert "<del>" in changes.content.decode() and "3 paragraphs are the same in both." in text_of(changes)
    draft.take(draft.home, "ask_approval", approve_by="2031-03-04")
    refused = draft.home.get(draft.url("steps/drafting.submit/"), follow=True)
    assert refused.status_code in (200, 422)
    draft.take(draft.other, "approve")
    assert "approved" in draft.page() and "not approved yet" not in draft.page()
    draft.take(draft.home, "submit", number="12/TTr", submitted_on="2026-11-20")
    assert draft.row().state == "submitted"
    draft.take(draft.home, "send_back", returned_on="2026-11-21", asked="Say who pays.")
    draft.write(draft.home, BODY.replace("fifteen", "ten") + "\nEach side pays its own costs.")
    assert "It approved version 2; the text has changed since." in draft.page(by=draft.other)
    draft.take(draft.other, "approve")
    draft.take(draft.home, "submit", number="13/TTr", submitted_on="2026-11-22")
    draft.take(draft.home, "decide", outcome="changed", decided_on="2026-11-23", number="58/2026", decision="Issued.",
               files=word_file("Decision", name="scan.docx"))  # fmt: skip
    for node in (draft.house.node, draft.house.other):
        assert draft.row(node).state == "decided"
    assert "58/2026" in text_of(draft.other.get(draft.url()))
    assert len(draft.digests()) == 1


@pytest.mark.mission("S17")
def test_an_approval_of_another_text_is_refused_and_a_new_version_drops_what_was_approved(draft: Draft) -> None:
    draft.begin()
    before = draft.other.get(draft.url("steps/drafting.approve/"), follow=True)
    where = f"{before.request['PATH_INFO']}?{before.request['QUERY_STRING']}"
    assert "It is about version 1" in text_of(before).replace("\u2068", "").replace("\u2069", "")
    draft.write(draft.home, BODY + "\nA last line.")
    answer = draft.other.post(where, {"do": "send"})
    assert answer.status_code == 422
    assert "This is not the version that is on the table." in text_of(answer)
    assert draft.named("approve") == []
    draft.take(draft.other, "approve")
    again = draft.other.get(draft.url("steps/drafting.approve/"), follow=True)
    where = f"{again.request['PATH_INFO']}?{again.request['QUERY_STRING']}"
    assert "already approved" in text_of(draft.other.post(where, {"do": "send"}))
    draft.write(draft.home, BODY)
    assert "It approved version 2; the text has changed since." in draft.page()
    late = draft.home.get(draft.url("steps/drafting.submit/"), follow=True)
    where = f"{late.request['PATH_INFO']}?{late.request['QUERY_STRING']}"
    refused = draft.home.post(where, {"do": "send", "number": "1", "submitted_on": "2026-11-20"})
    assert refused.status_code in (403, 409, 422)
    assert draft.row().state == "drafting"
    draft.take(draft.home, "submit_without", number="1", submitted_on="2026-11-20", reason="The day is here.")
    assert draft.row(draft.house.other).state == "submitted"


@pytest.mark.mission("S17")
def test_two_sides_write_at_once_and_one_text_is_chosen_with_a_reason(draft: Draft) -> None:
    draft.begin()
    theirs = BODY.replace("fifteen", "twelve")
    form = draft.other.get(draft.url("text/write/")).context["form"]
    hidden = {found.name: found.value() for found in form.hidden_fields()}
    sent = draft.other.post(draft.url("text/write/"),
                            {**hidden, "do": "send", "body": theirs, "note": "Twelve will do."})  # fmt: skip
    assert sent.status_code == 302, text_of(sent)
    mine = draft.home.get(draft.url("text/write/")).context["form"]
    hidden = {found.name: found.value() for found in mine.hidden_fields()}
    draft.home.post(draft.url("text/write/"), {**hidden, "do": "send", "body": BODY + "\nEnd.", "note": "An end."})
    draft.house.exchange()
    for browser in (draft.home, draft.other):
        page = draft.page(by=browser)
        assert "while another version was put on the table. Both are kept." in page or browser is draft.other
        assert "Twelve will do." in page
    with draft.house.node.active():
        offer = draft.named("offer")[0]
    url = draft.url(f"text/proposed/{offer.removeprefix('sha256:')[:16]}/")
    page = draft.home.get(url)
    assert "Both are kept." in text_of(page)
    html = page.content.decode()
    assert "twelve" in html and "Notice is given fifteen days before." in html
    rest = url.removeprefix(draft.url())
    draft.send(draft.home, rest, status=422, choice="adopt", reason="", body=theirs)
    assert "form" in draft.home.get(url).context
    assert draft.other.get(url).context["form"] is None
    assert draft.other.post(url, {"choice": "adopt", "reason": "x", "body": "y", "version": ""}).status_code == 403
    draft.send(draft.home, rest, choice="adopt", reason="Both wanted fewer.", body=theirs + "\nEnd.")
    for browser in (draft.home, draft.other):
        page = draft.page(by=browser)
        assert "Version 3" in page and "Both wanted fewer." in page and "put on the table" in page
    assert draft.home.get(url).context["form"] is None
    assert draft.home.get(draft.url("text/changes/3/?from=2&to=1")).status_code == 200
    assert len(draft.digests()) == 1


def test_two_officers_of_one_agency_lose_nothing(draft: Draft) -> None:
    draft.begin()
    colleague = Browser(draft.house.node, "o-colleague")
    forms = [browser.get(draft.url("text/write/")).context["form"] for browser in (draft.home, colleague)]
    hidden = [{found.name: found.value() for found in form.hidden_fields()} for form in forms]
    first = draft.home.post(draft.url("text/write/"), {**hidden[0], "do": "save", "body": BODY + "\nOne."})
    assert first.status_code == 302
    second = colleague.post(draft.url("text/write/"), {**hidden[1], "do": "send", "body": BODY + "\nTwo.", "note": "2"})
    assert second.status_code == 302 and second.url.endswith("/text/write/")
    page = colleague.get(second.url)
    assert "Two colleagues wrote at the same time" in text_of(page)
    assert "One." in text_of(page) and "Two." in text_of(page)
    assert draft.named("revise") == []
    assert "Choose between their texts." in draft.page()
    texts = page.context["texts"]
    own = next(text for text in texts if text["is_own"])
    chosen = colleague.post(page.context["choose_url"], {"keep": own["id"], "seen": [text["id"] for text in texts]})
    assert chosen.status_code == 302
    form = colleague.get(draft.url("text/write/")).context["form"]
    assert form["body"].value().endswith("Two.")
    draft.write(colleague, BODY + "\nOne.\nTwo.", note="Both lines.")
    assert "Two." in draft.page(by=draft.other)
    assert draft.home.get(draft.url("text/write/")).context["saved"] is None


def test_a_version_that_came_meanwhile_is_shown_before_another_goes(draft: Draft) -> None:
    draft.begin()
    form = draft.home.get(draft.url("text/write/")).context["form"]
    hidden = {found.name: found.value() for found in form.hidden_fields()}
    draft.house.say(
        "o-colleague", "drafting.revise",
        {"body": BODY + "\nFirst.", "note": "One line.", "version": hidden["base"]}, draft.file,
    )  # fmt: skip
    late = draft.home.post(draft.url("text/write/"), {**hidden, "do": "send", "body": BODY + "\nMine.", "note": "Me."})
    assert late.status_code == 422
    page = text_of(late)
    assert "Version 2 was put on the table since this text was begun." in page
    assert "Mine." in page and "First." in page
    assert len(draft.named("revise")) == 1
    form = late.context["form"]
    hidden = {found.name: found.value() for found in form.hidden_fields()}
    done = draft.home.post(draft.url("text/write/"),
                           {**hidden, "do": "send", "body": BODY + "\nFirst.\nMine.", "note": "Both."})  # fmt: skip
    assert done.status_code == 302, text_of(done)
    assert len(draft.named("revise")) == 2


def test_the_text_is_taken_away_as_word_and_pdf(draft: Draft) -> None:
    draft.begin(body="", **{"body-file": word_file("DECREE", "Article 1. Scope", "Điều khoản chung.")})
    draft.take(draft.other, "approve")
    assert "Điều khoản chung." in draft.page()
    word = draft.other.get(draft.url("text/1/docx/"))
    lines = [paragraph.text for paragraph in Document(BytesIO(b"".join(word.streaming_content))).paragraphs]
    assert "Điều khoản chung." in lines and "Decree on visits" in lines
    assert any("approved on" in line for line in lines)
    pdf = draft.other.get(draft.url("text/1/pdf/"))
    page = PdfReader(BytesIO(b"".join(pdf.streaming_content))).pages[0].extract_text()
    assert "Điều khoản chung." in page and "mark of the text" in page
    assert draft.home.get(draft.url("points/table.docx")).status_code == 200


def test_strangers_and_other_files_have_no_such_pages(draft: Draft) -> None:
    draft.begin()
    stranger = Browser(draft.house.node, "o-stranger")
    rests = ("text/", "text/changes/1/?from=1", "text/write/", "text/1/docx/", "text/1/pdf/", "points/", "points/add/",
             f"text/proposed/{'0' * 16}/", "text/proposed/")  # fmt: skip
    for rest in rests:
        assert stranger.get(draft.url(rest)).status_code == 404, rest
    visit = draft.house.announce()
    for rest in ("text/", "text/write/", "points/", "text/1/pdf/"):
        assert draft.home.get(f"/files/{visit}/{rest}").status_code == 404, rest
    assert draft.home.get(f"/files/{draft.house.agreement}/text/").status_code == 404
    for rest in ("text/9/docx/", "text/changes/9/", f"text/proposed/{'0' * 16}/", "text/changes/1/?from=x"):
        assert draft.home.get(draft.url(rest)).status_code == 404, rest
    assert stranger.post(draft.url("text/choose/"), {"keep": "x"}).status_code == 404
    admin = Browser(draft.house.node, "o-admin")
    assert admin.post(draft.url("text/write/"), {"do": "save", "body": "x"}).status_code in (403, 404)


def test_what_was_prepared_and_came_back_is_written_on_again(draft: Draft) -> None:
    draft.begin()
    with draft.house.node.active():
        ClearingRule.objects.create(step="drafting", levels=1)
    sent = draft.write(draft.home, BODY + "\nPrepared.")
    assert sent.status_code == 302 and draft.named("revise") == []
    assert draft.home.get(draft.url("text/write/")).context["saved"] is None
    with draft.house.node.active():
        name = Outgoing.objects.get(dossier=draft.file, step="drafting.revise").name
    head = Browser(draft.house.node, "o-head")
    page = head.get(f"/prepared/{name}/")
    assert "Prepared." in text_of(page)
    returned = head.post(f"/prepared/{name}/", {"do": "return", "note": "Say who pays."})
    assert returned.status_code == 302, text_of(returned)
    form = draft.home.get(draft.url("text/write/")).context["form"]
    assert form["body"].value().endswith("Prepared.")
    answer = draft.home.get(draft.url(f"steps/drafting.revise/?again={name}"), follow=True)
    assert answer.status_code == 200
    draft.send(draft.home, f"text/write/?again={name}", body=BODY + "\nEach pays.", note="Who pays.")
    with draft.house.node.active():
        states = list(
            Outgoing.objects.filter(dossier=draft.file, step="drafting.revise").values_list("state", flat=True)
        )
    assert sorted(states) == ["clearing", "discarded"]
