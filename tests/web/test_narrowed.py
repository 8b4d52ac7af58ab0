"""A unit that was taken out of a file finds no trace of it on any path by which files are read."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samples.loopback import Loopback
from servanda.exchange import fetching
from servanda.exchange.models import Peer
from servanda.kernel import jws
from servanda.kernel.models import StoredAct
from servanda.office import outgoing
from servanda.office.models import Officer, Token
from servanda.processes.dossiers import read_statement, take
from tests.web.house import START, Browser, House, text_of
from tests.web.test_handover import link, page_of, release, send
from tests.world import MOFA, VUFO

MARK = "Zebrafinch"
AFRICA = f"{VUFO}/africa"


@pytest.fixture
def file(house: House) -> str:
    """A visit told to two units of the other side, with an attachment; the second unit's officer is o-stranger."""
    visit = {"title": f"{MARK} delegation", "direction": "incoming", "level": "official", "partner": "FR",
             "start_on": f"{datetime.now(UTC).year + 1}-05-05"}  # fmt: skip
    with house.node.active():
        statement = read_statement("visit.announce", visit, to=[f"{VUFO}/europe", AFRICA])
        found = take(statement, house.actor("o-desk"), at=START).dossier
    say = reverse("web:step", args=[found, "dossier.say"])
    desk, paper = house.browser("o-desk"), SimpleUploadedFile("programme.txt", MARK.encode())
    once = desk.get(say).context["once"]
    assert desk.post(say, {"once": once, "do": "send", "text": f"{MARK} programme", "files": paper}).status_code == 302
    release(house)
    return found


def take_out(house: House, file: str) -> None:
    head = house.browser("o-head")
    url = link(page_of(head, file), "Take a unit out")
    offered = str(head.get(url).context["form"]["units"])
    assert AFRICA in offered and f"{VUFO}/europe" not in offered and f"{MOFA}/protocol" not in offered
    assert send(head, url, units=AFRICA, text="Their part is over.").status_code == 302
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))
    assert "taken out, not confirmed yet" in text_of(page_of(head, file))


def bring_files(house: House) -> None:
    now = datetime.now(UTC)
    line = Loopback({house.node.config["address"].split("//")[1]: house.node}, now)
    with house.other.active(), httpx.Client(transport=line) as client:
        fetching.fetch_missing(Peer.objects.get(agency=MOFA), client=client, now=now)


def read(browser: Browser, path: str) -> tuple[int, bytes]:
    answer = browser.get(path, follow=True)
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, raw


def call(house: House, path: str) -> tuple[int, bytes]:
    with house.other.active():
        answer = Client().get(f"/api/v1{path}", headers={"Authorization": "Bearer token of the stranger"})
        return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_nothing_is_left_to_read(house: House, file: str) -> None:
    stranger = Browser(house.other, "o-stranger")
    with house.other.active():
        officer = Officer.objects.get(id="o-stranger")
        Token.objects.create(hash=jws.sha256(b"token of the stranger"), officer=officer, made_at=START)
        said = StoredAct.objects.get(dossier=file, kind="dossier.say").name
    bring_files(house)
    made = stranger.post(reverse("web:calendar_address"), {"do": "make"}, follow=True).content.decode()
    feed = re.search(r"/calendar/feed/[A-Za-z0-9_-]{43}\.ics", made)
    assert feed
    month = f"?month={datetime.now(UTC).year + 1}-05"
    lists = [
        f"{reverse('web:files')}?q={MARK.lower()}", reverse("web:files"), f"{reverse('web:search')}?q={MARK.lower()}",
        f"{reverse('web:desk')}?tab=watching", f"{reverse('web:desk')}?tab=waiting",
        f"{reverse('web:calendar')}{month}", feed[0], reverse("web:partner", args=["FR"]),
    ]  # fmt: skip
    things = [
        reverse("web:file", args=[file]), reverse("web:proof", args=[file]), reverse("web:report", args=[file]),
        reverse("web:step", args=[file, "dossier.say"]), reverse("web:note", args=[file]),
        reverse("web:attachment", args=[file, said, 0]),
    ]  # fmt: skip
    shown = ["/dossiers", f"/dossiers?q={MARK.lower()}", "/commitments?side=owed"]
    asked = [
        f"/dossiers/{file}",
        f"/dossiers/{file}/digest",
        f"/dossiers/{file}/evidence",
        f"/dossiers/{file}/files/{said}/0",
    ]

    found_before = {path for path in lists if MARK.encode() in read(stranger, path)[1]}
    assert {path for path in things if read(stranger, path)[0] in (200, 405)} == set(things)
    assert {path for path in asked if call(house, path)[0] == 200} == set(asked)
    assert found_before >= {*lists[:3], feed[0]}, set(lists) - found_before
    assert file.encode() in call(house, shown[0])[1] and file.encode() in call(house, shown[1])[1]

    take_out(house, file)
    house.exchange()
    house.exchange()
    for path in lists:
        assert MARK.encode() not in read(stranger, path)[1], path
    for path in things:
        assert read(stranger, path)[0] in (403, 404), path
    for path in shown:
        assert file.encode() not in call(house, path)[1], path
    for path in asked:
        assert call(house, path)[0] == 404, path
    head = house.browser("o-head")
    assert "no longer reads it, confirmed" in text_of(page_of(head, file))
    told = text_of(page_of(Browser(house.other, "o-europe"), file))
    assert "took out of those who read this file: Africa" in told and "confirmed that its units no longer read" in told
    assert read(Browser(house.other, "o-clerk"), things[0])[0] == 200

    let_in = link(page_of(head, file), "Let a unit read again")
    assert not link(page_of(head, file), "Take a unit out")
    assert send(head, let_in, again=AFRICA).status_code == 302
    release(house)
    assert MARK.encode() in read(stranger, things[0])[1]


def test_only_who_keeps_the_file_takes_out_units_of_others(house: House, file: str) -> None:
    theirs = Browser(house.other, "o-clerk")
    page = page_of(theirs, file)
    offered = str(theirs.get(link(page, "Take a unit out")).context["form"]["units"])
    assert AFRICA in offered and MOFA not in offered
    url = reverse("web:step", args=[file, "dossier.narrow"])
    answer: Any = Browser(house.other, "o-europe").post(url, {"units": AFRICA, "text": "x", "do": "send"})
    assert answer.status_code == 403
    refused = house.browser("o-head").post(url, {"units": f"{VUFO}/europe", "text": "x", "do": "send", "once": "o1"})
    assert refused.status_code == 422
