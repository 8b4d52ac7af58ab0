"""Dates as offices write them, in four languages; what is no date says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.imports.when_words import When, read_when
from servanda.kernel.dates import read_edtf
from servanda.kernel.refusals import Refused

READ = {
    "10/3/2026": "2026-03-10", "10-03-2026": "2026-03-10", "10.3.26": "2026-03-10", "10/3": "2026-03-10",
    "3/2026": "2026-03", "tháng 5/2026": "2026-05", "Tháng 5 năm 2026": "2026-05", "T5/2026": "2026-05",
    "Quý II/2026": "2026-04/2026-06", "quý 3": "2026-07/2026-09", "Q2 2026": "2026-04/2026-06",
    "ngày 10 tháng 3 năm 2026": "2026-03-10", "Thứ Hai, 10/3/2026": "2026-03-10", "8h30 10/3/2026": "2026-03-10",
    "cuối tháng 5/2026": "2026-05~", "dự kiến tháng 5": "2026-05?", "Tháng 10/2026 (dự kiến)": "2026-10?",
    "6 tháng đầu năm 2026": "2026-01/2026-06", "nửa cuối năm": "2026-07/2026-12", "cả năm": "2026", "Năm 2026": "2026",
    "May 2026": "2026-05", "10 March 2026": "2026-03-10", "March 10, 2026": "2026-03-10", "5 March": "2026-03-05",
    "10-Mar-2026": "2026-03-10", "late May 2026": "2026-05~", "second half of 2026": "2026-07/2026-12",
    "3-5/2026": "2026-03/2026-05", "Tháng 3-5": "2026-03/2026-05", "tháng 3 - tháng 5/2026": "2026-03/2026-05",
    "مايو 2026": "2026-05", "١٠/٣/٢٠٢٦": "2026-03-10", "الربع الثاني 2026": "2026-04/2026-06",
    "10 مايو 2026": "2026-05-10", "النصف الأول من عام 2026": "2026-01/2026-06", "Mei 2026": "2026-05",
    "Suku kedua 2026": "2026-04/2026-06", "2026-03-10": "2026-03-10", "2026-03-10T09:00:00": "2026-03-10",
    "46000": "2025-12-09", "cuối năm": "2026-10/2026-12", "đầu năm 2027": "2027-01/2027-03",
    "giữa năm": "2026-04/2026-09", "end of the year": "2026-10/2026-12", "نهاية العام": "2026-10/2026-12",
    "منتصف عام 2027": "2027-04/2027-09", "akhir tahun 2026": "2026-10/2026-12",
}  # fmt: skip
SPANS = {
    "10-15/3/2026": ("2026-03-10", "2026-03-15"), "10 - 15/3/2026": ("2026-03-10", "2026-03-15"),
    "28/2-3/3/2026": ("2026-02-28", "2026-03-03"), "28/02/2026 - 03/03/2026": ("2026-02-28", "2026-03-03"),
    "từ 10 đến 15/3/2026": ("2026-03-10", "2026-03-15"), "31/12/2025-2/1/2026": ("2025-12-31", "2026-01-02"),
    "Từ ngày 10/3 đến ngày 15/3/2026": ("2026-03-10", "2026-03-15"), "10–15 March 2026": ("2026-03-10", "2026-03-15"),
    "10 hingga 15 Mac 2026": ("2026-03-10", "2026-03-15"), "10-12 tháng 3 năm 2026": ("2026-03-10", "2026-03-12"),
}  # fmt: skip
WRONG = ("30/2/2026", "sớm", "15-10/3/2026", "10, 12/3/2026", "13/13/2026", "10/3/2026 và 12/4/2026", "0/0/2026")


@pytest.mark.parametrize("text", READ)
def test_a_date_in_words(text: str) -> None:
    assert read_when(text, year=2026) == When(READ[text])


@pytest.mark.parametrize("text", SPANS)
def test_a_beginning_and_an_end(text: str) -> None:
    assert read_when(text, year=2026) == When(*SPANS[text])


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_date_is_refused_in_its_own_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_when(text, year=2026)
    assert refused.value.code == "plan_date_wrong" and refused.value.params["value"] == text


@pytest.mark.parametrize("text", ["10/3", "tháng 5", "quý 2", "cả năm"])
def test_without_any_year_nothing_is_guessed(text: str) -> None:
    with pytest.raises(Refused):
        read_when(text, year=None)


PIECES = st.sampled_from([*"0123456789/.- ()~", "thang", "năm", "quý", "II", " đến ", "مايو", "May", "T", "h", "46000"])


@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=9).map("".join)))
def test_whatever_is_read_is_a_date_and_nothing_crashes(text: str) -> None:
    try:
        found = read_when(text, year=2026)
    except Refused:
        return
    assert read_edtf(found.start_on)
    assert not found.end_on or read_edtf(found.end_on).first >= read_edtf(found.start_on).first
