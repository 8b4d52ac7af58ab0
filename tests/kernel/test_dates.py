"""Dates of any precision: the cases of the specification, and agreement with the edtf package on all that we read."""

from datetime import date

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.kernel.dates import FIRST_YEAR, LAST_YEAR, Span, exact, read_edtf
from servanda.kernel.refusals import Refused

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
plain = st.one_of(
    days.map(date.isoformat),
    days.map(lambda day: day.isoformat()[:7]),
    days.map(lambda day: day.isoformat()[:4]),
)
qualified = st.builds(str.__add__, plain, st.sampled_from("~?%"))
seasons = st.builds(lambda day, season: f"{day.isoformat()[:4]}-{season}", days, st.integers(21, 24))
# The package reads no season with a qualifier; the specification has it, and so have we.
shared = st.one_of(plain, qualified, seasons)
ones = st.one_of(shared, st.builds(str.__add__, seasons, st.sampled_from("~?%")))


def in_order(ends: tuple[str, str]) -> str:
    return "/".join(sorted(ends, key=lambda text: read_edtf(text).first))


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "approximate"),
    [
        ("2026", "2026-01-01", "2026-12-31", "year", False),
        ("2026-12", "2026-12-01", "2026-12-31", "month", False),
        ("2028-02", "2028-02-01", "2028-02-29", "month", False),
        ("2026-12-05", "2026-12-05", "2026-12-05", "day", False),
        ("2026-12-05/2026-12-09", "2026-12-05", "2026-12-09", "interval", False),
        ("2026-11/2027-01?", "2026-11-01", "2027-01-31", "interval", True),
        ("2026-21", "2026-03-01", "2026-05-31", "season", False),
        ("2026-24", "2026-12-01", "2026-12-31", "season", False),
        ("2026-22~", "2026-06-01", "2026-08-31", "season", True),
        ("2026~", "2026-01-01", "2026-12-31", "year", True),
        ("2026-12-05%", "2026-12-05", "2026-12-05", "day", True),
    ],
)
def test_what_a_date_may_mean(text: str, first: str, last: str, precision: str, approximate: bool) -> None:
    span = read_edtf(text)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)
    assert (span.precision, span.approximate) == (precision, approximate)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "5/12/2026", "2026-1", "20261205", "2026-W01-1", "2026-12-05T10:00:00Z", " 2026", "2026\n"),
        *("2026-13", "2026-00", "2026-20", "2026-25", "2026-02-29", "2026-21-01", "2026~?", "~2026", "٢٠٢٦"),
        *(
            "2026-12-05/..",
            "../2026",
            "2026/",
            "/2026",
            "2026-12-09/2026-12-05",
            "2026/2027/2028",
            "2026-12-XX",
            "-2026",
        ),
        *("0000", "1582-12-31", "3000", None, 2026, ["2026"], date(2026, 12, 5)),
    ],
)
def test_anything_else_is_refused_with_its_value(text: object) -> None:
    with pytest.raises(Refused) as refused:
        read_edtf(text)
    assert refused.value.code == "date_not_readable"
    assert refused.value.params == {"value": str(text)[:40]}
    assert "2026-12-05" in str(refused.value)


# The package's grammar is slow enough, on a busy machine, to pass Hypothesis' deadline.
@settings(deadline=None)
@given(shared)
def test_one_date_agrees_with_the_edtf_package(text: str) -> None:
    assert bounds(read_edtf(text)) == bounds_of_package(text)


@settings(deadline=None)
@given(st.tuples(shared, shared).map(in_order))
def test_an_interval_agrees_with_the_edtf_package(text: str) -> None:
    assert bounds(read_edtf(text)) == bounds_of_package(text)


@given(st.tuples(ones, ones).map(in_order))
def test_an_interval_runs_from_the_first_day_of_one_to_the_last_of_the_other(text: str) -> None:
    start, end = (read_edtf(part) for part in text.split("/"))
    assert read_edtf(text) == Span(start.first, end.last, "interval", start.approximate or end.approximate)


@given(ones)
def test_only_a_settled_day_is_exact(text: str) -> None:
    span = read_edtf(text)
    assert span.first <= span.last
    assert span.is_exact == (len(text) == 10)
    assert not span.is_exact or span == exact(date.fromisoformat(text))


@given(st.text(max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(read_edtf(text), Span)
    except Refused as refused:
        assert refused.code == "date_not_readable"


def bounds(span: Span) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return span.first.timetuple()[:3], span.last.timetuple()[:3]


def bounds_of_package(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = edtf.parse_edtf(text)
    return tuple(found.lower_strict()[:3]), tuple(found.upper_strict()[:3])
