"""Official letters on their pages: typed or own numbers, on paper, over the document exchange, and nobody else's."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from docx import Document
from pypdf import PdfReader

from servanda.imports import edxml
from servanda.kernel.models import Dossier, StoredAct
from servanda.office.models import GivenNumber, Issuer
from servanda.processes.fields_of_work.exchange_letters import RECALL, Attached, ExchangeLetter, Organ
from servanda.processes.models import Assignment
from servanda.reports.edxml import write
from tests.web.house import Browser, House, text_of
from tests.web.test_queries import queries
from tests.world import MOFA, VUFO

pytestmark = pytest.mark.usefixtures("at_once")
TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=20)).isoformat()
LETTER = {
    "title": "On the programme", "number": "12/BNG-CA", "dated_on": TODAY.isoformat(), "urgency": "very_urgent",
    "text": "Dear colleagues,\nplease see the programme.", "signatory": "Director", "signer": "A. Signatory",
    "copies": "The archive", "answer_by": SOON, "to-unit": f"{VUFO}/europe", "class": "internal", "do": "send",
}  # fmt: skip
CAME = ExchangeLetter(
    sender=Organ("000.00.00.H41", "UBND tỉnh Nghệ An"), receivers=(Organ("000.00.00.G22", "Bộ"),), number="77",
    notation="UBND-NV", dated_on=date(2026, 1, 5), subject="V/v phối hợp", content="Kính gửi", position="Chủ tịch",
    signer="Người ký", priority=3, due_on=date(2020, 1, 1), document="000.00.00.H41,2026/01/05,77/UBND-NV",
    attachments=(Attached("công văn.pdf", "application/pdf", b"%PDF-1.4 letter"),),
)  # fmt: skip


@pytest.fixture
def at_once() -> Iterator[None]:
    with override_settings(UNDO_SECONDS=0):
        yield


def sent(house: House, **more: Any) -> str:
    answer = house.browser("o-desk").post("/new/letter/", LETTER | more)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"]).removeprefix("/files/").rstrip("/")


def act_of(house: House, file: str, kind: str) -> str:
    with house.node.active():
        return StoredAct.objects.get(dossier=file, kind=kind).name


def upload(letter: ExchangeLetter | bytes) -> SimpleUploadedFile:
    raw = letter if isinstance(letter, bytes) else write(letter)
    return SimpleUploadedFile("letter.edxml", raw, content_type="application/xml")


def test_a_letter_is_sent_and_can_be_had_as_pdf_word_and_message(house: House) -> None:
    file, browser = sent(house), house.browser("o-desk")
    assert house.file(file).state == "sent" and house.file(file).facts["number"] == "12/BNG-CA"
    page = browser.get(f"/files/{file}/")
    assert "Letter 12/BNG-CA" in text_of(page) and "very urgent" in text_of(page)
    way = f"/files/{file}/letters/{act_of(house, file, 'letter.send')}"
    assert f"{way}/pdf/" in page.content.decode()
    read = PdfReader(BytesIO(browser.get(f"{way}/pdf/").content)).pages[0].extract_text()
    for said in (
        "MINISTRY",
        "12/BNG-CA",
        "On the programme",
        "VERY URGENT",
        "please see the programme.",
        "A. Signatory",
    ):
        assert said in read, read
    word = Document(BytesIO(browser.get(f"{way}/docx/").content))
    told = "\n".join([p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells])
    assert "No.: 12/BNG-CA" in told and "To: Union" in told and "– The archive" in told and "DIRECTOR" in told
    message = edxml.read(browser.get(f"{way}/edxml/").content, limit=10_000)
    assert (message.written_number, message.subject, message.priority) == ("12/BNG-CA", "On the programme", 2)
    assert (message.sender.code, message.due_on, message.signer) == (MOFA, date.fromisoformat(SOON), "A. Signatory")
    assert browser.get(f"{way}/odt/").status_code == 404 or browser.get(f"{way}/pdf/?text=xx").status_code == 404


def test_in_arabic_number_and_statements_run_in_their_own_direction(house: House) -> None:
    file, browser = sent(house), house.browser("o-desk")
    browser.post("/language/", {"language": "ar"})
    page = browser.get(f"/files/{file}/").content.decode()
    assert '<bdi dir="ltr">12/BNG-CA</bdi>' in page and "\N{FIRST STRONG ISOLATE}A. Signatory" in page


def test_a_letter_is_entered_and_answered_in_one_way(house: House) -> None:
    file, other = sent(house), Browser(house.other, "o-europe")
    house.exchange()
    page = other.get(f"/files/{file}/")
    labels = [page.context["next"].label, *(link.label for link in page.context["others"])]
    assert "Reply by a letter" not in labels and labels.count("Answer") == 1 and "Enter in the incoming book" in labels
    entered = {"received_on": TODAY.isoformat(), "book_number": "7", "do": "send"}
    assert other.post(f"/files/{file}/steps/letter.receive/", entered).status_code == 302
    assert "Enter in the incoming book" not in text_of(other.get(f"/files/{file}/"))


def test_what_is_missing_is_said_beside_its_field(house: House) -> None:
    answer = house.browser("o-desk").post("/new/letter/", LETTER | {"number": "", "dated_on": "2099-01-01"})
    assert answer.status_code == 422 and "number" in answer.context["form"].errors
    answer = house.browser("o-desk").post("/new/letter/", LETTER | {"dated_on": "2099-01-01"})
    assert answer.status_code == 422 and "dated_on" in answer.context["form"].errors
    with house.node.active():
        assert not Dossier.objects.filter(process="letter").exists()


def test_another_unit_has_neither_the_file_nor_its_papers(house: House) -> None:
    file = sent(house)
    act = act_of(house, file, "letter.send")
    for form in ("pdf", "docx", "edxml"):
        assert house.browser("o-stranger").get(f"/files/{file}/letters/{act}/{form}/").status_code == 404
    visit = house.announce()
    other = act_of(house, visit, "visit.announce")
    own = house.browser("o-desk")
    assert own.get(f"/files/{visit}/letters/{other}/pdf/").status_code == 404, "that is no letter"
    assert own.get(f"/files/{visit}/letters/{act}/pdf/").status_code == 404, "that is another file's"


def test_a_letter_is_begun_from_any_file_and_replaced_by_another(house: House) -> None:
    visit, browser = house.announce(partner="FR"), house.browser("o-desk")
    assert f"/new/letter/?about={visit.replace('/', '%2F')}" in browser.get(f"/files/{visit}/").content.decode()
    letter = LETTER | {"partner": "FR"}
    answer = browser.post(f"/new/letter/?about={visit}", letter)
    file = str(answer["Location"]).removeprefix("/files/").rstrip("/")
    assert "On the programme" in text_of(browser.get(f"/files/{visit}/"))
    assert "A delegation" in text_of(browser.get(f"/files/{file}/"))
    form = browser.get(f"/new/letter/?instead_of={file}").context["form"]
    known = {name: form[name].value() for name in ("title", "text", "replaces", "number", "dated_on", "answer_by")}
    assert known["title"] == "On the programme" and known["replaces"] == "12/BNG-CA"
    assert not known["number"] and known["dated_on"] == TODAY and not known["answer_by"], "the new letter's own"
    assert house.browser("o-stranger").get(f"/new/letter/?about={visit}").status_code == 404
    asking = browser.get(f"/new/request/?letter={file}").context["form"]
    assert (asking["title"].value(), asking["partner"].value()) == ("On the programme", "FR")
    request = {"title": "On the programme", "about": "information", "question": "Who comes?", "class": "internal",
               "to-unit": f"{VUFO}/europe", "do": "send"}  # fmt: skip
    opened = browser.post(f"/new/request/?letter={file}", request)
    assert opened.status_code == 302 and "Official letter" in text_of(browser.get(opened["Location"]))
    assert opened["Location"] in browser.get(f"/files/{file}/").content.decode(), "both show one another"


def test_the_registry_keeps_issuers_and_their_book_of_numbers(house: House) -> None:
    clerk, desk = house.browser("o-clerk"), house.browser("o-desk")
    assert desk.get("/letters/issuers/").status_code == 404
    assert desk.post("/letters/numbers/office/", {"what": "x"}).status_code == 404
    # The day of a number is that of its unit, where a year begins earlier.
    year = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).year
    stated = {"code": "office", "name": "Ministry", "numbers": "on", "symbol": "CV-BNG", "restarts": "on",
              "first_n": "41", "first_year": str(year), "place": "Hà Nội"}  # fmt: skip
    wrong = clerk.post("/letters/issuers/add/", stated | {"code": "Bộ!", "first_n": "0"})
    assert wrong.status_code == 422 and {"code", "first_n"} <= set(wrong.context["form"].errors)
    assert clerk.post("/letters/issuers/add/", stated).status_code == 302
    form = desk.get("/new/letter/")
    assert "CV-BNG" in text_of(form) and not form.context["form"].fields["number"].required
    own = {"issuer": "office", "number": "", "dated_on": ""}
    file = sent(house, **own)
    assert house.file(file).facts["number"] == "41/CV-BNG"
    both = desk.post("/new/letter/", LETTER | {"issuer": "office"})
    assert both.status_code == 422 and {"number", "dated_on"} <= set(both.context["form"].errors)
    taken = clerk.post("/letters/numbers/office/", {"what": "An invitation"}, follow=True)
    assert "The number is 42/CV-BNG." in text_of(taken)
    with house.node.active():
        rows = dict(GivenNumber.objects.values_list("n", "id"))
    assert clerk.post("/letters/numbers/office/", {"void": rows[42], "reason": " "}).status_code == 422
    refused = clerk.post("/letters/numbers/office/", {"void": rows[41], "reason": "x"})
    assert refused.status_code == 422 and "Recall the letter" in text_of(refused)
    page = text_of(clerk.post("/letters/numbers/office/", {"void": rows[42], "reason": "Written twice"}, follow=True))
    assert "Written twice" in page and "void" in page
    # Counting anew would give numbers twice.
    changed = clerk.post("/letters/issuers/office/", {k: v for k, v in stated.items() if k not in ("code", "restarts")})
    assert changed.status_code == 422 and "restarts" in changed.context["form"].errors
    assert sent(house, **own) and given_numbers(house) == [41, 42, 43]


def given_numbers(house: House) -> list[int]:
    with house.node.active():
        return list(GivenNumber.objects.order_by("n").values_list("n", flat=True))


def test_a_long_book_costs_no_more_queries(house: House) -> None:
    with house.node.active():
        row = Issuer.objects.create(code="office", name="M", numbers=True)
        at = datetime.now(UTC)

        def add(first: int, last: int) -> None:
            GivenNumber.objects.bulk_create([
                GivenNumber(issuer=row, year=2026, n=n, on=TODAY, at=at, by="o-clerk", what="x", dossier=f"{MOFA}/{n}")
                for n in range(first, last)
            ])  # fmt: skip

        add(1, 5)
    few = queries(house, "/letters/numbers/office/", "o-clerk")
    with house.node.active():
        add(5, 90)
    assert queries(house, "/letters/numbers/office/", "o-clerk") == few


def test_a_letter_of_the_exchange_is_put_into_the_form_and_registered(house: House) -> None:
    clerk = house.browser("o-clerk")
    answer = clerk.post("/letters/exchange/", {"file": upload(CAME)})
    assert answer.status_code == 302, text_of(answer)
    form = clerk.get(answer["Location"])
    known = {name: form.context["form"][name].value() for name in ("title", "number", "sender", "urgency", "came")}
    assert known == {"title": "V/v phối hợp", "number": "77/UBND-NV", "sender": "UBND tỉnh Nghệ An",
                     "urgency": "at_once", "came": "exchange"}  # fmt: skip
    assert not form.context["form"]["answer_by"].value(), "that day is past"
    assert "công văn.pdf" in text_of(form)
    assert house.browser("o-desk").get(answer["Location"]).status_code == 404, "it is the clerk's"
    stated = {
        "title": "V/v phối hợp", "number": "77/UBND-NV", "dated_on": "2026-01-05", "received_on": TODAY.isoformat(),
        "book_number": "345", "lead": f"{MOFA}/europe", "came": "exchange", "class": "internal", "do": "send",
        "kept": form.context["kept"],
    }  # fmt: skip
    done = clerk.post(answer["Location"], stated)
    assert done.status_code == 302, done.context["form"].errors
    page = clerk.get(done["Location"])
    assert "công văn.pdf" in text_of(page) and "letter.edxml" in text_of(page) and "77/UBND-NV" in text_of(page)
    with house.node.active():
        assert Assignment.objects.get().unit == f"{MOFA}/europe"
    led = house.browser("o-europe").get(done["Location"])
    assert led.status_code == 200, "who leads it reads it"
    # In no other agency's file: the answer is owed by who leads it, and stands on that desk alone.
    late = stated | {"number": "79/UBND-NV", "answer_by": SOON, "title": "Owed"}
    assert clerk.post("/new/letter_in/", late).status_code == 302
    assert "Owed" in text_of(house.browser("o-europe").get("/desk/")) and "Answer" in text_of(
        house.browser("o-europe").get("/desk/")
    )
    assert house.browser("o-europe").get("/desk/?tab=waiting").context["groups"] == []
    assert house.browser("o-desk").get("/desk/?tab=to_do").context["groups"] == []
    assert house.browser("o-stranger").get(done["Location"]).status_code == 404
    # It was taken: the same link leads nowhere any more, and a second one is told to be alike.
    assert clerk.get(answer["Location"]).status_code == 404
    again = clerk.post("/letters/exchange/", {"file": upload(CAME)})
    assert "V/v phối hợp" in text_of(clerk.post(again["Location"], stated | {"kept": ""}))
    recall = ExchangeLetter(
        sender=CAME.sender, receivers=(), number="78", notation="UBND-NV", dated_on=date(2026, 1, 6), subject="Thu hồi",
        purpose=RECALL, recalls=CAME.document,
    )  # fmt: skip
    led = clerk.post("/letters/exchange/", {"file": upload(recall)})
    assert led.status_code == 302 and "letter_in.recalled" in led["Location"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"not a letter", "not readable XML"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "It was not opened"),
        (b"<a/>", "no letter of the document exchange"),
        (write(CAME)[:700], "not readable XML"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_kept(house: House, raw: bytes, said: str) -> None:
    answer = house.browser("o-clerk").post("/letters/exchange/", {"file": upload(raw)})
    assert answer.status_code == 422 and said in text_of(answer)
    unknown = ExchangeLetter(sender=CAME.sender, receivers=(), number="1", notation="", dated_on=date(2026, 1, 6),
                             subject="Thu hồi", purpose=RECALL, recalls="A,2026/01/01,9/X")  # fmt: skip
    answer = house.browser("o-clerk").post("/letters/exchange/", {"file": upload(unknown)})
    assert answer.status_code == 422 and "9/X" in text_of(answer)
    assert house.browser("o-admin").post("/letters/exchange/", {"file": upload(CAME)}).status_code == 403
