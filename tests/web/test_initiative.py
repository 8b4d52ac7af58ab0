"""The page of initiative and silence: numbers that open on their entries, and who may see which."""

import re
from datetime import timedelta
from html import unescape

from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.processes.dossiers import read_statement, take
from tests.web.house import START, House, text_of
from tests.world import VUFO


def offer(house: House, n: int) -> None:
    with house.node.active():
        for i in range(n):
            brief = read_statement("brief.send", {"title": f"News {i}", "brief": "Much."}, to=[f"{VUFO}/europe"])
            take(brief, house.actor("o-desk"), at=START + timedelta(minutes=i))


def url(house: House, more: str = "") -> str:
    return f"/agreements/{house.agreement}/initiative/{more}"


def test_each_number_opens_on_its_entries(house: House) -> None:
    offer(house, 3)
    house.announce(level="working", title="Not asked for")
    house.announce(level="state", title="Asked for")
    browser = house.browser("o-leader")
    page = browser.get(url(house)).content.decode()
    links = re.findall(r'<a class="figure[^"]*" href="([^"]+)">(\d+)<', page)
    assert sorted(n for _link, n in links) == ["1", "3"]
    for link, n in links:
        shown = browser.get(unescape(link))
        assert len(shown.context["entries"]) == int(n)
        assert "#e-" in shown.content.decode() and "Asked for" not in text_of(shown).replace("Not asked for", "")


def test_a_stranger_counts_nothing(house: House) -> None:
    offer(house, 2)
    stranger = house.browser("o-stranger")
    assert stranger.get(url(house)).context["kinds"] == []
    assert stranger.get(url(house, "entries/")).context["entries"] == []
    assert house.browser("").get(url(house)).status_code == 302
    assert stranger.get(url(house, "entries/"), {"kind": "\0"}).status_code == 200


def test_as_many_queries_for_many_entries_as_for_few(house: House) -> None:
    offer(house, 2)
    few = [queries(house, more) for more in ("", "entries/")]
    offer(house, 30)
    assert [queries(house, more) for more in ("", "entries/")] == few
    assert max(few) < 30, few


def queries(house: House, more: str) -> int:
    browser = house.browser("o-desk")
    browser.get(url(house, more))  # what is read once per process is read
    with CaptureQueriesContext(connections[house.node.alias]) as captured:
        assert browser.get(url(house, more)).status_code == 200
    return len(captured)
