"""The line that begins an article, a chapter, a signature block or an annex, in the languages that are known here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from servanda.imports.article_numbers import ARABIC_WORDS, ENGLISH_WORDS, number, plain

WORDS, FIRST, SECOND, ROMAN = "words", "1.", "1.1", "I."
SCHEMES = (WORDS, FIRST, SECOND, ROMAN)

_NUMBER = r"\d{1,3}[a-zđ]?(?![\w])|[ivxlc]{1,7}(?!\w)"
_AR_WORDS = "|".join(sorted(ARABIC_WORDS, key=len, reverse=True))
_EN_WORDS = "|".join(sorted(ENGLISH_WORDS, key=len, reverse=True))
_ENDS = r"\s*(?P<mark>[.:;،)/\-–—]*)\s*(?P<rest>.*)"
_ARTICLES: Mapping[str, re.Pattern[str]] = {
    "vi": re.compile(rf"điều\s+(?:thứ\s+)?(?P<n>{_NUMBER}){_ENDS}", re.DOTALL),
    "en": re.compile(rf"(?:article|art\.)\s+(?P<n>{_NUMBER}|(?:{_EN_WORDS})\b){_ENDS}", re.DOTALL),
    "ms": re.compile(rf"(?:fasal|perkara|artikel)\s+(?P<n>{_NUMBER}){_ENDS}", re.DOTALL),
    "id": re.compile(rf"pasal\s+(?P<n>{_NUMBER}){_ENDS}", re.DOTALL),
    "ar": re.compile(
        rf"(?:ال)?ماده\s*(?:رقم\s*)?[(\[]?\s*(?P<n>\d{{1,3}}|(?:{_AR_WORDS})\b)\s*[)\]]?{_ENDS}", re.DOTALL
    ),
}
_NUMBERED: Mapping[str, re.Pattern[str]] = {
    FIRST: re.compile(r"(?P<n>\d{1,2})\s*(?P<mark>[.\-–])(?!\d)\s*(?P<rest>\S.*)", re.DOTALL),
    SECOND: re.compile(r"(?P<n>\d{1,2}\.\d{1,2})(?P<mark>\.?)(?![.\d])\s+(?P<rest>\S.*)", re.DOTALL),
    ROMAN: re.compile(r"(?P<n>[ivxlc]{1,7})\s*(?P<mark>[.\-–])\s*(?P<rest>\S.*)", re.DOTALL),
}
_GROUPS = re.compile(
    rf"(?P<word>chương|phần|mục|chapter|part|section|title|الفصل|الباب|القسم|bab|bahagian)\s+"
    rf"(?P<n>{_NUMBER}|(?:thứ\s+)?(?:nhất|hai|ba|tư|năm)\b|(?:{_EN_WORDS})\b|الاول\b|الثاني\b|الثالث\b|الرابع\b|الخامس\b|السادس\b|السابع\b)"
    rf"{_ENDS}",
    re.DOTALL,
)
_LOWER_GROUPS = frozenset({"mục", "section", "القسم", "bahagian"})
# A sentence may begin so too: these count where the line is short and is no sentence.
_CLOSINGS = re.compile(
    r"nơi nhận|đại diện|thay mặt|tm\.|kt\.|tl\.|tuq\.|for the |for and on behalf|on behalf of|signed (?:at|by|in)|"
    r"عن |نيابه عن|التوقيع|bagi pihak|untuk dan bagi pihak|ditandatangani"
)
_CLOSING_SENTENCES = re.compile(
    r"in witness whereof|done (?:at|in) |واثباتا|حرر(?:ت)? في |pada menyaksikan|disaksikan|"
    r".{2,40}, ngày .{1,12} tháng .{1,12} năm"
)
_ANNEXES = re.compile(r"(?:phụ lục|annex|appendix|schedule|(?:ال)?ملحق|lampiran)\b")
_OPENINGS = re.compile(
    r"quy chế|chương trình|kế hoạch|thỏa thuận|thoả thuận|bản ghi nhớ|biên bản|nghị quyết|regulation|agreement|"
    r"memorandum|programme|program\b|plan\b|protocol|arrangement|rules|اتفاق|مذكره|لائحه|برنامج|خطه|بروتوكول|"
    r"peraturan|perjanjian|pelan|instrumen|persetujuan"
)
_PROGRAMMES = re.compile(r"chương trình|programme|program\b|برنامج")
_PLANS = re.compile(r"kế hoạch|plan\b|pelan|خطه")

SHORT = 120
# How far into a line its beginning is looked for.
LOOKED_AT = 300


@dataclass(frozen=True)
class Head:
    """`name` is the number as an article's name, `label` as it stood; `is_set_off`: a mark or nothing follows it."""

    language: str
    name: str
    label: str
    rest: str
    is_set_off: bool


def article_head(text: str) -> Head | None:
    """The head that this line is, where it begins with the word for an article and a number."""
    bare, places = plain(text[:LOOKED_AT])
    for language, pattern in _ARTICLES.items():
        found = pattern.fullmatch(bare)
        if found:
            return _head(text, places, found, language)
    return None


def numbered_head(text: str, scheme: str) -> Head | None:
    """The same for lines that begin with a bare number of this scheme."""
    bare, places = plain(text[:LOOKED_AT])
    found = _NUMBERED[scheme].fullmatch(bare)
    return _head(text, places, found, "") if found else None


def group_head(text: str) -> tuple[int, str, str] | None:
    """(level, label, rest) of a chapter's or section's line."""
    bare, places = plain(text[:LOOKED_AT])
    found = _GROUPS.fullmatch(bare)
    if not found:
        return None
    rest = text[places[found.start("rest")] :].strip()
    is_sentence = len(rest) > SHORT or rest.endswith((".", ";", ":"))
    if is_sentence or (rest and not found["mark"] and rest == rest.lower() and rest != rest.upper()):
        return None
    label = text[: places[found.end("n")]].strip()
    return (2 if found["word"] in _LOWER_GROUPS else 1), label, rest


def is_closing(text: str) -> bool:
    """Does a signature block begin here?"""
    bare = _bare(text)
    if _CLOSING_SENTENCES.match(bare):
        return True
    is_sentence = len(text) > SHORT or text.rstrip().endswith((".", ";", ","))
    return bool(_CLOSINGS.match(bare)) and (not is_sentence or text.isupper())


def is_annex(text: str) -> bool:
    return len(text) <= SHORT and not text.rstrip().endswith((".", ";")) and bool(_ANNEXES.match(_bare(text)))


def is_opening(text: str) -> bool:
    """Does the line begin like the title of such a paper?"""
    return bool(
        _OPENINGS.match(plain(text[:LOOKED_AT])[0].removeprefix("ال")) or _OPENINGS.match(plain(text[:LOOKED_AT])[0])
    )


def kind_of(title: str) -> str:
    """What kind of agreement a title speaks of: programme, plan, or else a regulation."""
    bare = _bare(title)
    return "programme" if _PROGRAMMES.search(bare) else "plan" if _PLANS.search(bare) else "regulation"


def _bare(text: str) -> str:
    return plain(text[:LOOKED_AT])[0]


def _head(text: str, places: list[int], found: re.Match[str], language: str) -> Head | None:
    name = number(found["n"])
    if not name:
        return None
    end = places[found.start("mark")]
    rest = text[places[found.start("rest")] :].strip()
    return Head(language, name, text[:end].strip(), rest, bool(found["mark"]) or not rest)
