"""Leave and the substitute, through the browser: what is lent, what is not, under whose name, and until when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.office import people, recipients
from servanda.office.models import ClearingRule, Leave, Notice, Officer, Post
from servanda.processes.models import Outgoing
from tests.office.desks import hanoi, mails
from tests.office.test_digests import arrive, tick
from tests.processes.conftest import Pair
from tests.web.house import Browser, House, text_of
from tests.world import MOFA, VUFO

VISIT = {"title": "A state delegation", "direction": "incoming", "level": "official", "start_on": "2031-05-06",
         "to-unit": f"{VUFO}/europe", "class": "internal"}  # fmt: skip


def today() -> date:
    """When it is asked: a run may cross midnight."""
    return datetime.now(UTC).date()


def days(first: int = 0, last: int = 5) -> dict[str, str]:
    return {name: (today() + timedelta(days=n)).isoformat() for name, n in (("first", first), ("last", last))}


def enter(house: House, officer: str, substitute: str, *, by: str = "", **term: int) -> Any:
    stated = days(**term) | {"substitute": substitute}
    return house.browser(by or officer).post(f"/people/{officer}/leave/", stated)


def sit_for(house: House, substitute: str, absent: str) -> Browser:
    """The substitute's browser, with the post of who is away chosen."""
    with house.node.active():
        post = Post.objects.get(officer=absent)
    return sit(house, substitute, post)


def sit(house: House, officer: str, post: Post) -> Browser:
    browser = house.browser(officer)
    browser.post("/post/", {"post": post.id})
    return browser


def prepare(house: House, officer: str) -> str:
    with house.node.active():
        ClearingRule.objects.update_or_create(step="visit", defaults={"levels": 1})
    assert house.browser(officer).post("/new/visit/", VISIT).status_code == 302
    with house.node.active():
        return Outgoing.objects.get(officer=officer).name


@pytest.mark.mission("S9")
def test_a_substitute_clears_in_the_place_of_the_head_and_the_entry_says_so(house: House) -> None:
    name = prepare(house, "o-desk")
    colleague = house.browser("o-colleague")
    assert colleague.post(f"/prepared/{name}/", {"do": "approve"}).status_code == 403
    assert enter(house, "o-head", "o-colleague").status_code == 302
    assert "Standing in: Head of Protocol" in text_of(colleague.get("/desk/"))
    assert colleague.post(f"/prepared/{name}/", {"do": "approve"}).status_code == 403, "in their own post they may not"
    seat = sit_for(house, "o-colleague", "o-head")
    assert "A state delegation" in text_of(seat.get("/desk/?tab=clear"))
    assert seat.post(f"/prepared/{name}/", {"do": "approve"}).status_code == 302
    with house.node.active():
        by = StoredAct.objects.get(kind="office.clear").act.by
    assert (by.unit, by.post, by.officer, by.capacity) == (f"{MOFA}/protocol", "desk", "o-colleague", "TUQ. o-head")


def test_nobody_clears_what_they_prepared_themselves_in_either_of_both_names(house: House) -> None:
    enter(house, "o-head", "o-colleague")
    own = prepare(house, "o-colleague")
    heads = prepare(house, "o-head")
    seat = sit_for(house, "o-colleague", "o-head")
    for name in (own, heads):
        assert seat.post(f"/prepared/{name}/", {"do": "approve"}).status_code == 403


def test_what_a_substitute_says_is_of_the_unit_and_names_both(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    assert enter(house, "o-europe", "o-colleague", by="o-admin").status_code == 302
    seat = sit_for(house, "o-colleague", "o-europe")
    seat.post("/new/visit/", VISIT)
    with house.node.active():
        act = StoredAct.objects.get(kind="visit.announce").act
        row = Dossier.objects.get(process="visit")
    assert row.owner == f"{MOFA}/europe"
    assert (act.by.officer, act.by.post, act.by.capacity) == ("o-colleague", "desk", "TUQ. o-europe")
    assert "Standing in: Desk of Europe" in text_of(seat.get(f"/files/{row.id}/"))


def test_only_the_files_of_the_absent_are_lent_and_only_for_these_days(house: House) -> None:
    with house.node.active():
        africa = house.announce("o-stranger")
        europe = house.announce("o-europe")
    enter(house, "o-europe", "o-colleague", by="o-admin")
    seat = sit_for(house, "o-colleague", "o-europe")
    assert seat.get(f"/files/{europe}/").status_code == 200
    assert seat.get(f"/files/{africa}/").status_code == 404
    assert house.browser("o-desk").get(f"/files/{europe}/").status_code == 404
    with house.node.active():
        Leave.objects.update(from_on=today() - timedelta(days=9), until_on=today() - timedelta(days=1))
    assert seat.get(f"/files/{europe}/").status_code == 404
    assert "Standing in" not in text_of(seat.get("/desk/"))


def test_a_leave_that_has_not_begun_lends_nothing(house: House) -> None:
    file = house.announce("o-europe")
    enter(house, "o-europe", "o-colleague", by="o-admin", first=1)
    assert sit_for(house, "o-colleague", "o-europe").get(f"/files/{file}/").status_code == 404


def test_an_administrator_s_rights_are_never_lent(house: House) -> None:
    assert enter(house, "o-admin", "o-clerk").status_code == 302
    assert sit_for(house, "o-clerk", "o-admin").get("/set-up/").status_code == 404


def test_who_leaves_the_agency_lends_nothing_any_more(house: House) -> None:
    enter(house, "o-europe", "o-colleague", by="o-admin")
    with house.node.active():
        Officer.objects.filter(id="o-europe").update(is_active=False)
        assert len(people.posts_on(Officer.objects.get(id="o-colleague"), today())) == 1


@pytest.mark.parametrize(
    ("officer", "by", "status"),
    [
        ("o-desk", "o-desk", 302), ("o-desk", "o-head", 302), ("o-desk", "o-leader", 302), ("o-desk", "o-admin", 302),
        ("o-desk", "o-europe", 403), ("o-europe", "o-head", 403), ("o-desk", "", 302), ("nobody", "o-admin", 404),
    ],
)  # fmt: skip
def test_who_may_enter_a_leave(house: House, officer: str, by: str, status: int) -> None:
    answer = house.browser(by).post(f"/people/{officer}/leave/", days() | {"substitute": "o-colleague"})
    assert answer.status_code == status
    with house.node.active():
        assert Leave.objects.exists() == (status == 302 and by != "")


@pytest.mark.parametrize(
    ("unit", "role"), [("leadership", "leadership"), ("europe", "desk"), ("protocol", "leadership")]
)
def test_a_head_lends_nothing_of_an_officer_that_the_head_is_not_over(house: House, unit: str, role: str) -> None:
    """Else a head could read everything by standing in for somebody who also sits elsewhere or higher."""
    with house.node.active():
        desk = Officer.objects.get(id="o-desk")
        Post.objects.create(officer=desk, unit=f"{MOFA}/{unit}", role=role, title={"en": "Second"})
    assert house.browser("o-head").get("/people/o-desk/leave/").status_code == 403
    assert enter(house, "o-desk", "o-head", by="o-head").status_code == 403
    with house.node.active():
        assert not Leave.objects.exists()
    assert enter(house, "o-desk", "o-colleague", by="o-leader").status_code == 302


def test_a_substitute_cannot_appoint_another(house: House) -> None:
    enter(house, "o-head", "o-colleague")
    seat = sit_for(house, "o-colleague", "o-head")
    assert seat.post("/people/o-desk/leave/", days() | {"substitute": "o-colleague"}).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"substitute": "o-desk"}, {"substitute": "o-stranger"}, {"substitute": "o-admin"}, {"substitute": ""},
        days(3, 1), days(-5, -1),
    ],
    ids=["self", "elsewhere", "admin", "nobody", "backwards", "past"],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(house: House, wrong: dict[str, str]) -> None:
    stated = days() | {"substitute": "o-colleague"} | wrong
    assert house.browser("o-desk").post("/people/o-desk/leave/", stated).status_code == 422
    with house.node.active():
        assert not Leave.objects.exists()


def test_leaves_do_not_overlap_nor_go_round_in_a_circle(house: House) -> None:
    enter(house, "o-desk", "o-colleague")
    again = enter(house, "o-desk", "o-head", first=5, last=9)
    assert again.status_code == 422 and "leave of this officer" in text_of(again)
    round_ = enter(house, "o-colleague", "o-desk", first=2, last=3)
    assert round_.status_code == 422 and "away" in text_of(round_)
    assert enter(house, "o-desk", "o-colleague", first=6, last=9).status_code == 302


def test_back_sooner_ends_it_at_once(house: House) -> None:
    enter(house, "o-desk", "o-colleague")
    assert "away now" in text_of(house.browser("o-desk").get("/people/o-desk/leave/"))
    with house.node.active():
        url = f"/people/o-desk/leave/{Leave.objects.get().id}/end/"
    assert house.browser("o-europe").post(url).status_code == 403
    assert house.browser("o-desk").post(url).status_code == 302
    with house.node.active():
        assert len(people.posts_on(Officer.objects.get(id="o-colleague"), today())) == 1


def test_the_people_page_shows_who_is_away_and_what_is_vacant(house: House) -> None:
    enter(house, "o-desk", "o-colleague")
    with house.node.active():
        Post.objects.filter(officer="o-head").update(until_on=date(2026, 1, 31))
    page = text_of(house.browser("o-europe").get("/people/"))
    assert "away until" in page and "Desk of Protocol stands in" in page and "o-colleague stands" not in page
    assert "Vacant since Sat 31 Jan 2026: head" in page


def test_the_substitute_is_told_too_while_it_lasts(desks: Pair) -> None:
    with desks.nodes[VUFO].active():
        Notice.objects.all().delete()
        Leave.objects.create(officer_id="o-desk", substitute_id="o-africa", from_on=date(2026, 11, 24),
                             until_on=date(2026, 11, 27), entered_by="o-desk", entered_at=desks.clock)  # fmt: skip
    arrive(desks, hanoi(24, 10))
    tick(desks, hanoi(24, 10, 1))
    assert ["Drums" in mail.text for officer in ("o-desk", "o-africa") for mail in mails(desks, officer)] == [
        True,
        True,
    ]
    arrive(desks, hanoi(30, 10), "Flutes")
    tick(desks, hanoi(30, 10, 1))
    assert (len(mails(desks, "o-desk")), len(mails(desks, "o-africa"))) == (2, 1)


def test_a_substitute_acts_in_the_unit_and_role_of_who_is_away(house: House) -> None:
    enter(house, "o-head", "o-colleague")
    with house.node.active():
        officer = Officer.objects.get(id="o-colleague")
        own, lent = [people.actor(officer, day=today(), post=post) for post in people.posts_on(officer, today())]
    assert isinstance(own, Actor) and (own.role, own.stands_for, own.capacity) == ("desk", "", "")
    assert (lent.role, lent.stands_for, lent.post) == ("head", "o-head", "desk")


def test_a_post_given_during_the_leave_is_not_lent(house: House) -> None:
    """Neither seen nor told: who is made a leader while away has not appointed a reader of everything."""
    africa = house.announce("o-stranger")
    enter(house, "o-desk", "o-colleague", by="o-admin", first=-1)
    given = {"officer": "o-desk", "unit": f"{MOFA}/leadership", "role": "leadership", "language": "en",
             "title_en": "Deputy"}  # fmt: skip
    assert house.browser("o-admin").post("/people/add/", given).status_code == 302
    with house.node.active():
        posts = people.posts_on(Officer.objects.get(id="o-colleague"), today())
        assert [post.role for post in posts] == ["desk", "desk"]
        told = recipients.load([africa], day=today())
        assert {held.officer_id for held in told.posts if held.holder == "o-desk" and held.role == "leadership"} == {
            "o-desk"
        }
        lent = Post.objects.get(officer="o-desk", role="leadership")
    seat = house.browser("o-colleague")
    seat.post("/post/", {"post": lent.id})
    assert seat.get(f"/files/{africa}/").status_code == 404
    assert "A post given later is not lent" in text_of(house.browser("o-desk").get("/people/o-desk/leave/"))
    with house.node.active():
        Leave.objects.update(from_on=today() - timedelta(days=3), until_on=today() - timedelta(days=1))
    assert enter(house, "o-desk", "o-colleague", by="o-admin").status_code == 302
    assert sit(house, "o-colleague", lent).get(f"/files/{africa}/").status_code == 200, "a new leave lends it"


def test_a_post_that_goes_on_in_another_unit_stays_lent(house: House) -> None:
    enter(house, "o-desk", "o-colleague", by="o-admin")
    with house.node.active():
        people.move_post(Post.objects.get(officer="o-desk"), f"{MOFA}/europe", on=today())
        posts = people.posts_on(Officer.objects.get(id="o-colleague"), today())
    assert [post.unit for post in posts] == [f"{MOFA}/protocol", f"{MOFA}/europe"]


@pytest.mark.parametrize("ending", ["over", "back on the first day"])
def test_what_a_substitute_prepared_leaves_after_the_leave(house: House, ending: str) -> None:
    house.node.config["undo_seconds"] = 0
    enter(house, "o-europe", "o-colleague", by="o-admin")
    sit_for(house, "o-colleague", "o-europe")
    name = prepare(house, "o-colleague")
    with house.node.active():
        assert Outgoing.objects.get(name=name).unit == f"{MOFA}/europe"
        if ending == "over":
            Leave.objects.update(from_on=today() - timedelta(days=9), until_on=today() - timedelta(days=1))
        leave = Leave.objects.get().id
    if ending != "over":
        assert house.browser("o-admin").post(f"/people/o-europe/leave/{leave}/end/").status_code == 302
    assert house.browser("o-leader").post(f"/prepared/{name}/", {"do": "approve"}).status_code == 302
    with house.node.active():
        by = StoredAct.objects.get(kind="visit.announce").act.by
    assert (by.unit, by.officer, by.capacity) == (f"{MOFA}/europe", "o-colleague", "TUQ. o-europe")


@pytest.mark.parametrize("gone", ["the substitute", "the absent", "the post"])
def test_nothing_leaves_in_the_name_of_who_holds_no_post_any_more(house: House, gone: str) -> None:
    house.node.config["undo_seconds"] = 0
    enter(house, "o-europe", "o-colleague", by="o-admin")
    sit_for(house, "o-colleague", "o-europe")
    name = prepare(house, "o-colleague")
    yesterday = today() - timedelta(days=1)
    with house.node.active():
        Leave.objects.update(from_on=today() - timedelta(days=9), until_on=yesterday)
        if gone == "the absent":
            Officer.objects.filter(id="o-europe").update(is_active=False)
        else:
            officer = "o-europe" if gone == "the post" else "o-colleague"
            Post.objects.filter(officer=officer).update(until_on=yesterday)
    assert house.browser("o-leader").post(f"/prepared/{name}/", {"do": "approve"}).status_code == 403
    with house.node.active():
        assert not StoredAct.objects.filter(kind="visit.announce").exists()
