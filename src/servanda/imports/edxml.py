"""Reads edXML, in the form of QCVN 102:2016 and in the older one inside a SOAP envelope, whatever the prefixes."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element

from servanda.imports import safe_xml
from servanda.imports.edxml_files import files
from servanda.kernel.refusals import Refused
from servanda.processes.fields_of_work.exchange_letters import NEW, ExchangeLetter, Organ, Reply

DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def read(raw: bytes, *, limit: int) -> ExchangeLetter:
    """`limit` is the size of the largest attachment in bytes. Raises Refused with what is wrong and where."""
    root = safe_xml.parse(raw)
    header = _first(root, "MessageHeader")
    if header is None:
        raise Refused("edxml_other")
    if _child(header, "StatusCode") is not None:
        raise Refused("edxml_status", number=_text(header, "ResponseFor", "Code") or "–")
    traces, business = _first(root, "TraceHeaderList"), _first(root, "Bussiness", "Business")
    other = _child(header, "OtherInfo")
    return ExchangeLetter(
        sender=_organ(_needed(header, "From")),
        receivers=tuple(_organ(found) for found in _children(header, "To")),
        number=_needed_text(header, "Code", "CodeNumber"), notation=_text(header, "Code", "CodeNotation"),
        dated_on=_needed_day(header, "PromulgationInfo", "PromulgationDate"),
        subject=_needed_text(header, "Subject"), place=_text(header, "PromulgationInfo", "Place"),
        type=_type(header), content=_text(header, "Content"),
        competence=_text(header, "SignerInfo", "Competence"), position=_text(header, "SignerInfo", "Position"),
        signer=_text(header, "SignerInfo", "FullName"), due_on=_day(_text(header, "DueDate"), "DueDate"),
        copies=tuple(_said(found) for found in _children(_child(header, "ToPlaces"), "Place") if _said(found)),
        priority=_number(_text(other, "Priority"), 0), sphere=_text(other, "SphereOfPromulgation"),
        pages=_number(_text(other, "PageAmount"), 1), amount=_number(_text(other, "PromulgationAmount"), 1),
        replies=tuple(_reply(found) for found in _children(header, "ResponseFor")),
        steering=_number(_text(header, "SteeringType"), 0), document=_text(header, "DocumentId"),
        traces=tuple(_trace(found) for found in _children(traces, "TraceHeader")),
        purpose=_number(_text(business, "BussinessDocType") or _text(business, "BusinessDocType"), NEW),
        reason=_text(business, "BussinessDocReason") or _text(business, "BusinessDocReason"),
        recalls=_text(business, "DocumentId"), replaced=tuple(_replaced(business)),
        attachments=files(root, limit=limit),
    )  # fmt: skip


def name_of(element: Element) -> str:
    """Without its namespace: senders bind the prefix to several."""
    return element.tag.rpartition("}")[2]


def _first(root: Element, *names: str) -> Element | None:
    return next((found for found in root.iter() if name_of(found) in names), None)


def _children(element: Element | None, name: str) -> Iterator[Element]:
    return (found for found in (element if element is not None else ()) if name_of(found) == name)


def _child(element: Element | None, name: str) -> Element | None:
    return next(_children(element, name), None)


def _said(element: Element | None) -> str:
    return " ".join((element.text or "").split()) if element is not None else ""


def _text(element: Element | None, *path: str) -> str:
    for name in path:
        element = _child(element, name)
    if path[-1:] == ("Content",):
        return (element.text or "").strip() if element is not None else ""
    return _said(element)


def _needed(element: Element, name: str) -> Element:
    found = _child(element, name)
    if found is None:
        raise Refused("edxml_missing", field=name)
    return found


def _needed_text(element: Element, *path: str) -> str:
    found = _text(element, *path)
    if not found:
        raise Refused("edxml_missing", field="/".join(path))
    return found


def _needed_day(element: Element, *path: str) -> date:
    found = _day(_needed_text(element, *path), "/".join(path))
    assert found
    return found


def _day(text: str, field: str) -> date | None:
    """2018/09/30, 2018-09-30T08:00:00 or 30/09/2018."""
    if not text:
        return None
    found = DAY.match(text)
    parts = found.groups() if found else tuple(reversed(day.groups())) if (day := DAY_FIRST.match(text)) else ()
    try:
        return date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        raise Refused("edxml_wrong", field=field, value=text[:40]) from None


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise


def _type(header: Element) -> str:
    """`DocumentType` holds the name in a part of its own, or alone."""
    return _text(header, "DocumentType", "TypeName") or _text(header, "DocumentType") or "Công văn"


def _organ(element: Element) -> Organ:
    names = ("OrganId", "OrganName", "OrganizationInCharge", "OrganAdd", "Email", "Telephone", "Fax", "Website")
    found = Organ(*(_text(element, name) for name in names))
    if not (found.code or found.name):
        raise Refused("edxml_missing", field=f"{name_of(element)}/OrganId")
    return found


def _reply(element: Element) -> Reply:
    dated_on = _day(_text(element, "PromulgationDate"), "ResponseFor/PromulgationDate")
    return Reply(_text(element, "OrganId"), _text(element, "Code"), dated_on, _text(element, "DocumentId"))


def _trace(element: Element) -> tuple[str, datetime]:
    text = _text(element, "Timestamp")
    day, clock = _day(text, "TraceHeader/Timestamp"), TIME.search(text)
    if day is None:
        raise Refused("edxml_missing", field="TraceHeader/Timestamp")
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        return _text(element, "OrganId"), datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError:
        raise Refused("edxml_wrong", field="TraceHeader/Timestamp", value=text[:40]) from None


def _replaced(business: Element | None) -> Iterator[str]:
    for found in _children(_child(business, "ReplacementInfoList"), "ReplacementInfo"):
        if document := _text(found, "DocumentId"):
            yield document
