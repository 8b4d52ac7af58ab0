"""What a document in XML can hold of a text that people wrote."""

import re

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def holdable(text: str) -> str:
    """Without the characters for which a document would be refused."""
    return _NEVER.sub("", text)
