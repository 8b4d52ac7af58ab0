"""Languages by their ISO 639 codes, as texts and columns are named."""

import re
from functools import lru_cache

import pycountry

_SHAPE = re.compile(r"([a-z]{2,3})(-[A-Z][a-z]{3})?", re.ASCII)


@lru_cache(maxsize=1000)
def is_language(code: str) -> bool:
    """Is this `vi`, `ar`, or with a script `sr-Latn`?"""
    found = _SHAPE.fullmatch(code)
    if not found:
        return False
    if len(found[1]) == 2:
        return pycountry.languages.get(alpha_2=found[1]) is not None
    known = pycountry.languages.get(alpha_3=found[1])
    # The shorter code is the one in use, so that no language has two names here.
    return known is not None and not hasattr(known, "alpha_2")
