"""Lists of units, people and partners in an office's own words: found by their headings, filled in, all or nothing."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import Workbook

from servanda.imports import plans
from servanda.imports.example_lists import EXAMPLES, LANGUAGES
from servanda.imports.office_sheets import OfficeSheet, read_sheet, state
from servanda.imports.plans import Choices
from servanda.imports.units import read_units
from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node
from servanda.office.models import Officer, Post
from servanda.processes.declaration.cells import write_csv
from servanda.processes.models import Partner, Unit
from tests.imports.conftest import MOFA
from tests.imports.files import as_csv, as_xlsx, codes

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
UNITS = {
    "vi": [["DANH SÁCH ĐƠN VỊ", "", "", ""], ["STT", "Tên đơn vị", "Cấp trên", "Loại đơn vị"],
           ["1", "Lãnh đạo", "", "lãnh đạo"], ["2", "Vụ Châu Âu", "Lãnh đạo", "Vụ"],
           ["3", "Phòng Lễ tân", "Vụ Châu Âu", "phòng"]],
    "ar": [["م", "اسم الوحدة", "الوحدة الأعلى", "النوع"], ["1", "القيادة", "", "قيادة"],
           ["2", "إدارة أوروبا", "القيادة", "إدارة"], ["3", "قسم المراسم", "إدارة أوروبا", "قسم"]],
    "ms": [["Bil.", "Nama unit", "Unit induk", "Jenis"], ["1", "Pimpinan", "", "pimpinan"],
           ["2", "Jabatan Eropah", "Pimpinan", "jabatan"], ["3", "Bahagian Protokol", "Jabatan Eropah", "bahagian"]],
    "en": [["No.", "Unit name", "Belongs to", "Type"], ["1", "Leadership", "", "leadership"],
           ["2", "Europe", "Leadership", "department"], ["3", "Protocol", "Europe", "section"]],
}  # fmt: skip


def read(what: str, raw: bytes, **more: Any) -> OfficeSheet:
    return read_sheet(raw, Choices(what, **more))


def take(what: str, raw: bytes, clerk: Actor, **more: Any) -> OfficeSheet:
    found = read(what, raw, **more)
    assert not found.faults, [str(fault) for fault in found.faults]
    state(found, what, "file", clerk, peers=(), at=AT)
    return found


@pytest.mark.parametrize("language", UNITS)
def test_units_are_found_by_headings_in_four_languages(mofa: Node, clerk: Actor, language: str) -> None:
    take("units", as_xlsx(*UNITS[language]), clerk, zone="Asia/Ho_Chi_Minh")
    units = {unit.name[language]: unit for unit in Unit.objects.all()}
    names = [row[1] for row in UNITS[language][-3:]]
    assert sorted(units) == sorted(names)
    assert [units[name].kind for name in names] == ["leadership", "department", "section"]
    assert [units[name].parent for name in names] == ["", units[names[0]].id, units[names[1]].id]
    assert {unit.zone for unit in units.values()} == {"Asia/Ho_Chi_Minh"}


def test_a_unit_keeps_its_code_when_the_list_comes_again(mofa: Node, clerk: Actor) -> None:
    for language in ("ar", "vi"):
        take("units", as_csv(*UNITS[language]), clerk)
        before = set(Unit.objects.filter(is_closed=False).values_list("id", flat=True))
        head, *rows = UNITS[language][-4:]
        again = as_csv(head, ["", "Mới - جديد", "", ""], *reversed(rows))
        take("units", again, clerk)
        after = set(Unit.objects.filter(is_closed=False).values_list("id", flat=True))
        assert before < after and len(after) == len(before) + 1


@pytest.mark.parametrize(
    ("heads", "names"),
    [(["اسم الوحدة", "النوع"], ["الديوان", "ديوان", "القيادة", "قيادة"]),
     (["Tên đơn vị", "Loại"], ["Văn phòng Bộ", "văn phòng", "Lãnh đạo Bộ", "lãnh đạo"])],
    ids=["ar", "vi"],
)  # fmt: skip
def test_the_office_and_the_leadership_are_known_as_such_whatever_their_names(
    mofa: Node, clerk: Actor, heads: list[str], names: list[str]
) -> None:
    """The registry and the administrator sit in the unit `office`: a list must not take it away."""
    office, kind, leadership, above = names
    take("units", as_csv(heads, [leadership, above], [office, kind], [f"{office} 2", kind]), clerk)
    found = {unit.id: next(iter(unit.name.values())) for unit in Unit.objects.filter(is_closed=False)}
    assert found.pop(f"{MOFA}/office") == office and found.pop(f"{MOFA}/leadership") == leadership
    assert list(found.values()) == [f"{office} 2"]


def test_people_get_sign_in_names_and_find_their_unit_by_name(mofa: Node, clerk: Actor) -> None:
    take("units", as_csv(*UNITS["vi"]), clerk)
    sheet = as_xlsx(
        ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Vai trò", "Thư điện tử"],
        [1, "Nguyễn Văn Đức", "Vụ trưởng", "vụ châu âu", "Trưởng đơn vị", "duc.nv@mofa.example"],
        [2, "Trần Thị Ánh", "Chuyên viên", "Phòng Lễ tân", "chuyên viên", ""],
        [3, "Trần Thị Ánh", "Văn thư", "Lãnh đạo", "văn thư", ""],
        [4, "", "Lái xe", "Phòng Lễ tân", "", ""],
    )
    take("people", sheet, clerk)
    assert set(Officer.objects.values_list("id", flat=True)) == {"duc.nv", "tran.thi.anh", "officer-1"}
    posts = {(post.officer_id, post.role, post.title["vi"]) for post in Post.objects.all()}
    assert posts == {("duc.nv", "head", "Vụ trưởng"), ("tran.thi.anh", "desk", "Chuyên viên"),
                     ("tran.thi.anh", "clerk", "Văn thư"), ("officer-1", "desk", "Lái xe")}  # fmt: skip
    assert Post.objects.get(officer="duc.nv").unit == Unit.objects.get(name__vi="Vụ Châu Âu").id
    take("people", as_csv(["Email", "Unit name", "Department"], ["duc.nv@mofa.example", "", "Lãnh đạo"]), clerk)
    assert Officer.objects.count() == 3, "found again by the mail address"


def test_partners_are_known_by_country_in_any_language(mofa: Node, clerk: Actor) -> None:
    sheet = as_csv(["Đối tác", "Loại", "Quốc gia"], ["Pháp", "nước", ""], ["Quỹ Cây Xanh", "phi chính phủ", "Đức"],
                   ["Hội đồng Hòa bình", "Tổ chức quốc tế", ""])  # fmt: skip
    take("partners", sheet, clerk)
    found = {partner.code: (partner.kind, partner.country) for partner in Partner.objects.all()}
    assert found == {"FR": ("country", "FR"), "quy-cay-xanh": ("ngo", "DE"), "hoi-dong-hoa-binh": ("organisation", "")}
    take("partners", as_csv(["م", "الدولة"], ["1", "اليابان"]), clerk)
    assert Partner.objects.get(code="JP").name["vi"] == "Nhật Bản"


def test_every_fault_names_the_cell_and_its_own_heading_and_nothing_is_taken(mofa: Node, clerk: Actor) -> None:
    take("units", as_csv(*UNITS["vi"]), clerk)
    wrong = read("people", as_csv(["Họ và tên", "Đơn vị", "Vai trò", "Thư điện tử"], ["A", "Vụ Sao Hỏa", "vua", "x@"]))
    assert codes(wrong.faults) == ["unknown_unit", "duty_word_unknown", "people_email_wrong"]
    assert [fault.column for fault in wrong.faults] == [2, 3, 4] and {fault.line for fault in wrong.faults} == {2}
    assert wrong.faults[1].params["field"] == "Vai trò"
    above = read("units", as_csv(["Tên đơn vị", "Cấp trên"], ["Một", "Không có"]))
    assert codes(above.faults) == ["unknown_unit"]
    assert codes(read("people", as_csv(["Đơn vị", "Ghi chú khác"], ["Lãnh đạo", "x"])).faults) == ["table_one_missing"]
    assert not Officer.objects.exists()


def test_a_chosen_mapping_counts_and_not_the_guess(mofa: Node, clerk: Actor) -> None:
    raw = as_csv(["Alpha", "Beta"], ["Europe", "Leadership"], ["Leadership", ""])
    assert codes(read("units", raw, header=1).faults) == ["plan_no_heading"]
    take("units", raw, clerk, header=1, columns={"en": "A", "parent": "B"})
    assert Unit.objects.get(name__en="Europe").parent == Unit.objects.get(name__en="Leadership").id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", EXAMPLES)
def test_each_example_reads_back_as_it_is(mofa: Node, clerk: Actor, what: str, language: str) -> None:
    """Its headings are all recognised, its words understood, and nothing is wrong with it."""
    for kind in ("units", what):
        heads, rows = EXAMPLES[kind].table(language)
        raw = as_xlsx(heads, *rows)
        if kind in ("plan", "past"):
            found = plans.read_sheet(raw, Choices(kind, year=2026))
            assert not found.faults and not found.items.notes, (found.faults, found.items.notes)
            assert len(found.items.items) == len(rows)
        else:
            found = take(kind, raw, clerk)
            assert len(found.rows) == len(rows)
        assert sorted(found.columns.of.values()) == list(range(1, len(heads) + 1)), found.columns
        named = {name if name in EXAMPLES[kind].heads else name[:5] for name in found.columns.of}
        assert named <= {*EXAMPLES[kind].heads, "title", language}


@pytest.mark.parametrize("text", ["=1+1", "+84 24", "-5", "@x", "'=1", "''-", "'quoted'", "plain"])
def test_what_a_spreadsheet_would_run_goes_out_neutral_and_comes_back_as_it_was(mofa: Node, text: str) -> None:
    written = write_csv([["code", "parent", "kind", "zone", "en"], ["europe", "", "department", "UTC", text]])
    cell = next(csv.reader(StringIO(written.splitlines()[1])))[4]
    assert not cell.startswith(("=", "+", "-", "@"))
    (unit,) = read_units(written.encode())
    assert unit["name"]["en"] == text
    assert read("units", written.encode()).rows[0]["name"]["en"] == text


def test_words_of_an_office_that_name_a_kind_or_a_state_in_full(mofa: Node, clerk: Actor) -> None:
    rows = [["Tên phòng/đơn vị", "Trực thuộc", "Loại hình"], ["Văn phòng", "", "văn phòng"],
            ["Trung tâm Dịch vụ", "Văn phòng", "Đơn vị sự nghiệp"], ["مركز", "Văn phòng", "مركز"]]  # fmt: skip
    assert [row["kind"] for row in read("units", as_xlsx(*rows)).rows] == ["office", "section", "section"]
    partners = [["Tên đối tác", "Loại", "Quốc gia"], ["Cây Xanh", "Tổ chức phi chính phủ nước ngoài", "CHLB Đức"],
                ["Séc", "quốc gia", "CH Séc"], ["Thái", "quốc gia", "Vương quốc Thái Lan"],
                ["Đô", "quốc gia", "Cộng hòa Dominica"]]  # fmt: skip
    found = read("partners", as_xlsx(*partners))
    assert not found.faults, found.faults
    assert [row["country"] for row in found.rows] == ["DE", "CZ", "TH", "DO"]


def merged(rows: list[list[Any]], *ranges: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place in ranges:
        sheet.merge_cells(place)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_list_of_staff_as_offices_keep_it(mofa: Node, clerk: Actor) -> None:
    """Names in two columns under one head, days of birth that nobody asked for, people under the names of units."""
    take("units", as_csv(*UNITS["vi"]), clerk)
    sheet = merged(
        [["DANH SÁCH CÁN BỘ"], [],
         ["TT", "Họ và tên", None, "Ngày sinh", None, "Chức vụ, đơn vị công tác", "Điện thoại"],
         [None, None, None, "Nam", "Nữ"],
         ["A", "Lãnh đạo"], [1, "Nguyễn Thị", "Lan", None, "12/5/1970", "Vụ trưởng", "0912 345 678"],
         ["B", "Phòng Lễ tân"], [2, "Trần Văn", "Hùng", "1975", None, "Chuyên viên", None],
         [3, "Lê", "Mai", None, "3/1990", "Phó Vụ trưởng, Vụ Châu Âu", None],
         [], [None, "Người lập", None, None, None, "VỤ TRƯỞNG"], [None, None, None, None, None, "(Đã ký)"]],
        "B3:C3", "D3:E3",
    )  # fmt: skip
    found = read("people", sheet)
    assert {"name", "unit"} == set(found.columns.of) and not found.faults, found
    take("people", sheet, clerk)
    posts = {
        (post.officer.name, post.unit.partition("/")[2], next(iter(post.title.values()))) for post in Post.objects.all()
    }
    assert posts == {
        ("Nguyễn Thị Lan", "leadership", "Vụ trưởng"), ("Trần Văn Hùng", "phong-le-tan", "Chuyên viên"),
        ("Lê Mai", "vu-chau-au", "Phó Vụ trưởng"),
    }  # fmt: skip


def test_a_unit_that_is_misspelt_is_a_fault_also_below_the_name_of_another(mofa: Node, clerk: Actor) -> None:
    take("units", as_csv(*UNITS["vi"]), clerk)
    sheet = as_csv(["STT", "Họ và tên", "Đơn vị"], ["A", "Lãnh đạo", ""], ["1", "Lan", "Vụ Châu Úc"])
    assert codes(read("people", sheet).faults) == ["unknown_unit"]


def test_the_kind_of_a_unit_is_told_by_its_name_where_no_column_tells_it(mofa: Node, clerk: Actor) -> None:
    names = ("Ban Lãnh đạo", "Văn phòng Sở", "Phòng Hợp tác", "Vụ Tổng hợp", "Hội hữu nghị Việt - Pháp")
    take("units", as_csv(["Tên đơn vị", "STT"], *([name, n] for n, name in enumerate(names))), clerk)
    kinds = {unit.name["vi"]: unit.kind for unit in Unit.objects.filter(is_closed=False)}
    assert kinds == {"Ban Lãnh đạo": "leadership", "Văn phòng Sở": "office", "Phòng Hợp tác": "section",
                     "Vụ Tổng hợp": "department", "Hội hữu nghị Việt - Pháp": "association"}  # fmt: skip


def test_days_of_posts_are_taken_as_people_write_them(mofa: Node, clerk: Actor) -> None:
    take("units", as_csv(*UNITS["vi"]), clerk)
    take(
        "people",
        as_csv(["Họ tên", "Đơn vị", "Từ ngày", "Đến ngày"], ["Lan", "Lãnh đạo", "01/02/2026", "٣١/١٢/٢٠٢٧"]),
        clerk,
    )
    post = Post.objects.get(officer="lan")
    assert (post.from_on.isoformat(), post.until_on.isoformat()) == ("2026-02-01", "2027-12-31")
