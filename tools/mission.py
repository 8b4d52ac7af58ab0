"""Writes docs/mission.md: each statement of the mission, the page that answers it and the tests that drive it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
STATEMENTS = ROOT / "docs" / "mission.yaml"
PAGE = ROOT / "docs" / "mission.md"

HEAD = """# The mission, statement by statement

Written by `make mission` from [mission.yaml](mission.yaml) and the marked tests; do not edit it by hand.
The source is the report of a conference of two agencies on how they coordinate. A statement is answered when a test
drives it through the browser or the API on two nodes.

{done} of {all} are answered.
"""


def render(groups: list[dict[str, Any]], tests: dict[str, list[str]]) -> str:
    """The page; `tests` gives for each number the tests that drive it, as `path::name`."""
    known = {number for group in groups for entry in group["statements"] for number in entry["numbers"]}
    if unknown := set(tests) - known:
        raise ValueError(f"mission.yaml has no statement {', '.join(sorted(unknown))}")
    entries = [entry for group in groups for entry in group["statements"]]
    done = sum(bool(entry.get("note") or driven(entry, tests)) for entry in entries)
    parts = [HEAD.format(done=done, all=len(entries))]
    for group in groups:
        rows = "\n".join(row(entry, tests) for entry in group["statements"])
        parts.append(f"## {group['heading']}\n\n| | statement | page | test |\n|---|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def row(entry: dict[str, Any], tests: dict[str, list[str]]) -> str:
    links = "<br>".join(link(test) for test in driven(entry, tests)) or entry.get("note", "*not yet*")
    return f"| {', '.join(entry['numbers'])} | {entry['says']} | {entry.get('page', '–')} | {links} |"


def driven(entry: dict[str, Any], tests: dict[str, list[str]]) -> list[str]:
    return sorted({test for number in entry["numbers"] for test in tests.get(number, [])})


def link(test: str) -> str:
    path, name = test.split("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"


def marked(folder: Path, root: Path) -> dict[str, list[str]]:
    """For each statement number, the tests below `folder` that are marked with it."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for name, numbers in functions(ast.parse(path.read_text("utf-8"))):
            for number in numbers:
                found.setdefault(number, []).append(f"{path.relative_to(root).as_posix()}::{name}")
    return found


def functions(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name, [number for mark in node.decorator_list for number in numbers_of(mark)]


def numbers_of(mark: ast.expr) -> list[str]:
    if not isinstance(mark, ast.Call) or ast.unparse(mark.func).split(".")[-1] != "mission":
        return []
    return [ast.literal_eval(argument) for argument in mark.args]


def current() -> str:
    groups = YAML(typ="safe").load(STATEMENTS.read_text("utf-8"))
    return render(groups, marked(ROOT / "tests", ROOT))


if __name__ == "__main__":
    PAGE.write_text(current(), "utf-8")
