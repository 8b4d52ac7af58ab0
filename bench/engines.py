"""What is measured on both engines: SQLite, and a PostgreSQL that puts every commit on the disk."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

from bench import growth, outage, propagation, rates, standing
from tests.postgres.server import Server

Rows = list[tuple[str, float, float]]
MEASURES: dict[str, Callable[..., Rows]] = {
    "rates": rates.run, "propagation": propagation.run, "outage": outage.run, "standing": standing.run,
    "growth": growth.run,
}  # fmt: skip


def measures(wanted: Collection[str], **of_growth: Any) -> Iterator[tuple[str, Callable[[], Rows]]]:
    """(name, what returns its rows) of those `wanted`, of all where none is named; each is to be called at once.

    `of_growth` goes to the measurement of growth.
    """
    chosen = {name: measure for name, measure in MEASURES.items() if not wanted or name in wanted}
    if not chosen:
        return
    for name, measure in chosen.items():
        yield name, partial(measure, **_options(measure, of_growth))
    server = Server("fsync=on").start()
    try:
        for name, measure in chosen.items():
            databases = (server.url(server.new_database()), server.url(server.new_database()))
            yield f"{name} (PostgreSQL)", partial(_on_postgresql, measure, databases, **_options(measure, of_growth))
    finally:
        server.remove()


def _on_postgresql(measure: Callable[..., Rows], databases: tuple[str, str], **options: Any) -> Rows:
    return [(f"{what} (PostgreSQL)", figure, limit) for what, figure, limit in measure(databases, **options)]


def _options(measure: Callable[..., Rows], of_growth: dict[str, Any]) -> dict[str, Any]:
    return of_growth if measure is growth.run else {}
