"""A Word file as lines and tables: changes as if accepted, automatic numbers written out, nothing executed."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from servanda.imports.faults import Fault, Faulty
from servanda.imports.packages import check_package
from servanda.imports.word_numbers import Lists, read_lists
from servanda.imports.written import Block, Line, Table, Written, clean, lines_of

# About eighty pages; the texts of an agreement are sealed as one entry, and that has a limit.
LONGEST = 200_000
MOST_LINES = 8_000
DEEPEST_TABLES = 5

# What a file begins with that is something else than a packed document.
_OTHERS = ((b"\xd0\xcf\x11\xe0", "DOC"), (b"%PDF", "PDF"), (b"{\\rtf", "RTF"))
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
# What python-docx, lxml and zipfile let through for a file that is broken.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, PackageNotFoundError, SyntaxError, expat.ExpatError, EOFError, OSError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError),
)
# Taken out by whoever edited it last, or never part of the text.
_GONE = frozenset(map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:drawing",
                             "w:pict", "w:object")))  # fmt: skip
_REMARKS = {
    qn("w:footnoteReference"): "notes", qn("w:endnoteReference"): "notes", qn("w:commentReference"): "comments",
    qn("w:drawing"): "pictures", qn("w:pict"): "pictures", qn("w:object"): "pictures", qn("w:ins"): "changes",
    qn("w:del"): "changes", qn("w:moveFrom"): "changes",
}  # fmt: skip
_LETTERS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read_word(raw: bytes) -> Written:
    """Lines and tables of a DOCX. Raises Faulty, with the limit where one is passed."""
    _check_kind(raw)
    try:
        names = check_package(raw)
        _check_macros(raw, names)
        document: Any = Document(BytesIO(raw))
        reading = _Reading(_lists_of(document), _heading_styles(document))
        blocks = tuple(reading.blocks(document.element.body, 0))
    except _BROKEN:
        raise _faulty("word_damaged") from None
    return check_length(Written(blocks, dict(reading.remarks)))


def check_length(written: Written) -> Written:
    """The same, or Faulty for more than an agreement may hold."""
    lines = list(lines_of(written.blocks))
    letters = sum(len(line.text) for line in lines)
    if letters > LONGEST:
        raise _faulty("word_too_long", letters=letters, limit=LONGEST)
    if len(lines) > MOST_LINES:
        raise _faulty("word_too_many_lines", lines=len(lines), limit=MOST_LINES)
    if not letters:
        raise _faulty("word_empty")
    return written


def _check_kind(raw: bytes) -> None:
    kind = next((name for begins, name in _OTHERS if raw.startswith(begins)), "")
    if kind == "DOC" and _LOCKED in raw:
        raise _faulty("word_locked")
    if not kind and _OPEN_DOCUMENT in raw[:200]:
        kind = "ODT"
    if kind:
        raise _faulty("word_other_kind", kind=kind)
    if not raw.startswith(b"PK"):
        raise _faulty("word_not_word")


def _check_macros(raw: bytes, names: list[str]) -> None:
    with zipfile.ZipFile(BytesIO(raw)) as package:
        types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"wordprocessingml" not in types and b"ms-word" not in types:
        raise _faulty("word_not_word")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _faulty("word_macros")
    if b"template.main+xml" in types:
        raise _faulty("word_other_kind", kind="DOTX")


def _lists_of(document: Any) -> Lists:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
    found = [each.target_part for each in document.part.rels.values() if each.reltype == kind]
    return read_lists(found[0].element if found else None, document.styles.element)


def _heading_styles(document: Any) -> dict[str, str]:
    """Identifier -> name, in small letters: `heading 1`, `title`, `toc 2`; of localised ones by what they rest on."""
    found = {}
    for style in document.styles.element.findall(qn("w:style")):
        name = style.find(qn("w:name"))
        found[style.get(qn("w:styleId"))] = (name.get(qn("w:val")) or "").lower() if name is not None else ""
    return found


class _Reading:
    """One document under way, in the order of its text."""

    def __init__(self, lists: Lists, styles: dict[str, str]) -> None:
        self.lists, self.styles = lists, styles
        self.remarks: Counter[str] = Counter()
        self.joined = ""

    def blocks(self, parent: Any, depth: int) -> Iterator[Block]:
        for element in parent:
            tag = element.tag
            if tag == qn("w:p"):
                yield from self._paragraph(element)
            elif tag == qn("w:tbl") and depth < DEEPEST_TABLES:
                yield Table(tuple(self._row(row, depth) for row in element.iter(qn("w:tr")) if _owner(row) is element))
            elif tag in (qn("w:sdt"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo"), qn("w:sdtContent")):
                yield from self.blocks(element, depth)

    def _row(self, row: Any, depth: int) -> tuple[tuple[Line, ...], ...]:
        cells = [cell for cell in row.iter(qn("w:tc")) if _owner(cell) is row]
        return tuple(tuple(lines_of(self.blocks(cell, depth + 1))) for cell in cells)

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        style = self._style(paragraph)
        if style.startswith("toc "):
            self.remarks["contents"] += 1
            return
        label = self.lists.label(paragraph)
        text = self.joined + "".join(self._text(paragraph))
        if _is_mark_deleted(paragraph):
            # Whoever took the end of this paragraph out has joined it with the next one.
            self.joined = text
            return
        self.joined = ""
        is_big = style.startswith(("heading", "title", "subtitle")) or _is_centred(paragraph) or _is_bold(paragraph)
        for number, line in enumerate(text.split("\n")):
            said = clean(f"{label} {line}" if label and not number else line)
            if said:
                yield Line(said, is_big, style.startswith(("title", "subtitle")))

    def _text(self, parent: Any) -> Iterator[str]:
        for element in parent:
            tag = element.tag
            if remark := _REMARKS.get(tag):
                self.remarks[remark] += 1
            if tag in _GONE:
                continue
            if tag == qn("w:t"):
                yield element.text or ""
            elif tag in _LETTERS:
                yield _LETTERS[tag]
            elif isinstance(tag, str) and not tag.startswith("{http://schemas.openxmlformats.org/markup-comp"):
                yield from self._text(element)
            elif isinstance(tag, str):
                self.remarks["pictures"] += 1

    def _style(self, paragraph: Any) -> str:
        properties = paragraph.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        return self.styles.get(style.get(qn("w:val")), "") if style is not None else ""


def _owner(element: Any) -> Any:
    """The table of a row, the row of a cell: content controls and changes may stand between."""
    wanted = qn("w:tbl") if element.tag == qn("w:tr") else qn("w:tr")
    parent = element.getparent()
    while parent is not None and parent.tag != wanted:
        parent = parent.getparent()
    return parent


def _is_mark_deleted(paragraph: Any) -> bool:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _is_centred(paragraph: Any) -> bool:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    return found is not None and found.get(qn("w:val")) == "center"


def _is_bold(paragraph: Any) -> bool:
    """Is every run with letters in it bold?"""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()]
    return bool(runs) and all(_is_on(run.find(f"{qn('w:rPr')}/{qn('w:b')}")) for run in runs)


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


def _faulty(code: str, **params: Any) -> Faulty:
    return Faulty([Fault(1, 1, "file", code, params)])
