"""Letters of the document exchange: written and read again, read from others' forms, refused when they are hostile."""

import base64
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.imports import edxml, safe_xml
from servanda.imports.edxml_files import MOST
from servanda.kernel.refusals import SENTENCES, Refused
from servanda.processes.fields_of_work.exchange_letters import (
    REPLACE,
    Attached,
    ExchangeLetter,
    Organ,
    Reply,
    number_in,
)
from servanda.reports.edxml import write

LIMIT = 1_000_000
SENDER = Organ(
    "000.00.00.G22", "Văn phòng", "Văn phòng Chính phủ", "Hà Nội", "vp@gov.example", "0241", "0242", "gov.example"
)
LETTER = ExchangeLetter(
    sender=SENDER, receivers=(Organ("000.00.00.H41", "UBND Nghệ An"), Organ("000.00.00.H14", "UBND Cao Bằng")),
    number="7816", notation="VPCP-TTĐT", dated_on=date(2026, 9, 30), subject="V/v kết nối & liên thông <văn bản>",
    place="Hà Nội", content="Dòng một\nDòng hai", competence="TL. BỘ TRƯỞNG", position="Cục trưởng", signer="Người ký",
    due_on=date(2026, 10, 15), copies=("Như trên", "Lưu: VT"), priority=2, sphere="Liên thông", pages=3, amount=2,
    replies=(Reply("000.00.00.H41", "267/UBND", date(2026, 9, 1), "000.00.00.H41,2026/09/01,267/UBND"),), steering=1,
    document="000.00.00.G22,2026/09/30,7816/VPCP-TTĐT", traces=(("000.00.00.G22", datetime(2026, 9, 30, 8, 5, 1)),),
    purpose=REPLACE, reason="Thay thế", replaced=("000.00.00.G22,2026/08/30,7000/VPCP-TTĐT",),
    attachments=(Attached("công văn.pdf", "application/pdf", b"%PDF-1.7 \0 bytes", "Bản chính"),
                 Attached("phụ lục.docx", "application/zip", b"PK not an archive")),
)  # fmt: skip
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp")), min_size=1, max_size=30
)


def read(raw: bytes | str) -> ExchangeLetter:
    return edxml.read(raw if isinstance(raw, bytes) else raw.encode(), limit=LIMIT)


def test_what_is_written_is_read_again() -> None:
    assert read(write(LETTER)) == LETTER
    assert write(read(write(LETTER))) == write(LETTER)


@settings(max_examples=40, deadline=None)
@given(subject=WORDS, signer=WORDS, raw=st.binary(max_size=200), priority=st.integers(0, 9))
def test_whatever_it_says_is_read_again(subject: str, signer: str, raw: bytes, priority: int) -> None:
    one = ExchangeLetter(
        sender=SENDER, receivers=(), number="1", notation="", dated_on=date(2026, 1, 2), subject=subject, signer=signer,
        priority=priority, attachments=(Attached("a.bin", "", raw),),
    )  # fmt: skip
    found = read(write(one))
    assert (found.subject, found.signer, found.attachments[0].raw, found.priority) == (subject, signer, raw, priority)
    assert found.urgency in ("normal", "urgent", "very_urgent", "at_once")


def test_the_names_are_those_of_the_regulation() -> None:
    text = write(LETTER).decode()
    assert text.startswith(
        '<?xml version="1.0" encoding="utf-8"?>\n<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">'
    )
    order = ["From", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo", "DueDate",
             "ToPlaces", "OtherInfo", "ResponseFor", "SteeringType", "TraceHeaderList", "Bussiness",
             "edXMLManifest"]  # fmt: skip
    places = [text.index(f"<edXML:{name}") for name in order]
    assert places == sorted(places) and "</edXML:DocumentId></edXML:MessageHeader>" in text
    assert (
        "<edXML:PromulgationDate>2026/09/30<" in text
        and "<AttachmentEncoded>" in text.split("</edXML:edXMLEnvelope>")[1]
    )


def zipped(name: str, raw: bytes, *, more: bool = False) -> str:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, raw)
        if more:
            archive.writestr("[Content_Types].xml", b"<x/>")
    return base64.b64encode(held.getvalue()).decode()


def envelope(header: str, attached: str = "", *, manifest: str = "") -> str:
    """The older form, inside a SOAP envelope, with another name for the same space."""
    return f"""<?xml version="1.0"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
      xmlns:ed="http://www.e-doc.vn/Schema/"><SOAP-ENV:Header><ed:MessageHeader>{header}</ed:MessageHeader>
      <ed:TraceHeaderList><ed:Business><ed:BusinessDocType>1</ed:BusinessDocType>
      <ed:DocumentId>A,2026/01/02,5/CV</ed:DocumentId></ed:Business></ed:TraceHeaderList></SOAP-ENV:Header>
      <SOAP-ENV:Body><ed:Manifest>{manifest}</ed:Manifest>{attached}</SOAP-ENV:Body></SOAP-ENV:Envelope>"""


HEADER = """<ed:From><ed:OrganName>Sở Ngoại vụ</ed:OrganName></ed:From>
  <ed:Code><ed:CodeNumber>5</ed:CodeNumber></ed:Code>
  <ed:PromulgationInfo><ed:PromulgationDate>02-01-2026</ed:PromulgationDate></ed:PromulgationInfo>
  <ed:DocumentType>Báo cáo</ed:DocumentType><ed:Subject>Về việc họp</ed:Subject>"""


def attachment(name: str, content: str, cid: str = "1") -> str:
    return (f"<Attachment><ContentId>{cid}</ContentId><AttachmentName>{name}</AttachmentName>"
            f"<ContentTransferEncoded>{content}</ContentTransferEncoded></Attachment>")  # fmt: skip


def test_the_older_form_in_a_soap_envelope_is_read_too() -> None:
    files = attachment("a.pdf", zipped("0f1e.pdf", b"inside")) + attachment(
        "b.docx", zipped("w.xml", b"x", more=True), "2"
    )
    found = read(envelope(HEADER, files, manifest=REFERENCE.format(1)))
    assert (found.written_number, found.dated_on, found.subject) == ("5", date(2026, 1, 2), "Về việc họp")
    assert (found.sender.name, found.type, found.purpose, number_in(found.recalls)) == (
        "Sở Ngoại vụ",
        "Báo cáo",
        1,
        "5/CV",
    )
    first, second = found.attachments
    assert first.raw == b"inside"
    # A Word file is an archive itself; it is not taken apart.
    assert second.raw.startswith(b"PK") and zipfile.is_zipfile(BytesIO(second.raw))


REFERENCE = "<ed:Reference><ed:ContentId>cid:{}</ed:ContentId></ed:Reference>"
LOL = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(10))
HOSTILE = {
    "a bomb of entities": (f"<!DOCTYPE x [{LOL}]><x>&a9;</x>", "xml_dangerous"),
    "a file of this machine": ('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>', "xml_dangerous"),
    "a document type elsewhere": ('<!DOCTYPE x SYSTEM "http://host.example/x.dtd"><x/>', "xml_dangerous"),
    "parameter entities": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://host.example/p"> %p;]><x/>', "xml_dangerous"),
    "too deep": ("<a>" * 100 + "</a>" * 100, "xml_dangerous"),
    "too many": (f"<a>{'<b/>' * 50_001}</a>", "xml_dangerous"),
    "cut short": (write(LETTER).decode()[:900], "xml_unreadable"),
    "nothing": ("", "xml_unreadable"),
    "no XML": ("%PDF-1.7", "xml_unreadable"),
    "an entity that nobody declared": ("<a>&x;</a>", "xml_unreadable"),
    "other XML": ("<html><body/></html>", "edxml_other"),
    "no sender": (envelope(HEADER.replace("From", "Form")), "edxml_missing"),
    "no number": (envelope(HEADER.replace("CodeNumber", "Number")), "edxml_missing"),
    "no subject": (envelope(HEADER.replace("Subject", "Title")), "edxml_missing"),
    "no such day": (envelope(HEADER.replace("02-01-2026", "2026/02/30")), "edxml_wrong"),
    "an acknowledgement": (envelope("<ed:StatusCode>01</ed:StatusCode>" + HEADER), "edxml_status"),
    "no base64": (envelope(HEADER, attachment("a.pdf", "@@@")), "edxml_attachment"),
    "an attachment that is missing": (
        envelope(HEADER, manifest=REFERENCE.format(9)), "edxml_attachment"),
    "an archive that is a bomb": (
        envelope(HEADER, attachment("a.txt", zipped("b.txt", b"0" * (LIMIT + 1)))), "file_too_large"),
    "an attachment too large": (envelope(HEADER, attachment("a.txt", "AAAA" * LIMIT)), "file_too_large"),
    "too many attachments": (
        envelope(HEADER, "".join(attachment("a", "QQ==", str(n)) for n in range(MOST + 1))), "edxml_too_many"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_or_broken_is_refused_in_a_sentence(what: str) -> None:
    raw, code = HOSTILE[what]
    with pytest.raises(Refused) as refused:
        read(raw)
    assert refused.value.code == code and SENTENCES[code] % refused.value.params


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_it_is_read_in_the_encoding_that_it_states(encoding: str) -> None:
    text = write(LETTER).decode().replace("utf-8", encoding, 1)
    assert read(text.encode(encoding)) == LETTER


@pytest.mark.parametrize(
    "raw",
    [
        write(LETTER).decode().encode("utf-16")[2:],
        write(LETTER).replace("ă".encode(), b"\xff"),
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="utf-7"?><a>+ADw-</a>',
    ],
)
def test_bytes_that_are_not_in_the_encoding_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(raw)
    assert refused.value.code == "xml_unreadable"


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "LARGEST", 100)
    with pytest.raises(Refused) as refused:
        read(write(LETTER))
    assert refused.value.code == "too_large"


def test_the_name_of_an_attachment_leads_out_of_no_folder() -> None:
    (found,) = read(envelope(HEADER, attachment("../../etc/c:\\x\\passwd", "QQ=="))).attachments
    assert found.name == "passwd"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_broken_inside_is_refused_by_its_name(method: int) -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("letter.pdf", bytes(range(256)) * 40)
    raw = bytearray(held.getvalue())
    # Behind the head of the one file, which its name ends, and what a method says of itself.
    first = raw.index(b"letter.pdf") + len("letter.pdf") + 12
    raw[first : first + 60] = b"\xff" * 60
    plain = Attached("letter.pdf", "application/pdf", b"x")
    sent = write(replace(LETTER, attachments=(plain,)))
    encoded = base64.b64encode(bytes(raw))
    with pytest.raises(Refused) as refused:
        read(re.sub(rb"(<[^/>]*ContentTransferEncoded>)[^<]*", rb"\1" + encoded, sent))
    assert refused.value.code == "edxml_attachment" and refused.value.params["name"] == "letter.pdf"
