"""The region that each country belongs to, as area departments divide the world; the table is data beside this file."""

import csv
from functools import cache
from importlib.resources import files

TABLE = "regions.csv"


def region_of(country: str) -> str:
    """The region of an ISO 3166 code, '' where there is none."""
    return _regions().get(country, "")


@cache
def region_names() -> tuple[str, ...]:
    return tuple(sorted(set(_regions().values())))


@cache
def _regions() -> dict[str, str]:
    text = files("servanda.imports").joinpath(TABLE).read_text("utf-8")
    return {row["country"]: row["region"] for row in csv.DictReader(text.splitlines())}
