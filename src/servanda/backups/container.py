"""The file of a backup: a line that says what it is, a key locked with the passphrase, and a stream under that key."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO

import pyrage

MAGIC = b"servanda-backup 1\n"
# A locked key takes some hundred bytes; more is another kind of file.
KEY_LIMIT = 4096
SHORTEST = 12
# What the library says of a passphrase that would take long, as against a wrong one.
TOO_SLOW = "Excessive work"
ATTEMPTS, PAUSE_SECONDS = 8, 0.4


class Unreadable(Exception):
    """Why a backup cannot be read, in one sentence."""


@contextlib.contextmanager
def locked(target: IO[bytes], passphrase: str) -> Iterator[IO[bytes]]:
    """A stream whose bytes go into `target` encrypted; whole only when it was left without an error."""
    identity = pyrage.x25519.Identity.generate()
    key = pyrage.passphrase.encrypt(str(identity).encode("ascii"), passphrase)
    target.write(MAGIC + f"{len(key)}\n".encode("ascii") + key)
    with _through(lambda source: pyrage.encrypt_io(source, target, [identity.to_public()])) as stream:
        yield stream


@contextlib.contextmanager
def unlocked(source: IO[bytes], passphrase: str) -> Iterator[IO[bytes]]:
    """What was locked, as a stream. Raises Unreadable, at the latest when it is left: a wrong passphrase, another kind
    of file, bytes that were changed or are missing. Nothing of it counts before."""
    key = _read_key(source)
    try:
        identity = pyrage.x25519.Identity.from_str(_opened(key, passphrase).decode("ascii"))
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError):
        raise Unreadable("The passphrase is not the one of this backup, or its beginning was changed.") from None
    reading, writing = os.pipe()
    failed: list[Exception] = []

    def unlock() -> None:
        # Who stopped reading says why; what was still on its way there is of no use.
        with contextlib.suppress(BrokenPipeError), os.fdopen(writing, "wb") as target:
            try:
                pyrage.decrypt_io(source, target, [identity])
            except (pyrage.DecryptError, OSError) as error:
                failed.append(error)

    thread = threading.Thread(target=unlock, name="unlock", daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as stream:
            yield stream
            while stream.read(1 << 16):
                pass
    except Exception:
        thread.join()
        if failed and not isinstance(failed[0], BrokenPipeError):
            raise _broken() from None
        raise
    thread.join()
    if failed:
        raise _broken()


def _opened(key: bytes, passphrase: str) -> bytes:
    """Unlock the key. Raises pyrage.DecryptError; Unreadable where this machine is too slow for what another locked.

    How much work is too much is measured anew each time, and comes out far too low in a moment of heavy load.
    """
    for _attempt in range(ATTEMPTS):
        try:
            return bytes(pyrage.passphrase.decrypt(key, passphrase))
        except pyrage.DecryptError as error:
            if not str(error).startswith(TOO_SLOW):
                raise
        time.sleep(PAUSE_SECONDS)
    raise Unreadable("This machine is too slow or too busy to unlock this backup: try again, or on a faster one.")


def _broken() -> Unreadable:
    return Unreadable("The backup is not whole: it was cut off or changed after it was written.")


def _read_key(source: IO[bytes]) -> bytes:
    size = source.readline(16) if source.read(len(MAGIC)) == MAGIC else b""
    if not size.endswith(b"\n") or not size[:-1].isdigit() or not 0 < int(size) <= KEY_LIMIT:
        raise Unreadable("This is no backup of a node.")
    return source.read(int(size))


@contextlib.contextmanager
def _through(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """The writing end of a pipe at whose other end `work` reads, in a thread of its own."""
    reading, writing = os.pipe()
    failed: list[Exception] = []

    def run() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                work(source)
            except Exception as error:  # told where the stream is left
                failed.append(error)

    thread = threading.Thread(target=run, name="lock", daemon=True)
    thread.start()
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream
    except BrokenPipeError:
        if not failed:
            raise
    finally:
        thread.join()
    if failed:
        raise failed[0]
