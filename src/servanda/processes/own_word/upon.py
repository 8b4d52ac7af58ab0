"""What a word about a commitment rests on: nobody decides on something else than was shown."""

from collections.abc import Mapping
from typing import Any

from servanda.kernel.models import Commitment
from servanda.kernel.refusals import Refused

# Verb -> the columns of the commitment that were looked at before it is said.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "promise": ("state", "due_on"), "decline": ("state", "due_on"), "ask_time": ("due_on", "asked_until"),
    "accept": ("delivered_by",), "return": ("state", "delivered_by"), "withdraw": ("delivered_by",),
    "grant": ("asked_until", "delivered_by"), "refuse": ("asked_until", "delivered_by"),
}  # fmt: skip
COLUMNS = frozenset(column for columns in RESTS_ON.values() for column in columns)


def of(row: Commitment, verb: str) -> dict[str, str]:
    """Column -> how it stands now, as text; empty for what rests on nothing that can change unseen."""
    return {column: _text(getattr(row, column)) for column in RESTS_ON.get(verb, ())}


def check(seen: Mapping[str, str], commitment: str) -> None:
    """Is the commitment as it was `seen`? Within the transaction that says the word. Raises Refused("moved_since")."""
    row = Commitment.objects.filter(id=commitment).first() if seen else None
    if row is not None and any(_text(getattr(row, column)) != value for column, value in seen.items()):
        raise Refused("moved_since")


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
