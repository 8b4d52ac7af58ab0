"""The first page of an attached PDF as a picture: for those who see the file, and harmless whatever the PDF is."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from servanda.web.files import attachments, first_page
from tests.web.house import House
from tests.web.test_attachments_shown import noted

BAND = "0 0 1 rg 0 421 595 421 re f"


def pdf(
    drawn: str, *, width: float = 595, height: float = 842, side: int = 0, password: str = "", itself: bool = False
) -> bytes:
    """One page with these operators; /X is a picture of `side` pixels squared, or a form that draws itself."""
    writer, held = PdfWriter(), BytesIO()
    page = writer.add_blank_page(width, height)
    stream = DecodedStreamObject()
    stream.set_data(drawn.encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    inner = DecodedStreamObject()
    inner.set_data(bytes(1000) if side else b"/X Do /X Do")
    inner |= {NameObject("/Type"): NameObject("/XObject")}
    kind = {"/Subtype": NameObject("/Image" if side else "/Form")}
    if side:
        kind |= {"/Width": NumberObject(side), "/Height": NumberObject(side), "/BitsPerComponent": NumberObject(8)}
        kind |= {"/ColorSpace": NameObject("/DeviceRGB")}
    inner.update({NameObject(key): value for key, value in kind.items()})
    found = DictionaryObject({NameObject("/X"): writer._add_object(inner)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): found})
    if itself:
        inner[NameObject("/Resources")] = page["/Resources"]
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(held)
    return held.getvalue()


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height, and the rows with the filter's zero before each."""
    width, height = struct.unpack(">II", png[16:24])
    (size,) = struct.unpack(">I", png[33:37])
    return width, height, zlib.decompress(png[41 : 41 + size])


def test_the_first_page_is_drawn_for_those_who_see_the_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"letter.pdf": pdf(BAND), "broken.pdf": b"%PDF-1.7 x", "notes.txt": b"said", "lie.pdf": b"MZ"}
    dossier, shown = noted(house, given)
    assert [name for name, line in shown.items() if line["first_page_url"]] == ["letter.pdf", "broken.pdf"]
    url, desk = shown["letter.pdf"]["first_page_url"], house.browser("o-desk")
    with monkeypatch.context() as patch:
        patch.setattr(first_page, "draw", lambda path: pytest.fail("the page of the file draws nothing"))
        page = desk.get(f"/files/{dossier}/").content.decode()
    assert f'src="{url}" alt="First page of letter.pdf" width="144" height="192" loading="lazy"' in page
    assert page.count('class="first-page"') == 2
    picture = desk.get(url)
    assert picture["Content-Type"] == "image/png" and picture["Content-Security-Policy"] == attachments.NOTHING_RUNS
    assert picture["Cache-Control"] == "private, no-cache" and picture["X-Content-Type-Options"] == "nosniff"
    width, height, rows = pixels(picture.content)
    assert (width, height) == (339, 480)
    assert rows[1:4] == b"\0\0\xff" and rows[-3:] == b"\xff\xff\xff", "blue above, white below"
    with monkeypatch.context() as patch:
        patch.setattr(first_page, "draw", lambda path: pytest.fail("a kept picture is not drawn again"))
        again = {"If-None-Match": picture["ETag"]}
        assert desk.get(url, headers=again).status_code == 304
        stranger = house.browser("o-stranger").get(url, headers=again)
        assert stranger.status_code == 404 and "ETag" not in stranger
    assert desk.get(shown["broken.pdf"]["first_page_url"]).status_code == 404
    for name in ("notes.txt", "lie.pdf"):
        answer = desk.get(f"{shown[name]['url']}?show={attachments.FIRST_PAGE}")
        assert not answer["Content-Type"].startswith("image/"), name
        answer.close()
    whole = desk.get(shown["letter.pdf"]["preview_url"])
    assert whole.getvalue() == given["letter.pdf"] and whole["Cache-Control"] == "no-store"
    whole.close()


HOSTILE = {
    "endless": pdf(BAND, width=2_000_000, height=2_000_000),
    "thin": pdf(BAND, width=14_000, height=2),
    "image bomb": pdf("595 0 0 842 0 0 cm /X Do", side=60_000),
    "itself": pdf("/X Do", itself=True),
    "locked": pdf(BAND, password="secret"),
    "cut": pdf(BAND)[:-200],
    "noise": b"%PDF-1.7\n" + bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_harm_gives_a_small_picture_or_none(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(HOSTILE[name])
    png = first_page.draw(path)
    if png is not None:
        width, height, rows = pixels(png)
        assert width <= 360 and height <= 480 and len(rows) == height * (3 * width + 1)
    assert png is None or name not in ("locked", "noise", "endless")


@pytest.mark.parametrize(
    "program",
    [
        "while True: pass",
        "import os\nwhile True: os.write(1, b'x' * 65536)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    ],
)
def test_a_program_that_was_taken_over_is_ended(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "program.py"
    path.write_text(program)
    monkeypatch.setattr(first_page, "PROGRAM", path)
    monkeypatch.setattr(first_page, "SECONDS", 0.3)
    assert first_page.draw(path) is None


def test_no_more_than_two_are_drawn_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(BAND))
    monkeypatch.setattr(first_page, "TURN", 0.01)
    with first_page._turns, first_page._turns:
        assert first_page.draw(path) is None
    assert first_page.draw(path)
