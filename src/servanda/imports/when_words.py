"""Dates as offices write them in spreadsheets, in Vietnamese, English, Arabic and Malay, as EDTF."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.kernel.dates import read_edtf
from servanda.kernel.refusals import Refused
from servanda.processes.search.searching import fold_text

MONTHS = {
    **{name: n for n, names in enumerate((
        ("january", "jan", "januari", "يناير", "كانون الثاني"), ("february", "feb", "februari", "فبراير", "شباط"),
        ("march", "mar", "mac", "مارس", "اذار"), ("april", "apr", "ابريل", "نيسان"), ("may", "mei", "مايو", "ايار"),
        ("june", "jun", "يونيو", "حزيران"), ("july", "jul", "julai", "يوليو", "تموز"),
        ("august", "aug", "ogos", "اغسطس", "اب"), ("september", "sept", "sep", "سبتمبر", "ايلول"),
        ("october", "oct", "oktober", "okt", "اكتوبر", "تشرين الاول"),
        ("november", "nov", "نوفمبر", "تشرين الثاني"), ("december", "dec", "disember", "dis", "ديسمبر", "كانون الاول"),
    ), start=1) for name in names},
}  # fmt: skip
ORDER = {
    **{word: n for n, words in enumerate((
        ("1", "i", "mot", "dau", "first", "1st", "pertama", "الاول"),
        ("2", "ii", "hai", "second", "2nd", "kedua", "الثاني"),
        ("3", "iii", "ba", "third", "3rd", "ketiga", "الثالث"),
        ("4", "iv", "bon", "tu", "fourth", "4th", "keempat", "الرابع"),
    ), start=1) for word in words},
}  # fmt: skip
UNSURE = ("du kien", "tentatively", "tentative", "expected", "planned", "dijangka", "من المتوقع", "متوقع")
ABOUT = (
    *("khoang", "dau", "giua", "cuoi", "about", "around", "early", "mid", "late", "end of", "beginning of"),
    *("sekitar", "awal", "pertengahan", "akhir", "اوائل", "منتصف", "اواخر", "حوالي", "نهايه", "بدايه"),
)

_MONTH = re.compile(r"(?<!\w)(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?(?!\w)")
_WORDS = "|".join(sorted(ORDER, key=len, reverse=True))
_OF_YEAR = r"(?!\w)\s*(?:nam|of|tahun|من عام|عام|من|سنه)?[\s/,.-]*(\d{4})?"
_QUARTER = re.compile(rf"(?:(?:quy|quarter|q|suku(?: tahun)?|الربع)\s*({_WORDS})|({_WORDS}) quarter){_OF_YEAR}")
_HALF = re.compile(
    r"(?:(?:6 thang|nua) (dau|cuoi)(?: nam)?|(?:h|half )([12])|(first|second) half|separuh (pertama|kedua)"
    rf"|النصف (الاول|الثاني)){_OF_YEAR}"
)
_EARLY = ("dau", "early", "beginning of", "awal", "اوائل", "بدايه")
_MIDDLE = ("giua", "mid", "middle of", "pertengahan", "منتصف")
_LATE = ("cuoi", "late", "end of", "akhir", "اواخر", "نهايه")
_PART = re.compile(
    rf"({'|'.join((*_EARLY, *_MIDDLE, *_LATE))})[ -](?:the )?(?:nam|year|tahun|العام|السنه|عام|سنه)(?:\s+(\d{{4}}))?"
)
_YEAR = re.compile(
    r"(?:(?:ca|trong|whole|all|sepanjang|طوال)?\s*(?:nam|year|tahun|عام|سنه)?\s*(\d{4})|(?:ca|trong) nam|all year)"
)
_TO = re.compile(r"\s*[–—−]\s*|\s+(?:den|toi|to|until|till|hingga|sampai|الي|حتي)\s+(?:ngay\s+)?|\s+-\s*|\s*-\s+")
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})[/.](\d{1,2})")
_MONTH_OF_YEAR = re.compile(r"m?(\d{1,2})[/.-](\d{4})")
_BARE_MONTH = re.compile(r"m(\d{1,2})")
_NUMBER = re.compile(r"m?(\d{1,2})")
_SERIAL = re.compile(r"\d{5}")
_SERIALS = (20_000, 80_000)
_EPOCH = date(1899, 12, 30)
_HOUR = re.compile(r"^\d{1,2}[h:]\d{0,2}[ ,]+")
_WEEKDAY = re.compile(
    r"^(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|(?:mon|tues|wednes|thurs|fri|satur|sun)day|isnin|selasa|rabu"
    r"|khamis|jumaat|sabtu|ahad)[ ,]+"
)
# A week of a month is no date: the month is said, and the cell stays beside it.
_NTH = rf"(?:[1-5]|{_WORDS}|cuoi|last|terakhir|الاخير)"
_WEEK = re.compile(
    rf"^(?:tuan(?: thu)? {_NTH}|week {_NTH}|(?:the )?{_NTH} week|minggu (?:ke-?)?{_NTH}|الاسبوع {_NTH})"
    r"(?: cua| of| bulan| من(?: شهر)?)?[ ,/-]+(?=\D)"
)
_TIME = re.compile(r"[t ]\d{1,2}:\d{2}.*$")

Day = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class When:
    """What a cell says of a time: EDTF of the beginning, and of the end where that is another day."""

    start_on: str
    end_on: str = ""


def read_when(text: str, *, year: int | None) -> When:
    """Read `10-15/3/2026`, `tháng 5/2026`, `Quý II/2026`, `5 March`…; `year` stands in where none is written.

    Day stands before month. Raises Refused("plan_date_wrong", value) for anything that is not one date or one span.
    """
    folded = " ".join(fold_text(text).split())
    try:
        found = _read(folded, year)
        for part in (found.start_on, found.end_on):
            if part:
                read_edtf(part)
    except (ValueError, Refused):
        raise Refused("plan_date_wrong", value=text.strip()[:40]) from None
    return found


def names_week(text: str) -> bool:
    """Does it say which week of a month is meant, which no date can hold?"""
    return bool(_WEEK.match(" ".join(fold_text(text).split())))


def day_of(text: str) -> date | None:
    """The one day that is written, as people write it; None for anything else, a month among it."""
    try:
        found = read_when(text, year=None)
        return None if found.end_on else date.fromisoformat(found.start_on)
    except (ValueError, Refused):
        return None


def _read(text: str, year: int | None) -> When:
    try:
        read_edtf(text)
        return When(text)
    except Refused:
        pass
    if part := _PART.fullmatch(text):
        first, last = (1, 3) if part[1] in _EARLY else (4, 9) if part[1] in _MIDDLE else (10, 12)
        return _months(_year(part[2], year), first, last)
    text, mark = _without_doubt(text)
    if quarter := _QUARTER.fullmatch(text):
        first = 3 * ORDER[quarter[1] or quarter[2]] - 2
        return _months(_year(quarter[3], year), first, first + 2)
    if half := _HALF.fullmatch(text):
        is_first = next(word for word in half.groups()[:5] if word) in ("dau", "1", "first", "pertama", "الاول")
        return _months(_year(half[6], year), *((1, 6) if is_first else (7, 12)))
    if found := _YEAR.fullmatch(text):
        return When(f"{_year(found[1], year):04}{mark}")
    if _SERIAL.fullmatch(text) and _SERIALS[0] <= int(text) <= _SERIALS[1]:
        return When((_EPOCH + timedelta(days=int(text))).isoformat())
    return _one_or_two(_tidy(text), year, mark)


def _without_doubt(text: str) -> tuple[str, str]:
    """The text without words of doubt, and the EDTF mark for them."""
    mark = ""
    for words, sign in ((UNSURE, "?"), (ABOUT, "~")):
        for word in words:
            # `6 tháng đầu năm` means a half of the year, not a beginning.
            if re.match(rf"{word}(?!\w)(?! nam)", text) or text.endswith(f"({word})"):
                text, mark = text.removeprefix(word).removesuffix(f"({word})").strip(" :-"), sign
    return text, mark


def _tidy(text: str) -> str:
    """Names of months as m1 to m12, words between numbers as `/`, one `-` or ` - ` between the two ends."""
    text = _HOUR.sub("", _WEEKDAY.sub("", _TIME.sub("", text) if ":" in text else text))
    text = re.sub(r"^(?:tu|from|dari|من)\s+", "", _WEEK.sub("", text))
    text = re.sub(r"\b(?:ngay|tanggal|tarikh|the|يوم)\b", " ", text)
    text = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b", r"\1", text)
    text = _MONTH.sub(lambda found: f" m{MONTHS[found[1]]} ", text)
    text = re.sub(r"(?<=\d)- (m\d{1,2}) -(?=\d{4})", r" \1 ", text)
    text = re.sub(r"\bthang\s*(\d{1,2})\b|\bt(\d{1,2})(?=[/.\s-]|$)", lambda f: f" m{f[1] or f[2]} ", text)
    text = re.sub(r"(?<!\w)(?:nam|year|tahun|عام|سنه|of)(?!\w)|,", " ", text)
    text = " ".join(text.split())
    text = re.sub(r"m(\d{1,2}) (\d{1,2}) (\d{4})", r"\2/\1/\3", text)
    text = re.sub(r"m(\d{1,2})[ -](\d{4})", r"m\1/\2", text)
    text = re.sub(r"(?<![m\d])(\d{1,2})(?: ?[/.]? ?|-)m(\d{1,2})(?!\d)", r"\1/\2", text)
    text = re.sub(r"(\d)\s*([/.])\s*(\d)", r"\1\2\3", text)
    return re.sub(r"(\d{1,2}) (\d{4})\b", r"\1/\2", text)


def _one_or_two(text: str, year: int | None, mark: str) -> When:
    if (day := _day(text)) is not None:
        return When(_written(day, year, mark))
    ends = _TO.split(text)
    if len(ends) == 1:
        ends = text.split("-")
    if len(ends) == 2 and _BARE_MONTH.fullmatch(ends[0].strip()) and _NUMBER.fullmatch(ends[1].strip()):
        ends[1] = f"m{ends[1].strip(' m')}"
    last = _day(ends[1]) if len(ends) == 2 else None
    if last is None:
        raise ValueError(text)
    first = _first(ends[0].strip(), last)
    begins, ends_ = _written(first, year, mark), _written(last, year, mark)
    if read_edtf(begins).first > read_edtf(ends_).last:
        raise ValueError(text)
    # Two days are a beginning and an end; two months only say between which months it will be.
    return When(begins, ends_) if last[2] is not None else When(f"{begins}/{ends_}")


def _day(text: str) -> Day | None:
    """Year, month and day of one date; month and day None where they are not said, year 0 where it is not."""
    text = text.strip()
    if found := _DAY.fullmatch(text):
        full = int(found[4]) if len(found[4]) == 4 else 2000 + int(found[4])
        return full, int(found[3]), int(found[1])
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _MONTH_OF_YEAR.fullmatch(text):
        return int(found[2]), int(found[1]), None
    if found := _DAY_OF_MONTH.fullmatch(text):
        return 0, int(found[2]), int(found[1])
    if found := _BARE_MONTH.fullmatch(text):
        return 0, int(found[1]), None
    return None


def _first(text: str, last: Day) -> Day:
    """The beginning of a span, of which the end tells what the beginning leaves out."""
    if (day := _day(text)) is not None:
        if (day[2] is None) != (last[2] is None):
            raise ValueError(text)
        return day[0] or last[0], day[1], day[2]
    number = _NUMBER.fullmatch(text)
    if number is None:
        raise ValueError(text)
    # `10-15/3` are days, `3-5/2026` are months.
    return (last[0], last[1], int(number[1])) if last[2] is not None else (last[0], int(number[1]), None)


def _written(day: Day, year: int | None, mark: str) -> str:
    full = day[0] or year
    if not full:
        raise ValueError(day)
    parts = [f"{full:04}", *(f"{part:02}" for part in day[1:] if part is not None)]
    return "-".join(parts) + mark


def _months(year: int, first: int, last: int) -> When:
    return When(f"{year:04}-{first:02}/{year:04}-{last:02}")


def _year(text: str | None, year: int | None) -> int:
    if text or year:
        return int(text or year or 0)
    raise ValueError("no year")
