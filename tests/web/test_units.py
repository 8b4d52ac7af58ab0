"""The directory on its pages: changed, reviewed, published to the other side, and what is left in closed units."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.imports.units import read_units
from servanda.kernel.models import Commitment
from servanda.office import people
from servanda.office.models import ClearingRule, Officer, Post
from servanda.processes.models import Unit
from servanda.processes.organisation import directory
from tests.web.house import Browser, House, text_of
from tests.world import MOFA, VUFO

NEW = {
    "code": "west", "en": "West", "vi": "Phương Tây", "ar": "", "ms": "", "parent": "leadership", "fields": "visits",
    "kind": "department", "zone": "Asia/Ho_Chi_Minh", "regions": "", "counterparts": "", "from": "",
}  # fmt: skip


def changed(**more: str) -> dict[str, str]:
    return {name: value for name, value in {**NEW, **more}.items() if name != "code"}


def close(admin: Browser, code: str, *successors: str, until: str = "") -> None:
    data = {"until": until, "successors": list(successors)}
    assert admin.post(f"/units/of/{code}/close/", data)["Location"] == "/units/"


def publish(admin: Browser) -> str:
    return str(admin.post("/units/review/", {"do": "publish"})["Location"])


@pytest.mark.mission("S28")
def test_a_merger_is_reviewed_published_and_moves_what_is_open_on_both_sides(house: House) -> None:
    file = house.announce(start_on="2031-05-06")
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall"}, file)
    house.exchange()
    clerk = Browser(house.other, "o-clerk")
    assert clerk.post("/units/add/", NEW)["Location"] == "/units/"
    close(clerk, "europe", "west")
    close(clerk, "africa", "west")
    with house.other.active():
        assert not Unit.objects.filter(id=f"{VUFO}/west").exists(), "nothing changes before it is published"
    page = text_of(clerk.get("/units/review/"))
    assert "New unit: West." in page
    assert "Europe closes and is taken over by West." in page
    assert "Europe 1 1 1 West goes over by itself" in page, "files, commitments and posts that it takes along"
    assert "no unit" in page and "West instead of" in page, "who answers for the field of the agreement"
    assert publish(clerk) == "/units/left/"
    house.exchange()
    for node in (house.node, house.other):
        with node.active():
            assert Unit.objects.get(id=f"{VUFO}/europe").is_closed
            row = Commitment.objects.get(deliver="preparation")
            assert row.debtor_unit == f"{VUFO}/west"
    left = text_of(clerk.get("/units/left/"))
    assert "Desk of Europe" in left and "West" in left, "who sits in a closed unit"
    assert "Hand over" not in left, "files with one successor went over by themselves"
    story = text_of(house.browser("o-desk").get(f"/files/{file}/"))
    assert "West takes over from Europe." in story


def test_a_split_is_decided_file_by_file_with_a_proposal(house: House) -> None:
    files = [house.announce(title=title, start_on="2031-05-06") for title in ("Drums", "Masks")]
    house.exchange()
    clerk = Browser(house.other, "o-clerk")
    clerk.post("/units/add/", NEW)
    clerk.post("/units/add/", {**NEW, "code": "south", "en": "South", "fields": ""})
    close(clerk, "europe", "south", "west")
    publish(clerk)
    page = clerk.get("/units/left/")
    assert [row["proposed"] for row in page.context["files"]] == [f"{VUFO}/west"] * 2
    keys = [f"{file}|{VUFO}/europe" for file in files]
    answer = {"files": keys, f"to-{keys[0]}": f"{VUFO}/west", f"to-{keys[1]}": f"{VUFO}/south"}
    assert clerk.post("/units/left/", answer | {"once": page.context["once"]})["Location"] == "/units/left/"
    house.exchange()
    assert house.file(files[0]).counterparts == {VUFO: f"{VUFO}/west"}
    assert house.file(files[1]).counterparts == {VUFO: f"{VUFO}/south"}
    assert clerk.get("/units/left/").context["files"] == []


def test_nobody_hands_over_what_is_not_theirs(house: House) -> None:
    file = house.announce(start_on="2031-05-06")
    house.exchange()
    admin = Browser(house.other, "o-admin")
    admin.post("/units/add/", NEW)
    admin.post("/units/add/", {**NEW, "code": "south"})
    close(admin, "europe", "south", "west")
    publish(admin)
    key = f"{file}|{VUFO}/europe"
    for officer, status in (("o-europe", 404), ("o-desk", 404), ("o-head", 302), ("", 302)):
        visitor = Browser(house.other, officer)
        answer = visitor.post("/units/left/", {"files": [key], f"to-{key}": f"{VUFO}/west"})
        assert answer.status_code == status, officer
    foreign = {"files": [key], f"to-{key}": f"{MOFA}/europe"}
    admin.post("/units/left/", foreign)
    closed = {"files": [key], f"to-{key}": f"{VUFO}/europe"}
    admin.post("/units/left/", closed)
    house.exchange()
    assert house.file(file).counterparts == {VUFO: f"{VUFO}/europe"}
    page = text_of(admin.get("/units/left/"))
    assert "A delegation" not in page, "an administrator reads no titles"
    # The leadership reads it, and decides.
    leader = Browser(house.other, "o-leader")
    assert "A delegation" in text_of(leader.get("/units/left/"))
    leader.post("/units/left/", {"files": [key], f"to-{key}": f"{VUFO}/west"})
    house.exchange()
    assert house.file(file).counterparts == {VUFO: f"{VUFO}/west"}


def test_an_administrator_moves_the_posts_of_a_closed_unit(house: House) -> None:
    admin = house.browser("o-admin")
    close(admin, "africa", "europe", "protocol")
    assert publish(admin) == "/units/left/"
    page = admin.get("/units/left/")
    (seat,) = page.context["seats"]
    assert (seat["officer"], seat["proposed"]) == ("o-stranger", f"{MOFA}/europe")
    chosen = {"do": "posts", "posts": [seat["id"]], f"unit-{seat['id']}": f"{MOFA}/protocol"}
    for officer in ("o-clerk", "o-leader", "o-head"):
        assert house.browser(officer).post("/units/left/", chosen).status_code == 403
    admin.post("/units/left/", chosen | {f"unit-{seat['id']}": f"{MOFA}/africa"})
    assert "1 post is still in a closed unit." in text_of(admin.get("/desk/")), "not to a closed one"
    assert "1 post was moved." in text_of(admin.post("/units/left/", chosen, follow=True))
    assert house.actor("o-stranger").unit == f"{MOFA}/africa", "what was stays as it was"
    with house.node.active():
        today = people.actor(Officer.objects.get(id="o-stranger"), day=datetime.now(UTC).date())
    assert (today.unit, today.role) == (f"{MOFA}/protocol", "desk")
    assert "Nothing is left in a closed unit." in text_of(admin.get("/units/left/"))


def test_a_unit_is_renamed_and_moved_in_every_language(house: House) -> None:
    admin = house.browser("o-admin")
    stated = changed(en="Protocol and Gifts", vi="Lễ tân", ar="المراسم", ms="Protokol", parent="office", fields="")
    assert admin.post("/units/of/protocol/", stated)["Location"] == "/units/"
    page = text_of(admin.get("/units/review/"))
    assert "Protocol is now called Protocol and Gifts." in page
    assert "Protocol and Gifts now stands under Office." in page
    publish(admin)
    house.exchange()
    for node in (house.node, house.other):
        with node.active():
            row = Unit.objects.get(id=f"{MOFA}/protocol")
            assert (row.name["ar"], row.name["ms"], row.parent) == ("المراسم", "Protokol", f"{MOFA}/office")


@pytest.mark.parametrize(
    ("change", "told"),
    [({"zone": "Mars/Olympus"}, "zone"), ({"en": "", "vi": ""}, "name"), ({"parent": "protocol"}, "valid choice"),
     ({"regions": "mars"}, "mars"), ({"counterparts": "nonsense"}, "nonsense"), ({"fields": "a b"}, "a b"),
     ({"fields": "visits 2026-02-30/.."}, "is no period")],
)  # fmt: skip
def test_what_cannot_stand_is_told_beside_its_field_and_not_kept(
    house: House, change: dict[str, str], told: str
) -> None:
    admin = house.browser("o-admin")
    page = admin.post("/units/of/protocol/", changed(**change))
    assert page.status_code == 422
    assert told in text_of(page)
    assert "Not published yet" not in text_of(admin.get("/units/"))


def test_a_circle_of_successors_is_told(house: House) -> None:
    admin = house.browser("o-admin")
    close(admin, "africa", "europe")
    page = admin.post("/units/of/europe/close/", {"until": "", "successors": ["africa"]})
    assert page.status_code == 422, "a unit that is closed takes nothing over"


def test_changes_are_dropped_and_a_closed_unit_opens_again(house: House) -> None:
    admin = house.browser("o-admin")
    close(admin, "africa", "europe")
    admin.post("/units/review/", {"do": "drop"})
    assert "Nothing waits to be published." in text_of(admin.get("/units/review/"))
    close(admin, "africa", "europe", until="2031-12-31")
    publish(admin)
    assert "Africa closes after Wed 31 Dec 2031 and is taken over by Europe." in text_of(admin.get("/units/"))
    admin.post("/units/of/africa/reopen/")
    publish(admin)
    with house.node.active():
        row = Unit.objects.get(id=f"{MOFA}/africa")
        assert (row.is_closed, row.until_on, row.successors) == (False, None, [])


def test_changes_begun_before_another_publication_are_not_published(house: House) -> None:
    admin = house.browser("o-admin")
    close(admin, "africa", "europe")
    with house.node.active():
        units = [unit | {"zone": "UTC"} for unit in directory.own_units()]
        directory.publish(units, house.actor("o-clerk"), peers=(), title="Units", at=datetime.now(UTC))
    page = admin.post("/units/review/", {"do": "publish"})
    assert page.status_code == 422
    with house.node.active():
        assert not Unit.objects.get(id=f"{MOFA}/africa").is_closed
    assert "published again" in text_of(admin.get("/units/review/"))


def test_what_is_downloaded_can_be_brought_in_again(house: House) -> None:
    admin = house.browser("o-admin")
    admin.post("/units/of/protocol/", changed(counterparts=f"{VUFO}/europe visits europe 2026-01-01/.."))
    publish(admin)
    raw = admin.get("/units/table/").content
    with house.node.active():
        assert read_units(raw) == [unit | {"fields": unit.get("fields", []), "regions": unit.get("regions", []),
                                           "closed": bool(unit.get("closed")),
                                           "successors": unit.get("successors", [])}
                                   for unit in directory.own_units()]  # fmt: skip
    answer = admin.post("/set-up/units/", {"file": SimpleUploadedFile("units.csv", raw)})
    assert answer["Location"] == "/set-up/"


@pytest.mark.parametrize("officer", ["o-desk", "o-head", "o-leader", ""])
def test_only_registry_and_administrators_change_units(house: House, officer: str) -> None:
    visitor = house.browser(officer)
    for place in ("/units/", "/units/add/", "/units/of/europe/", "/units/of/europe/close/", "/units/review/",
                  "/units/table/"):  # fmt: skip
        assert visitor.get(place).status_code == (404 if officer else 302), place
    visitor.post("/units/of/europe/close/", {"until": ""})
    visitor.post("/units/review/", {"do": "publish"})
    with house.node.active():
        assert not Unit.objects.get(id=f"{MOFA}/europe").is_closed


def test_a_desk_whose_unit_is_closed_still_finds_its_files(house: House) -> None:
    with house.other.active():
        ClearingRule.objects.all().delete()
    file = house.announce(start_on="2031-05-06")
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall"}, file)
    house.exchange()
    clerk = Browser(house.other, "o-clerk")
    close(clerk, "europe", "protocol")
    publish(clerk)
    assert Browser(house.other, "o-europe").get(f"/files/{file}/").status_code == 200
    desk = Browser(house.other, "o-desk")
    assert "A delegation" in text_of(desk.get("/desk/")), "who sits in the successor has it on the desk"
    head = text_of(Browser(house.other, "o-leader").get("/desk/"))
    assert "1 post is still in a closed unit." in head


def test_pages_of_units_take_as_many_queries_for_many_files(house: House) -> None:
    admin = house.browser("o-admin")
    close(admin, "africa", "europe", "protocol")
    publish(admin)
    counts: list[dict[str, int]] = []
    for n in (2, 6):
        for _ in range(n):
            house.announce(officer="o-stranger")
        with house.node.active():
            Post.objects.create(officer_id="o-stranger", unit=f"{MOFA}/africa", role="desk", title={"en": "x"})
        counts.append({place: queries(house, place) for place in ("/units/", "/units/left/", "/units/review/")})
    assert counts[0] == counts[1]


def queries(house: House, place: str) -> int:
    browser = house.browser("o-admin")
    browser.get(place)
    with CaptureQueriesContext(connections[house.node.alias]) as found:
        assert browser.get(place).status_code == 200
    return len(found)
