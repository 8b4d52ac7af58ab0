"""The lists of units, people and partners that an office has, through the pages: columns, review, taking in."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from servanda.office.models import Officer, Post
from servanda.processes.models import Partner, Unit
from servanda.web.models import Sheet
from servanda.web.sheets import store
from tests.imports import word
from tests.imports.files import as_csv, as_xlsx
from tests.web.draft_pages import begin, draft, mark, page
from tests.web.house import Browser, House, text_of
from tests.world import MOFA

UNITS = [["STT", "Tên đơn vị", "Cấp trên", "Loại đơn vị", "Cột lạ"], ["1", "Lãnh đạo", "", "lãnh đạo", "x"],
         ["2", "Vụ Châu Âu", "Lãnh đạo", "vụ", ""], ["3", "+Lễ tân", "Lãnh đạo", "phòng", ""]]  # fmt: skip
PEOPLE = [
    ["Họ và tên", "Chức vụ", "Đơn vị", "Thư điện tử"],
    ["Nguyễn Văn Đức", "Vụ trưởng", "Vụ Châu Âu", "d@m.example"],
]


def upload(browser: Browser, what: str, raw: bytes) -> str:
    """The address of the page of columns."""
    done = browser.post(f"/set-up/{what}/", {"file": SimpleUploadedFile("danh sách.xlsx", raw)})
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def columns(browser: Browser, url: str, **other: str) -> str:
    """Send what the page of columns proposes; the address of the review."""
    form = browser.get(url).context["form"]
    sent = {name: str(form[name].value() or "") for name in form.fields} | {"do": "review"} | other
    return str(browser.post(url, sent)["Location"])


def take(browser: Browser, review: str) -> Any:
    return browser.post(review, {"once": browser.get(review).context["once"]})


def test_an_office_brings_in_its_own_lists(lone: House) -> None:
    with lone.node.active():
        Unit.objects.all().delete()
    admin = lone.browser("o-admin")
    url = upload(admin, "units", as_xlsx(*UNITS))
    page = text_of(admin.get(url))
    assert "a guess from the heading" in page and "Vụ Châu Âu" in page and "Time zone of units" in page
    assert "Drop it danh sách.xlsx" in text_of(admin.get("/set-up/units/"))
    shown = admin.get(columns(admin, url, zone="Asia/Ho_Chi_Minh"))
    assert "vu-chau-au" in text_of(shown) and "leadership" in text_of(shown)
    assert "No unit of this list is the office" in text_of(shown)
    with lone.node.active():
        assert not Unit.objects.filter(name__vi="Vụ Châu Âu").exists(), "nothing is taken in before it is said"
    done = take(admin, f"{url}review/")
    assert done.status_code == 302, text_of(done)
    assert done["Location"] == "/set-up/"
    with lone.node.active():
        found = Unit.objects.get(id=f"{MOFA}/vu-chau-au")
        assert (found.kind, found.zone, found.parent) == ("department", "Asia/Ho_Chi_Minh", f"{MOFA}/leadership")
        assert not Sheet.objects.exists()
    assert admin.get(url).status_code == 404

    review = columns(admin, upload(admin, "people", as_csv(*PEOPLE)))
    assert "all of them become desk officers" in text_of(admin.get(review))
    assert "Vụ Châu Âu" in text_of(admin.get(review)), "the unit by its name and not its code"
    assert take(admin, review).status_code == 302
    review = columns(admin, upload(admin, "partners", as_csv(["Đối tác", "Nước"], ["Bạn bè", "Lào"])))
    assert take(admin, review).status_code == 302
    with lone.node.active():
        assert Post.objects.get(officer__email="d@m.example").unit == f"{MOFA}/vu-chau-au"
        assert Partner.objects.get(code="ban-be").country == "LA"
    table = admin.get("/units/table/").content.decode("utf-8-sig")
    assert ",'+Lễ tân," in table, "and no program runs it"


def test_fields_and_regions_in_the_words_of_the_office_are_taken_under_codes(house: House) -> None:
    """By the titles of the agreement in force; else under a code made as a draft of an agreement makes it."""
    admin, desk = house.browser("o-admin"), house.browser("o-desk")
    titles = ["Thông tin đối ngoại", "الوفود والزيارات"]
    raw = as_xlsx(
        ["Tên đơn vị", "Lĩnh vực phụ trách", "Khu vực"], ["Văn phòng", "", ""],
        ["Vụ A", "Đoàn ra, đoàn vào", "Châu Âu"],
        ["Vụ B", f"{titles[0]}; personnel", "أوروبا"], ["Vụ C", f"{titles[1]} 2026-01-01/..", "trung đông, châu phi"],
        ["Vụ D", "Việc 甲", ""], ["Vụ E", "甲", ""],
    )  # fmt: skip
    url = upload(admin, "units", raw)
    review = columns(admin, url, zone="Asia/Ho_Chi_Minh")
    assert "1 place is to be corrected" in text_of(admin.get(review)) and "B7" in text_of(admin.get(review))
    admin.post(url, {"do": "replace", "file": SimpleUploadedFile("b.csv", as_csv(*_rows(raw)[:-1]))})
    assert "thong-tin-doi-ngoai" in text_of(admin.get(review)) and take(admin, review).status_code == 302
    with house.node.active():
        own = {row.name["vi"]: row for row in Unit.objects.filter(id__startswith=f"{MOFA}/vu-")}
    assert (own["Vụ A"].fields, own["Vụ A"].regions) == (["visits"], ["europe"])
    assert (own["Vụ B"].fields, own["Vụ B"].regions) == (["thong-tin-doi-ngoai", "personnel"], ["europe"])
    assert own["Vụ C"].fields == [{"code": "alwfwd-walzyarat", "from": "2026-01-01"}]
    assert own["Vụ C"].regions == ["middle-east-africa"] and own["Vụ D"].fields == ["viec"]

    name = begin(desk, word.vietnamese())
    shown = page(desk, name, "data/")
    data = {key: value for key, value in shown.context["form"].initial.items() if value not in (None, [])}
    data |= {"field-title-0-vi": titles[0], "field-title-1-vi": titles[1], "in_force_on": "2026-01-01"}
    assert desk.post(f"/agreements/drafts/{name}/data/", data | {"mark": mark(shown)}).status_code == 302
    assert [field["id"] for field in draft(house, name).data["fields"]] == ["thong-tin-doi-ngoai", "alwfwd-walzyarat"]
    shown = page(desk, name, "data/")
    gone = data | {"field-0": "", "field-title-0-vi": "", "field-1": "info", "field-2": "", "field-title-2-vi": "Info",
                   "field-title-3-vi": "Info"}  # fmt: skip
    assert desk.post(f"/agreements/drafts/{name}/data/", gone | {"mark": mark(shown)}).status_code == 302
    assert [field["id"] for field in draft(house, name).data["fields"]] == ["info", "info-2", "info-3"]


def _rows(raw: bytes) -> list[list[str]]:
    sheet = load_workbook(BytesIO(raw)).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_faults_stand_at_their_cells_and_nothing_is_taken(lone: House) -> None:
    admin = lone.browser("o-admin")
    wrong = as_csv(PEOPLE[0], ["A", "B", "Vụ Sao Hỏa", "not an address"])
    review = columns(admin, upload(admin, "people", wrong))
    page = admin.get(review)
    assert "2 places are to be corrected" in text_of(page) and "C2" in text_of(page) and "D2" in text_of(page)
    asked = columns(admin, upload(admin, "people", as_csv(["Đơn vị", "Vai trò"], ["Europe", "vua"])))
    said = text_of(admin.get(asked))
    assert "Say which column holds one of these: Sign-in name" in said and "registry clerk" in said
    before = _officers(lone)
    assert admin.post(review, {"once": page.context["once"]}).status_code == 200 and _officers(lone) == before
    again = admin.post(review.replace("review/", ""), {
        "do": "replace", "file": SimpleUploadedFile("b.csv", as_csv(PEOPLE[0], ["A", "B", "Europe", "a@b.example"])),
    })  # fmt: skip
    assert again["Location"] == review and take(admin, review).status_code == 302
    assert len(_officers(lone)) == len(before) + 1


@pytest.mark.parametrize("officer", ["o-clerk", "o-head", "o-desk"])
def test_they_are_an_administrators_alone(lone: House, officer: str) -> None:
    browser = lone.browser(officer)
    raw = SimpleUploadedFile("u.csv", as_csv(*UNITS))
    assert browser.post("/set-up/units/", {"file": raw}).status_code == 404
    assert browser.get("/bring-in/example/people/").status_code == 404
    assert browser.get("/bring-in/example/plan/").status_code == 200
    url = upload(lone.browser("o-admin"), "units", as_csv(*UNITS))
    assert browser.get(url).status_code == 404
    with lone.node.active():
        Sheet.objects.update(officer=officer)
    assert browser.get(url).status_code == browser.get(f"{url}review/").status_code == 404


@pytest.mark.parametrize("language", ["en", "vi", "ar", "ms"])
def test_an_example_is_there_in_the_readers_language(lone: House, language: str) -> None:
    admin = lone.browser("o-admin")
    assert "/bring-in/example/people/" in admin.get("/set-up/people/").content.decode()
    admin.post("/language/", {"language": language, "next": "/set-up/"})
    for what in ("units", "people", "partners", "plan", "past"):
        book = load_workbook(BytesIO(admin.get(f"/bring-in/example/{what}/").content))
        first, second = book.worksheets
        heads = [cell.value for cell in first[1]]
        assert [row[0].value for row in second.iter_rows(min_row=2)] == heads
        assert bool(first.sheet_view.rightToLeft) == (language == "ar")
    assert admin.get("/bring-in/example/nothing/").status_code == 404


def test_ones_own_choice_of_columns_counts_before_a_colleagues(house: House) -> None:
    head = ["Hoạt động", "Thời gian", "Cột lạ"]
    raw = as_csv(head, ["Tuần phim", "10/5/2031", "x"])
    for officer, target in (("o-desk", "remark"), ("o-head", "place")):
        browser = house.browser(officer)
        columns(browser, _plan(browser, raw), **{"column-3": target})
    for officer, target, said in (
        ("o-desk", "remark", "as you chose them last"), ("o-head", "place", "as you chose them last"),
        ("o-europe", "place", "A colleague brought in a sheet with this heading"),
    ):  # fmt: skip
        page = house.browser(officer).get(_plan(house.browser(officer), raw))
        assert page.context["form"]["column-3"].value() == target and said in text_of(page)


def test_sheets_under_way_are_listed_dropped_and_not_endless(house: House) -> None:
    browser = house.browser("o-desk")
    raw = as_csv(["Hoạt động"], ["Tuần phim"])
    urls = [_plan(browser, raw) for _n in range(store.MOST)]
    sent = {"what": "plan", "year": "2031", "file": SimpleUploadedFile("one more.csv", raw)}
    refused = browser.post("/bring-in/", sent)
    assert refused.status_code == 422 and "10 spreadsheets of yours are under way" in text_of(refused)
    assert refused.content.decode().count('value="drop"') == store.MOST
    assert house.browser("o-head").post(urls[0], {"do": "drop"}).status_code == 404
    assert browser.post(urls[0], {"do": "drop"})["Location"] == "/bring-in/"
    assert browser.get(urls[0]).status_code == 404
    assert browser.post("/bring-in/", sent | {"file": SimpleUploadedFile("a.csv", raw)}).status_code == 302
    _plan(house.browser("o-head"), raw)


def _plan(browser: Browser, raw: bytes) -> str:
    sent = {"what": "plan", "year": "2031", "currency": "VND", "file": SimpleUploadedFile("Kế hoạch.csv", raw)}
    return str(browser.post("/bring-in/", sent)["Location"])


def _officers(house: House) -> list[str]:
    with house.node.active():
        return list(Officer.objects.order_by("id").values_list("id", flat=True))
