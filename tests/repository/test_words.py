"""What the documents must mention, and what no file may contain."""

import ast
import re

import pytest

from tests.repository.sources import SRC, modules, prose, strings, tracked

# A machine's own folders, and where packages come from, are settings of whoever installs.
FORBIDDEN = re.compile(
    r"(?<![\w.~-])/(?:root|mnt|home/\w|Users/\w)[\w/]*/|(?:extra-)?index-url"
    r"|https?://[^\s/\"']+/simple\b|\"resolved\": *\"http"
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked()
        if name != "tests/repository/test_words.py"
        for match in [FORBIDDEN.search(text)]
        if match
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["cd /mnt/shared/x", "see /root/a/b", "--extra-" + "index-url x", "https://a.example/simple", "/home/ann/data/"],
)
def test_a_forbidden_word_is_found(text: str) -> None:
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize("text", ["src/work/list/", "href='/desk/'", "/srv/servanda/", "/units/protocol/work/"])
def test_an_address_of_ours_is_let_through(text: str) -> None:
    assert not FORBIDDEN.search(text)


def test_the_documents_mention_every_command() -> None:
    if not (SRC / "servanda" / "cli" / "main.py").exists():
        pytest.skip("there is no command line yet")
    commands = {command for _, tree in modules(SRC) for command in declared(tree)}
    assert commands, "no add_parser call was found: this test must learn how commands are declared now"
    text = prose()
    assert {command for command in commands if not re.search(rf"\b{re.escape(command)}\b", text)} == set()


def test_the_documents_mention_every_setting_from_the_environment() -> None:
    names = {text for _, tree in modules(SRC) for text in strings(tree) if re.fullmatch(r"SERVANDA_[A-Z_]+", text)}
    text = prose()
    assert {name for name in names if name not in text} == set()


def declared(tree: ast.Module) -> list[str]:
    """The names given to `add_parser`, the standard library's way to declare a command."""
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_parser"
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    ]
