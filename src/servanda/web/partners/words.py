"""Words about partners: their kinds, and countries by name in the reader's language."""

from functools import lru_cache
from typing import Any

import pycountry
from babel import Locale
from django.utils.translation import gettext_lazy as _

from servanda.processes.search.searching import fold_text

KINDS: dict[str, Any] = {
    "country": _("Country"), "organisation": _("Organisation"), "ngo": _("Non-governmental organisation"),
    "person": _("Person"),
}  # fmt: skip


@lru_cache(maxsize=10)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(ISO code, name), by name."""
    named = [(row.alpha_2, country(row.alpha_2, language)) for row in pycountry.countries]
    return tuple(sorted(named, key=lambda pair: fold_text(pair[1])))


def country(code: str, language: str) -> str:
    return Locale.parse(language).territories.get(code, code) if code else ""
