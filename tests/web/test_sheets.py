"""Bringing in a spreadsheet on pages: upload, columns, review with every fault, and then one step or one record."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from servanda.kernel.models import Dossier
from servanda.office.models import Officer
from servanda.processes.dossiers import read_statement, take
from servanda.web.models import Sheet
from tests.imports.files import as_csv
from tests.web.house import START, Browser, House, text_of
from tests.world import MOFA, VUFO

HEAD = ["Hoạt động", "Thời gian", "Đối tác", "Địa điểm", "Kinh phí (triệu đồng)", "Cột lạ"]
GOOD = as_csv(["KẾ HOẠCH 2031"], HEAD, ["Tuần phim", "10-12/5/2031", "Pháp", "Huế", "12,5", "x"],
              ["Hội thảo", "Quý II/2031", "Lào", "", "", ""])  # fmt: skip
WRONG = as_csv(HEAD, ["Tuần phim", "32/5/2031", "Pháp", "Huế", "abc", "x"], ["", "1/6", "", "", "", ""])


def upload(browser: Browser, raw: bytes, *, what: str = "plan", name: str = "Kế hoạch.csv", **more: Any) -> str:
    """The address of the page of columns."""
    sent = {"what": what, "year": "2031", "currency": "VND", "file": SimpleUploadedFile(name, raw)} | more
    done = browser.post("/bring-in/", sent)
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def chosen(browser: Browser, url: str, **other: str) -> dict[str, str]:
    """What the page of columns proposes, as its form would send it."""
    form = browser.get(url).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | {"do": "review"} | other


@pytest.mark.mission("S33")
def test_a_plan_goes_from_the_sheet_to_the_other_side(house: House) -> None:
    browser = house.browser("o-desk")
    url = upload(browser, GOOD)
    page = text_of(browser.get(url))
    assert "Tuần phim" in page and "Kinh phí (triệu đồng)" in page and "a guess from the heading" in page
    sent = chosen(browser, url)
    assert sent["column-1"] == "title" and sent["column-2"] == "start_on" and sent["column-6"] == ""
    review = browser.post(url, sent)["Location"]
    shown = browser.get(review)
    assert "12,500,000 VND" in text_of(shown) and "France" in text_of(shown) and "Lào is not among" in text_of(shown)
    go_on = shown.context["go_on_url"]
    form = browser.get(go_on)
    assert "2 rows" in text_of(form) and "items" not in form.context["form"].fields
    assert form.context["form"]["title"].value() == "KẾ HOẠCH 2031", "as the sheet calls itself, and not its file"
    done = browser.post(go_on, {"title": "Kế hoạch 2031", "to-unit": f"{VUFO}/europe", "class": "internal"})
    assert done.status_code == 302
    with house.node.active():
        row = Dossier.objects.get(process="plan")
        assert not Sheet.objects.exists()
        assert [item["title"] for item in row.facts["items"]] == ["Tuần phim", "Hội thảo"]
    assert browser.get(go_on).status_code == 404


def test_the_year_that_the_sheet_names_goes_before_the_one_said_in_passing(house: House) -> None:
    browser = house.browser("o-desk")
    heads = ["SỞ NGOẠI VỤ", "KẾ HOẠCH NĂM 2031", "Ngày 12/11/2030, tháng 11 năm 2030"]
    raw = as_csv(*([head] for head in heads), HEAD, ["Hội thảo", "tháng 10", "", "", "", ""])
    url = upload(browser, raw, year="2030")
    assert "2030 was said at the upload; the sheet itself names 2031." in text_of(browser.get(url))
    sent = chosen(browser, url)
    assert "October 2031" in text_of(browser.get(browser.post(url, sent)["Location"]))
    assert browser.get(url).context["form"]["year"].value() == 2031
    assert "October 2030" in text_of(browser.get(browser.post(url, sent | {"year": "2030"})["Location"]))
    assert browser.post(url, sent | {"year": ""}).status_code == 422


@pytest.mark.parametrize(("what", "title"), [
    ("plan", "Plan for 2031 of Protocol"), ("past-visit", "Visits and activities of 2031, Protocol"),
])  # fmt: skip
def test_a_sheet_without_a_head_is_called_by_year_and_unit(house: House, what: str, title: str) -> None:
    browser = house.browser("o-desk")
    url = upload(browser, as_csv(HEAD, ["Hội thảo", "10/2031", "", "", "", ""]), what=what, name="Book1 (2) final.csv")
    shown = browser.get(browser.post(url, chosen(browser, url))["Location"])
    form = (browser.get(shown.context["go_on_url"]) if what == "plan" else shown).context["form"]
    assert form["title"].value() == title


def test_every_fault_stands_at_its_cell_and_nothing_is_lost(house: House) -> None:
    browser = house.browser("o-desk")
    url = upload(browser, WRONG)
    review = browser.post(url, chosen(browser, url, **{"column-6": "remark"}))["Location"]
    shown = browser.get(review)
    page = text_of(shown)
    assert "B2 Thời gian : 32/5/2031 is not a date" in page and "A3 Fill in Hoạt động" in page
    assert "E2 Kinh phí (triệu đồng) : abc is not one amount" in page
    assert "3 places are to be corrected" in page and shown.context["go_on_url"] == ""
    with house.node.active():
        (name,) = Sheet.objects.values_list("name", flat=True)
        assert not Dossier.objects.filter(process="plan").exists()
    assert browser.get(f"/new/plan/?sheet={name}").status_code == 404
    fixed = as_csv(HEAD, ["Tuần phim", "3/5/2031", "Pháp", "Huế", "1", "kept"])
    again = browser.post(url, {"do": "replace", "file": SimpleUploadedFile("v2.csv", fixed)})
    assert again["Location"] == review
    page = text_of(browser.get(review))
    assert "kept" in page and "Remark" in page and "Go on to propose the plan" in page


def test_hundreds_of_faults_are_told_on_a_short_page_and_whole_in_a_list(house: House) -> None:
    book = Workbook()
    book.active.append(HEAD)
    for n in range(55):
        for when, amount in (("31/02/2031", "#N/A"), ("sometime", "=B2"), ("5/5/2031", "#REF!"), ("#DIV/0!", 3)):
            book.active.append([f"Tuần phim {n}", when, "Pháp", "Huế", amount])
    held = BytesIO()
    book.save(held)
    browser = house.browser("o-desk")
    url = upload(browser, held.getvalue(), name="Kế hoạch.xlsx")
    review = browser.post(url, chosen(browser, url, **{"column-5": "amount"}))["Location"]
    with house.node.active():
        Officer.objects.update(language="ar")
    shown = browser.get(review)
    count = shown.context["faults"]["count"]
    assert count >= 220 and len(shown.context["faults"]["rows"]) == 200 and len(shown.content) < 400_000
    assert shown.context["go_on_url"] == "" and "E2" in text_of(shown)
    address = review.replace("/review/", "/faults/")
    assert address in shown.content.decode()
    sheet = load_workbook(BytesIO(browser.get(address).content)).active
    told = {row[0]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert sheet.max_row == count + 1 and sheet.sheet_view.rightToLeft
    assert {"B2", "E2", "B3", "E3", "E4", "B5", "E220", "B221"} <= set(told) and "E5" not in told
    assert "E2" in told["E2"] and "#N/A" in told["E2"] and "31/02/2031" in told["B2"]
    assert house.browser("o-colleague").get(address).status_code == 404


def test_the_columns_are_remembered_for_the_same_heading(house: House) -> None:
    browser = house.browser("o-desk")
    url = upload(browser, GOOD)
    browser.post(url, chosen(browser, url, **{"column-6": "remark", "column-4": ""}))
    again = upload(house.browser("o-head"), GOOD)
    page = house.browser("o-head").get(again)
    assert "A colleague brought in a sheet with this heading" in text_of(page)
    form = page.context["form"]
    assert form["column-6"].value() == "remark" and not form["column-4"].value()


def test_a_column_cannot_be_taken_twice_and_what_was_chosen_stays(house: House) -> None:
    browser = house.browser("o-desk")
    url = upload(browser, GOOD)
    refused = browser.post(url, chosen(browser, url, **{"column-6": "title"}))
    assert refused.status_code == 422 and "Another column" in text_of(refused)
    assert refused.context["form"]["column-6"].value() == "title"


def test_the_heading_may_be_said_to_stand_elsewhere(house: House) -> None:
    browser = house.browser("o-desk")
    url = upload(browser, as_csv(["A", "B"], ["Alpha", "Beta"], ["x", "y"]))
    assert browser.post(url, chosen(browser, url, header="2", do="again")).status_code == 302
    assert "Alpha" in [column["head"] for column in browser.get(url).context["columns"]]


def test_a_sheet_under_way_is_its_officers_alone(house: House) -> None:
    url = upload(house.browser("o-desk"), GOOD)
    name = url.strip("/").split("/")[-1]
    for address in (url, f"{url}review/", f"/new/plan/?sheet={name}"):
        assert house.browser("o-head").get(address).status_code == 404
        assert house.browser("").get(address).status_code == 302


def test_a_revision_keeps_the_rows_that_stand_and_marks_the_rest(house: House) -> None:
    rows = [{"id": "a1", "title": "Tuần phim", "start_on": "2031-05"}, {"id": "b2", "title": "Bỏ đi"}]
    with house.node.active():
        statement = read_statement("plan.propose", {"title": "Plan", "items": rows}, to=[f"{VUFO}/europe"])
        file = take(statement, house.actor("o-desk"), at=START).dossier
    browser = house.browser("o-desk")
    url = upload(browser, GOOD, plan=file)
    review = browser.get(browser.post(url, chosen(browser, url))["Location"])
    assert "1 new, 1 changed, 1 gone" in text_of(review)
    done = browser.post(review.context["go_on_url"], {"context": "Floods"})
    assert done.status_code == 302
    with house.node.active():
        prepared = Dossier.objects.get(id=file)
        assert prepared.facts["items"][0]["id"] == "a1"


@pytest.mark.mission("S40")
def test_the_review_shows_clashes_with_both_sides_and_inside_the_sheet(house: House) -> None:
    house.announce(title="French delegation", start_on="2031-05-11", partner="FR")
    browser = house.browser("o-desk")
    url = upload(browser, as_csv(HEAD, ["Một", "11/5/2031", "Pháp", "Huế"], ["Hai", "11/5/2031", "", "Huế"]))
    page = text_of(browser.get(browser.post(url, chosen(browser, url))["Location"]))
    assert "French delegation" in page and "Một ↔ Hai" in page and "same place" in page
    with house.node.active():
        (name,) = Sheet.objects.values_list("name", flat=True)
    sent = {"title": "Plan", "to-unit": f"{VUFO}/europe", "class": "internal"}
    asked = browser.post(f"/new/plan/?sheet={name}", sent)
    assert asked.status_code == 200 and "Send all the same" in text_of(asked)
    seen = re.findall(r'name="seen" value="([^"]+)"', asked.content.decode())[0]
    assert browser.post(f"/new/plan/?sheet={name}", sent | {"seen": seen}).status_code == 302


@pytest.mark.mission("S53")
def test_last_year_is_kept_inside_and_tells_how_early_things_were_told(house: House) -> None:
    browser = house.browser("o-desk")
    raw = as_csv(["Tên đoàn", "Ngày nhận thông báo", "Ngày bắt đầu", "Trưởng đoàn"],
                 ["Đoàn A", "24/2/2025", "10/3/2025", "Ông A"], ["Đoàn B", "5/5/2025", "12/5/2025", ""])  # fmt: skip
    url = upload(browser, raw, what="past-visit", name="2025.csv", year="2025")
    review = browser.post(url, chosen(browser, url))["Location"]
    form = browser.get(review)
    once = re.findall(r'name="once" value="([^"]+)"', form.content.decode())[0]
    done = browser.post(review, {"title": "Visits 2025", "readers": "unit", "once": once})
    again = browser.post(review, {"title": "Visits 2025", "readers": "unit", "once": once})
    assert done["Location"] == again["Location"]
    page = text_of(browser.get(done["Location"]))
    assert "Visits 2025" in page and "Half were told at least so many working days before 5" in page
    assert "Ông A" in page and "Brought in from 2025.csv" in page
    assert "kept in this agency" in text_of(browser.get("/files/"))
    assert house.browser("o-stranger").get(done["Location"]).status_code == 404
    assert house.browser("o-leader").get(done["Location"]).status_code == 200
    with house.node.active():
        file = Dossier.objects.get(process="past")
        assert file.parties == [MOFA] and not file.is_shared
    assert browser.get(f"/files/{file.id}/")["Location"] == done["Location"]


def test_an_administrator_brings_in_the_past_and_no_plan(house: House) -> None:
    browser = house.browser("o-admin")
    assert "A plan: what is to be done" not in text_of(browser.get("/bring-in/"))
    refused = browser.post("/bring-in/", {"what": "plan", "year": "2031", "file": SimpleUploadedFile("a.csv", GOOD)})
    assert refused.status_code == 422
    url = upload(browser, GOOD, what="past-activity")
    review = browser.post(url, chosen(browser, url))["Location"]
    assert browser.post(review, {"title": "2030", "readers": "all"})["Location"] == "/set-up/"
    assert "2 visits and activities of before" in text_of(browser.get("/set-up/"))


@pytest.mark.parametrize("raw", [b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"\xff\xfaU\x00", b"", b"\x00\x01"])
def test_a_file_that_is_no_sheet_is_told_and_can_be_replaced(house: House, raw: bytes) -> None:
    browser = house.browser("o-desk")
    sent = {"what": "plan", "year": "2031", "currency": "VND", "file": SimpleUploadedFile("a.xlsx", raw)}
    done = browser.post("/bring-in/", sent)
    if done.status_code == 302:
        page = browser.get(done["Location"])
        assert page.status_code == 422 and "corrected file" in text_of(page)
    else:
        assert done.status_code == 422
