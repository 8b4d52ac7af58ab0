"""Each process looks each second whether something is due, and that costs a database next to nothing."""

from typing import Any

from django.db import connections

from servanda import timers
from servanda.kernel.node import Node

TURNS = 4


class Turns:
    """Ends the timers after so many turns, without a clock, and keeps apart what each of them asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def wait(self, seconds: float) -> bool:
        assert seconds == 1
        self.asked.append([])
        return len(self.asked) > TURNS

    def note(self, execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        self.asked[-1].append(statement)
        return execute(statement, params, many, context)


def test_a_second_in_which_nothing_is_due_takes_four_short_statements(mofa: Node, vufo: Node) -> None:
    turns = Turns()
    with mofa.active(), connections[mofa.alias].execute_wrapper(turns.note):
        timers.run(mofa, turns)  # type: ignore[arg-type]
    first, *others, last = turns.asked
    assert len(first) > 3, "the first turn does all that a minute brings"
    assert last == [] and len(others) == TURNS - 1
    for asked in others:
        lock, unfolded, held, unlock = asked
        assert "pg_try_advisory_lock" in lock and "pg_advisory_unlock" in unlock
        assert unfolded.startswith("SELECT") and "kernel_nodestate" in unfolded
        assert held.startswith("SELECT") and "processes_outgoing" in held
