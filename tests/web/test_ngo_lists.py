"""Bringing in a list of 1,200 organisations on pages: every fault explained, the sound rows taken in, none twice."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from servanda.kernel.models import Dossier
from servanda.office.models import ClearingRule
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import ngos
from servanda.web.models import Sheet
from tests.imports.files import as_csv
from tests.web import ngo_list
from tests.web.house import Browser, House, text_of
from tests.world import VUFO


def upload(browser: Browser, raw: bytes, *, name: str = "Danh sách.xlsx") -> str:
    done = browser.post("/organisations/bring-in/", {"file": SimpleUploadedFile(name, raw), "currency": "USD"})
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def choose(browser: Browser, url: str, **other: str) -> str:
    """Take the columns as they are proposed; the address of the review."""
    form = browser.get(url).context["form"]
    sent = {name: str(form[name].value() or "") for name in form.fields} | {"do": "review"} | other
    done = browser.post(url, sent)
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def take_in(browser: Browser, review: str, to: str = "") -> Any:
    """Part by part until it is over; the last page."""
    where = browser.post(f"{review}take/", {"to": to})
    for _ in range(20):
        assert where.status_code == 302, text_of(where)
        shown = browser.get(where["Location"])
        if shown.context["is_over"]:
            return shown
        assert 0 < shown.context["done"] < shown.context["total"] and "Go on" in text_of(shown)
        where = browser.post(f"{review}take/", {"to": to})
    raise AssertionError("it never ends")


def faults_of(page: Any) -> dict[int, list[str]]:
    return {row["line"]: [fault["sentence"] for fault in row["faults"]] for row in page.context["faults"]["rows"]}


@pytest.mark.mission("S19", "S33")
def test_twelve_hundred_rows_are_explained_taken_in_mended_and_brought_again(house: House) -> None:
    browser = house.browser("o-desk")
    made = ngo_list.rows()
    url = upload(browser, ngo_list.book(made))
    with house.node.active():
        assert not Dossier.objects.filter(process="ngo").exists()
    review = choose(browser, url)
    page = browser.get(review)
    wrong = ngo_list.expected()
    told = faults_of(page)
    assert page.context["count"] == 1200 and page.context["wrong"] == len(wrong)
    lines = [n + 4 for n in sorted(wrong)]
    assert sorted(told) == lines[:100] and page.context["faults"]["more"] == max(len(lines) - 100, 0)
    assert "Tổng cộng" in text_of(page) and "a sum" in text_of(page)
    said = " ".join(sentence for sentences in told.values() for sentence in sentences)
    assert "Perhaps Quảng Nam is meant" in said and "Atlantis is no province" in said
    assert "Ruritania is no country" in said and "The certificate has no end" in said
    assert "Hà Giang is part of Tuyên Quang" in text_of(page)
    done = take_in(browser, review, to=f"{VUFO}/europe")
    sound = {n // 2 for n in range(1200) if n not in wrong}
    taken = done.context["taken"]
    assert (taken.made, taken.changed, taken.same) == (len(sound), 0, 0)
    with house.node.active():
        files = list(Dossier.objects.filter(process="ngo"))
        assert len(files) == len(sound)
        first = next(row for row in files if row.title == "Tổ chức Hữu nghị 0000")
        assert first.facts["country"] == "FR" and first.counterparts == {VUFO: f"{VUFO}/europe"}
        assert [row["until_on"] for row in first.facts["certificates"]] == ["2029-12-31"]
        amounts = [row["amount"] for row in first.facts["projects"]]
        assert amounts == [{"amount": "1250000.5", "currency": "USD"}] * 2
        until = {row["until_on"] for file in files for row in rows.of(file.facts["certificates"])}
        assert until == {"2029-12-31"}
        count = sum(len(rows.of(file.facts["projects"])) for file in files)
        assert count == 1200 - len(wrong)
    # The faulty rows come back as a sheet with their reasons; mended in place, they join what is there.
    book = load_workbook(BytesIO(browser.get(f"{review}mend/").content))
    cells = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert cells[0][:12] == ngo_list.HEAD and cells[0][12] == "What is wrong" and len(cells) == 1 + len(wrong)
    assert all(line[12] for line in cells[1:])
    mended = Workbook()
    mended.active.append(cells[0])
    for n, line in zip(sorted(wrong), cells[1:], strict=True):
        column = wrong_column(n)
        line[column] = ngo_list.row(n)[column]
        mended.active.append(line)
    held = BytesIO()
    mended.save(held)
    again = browser.post(url, {"do": "replace", "file": SimpleUploadedFile("Đã sửa.xlsx", held.getvalue())})
    assert again["Location"] == review
    page = browser.get(review)
    assert page.context["wrong"] == 0, faults_of(page)
    assert page.context["sound"] == len(wrong)
    done = take_in(browser, review)
    assert done.context["taken"].made + done.context["taken"].changed == len({n // 2 for n in wrong})
    with house.node.active():
        assert Dossier.objects.filter(process="ngo").count() == 600
        files = list(Dossier.objects.filter(process="ngo"))
        assert sum(len(rows.of(file.facts["projects"])) for file in files) == 1200
        before = {row.id: row.moved_at for row in files}
    # The whole list once more changes nothing.
    review = choose(browser, upload(browser, ngo_list.book([ngo_list.row(n) for n in range(1200)])))
    done = take_in(browser, review)
    assert (done.context["taken"].made, done.context["taken"].changed, done.context["taken"].same) == (0, 0, 600)
    with house.node.active():
        assert {row.id: row.moved_at for row in Dossier.objects.filter(process="ngo")} == before
        sums = {code: str(total) for code, total in ngos.totals(files).items()}
    assert set(sums) == {"EUR", "USD", "VND"}
    shown = browser.get("/organisations/")
    assert len(shown.context["rows"]) == 50 and "600 in all" in text_of(shown)
    assert "600,000,000,000 VND" in text_of(shown)
    found = browser.get("/organisations/", {"q": "huu nghi 0007"})
    assert [row["title"] for row in found.context["rows"]] == ["Tổ chức Hữu nghị 0007"]


def wrong_column(n: int) -> int:
    slip = ngo_list.wrong(n)
    assert slip
    return slip[0]


@pytest.mark.parametrize(
    ("lines", "sentences"),
    [
        ([["Green", "FR", "operation", "1", "2029-01-01"], ["GRËEN", "FR", "operation", "2", "2029-01-01"]],
         {3: "Line 2 says something else of the same organisation: 1"}),
        ([["Green", "FR", "operation", "1", "2029-01-01"], ["green", "DE", "operation", "1", "2029-01-01"]],
         {3: "Line 2 says something else of the same organisation: FR"}),
        ([["Green", "FR", "operation", "1", "2029-01-01"], ["Green", "FR", "operation", "1", "2029-01-01"]],
         {3: "This says the same as line 2"}),
        ([["Green", "FR", "", "", ""]], {2: "No certificate is stated for Green"}),
        ([["Green", "FR", "", "7", "2029-01-01"]], {2: "Fill in Certificate"}),
        ([["Green", "FR", "operation", "1", "2029"]], {2: "2029 is not one day"}),
        ([["Green", "FR", "none", "", ""], ["Blue", "FR", "operation", "1", "05/12/2029"]], {}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_with_its_way_out(
    house: House, lines: list[list[str]], sentences: dict[int, str]
) -> None:
    head = ["Name", "Country", "Certificate", "Certificate number", "Valid until"]
    browser = house.browser("o-desk")
    page = browser.get(choose(browser, upload(browser, as_csv(head, *lines), name="list.csv")))
    told = faults_of(page)
    assert sorted(told) == sorted(sentences)
    for line, sentence in sentences.items():
        assert any(sentence in said for said in told[line]), told


def test_a_formula_that_was_never_computed_and_a_strange_file_are_refused_in_words(house: House) -> None:
    browser = house.browser("o-desk")
    book = Workbook()
    book.active.append(["Name", "Country", "Certificate", "Valid until", "Amount", "Project"])
    book.active.append(["Green", "FR", "operation", "2029-01-01", "=1+1", "Wells"])
    book.active.append(["Blue", "FR", "operation", "#REF!", 5, "Wells"])
    held = BytesIO()
    book.save(held)
    page = browser.get(choose(browser, upload(browser, held.getvalue())))
    assert list(faults_of(page)) == [2, 3] and page.context["sound"] == 0
    assert faults_of(page)[3][0].startswith("D3 holds #REF!, an error of the spreadsheet.")
    strange = browser.get(upload(browser, b"%PDF-1.7 this is not a list", name="list.xlsx"))
    assert strange.status_code in (200, 422) and "Traceback" not in text_of(strange)
    old = browser.get(upload(browser, b"\xd0\xcf\x11\xe0" + b"0" * 600, name="list.xls"))
    assert old.status_code == 422 and "There is a problem" in text_of(old)


def test_a_list_is_its_officers_alone_and_no_other_page_takes_it(house: House) -> None:
    browser = house.browser("o-desk")
    raw = as_csv(["Name", "Country", "Certificate"], ["Green", "FR", "none"])
    url = upload(browser, raw, name="list.csv")
    review = choose(browser, url)
    other = house.browser("o-colleague")
    for address in (url, review, f"{review}mend/", f"{review}progress/"):
        assert other.get(address).status_code == 404
    assert other.post(f"{review}take/", {"to": ""}).status_code == 404
    with house.node.active():
        name = Sheet.objects.get().name
    assert browser.get(f"/bring-in/{name}/").status_code == 404
    assert browser.get(f"/bring-in/{name}/review/").status_code == 404
    assert house.browser("o-admin").get("/organisations/bring-in/").status_code == 403
    assert house.browser("").get(review).status_code == 302
    assert browser.get(f"{review}take/").status_code == 405
    take_in(browser, review)
    assert "Green" not in text_of(house.browser("o-stranger").get("/organisations/"))
    assert "Green" in text_of(house.browser("o-leader").get("/organisations/"))
    kept = load_workbook(BytesIO(house.browser("o-stranger").get("/organisations/xlsx/").content))
    assert all(sheet.max_row <= 3 for sheet in kept.worksheets)


def test_what_must_be_approved_does_not_leave_by_way_of_a_list(house: House) -> None:
    with house.node.active():
        ClearingRule.objects.create(step="ngo.record", levels=1)
    browser = house.browser("o-desk")
    raw = as_csv(["Name", "Country", "Certificate"], ["Green", "FR", "none"])
    review = choose(browser, upload(browser, raw, name="list.csv"))
    refused = browser.post(f"{review}take/", {"to": f"{VUFO}/europe"})
    assert refused.status_code == 422 and "An approval is needed" in text_of(refused)
    with house.node.active():
        assert not Dossier.objects.filter(process="ngo").exists()
    assert take_in(browser, review).context["taken"].made == 1


def test_a_list_says_nothing_in_a_shared_file_that_must_be_approved(house: House) -> None:
    browser, heads = house.browser("o-desk"), ["Name", "Country", "Certificate"]
    raw = as_csv(heads, ["Green", "FR", "none"])
    take_in(browser, choose(browser, upload(browser, raw, name="list.csv")), f"{VUFO}/europe")
    with house.node.active():
        ClearingRule.objects.create(step="", levels=1)
    again = choose(browser, upload(browser, as_csv(heads, ["Green", "DE", "none"]), name="list.csv"))
    refused = browser.post(f"{again}take/", {"to": ""})
    assert refused.status_code == 422 and "An approval is needed" in text_of(refused)
    with house.node.active():
        assert Dossier.objects.get(process="ngo").facts["country"] == "FR"
    head = house.browser("o-head")
    once_more = choose(head, upload(head, as_csv(heads, ["Green", "DE", "none"]), name="list.csv"))
    assert take_in(head, once_more).context["taken"].changed == 1


def test_no_page_asks_more_of_the_database_for_more_rows(house: House) -> None:
    browser = house.browser("o-desk")

    def brought(first: int, count: int) -> dict[str, int]:
        made = [ngo_list.row(n) for n in range(first, first + count)]
        take_in(browser, choose(browser, upload(browser, ngo_list.book(made, extra=False))))
        return {path: queries(house, browser, path) for path in ("/organisations/", "/organisations/days/?ahead=365")}

    assert brought(0, 4) == brought(20, 80)


def queries(house: House, browser: Browser, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connections[house.node.alias]) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)
