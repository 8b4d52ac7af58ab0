"""What can be read in the file of a signed page: its kind, whether the text's mark stands in it, who signed it how."""

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.web.agreements import pdf_signatures
from servanda.web.agreements.pdf_signatures import Signed

if TYPE_CHECKING:
    from pypdf import PdfReader

PDF, PICTURE, OTHER = "pdf", "picture", "other"
LARGEST = 50_000_000
MOST_PAGES = 40
# Of what the pages draw, unfolded.
MOST_BYTES = 8_000_000
NAMED = re.compile(r"sha256:[0-9a-f]{64}")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scan:
    """`has_mark` is None where the file holds no text that could be searched, as a picture does."""

    kind: str
    has_mark: bool | None = None
    signed: tuple[Signed, ...] = ()


def kind_of(head: bytes) -> str:
    """By the first bytes: a name says nothing."""
    if b"%PDF-" in head[:1024]:
        return PDF
    return PICTURE if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) else OTHER


def read(path: Path, mark: str, name: str, roots: Path) -> Scan:
    """A file of another agency may be anything: what cannot be read counts as not stated.

    `name` is the text's full name, which a file printed here carries; `roots` is a folder of certificates.
    """
    with path.open("rb") as file:
        kind = kind_of(file.read(1024))
    if kind != PDF or path.stat().st_size > LARGEST:
        return Scan(kind)
    # Loaded only where a signed page is read: it costs every node fifteen megabytes.
    from pypdf import PdfReader

    try:
        reader = PdfReader(path)
        text = _text_of(reader)
        named = NAMED.search(str(reader.metadata.get("/Keywords", "")) if reader.metadata else "")
        signed = pdf_signatures.read(path, roots) if _has_signatures(reader) else ()
    except Exception:  # damaged or made to harm: another agency's fault, and no page stops for it
        log.warning("the signed page %s cannot be read", path.name)
        return Scan(kind)
    bare = re.sub(r"\s", "", text)
    has_mark = mark.replace("-", "") in bare.replace("-", "") if bare else None
    return Scan(kind, has_mark and (named is None or named[0] == name), signed)


def _has_signatures(reader: "PdfReader") -> bool:
    return any(field.get("/FT") == "/Sig" and field.get("/V") for field in (reader.get_fields() or {}).values())


def _text_of(reader: "PdfReader") -> str:
    """The text of the first pages. Raises ValueError where reading them would cost more than any signed page does."""
    pages = reader.pages[:MOST_PAGES]
    seen: set[int] = set()
    if sum(_weight(page, seen) for page in pages) > MOST_BYTES:
        raise ValueError("it unfolds to too much")
    # How often forms draw forms is limited by the reader itself.
    return "".join(page.extract_text() or "" for page in pages)


def _weight(page: Any, seen: set[int]) -> int:
    """Bytes of what a page draws, each form once, however often it is drawn."""
    contents = page.get_contents() if hasattr(page, "get_contents") else page
    found = len(contents.get_data()) if contents is not None else 0
    resources = page.get("/Resources")
    forms = resources.get_object().get("/XObject") if resources else None
    for form in (forms.get_object() if forms else {}).values():
        drawn = form.get_object()
        if id(drawn) not in seen and drawn.get("/Subtype") == "/Form":
            seen.add(id(drawn))
            found += _weight(drawn, seen)
    return found
