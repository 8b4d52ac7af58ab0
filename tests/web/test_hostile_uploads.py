"""Files made to harm, brought in at every door for files: refused in a sentence or kept as they are, never unfolded."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from servanda.kernel.models import StoredAct
from servanda.office.models import AgreementDraft, Officer
from servanda.processes.models import Partner, Unit
from servanda.web.agreements import scans
from tests.imports import word
from tests.imports.files import as_xlsx
from tests.web.house import House, text_of
from tests.web.test_attachments_shown import noted

DOORS = {
    "agreement": ("o-desk", "/agreements/drafts/new/", {"text": "", "do": "read"}),
    "plan": ("o-desk", "/bring-in/", {"what": "plan", "year": "2031", "currency": "VND"}),
    "organisations": ("o-desk", "/organisations/bring-in/", {"currency": "USD"}),
    "letter": ("o-clerk", "/letters/exchange/", {}),
    "units": ("o-admin", "/set-up/units/", {}),
    "people": ("o-admin", "/set-up/people/", {}),
    "partners": ("o-admin", "/set-up/partners/", {}),
}
DECLARED = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">' + b"".join(
    b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10 if n else b"lol") for n in range(10)
) + b"]><a>&b9;</a>"  # fmt: skip


def package(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in parts.items():
            made.writestr(name.replace("__", "/"), raw)
    return out.getvalue()


def in_sheet(change: Callable[[bytes], bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(as_xlsx(["A"], ["1"]))) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            raw = old.read(member)
            new.writestr(member, change(raw) if member.filename == "xl/workbook.xml" else raw)
    return out.getvalue()


def swollen(parts: dict[str, bytes]) -> None:
    parts["word/media/x.bin"] = b"\0" * (65 * 1024 * 1024)


def declared(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = DECLARED + parts["word/document.xml"].split(b"?>", 1)[1]


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "word-bomb": ("a.docx", lambda: word.repacked(word.arabic(), swollen)),
    "word-entities": ("a.docx", lambda: word.repacked(word.arabic(), declared)),
    "sheet-bomb": ("a.xlsx", lambda: package(**{"xl__workbook.xml": b" " * (65 * 1024 * 1024)})),
    "sheet-entities": ("a.xlsx", lambda: in_sheet(lambda raw: DECLARED + raw.split(b"?>", 1)[-1])),
    "zip-of-many": ("a.xlsx", lambda: package(**{f"x{n}": b"" for n in range(20_000)})),
    "zip-slip": ("a.docx", lambda: package(**{"..__..__node.toml": b"agency = 'evil'"})),
    "billion-laughs": ("a.xml", lambda: LAUGHS),
    "external-entity": ("a.edxml", lambda: DECLARED + b"<a>&b;</a>"),
    "half-a-zip": ("a.xlsx", lambda: as_xlsx(["A"], ["1"])[:-30]),
    "program": ("a.docx", lambda: b"MZ\x90\0" * 100),
    "nothing": ("a.xlsx", lambda: b""),
}  # fmt: skip


def kept(house: House) -> tuple[int, ...]:
    with house.node.active():
        return tuple(model.objects.count() for model in (StoredAct, AgreementDraft, Officer, Unit, Partner))


@pytest.mark.parametrize("what", FILES)
def test_a_file_made_to_harm_is_refused_at_every_door(lone: House, what: str) -> None:
    name, make = FILES[what]
    raw, before = make(), kept(lone)
    secret = (lone.node.home / "node.toml").read_bytes()
    for door, (officer, url, more) in DOORS.items():
        answer = lone.browser(officer).post(url, {"file": SimpleUploadedFile(name, raw), **more})
        if answer.status_code == 302:  # a sheet is kept for its officer, and its own page says what is wrong with it
            answer = lone.browser(officer).get(answer["Location"])
        assert answer.status_code in (200, 422), (door, answer.status_code)
        assert "root:" not in text_of(answer), door
    assert kept(lone) == before
    assert (lone.node.home / "node.toml").read_bytes() == secret


def png(width: int, height: int) -> bytes:
    """A picture of a few bytes that says it is as large as a field."""

    def chunk(kind: bytes, raw: bytes) -> bytes:
        return len(raw).to_bytes(4) + kind + raw + zlib.crc32(kind + raw).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
    )


def test_a_picture_that_says_it_is_huge_is_handed_out_and_never_decoded(house: House) -> None:
    raw = png(60_000, 60_000)
    _file, shown = noted(house, {"photo.png": raw})
    answer = house.browser("o-desk").get(shown["photo.png"]["picture_url"])
    assert b"".join(answer.streaming_content) == raw and answer["Content-Type"] == "image/png"
    answer.close()


def forms_that_draw_forms(deep: int) -> bytes:
    """Each form draws the next one ten times."""
    writer = PdfWriter()
    inner: Any = None
    for _ in range(deep):
        form = DecodedStreamObject()
        form.set_data(b"/F Do " * 10 if inner else b"BT (x) Tj ET ")
        form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
        form[NameObject("/Resources")] = drawing(inner)
        inner = writer._add_object(form)
    page = writer.add_blank_page(100, 100)
    stream = DecodedStreamObject()
    stream.set_data(b"/F Do " * 10)
    page[NameObject("/Resources")] = drawing(inner)
    page[NameObject("/Contents")] = writer._add_object(stream)
    return saved(writer)


def drawing(form: Any) -> DictionaryObject:
    drawn = DictionaryObject({NameObject("/F"): form}) if form else DictionaryObject()
    return DictionaryObject({NameObject("/XObject"): drawn})


def content_bomb() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = DecodedStreamObject()
    stream.set_data(b"BT (x) Tj ET " * 1_000_000)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    return saved(writer)


def saved(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("make", "has_mark"), [(lambda: forms_that_draw_forms(6), False), (content_bomb, None)])
def test_a_signed_page_costs_no_more_than_any_page(
    make: Callable[[], bytes], has_mark: bool | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = tmp_path / "page.pdf"
    page.write_bytes(make())
    found = scans.read(page, "0000-0000-0000", f"sha256:{0:064}", tmp_path / "roots")
    assert (found.kind, found.has_mark) == (scans.PDF, has_mark)
