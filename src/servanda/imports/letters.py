"""From bytes to text that every part of the system can keep: UTF-8, composed letters, nothing invisible."""

import re
import unicodedata

from servanda.imports.faults import Fault, Faulty

# Half characters cannot be written as UTF-8; control characters cannot be kept by every database or shown.
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# The tone marks of Windows-1258 stand behind their vowel.
_MARK = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ARABIC_WORD = re.compile("[\u0621-\u064a]{3}")
_MIXED_WORD = re.compile("[\u0621-\u064a][a-zA-Z\u00c0-\u024f]|[a-zA-Z\u00c0-\u024f][\u0621-\u064a]")
_VOWEL_AND_MARK = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")


def decode(raw: bytes, *, limit: int) -> str:
    """The text of a file: UTF-8, or what older programs wrote where its letters leave no doubt. Raises Faulty."""
    if len(raw) > limit:
        raise Faulty([Fault(1, 1, "file", "too_large", {"size": len(raw), "limit": limit})])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = place(raw[: error.start].decode("utf-8"))
    if (text := _in_other_letters(raw)) is not None:
        return text
    raise Faulty([Fault(line, column, "file", "file_not_utf8")])


def place(before: str) -> tuple[int, int]:
    """Line and column of what follows this text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def tidy(text: str) -> str:
    """Letters composed, line ends as one character, no space around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_strange(text: str) -> bool:
    return bool(_STRANGE.search(text))


def _in_other_letters(raw: bytes) -> str | None:
    """UTF-16 by its first mark; Windows-1258 and 1256 where each mark of tone, each word of Arabic is a sound one."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(raw, "utf-16")
    vietnamese = _decoded(raw, "cp1258") or ""
    marks = len(_MARK.findall(vietnamese))
    if marks and marks == len(_VOWEL_AND_MARK.findall(vietnamese)):
        return unicodedata.normalize("NFC", vietnamese)
    arabic = _decoded(raw, "cp1256") or ""
    is_arabic = _ARABIC_WORD.search(arabic) and not _MIXED_WORD.search(arabic)
    return arabic if is_arabic else None


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
