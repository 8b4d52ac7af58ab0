"""The translated sentence of a code, with values that may come from another agency's receipt."""

from collections.abc import Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from servanda.kernel.refusals import SENTENCES

# Their values are bytes; people read megabytes.
SIZES = frozenset({"too_large", "file_too_large"})


def sentence(code: str, params: Any, *, sentences: Mapping[str, str] = SENTENCES) -> str:
    """The bare sentence where the values do not fit it; the code itself where there is none."""
    text = gettext(sentences[code]) if code in sentences else str(code)
    if not isinstance(params, Mapping) or not params:
        return text
    said = {name: _size(value) for name, value in params.items()} if code in SIZES else dict(params)
    try:
        return text % said
    except (KeyError, TypeError, ValueError):
        return text


def _size(value: Any) -> Any:
    return filesizeformat(value) if isinstance(value, int) else value
