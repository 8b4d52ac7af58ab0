"""The clock is read once for each request, and in the loops beside requests; everything else is told the time."""

import ast
from collections.abc import Iterator

import pytest

from tests.repository.sources import calls, modules

# Where a request, a message of another agency, a turn of a loop or a command begins.
BEGINNINGS = {
    "servanda.web.middleware", "servanda.api.caller", "servanda.exchange.loop", "servanda.exchange.views",
    "servanda.kernel.clock", "servanda.timers", "servanda.serve", "servanda.demo", "servanda.web.administration.health",
    "servanda.backups.planned",
}  # fmt: skip
READS = {
    "datetime.now", "datetime.utcnow", "date.today", "datetime.date.today", "datetime.datetime.now", "timezone.now",
    "time.time", "clock.now",
}  # fmt: skip
# Without an argument these read it too.
BARE = {"timezone.localdate", "timezone.localtime"}


def test_whoever_is_told_the_time_does_not_look_at_the_clock() -> None:
    told = [(name, tree) for name, tree in modules() if name not in BEGINNINGS and not name.startswith("servanda.cli.")]
    assert [f"{name}: {read}" for name, tree in told for read in looks(tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        "timezone.localdate()",
        "x = datetime.now(UTC)",
        "at = clock.now()",
        "f(initial=timezone.localdate)",
        "date.today()",
    ],
)
def test_a_look_at_the_clock_is_found(source: str) -> None:
    assert list(looks(ast.parse(source)))


@pytest.mark.parametrize("source", ["timezone.localdate(seat.at)", "timezone.localtime(at)", "f(now=at)"])
def test_a_time_that_is_told_is_let_through(source: str) -> None:
    assert not list(looks(ast.parse(source)))


def looks(tree: ast.Module) -> Iterator[str]:
    """Calls that read the clock, and functions that read it handed on to be called."""
    yield from (call for call in calls(tree) if call in READS)
    told = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and (node.args or node.keywords)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in BARE and id(node) not in told:
            yield ast.unparse(node)
