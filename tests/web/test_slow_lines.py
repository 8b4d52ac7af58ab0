"""Missions on slow lines: what a page weighs with all that it loads, first over a cold cache and then again."""

import gzip
import re
from typing import Any

import pytest

from tests.web.house import Browser, House

FIRST, NEXT = 60_000, 12_000
LOADED = re.compile(r'<(?:link|script|img)[^>]*?(?:href|src)="(/static/[^"]+)"')


def weighed(browser: Browser, url: str) -> tuple[int, set[str], str]:
    """Bytes that go over the line for one page, what it loads, and its text."""
    answer: Any = browser.get(url, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200 and answer["Content-Encoding"] == "gzip", url
    page = gzip.decompress(answer.content).decode()
    return len(answer.content), set(LOADED.findall(page)), page


@pytest.mark.mission("S25", "S63")
def test_first_and_next_pages_stay_light(house: House) -> None:
    file, browser = house.announce(), house.browser("o-desk")
    for n in range(12):
        house.announce(title=f"Delegation {n}", start_on="2031-05-06")
        house.say("o-desk", "visit.refine", {"start_on": f"2031-05-{n + 7:02}"}, file)
    for url in ("/desk/?tab=watching", f"/files/{file}/", "/new/visit/", f"/files/{file}/steps/visit.refine/"):
        size, loaded, page = weighed(browser, url)
        rest = 0
        for part in loaded:
            answer: Any = browser.get(part, headers={"accept-encoding": "gzip"})
            sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert "max-age=31536000" in answer["Cache-Control"] and "?v=" in part, part
            rest += len(sent)
        assert size <= NEXT and size + rest <= FIRST, (url, size, rest)
        assert "@font-face" not in page and "fonts." not in page


def test_an_attachment_and_what_agencies_exchange_leave_as_they_are(house: House) -> None:
    answer: Any = house.browser("o-desk").get("/exchange/v1/card/", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200 and "Content-Encoding" not in answer
