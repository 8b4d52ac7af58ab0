"""Short codes made from what people call something, the same ones wherever it is called the same."""

import re
from collections.abc import Collection

from servanda.processes.search.searching import fold_text

LONGEST_CODE = 40
# A code is written with a to z: one or two of them for each letter, as Arabic names are written on envelopes.
_LATIN = str.maketrans({
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ئ": "y", "ؤ": "w", "ى": "a", "ة": "h",
})  # fmt: skip


def slug(text: str) -> str:
    """`Đoàn ra, đoàn vào` -> `doan-ra-doan-vao`; '' where no letter can be written so."""
    return re.sub(r"[^a-z0-9]+", "-", fold_text(text).translate(_LATIN))[:LONGEST_CODE].strip("-")


def free(wanted: str, taken: Collection[str], *, otherwise: str) -> str:
    """A code that nobody has: the wanted one, or one with a number behind it."""
    if wanted and wanted not in taken:
        return wanted
    stem = wanted or otherwise
    return next(name for n in range(2 if wanted else 1, len(taken) + 3) if (name := f"{stem}-{n}") not in taken)
