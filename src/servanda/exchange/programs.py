"""Programs are not attached: whoever opens one lets a stranger run it. Told by their names and their first bytes."""

import unicodedata
from pathlib import PurePath
from typing import IO

from servanda.kernel.refusals import Refused

ENOUGH = 64
# Run by a click on one of the systems in offices, or mounted as a disk that holds what is.
SUFFIXES = frozenset({
    ".exe", ".scr", ".pif", ".msi", ".msp", ".msix", ".appx", ".dll", ".cpl", ".bat", ".cmd", ".ps1", ".ps1xml",
    ".psm1", ".vbs", ".vbe", ".js", ".jse", ".ws", ".wsf", ".wsc", ".wsh", ".sct", ".hta", ".jar", ".jnlp", ".lnk",
    ".url", ".website", ".search-ms", ".library-ms", ".settingcontent-ms", ".application", ".appref-ms", ".reg",
    ".scf", ".inf", ".chm", ".hlp", ".msc", ".gadget", ".xll", ".iso", ".img", ".vhd", ".vhdx", ".sh", ".command",
    ".app", ".pkg", ".mpkg", ".dmg", ".workflow", ".desktop", ".apk", ".deb", ".rpm", ".py", ".pyw", ".pyz", ".rdp",
    ".iqy", ".oqy", ".dqy", ".slk", ".diagcab", ".diagpkg", ".msu", ".mst", ".msixbundle", ".appxbundle",
    ".appinstaller", ".xbap", ".ocx", ".sys", ".shb", ".shs", ".psd1", ".psc1", ".pssc", ".cdxml", ".csh", ".ksh",
    ".zsh", ".bash", ".pyc", ".pyo", ".pyzw", ".searchconnector-ms", ".theme", ".themepack", ".wsb", ".vsto",
    ".wim", ".vmdk", ".webloc", ".inetloc", ".fileloc", ".terminal", ".scpt", ".scptd", ".mobileconfig", ".appimage",
    ".flatpakref", ".snap", ".crx", ".xpi", ".aab", ".xapk", ".ipa",
})  # fmt: skip
# Controls and formats.
UNSEEN = frozenset({"Cc", "Cf"})
# Documents that bring programs of their own with them.
MACROS = frozenset({
    ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppam", ".ppsm", ".sldm", ".xla", ".xlm", ".wll",
    ".ppa", ".one", ".onepkg", ".ade", ".adp", ".mde", ".accde",
})  # fmt: skip


def is_program(head: bytes) -> bool:
    """Told by the first `ENOUGH` bytes: of Windows, of Linux, of macOS, or a script that names what runs it."""
    if head.startswith(b"MZ"):
        # The header of a program holds zeros; a text that begins so does not.
        return b"\0" in head
    return head.startswith((b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe"))


def refuse(stream: IO[bytes], name: str) -> None:
    """Look at a file before it is kept; the stream stands at its beginning again. Raises Refused(file_program,
    file_called_program)."""
    head = stream.read(ENOUGH)
    stream.seek(0)
    suffixes = _suffixes(name)
    if suffixes & (SUFFIXES | MACROS) or is_program(head):
        raise Refused("file_program", name=name)
    # One of these may be plain text from end to end, and so may a paper that is called after an address on the web.
    if ".com" in suffixes:
        raise Refused("file_called_program", name=name)


def _suffixes(name: str) -> set[str]:
    """How the name ends as a system takes it: signs that nobody sees, and dots and spaces at the end, do not count, and
    what stands behind a colon may name a part of the file."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign) not in UNSEEN)
    names = [part.rstrip(" .") for part in (seen.lower(), *seen.lower().split(":"))]
    return {f".{PurePath(part).name.rpartition('.')[2]}" for part in names if "." in part}
