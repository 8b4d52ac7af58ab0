"""Names of partners as another agency tells them, read with the care that foreign words need."""

from collections.abc import Mapping
from typing import Any

KEY = "partner_names"
LONGEST = 200


def beside(before: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Those told before and those that an entry adds, as they were stated; nothing where it adds none."""
    told, known = data.get(KEY), before.get(KEY)
    return {KEY: {**known, **told} if isinstance(known, Mapping) else told} if isinstance(told, Mapping) else {}


def read(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Code -> {language: name}, out of facts or a part; whatever is not so is passed over."""
    found = data.get(KEY)
    named = {str(code): _texts(texts) for code, texts in found.items()} if isinstance(found, Mapping) else {}
    return {code: texts for code, texts in named.items() if texts}


def _texts(texts: Any) -> dict[str, str]:
    told = texts.items() if isinstance(texts, Mapping) else ()
    seen = {str(language): _seen(name) for language, name in told if isinstance(name, str)}
    return {language: name for language, name in seen.items() if name}


def _seen(name: str) -> str:
    """Without line ends, and without the signs that turn what stands after them."""
    return "".join(letter for letter in name[:LONGEST] if letter.isprintable()).strip()
