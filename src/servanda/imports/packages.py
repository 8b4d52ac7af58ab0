"""What packed files of offices must satisfy before anything is read out of them: no bombs, no entities."""

import zipfile
from io import BytesIO
from xml.parsers import expat

from servanda.imports.faults import Fault, Faulty

# What a packed file may unpack to, and how many parts it may have.
UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 4000


class _Root(Exception):
    """The root element has begun: whatever declares entities would have stood before it."""


def check_package(raw: bytes, *, limit: int = UNPACKED) -> list[str]:
    """The names of the parts. Raises Faulty for one too large, ValueError or BadZipFile for a broken one."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        members = package.infolist()
        size = sum(member.file_size for member in members)
        if size > limit:
            raise Faulty([Fault(1, 1, "file", "too_large", {"size": size, "limit": limit})])
        if len(members) > MOST_PARTS:
            raise ValueError("too many parts")
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                _check_entities(package.read(member))
        return [member.filename for member in members]


def _check_entities(xml: bytes) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        parser.Parse(xml, True)
    except _Root:
        return


def _refuse(*_: object) -> None:
    raise ValueError("a document type is declared")


def _stop(*_: object) -> None:
    raise _Root
