"""Every address: closed to those who are not signed in, without a trace for strangers, and no page writes."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from servanda.kernel.models import StoredAct
from servanda.office.models import ClearingRule
from servanda.processes.models import Outgoing
from tests.web.house import Browser, House
from tests.web.test_main_job import VISIT

# Doors of other faces, which have tests of their own.
ELSEWHERE = ("exchange/", "api/")
OPEN = {
    "calendar_feed",
    "sign_in",
    "enter",
    "language",
    "guest",
    "guest_attachment",
    "demo",
    "demo_enter",
    "front",
    "health_answer",
}
GETS = (
    "desk/", "desk/?tab=waiting", "desk/?tab=inbox", "desk/?tab=clear", "desk/?tab=watching", "files/",
    "files/?q=ha+noi&kind=visit&state=-open&turn=ours&partner=FR", "new/", "new/visit/", "new/request/", "post/",
    "files/{file}/", "files/{file}/steps/visit.refine/", "files/{file}/report/", "files/{file}/note/",
    "files/{file}/assign/", "prepared/{held}/",
)  # fmt: skip


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for found in (resolver or get_resolver()).url_patterns:
        place = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, place)
        elif not place.startswith(ELSEWHERE):
            yield place, found


def test_every_view_says_whom_it_is_for() -> None:
    silent = {place for place, found in patterns() if not hasattr(found.callback, "is_for")}
    assert silent == set()
    open_ = {found.name for _, found in patterns() if getattr(found.callback, "is_for", "") == "anyone"}
    assert open_ <= OPEN


def test_who_is_not_signed_in_is_led_to_the_door_everywhere(house: House) -> None:
    nobody = Browser(house.node)
    for place in filled(house):
        for answer in (nobody.get(place), nobody.post(place)):
            assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), place


@pytest.mark.parametrize("officer", ["o-stranger", "o-admin"])
def test_a_strangers_crawl_finds_nothing_of_a_file(house: House, officer: str) -> None:
    places = [place for place in filled(house) if "/files/mofa" in place or "/prepared/" in place]
    browser = house.browser(officer)
    with house.node.active():
        before = StoredAct.objects.count()
    for place in places:
        assert browser.get(place).status_code == 404, place
        # 405 where a page takes no form at all, be the file there or not.
        sent = browser.post(place, {"text": "x", "reason": "x", "do": "approve"})
        assert sent.status_code in (404, 405), place
    with house.node.active():
        assert StoredAct.objects.count() == before


def test_reading_writes_nothing(house: House) -> None:
    browser = house.browser("o-head")
    for place in filled(house):
        with CaptureQueriesContext(connections[house.node.alias]) as queries:
            assert browser.get(place).status_code == 200, place
        written = [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE", "REPLACE")]
        assert written == [], place


def filled(house: House) -> list[str]:
    """The pages with a file and a prepared step that are there."""
    file = house.announce()
    with house.node.active():
        ClearingRule.objects.get_or_create(step="visit", defaults={"levels": 1})
    house.browser("o-desk").post("/new/visit/", VISIT)
    with house.node.active():
        held = Outgoing.objects.latest("prepared_at").name
    return ["/" + place.format(file=file, held=held) for place in GETS]
