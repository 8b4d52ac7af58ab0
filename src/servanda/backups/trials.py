"""Where a backup is restored to be tried: a whole node, decrypted, in the folder of its own, and gone afterwards."""

import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".restore-test-"


@contextlib.contextmanager
def folder(home: Path) -> Iterator[Path]:
    """An empty folder that only this user may open; removed in the end, with what trials that were killed left."""
    with contextlib.ExitStack() as trial:
        with _locked(_door(home)):
            _clear(home)
            made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
            trial.callback(clear, home)
            # Whoever is killed lets go of it: what can be locked is nobody's.
            trial.enter_context(_locked(_held(made)))
        yield made


def clear(home: Path) -> None:
    """Remove what trials left that were killed; not of those that are still at it, on whatever machine."""
    if _left(home):
        with _locked(_door(home)):
            _clear(home)


def _clear(home: Path) -> None:
    for left in _left(home):
        with contextlib.suppress(BlockingIOError):
            with _locked(_held(left), how=fcntl.LOCK_EX | fcntl.LOCK_NB):
                pass
            shutil.rmtree(left)


def _left(home: Path) -> list[Path]:
    return [path for path in home.glob(f"{PREFIX}*") if path.is_dir()]


def _door(home: Path) -> Path:
    """Locked while one is made or removed, so that none is removed before it is locked itself."""
    return home / "restore-test.lock"


def _held(trial: Path) -> Path:
    return trial / "lock"


@contextlib.contextmanager
def _locked(path: Path, *, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    with open(path, "a") as handle:
        fcntl.flock(handle, how)
        yield
