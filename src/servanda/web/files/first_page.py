"""The first page of a PDF as a small picture, drawn by a process of its own when a browser asks for it."""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore, Timer

PROGRAM = Path(__file__).with_name("first_page_drawing.py")
# By the clock; the program bounds its processor time itself.
SECONDS = 10.0
# Drawn at once, and how long one more waits for its turn.
AT_ONCE, TURN = 2, 5.0
# Written anew when a page would be drawn otherwise: browsers then ask again.
EDITION = "1"
# A PDF of more bytes is not drawn.
LARGEST = 32 * 1024 * 1024
MOST = 1024 * 1024
BEGIN, END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"

_turns = BoundedSemaphore(AT_ONCE)


def tag(sha256: str) -> str:
    """What names the picture to a browser that kept it."""
    return f'"{sha256}-{EDITION}"'


def draw(path: Path) -> bytes | None:
    """A PNG of at most 360 by 480 pixels; None for a PDF that cannot be drawn within the bounds."""
    if path.stat().st_size > LARGEST or not _turns.acquire(timeout=TURN):
        return None
    try:
        return _drawn(path)
    finally:
        _turns.release()


def _drawn(path: Path) -> bytes | None:
    command = [sys.executable, "-I", str(PROGRAM)]
    with (
        path.open("rb") as file,
        subprocess.Popen(
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        ) as child,
    ):
        alarm = Timer(SECONDS, child.kill)
        alarm.start()
        try:
            assert child.stdout is not None
            # No more than this is held, whatever the program was made to write.
            raw = child.stdout.read(MOST)
        finally:
            alarm.cancel()
            child.kill()
    return raw if raw.startswith(BEGIN) and raw.endswith(END) else None
