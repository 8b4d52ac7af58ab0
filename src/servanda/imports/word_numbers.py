"""The numbers that Word puts before paragraphs by itself: they stand nowhere in the text, only in the list's rules."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ARABIC_LETTERS = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_LEVEL = re.compile(r"%([1-9])")
# A style that is based on itself, or a chain longer than any that people make, ends here.
DEEPEST = 20


@dataclass(frozen=True)
class Level:
    """One level of a list: its first number, how it is written, and the text around it, such as `Điều %1.`"""

    start: int = 1
    written: str = "decimal"
    text: str = "%1."


@dataclass
class Lists:
    """The lists of a document, and how far each has counted."""

    levels: Mapping[str, Mapping[int, Level]]
    styles: Mapping[str, tuple[str | None, int | None, str | None]]
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, paragraph: Any) -> str:
        """The label of the next paragraph, such as `Điều 5.`; '' for one without or with a mere bullet."""
        name, depth = self._list_of(paragraph)
        level = self.levels.get(name, {}).get(depth)
        if level is None or name == "0":
            return ""
        counts = self.counted.setdefault(name, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return "" if level.written in ("bullet", "none") else self._written(name, depth, level, counts)

    def _written(self, name: str, depth: int, level: Level, counts: Mapping[int, int]) -> str:
        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            known = self.levels[name].get(at, Level())
            return write_number(counts.get(at, known.start), known.written if at <= depth else "decimal")

        return _LEVEL.sub(number, level.text).strip()

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        """The list and the depth in it: said by the paragraph itself, else by its style."""
        properties = paragraph.find(qn("w:pPr"))
        own, depth = _numbering(properties)
        style = _value(properties, "w:pStyle") if properties is not None else None
        for _ in range(DEEPEST):
            if style is None or (own is not None and depth is not None):
                break
            inherited, at, style = self.styles.get(style, (None, None, None))
            own, depth = own if own is not None else inherited, depth if depth is not None else at
        return own or "0", depth or 0


def read_lists(numbering: Any, styles: Any) -> Lists:
    """From the elements of numbering.xml and styles.xml; either may be missing."""
    return Lists(dict(_lists(numbering)) if numbering is not None else {}, dict(_styles(styles)))


def write_number(n: int, written: str) -> str:
    """A number as Word writes it in this form; forms that are not known here, and 0, in digits."""
    match written:
        case "decimalZero":
            return f"{n:02}"
        case "lowerRoman" | "upperRoman" if 0 < n < 200:
            text = _roman(n)
            return text.upper() if written == "upperRoman" else text
        case "lowerLetter" | "upperLetter" if n > 0:
            text = chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)
            return text.upper() if written == "upperLetter" else text
        case "arabicAlpha" | "arabicAbjad" if 0 < n <= len(_ABJAD):
            return (_ARABIC_LETTERS if written == "arabicAlpha" else _ABJAD)[n - 1]
        case "hindiNumbers":
            return str(n).translate(_INDIC)
    return str(n)


def _roman(n: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (n // value)
        n %= value
    return text


def _lists(numbering: Any) -> Iterator[tuple[str, dict[int, Level]]]:
    abstract = {each.get(qn("w:abstractNumId")): each for each in numbering.findall(qn("w:abstractNum"))}
    for each in numbering.findall(qn("w:num")):
        rules = abstract.get(_value(each, "w:abstractNumId"))
        levels = {_depth(level): _level(level) for level in rules.findall(qn("w:lvl"))} if rules is not None else {}
        for changed in each.findall(qn("w:lvlOverride")):
            depth, own = _depth(changed), changed.find(qn("w:lvl"))
            level = _level(own) if own is not None else levels.get(depth, Level())
            start = _value(changed, "w:startOverride")
            levels[depth] = Level(_whole(start, level.start), level.written, level.text)
        yield each.get(qn("w:numId")), levels


def _styles(styles: Any) -> Iterator[tuple[str, tuple[str | None, int | None, str | None]]]:
    for style in styles.findall(qn("w:style")) if styles is not None else ():
        name, depth = _numbering(style.find(qn("w:pPr")))
        yield style.get(qn("w:styleId")), (name, depth, _value(style, "w:basedOn"))


def _numbering(properties: Any) -> tuple[str | None, int | None]:
    found = properties.find(qn("w:numPr")) if properties is not None else None
    if found is None:
        return None, None
    depth = _value(found, "w:ilvl")
    return _value(found, "w:numId"), None if depth is None else _whole(depth, 0)


def _level(level: Any) -> Level:
    text, written = _value(level, "w:lvlText"), _value(level, "w:numFmt")
    return Level(_whole(_value(level, "w:start"), 1), written or "decimal", text or "")


def _depth(element: Any) -> int:
    return _whole(element.get(qn("w:ilvl")), 0)


def _value(element: Any, name: str) -> str | None:
    found = element.find(qn(name))
    return found.get(qn("w:val")) if found is not None else None


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
