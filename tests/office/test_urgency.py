"""What a letter is marked with changes when people hear of it, and who does."""

from datetime import timedelta

import pytest

from servanda.office import notices, packing
from servanda.office.models import Notice
from tests.office.desks import hanoi, mails
from tests.processes.conftest import Pair
from tests.world import MOFA, VUFO

LETTER = {"title": "On the programme", "number": "12/BNG", "dated_on": "2026-11-20", "answer_by": "2026-11-25"}
NIGHT = hanoi(23, 22)


def told(desks: Pair, urgency: str) -> tuple[str, list[Notice]]:
    """A letter that comes in the night of Monday 23 November; what is noted of it until Thursday."""
    desks.clock = NIGHT
    stated = LETTER | ({"urgency": urgency} if urgency else {})
    file = desks.open(MOFA, "letter.send", stated, to=[f"{VUFO}/europe"])
    desks.exchange()
    with desks.nodes[VUFO].active():
        for day in (25, 26):
            notices.remind(now=hanoi(day, 9))
        return file, list(Notice.objects.filter(dossier=file).order_by("id"))


@pytest.mark.parametrize("urgency", ["", "normal"])
def test_an_ordinary_letter_waits_for_the_morning(desks: Pair, urgency: str) -> None:
    _file, found = told(desks, urgency)
    assert {notice.reason for notice in found} == {"new_entry", "due_today", "late"}
    assert not any(notice.is_urgent for notice in found)
    assert {notice.officer_id for notice in found} == {"o-desk", "o-head"}


def test_an_urgent_one_is_told_at_any_hour_and_every_reminder_presses(desks: Pair) -> None:
    _file, found = told(desks, "urgent")
    assert found and all(notice.is_urgent for notice in found)
    assert "referred" not in {notice.reason for notice in found}
    before = len(mails(desks))
    with desks.nodes[VUFO].active():
        packing.pack(now=NIGHT + timedelta(minutes=5))
    assert len(mails(desks)) > before, "in the middle of the night"


@pytest.mark.parametrize("urgency", ["very_urgent", "at_once"])
def test_of_a_very_urgent_one_those_above_hear_too(desks: Pair, urgency: str) -> None:
    _file, found = told(desks, urgency)
    referred = {(notice.officer_id, notice.about.rsplit(":", 1)[1]) for notice in found if notice.reason == "referred"}
    assert referred == {("o-head", "head"), ("o-leader", "leadership")}
