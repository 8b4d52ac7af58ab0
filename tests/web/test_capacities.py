"""One person in several capacities: chosen when acting and stated on the entry; and who sits in which member body."""

from datetime import UTC, date, datetime, timedelta

import pytest

from servanda.kernel.models import Dossier, StoredAct
from servanda.office import outgoing
from servanda.office.models import Affiliation, Officer, Post
from servanda.processes.organisation import directory
from tests.web.house import START, Browser, House, text_of
from tests.web.test_queries import queries
from tests.world import MOFA, VUFO

VISIT = {"title": "Delegation", "direction": "incoming", "level": "working", "start_on": "2031-05-06",
         "class": "internal", "to-unit": f"{VUFO}/europe"}  # fmt: skip


def second_post(house: House, officer: str = "o-desk", unit: str = "africa") -> int:
    with house.node.active():
        post = Post.objects.create(
            officer_id=officer, unit=f"{MOFA}/{unit}", role="desk", title={"en": "Secretary of the committee"},
            capacity="TL.",
        )  # fmt: skip
        return int(post.pk)


@pytest.mark.mission("S23", "S44")
def test_an_officer_of_two_posts_chooses_in_which_to_act_and_it_stands_on_the_entry(house: House) -> None:
    post, browser = second_post(house), house.browser("o-desk")
    page = browser.get("/new/visit/")
    shown = [held["label"] for held in page.context["capacities"]]
    assert shown == ["Desk of Protocol · Protocol", "Secretary of the committee · Africa · by order (TL.)"]
    assert browser.post("/new/visit/", VISIT | {"act-as": str(post)}).status_code == 302
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))
        act = StoredAct.objects.get(kind="visit.announce").act
        assert (act.by.unit, act.by.capacity) == (f"{MOFA}/africa", "TL.")
        file = Dossier.objects.get(process="visit").id
    assert "by order (TL.)" in text_of(house.browser("o-stranger").get(f"/files/{file}/"))
    house.exchange()
    assert "by order (TL.)" in text_of(Browser(house.other, "o-europe").get(f"/files/{file}/"))


def test_a_capacity_that_the_officer_does_not_hold_or_that_may_not_see_the_file_is_none(house: House) -> None:
    post, file = second_post(house), house.announce()
    with house.node.active():
        theirs = Post.objects.get(officer="o-leader").pk
    url = f"/files/{file}/steps/visit.refine/"
    browser = house.browser("o-desk")
    assert browser.get(url).context["capacities"] == []
    for held, code in ((theirs, 403), (post, 404), ("x", 403)):
        assert browser.post(url, {"start_on": "2031-05-07", "act-as": str(held)}).status_code == code
    assert house.browser("o-colleague").get("/new/visit/").context["capacities"] == []


def association(house: House, code: str = "friends", until: str = "") -> None:
    """The union names an association of its own, and the ministry hears of it."""
    with house.other.active():
        named = {"code": code, "parent": "leadership", "kind": "association", "zone": "Asia/Ho_Chi_Minh",
                 "name": {"en": f"Friendship Association {code}"}, "from": "2020-01-01"}  # fmt: skip
        named |= {"until": until} if until else {}
        clerk = house.actor("o-clerk")
        actor = type(clerk)(agency=VUFO, officer="o-clerk", unit=f"{VUFO}/office", role="clerk")
        directory.publish([*directory.own_units(), named], actor, peers=(MOFA,), title="Units", at=START)
    house.exchange()


@pytest.mark.mission("S23", "S24")
def test_member_bodies_stand_with_their_membership_and_who_of_us_sits_in_them(house: House) -> None:
    association(house)
    clerk = house.browser("o-clerk")
    stated = {"officer": "o-desk", "unit": f"{VUFO}/friends", "title": "vice-president", "from_on": "2024-03-01"}
    assert house.browser("o-head").post("/affiliations/add/", stated).status_code == 403
    reversed_ = stated | {"until_on": "2023-01-01"}
    assert clerk.post("/affiliations/add/", reversed_).status_code == 422
    assert clerk.post("/affiliations/add/", stated).status_code == 302
    page = text_of(house.browser("o-head").get("/affiliations/"))
    assert "Friendship Association friends" in page and "vice-president" in page and "1 Jan 2020" in page
    before = text_of(clerk.get("/affiliations/?on=2023-05-05"))
    assert "Friendship Association friends" in before and "vice-president" not in before
    assert "Friendship Association friends" not in text_of(clerk.get("/affiliations/?on=2019-05-05"))
    house.exchange()
    assert "vice-president" not in text_of(Browser(house.other, "o-clerk").get("/affiliations/"))
    with house.node.active():
        row = Affiliation.objects.get()
    assert house.browser("o-head").post(f"/affiliations/{row.pk}/end/").status_code == 403
    assert clerk.post(f"/affiliations/{row.pk}/end/").status_code == 302
    with house.node.active():
        assert Affiliation.objects.get().until_on is not None


@pytest.mark.mission("S23")
def test_who_sits_in_a_body_that_works_on_the_file_is_asked_whether_to_handle_it(house: House) -> None:
    file = house.announce()
    with house.node.active():
        Affiliation.objects.create(
            officer_id="o-desk", unit=f"{VUFO}/europe", title="member", entered_by="o-clerk", entered_at=START
        )
    page = text_of(house.browser("o-desk").get(f"/files/{file}/"))
    assert "You are entered as member in Europe, which works on this file." in page
    assert "You are entered" not in text_of(house.browser("o-colleague").get(f"/files/{file}/"))
    house.browser("o-desk").post(f"/files/{file}/recuse/", {"text": "Member there"})
    assert "You are entered" not in text_of(house.browser("o-desk").get(f"/files/{file}/"))


def test_the_queries_of_the_roster_do_not_grow(house: House) -> None:
    association(house)
    house.browser("o-desk").get("/affiliations/")
    counted = []
    for many in (1, 20):
        with house.node.active():
            for n in range(many):
                officer = Officer.objects.create(id=f"p{many}-{n}")
                Post.objects.create(officer=officer, unit=f"{MOFA}/protocol", role="desk", title={"en": officer.id})
                Affiliation.objects.create(
                    officer=officer, unit=f"{VUFO}/friends", title="member", entered_by="o-clerk", entered_at=START,
                    from_on=date(2024, 1, 1),
                )  # fmt: skip
        counted.append(queries(house, "/affiliations/"))
    assert counted[0] == counted[1]
