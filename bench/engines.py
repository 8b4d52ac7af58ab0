"""What is measured on both engines: SQLite, and a PostgreSQL that puts every commit on the disk."""

from collections.abc import Callable
from typing import Any

from bench import growth, outage, propagation, rates, standing
from tests.postgres.server import Server

Rows = list[tuple[str, float, float]]
MEASURES: tuple[Callable[..., Rows], ...] = (rates.run, propagation.run, outage.run, standing.run, growth.run)


def run(**of_growth: Any) -> Rows:
    """(what, figure, limit) rows. `of_growth` goes to the measurement of growth."""
    rows = [row for measure in MEASURES for row in measure(**_options(measure, of_growth))]
    server = Server("fsync=on").start()
    try:
        for measure in MEASURES:
            databases = (server.url(server.new_database()), server.url(server.new_database()))
            found = measure(databases, **_options(measure, of_growth))
            rows += [(f"{what} (PostgreSQL)", figure, limit) for what, figure, limit in found]
    finally:
        server.remove()
    return rows


def _options(measure: Callable[..., Rows], of_growth: dict[str, Any]) -> dict[str, Any]:
    return of_growth if measure is growth.run else {}
