"""Server time of what the state of implementation and the desk ask, at 10,000 and at 100,000 commitments.

The rows are written straight into the folded tables of a temporary node: sealing a hundred thousand entries first would
take an hour and say nothing about reading them. Time is that of the processor: other work does not stretch it.
"""

import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench import world
from servanda.kernel.audiences import Actor, everyone
from servanda.kernel.models import Commitment, Dossier, Reader
from servanda.kernel.node import Node
from servanda.processes import totals
from servanda.reports import figures, lead_times
from servanda.reports.agreed import Agreed
from servanda.reports.scope import Scope
from servanda.web.desk import rows as desk_rows

SIZES, TIMES, LIMIT_MS, LIMIT_GROWTH = (10_000, 100_000), 20, 50.0, 2.0
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
UNITS, CLAUSES = 24, [f"{n}/{duty}" for n in range(1, 13) for duty in ("notice", "report")]
# What is past is mostly settled.
PAST = ("accepted",) * 17 + ("open", "declined", "withdrawn")
AHEAD = ("open", "promised", "accepted")


def run() -> list[tuple[str, float, float]]:
    """(what, figure, limit) rows."""
    with tempfile.TemporaryDirectory() as folder:
        north, _south = world.pair(Path(folder), ports=(8105, 8106))
        found: dict[str, list[float]] = {}
        with north.active():
            agreement = _agreement(north)
            for size in SIZES:
                _fill(north, agreement, size)
                for what, ask in _asked(agreement).items():
                    found.setdefault(what, []).append(_p95(ask))
    rows: list[tuple[str, float, float]] = []
    for what, (small, large) in found.items():
        rows.append((f"{what} at {SIZES[1]:,} commitments, p95 ms", large, LIMIT_MS))
        rows.append((f"{what}: growth from {SIZES[0]:,}", large / small, LIMIT_GROWTH))
    return rows


def _asked(agreement: Dossier) -> dict[str, Callable[[], object]]:
    leader = Actor(world.NORTH, "bench", f"{world.NORTH}/office", role="leadership")
    desk = Actor(world.NORTH, "bench", f"{world.NORTH}/u3", role="desk", units=frozenset({f"{world.NORTH}/u3"}))
    return {
        "implementation, leadership": lambda: _board(agreement, leader),
        "implementation, one unit": lambda: _board(agreement, desk),
        "desk, one unit": lambda: _desk(desk),
    }


def _board(agreement: Dossier, actor: Actor) -> None:
    """What the page of implementation asks of the database."""
    scope = Scope(actor, (Agreed(agreement, None),), TODAY)
    figures.counted(scope)
    figures.by_month(scope)
    figures.never_due(scope)
    lead_times.spreads(scope)


def _desk(actor: Actor) -> None:
    """What the first list of the desk asks of the database."""
    for rows in (desk_rows.to_do(actor, at=NOW), desk_rows.waiting(actor, at=NOW)):
        desk_rows.count(rows)
        desk_rows.shown(rows, most=desk_rows.PAGE + 1)


def _p95(ask: Callable[[], object]) -> float:
    ask()
    taken = []
    for _ in range(TIMES):
        started = time.process_time()
        ask()
        taken.append((time.process_time() - started) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def _agreement(node: Node) -> Dossier:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    row = Dossier(
        id=f"{node.agency}/{'a' * 22}", home=node.agency, process="agreement", state="in_force", is_shared=True,
        parties=[world.NORTH, world.SOUTH], owner=f"{node.agency}/office", opened_at=at, moved_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    Reader.objects.create(dossier=row, unit=everyone(node.agency), moved_at=at)
    return row


def _fill(node: Node, agreement: Dossier, size: int) -> None:
    """So many commitments in as many files, from three years, between 24 units on each side."""
    chance = random.Random(size)
    known = Commitment.objects.count()
    for first in range(known, size, 5000):
        numbers = range(first, min(first + 5000, size))
        files, owed, readers = [], [], []
        for n in numbers:
            opened = datetime(2024, 1, 1, 3, tzinfo=UTC) + timedelta(days=chance.randrange(1050))
            due = opened.date() + timedelta(days=chance.randrange(60))
            unit = chance.randrange(UNITS)
            here, there = f"{world.NORTH}/u{unit}", f"{world.SOUTH}/u{(unit + chance.randrange(2)) % UNITS}"
            sides = (here, there) if n % 2 else (there, here)
            state = chance.choice(PAST if due < TODAY else AHEAD)
            done = due + timedelta(days=chance.randrange(-20, 5)) if state == "accepted" else None
            files.append(Dossier(
                id=f"{node.agency}/{n:022d}", home=node.agency, process="visit", state="announced", is_shared=True,
                parties=[world.NORTH, world.SOUTH], owner=here, title=f"Visit {n}", opened_at=opened, moved_at=opened,
                counterparts={world.SOUTH: there}))  # fmt: skip
            readers.append(Reader(dossier_id=files[-1].id, unit=here, moved_at=opened))
            owed.append(Commitment(
                id=f"sha256:{n:064d}", dossier_id=files[-1].id, agreement=agreement.id, clause=chance.choice(CLAUSES),
                deliver="notice", opener="x", debtor=sides[0].split("/")[0], debtor_unit=sides[0],
                creditor=sides[1].split("/")[0], creditor_unit=sides[1], opened_at=opened, due_on=due, state=state,
                final_on=totals.final_on(opened_at=opened, due_on=due, done_on=done),
                done_on=done, lead_days=chance.randrange(40) if done else None,
                audience=totals.audience_of([here])[0]))  # fmt: skip
        with node.writing():
            Dossier.objects.bulk_create(files)
            Reader.objects.bulk_create(readers)
            Commitment.objects.bulk_create(owed)
            totals.change(Counter(), totals.of_files([file.id for file in files]))
