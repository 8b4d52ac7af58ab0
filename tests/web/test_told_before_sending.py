"""What a form says before it is sent: what is needed, how files are chosen; and what became of what was sent."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from servanda.exchange.models import FeedEntry, State
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.office.models import Officer
from servanda.processes.models import Outgoing
from servanda.web import refusal_text
from tests.web.house import House, text_of
from tests.web.test_main_job import VISIT, held, once_of, rule


def prepared(house: House) -> str:
    """The address of a visit that waits for clearance."""
    rule(house, "visit", 2)
    desk = house.browser("o-desk")
    form = desk.get("/new/visit/")
    assert desk.post("/new/visit/", VISIT | {"once": once_of(form), "do": "prepare"}).status_code == 302
    return f"/prepared/{held(house).name}/"


def label_of(html: str, field: str) -> str:
    found = re.search(rf'<label for="{field}">(.*?)</label>', html, re.DOTALL)
    assert found
    return found[1]


def test_the_note_of_who_returns_is_not_called_optional(house: House) -> None:
    page = house.browser("o-head").get(prepared(house)).content.decode()
    assert "optional" not in label_of(page, "id_note") and "Needed when you return it." in page


def test_what_was_returned_waits_for_no_approval(house: House) -> None:
    url = prepared(house)
    head, desk = house.browser("o-head"), house.browser("o-desk")
    assert "Approval 1" in text_of(desk.get(url))
    token = head.get(url).context["once"]
    assert head.post(url, {"once": token, "do": "return", "note": "Name the hotel."}).status_code == 302
    page = text_of(desk.get(url))
    assert "Approval 1" not in page and "Returned with a note" in page and "Name the hotel." in page


def test_files_are_chosen_in_the_language_of_the_page(house: House) -> None:
    dossier = house.announce()
    pages = [("o-desk", url) for url in ("/new/visit/", "/new/plan/", f"/files/{dossier}/", f"/files/{dossier}/note/")]
    for officer, url in [*pages, ("o-admin", "/set-up/units/"), ("o-admin", "/set-up/agreement/")]:
        page = house.browser(officer).get(url).content.decode()
        inputs = re.findall(r'<input[^>]*type="file"[^>]*>', page)
        ids = [re.search(r'id="([^"]+)"', found)[1] for found in inputs]  # type: ignore[index]
        assert ids, url
        for name in ids:
            assert re.search(
                rf'<label class="button small" for="{name}">.*?Choose (a file|files)</label>', page, re.DOTALL
            ), url


def test_what_came_without_its_content_is_not_called_under_way(house: House) -> None:
    dossier = house.announce()
    house.exchange()
    with house.node.active():
        row = FeedEntry.objects.filter(state=State.TAKEN).latest("id")
        FeedEntry.objects.filter(act=row.act).update(code="not_received", params={})
    page = text_of(house.browser("o-desk").get(f"/files/{dossier}/"))
    assert "received without its content" in page and "attachments under way" not in page
    assert "The content did not come with it." in page


def test_names_in_a_row_have_the_comma_of_the_language(house: House) -> None:
    refused = Refused("field_choice", field="x", choices="one, two")
    with override("ar"):
        assert "one، two" in refusal_text.sentence(refused)
        assert "، " in refusal_text.sentence(Refused("not_your_step", step="visit.announce", role="desk, head"))
    dossier = house.announce()
    house.exchange()
    with house.node.active():
        Officer.objects.filter(id="o-desk").update(language="ar")
    page = house.browser("o-desk").get(f"/files/{dossier}/")
    for entry in page.context["timeline"]:
        assert ", " not in entry["reported"] + entry["cleared_by"]


def test_whoever_decides_sees_what_is_attached(house: House) -> None:
    rule(house, "visit", 1)
    desk, head = house.browser("o-desk"), house.browser("o-head")
    file = SimpleUploadedFile("programme.txt", b"Ten o'clock: the museum")
    once = once_of(desk.get("/new/visit/"))
    assert desk.post("/new/visit/", VISIT | {"once": once, "do": "prepare", "files": file}).status_code == 302
    page = f"/prepared/{held(house).name}/"
    attached = f"{page}attachments/0/"
    assert "programme.txt" in text_of(head.get(page)) and attached in head.get(page).content.decode()
    answer = head.get(attached)
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == b"Ten o'clock: the museum"  # type: ignore[attr-defined]
    assert head.get(f"{page}attachments/1/").status_code == 404
    assert house.browser("o-stranger").get(attached).status_code == 404


def test_nothing_ends_before_it_begins(house: House) -> None:
    desk = house.browser("o-desk")
    once = once_of(desk.get("/new/visit/"))
    turned = VISIT | {"start_on": "2031-05-20", "end_on": "2031-05-10", "once": once}
    answer = desk.post("/new/visit/", turned)
    assert answer.status_code == 422 and "before it begins on 2031-05-20" in text_of(answer)
    assert "A state delegation" in answer.content.decode(), "what was typed is there still"
    # Within the same month nobody can tell.
    assert desk.post("/new/visit/", turned | {"end_on": "2031-05", "once": once_of(answer)}).status_code == 302


def test_days_are_taken_in_the_digits_of_any_script(house: House) -> None:
    desk = house.browser("o-desk")
    once = once_of(desk.get("/new/visit/"))
    days = {"start_on": "٢٠٣١-٠٥-٠٦", "end_on": "٩/٥/٢٠٣١"}
    assert desk.post("/new/visit/", VISIT | days | {"once": once}).status_code == 302
    with house.node.active():
        facts = outgoing.statement_of(Outgoing.objects.latest("prepared_at")).parts["facts"]
    assert (facts["start_on"], facts["end_on"]) == ("2031-05-06", "2031-05-09")
