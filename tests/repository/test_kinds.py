"""Shared code asks what a kind of work declares, never what it is called."""

import ast
from collections.abc import Iterator

import pytest

from servanda.processes.registry import processes
from servanda.web.files.panels import PANELS
from tests.repository.sources import SRC, modules

KINDS = {path.stem for path in (SRC / "servanda/processes/kinds").glob("*.py")} - {"__init__"}
# Every file rests on these two: what was agreed, and who is who. They are read by name.
GROUNDS = {"agreement", "directory"}
# The exchange and the kernel never see a kind of work; what they call a kind is one of messages.
BELOW = ("servanda.exchange.", "servanda.kernel.")
# The pages, papers and readings that a kind of work has for itself.
OWN = (
    "servanda.processes.kinds", "servanda.processes.agreements", "servanda.processes.fields_of_work",
    "servanda.imports.ngos", "servanda.web.agreements", "servanda.web.drafts",
    "servanda.web.drafting", "servanda.web.letters", "servanda.web.ngo", "servanda.web.partners",
    "servanda.web.results", "servanda.web.sheets",
)  # fmt: skip
SAYS_WHICH = {"process", "kind", "group", "step"}


def test_shared_code_knows_no_kind_of_work_by_its_name() -> None:
    assert [
        f"{name}:{line}: {kind}"
        for name, tree in modules()
        if not name.startswith((*BELOW, *OWN))
        for line, kind in named(tree)
    ] == []


def test_a_panel_that_is_declared_is_there_and_one_kind_leads_the_tour() -> None:
    assert {process.panel for process in processes().values() if process.panel} == set(PANELS)
    assert len([process for process in processes().values() if process.tour]) == 1


@pytest.mark.parametrize(
    "source",
    [
        'if row.process == "visit": pass',
        'ok = kind in ("plan.agree", "plan.revise")',
        'if process != "letter_in" and x: pass',
        'rows = Dossier.objects.filter(process="meeting")',
        'rows = Entry.objects.filter(kind="meeting.call")',
        'rows = files.exclude(dossier__process__in=["visit"])',
        'PAGES = {"drafting": 1, "report": 2}\nfound = PAGES.get(row.process)',
        'found = {"visit": 1, "other": 2}[kind]',
        "match row.process:\n    case 'visit': pass",
        'ok = row.process.startswith("letter")',
    ],
)
def test_a_name_is_found(source: str) -> None:
    assert list(named(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        'context = {"plan": row, "visit": 1}',
        'if row.process == "agreement": pass',
        'if what != "report": pass',
        'label = {"letter": 1}.get(row.via)',
    ],
)
def test_another_word_is_let_through(source: str) -> None:
    assert not list(named(ast.parse(source)))


def named(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, kind of work) wherever something that says which kind it is meets the name of one."""
    tables = {
        target.id: node.value
        for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets if isinstance(target, ast.Name)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(says_which(side) for side in sides):
                yield from (found for side in sides for found in names(side, tables))
        elif isinstance(node, ast.Match) and says_which(node.subject):
            yield from (found for case in node.cases for found in names(case.pattern, tables))
        elif isinstance(node, ast.Subscript) and says_which(node.slice):
            yield from names(node.value, tables)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                if any(says_which(each) for each in node.args):
                    yield from names(node.func.value, tables)
                if says_which(node.func.value):
                    yield from (found for each in node.args for found in names(each, tables))
            for each in node.keywords:
                if each.arg and SAYS_WHICH & set(each.arg.split("__")):
                    yield from names(each.value, tables)


def says_which(node: ast.AST) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr in SAYS_WHICH) or (
        isinstance(node, ast.Name) and node.id in SAYS_WHICH
    )


def names(node: ast.AST, tables: dict[str, ast.Dict]) -> Iterator[tuple[int, str]]:
    """The kinds that stand in a literal, or in the table of this module that is named here."""
    found = tables.get(node.id, node) if isinstance(node, ast.Name) else node
    if not isinstance(found, ast.Constant | ast.Tuple | ast.List | ast.Set | ast.Dict | ast.pattern):
        return
    for each in found.keys if isinstance(found, ast.Dict) else ast.walk(found):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            kind = each.value.rstrip(".").partition(".")[0]
            if kind in KINDS - GROUNDS:
                yield each.lineno, kind
