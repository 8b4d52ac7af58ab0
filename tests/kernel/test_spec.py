"""The specification does not lie: its bytes are in the vectors, its tables in the code, its codes in the sentences."""

import ast
import re
from pathlib import Path

import pytest

from servanda.kernel import commitments, door, jws
from servanda.kernel.refusals import SENTENCES
from tests.kernel.make_vectors import FOLDER

SPEC = FOLDER.parent
CHAPTERS = sorted(SPEC.glob("[0-9]-*.md"))
VECTORS = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.json"))
PLAIN = re.compile(r"sha256:[0-9a-f]{64}|eyJ[\w-]+\.[\w-]+\.[\w-]+")


def rows(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("|")]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_opens_with_an_example_and_ends_with_a_check(chapter: Path) -> None:
    text = chapter.read_text("utf-8")
    assert re.match(r"# \d\. [\w ]+\n\n```", text)
    assert "MUST" in text
    assert [line for line in text.splitlines() if line.startswith("## ")][-1] == "## How to check"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_name_and_statement_is_in_the_vectors(chapter: Path) -> None:
    decoded = VECTORS + "".join(payloads())
    assert [found for found in PLAIN.findall(chapter.read_text("utf-8")) if found not in decoded] == []


@pytest.mark.parametrize("number", [2, 4, 6, 7])
def test_a_printed_payload_is_one_of_the_vectors(number: int) -> None:
    (chapter,) = SPEC.glob(f"{number}-*.md")
    example = chapter.read_text("utf-8").split("```json\n")[1].split("\n```")[0]
    assert example in set(payloads())


def test_the_tables_of_commitments_are_those_of_the_code() -> None:
    printed = rows((SPEC / "5-commitments.md").read_text("utf-8"))
    assert [row for row in rows(commitments.__doc__ or "") if row not in printed] == []


def test_the_steps_of_the_door_are_those_of_the_code() -> None:
    tree = ast.parse(Path(door.__file__).read_text("utf-8"))
    (examine,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "examine"]
    steps = re.findall(r"^ *(\d+\. .*)$", ast.get_docstring(examine) or "", re.MULTILINE)
    assert len(steps) == 10
    assert "\n".join(steps) in (SPEC / "6-door.md").read_text("utf-8")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_code_has_a_sentence(chapter: Path) -> None:
    codes = re.findall(
        r"`((?:json|bad|no|not|feed|too|from|before|other|old|wrong)_[a-z_]+)`", chapter.read_text("utf-8")
    )
    assert [code for code in codes if code not in SENTENCES] == []


def test_the_index_names_every_chapter_and_every_file() -> None:
    index = (SPEC / "README.md").read_text("utf-8")
    files = [path.name for path in SPEC.glob("*.md") if path.name != "README.md"]
    files += [f"vectors/{path.name}" for path in FOLDER.glob("*.json")]
    assert [name for name in files if f"({name})" not in index] == []


def payloads() -> list[str]:
    """What every statement of the vectors says."""
    tokens = [token for token in PLAIN.findall(VECTORS) if token.startswith("eyJ")]
    return [jws.unb64(token.split(".")[1]).decode("utf-8", "replace") for token in tokens]
