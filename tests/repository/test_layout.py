"""One writer, files of a readable size, a sentence at the head of each."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.repository.sources import SRC, calls, modules, strings

STORES = re.compile(r"(^|\.)StoredAct\.objects\.(.*\.)?a?(bulk_)?(create|get_or_create|update_or_create)$")
INSERTS = re.compile(r"\b(insert|replace)\b[^;]*\binto\s+\W?kernel_storedact\b", re.IGNORECASE)
LONGEST = 400


def test_only_the_log_stores_acts() -> None:
    assert [fault for name, tree in modules() if name != "servanda.kernel.log" for fault in stored(name, tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        "StoredAct.objects.create(id=1)",
        "models.StoredAct.objects.using('x').bulk_create(rows)",
        "StoredAct(id=1).save()",
        "cursor.execute('INSERT OR IGNORE INTO kernel_storedact VALUES (1)')",
    ],
)
def test_a_second_writer_is_found(source: str) -> None:
    assert list(stored("servanda.web.views", ast.parse(source)))


def test_no_file_is_longer_than_anyone_reads() -> None:
    files = [path for path in SRC.rglob("*") if path.suffix in {".py", ".html", ".txt", ".css", ".js"}]
    long = {
        path.relative_to(SRC).as_posix(): count
        for path in files
        if "migrations" not in path.parts and "egg-info" not in str(path)
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    assert [name for name, tree in modules() if tree.body and not ast.get_docstring(tree)] == []


def stored(name: str, tree: ast.Module) -> Iterator[str]:
    yield from (f"{name} calls {call}" for call in calls(tree) if STORES.search(call) or is_saved(call))
    yield from (f"{name} writes {text!r}" for text in strings(tree) if INSERTS.search(text))


def is_saved(call: str) -> bool:
    return bool(re.search(r"(^|\.)StoredAct\(.*\)\.a?save$", call, re.DOTALL))
