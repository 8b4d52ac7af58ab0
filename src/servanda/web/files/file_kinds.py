"""What a file is, by its first bytes; and whether its name says otherwise."""

import mimetypes
import re
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from servanda.exchange.programs import is_program

ENOUGH = 2048
PDF, ZIP, OLD_OFFICE, MARKUP, PROGRAM, TEXT = (
    "application/pdf", "application/zip", "application/x-ole-storage", "text/markup", "application/x-program",
    "text/plain",
)  # fmt: skip
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LABELS = {
    PDF: "PDF", "image/png": _("picture (PNG)"), "image/jpeg": _("picture (JPEG)"), "image/gif": _("picture (GIF)"),
    "image/webp": _("picture (WebP)"), ZIP: _("archive (ZIP)"), OLD_OFFICE: _("old Office document"),
    MARKUP: _("web page or drawing"), PROGRAM: _("program"), TEXT: _("plain text"), "application/rtf": "RTF",
}  # fmt: skip
# These formats are archives inside; their names say which of them they are.
PACKED = {".docx": "Word", ".xlsx": "Excel", ".pptx": "PowerPoint", ".odt": "ODT", ".ods": "ODS", ".odp": "ODP"}
_ZIPPED = frozenset({*PACKED, ".zip", ".asice", ".asics", ".edxml", ".docm", ".xlsm", ".epub"})
_OLD = frozenset({".doc", ".xls", ".ppt", ".msg"})
_MARKED = frozenset({".html", ".htm", ".xml", ".svg", ".xhtml"})
_BEGINS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"PK\x03\x04", ZIP), (b"PK\x05\x06", ZIP), (b"\xd0\xcf\x11\xe0", OLD_OFFICE),
    (b"{\\rtf", "application/rtf"),
)  # fmt: skip
_TAG = re.compile(rb"\s*<(?:!doctype|!--|\?xml|html|svg|head|body|script)", re.IGNORECASE)


def of(head: bytes) -> str:
    """The type, told by the first `ENOUGH` bytes; '' for what is none of those that are known here."""
    if b"%PDF-" in head[:1024]:
        return PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if is_program(head):
        return PROGRAM
    for begins, kind in _BEGINS:
        if head.startswith(begins):
            return kind
    if _TAG.match(head.removeprefix(b"\xef\xbb\xbf")):
        return MARKUP
    return TEXT if head and b"\0" not in head else ""


def label(kind: str, name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return str(PACKED.get(suffix, LABELS[kind]) if kind == ZIP else LABELS.get(kind, ""))


def is_otherwise(kind: str, name: str) -> bool:
    """Does the name say one thing and the bytes another? A name that says nothing is never wrong."""
    suffix = PurePath(name).suffix.lower()
    said = mimetypes.guess_type(name)[0] or ""
    if suffix in _ZIPPED:
        return kind not in (ZIP, MARKUP if suffix == ".edxml" else ZIP)
    if suffix in _OLD:
        # Word writes RTF and web pages under these names too.
        return kind not in (OLD_OFFICE, "application/rtf")
    if suffix in _MARKED:
        return kind not in (MARKUP, TEXT)
    if said == PDF or said in IMAGES or suffix == ".rtf":
        return kind != ("application/rtf" if suffix == ".rtf" else said)
    return suffix in (".txt", ".csv", ".md") and kind not in (TEXT, "", PROGRAM)
