"""The title that a sheet itself bears above its columns, such as `KẾ HOẠCH CÔNG TÁC ĐỐI NGOẠI NĂM 2026`."""

import re
from collections.abc import Iterable

from servanda.imports.grids import Line
from servanda.processes.search.searching import fold_text

LONGEST = 400
WORDS = (
    "kế hoạch", "chương trình", "lịch", "danh sách", "danh mục", "bảng tổng hợp", "tổng hợp", "thống kê", "báo cáo",
    "plan", "workplan", "work plan", "programme", "program", "schedule", "list", "overview", "calendar", "report",
    "خطة", "الخطة", "برنامج", "جدول", "قائمة", "كشف", "تقرير", "rancangan", "pelan", "jadual", "senarai", "laporan",
)  # fmt: skip
_WORD = "|".join(map(re.escape, map(fold_text, WORDS)))
BEGINS = re.compile(rf"(?:{_WORD})\b")
NAMES = re.compile(rf"\b(?:{_WORD})\b.*\b(?:19|20)\d\d\b|\b(?:19|20)\d\d\b.*\b(?:{_WORD})\b")
# A title that stands alone in its line goes on in the next one: KẾ HOẠCH / CÔNG TÁC ĐỐI NGOẠI NĂM 2026.
SHORT = 3
# What stands under a title and is none: (Kèm theo Công văn số 12/BNG), Đơn vị tính: triệu đồng, Ngày 12/11/2025.
BESIDE = re.compile(r"\(|kem theo|ban hanh|attached|مرفق")
UNDER = re.compile(rf"{BESIDE.pattern}|so:|[^:]{{1,30}}:|ngay \d|\d")


def title_of(lines: Iterable[Line]) -> str:
    """Out of the lines above the heading; '' where none of them is a title."""
    above = [list(dict.fromkeys(cell.text for cell in line.cells if cell.text)) for line in lines]
    for number, texts in enumerate(above):
        if title := next(filter(_is_title, texts), ""):
            rest = above[number + 1] if number + 1 < len(above) else []
            return " ".join([title, *_goes_on(title, rest)])[:LONGEST]
    return ""


def _is_title(text: str) -> bool:
    """It begins as plans and lists do, or names both such a word and a year."""
    folded = fold_text(text)
    return not BESIDE.match(folded) and bool(BEGINS.match(folded) or NAMES.search(folded))


def _goes_on(title: str, next_line: list[str]) -> list[str]:
    is_whole = len(title.split()) > SHORT or len(next_line) != 1
    return [] if is_whole or UNDER.match(fold_text(next_line[0])) else next_line
