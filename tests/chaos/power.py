"""What a power cut leaves of an SQLite database: what was synced, and a torn piece of what was not."""

import sys
from pathlib import Path

from tests.chaos.tables import FILE

HEADER, FRAME = 32, 24
# Of PRAGMA synchronous: each commit is written to the disk before it is told.
FULL = 2


def tear(home: Path, synchronous: int) -> None:
    """Cut the log where the disk may have stopped; the processes are dead.

    Under `synchronous` FULL that is in the frames behind the last commit; under less, behind what was copied into the
    database by a checkpoint.
    """
    log, index = home / f"{FILE}-wal", home / f"{FILE}-shm"
    if log.exists() and (raw := log.read_bytes()):
        kept = _end_of_commits(raw) if synchronous >= FULL else _end_of_copied(raw, index)
        torn = raw[kept : kept + (len(raw) - kept) // 2]
        log.write_bytes(raw[:kept] + torn)
    index.unlink(missing_ok=True)


def _end_of_commits(raw: bytes) -> int:
    """Where the last frame ends that a commit closes; frames of an earlier round of the log bear another salt."""
    size, salts, end = int.from_bytes(raw[8:12]), raw[16:24], HEADER
    for start in range(HEADER, len(raw) - FRAME - size + 1, FRAME + size):
        if raw[start + 8 : start + 16] != salts:
            break
        if raw[start + 4 : start + 8] != bytes(4):
            end = start + FRAME + size
    return end


def _end_of_copied(raw: bytes, index: Path) -> int:
    """Where the last frame ends that a checkpoint copied: their number stands behind both heads of the index."""
    copied = int.from_bytes(index.read_bytes()[96:100], sys.byteorder) if index.exists() else 0
    return min(len(raw), HEADER + copied * (FRAME + int.from_bytes(raw[8:12])))
