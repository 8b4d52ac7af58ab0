"""Agreements as Word files: what is read of them, and what is refused with the limit."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from servanda.imports.article_text import recognise
from servanda.imports.word_files import LONGEST, read_word
from servanda.imports.written import lines_of
from tests.imports import word
from tests.imports.files import codes, faults_of


def read(raw: bytes, language: str = "en") -> Any:
    return recognise(read_word(raw).blocks, language=language)


def lines(document: Any) -> list[str]:
    return [line.text for line in lines_of(read_word(word.saved(document)).blocks)]


@pytest.mark.mission("S36", "S37")
def test_a_vietnamese_regulation_with_numbers_from_the_list() -> None:
    found = read(word.vietnamese())
    assert list(found.texts) == ["vi"]
    text = found.texts["vi"]
    assert text.title == word.VI_TITLE
    assert "Căn cứ Nghị định" in text.preamble
    assert [(a.name, a.label, a.head) for a in text.articles] == [
        (str(n), f"Điều {n}", head) for n, head in enumerate(word.VI_HEADS, start=1)
    ]
    assert [a.group for a in text.articles] == ["Chương I. QUY ĐỊNH CHUNG"] * 2 + ["Chương II. TRÁCH NHIỆM"] * 4


def test_signatures_are_left_out_of_the_last_article_and_shown_as_left_over() -> None:
    found = read(word.vietnamese())
    last = found.texts["vi"].articles[-1]
    assert last.text == "Quy chế có hiệu lực kể từ ngày ký."
    signed = next(left.text for left in found.left if left.what == "signatures")
    assert "TM. BỘ NGOẠI GIAO" in signed and "ngày 05 tháng 01 năm 2026" in signed
    before = next(left.text for left in found.left if left.what == "before")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in before


def test_an_article_that_is_only_cited_begins_no_article_and_is_told() -> None:
    found = read(word.vietnamese())
    assert "Điều 3 của Quy chế này" in found.texts["vi"].articles[0].text
    assert [left.text for left in found.left if left.what == "doubtful"] == [
        "Điều 3 của Quy chế này và các quy định có liên quan."
    ]


def test_a_table_inside_an_article_stays_in_it_as_text() -> None:
    text = read(word.vietnamese()).texts["vi"].articles[2].text
    assert "Cấp chuyến thăm | Thời hạn\nChính thức | 15 ngày" in text


def test_soft_line_breaks_are_lines() -> None:
    assert "lý do\nvà thời hạn mới." in read(word.vietnamese()).texts["vi"].articles[3].text


def test_an_arabic_regulation_with_ordinal_words_and_arabic_digits() -> None:
    found = read(word.arabic())
    text = found.texts["ar"]
    assert [a.name for a in text.articles] == ["1", "2", "3", "4", "5"]
    assert [a.head for a in text.articles][:2] == ["نطاق التطبيق", "مبادئ التنسيق"]
    assert text.articles[4].head == "النفاذ"
    assert text.articles[4].text == "تدخل هذه اللائحة حيز النفاذ من تاريخ التوقيع."
    assert text.title == "لائحة عمل للتنسيق بين الوزارة والاتحاد"
    assert any(left.what == "signatures" and "عن الوزارة" in left.text for left in found.left)


def test_a_subtitle_is_part_of_the_title_whatever_it_ends_with() -> None:
    document = Document()
    document.add_heading("Programme of cooperation", 0)
    document.add_paragraph("between the Museum and the Gallery, for three years.", style="Subtitle")
    document.add_paragraph("The two sides have agreed:")
    document.add_heading("Article 1. Scope", 1)
    document.add_paragraph("It holds for both.")
    text = read(word.saved(document)).texts["en"]
    assert text.title == "Programme of cooperation between the Museum and the Gallery, for three years."
    assert text.preamble == "The two sides have agreed:"


@pytest.mark.parametrize("more", [
    {}, {"heads": ("Tiếng Việt", "English")}, {"heads": ("Nội dung tiếng Việt", "English text"), "numbers": "STT"},
])  # fmt: skip
def test_two_columns_are_two_languages(more: dict[str, Any]) -> None:
    found = read(word.two_columns(**more))
    assert set(found.texts) == {"vi", "en"}
    vi, en = found.texts["vi"], found.texts["en"]
    assert vi.title == "BẢN GHI NHỚ VỀ PHỐI HỢP CÔNG TÁC" and en.title == "MEMORANDUM ON COORDINATION"
    assert [(a.name, a.head) for a in vi.articles] == [("1", "Phạm vi"), ("2", "Thông báo sớm"), ("3", "Hiệu lực")]
    assert [(a.name, a.head) for a in en.articles] == [
        ("1", "Scope"), ("2", "Early notice"), ("3", "Entry into force"),
    ]  # fmt: skip
    assert "10 working days" in en.articles[1].text and "10 ngày làm việc" in vi.articles[1].text
    assert vi.articles[2].text == "Có hiệu lực từ ngày ký.", "the signatures stand in the same table behind it"
    assert (vi.preamble, en.preamble) == ("Hai Bên thỏa thuận như sau:", "The Parties have agreed on the following:")
    assert {(left.what, left.text) for left in found.left} == {
        ("signatures", "ĐẠI DIỆN BỘ NGOẠI GIAO"), ("signatures", "FOR THE MINISTRY OF FOREIGN AFFAIRS"),
    }  # fmt: skip


def test_changes_that_are_followed_are_read_as_if_accepted() -> None:
    document = Document()
    paragraph = document.add_paragraph("Article 1. Notice within ")
    word.tracked(paragraph, put_in="ten", taken_out="fifteen")
    joined = document.add_paragraph("The first half")
    word.end_taken_out(joined)
    document.add_paragraph(" and the second.")
    written = read_word(word.saved(document))
    assert [line.text for line in lines_of(written.blocks)] == [
        "Article 1. Notice within ten", "The first half and the second.",
    ]  # fmt: skip
    assert written.remarks["changes"] == 2


def test_comments_are_left_out_and_counted() -> None:
    document = Document()
    paragraph = document.add_paragraph("Article 1. Scope")
    document.add_comment(paragraph.runs[0], text="is this agreed?", author="A")
    written = read_word(word.saved(document))
    assert [line.text for line in lines_of(written.blocks)] == ["Article 1. Scope"]
    assert written.remarks["comments"] == 1


@pytest.mark.parametrize(
    ("written", "text", "wanted"),
    [
        ("upperRoman", "Article %1 –", ["Article I – a", "Article II – b"]),
        ("decimalZero", "%1)", ["01) a", "02) b"]),
        ("lowerLetter", "%1)", ["a) a", "b) b"]),
        ("hindiNumbers", "المادة %1:", ["المادة ١: a", "المادة ٢: b"]),
        ("bullet", "•", ["a", "b"]),
    ],
)
def test_numbers_that_word_writes_by_itself(written: str, text: str, wanted: list[str]) -> None:
    document = Document()
    name = word.numbered_list(document, text, written=written)
    for said in ("a", "b"):
        word.in_list(document.add_paragraph(said), name)
    assert lines(document) == wanted


def test_a_list_that_begins_anew_counts_anew_below_each_number() -> None:
    document = Document()
    name = word.numbered_list(document, "%1.")
    rules = document.part.numbering_part.element[0]
    inner = '<w:lvl {ns} w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    rules.append(word.parse_xml(inner.format(ns=word.nsdecls("w"))))
    for said, depth in (("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 1)):
        word.in_list(document.add_paragraph(said), name, depth)
    assert lines(document) == ["1. a", "1.1 b", "1.2 c", "2. d", "2.1 e"]


def test_a_list_of_contents_is_no_second_text() -> None:
    document = Document()
    style = document.styles.add_style("toc 1", 1)
    for n in (1, 2):
        document.add_paragraph(f"Article {n}. Head\t{n}", style=style)
    document.add_paragraph("Article 1. Head")
    document.add_paragraph("Text.")
    assert lines(document) == ["Article 1. Head", "Text."]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "word_not_word"),
        (b"just some text", "word_not_word"),
        (b"%PDF-1.7 ...", "word_other_kind"),
        (b"{\\rtf1 ...", "word_other_kind"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "word_other_kind"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "word_locked"),
        (b"PK\x03\x04 broken", "word_damaged"),
    ],
)
def test_what_is_no_word_file_is_refused_by_name(raw: bytes, code: str) -> None:
    assert codes(faults_of(read_word, raw)) == [code]


def test_other_packed_files_are_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "hello")
    assert codes(faults_of(read_word, out.getvalue())) == ["word_not_word"]


def test_macros_are_refused() -> None:
    def infect(parts: dict[str, bytes]) -> None:
        parts["word/vbaProject.bin"] = b"x"

    assert codes(faults_of(read_word, word.repacked(word.arabic(), infect))) == ["word_macros"]

    def mark(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(
            b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            b"vnd.ms-word.document.macroEnabled.main",
        )

    assert codes(faults_of(read_word, word.repacked(word.arabic(), mark))) == ["word_macros"]


def test_a_bomb_is_refused_with_the_limit_and_not_unpacked() -> None:
    def swell(parts: dict[str, bytes]) -> None:
        parts["word/media/x.bin"] = b"\0" * (65 * 1024 * 1024)

    (fault,) = faults_of(read_word, word.repacked(word.arabic(), swell))
    assert (fault.code, fault.params["limit"]) == ("too_large", 64 * 1024 * 1024)


def test_entities_are_refused() -> None:
    def declare(parts: dict[str, bytes]) -> None:
        head, body = parts["word/document.xml"].split(b"?>", 1)
        parts["word/document.xml"] = head + b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + body

    assert codes(faults_of(read_word, word.repacked(word.arabic(), declare))) == ["word_damaged"]


def test_five_hundred_pages_are_refused_with_the_limit() -> None:
    document = Document()
    for _ in range(500):
        document.add_paragraph("Article 1. " + "word " * 100)
    (fault,) = faults_of(read_word, word.saved(document))
    assert fault.code == "word_too_long"
    assert fault.params["limit"] == LONGEST
    assert str(LONGEST) in str(fault)


def test_an_empty_file_is_refused() -> None:
    assert codes(faults_of(read_word, word.saved(Document()))) == ["word_empty"]
