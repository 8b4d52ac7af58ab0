"""What a courier file holds under its encryption: requests, batches and files, one after the other, unproved."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from servanda.exchange import batches, wire
from servanda.kernel.acts import NAME
from servanda.kernel.refusals import Refused

MAGIC = b"servanda-courier 1\n"
CHUNK = 64 * 1024
LINE_LIMIT = 200
# The largest statement and the largest batch that the peers' door takes.
LIMITS = {"request": wire.STATEMENT_LIMIT * 2, "batch": batches.SENT_LIMIT}
_SIZED = re.compile(r"(request|batch) ([1-9][0-9]{0,9})")
_FILE = re.compile(rf"file ({NAME.pattern}) ([0-9]{{1,4}}) ([0-9]{{1,15}})")
_END = re.compile(r"end ([0-9]{1,9})")


class CutOff(Exception):
    """The file ends, or cannot be read any further, before its end is told."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A request or a batch: the same bytes that are posted to the peers' door."""

    kind: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Carried:
    """One file that an act names. `stream` stands at its first byte and holds `size` bytes of it."""

    act: str
    index: int
    size: int
    stream: IO[bytes]


def statement(kind: str, raw: bytes) -> Iterator[bytes]:
    yield f"{kind} {len(raw)}\n".encode("ascii")
    yield raw


def carried(act: str, index: int, size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Raises OSError where the file is not as long as `size` says: its frame would run into the next one."""
    yield f"file {act} {index} {size}\n".encode("ascii")
    left = size
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            break
        yield chunk
    if left:
        raise OSError(f"{act} {index} changed while it was packed")


def end(count: int) -> bytes:
    return f"end {count}\n".encode("ascii")


def read(stream: IO[bytes]) -> Iterator[Statement | Carried]:
    """The frames of a seekable stream, one at a time. Raises Refused("not_courier") and CutOff."""
    first = stream.read(len(MAGIC))
    if first != MAGIC:
        raise CutOff if MAGIC.startswith(first) else Refused("not_courier")
    length = _length(stream)
    count = 0
    while True:
        line = _line(stream)
        if ended := _END.fullmatch(line):
            if int(ended[1]) != count:
                raise Refused("not_courier")
            return
        if found := _SIZED.fullmatch(line):
            yield Statement(found[1], _whole(stream, int(found[2]), limit=LIMITS[found[1]]))
        elif found := _FILE.fullmatch(line):
            start, size = stream.tell(), int(found[3])
            if start + size > length:
                raise CutOff
            yield Carried(found[1], int(found[2]), size, stream)
            stream.seek(start + size)
        else:
            raise Refused("not_courier")
        count += 1


def chunks_of(frame: Carried) -> Iterator[bytes]:
    left = frame.size
    while left and (chunk := frame.stream.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk


def _line(stream: IO[bytes]) -> str:
    raw = stream.readline(LINE_LIMIT)
    if not raw.endswith(b"\n"):
        if len(raw) == LINE_LIMIT:
            raise Refused("not_courier")
        raise CutOff
    return raw[:-1].decode("ascii", errors="replace")


def _whole(stream: IO[bytes], size: int, *, limit: int) -> bytes:
    if size > limit:
        raise Refused("too_large", size=size, limit=limit)
    raw = stream.read(size)
    if len(raw) < size:
        raise CutOff
    return raw


def _length(stream: IO[bytes]) -> int:
    here = stream.tell()
    length = stream.seek(0, 2)
    stream.seek(here)
    return length
