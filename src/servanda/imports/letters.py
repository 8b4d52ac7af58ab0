"""From bytes to text that every part of the system can keep: UTF-8, composed letters, nothing invisible."""

import re
import unicodedata

from servanda.imports.faults import Fault, Faulty

# Half characters cannot be written as UTF-8; control characters cannot be kept by every database or shown.
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# The tone marks of Windows-1258 stand behind their vowel.
_MARK = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VOWEL_AND_MARK = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")


def decode(raw: bytes, *, limit: int) -> str:
    """The text of a file. Raises Faulty where it is too large or not in UTF-8, with the encoding where that shows."""
    if len(raw) > limit:
        raise Faulty([Fault(1, 1, "file", "too_large", {"size": len(raw), "limit": limit})])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = place(raw[: error.start].decode("utf-8"))
    if encoding := _other_encoding(raw):
        raise Faulty([Fault(line, column, "file", "file_other_encoding", {"encoding": encoding})])
    raise Faulty([Fault(line, column, "file", "file_not_utf8")])


def place(before: str) -> tuple[int, int]:
    """Line and column of what follows this text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def tidy(text: str) -> str:
    """Letters composed, line ends as one character, no space around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_strange(text: str) -> bool:
    return bool(_STRANGE.search(text))


def _other_encoding(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        text = raw.decode("cp1258")
    except UnicodeDecodeError:
        return ""
    marks = len(_MARK.findall(text))
    return "Windows-1258" if marks and marks == len(_VOWEL_AND_MARK.findall(text)) else ""
