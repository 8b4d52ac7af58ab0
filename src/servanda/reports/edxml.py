"""Writes a letter as edXML of QCVN 102:2016: the header's parts in their order, attachments each in an archive."""

import base64
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

from servanda.processes.fields_of_work.exchange_letters import Attached, ExchangeLetter, Organ, Reply
from servanda.reports.letters import holdable

SPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
# An archive made twice of the same file is the same.
EPOCH = (1980, 1, 1, 0, 0, 0)


def write(letter: ExchangeLetter) -> bytes:
    """UTF-8, not signed: the e-office signs what it hands to the exchange."""
    header = _part("edXMLHeader", _message(letter), _traces(letter), "<edXML:DigitalSignature/>")
    manifest = _part("edXMLManifest", *(_reference(file) for file in letter.attachments), attributes=' version="1.0"')
    envelope = _part("edXMLEnvelope", header, _part("edXMLBody", manifest), attributes=f' xmlns:edXML="{SPACE}"')
    whole = f'<edXML xmlns="{SPACE}">{envelope}{_attachments(letter.attachments)}</edXML>'
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + whole + "\n").encode()


def _message(letter: ExchangeLetter) -> str:
    return _part(
        "MessageHeader",
        _organ("From", letter.sender),
        *(_organ("To", organ) for organ in letter.receivers),
        _part("Code", _text("CodeNumber", letter.number), _text("CodeNotation", letter.notation)),
        _part("PromulgationInfo", _text("Place", letter.place),
              _text("PromulgationDate", f"{letter.dated_on:%Y/%m/%d}")),
        _part("DocumentType", _text("Type", "1"), _text("TypeDetail", "0"), _text("TypeName", letter.type)),
        _text("Subject", letter.subject),
        _text("Content", letter.content),
        _part("SignerInfo", _text("Competence", letter.competence), _text("Position", letter.position),
              _text("FullName", letter.signer)),
        *([_text("DueDate", f"{letter.due_on:%Y/%m/%d}")] if letter.due_on else []),
        _part("ToPlaces", *(_text("Place", place) for place in letter.copies)),
        _part("OtherInfo", _text("Priority", str(letter.priority)), _text("SphereOfPromulgation", letter.sphere),
              _text("PromulgationAmount", str(letter.amount)), _text("PageAmount", str(letter.pages))),
        *(_reply(reply) for reply in letter.replies),
        _text("SteeringType", str(letter.steering)),
        _text("DocumentId", letter.document),
    )  # fmt: skip


def _traces(letter: ExchangeLetter) -> str:
    traces = (
        _part("TraceHeader", _text("OrganId", organ), _text("Timestamp", f"{at:%Y/%m/%d %H:%M:%S}"))
        for organ, at in letter.traces
    )
    replaced = [_part("ReplacementInfo", _text("DocumentId", document)) for document in letter.replaced]
    business = _part(
        "Bussiness", _text("BussinessDocType", str(letter.purpose)), _text("BussinessDocReason", letter.reason),
        _text("DocumentId", letter.recalls), _text("Paper", "0"),
        *([_part("ReplacementInfoList", *replaced)] if replaced else []),
    )  # fmt: skip
    name = sha256(letter.document.encode()).hexdigest()[:8]
    attributes = f' id="{name}" version="1.0" mustUnderstand="1" actor="{ACTOR}"'
    return _part("TraceHeaderList", *traces, business, attributes=attributes)


def _organ(name: str, organ: Organ) -> str:
    stated = {
        "OrganId": organ.code, "OrganizationInCharge": organ.in_charge, "OrganName": organ.name,
        "OrganAdd": organ.address, "Email": organ.email, "Telephone": organ.telephone, "Fax": organ.fax,
        "Website": organ.website,
    }  # fmt: skip
    return _part(name, *(_text(key, value) for key, value in stated.items()))


def _reply(reply: Reply) -> str:
    dated_on = [_text("PromulgationDate", f"{reply.dated_on:%Y/%m/%d}")] if reply.dated_on else []
    return _part(
        "ResponseFor", _text("OrganId", reply.organ), _text("Code", reply.number), *dated_on,
        _text("DocumentId", reply.document),
    )  # fmt: skip


def _reference(file: Attached) -> str:
    address = quoteattr(f"cid:{_cid(file)}")
    attributes = f' xmlns:xlink="{XLINK}" xlink:href={address} xlink:role="XLinkRole" xlink:type="simple"'
    return _part(
        "Reference", _text("ContentId", f"cid:{_cid(file)}"), _text("ContentType", file.type),
        _text("AttachmentName", file.name), _text("Description", file.description), attributes=attributes,
    )  # fmt: skip


def _attachments(files: Iterable[Attached]) -> str:
    """Outside the envelope and without the prefix, as the exchange's own samples have it."""
    held = "".join(f"<Attachment>{''.join(_attached(file))}</Attachment>" for file in files)
    return f"<AttachmentEncoded>{held}</AttachmentEncoded>" if held else ""


def _attached(file: Attached) -> Iterator[str]:
    stated = {"ContentType": file.type, "ContentId": _cid(file), "Description": file.description,
              "ContentTransferEncoded": _encoded(file), "AttachmentName": file.name}  # fmt: skip
    return (f"<{name}>{_said(value)}</{name}>" for name, value in stated.items())


def _encoded(file: Attached) -> str:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{_cid(file)}{PurePosixPath(file.name).suffix}", EPOCH), file.raw)
    return base64.b64encode(held.getvalue()).decode()


def _cid(file: Attached) -> str:
    return sha256(file.name.encode() + b"\0" + file.raw).hexdigest()[:32]


def _part(name: str, *parts: str, attributes: str = "") -> str:
    return f"<edXML:{name}{attributes}>{''.join(parts)}</edXML:{name}>"


def _text(name: str, value: str) -> str:
    return f"<edXML:{name}>{_said(value)}</edXML:{name}>"


def _said(value: str) -> str:
    return escape(holdable(value))
