"""In which language a piece of text is written, where that can be told from the text itself."""

import re

_WORD = re.compile(r"[^\W\d_]+")
# Letters that Vietnamese alone has: not the accents that it shares with French.
_VIETNAMESE = re.compile(r"[ăđơưẠ-ỹ]", re.IGNORECASE)
_SCRIPTS = {
    "ar": re.compile(r"[\u0620-\u064a\u066e-\u06d3]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "th": re.compile(r"[\u0e01-\u0e3a]"),
    "lo": re.compile(r"[\u0e81-\u0edf]"),
    "km": re.compile(r"[\u1780-\u17d3]"),
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "ja": re.compile(r"[\u3041-\u30ff]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
}
_COMMON = {
    "en": "the of and to in shall for by with this be are between on from which is their",
    "ms": "dan yang di dengan bagi oleh pihak hendaklah ini untuk kepada dalam antara akan adalah",
    "fr": "le la les et des du de que dans par pour est sont aux une entre sur",
}
_COMMON_WORDS = {code: frozenset(_WORD.findall(words)) for code, words in _COMMON.items()}


def guess(text: str) -> str:
    """The code of the language, or '' where the text is too short or too mixed to tell."""
    letters = sum(map(str.isalpha, text))
    if letters < 2:
        return ""
    for code, script in _SCRIPTS.items():
        if len(script.findall(text)) * 2 > letters:
            return code
    own = len(_VIETNAMESE.findall(text))
    if own and own * 25 >= letters:
        return "vi"
    words = [word.lower() for word in _WORD.findall(text)]
    scores = sorted(
        ((sum(word in common for word in words), code) for code, common in _COMMON_WORDS.items()), reverse=True
    )
    (best, code), (second, _) = scores[0], scores[1]
    return code if best > 2 * second and best * 12 >= len(words) else ""
