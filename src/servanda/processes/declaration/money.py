"""An amount of money in the facts of a file: those of another agency may hold anything."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

CURRENCY = re.compile(r"[A-Z]{3}")
# Sums of many stay exact: a decimal calculates with 28 digits.
DIGITS, DECIMALS = 18, 6
PLAIN = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{DECIMALS}}})?")


def read(value: Any) -> tuple[Decimal, str] | None:
    """(amount, currency) of {"amount": "12500.00", "currency": "EUR"}; None for what cannot be added up."""
    stated = value if isinstance(value, Mapping) else {}
    amount, currency = stated.get("amount"), stated.get("currency")
    if not isinstance(amount, str) or not isinstance(currency, str):
        return None
    return (Decimal(amount), currency) if PLAIN.fullmatch(amount) and CURRENCY.fullmatch(currency) else None
