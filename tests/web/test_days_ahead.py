"""Days of review and last days: on the list, on the desk of the unit that looks after it, by mail, on both sides."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from servanda.kernel.node import Node
from servanda.office import ahead, packing
from servanda.office.models import Mail, Officer
from servanda.processes.agreements import terms
from tests.web.drafting import Drafting, put_in_force
from tests.web.house import Browser, House, connect, settle, text_of
from tests.world import MOFA, VUFO


@pytest.fixture
def house(make_node: Callable[..., Node]) -> House:
    options = {"languages": ["en", "vi", "ar"], "undo_seconds": 0}
    return connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))


def in_force(house: House, **more: object) -> Drafting:
    drafting = Drafting([house.node, house.other]).propose([MOFA, VUFO], **more)
    put_in_force(drafting, Browser(house.other, "o-leader"))
    return drafting


def day(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def test_a_review_that_is_near_stands_on_the_list_and_on_the_desk_of_its_unit(house: House) -> None:
    drafting = in_force(house, review_on=day(20))
    for node in (house.node, house.other):
        assert "review due" in text_of(Browser(node, "o-leader").get("/agreements/"))
        desk = text_of(Browser(node, "o-clerk").get("/desk/"))
        assert "Days that come near" in desk
        assert "To be reviewed" in desk
        assert "Days that come near" not in text_of(Browser(node, "o-desk").get("/desk/"))
    chosen = Browser(house.node, "o-clerk").get(f"/desk/?tab=to_do&item=review_on:{drafting.file}")
    assert drafting.url() in chosen.content.decode()


def test_a_review_that_is_far_is_not_told(house: House) -> None:
    in_force(house, review_on=day(200))
    assert "review due" not in text_of(Browser(house.node, "o-leader").get("/agreements/"))
    assert "Days that come near" not in text_of(Browser(house.node, "o-clerk").get("/desk/"))


def test_an_amendment_that_states_a_later_day_ends_the_reminder(house: House) -> None:
    drafting = in_force(house, review_on=day(5))
    drafting.revise("amend", terms={"review_on": day(400)})
    assert "review due" in text_of(Browser(house.node, "o-leader").get("/agreements/")), "not yet in force"
    put_in_force(drafting, Browser(house.other, "o-leader"))
    assert "review due" not in text_of(Browser(house.node, "o-leader").get("/agreements/"))


def test_mail_goes_in_good_time_once_for_each_rung(house: House) -> None:
    drafting = in_force(house, review_on=day(80), ends_on=day(300))
    now = datetime.now(UTC)
    with house.node.active():
        Officer.objects.update(email="a@example.org", mail="each")
        assert ahead.remind(now=now - timedelta(days=20)) == 0
        assert ahead.remind(now=now) == 1
        assert ahead.remind(now=now + timedelta(days=1)) == 0
        assert ahead.remind(now=now + timedelta(days=55)) == 1
        for hours in range(0, 96, 2):
            # In working hours, whenever this test runs.
            packing.pack(now=now + timedelta(days=56, hours=hours))
        texts = list(Mail.objects.filter(officer="o-clerk").values_list("text", flat=True))
        assert any("To be reviewed by " in text and drafting.url() in text for text in texts), texts


def test_an_agreement_holds_up_to_its_last_day(house: House) -> None:
    drafting = in_force(house, ends_on=day(10))
    page = text_of(Browser(house.other, "o-leader").get("/agreements/"))
    assert "ends soon" in page
    assert "In force up to" in page
    parties, now = [MOFA, VUFO], datetime.now(UTC)
    with house.node.active():
        known = terms.load(terms.in_force(parties, at=now + timedelta(days=9)))
        assert drafting.file in {found.agreement for found in known.values()}
        known = terms.load(terms.in_force(parties, at=now + timedelta(days=12)))
        assert drafting.file not in {found.agreement for found in known.values()}


def test_several_in_force_say_which_articles_apply_to_which_step(house: House) -> None:
    drafting = in_force(house)
    html = Browser(house.node, "o-desk").get("/agreements/").content.decode()
    assert "Which articles apply" in html
    for agreement in (drafting.file, house.agreement):
        assert f"/agreements/{agreement}/#article-5.1" in html
    page = text_of(Browser(house.node, "o-desk").get("/agreements/"))
    assert "Visit or delegation: Announce a visit" in page
