"""What follows from the dates of a visit or an activity: how precise they are, and the first and last day meant."""

from collections.abc import Mapping
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.dates import Span, read_edtf
from servanda.kernel.refusals import Refused


def derive(facts: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """The derived facts `precision`, `first_on` and `last_on`; none where the dates cannot be read."""
    start, end = span_of(facts.get("start_on")), span_of(facts.get("end_on") or facts.get("start_on"))
    if start is None or end is None:
        return {}
    return {"precision": start.precision, "first_on": start.first.isoformat(), "last_on": end.last.isoformat()}


def span_of(text: Any) -> Span | None:
    """The span that an EDTF text names; None for anything else."""
    try:
        return read_edtf(text)
    except Refused:
        return None


def reach(start_on: Any, end_on: Any) -> Span | None:
    """All the days that something may take, from the first day of its beginning to the last day of its end.

    It is approximate unless both ends are settled days, or two settled days of one interval.
    """
    start, end = span_of(start_on), span_of(end_on or start_on)
    if start is None or end is None:
        return None
    settled = all(_is_settled(text) for text in (start_on, end_on or start_on))
    return Span(start.first, max(start.last, end.last), "day" if settled else start.precision, not settled)


def _is_settled(text: str) -> bool:
    return all(span is not None and span.is_exact for span in map(span_of, text.split("/")))
