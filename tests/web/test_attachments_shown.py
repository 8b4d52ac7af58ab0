"""Attachments as the page shows them: what they are by their bytes, pictures small, and nothing foreign that runs."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from servanda.exchange.files import path_of
from servanda.exchange.models import FileRow
from servanda.web.files import file_kinds
from tests.web.house import Browser, House, text_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def sheet() -> bytes:
    held = BytesIO()
    Workbook().save(held)
    return held.getvalue()


def noted(house: House, files: dict[str, bytes]) -> tuple[str, dict[str, dict[str, Any]]]:
    """A file with a note that holds these attachments, and how its page shows each."""
    dossier, desk = house.announce(), house.browser("o-desk")
    uploads = [SimpleUploadedFile(name, raw) for name, raw in files.items()]
    assert desk.post(f"/files/{dossier}/note/", {"text": "See these.", "files": uploads}).status_code == 302
    page = desk.get(f"/files/{dossier}/")
    entry = next(entry for entry in page.context["timeline"] if entry["text"] == "See these.")
    return dossier, {line["name"]: line for line in entry["files"]}


def test_a_picture_is_shown_and_everything_says_what_it_is(house: House) -> None:
    given = {"seal.png": PNG, "letter.pdf": b"%PDF-1.7 x", "list.xlsx": sheet(), "a.bin": b"\0\1"}
    dossier, shown = noted(house, given)
    assert {name: line["kind"] for name, line in shown.items()} == {
        "seal.png": "picture (PNG)", "letter.pdf": "PDF", "list.xlsx": "Excel", "a.bin": "",
    }  # fmt: skip
    assert not any(line["is_otherwise"] for line in shown.values())
    desk = house.browser("o-desk")
    page = desk.get(f"/files/{dossier}/").content.decode()
    assert f'<img src="{shown["seal.png"]["picture_url"]}"' in page and page.count("<img") == 2, "and one of the PDF"
    picture = desk.get(shown["seal.png"]["picture_url"])
    assert picture.getvalue() == PNG and picture["Content-Type"] == "image/png"
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture["X-Content-Type-Options"] == "nosniff" and picture["Content-Disposition"].startswith("inline")
    picture.close()
    letter = desk.get(shown["letter.pdf"]["preview_url"])
    assert letter["Content-Type"] == "application/pdf" and letter["X-Content-Type-Options"] == "nosniff"
    letter.close()
    assert not shown["list.xlsx"]["preview_url"]
    assert house.browser("o-stranger").get(shown["seal.png"]["picture_url"]).status_code == 404


def test_what_is_not_what_it_says_is_marked_and_never_shown(house: House) -> None:
    lies = {"letter.pdf": b"MZ report", "seal.png": SVG, "map.jpg": PNG, "note.txt": b"<html><script>", "a.docx": b"x"}
    dossier, shown = noted(house, lies | {"drawing.svg": SVG, "page.html": b"<html>hello"})
    desk = house.browser("o-desk")
    assert {name for name, line in shown.items() if line["is_otherwise"]} == set(lies)
    assert text_of(desk.get(f"/files/{dossier}/")).count("not what its name says") == len(lies)
    for name, line in shown.items():
        assert not line["preview_url"] and not line["picture_url"], name
        answer = desk.get(f"{line['url']}?show=1")
        assert answer["Content-Type"] == "application/octet-stream", name
        assert answer["Content-Disposition"].startswith("attachment"), name
        answer.close()


@pytest.mark.parametrize(
    ("name", "head", "kind", "is_otherwise"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1", file_kinds.OLD_OFFICE, False), 
        ("a.doc", b"{\\rtf1", "application/rtf", False),
        ("a.zip", b"PK\x03\x04", file_kinds.ZIP, False), ("a.edxml", b"<?xml version", file_kinds.MARKUP, False),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8", "image/webp", False), ("no-suffix", b"MZ\x90\0", file_kinds.PROGRAM, False),
        ("a.pdf", b"\n\n%PDF-1.4", file_kinds.PDF, False), ("a.pdf", b"", "", True),
        ("a.csv", b"%PDF-1.4", file_kinds.PDF, True),
        ("a.txt", "Chào".encode("utf-16"), "", False), ("a.xml", b"\xef\xbb\xbf <svg>", file_kinds.MARKUP, False),
    ],
)  # fmt: skip
def test_what_bytes_say(name: str, head: bytes, kind: str, is_otherwise: bool) -> None:
    assert file_kinds.of(head) == kind
    assert file_kinds.is_otherwise(kind, name) is is_otherwise


def test_a_file_that_was_lost_on_its_way_says_so_and_what_to_do(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    dossier, desk = house.announce(), house.browser("o-desk")
    address = f"/files/{dossier}/"
    sent = {"text": "The letter.", "files": SimpleUploadedFile("letter.txt", b"On paper"), "do": "send"}
    assert desk.post(f"{address}steps/dossier.say/", sent).status_code == 302
    with house.node.active():
        path_of(FileRow.objects.get().sha256).unlink()
    for _ in range(2):
        house.exchange()
    page = text_of(desk.get(address))
    assert "This file was lost here before it reached the other side. Attach it to a new entry." in page
    assert "a file was lost" in page and "under way" not in page
    page = text_of(Browser(house.other, "o-europe").get(address))
    assert "Its sender no longer has this file. Ask for it to be sent again." in page and "lost here" not in page
