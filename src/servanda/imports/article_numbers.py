"""Numbers as articles bear them: digits of several scripts, Roman numerals, and words in English and Arabic."""

import re
import unicodedata
from collections.abc import Iterator

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_SHAPE = re.compile(r"(?=.)(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+", text)


_ENGLISH = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_ENGLISH_ORDINALS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

# As `plain` writes them: no marks, one form of alef, ya and ta marbuta.
_ARABIC_UNITS = _words("الاولي الثانيه الثالثه الرابعه الخامسه السادسه السابعه الثامنه التاسعه")
_ARABIC_TENS = _words("العشر الثلاث الاربع الخمس الست السبع الثمان التسع")
_ARABIC_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})


def plain(text: str) -> tuple[str, list[int]]:
    """Arabic without marks and in one form of each letter, in small letters; and where each letter came from."""
    letters, places = [], []
    for place, letter in enumerate(text):
        if unicodedata.combining(letter) and "\u0610" <= letter <= "\u06ed":
            continue
        folded = letter.translate(_ARABIC_FOLD)
        lowered = folded.lower() if len(folded.lower()) == 1 else folded
        if folded:
            letters.append(lowered)
            places.append(place)
    return "".join(letters), [*places, len(text)]


def _arabic() -> Iterator[tuple[str, int]]:
    for n, unit in enumerate(_ARABIC_UNITS, start=1):
        yield unit, n
    yield "العاشره", 10
    for n, unit in enumerate(["الحاديه", *_ARABIC_UNITS[1:]], start=1):
        yield f"{unit} عشره", 10 + n
        yield f"{unit} عشر", 10 + n
    for ten, stem in enumerate(_ARABIC_TENS, start=2):
        for ending in ("ون", "ين"):
            yield stem + ending, ten * 10
            for n, unit in enumerate(["الحاديه", *_ARABIC_UNITS[1:]], start=1):
                yield f"{unit} و{stem}{ending}", ten * 10 + n
    yield "المائه", 100


ARABIC_WORDS = dict(_arabic())
ENGLISH_WORDS = {word: n for words in (_ENGLISH, _ENGLISH_ORDINALS) for n, word in enumerate(words, start=1)}


def roman(text: str) -> int | None:
    """The value of a Roman numeral up to 99."""
    if not _ROMAN_SHAPE.fullmatch(text):
        return None
    values = [_ROMAN[letter] for letter in text.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def number(text: str) -> str:
    """A number as an article's name: `٣` and `III` and `الثالثة` are all `3`; `5a` stays; '' for anything else."""
    bare, _ = plain(" ".join(text.split()))
    digits = re.fullmatch(r"(\d{1,3})([a-zđ]?)", bare)
    if digits:
        return f"{int(digits[1])}{digits[2].replace('đ', 'd')}"
    parts = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", bare)
    if parts:
        return f"{int(parts[1])}.{int(parts[2])}"
    found = ARABIC_WORDS.get(bare) or ENGLISH_WORDS.get(bare) or roman(bare)
    return str(found) if found else ""
