"""A list of foreign organisations as an office keeps it: 1,200 rows, alike on every run, and what is wrong in it."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEAD = [
    "STT", "Tên tổ chức", "Quốc tịch", "Loại giấy đăng ký", "Số giấy đăng ký", "Ngày cấp", "Ngày hết hạn",
    "Tên dự án", "Tỉnh, thành phố", "Từ ngày", "Đến ngày", "Giá trị",
]  # fmt: skip
COUNTRIES = ["Pháp", "Hoa Kỳ", "Germany", "Nhật Bản", "GB"]
KINDS = ["Giấy đăng ký hoạt động", "Văn phòng đại diện", "VPDA"]
PROVINCES = ["Hà Nội", "Hà Giang; Huế", "TP. Hồ Chí Minh", "tỉnh Quảng Trị", "Đà Nẵng"]
DAYS = ["31/12/2029", "2029-12-31", "31.12.2029", "31 tháng 12 năm 2029", "December 31, 2029"]
AMOUNTS = ["1.250.000,50 USD", "1,250,000.50", "USD 3,000", "2,5 tỷ đồng", "40 000 EUR"]
ROWS = 1200
# (every so many rows, column, what stands there instead, the code of its fault)
WRONG = (
    (97, 6, "32/13/2029", "plan_date_wrong"), (89, 8, "Quảng Nim", "province_like"),
    (101, 8, "Atlantis", "province_wrong"), (83, 2, "Ruritania", "country_unknown"),
    (79, 11, "rất nhiều", "plan_amount_wrong"), (103, 6, None, "certificate_end_missing"),
    (107, 3, "giấy khai sinh", "certificate_unknown"), (109, 1, None, "field_missing"),
)  # fmt: skip


def row(n: int) -> list[Any]:
    """Two rows for each organisation, each a project; the second says the certificate again."""
    one = n // 2
    return [
        n + 1, f"Tổ chức Hữu nghị {one:04}", COUNTRIES[one % 5], KINDS[one % 3], f"{one}/GĐK", "01/01/2027",
        DAYS[one % 5], f"Dự án {n}", PROVINCES[n % 5], "2027", "2028", AMOUNTS[n % 5],
    ]  # fmt: skip


def wrong(n: int) -> tuple[int, Any, str] | None:
    """What is wrong with a row: the first that falls on it."""
    return next(((column, value, code) for every, column, value, code in WRONG if n % every == every - 1), None)


def rows() -> list[list[Any]]:
    found = []
    for n in range(ROWS):
        made = row(n)
        if slip := wrong(n):
            made[slip[0]] = slip[1]
        found.append(made)
    return found


def expected() -> dict[int, str]:
    """Number of the row (from 0) -> code of its fault."""
    return {n: slip[2] for n in range(ROWS) if (slip := wrong(n))}


def book(made: list[list[Any]], *, first: int = 4, extra: bool = True) -> bytes:
    """XLSX with a title, merged cells, sums that are formulas, and the heads of two parts."""
    found = Workbook()
    page = found.active
    page.append(["DANH SÁCH TỔ CHỨC PHI CHÍNH PHỦ NƯỚC NGOÀI"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEAD))
    page.append([])
    page.append(HEAD)
    for values in made:
        page.append(values)
    if extra:
        # The organisation of the first two rows is written once, over both.
        for column in range(2, 8):
            page.cell(row=first + 1, column=column).value = None
            page.merge_cells(start_row=first, start_column=column, end_row=first + 1, end_column=column)
        page.append(["Tổng cộng", None, None, None, None, None, None, None, None, None, None,
                     f"=SUM(L{first}:L{first + len(made) - 1})"])  # fmt: skip
    held = BytesIO()
    found.save(held)
    return held.getvalue()
