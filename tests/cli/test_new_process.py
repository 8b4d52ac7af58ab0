"""A kind of work begins as three files that already work."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import ROOT, good, wrong


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("src", "tests", "samples", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["border_case", "loan_case", "welcome"])  # before, between and after its other imports
def test_the_stub_passes_its_own_test_and_the_linter(checkout: Path, name: str) -> None:
    done = good("new-process", name, "--json", cwd=checkout / "src", path=checkout / "src")
    files = done.data["files"]
    assert files == [
        f"src/servanda/processes/kinds/{name}.py", f"tests/processes/test_{name}.py", f"docs/processes/{name}.md",
    ]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    for words in (["pytest", "-q", "-p", "no:cacheprovider", files[1]], ["ruff", "check", *files[:2]],
                  ["ruff", "format", "--check", *files[:2]]):  # fmt: skip
        ran = subprocess.run([sys.executable, "-m", *words], cwd=checkout, env=env, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "is there already" in wrong(2, "new-process", name, cwd=checkout, path=checkout / "src")


@pytest.mark.slow
def test_the_kind_of_work_on_the_page_works_and_passes_the_linter(checkout: Path) -> None:
    page = (ROOT / "docs" / "add-a-process.md").read_text("utf-8")
    code = re.search(r"```python\n(\"{3}.*?)```", page, re.DOTALL)
    assert code, "the page shows a whole kind of work"
    kind = checkout / "src" / "servanda" / "processes" / "kinds" / "loan.py"
    kind.write_text(code[1], "utf-8")
    for words in (["ruff", "check", str(kind)], ["ruff", "format", "--check", str(kind)]):
        ran = subprocess.run([sys.executable, "-m", *words], cwd=checkout, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    env = {**os.environ, "PYTHONPATH": str(checkout / "src"), "DJANGO_SETTINGS_MODULE": "servanda.settings"}
    told = (
        "import django; django.setup(); from servanda.processes.registry import processes; "
        "loan = processes()['loan']; print(loan.opening.name, *loan.ends)"
    )
    ran = subprocess.run([sys.executable, "-c", told], cwd=checkout, env=env, capture_output=True, text=True)
    assert ran.stdout.split() == ["ask", "returned", "refused"], ran.stderr


@pytest.mark.parametrize("name", ["Visit", "x", "a-b", "a.b", "../x", "visit"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    wrong(2, "new-process", name, cwd=ROOT)


def test_outside_a_checkout_nothing_is_written(tmp_path: Path) -> None:
    assert "no checkout" in wrong(2, "new-process", "border_case", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []
