"""Every form of a duty becomes a whole sentence, in every language."""

from typing import Any

import pytest
from django.utils import translation

from servanda.kernel.duty_forms import read_duty
from servanda.processes.agreements.duty_sentences import sentences
from servanda.processes.telling.timeline import Names

NOTICE: dict[str, Any] = {
    "id": "notice", "opens": "visit.announce", "debtor": "owner", "creditor": "counterpart", "deliver": "notice",
    "by": {"before": "start_on", "working_days": 15},
}  # fmt: skip
NAMES = Names("en", units={"a.example/office": "Office"})


def said(**changes: Any) -> str:
    data = {name: value for name, value in (NOTICE | changes).items() if value is not None}
    return sentences(read_duty("5", data), NAMES)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "The side that opens the file gives notice to the other side 15 working days before the visit begins."),
        (
            {"by": {"before": "start_on", "working_days": 1}},
            "The side that opens the file gives notice to the other side 1 working day before the visit begins.",
        ),
        (
            {"debtor": "counterpart", "creditor": "a.example/office", "deliver": "report",
             "by": {"after": "end_on", "days": 20}},
            "The other side reports to Office within 20 days after the visit ends.",
        ),
        (
            {"deliver": "answer", "by": {"after": "opened", "hours": 48}},
            "The side that opens the file answers the other side within 48 hours after the step “Announce a visit” "
            "(Visit or delegation).",
        ),
        (
            {"opens": None, "every": "half-year", "deliver": "report", "by": {"after": "opened", "working_days": 5}},
            "The agency keeping the agreement reports to the other side every half-year, within 5 working days "
            "after that day.",
        ),
        (
            {"opens": None, "every": "15 December", "deliver": "report", "by": None},
            "The agency keeping the agreement reports to the other side every year on 15 December.",
        ),
        (
            {"where": {"level": ["state", "official"]}},
            "The side that opens the file gives notice to the other side 15 working days before the visit begins. "
            "It holds for these: Level: state visit, official visit.",
        ),
        (
            {"or_later": {"after": "approved_on", "working_days": 2}, "needs": {"precision": "day"}},
            "The side that opens the file gives notice to the other side 15 working days before the visit begins. "
            "If this is later, it holds instead: within 2 working days after the visit was approved. "
            "The notice names the day.",
        ),
    ],
)  # fmt: skip
def test_a_duty_reads_as_people_say_it(changes: dict[str, Any], sentence: str) -> None:
    with translation.override("en"):
        assert said(**changes) == sentence


@pytest.mark.parametrize(
    ("language", "day"), [("en", "15 December"), ("vi", "15 tháng 12"), ("ar", "15 ديسمبر"), ("ms", "15 Disember")]
)
def test_a_yearly_day_has_its_month_in_the_readers_language(language: str, day: str) -> None:
    with translation.override(language):
        assert day in said(opens=None, every="15 December", deliver="report", by=None)


def test_among_three_parties_every_other_one_is_meant() -> None:
    with translation.override("en"):
        text = sentences(read_duty("5", NOTICE), NAMES, parties=3)
    assert text.startswith("The side that opens the file gives notice to each of the other parties 15 working days")


@pytest.mark.parametrize("language", ["vi", "ar", "ms"])
@pytest.mark.parametrize("deliver", ["notice", "preparation", "answer", "information", "report"])
def test_no_placeholder_is_left_in_any_language(language: str, deliver: str) -> None:
    with translation.override(language):
        text = said(deliver=deliver, or_later={"after": "approved_on", "days": 3}, where={"direction": ["incoming"]})
    assert "%" not in text
