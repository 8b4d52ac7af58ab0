"""The spreadsheets that offices have: headings in two lines, merged cells, parts and sums, in four languages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from servanda.imports.columns import guess
from servanda.imports.faults import Faulty
from servanda.imports.plans import PAST, PLAN, Choices, import_past, import_plan, plan_rows, read_sheet, title_named
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.processes.figures.baseline import baseline
from servanda.processes.models import Partner, Unit
from tests.imports.files import as_csv

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
CHOICES = Choices(what=PLAN, year=2026, currency="VND")
AGENCY = "mofa.gov.vn"


def book(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), **formats: str) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for cell, code in formats.items():
        sheet[cell].number_format = code
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def names(mofa: Node) -> Node:
    Partner.objects.create(code="FR", kind="country", country="FR", name={"en": "France"})
    Partner.objects.create(code="CU", kind="country", country="CU", name={"vi": "Cu-ba"})
    for code, vi in (("europe", "Vụ Châu Âu"), ("protocol", "Cục Lễ tân")):
        Unit.objects.create(id=f"{AGENCY}/{code}", agency=AGENCY, name={"vi": vi, "en": code.title()})
    return mofa


VIETNAMESE = book(
    [
        ["BỘ NGOẠI GIAO"], [], ["KẾ HOẠCH ĐỐI NGOẠI NĂM 2026", *[""] * 8], [],
        ["STT", "Nội dung hoạt động", "Thời gian", None, "Đối tác", "Địa điểm", "Đơn vị chủ trì",
         "Kinh phí (triệu đồng)", "Ghi chú"],
        [None, None, "Từ ngày", "Đến ngày"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
        ["I", "ĐOÀN RA"],
        [1, "Đoàn đi Pháp", date(2026, 3, 10), date(2026, 3, 15), "Pháp", "Paris", "Vụ Châu Âu", 1250.5, None],
        [2, "Đoàn đi Lào", "Quý II/2026", None, "Lào", "Viêng Chăn", "Ban lạ; Cục Lễ tân", "500", "chờ duyệt"],
        ["II", "HOẠT ĐỘNG TRONG NƯỚC"],
        [3, "Giao lưu Cuba", "10-15/5", None, "Cuba", "Hà Nội", "Vụ Châu Âu, Cục Lễ tân", "3 tỷ", None],
        [None, "Tổng cộng", None, None, None, None, None, 1753.5],
    ],
    ["A3:I3", "C5:D5", *(f"{column}5:{column}6" for column in "ABEFGHI")],
)  # fmt: skip


@pytest.mark.mission("S33")
def test_a_vietnamese_plan_is_read_as_it_is(names: Node) -> None:
    found = read_sheet(VIETNAMESE, CHOICES)
    assert not found.faults and (found.columns.first, found.columns.last) == (5, 7)
    first, second, third = [item.values for item in found.items.items]
    assert first == {
        "title": "Đoàn đi Pháp", "kind": "visit", "start_on": "2026-03-10", "end_on": "2026-03-15", "partner": "FR",
        "place": "Paris", "lead": f"{AGENCY}/europe", "amount": {"amount": "1250500000", "currency": "VND"},
    }  # fmt: skip
    assert second["start_on"] == "2026-04/2026-06" and second["partner"] == "Lào" and "lead" not in second
    assert second["coordinating"] == [f"{AGENCY}/protocol"] and second["remark"].endswith("Ban lạ")
    assert third["kind"] == "activity" and third["partner"] == "CU" and third["end_on"] == "2026-05-15"
    assert (third["lead"], third["coordinating"]) == (f"{AGENCY}/europe", [f"{AGENCY}/protocol"])
    assert third["amount"]["amount"] == "3000000000"
    assert [line for line, _text in found.items.headings] == [8, 11] and found.items.totals[0][0] == 13
    assert {note.code for note in found.items.notes} == {"plan_partner_unknown", "plan_unit_unknown"}


HEADS: list[tuple[list[list[str]], str]] = [
    ([["KẾ HOẠCH CÔNG TÁC ĐỐI NGOẠI NĂM 2026"]], "KẾ HOẠCH CÔNG TÁC ĐỐI NGOẠI NĂM 2026"),
    ([["BỘ NGOẠI GIAO", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["Vụ Lễ tân", "Độc lập - Tự do - Hạnh phúc"],
      ["KẾ HOẠCH"], ["CÔNG TÁC ĐỐI NGOẠI NĂM 2026"], ["(Kèm theo Công văn số 12/BNG)"]],
     "KẾ HOẠCH CÔNG TÁC ĐỐI NGOẠI NĂM 2026"),
    ([["Kế hoạch năm 2026"], ["Đơn vị tính: triệu đồng"]], "Kế hoạch năm 2026"),
    ([["KẾ HOẠCH"], ["(Kèm theo Công văn số 12/BNG)"]], "KẾ HOẠCH"),
    ([["وزارة الخارجية"], ["خطة الأنشطة الخارجية لعام ٢٠٢٦"]], "خطة الأنشطة الخارجية لعام ٢٠٢٦"),
    ([["Annual plan 2026"], ["Amounts in: USD"]], "Annual plan 2026"),
    ([["RANCANGAN TAHUNAN 2026"]], "RANCANGAN TAHUNAN 2026"),
    ([["Union of Friendship"], ["2026 work plan of the Union"]], "2026 work plan of the Union"),
    ([["SỞ NGOẠI VỤ"], ["Ngày 12/11/2025"]], ""),
    ([["Planning department"]], ""),
    ([], ""),
]  # fmt: skip


def test_a_sheet_is_called_as_its_own_head_says(names: Node) -> None:
    for above, title in HEADS:
        raw = book([*above, ["Nội dung hoạt động", "Thời gian"], ["Hội thảo", "5/2026"]])
        assert title_named(read_sheet(raw, CHOICES)) == title


@pytest.mark.parametrize(
    ("raw", "start", "amount"),
    [
        (as_csv(["No", "Activity", "Date", "Budget (USD)", "Partner"], [1, "Film week", "10-15 March 2026", "3,000.50",
                 "France"]), "2026-03-10", "3000.5 USD"),
        (as_csv(["م", "النشاط", "الموعد", "الميزانية (ألف دولار)", "الدولة"], ["١", "أسبوع الفيلم", "مايو 2026", "٣",
                 "فرنسا"], separator=";"), "2026-05", "3000 USD"),
        (as_csv(["Bil.", "Aktiviti", "Tarikh", "Peruntukan", "Negara"], ["1", "Minggu filem", "Suku kedua 2026",
                 "RM 5,000.00", "Perancis"], separator="\t"), "2026-04/2026-06", "5000 MYR"),
        (book([["Tên đoàn", "Tháng", "Dự toán", "Nước"], ["Đoàn", date(2026, 5, 1), 7, "FR"]], B2="mm/yyyy"),
         "2026-05", "7 VND"),
    ],
)  # fmt: skip
def test_any_language_any_order(names: Node, raw: bytes, start: str, amount: str) -> None:
    found = read_sheet(raw, CHOICES)
    assert not found.faults
    (item,) = [item.values for item in found.items.items]
    assert item["start_on"] == start and item["partner"] == "FR"
    assert f"{item['amount']['amount']} {item['amount']['currency']}" == amount


def test_every_fault_has_its_place_and_nothing_is_stored(names: Node, clerk: Actor) -> None:
    rows = [["Hoạt động", "Từ ngày", "Đến ngày", "Kinh phí"], ["A", "32/5/2026", "", "abc"], ["", "5/5/2026", "", ""],
            ["B", "5/5/2026", "4/5/2026", "1,250 tỷ"]]  # fmt: skip
    with pytest.raises(Faulty) as faulty:
        import_plan(as_csv(*rows), "plan.csv", clerk, choices=CHOICES, title="Plan", at=AT)
    assert [(fault.line, fault.column, fault.code) for fault in faulty.value.faults] == [
        (2, 2, "plan_date_wrong"), (2, 4, "plan_amount_wrong"), (3, 1, "field_missing"), (4, 3, "plan_ends_early"),
        (4, 4, "plan_amount_wrong"),
    ]  # fmt: skip
    assert not StoredAct.objects.exists()


def test_a_plan_becomes_one_entry_and_its_columns_are_remembered(names: Node, clerk: Actor) -> None:
    raw = as_csv(["Xyz", "Ngày", "Abc"], ["Film week", "5/2026", "Huế"])
    assert "title" not in read_sheet(raw, CHOICES).columns.of
    choices = Choices(what=PLAN, year=2026, columns={"title": "A", "start_on": "Ngày", "place": 3})
    done = import_plan(raw, "plan.csv", clerk, choices=choices, title="Plan 2026", to=["vufo.org.vn/office"], at=AT)
    row = Dossier.objects.get(id=done.dossier)
    assert row.facts["items"][0] | {"id": ""} == {
        "id": "", "title": "Film week", "start_on": "2026-05", "place": "Huế"
    }  # fmt: skip
    assert read_sheet(raw, CHOICES).columns.of == {"title": 1, "start_on": 2, "place": 3}
    again = plan_rows(read_sheet(raw, CHOICES).items.items, row.facts["items"])
    assert again[0]["id"] == row.facts["items"][0]["id"]


@pytest.mark.parametrize("columns", ["title", {"titel": 1}, {"title": "Nowhere"}, {"title": 0.5}, {"title": 999}])
def test_a_mapping_that_names_no_column_is_a_fault(names: Node, columns: Any) -> None:
    with pytest.raises(Faulty):
        read_sheet(as_csv(["A", "B"], ["x", "y"]), Choices(what=PLAN, columns=columns))


@pytest.mark.mission("S53")
def test_last_years_list_gives_a_baseline_on_the_first_day(names: Node, clerk: Actor) -> None:
    raw = book([
        ["Tên đoàn", "Ngày nhận thông báo", "Ngày bắt đầu", "Nước", "Trưởng đoàn", "Đoàn ra/vào"],
        ["Đoàn A", date(2025, 2, 24), date(2025, 3, 10), "Pháp", "Ông A", "vào"],
        ["Đoàn B", date(2025, 5, 5), "12/5/2025", "Cuba", "Bà B", "ra"],
        ["Đoàn C", None, "6/2025", "", "", ""],
    ])  # fmt: skip
    choices = Choices(what=PAST, year=2025, kind="visit")
    done = import_past(raw, "2025.xlsx", clerk, choices=choices, title="2025", for_all=True, at=AT)
    assert (done.rows, done.state) == (3, "kept")
    found = baseline(Actor(agency=AGENCY, officer="o-1", unit=f"{AGENCY}/europe"))
    assert found.days == (5, 10) and found.without == 1
    act = StoredAct.objects.get(dossier=done.dossier)
    assert act.internal and "Ông A" not in str(act.act.facts) + str(act.act.part("content"))


def test_a_formula_that_was_never_computed_is_told(names: Node) -> None:
    raw = book([["Hoạt động", "Ngày", "Kinh phí"], ["A", "5/5/2026", "=1+1"]])
    assert [(fault.line, fault.column, fault.code) for fault in read_sheet(raw, CHOICES).faults] == [
        (2, 3, "table_not_computed")
    ]


def test_one_sum_over_several_rows_stands_once(names: Node) -> None:
    raw = book([["Hoạt động", "Ngày", "Kinh phí", "Đối tác"], ["A", "5/5/2026", 300, "Pháp"], ["B", "6/5/2026"],
                ["C", "7/5/2026"]], ["C2:C4", "D2:D4"])  # fmt: skip
    found = [item.values for item in read_sheet(raw, CHOICES).items.items]
    assert ["amount" in item for item in found] == [True, False, False]
    assert [item["partner"] for item in found] == ["FR"] * 3


CELLS = st.one_of(
    st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(["Nội dung", "Thời gian", "Kinh phí (triệu đồng)", "Từ ngày", "Đối tác", "I", "Tổng cộng", "STT",
                     "10-15/3", "quý 2", "3 tỷ", "=A1", "Pháp", "الموعد", "Chủ trì", "Vụ Châu Âu"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=7), max_size=9), what=st.sampled_from([PLAN, PAST]), data=st.data())
def test_whatever_lies_in_a_sheet_it_is_read_or_refused(names: Node, rows: Any, what: str, data: Any) -> None:
    spans = st.builds(lambda a, b, c, d: f"{'ABCDEFG'[a]}{b}:{'ABCDEFG'[min(a + c, 6)]}{b + d}", st.integers(0, 6),
                      st.integers(1, 8), st.integers(0, 3), st.integers(0, 3))  # fmt: skip
    try:
        raw = book(rows, data.draw(st.lists(spans, max_size=2)))
    except ValueError:
        return
    for choices in (Choices(what=what, year=2026, currency="VND"), Choices(what=what, header=2)):
        try:
            found = read_sheet(raw, choices)
        except Faulty as faulty:
            assert faulty.faults
            continue
        if not found.faults and found.items.items:
            plan_rows(found.items.items)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.one_of(st.binary(max_size=80), st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail),
                     st.integers(0, 4000).map(lambda cut: VIETNAMESE[:cut])))  # fmt: skip
def test_a_file_that_is_no_sheet_is_refused(names: Node, raw: bytes) -> None:
    try:
        read_sheet(raw, CHOICES)
    except Faulty as faulty:
        assert faulty.faults


def test_an_arabic_heading_is_found_however_it_is_spelt() -> None:
    heads = ["م", "عنوان النشاط", "من تاريخ", "إلى تاريخ", "الوحدة المسؤولة", "النتيجة المرجوّة"]
    found = guess(heads, ("title", "start_on", "end_on", "lead", "outcome"))
    assert [found[name] for name in ("title", "start_on", "end_on", "lead", "outcome")] == [2, 3, 4, 5, 6]


def test_a_merged_title_and_a_merged_part_head_no_column(names: Node) -> None:
    """They stand right above and right below the heading, as in most offices' lists."""
    titled = book([["THEO DÕI ĐOÀN VÀO", None, None, None], ["STT", "Đoàn", "Ngày đến", "Ngày đi"],
                   [1, "Đoàn INRAP", date(2025, 11, 24), date(2025, 11, 28)]], ["A1:D1"])  # fmt: skip
    found = read_sheet(titled, Choices(what=PAST, year=2025, currency="VND", kind="visit"))
    assert not found.faults and found.columns.heads == ("STT", "Đoàn", "Ngày đến", "Ngày đi")
    (visit,) = [item.values for item in found.items.items]
    assert (visit["start_on"], visit["end_on"]) == ("2025-11-24", "2025-11-28")
    parted = book([["TT", "Nội dung", "Thời gian", None, "Phía bạn"], [None, None, "Bắt đầu", "Kết thúc"],
                   ["I", "ĐOÀN VÀO"], [1, "Waseda", "12/1/2026", "16/1/2026", "Pháp"]],
                  ["A1:A2", "B1:B2", "C1:D1", "E1:E2", "B3:E3"])  # fmt: skip
    found = read_sheet(parted, CHOICES)
    assert (found.columns.first, found.columns.last) == (1, 2) and not found.faults
    assert [(item.values["kind"], item.values["partner"]) for item in found.items.items] == [("visit", "FR")]


def test_a_sum_that_was_not_computed_hinders_nothing(names: Node) -> None:
    head = ["TT", "Nội dung hoạt động", "Thời gian", "Kinh phí (triệu đồng)"]
    rows = [head, [1, "Đoàn đi Pháp", "10/3/2026", 5], [None, "Tổng cộng", None, "=SUM(D2:D2)"]]
    assert not read_sheet(book(rows), CHOICES).faults
    faulty = read_sheet(book([*rows[:2], [2, "Đoàn đi Lào", "5/2026", "=D2"]]), CHOICES).faults
    assert [(fault.line, fault.code) for fault in faulty] == [(3, "table_not_computed")]


def test_who_signs_below_a_list_is_no_item_and_an_arabic_plan_is_read_with_its_currency(names: Node) -> None:
    rows = [
        ["الخطة السنوية لعام ٢٠٢٧"], [],
        ["م", "اسم النشاط أو الزيارة", "الموعد", "الجهة المقابلة", "الجهة المنفذة", "الميزانية (ر.ع.)"],
        ["١", "زيارة وفد", "١٥ مارس ٢٠٢٧", "فرنسا", "Europe", "١٢٬٥٠٠"],
        ["٢", "معرض الصور", "الأسبوع الأول من يونيو", None, None, "٣٠٠٠ ريال"],
        ["٣", "الندوة", "ديسمبر", None, None, "غير محدد"],
        [None, "الإجمالي", None, None, None, 15500],
        [None, None, None, None, "مدير الدائرة"], [None, "أعده: طارق", None, None, "(توقيع)"],
    ]  # fmt: skip
    found = read_sheet(book(rows), replace(CHOICES, year=2027, currency="USD"))
    assert not found.items.faults
    values = [item.values for item in found.items.items]
    assert [item.get("amount") for item in values] == [
        {"amount": "12500", "currency": "OMR"}, {"amount": "3000", "currency": "OMR"}, None]  # fmt: skip
    assert (values[0]["partner"], values[0]["lead"]) == ("FR", f"{AGENCY}/europe")
    assert values[1]["start_on"] == "2027-06" and "الأسبوع" in values[1]["remark"]
