"""Articles found in pasted text, in five languages and by bare numbers; nothing is ever lost."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.imports.article_heads import article_head, group_head
from servanda.imports.article_numbers import number
from servanda.imports.article_text import Recognised, recognise
from servanda.imports.text_languages import guess
from servanda.imports.written import from_data, read_pasted, to_data


def read(text: str, **options: Any) -> Recognised:
    return recognise(read_pasted(text).blocks, language="en", **options)


def names(found: Recognised, language: str) -> list[tuple[str, str]]:
    return [(article.name, article.head) for article in found.texts[language].articles]


@pytest.mark.parametrize(
    ("line", "language", "name", "rest"),
    [
        ("Điều 5. Thông báo", "vi", "5", "Thông báo"),
        ("ĐIỀU 5: THÔNG BÁO", "vi", "5", "THÔNG BÁO"),
        ("Điều 5a. Thông báo", "vi", "5a", "Thông báo"),
        ("Article 12 – Notices", "en", "12", "Notices"),
        ("ARTICLE IV", "en", "4", ""),
        ("Article One. Scope", "en", "1", "Scope"),
        ("Article First", "en", "1", ""),
        ("المادة 3: النفاذ", "ar", "3", "النفاذ"),
        ("المادة (٣)", "ar", "3", ""),
        ("مادة ۱۲ - أحكام", "ar", "12", "أحكام"),
        ("المادَّة الأُولى", "ar", "1", ""),
        ("المادة الحادية عشرة: أحكام", "ar", "11", "أحكام"),
        ("المادة الخامسة والعشرون", "ar", "25", ""),
        ("المــادة الثانية", "ar", "2", ""),
        ("Fasal 2. Notis awal", "ms", "2", "Notis awal"),
        ("Perkara 7", "ms", "7", ""),
        ("Pasal 3", "id", "3", ""),
    ],
)
def test_heads_by_word(line: str, language: str, name: str, rest: str) -> None:
    head = article_head(line)
    assert head is not None
    assert (head.language, head.name, head.rest) == (language, name, rest)


@pytest.mark.parametrize(
    "line",
    [
        "Điều lệ này",
        "Các điều 1 và 2",
        "Articles 3 and 4",
        "Articled clerks",
        "“Điều 5. Trích dẫn”",
        "المواد",
        "Articlemine",
    ],
)
def test_what_only_sounds_like_a_head(line: str) -> None:
    assert article_head(line) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("١٢", "12"), ("۳", "3"), ("XIV", "14"), ("xcix", "99"), ("IIII", ""), ("vx", ""), ("0", "0")),
        *(("12a", "12a"), ("twelfth", "12"), ("5.10", "5.10"), ("x1", "")),
        *(("العشرون", "20"), ("التاسعة والتسعين", "99")),
    ],
)  # fmt: skip
def test_numbers(text: str, name: str) -> None:
    assert number(text) == name


def test_chapters_are_groups_and_no_articles() -> None:
    found = read(
        "Chapter I\nGENERAL\nArticle 1. Scope\nText.\nChapter II. Duties\nSection 1 – Notice\nArticle 2. Notice\nText."
    )
    assert [a.group for a in found.texts["en"].articles] == [
        "Chapter I. GENERAL", "Chapter II. Duties – Section 1. Notice",
    ]  # fmt: skip
    assert found.texts["en"].articles[0].text == "Text."
    assert group_head("Chapter 5 of the Act applies to them.") is None


def test_one_language_after_the_other() -> None:
    found = read(
        "QUY CHẾ PHỐI HỢP\nĐiều 1. Phạm vi\nQuy chế này áp dụng cho hai Bên.\nĐiều 2. Hiệu lực\nTừ ngày ký.\n"
        "TM. BỘ NGOẠI GIAO\nREGULATION ON COORDINATION\nPursuant to the decisions of the Parties,\n"
        "Article 1. Scope\nThis applies to the Parties.\nArticle 2. Effect\nIt takes effect on the day of signature.\n"
        "On behalf of the Ministry"
    )
    assert names(found, "vi") == [("1", "Phạm vi"), ("2", "Hiệu lực")]
    assert names(found, "en") == [("1", "Scope"), ("2", "Effect")]
    assert found.texts["en"].title == "REGULATION ON COORDINATION"
    assert found.texts["en"].preamble == "Pursuant to the decisions of the Parties,"
    assert {(left.what, left.language) for left in found.left} == {("signatures", "vi"), ("signatures", "en")}


def test_languages_that_alternate_article_by_article() -> None:
    found = read(
        "Fasal 1. Skop\nPeraturan ini adalah bagi pihak-pihak dan agensi.\nArticle 1. Scope\nThis is for the parties.\n"
        "Fasal 2. Notis\nNotis hendaklah diberi.\nArticle 2. Notice\nNotice shall be given to the other."
    )
    assert names(found, "ms") == [("1", "Skop"), ("2", "Notis")]
    assert [a.text for a in found.texts["en"].articles] == [
        "This is for the parties.",
        "Notice shall be given to the other.",
    ]


def test_one_heading_in_two_languages() -> None:
    found = read(
        "Điều 1. Phạm vi / Article 1. Scope\nHai Bên phối hợp với nhau.\nThe Parties coordinate with each other."
    )
    assert found.texts["vi"].articles[0].text == "Hai Bên phối hợp với nhau."
    assert found.texts["en"].articles[0].text == "The Parties coordinate with each other."


def test_bare_numbers_that_count_on() -> None:
    text = "1. Scope\nIt covers notices:\na) early\n2. Notices\n1. inner\n2. inner\n3. Effect\nOn signature."
    assert names(read(text), "en") == [("1", "Scope"), ("2", "Notices"), ("3", "Effect")]


def test_roman_heads_over_numbers_that_begin_anew() -> None:
    text = "I. Scope\n1. One.\n2. Two.\nII. Notices\n1. Three.\n2. Four.\nIII. Effect\nOn signature."
    found = read(text)
    assert names(found, "en") == [("1", "Scope"), ("2", "Notices"), ("3", "Effect")]
    assert found.schemes == {"1.": 2, "I.": 3}


def test_another_way_of_reading_can_be_chosen() -> None:
    text = "5. Visits\n5.1 Early notice is given of visits.\n5.2 Changes are told.\n6. Requests\n6.1 They are answered."
    assert [a.name for a in read(text, scheme="1.1").texts["en"].articles] == ["5.1", "5.2", "6.1"]


def test_an_article_whose_whole_sentence_stands_behind_its_number() -> None:
    sentence = "Quyết định này có hiệu lực kể từ ngày ký và thay thế các quyết định trước đây của hai cơ quan."
    found = read(f"Điều 1. Phạm vi\nÁp dụng chung.\nĐiều 2. {sentence}")
    assert (found.texts["vi"].articles[1].head, found.texts["vi"].articles[1].text) == ("Điều 2", sentence)


def test_a_typed_list_of_contents_is_left_over() -> None:
    found = read("Article 1. Scope .... 2\nArticle 2. Notice .... 3\nArticle 3. Effect .... 4\n"
                 "Article 1. Scope\nA.\nArticle 2. Notice\nB.\nArticle 3. Effect\nC.")  # fmt: skip
    assert [a.text for a in found.texts["en"].articles] == ["A.", "B.", "C."]
    assert [left.what for left in found.left] == ["contents"]


def test_a_sentence_that_begins_like_a_signature_stays_in_the_article() -> None:
    last = "For the purposes of this agreement, days are working days.\nĐại diện hai Bên họp mỗi năm một lần."
    found = read(f"Article 1. Scope\nText.\nArticle 2. Terms\n{last}")
    assert found.texts["en"].articles[1].text == last
    assert found.left == ()


def test_a_number_that_stands_twice_is_told_and_kept_as_text() -> None:
    found = read("Article 1. Scope\nA.\nArticle 2. Notice\nB.\nArticle 1. Again\nC.")
    assert names(found, "en") == [("1", "Scope"), ("2", "Notice")]
    assert [left.text for left in found.left] == ["Article 1. Again"]
    assert "Article 1. Again" in found.texts["en"].articles[1].text


def test_text_without_any_article_is_all_title_and_preamble() -> None:
    found = read("A letter\nwith two lines.")
    assert found.schemes == {}
    assert found.texts["en"].title == "A letter"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hai Bên thống nhất phối hợp.", "vi"), ("The parties agree to the following.", "en"),
        ("Pihak-pihak hendaklah bekerjasama dengan baik dan untuk semua.", "ms"), ("اتفق الطرفان على ما يلي", "ar"),
        ("Les parties sont convenues de ce qui suit dans le texte", "fr"), ("ຂໍ້ຕົກລົງຮ່ວມມື", "lo"),
        ("1234", ""), ("Visit", ""),
    ],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    assert guess(text) == language


WORDS = st.text(st.sampled_from("abc XVI.:0159điều /|\n–٣"), max_size=25)
STARTS = st.sampled_from(
    ["Điều 1. ", "Article 2. ", "Điều 3 ", "المادة الأولى", "1. ", "2. ", "I. ", "Chương I ", "Nơi nhận: ", "For the ",
     "Annex 1", "QUY CHẾ ", "The parties of the ", "Hai Bên "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, st.tuples(STARTS, WORDS).map("".join)), max_size=14).map("\n".join))
def test_every_word_comes_out_again(text: str) -> None:
    found = read(text)
    out = [left.text for left in found.left if left.what != "doubtful"]
    for said in found.texts.values():
        out += [said.title, said.preamble]
        out += [part for a in said.articles for part in (a.label, a.head, a.text, a.group)]
    there = set(re.findall(r"[^\W_]+", " ".join(out)))
    missing = set(re.findall(r"[^\W_]+", text)) - there
    assert not missing


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_lines_are_kept_as_data(text: str) -> None:
    blocks = read_pasted(text).blocks
    assert from_data(to_data(blocks)) == blocks
