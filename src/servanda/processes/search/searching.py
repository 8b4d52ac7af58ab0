"""One folding of text for search: marks dropped, đ to d, Arabic letter forms and digits unified, lower case."""

import unicodedata

_ONE = str.maketrans({
    "đ": "d", "Đ": "d", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": "",
    **{chr(0x660 + n): str(n) for n in range(10)}, **{chr(0x6F0 + n): str(n) for n in range(10)},
})  # fmt: skip


def fold_text(text: str) -> str:
    """`Hà Nội` -> `ha noi`; the same for what is stored and what is looked for."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.translate(_ONE)) if not unicodedata.combining(c))
    return " ".join(bare.translate(_ONE).casefold().split())
