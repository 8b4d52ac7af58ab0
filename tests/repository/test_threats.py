"""docs/threats.md: every row says threat, control and default, and names tests that exist."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from tests.repository.sources import ROOT

PAGE = ROOT / "docs" / "threats.md"
NODE = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)(?:\[(.+)\])?")
FEWEST = 60


def rows() -> Iterator[list[str]]:
    """The cells of every numbered row."""
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].isdecimal():
            yield cells


def test_every_row_is_whole_and_numbered() -> None:
    found = list(rows())
    assert [cells[0] for cells in found] == [str(n) for n in range(1, len(found) + 1)]
    assert [cells for cells in found if len(cells) != 5 or not all(cells)] == []
    assert len(found) >= FEWEST


def test_every_row_names_a_test() -> None:
    assert [cells[0] for cells in rows() if not re.findall(r"`([^`]+)`", cells[4])] == []


def test_every_test_that_the_page_names_exists() -> None:
    named = {name for cells in rows() for name in re.findall(r"`([^`]+)`", cells[4])}
    named |= set(re.findall(r"`(tests/[^`]+)`", PAGE.read_text("utf-8")))
    assert sorted(name for name in named if not exists(name)) == []


def test_a_test_that_is_not_there_is_found() -> None:
    here = "tests/repository/test_threats.py"
    assert exists(f"{here}::test_every_row_names_a_test")
    for wrong in ("test_no_such", "test_every_row_names_a_test[no-such-case]", "rows"):
        assert not exists(f"{here}::{wrong}")
    assert not exists("tests/no_such_file.py::test_x")


def exists(name: str) -> bool:
    """Does the file define the test, and does it speak of the case that is named?"""
    found = NODE.fullmatch(name)
    if found is None:
        return False
    tests, words = read(found[1])
    return found[2] in tests and (found[3] is None or found[3] in words)


@cache
def read(path: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tests of a file; and the names and texts of its table of cases."""
    if not (ROOT / path).is_file():
        return frozenset(), frozenset()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    tests = frozenset(node.name for node in functions if node.name.startswith("test_"))
    cases = [node for function in functions for table in function.decorator_list for node in ast.walk(table)]
    cases += [node for top in tree.body if isinstance(top, ast.Assign | ast.AnnAssign) for node in ast.walk(top)]
    texts = (node.value for node in cases if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return tests, frozenset(texts) | {node.id for node in cases if isinstance(node, ast.Name)}


def test_every_dependency_is_pinned() -> None:
    """Each package that pyproject.toml names has one version in constraints.txt, and so has all that stands there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for group in project["optional-dependencies"].values() for line in group),
    ]
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line.strip() and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][^\s*]*(\s*;.*)?", line)] == []
    pinned = {plain(line.split("==")[0]) for line in pins}
    named = {plain(re.split(r"[\[~=<>!; ]", line)[0]) for line in wanted}
    assert named - pinned == set()


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
