"""The clauses and the calendar that the tests of duties share."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from servanda.kernel.calendars import Calendar, YearDays
from servanda.kernel.duties import Due

NOTICE: dict[str, Any] = {
    "id": "notice",
    "opens": "visit.announce",
    "where": {"direction": ["incoming", "outgoing"], "level": ["state", "official"]},
    "debtor": "owner",
    "creditor": "counterpart",
    "deliver": "notice",
    "needs": {"precision": "day"},
    "by": {"before": "start_on", "working_days": 15},
    "or_later": {"after": "approved_on", "working_days": 2},
    "accept": False,
    "remind": [{"working_days": 3}],
    "ladder": [{"after_working_days": 2, "to": "head"}, {"after_working_days": 5, "to": "leadership"}],
}
REPORT: dict[str, Any] = {
    "id": "report",
    "every": "half-year",
    "debtor": "mofa.gov.vn/policy",
    "creditor": "vufo.org.vn/research",
    "deliver": "report",
}
CALENDAR = Calendar(
    "Asia/Ho_Chi_Minh",
    {
        2026: YearDays(
            holidays=frozenset(map(date.fromisoformat, ["2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24"])),
            working=frozenset({date(2026, 8, 22)}),
        )
    },
)
OPENED_AT = datetime(2026, 9, 3, 4, tzinfo=UTC)


def changed(data: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """`data` with these keys; a key whose value is None is left out."""
    return {key: value for key, value in (data | changes).items() if value is not None}


starts = st.dates(date(2026, 1, 20), date(2027, 6, 30))


def settled(on: str, why: str) -> Due:
    day = date.fromisoformat(on)
    return Due(day, CALENDAR.end_of_day(day), provisional=False, why=why)


def moving(on: str, why: str) -> Due:
    day = date.fromisoformat(on)
    return Due(day, CALENDAR.end_of_day(day), provisional=True, why=why)
