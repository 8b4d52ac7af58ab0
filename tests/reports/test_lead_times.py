"""Distributions of lead times: the middle one, what is as early as agreed, the weeks; and how they are drawn."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.reports import charts
from servanda.reports.charts import Bar, Mark
from servanda.reports.lead_times import BINS, Spread

SVG = "{http://www.w3.org/2000/svg}"
SPREADS = st.dictionaries(st.integers(-60, 400), st.integers(1, 9), max_size=12).map(Spread)


@given(SPREADS)
def test_every_notice_falls_into_one_week(spread: Spread) -> None:
    assert sum(spread.bins()) == spread.n


@given(SPREADS)
def test_the_middle_one_has_as_many_before_it_as_after(spread: Spread) -> None:
    every = sorted(day for day, n in spread.days.items() for _ in range(n))
    assert spread.median == (every[(len(every) - 1) // 2] if every else None)


def test_as_early_as_agreed_counts_the_day_itself() -> None:
    spread = Spread({14: 1, 15: 2, 30: 1, -1: 1})
    assert (spread.n, spread.at_least(15), spread.ends) == (5, 3, (-1, 30))


@pytest.mark.parametrize("rtl", [False, True])
def test_the_drawing_is_read_from_the_side_of_the_language(rtl: bool) -> None:
    bars = [Bar("<0", 1, 250, 500), Bar("0–4", 3, 750)]
    drawn = charts.histogram(bars, name="a", title="<Title>", about="1 & 3", mark=Mark("agreed", 100), rtl=rtl)
    svg = ElementTree.fromstring(drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert (svg.findtext(f"{SVG}title"), svg.findtext(f"{SVG}desc")) == ("<Title>", "1 & 3")
    assert svg.get("aria-labelledby") == "a-t a-d"
    labels = {text.text: float(text.get("x", "")) for text in svg.iter(f"{SVG}text") if text.get("class") == "label"}
    assert (labels["<0"] > labels["0–4"]) is rtl
    bars_drawn = [float(rect.get("height", "")) for rect in svg.iter(f"{SVG}rect") if rect.get("class") == "bar"]
    assert bars_drawn[1] == pytest.approx(3 * bars_drawn[0], abs=0.2)
    assert all(0 <= float(rect.get("x", "")) <= charts.WIDTH for rect in svg.iter(f"{SVG}rect"))
    assert not [element for element in svg.iter() if element.get("style")]


def test_nothing_to_draw_is_an_empty_drawing() -> None:
    assert "<rect" not in charts.histogram([Bar("0", 0, 0)] * len(BINS), name="a", title="t", about="d")
