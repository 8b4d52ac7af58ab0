"""Who acknowledged what, and when: at every entry, on both sides alike; and what was approved and has not left yet."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.exchange.models import ReceivedEntry
from servanda.kernel.models import Commitment
from tests.web.house import Browser, House, text_of
from tests.web.test_main_job import VISIT, held, once_of, release, rule, shared
from tests.web.test_queries import ask, queries

NOT_YET = "Received by %s; the acknowledgement has yet to go back."


def story(browser: Browser, url: str) -> list[dict[str, Any]]:
    """What happened, the oldest first."""
    return list(reversed(browser.get(url).context["timeline"]))


def receipts(browser: Browser, url: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each shared entry with its receipts, to the second."""
    return [
        (entry["sentence"], [(line["text"], line["at"].strftime("%d %H:%M:%S")) for line in entry["receipts"]])
        for entry in story(browser, url) if not entry["is_internal"]
    ]  # fmt: skip


@pytest.mark.mission("S53")
def test_every_entry_says_on_both_sides_alike_who_acknowledged_it_and_when(house: House) -> None:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    desk, theirs = house.browser("o-desk"), Browser(house.other, "o-europe")
    url = desk.post("/new/visit/", VISIT | {"once": once_of(desk.get("/new/visit/"))})["Location"]
    waits = story(desk, url)[-1]["receipts"]
    assert [(line["text"], str(line["state"].label)) for line in waits] == [(theirs_name(house), "waiting to be sent")]
    house.exchange()
    paper = SimpleUploadedFile("hall.txt", b"Which hall")
    step = f"{url}steps/visit.ask_preparation/"
    assert desk.post(step, {"preparation": "A hall", "files": paper}).status_code == 302
    house.exchange()
    with house.other.active():
        owed = Commitment.objects.get(deliver="preparation").id
    promise = f"{url}steps/commitment.promise/?commitment={owed}"
    assert theirs.post(promise, {"until": "", "text": "Gladly."}).status_code == 302
    house.exchange()

    here, there = receipts(desk, url), receipts(theirs, url)
    assert here == there and len(here) == 3
    assert [line[0] for _sentence, (line,) in here] == [
        *2 * [f"Received and acknowledged by {theirs_name(house)}"],
        f"Received and acknowledged by Protocol, {desk.get(url).context['node']['name']}",
    ]
    assert all(line[0] in text_of(desk.get(url)) for _sentence, (line,) in here)
    # Every entry carries its own, in as many queries for many as for few.
    dossier = url.removeprefix("/files/").rstrip("/")
    ask(house, dossier, 1)
    house.exchange()
    few = queries(house, url), queries(House(house.other, house.node), url, "o-europe")
    ask(house, dossier, 6)
    house.exchange()
    many = queries(house, url), queries(House(house.other, house.node), url, "o-europe")
    # Of what is due on one day the names say which stands first, and one of them has a file to be named.
    assert all(n <= before + 1 for n, before in zip(many, few, strict=True)), (few, many)
    assert receipts(desk, url) == receipts(theirs, url) and len(receipts(desk, url)) == 10


def theirs_name(house: House) -> str:
    with house.other.active():
        return f"Europe, {house.other.name['en']}"


def test_what_came_and_was_not_acknowledged_yet_is_not_called_so(house: House) -> None:
    dossier, theirs = house.announce(start_on="2031-05-06"), Browser(house.other, "o-europe")
    house.exchange()
    with house.other.active():
        ReceivedEntry.objects.update(is_changed=True)
    assert NOT_YET % theirs_name(house) in text_of(theirs.get(f"/files/{dossier}/"))


def test_what_was_approved_stands_in_the_story_while_it_can_be_taken_back(house: House) -> None:
    rule(house, "visit", 1)
    desk, head = house.browser("o-desk"), house.browser("o-head")
    url = desk.post("/new/visit/", VISIT | {"once": once_of(desk.get("/new/visit/")), "do": "prepare"})["Location"]
    page = f"/prepared/{held(house).name}/"
    answer = head.post(page, {"do": "approve", "once": once_of(head.get(page))})
    for browser in (head, desk):
        shown = browser.get(answer["Location"])
        (entry,) = shown.context["timeline"]
        assert entry["sentence"] == "Announce a visit: about to leave." and shared(house) == []
        assert "Prepared by Desk of Protocol. Cleared by Head of Protocol." in text_of(shown)
    release(house)
    (entry,) = story(desk, url)
    assert "announced the visit" in entry["sentence"] and entry["cleared_by"] == "Head of Protocol"
    assert shared(house) == ["visit.announce"]
