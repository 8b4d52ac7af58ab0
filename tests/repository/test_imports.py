"""Who may import whom, and what a pure module may not touch."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.sources import imports, modules

# A name not listed here is wiring (settings, urls): it may import everything and only the command line imports it.
LAYERS = {
    "locale": set(),
    "kernel": set(),
    "exchange": {"kernel"},
    "processes": {"kernel"},
    "reports": {"kernel", "processes"},
    "office": {"kernel", "processes"},
    "imports": {"kernel", "processes", "office"},
    "health": {"kernel", "exchange", "office"},
    "web": {"kernel", "exchange", "processes", "reports", "office", "imports", "health", "locale"},
    "api": {"kernel", "exchange", "processes", "reports", "office", "imports", "health", "locale"},
    "cli": {"kernel", "exchange", "processes", "reports", "office", "imports", "health", "locale"},
}

# In the kernel only these know Django, the clock or the disk.
STATEFUL = {
    "clock", "node", "databases", "models", "log", "folding", "bulk", "plain", "erasing", "held", "apps", "rotation",
    "starting", "durable", "answering", "waiting",
}  # fmt: skip
PURE_ELSEWHERE = {
    "servanda.exchange.wire",
    "servanda.exchange.batches",
    "servanda.exchange.courier.frames",
    "servanda.processes.agreements.agreement_terms",
    "servanda.processes.agreements.agreement_riders",
    "servanda.processes.folding.asking",
    "servanda.processes.folding.causes",
    "servanda.processes.folding.claims",
    "servanda.processes.folding.due_days",
    "servanda.processes.folding.fold",
    "servanda.processes.folding.folded",
    "servanda.processes.folding.keeping",
    "servanda.processes.folding.moves",
    "servanda.processes.folding.narrowing",
    "servanda.processes.folding.occurrences",
    "servanda.processes.folding.owing",
    "servanda.processes.folding.recalled",
    "servanda.processes.folding.received",
    "servanda.processes.folding.recounts",
    "servanda.processes.declaration.rows",
    "servanda.processes.folding.stated",
    "servanda.processes.folding.texts",
    "servanda.processes.folding.told_names",
    "servanda.processes.folding.turns",
    "servanda.processes.folding.versions",
}
IMPURE = {
    *("django", "httpx", "sqlite3", "psycopg", "socket", "subprocess", "threading", "time"),
    *("os", "io", "pathlib", "shutil", "tempfile", "glob"),
}


def test_imports_go_down_only() -> None:
    assert [fault for name, tree in modules() for fault in upward(name, tree)] == []


def test_pure_modules_touch_nothing() -> None:
    assert [fault for name, tree in modules() if is_pure(name) for fault in impure(name, tree)] == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("servanda.kernel.log", "from servanda.exchange import feeds"),
        ("servanda.kernel.log", "def f():\n    import servanda.processes.kinds.visit"),
        ("servanda.exchange.send", "from ..processes import dossiers"),
        ("servanda.processes.kinds.visit", "from servanda.exchange.feeds import queue"),
        ("servanda.web.views", "from servanda.api import schema"),
        ("servanda.api.views", "from servanda.cli.main import main"),
        ("servanda.processes.kinds.visit", "from servanda import web"),
        ("servanda.web.views", "from servanda.settings import HOME"),
        ("servanda.kernel.__init__", "from ..web import urls"),
    ],
)
def test_an_upward_import_is_found(name: str, source: str) -> None:
    assert list(upward(name, ast.parse(source)))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("servanda.exchange.send", "from ..kernel import log"),
        ("servanda.kernel.log", "from .models import Act"),
        ("servanda.web.views", "from servanda.processes.dossiers import take"),
        ("servanda.settings", "from servanda.processes import dossiers"),
        ("servanda.cli.main", "from servanda import __version__"),
        ("servanda.cli.main", "from servanda import settings"),
    ],
)
def test_a_downward_import_is_let_through(name: str, source: str) -> None:
    assert not list(upward(name, ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "from django.db import models",
        "import os.path",
        "from datetime import datetime, UTC\nat = datetime.now(UTC)",
        "import datetime\nday = datetime.date.today()",
        "text = open('x').read()",
    ],
)
def test_an_impurity_is_found(source: str) -> None:
    assert list(impure("servanda.kernel.acts", ast.parse(source)))


def upward(name: str, tree: ast.Module) -> Iterator[str]:
    layer = layer_of(name)
    if layer not in LAYERS:
        return
    for target in imports(name, tree):
        other = layer_of(target)
        if not target.startswith("servanda.") or other in {layer, "__version__"} or other in LAYERS[layer]:
            continue
        if layer == "cli" and other not in LAYERS:
            continue
        yield f"{name} imports {target}"


def impure(name: str, tree: ast.Module) -> Iterator[str]:
    yield from (f"{name} imports {target}" for target in imports(name, tree) if target.split(".")[0] in IMPURE)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            last = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            if last in {"now", "utcnow", "today", "open"}:
                yield f"{name} calls {ast.unparse(node.func)} in line {node.lineno}"


def is_pure(name: str) -> bool:
    parts = name.split(".")
    return name in PURE_ELSEWHERE or (parts[:2] == ["servanda", "kernel"] and not STATEFUL & set(parts[2:]))


def layer_of(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


@pytest.mark.parametrize("folder", ["bench", "samples", "tools"])
def test_what_no_other_test_runs_still_finds_what_it_imports(folder: str) -> None:
    root = Path(__file__).parents[2]
    found = [path for path in (root / folder).rglob("*.py") if path.stem != "__main__"]
    assert found
    for path in found:
        importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))
