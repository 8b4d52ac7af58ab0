"""docs/mission.md says what the tests say."""

import ast
from pathlib import Path

import pytest

from tools import mission

GROUPS = [
    {
        "heading": "Flows",
        "statements": [
            {"numbers": ["S1", "S2"], "says": "News comes early", "page": "Visit"},
            {"numbers": ["S3"], "says": "Silence is visible", "page": "Map"},
        ],
    }
]


def test_the_page_is_up_to_date() -> None:
    assert mission.PAGE.read_text("utf-8") == mission.current(), "run: make mission"


def test_every_statement_has_one_place() -> None:
    groups = mission.YAML(typ="safe").load(mission.STATEMENTS.read_text("utf-8"))
    numbers = [number for group in groups for entry in group["statements"] for number in entry["numbers"]]
    assert len(numbers) == len(set(numbers))


def test_a_marked_test_answers_its_statement_and_others_wait(tmp_path: Path) -> None:
    (tmp_path / "test_news.py").write_text(
        "@pytest.mark.slow\n@pytest.mark.mission('S2')\ndef test_news_is_early(): ...\n\ndef test_other(): ...\n"
    )
    page = mission.render(GROUPS, mission.marked(tmp_path, tmp_path))
    assert "| S1, S2 | News comes early | Visit | [news is early](../test_news.py) |" in page
    assert "| S3 | Silence is visible | Map | *not yet* |" in page
    assert "1 of 2 are answered." in page


def test_a_mark_without_a_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="S9"):
        mission.render(GROUPS, {"S9": ["tests/test_x.py::test_y"]})


def test_marks_are_read_with_several_numbers() -> None:
    tree = ast.parse("class TestNews:\n    @pytest.mark.mission('S1', 'S3')\n    def test_it(self): ...\n")
    assert list(mission.functions(tree)) == [("test_it", ["S1", "S3"])]
