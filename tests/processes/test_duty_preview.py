"""A trial of a duty says what the duty really does: the same fold, under terms that nobody has signed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from servanda.kernel.calendars import Calendar
from servanda.kernel.duty_forms import read_duty
from servanda.kernel.models import Commitment, StoredAct
from servanda.processes.agreements.duty_preview import Draft, Preview, preview
from tests.web.house import START, TERMS, House, connect, settle
from tests.world import MOFA, VUFO

TODAY = datetime.now(UTC).date()


@pytest.fixture
def house(make_node: Any) -> House:
    return connect(House(settle(make_node(MOFA)), settle(make_node(VUFO))))


def tried(house: House, article: str, *, agreement: str = "", **more: Any) -> Preview:
    """The duty of this article of the agreement in force, tried on the files that are there."""
    item = next(each for each in TERMS["articles"] if each["id"] == article)
    duty = read_duty(article, item["duties"][0] | more)
    draft = Draft((MOFA, VUFO), Calendar.from_facts(TERMS["calendar"]), {}, agreement)
    with house.node.active():
        return preview(duty, draft, house.actor("o-head"), first=TODAY - timedelta(days=30), last=TODAY, as_of=TODAY)


def real(house: House, article: str) -> list[tuple[Any, ...]]:
    from servanda.processes import reads

    with house.node.active():
        rows = Commitment.objects.filter(clause__startswith=f"{article}/").select_related("dossier")
        return sorted((row.dossier_id, row.due_on, row.done_on, reads.state_on(row, TODAY)) for row in rows)


def shown(found: Preview) -> list[tuple[Any, ...]]:
    return sorted((row.dossier, row.due_on, row.done_on, row.state) for row in found.rows)


def play(house: House) -> None:
    """In time, late, still open, cancelled; with preparations handed over by the other side and not."""
    near, far = (TODAY + timedelta(days=n) for n in (5, 90))
    house.announce(title="In time", start_on=far.isoformat())
    late = house.announce(title="Late", start_on=near.isoformat())
    house.announce(title="Open")
    gone = house.announce(title="Cancelled", start_on=far.isoformat())
    house.announce(title="Not meant", level="working", start_on=far.isoformat())
    house.say("o-desk", "visit.ask_preparation", {"preparation": "Programme"}, late)
    house.say("o-desk", "visit.ask_preparation", {"preparation": "Gifts"}, gone)
    house.exchange()
    with house.other.active():
        for row in Commitment.objects.filter(deliver="preparation", dossier_id=late):
            owed = row.id
    house.exchange()
    from servanda.kernel.audiences import Actor
    from servanda.processes.dossiers import read_statement, take

    theirs = Actor(agency=VUFO, officer="o-desk", unit=f"{VUFO}/europe")
    with house.other.active():
        handed = read_statement("commitment.deliver", {"commitment": owed, "text": "Here."}, dossier=late)
        take(handed, theirs, at=START + timedelta(hours=2))
    house.exchange()
    house.say("o-desk", "visit.cancel", {"reason": "No."}, gone, at=START + timedelta(hours=3))


@pytest.mark.parametrize("article", ["5.1", "5.2"])
def test_a_trial_of_the_duty_in_force_gives_its_real_commitments(house: House, article: str) -> None:
    play(house)
    wanted = real(house, article)
    assert len(wanted) == (4 if article == "5.1" else 2)
    # As an amendment of the agreement itself, and as another agreement that nobody has signed.
    assert shown(tried(house, article, agreement=house.agreement)) == wanted
    assert shown(tried(house, article)) == wanted


def test_a_longer_notice_makes_more_of_them_late(house: House) -> None:
    play(house)
    assert tried(house, "5.1").late == 1
    assert tried(house, "5.1", by={"before": "start_on", "working_days": 200}).late == 3


def test_excepted_cases_open_nothing(house: House) -> None:
    play(house)
    assert len(tried(house, "5.1", unless={"direction": ["incoming"]}).rows) == 0


def test_lead_times_are_counted_to_the_day_that_was_announced(house: House) -> None:
    play(house)
    days = {row.title: row.days for row in tried(house, "5.1").rows}
    calendar = Calendar.from_facts(TERMS["calendar"])
    start = TODAY + timedelta(days=90)
    assert days["In time"] == -calendar.working_days_between(start, calendar.local_day(START))
    assert days["Open"] is None


def test_a_trial_changes_nothing_and_covers_the_period_asked_for(house: House) -> None:
    play(house)
    with house.node.active():
        before = (StoredAct.objects.count(), list(Commitment.objects.order_by("id").values()))
    tried(house, "5.1", by={"before": "start_on", "working_days": 100})
    with house.node.active():
        assert (StoredAct.objects.count(), list(Commitment.objects.order_by("id").values())) == before
    item = TERMS["articles"][0]
    draft = Draft((MOFA, VUFO), Calendar.from_facts(TERMS["calendar"]))
    with house.node.active():
        found = preview(read_duty("5.1", item["duties"][0]), draft, house.actor("o-head"),
                        first=TODAY - timedelta(days=400), last=TODAY - timedelta(days=30), as_of=TODAY)  # fmt: skip
    assert found.rows == ()


def test_a_stranger_tries_it_on_nothing(house: House) -> None:
    play(house)
    duty = read_duty("5.1", TERMS["articles"][0]["duties"][0])
    draft = Draft((MOFA, VUFO), Calendar.from_facts(TERMS["calendar"]))
    with house.node.active():
        found = preview(
            duty, draft, house.actor("o-stranger"), first=TODAY - timedelta(days=30), last=TODAY, as_of=TODAY
        )
    assert (found.files, found.rows) == (0, ())
