"""Whatever stands in the rows, for whoever asks and however narrowly: kept totals say what a count of the rows says."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Commitment, Dossier, Reader
from servanda.kernel.node import Node
from servanda.processes.projection import project, totals
from servanda.reports import figures, periods
from servanda.reports.agreed import Agreed
from servanda.reports.scope import Scope
from servanda.reports.tallies import STATES
from tests.processes.counting import counted, states, told
from tests.world import MOFA, VUFO

FIRST = date(2026, 1, 25)
AGREEMENTS = [f"{MOFA}/one", f"{MOFA}/two"]
UNITS, THEIRS = [f"{MOFA}/europe", f"{MOFA}/africa", f"{MOFA}/asia"], [f"{VUFO}/europe", f"{VUFO}/africa"]
DUE = [None, *(FIRST + timedelta(days=n) for n in range(76))]
days = st.integers(0, 75).map(lambda n: FIRST + timedelta(days=n))
narrow = st.fixed_dictionaries({
    "way": st.sampled_from([1, -1]),
    "article": st.sampled_from(["", "", "", "5", "6"]), "side": st.sampled_from(["", "", "", MOFA, VUFO]),
    "pair": st.sampled_from([*[None] * 5, *itertools.product(UNITS[:2], THEIRS)]),
    "period": st.one_of(
        st.just(periods.ALL), st.tuples(st.sampled_from(periods.NAMES[1:-1]), days).map(
            lambda told: periods.named(told[0], today=told[1])),
        st.tuples(st.none() | days, st.none() | days).map(
            lambda ends: periods.between(*(sorted(ends) if all(ends) else ends))),
    ),
})  # fmt: skip
actors = st.builds(
    lambda role, units: Actor(MOFA, "o", units[0], role=role, units=frozenset(units)),
    st.sampled_from(["desk", "desk", "leadership", "leadership", "admin"]),
    st.lists(st.sampled_from(UNITS), min_size=1, max_size=2),
)  # fmt: skip


class _West(Agreed):
    """Where days end after those of UTC."""

    calendar = Calendar(zone="America/Lima", years={})


class _East(Agreed):
    """Where they end before, and each side is shown its own numbers only."""

    calendar = Calendar(zone="Asia/Ho_Chi_Minh", years={})
    shows_both = False


@st.composite
def owed(draw: st.DrawFn, file: str, place: int) -> Commitment:
    sides = [(MOFA, draw(st.sampled_from(UNITS))), (VUFO, draw(st.sampled_from(THEIRS)))]
    debtor, creditor = sides if draw(st.booleans()) else sides[::-1]
    opened = draw(days)
    due, done = draw(st.sampled_from(DUE)), draw(st.sampled_from(DUE))
    opened_at = datetime(opened.year, opened.month, opened.day, draw(st.integers(0, 23)), tzinfo=UTC)
    return Commitment(
        id=f"{file}/{place}", dossier_id=file, agreement=draw(st.sampled_from([*AGREEMENTS, ""])),
        clause=draw(st.sampled_from(["5/notice", "5.1/notice", "6/report"])),
        deliver=draw(st.sampled_from(["notice", "notice", "report"])), opener="x", debtor=debtor[0],
        debtor_unit=debtor[1], creditor=creditor[0], creditor_unit=creditor[1], opened_at=opened_at,
        due_on=due, done_on=done,
        state=draw(st.sampled_from(["open", "accepted", "declined", "withdrawn", "lapsed", "returned"])),
        is_explained=draw(st.booleans()), lead_days=draw(st.sampled_from([None, -2, 0, 1, 3])),
        final_on=totals.final_on(opened_at=opened_at, due_on=due, done_on=done),
    )  # fmt: skip


@st.composite
def folded(draw: st.DrawFn) -> list[tuple[str, list[Commitment], list[str]]]:
    """Files as they are folded one after the other, some of them again: with what they owe and who reads them."""
    found = []
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=4, max_size=6)):
        file = f"{MOFA}/{name}"
        rows = [draw(owed(file, place)) for place in range(draw(st.integers(3, 6)))]
        found.append((file, rows, draw(st.lists(st.sampled_from(UNITS), max_size=2, unique=True))))
    return found


@pytest.fixture
def here(make_node: Callable[..., Node]) -> Iterator[Node]:
    node = make_node(MOFA)
    with node.active():
        yield node


def write(file: str, rows: list[Commitment], units: list[str]) -> None:
    """As the projection writes a file that is folded again."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    batch = project._Rows()
    batch.dossiers = [Dossier(id=file, home=MOFA, process="visit", owner=UNITS[0], opened_at=at, moved_at=at)]
    batch.readers = [Reader(dossier_id=file, unit=unit, moved_at=at) for unit in units]
    for row in rows:
        row.audience = totals.audience_of(units)[0]
    batch.commitments = rows
    batch.write([file])


@settings(
    max_examples=6, deadline=None, phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(files=folded(), asked=st.lists(st.tuples(actors, days, narrow), min_size=10, max_size=10))
def test_every_figure_is_the_count_of_its_rows(
    here: Node, files: list[tuple[str, list[Commitment], list[str]]],
    asked: list[tuple[Actor, date, dict[str, Any]]],
) -> None:  # fmt: skip
    with here.writing():
        for file, rows, units in files:
            write(file, rows, units)
        before = totals.standing()
        totals.again()
        assert totals.standing() == before and all(row[-1] > 0 for row in before)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        one, two = (Dossier(id=name, home=MOFA, opened_at=at, moved_at=at) for name in AGREEMENTS)
        agreements = (_West(one, None), _East(two, None))
        for actor, day, narrowing in asked:
            turned = agreements[:: narrowing.pop("way")]
            scope = Scope(actor, turned, day, **narrowing)
            assert told(scope) == counted(scope), scope
            total = states(figures.total(figures.counted(scope).clauses))
            for state in STATES:
                assert figures.listed(scope.narrowed(state=state)).count() == total.get(state, 0), (scope, state)
        for name in {file for file, *_ in files}:
            write(name, [], [])
        assert not totals.standing()


def test_no_figure_is_counted_from_all_that_was_ever_owed(here: Node) -> None:
    """Each question begins from an index and leaves most rows out, as the database plans it."""
    connection = connections[here.alias]
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by how much there is")
    at = datetime(2026, 1, 10, tzinfo=UTC)
    row = Commitment(
        id="one", dossier_id=f"{MOFA}/a", agreement=AGREEMENTS[0], clause="5/notice", deliver="notice", opener="x",
        debtor=MOFA, debtor_unit=UNITS[0], creditor=VUFO, creditor_unit=THEIRS[0], opened_at=at, due_on=FIRST,
        final_on=FIRST + timedelta(days=400),
    )  # fmt: skip
    write(f"{MOFA}/a", [row], UNITS[:1])
    agreed = Agreed(Dossier(id=AGREEMENTS[0], home=MOFA, opened_at=at, moved_at=at), None)
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    pair = (UNITS[0], THEIRS[0])
    with connection.execute_wrapper(note):
        for role in ("leadership", "desk"):
            whole = Scope(Actor(MOFA, "o", UNITS[0], role=role, units=frozenset(UNITS[:1])), (agreed,), FIRST)
            for period in (periods.ALL, periods.named("year", today=FIRST), periods.named("week", today=FIRST)):
                for narrowing in ({}, {"article": "5"}, {"pair": pair}, {"article": "5", "pair": pair}):
                    assert told(whole.narrowed(period=period, **narrowing))["clauses"]
    assert len(asked) > 100
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plan = [line[3] for line in cursor.fetchall()]
            reading = [line for line in plan if "kernel_commitment" in line]
            assert all(line.startswith("SEARCH") and "(agreement=? AND " in line for line in reading), (sql, plan)
