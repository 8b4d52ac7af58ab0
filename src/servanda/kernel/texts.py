"""Texts that exist in several languages: a dict from language code to text."""

from collections.abc import Mapping


def pick(texts: Mapping[str, str] | str | None, language: str) -> str:
    """The text in `language`, else in English, Vietnamese, or whatever there is; empty when there is none."""
    if not texts:
        return ""
    if isinstance(texts, str):
        return texts
    for code in (language, "en", "vi"):
        if texts.get(code):
            return texts[code]
    return next(iter(texts.values()))
