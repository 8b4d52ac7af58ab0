"""Programs are not attached: whoever opens one lets a stranger run it. Told by their names and their first bytes."""

from pathlib import PurePath
from typing import IO

from servanda.kernel.refusals import Refused

ENOUGH = 64
# Run by a click on one of the systems in offices.
SUFFIXES = frozenset({
    ".exe", ".com", ".scr", ".pif", ".msi", ".msp", ".dll", ".cpl", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js",
    ".jse", ".wsf", ".wsh", ".hta", ".jar", ".lnk", ".reg", ".scf", ".sh", ".command", ".app", ".apk", ".deb", ".rpm",
    ".dmg",
})  # fmt: skip


def is_program(head: bytes) -> bool:
    """Told by the first `ENOUGH` bytes: of Windows, of Linux, of macOS, or a script that names what runs it."""
    if head.startswith(b"MZ"):
        # The header of a program holds zeros; a text that begins so does not.
        return b"\0" in head
    return head.startswith((b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe"))


def refuse(stream: IO[bytes], name: str) -> None:
    """Look at a file before it is kept; the stream stands at its beginning again. Raises Refused("file_program")."""
    head = stream.read(ENOUGH)
    stream.seek(0)
    if PurePath(name.strip().rstrip(".")).suffix.lower() in SUFFIXES or is_program(head):
        raise Refused("file_program", name=name)
