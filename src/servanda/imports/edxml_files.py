"""The attachments of an edXML message: base64, in an archive of one file or bare, never larger than what is taken."""

import base64
import binascii
import lzma
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from servanda.kernel.refusals import Refused
from servanda.processes.fields_of_work.exchange_letters import Attached

MOST = 20


def files(root: Element, *, limit: int) -> tuple[Attached, ...]:
    """Raises Refused(edxml_attachment, edxml_too_many, file_too_large); one announced and not there is refused too."""
    encoded = [
        found for found in root.iter() if _name(found) == "Attachment" and _part(found, "ContentTransferEncoded")
    ]
    if len(encoded) > MOST:
        raise Refused("edxml_too_many", n=len(encoded), most=MOST)
    announced = {
        _id(found): found for found in root.iter() if _name(found) == "Reference" and _part(found, "ContentId")
    }
    carried = {_id(found) for found in encoded}
    for content, reference in announced.items():
        if content not in carried:
            raise Refused("edxml_attachment", name=_part(reference, "AttachmentName") or content, why="it is not there")
    return tuple(_file(found, announced.get(_id(found)), limit=limit) for found in encoded)


def _file(element: Element, reference: Element | None, *, limit: int) -> Attached:
    told = _part(element, "AttachmentName") or (_part(reference, "AttachmentName") if reference is not None else "")
    name = PurePosixPath(told.replace("\\", "/")).name[:200] or "attachment"
    type_ = _part(element, "ContentType") or (_part(reference, "ContentType") if reference is not None else "")
    raw = _opened(_decoded(_part(element, "ContentTransferEncoded"), name, limit=limit), name, limit=limit)
    return Attached(name, type_[:100], raw, _part(element, "Description"))


def _decoded(text: str, name: str, *, limit: int) -> bytes:
    compact = "".join(text.split())
    if len(compact) > (limit + 1024) * 4 // 3 + 4:
        raise Refused("file_too_large", name=name, size=len(compact) * 3 // 4, limit=limit)
    try:
        return base64.b64decode(compact, validate=True)
    except binascii.Error:
        raise Refused("edxml_attachment", name=name, why="it is no base64") from None


def _opened(raw: bytes, name: str, *, limit: int) -> bytes:
    """Out of the archive of one file in which senders put it; a document that is an archive itself stays whole."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            (inside,) = archive.infolist()
            if PurePosixPath(inside.filename).suffix.lower() != PurePosixPath(name).suffix.lower():
                return raw
            with archive.open(inside) as held:
                # What an archive states of its sizes need not be so.
                found = held.read(limit + 1)
    except (zipfile.BadZipFile, ValueError):
        return raw
    except (RuntimeError, NotImplementedError, OSError, EOFError, zlib.error, lzma.LZMAError):
        raise Refused("edxml_attachment", name=name, why="its archive cannot be opened") from None
    if len(found) > limit:
        raise Refused("file_too_large", name=name, size=inside.file_size, limit=limit)
    return found


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _part(element: Element, name: str) -> str:
    found = next((part for part in element if _name(part) == name), None)
    return (found.text or "").strip() if found is not None else ""


def _id(element: Element) -> str:
    """Some write `cid:` before it in one place and not in the other."""
    return _part(element, "ContentId").removeprefix("cid:")
