"""Encryption of a courier file to the other agency's age key, in chunks; and what can be read of a damaged one."""

import io
from collections.abc import Iterable, Iterator
from typing import IO

import pyrage

from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused


class _Source(io.RawIOBase):
    """Reads from an iterator; keeps what broke it, since the library tells only that something did."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks: Iterator[bytes] = iter(chunks)
        self._left = memoryview(b"")
        self.broken: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            while not self._left:
                if (chunk := next(self._chunks, None)) is None:
                    return 0
                self._left = memoryview(chunk)
        except Exception as error:
            self.broken = error
            raise
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


class _Target(io.RawIOBase):
    """Writes through; keeps its own failure apart from that of the decryption."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.broken: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        try:
            return self._stream.write(data)
        except OSError as error:
            self.broken = error
            raise


def seal(chunks: Iterable[bytes], target: IO[bytes], recipient: str) -> None:
    """Encrypt what `chunks` yields to one recipient. Raises Refused("no_recipient") and whatever the chunks raise."""
    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise Refused("no_recipient") from None
    source = _Source(chunks)
    try:
        pyrage.encrypt_io(source, target, [to])
    except (pyrage.EncryptError, OSError) as error:
        raise source.broken or error from None


def unseal(source: IO[bytes], target: IO[bytes], here: Node) -> bool:
    """Decrypt with the keys of this node; False where the end is missing or damaged: what stands before it is good.

    Raises Refused: not_courier, courier_not_ours; and OSError where `target` cannot be written.
    """
    out = _Target(target)
    try:
        pyrage.decrypt_io(source, out, [pyrage.x25519.Identity.from_str(text) for text in here.age_keys])
    except pyrage.DecryptError as error:
        raise Refused("courier_not_ours" if "No matching keys" in str(error) else "not_courier") from None
    except OSError:
        if out.broken:
            raise out.broken from None
        return False
    return True
