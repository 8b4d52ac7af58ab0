"""Courier files on pages: made and taken in by the registry, with a plain report; others do not find the way."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.exchange.models import CourierFile, ReceivedEntry
from servanda.kernel.models import Dossier
from tests.exchange.carrying import packed, taken_in
from tests.exchange.speaking import now
from tests.web.house import Browser, House, text_of
from tests.world import VUFO

OURS = re.compile(r"\b(feed|node|hash|act|lane|fold|digest|seal)s?\b", re.IGNORECASE)


def uploaded(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("from.courier", raw, content_type="application/octet-stream")


def test_a_file_is_made_carried_taken_in_and_told_about(house: House) -> None:
    dossier = house.announce()
    clerk, there = house.browser("o-clerk"), Browser(house.other, "o-clerk")
    assert "Make a courier file" in text_of(clerk.get("/connections/"))
    answer = clerk.post("/connections/courier/make/", {"peer": VUFO})
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    raw = b"".join(answer.streaming_content)
    assert b"delegation" not in raw
    came = there.post("/connections/courier/take/", {"file": uploaded(raw)}, follow=True)
    page = text_of(came)
    assert "Everything in the file was taken in." in page and "Entries taken in 1" in page
    assert not OURS.findall(page), OURS.findall(page)
    with house.other.active():
        assert Dossier.objects.filter(id=dossier).exists()
    again = text_of(there.post("/connections/courier/take/", {"file": uploaded(raw)}, follow=True))
    assert "This file was taken in before" in again and "Entries that were here before 1" in again
    back = b"".join(there.post("/connections/courier/make/", {"peer": house.node.agency}).streaming_content)
    clerk.post("/connections/courier/take/", {"file": uploaded(back)})
    empty = b"".join(clerk.post("/connections/courier/make/", {"peer": VUFO}).streaming_content)
    assert taken_in(house.other, empty).known == 0, "the confirmation came back"
    listed = text_of(clerk.get("/connections/courier/"))
    assert listed.count("Made for") == 2 and listed.count("Taken in from") == 1


def test_what_did_not_come_in_is_told_with_its_reason(house: House) -> None:
    house.announce()
    raw = packed(house.node, house.other)
    there = Browser(house.other, "o-admin")
    for wrong, said in (
        (b"nothing", "This is no courier file"), (raw[: len(raw) - 60], "cut off at its beginning"),
        (packed(house.other, house.node), "for another agency"), (b"", "no courier file"),
    ):  # fmt: skip
        answer = there.post("/connections/courier/take/", {"file": uploaded(wrong)})
        assert answer.status_code == 422 and said in text_of(answer), said
    assert there.post("/connections/courier/take/", {}).status_code == 422
    assert there.post("/connections/courier/make/", {"peer": "nobody.example"}).status_code == 422
    with house.other.active():
        assert not CourierFile.objects.filter(direction="taken").exists()
        before = ReceivedEntry.objects.count()
        CourierFile.objects.create(
            peer=house.node.agency, direction="taken", nonce="n" * 20, made_at=now(), at=now(),
            report={"again_at": "", "taken": 1, "known": 0, "waits": 0, "refused_count": 1, "is_whole": False,
                    "refused": [{"n": 3, "code": "bad_signature", "params": {}}], "receipt": None,
                    "files": {"taken": 0, "known": 0, "waits": 0, "wrong": 1},
                    "stopped": {"code": "feed_gap", "params": {"n": 7}}},
        )  # fmt: skip
        number = CourierFile.objects.get(direction="taken").pk
    page = text_of(there.get(f"/connections/courier/{number}/"))
    for said in ("Not everything", "The signature does not verify.", "before position 7", "cut off or damaged"):
        assert said in page
    with house.other.active():
        assert ReceivedEntry.objects.count() == before


def test_only_the_registry_and_administrators_carry(house: House) -> None:
    raw = packed(house.other, house.node)
    for officer in ("o-desk", "o-head", "o-leader"):
        browser = house.browser(officer)
        assert browser.post("/connections/courier/make/", {"peer": VUFO}).status_code == 404
        assert browser.post("/connections/courier/take/", {"file": uploaded(raw)}).status_code == 404
        assert browser.get("/connections/courier/").status_code == (200 if officer == "o-leader" else 404)
    assert "make courier files and take them in" in text_of(house.browser("o-leader").get("/connections/courier/"))
    assert house.browser("").post("/connections/courier/make/", {"peer": VUFO}).status_code == 302
    assert house.browser("o-clerk").get("/connections/courier/make/").status_code == 405
    assert house.browser("o-clerk").get("/connections/courier/99/").status_code == 404
    with house.node.active():
        assert not CourierFile.objects.exists()


def test_nothing_of_a_file_stays_on_the_disk(house: House) -> None:
    house.announce()
    raw = b"".join(house.browser("o-clerk").post("/connections/courier/make/", {"peer": VUFO}).streaming_content)
    Browser(house.other, "o-clerk").post("/connections/courier/take/", {"file": uploaded(raw)})
    for node in (house.node, house.other):
        assert [path for path in node.files.rglob("*") if path.is_file()] == []
    assert io.BytesIO(raw).read(21) == b"age-encryption.org/v1"
