"""Texts that exist in several languages: a dict from language code to text."""

from collections.abc import Mapping


def pick(texts: Mapping[str, str] | str | None, language: str) -> str:
    """The text in `language`, else in English, Vietnamese, or whatever there is; empty when there is none."""
    return texts if isinstance(texts, str) else picked(texts, language)[0]


def picked(texts: Mapping[str, str] | None, language: str) -> tuple[str, str]:
    """What `pick` gives, with the code of the language in which it is; empty with `language` when there is none."""
    if not texts:
        return "", language
    code = next((code for code in (language, "en", "vi") if texts.get(code)), next(iter(texts)))
    return texts[code], code
