"""Amounts of money as offices write them in spreadsheets: separators of either custom, words for size and currency."""

import re
from decimal import Decimal

import pycountry

from servanda.kernel.refusals import Refused
from servanda.processes.search.searching import fold_text

CURRENCIES = {
    "vnd": "VND", "dong": "VND", "d": "VND", "₫": "VND", "دونغ": "VND", "usd": "USD", "us$": "USD", "$": "USD",
    "do la": "USD", "do la my": "USD", "dollar": "USD", "dollars": "USD", "دولار": "USD", "دولار امريكي": "USD",
    "eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR", "يورو": "EUR", "£": "GBP", "bang anh": "GBP",
    "yen": "JPY", "yen nhat": "JPY", "jpy": "JPY", "rm": "MYR", "ringgit": "MYR", "رينغيت": "MYR", "s$": "SGD",
    "ndt": "CNY", "nhan dan te": "CNY", "rmb": "CNY", "yuan": "CNY", "won": "KRW", "kip": "LAK", "baht": "THB",
    "ر.ع": "OMR", "ريال عماني": "OMR", "ر.س": "SAR", "ريال سعودي": "SAR", "ر.ق": "QAR", "ريال قطري": "QAR",
    "د.ا": "AED", "درهم اماراتي": "AED", "د.ك": "KWD", "دينار كويتي": "KWD", "د.ب": "BHD", "دينار بحريني": "BHD",
    "ج.م": "EGP", "جنيه مصري": "EGP", "دينار اردني": "JOD", "درهم مغربي": "MAD",
}  # fmt: skip
SIZES = {
    **dict.fromkeys(("nghin", "ngan", "k", "thousand", "ribu", "الف", "الاف"), 10**3),
    **dict.fromkeys(("trieu", "tr", "million", "mn", "juta", "مليون", "ملايين"), 10**6),
    **dict.fromkeys(("ty", "ti", "billion", "bn", "bilion", "مليار", "مليارات"), 10**9),
}
# With these a comma before three digits may be a decimal one.
COMMA_IS_DECIMAL = ("nghin", "ngan", "trieu", "tr", "ty", "ti")
ABOUT = re.compile(r"^(?:khoang|du kien|uoc|about|approx\.?|ca\.|sekitar|anggaran|حوالي|~|≈)\s*")
NOTHING = (
    "",
    "-",
    "–",
    "—",
    "khong",
    "khong co",
    "none",
    "tiada",
    "n/a",
    "لا يوجد",
    "chua xac dinh",
    "chua co",
    "tbd",
    "to be decided",
    "not known",
    "not known yet",
    "belum ditentukan",
    "غير محدد",
    "لم يحدد",
    "يحدد لاحقا",
)
# Money of which there are many: the currency of the list says which.
ANY = frozenset({"ريال", "دينار", "درهم", "جنيه"})

_MARKS = str.maketrans({"٬": ",", "٫": ".", "\u00a0": " ", "\u202f": " ", "’": "'"})
_PIECE = re.compile(r"(\d[\d.,' ]*\d|\d)\s*(" + "|".join(sorted(SIZES, key=len, reverse=True)) + r")?(?![^\W\d])")
_CURRENCY = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(word) for word in sorted(CURRENCIES, key=len, reverse=True)) + r")(?!\w)"
)
_ANY = re.compile(rf"(?<!\w)({'|'.join(sorted(ANY))})(?!\w)")
_CODE = re.compile(r"(?<!\w)([a-z]{3})(?!\w)")
# `500đ` and `RM500`: a blank between number and currency is often left out.
_STUCK_BEHIND = re.compile(r"(?<=\d)(?=(?:d|vnd|usd|eur|₫|€|\$)(?!\w))")
_STUCK_BEFORE = re.compile(r"(rm|us\$|s\$|usd|vnd|[$€£₫])(?=\d)")
_GROUPED = re.compile(r"\d{1,3}(?:(?:\.\d{3})*|(?:,\d{3})*)")
_LARGEST = Decimal(10) ** 18

Money = dict[str, str]


def read_amount(text: str, *, currency: str, factor: int = 1) -> Money | None:
    """`1.250.000 đ`, `USD 3,000`, `3,5 tỷ đồng`: amount and currency; None for a dash.

    `currency` holds where none is written, `factor` is that of a column headed *in millions*. Raises
    Refused("plan_amount_wrong").
    """
    folded = ABOUT.sub("", " ".join(fold_text(text.translate(_MARKS)).split()))
    if folded in NOTHING:
        return None
    rest, found = take_currency(folded)
    code = found or currency
    try:
        number = _number(rest) * (1 if _has_size(rest) else factor)
    except ValueError:
        raise Refused("plan_amount_wrong", value=text.strip()[:40]) from None
    if not code or number > _LARGEST:
        raise Refused("plan_amount_wrong", value=text.strip()[:40])
    return {"amount": plain(number), "currency": code}


def plain(number: Decimal) -> str:
    """Without exponent and without idle zeros behind the point."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_of_heading(heading: str) -> tuple[str, int]:
    """Currency and factor that a column's heading states: `Kinh phí (triệu đồng)` is ("VND", 1000000)."""
    folded = " ".join(fold_text(heading).split())
    rest, code = take_currency(folded)
    sizes = [size for word, size in SIZES.items() if re.search(rf"(?<!\w){word}(?!\w)", rest)]
    return code, max(sizes, default=1)


def take_currency(folded: str) -> tuple[str, str]:
    """The text without its currency, and the currency's code; '' where none stands there."""
    stuck = _STUCK_BEHIND.sub(" ", _STUCK_BEFORE.sub(r"\1 ", folded))
    if (found := _CURRENCY.search(stuck)) or (found := re.search(r"([$€£₫])", stuck)):
        return _cut(stuck, found), CURRENCIES[found[1]]
    if found := _ANY.search(stuck):
        return _cut(stuck, found), ""
    if (found := _CODE.search(stuck)) and pycountry.currencies.get(alpha_3=found[1].upper()):
        return _cut(stuck, found), found[1].upper()
    return folded, ""


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip(" ().")


def _has_size(text: str) -> bool:
    return any(piece[2] for piece in _PIECE.finditer(text))


def _number(text: str) -> Decimal:
    """One number, or pieces such as `1 tỷ 200 triệu`, each smaller than the one before."""
    pieces = list(_PIECE.finditer(text))
    if not pieces or _PIECE.sub("", text).strip(" .()"):
        raise ValueError(text)
    sizes = [SIZES.get(piece[2] or "", 1) for piece in pieces]
    if sizes != sorted(set(sizes), reverse=True):
        raise ValueError(text)
    return sum((_digits(piece[1], piece[2] or "") * size for piece, size in zip(pieces, sizes, strict=True)), Decimal())


def _digits(text: str, size: str) -> Decimal:
    text = text.replace(" ", "").replace("'", "")
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return Decimal(text)
    last = marks[-1]
    whole, _mark, end = text.rpartition(last)
    if len(set(marks)) == 2 and marks.count(last) == 1:
        return Decimal(f"{_grouped(whole)}.{end}")
    if len(set(marks)) == 2 or len(marks) > 1 or len(end) != 3:
        return Decimal(_grouped(text)) if len(marks) > 1 else Decimal(f"{whole}.{end}")
    if size and (last == ",") == (size in COMMA_IS_DECIMAL):
        # `1,250 tỷ` may be a thousand and more, or one and a quarter.
        raise ValueError(text)
    return Decimal(_grouped(text))


def _grouped(text: str) -> str:
    groups = re.split(r"[.,]", text)
    if (
        any(len(group) != 3 for group in groups[1:])
        or not 1 <= len(groups[0]) <= 3
        or len(set(re.findall(r"[.,]", text))) > 1
    ):
        raise ValueError(text)
    return "".join(groups)
