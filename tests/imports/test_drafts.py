"""Drafts of agreements as data and as files: the same comes back, and nothing is lost by editing."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.imports import draft_data, draft_edits, draft_files
from servanda.imports.article_text import recognise
from servanda.imports.faults import Faulty
from servanda.imports.word_files import read_word
from servanda.kernel.refusals import Refused
from tests.imports import word
from tests.imports.conftest import SAMPLES

TODAY = date(2026, 11, 22)


def recognised(raw: bytes) -> draft_data.Data:
    empty = draft_data.empty(agency="mofa.example", language="en", zone="UTC")
    return draft_data.from_recognised(recognise(read_word(raw).blocks, language="en"), empty)


def back(data: draft_data.Data) -> draft_data.Data:
    return draft_files.read_draft(draft_files.write_draft(data).encode(), today=TODAY)


def test_a_finished_file_is_a_draft_without_faults_and_comes_back() -> None:
    data = draft_files.read_draft((SAMPLES / "regulation.yaml").read_bytes(), today=TODAY)
    assert draft_files.faults(data, today=TODAY) == ()
    assert back(data) == data
    again = draft_files.read_whole(data, today=TODAY)
    assert draft_files.read_version(again.terms, again.texts, today=TODAY)["articles"] == data["articles"]


@pytest.mark.parametrize("make", [word.vietnamese, word.arabic, word.two_columns])
def test_an_unfinished_draft_comes_back_too(make: Any) -> None:
    data = recognised(make())
    assert draft_files.faults(data, today=TODAY)
    assert back(data) == data | {"left": []}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(draft_data.wording)
TEXTS = st.dictionaries(st.sampled_from(["vi", "en", "ar"]), TEXT.filter(bool), max_size=3)
NAME = st.from_regex(r"[0-9A-Za-z][0-9a-z.]{0,4}", fullmatch=True)
LINE = TEXT.filter(bool)
ARTICLE = st.fixed_dictionaries(
    {"id": NAME, "head": TEXTS, "text": TEXTS, "group": TEXTS, "basis": st.lists(LINE, max_size=2)}
)


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, st.lists(ARTICLE, max_size=4))
def test_any_text_comes_back_from_the_file(title: Any, preamble: Any, articles: Any) -> None:
    data = draft_data.from_document({"title": title, "preamble": preamble, "articles": articles, "original": "vi"})
    assert back(data) == data


@pytest.mark.parametrize(
    "text",
    ["articles: 5", "title: [x]", "articles: [5]", "nonsense: 1", "calendar: {years: {2026: 5}}", "in_force_on: soon"],
)
def test_values_of_a_wrong_shape_are_refused(text: str) -> None:
    with pytest.raises(Faulty):
        draft_files.read_draft(text.encode(), today=TODAY)


def words_of(data: draft_data.Data) -> list[str]:
    texts = [data["preamble"], *(item[key] for item in data["articles"] for key in ("head", "text"))]
    said = [value for text in texts for value in text.values()] + [item["text"] for item in data["left"]]
    return sorted(" ".join(said).split())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["join", "split", "leave", "move", "back"]), st.integers(0, 8)), max_size=8))
def test_no_word_is_lost_by_joining_splitting_and_putting_back(steps: list[tuple[str, int]]) -> None:
    data = recognised(word.vietnamese())
    # What only seems to be an article stands in the text as well.
    data["left"] = [item for item in data["left"] if item["what"] != "doubtful"]
    before = words_of(data)
    for step, n in steps:
        keys = [item["key"] for item in data["articles"]]
        if not keys:
            break
        key = keys[n % len(keys)]
        try:
            match step:
                case "join":
                    draft_edits.join(data, key)
                case "split":
                    draft_edits.split(data, key, "vi", n % 3)
                case "leave":
                    draft_edits.leave_out(data, key)
                case "move":
                    draft_edits.move(data, key, n - 4)
                case "back":
                    draft_edits.PUT_BACK[["article", "preamble", "last"][n % 3]](data, n % max(1, len(data["left"])))
        except Refused:
            continue
        keys = [item["key"] for item in data["articles"]]
        assert len(set(keys)) == len(keys)
    # A line "Điều 3 của ..." that became a heading gives its number to the article.
    assert set(before) - set(words_of(data)) <= {"Điều", "3"}


def test_two_articles_never_have_one_number() -> None:
    data = recognised(word.vietnamese())
    key = draft_edits.split(data, "a1", "vi", 2)
    assert draft_edits.find(data, key)["id"] == "3a"
    numbers = [item["id"] for item in data["articles"]]
    assert len(set(numbers)) == len(numbers)
