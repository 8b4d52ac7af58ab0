"""What became of entries on their way to the other agencies, as the pages say it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from servanda.exchange.deliveries import Delivery, deliveries
from servanda.web import refusal_text
from servanda.web.labels import DELIVERED, State

# The worst first: one word per agency is what an officer needs to see.
ORDER = ("refused", "files_gone", "parked", "held", "queued", "sent", "not_received", "files", "taken")


@dataclass(frozen=True)
class Delivered:
    """How far entries have come with one agency: the state that lags most, why, and the last time something moved."""

    state: State
    text: str
    at: datetime | None


def per_entry(names: Iterable[str]) -> dict[str, list[Delivery]]:
    """Entry -> its standing with each agency, in two queries for all."""
    found: dict[str, list[Delivery]] = defaultdict(list)
    for row in deliveries(names):
        found[row.act].append(row)
    return found


def per_agency(found: Mapping[str, list[Delivery]]) -> dict[str, Delivered]:
    """Agency -> how far all of these entries have come with it."""
    rows: dict[str, list[Delivery]] = defaultdict(list)
    for several in found.values():
        for row in several:
            rows[row.agency].append(row)
    return {agency: summed(several) for agency, several in rows.items()}


def badge(rows: list[Delivery]) -> State | None:
    """One entry's badge over all agencies that it goes to."""
    return DELIVERED[min((_key(row) for row in rows), key=ORDER.index)] if rows else None


def summed(rows: list[Delivery]) -> Delivered:
    """How far entries have come with one agency."""
    worst = min(rows, key=lambda row: ORDER.index(_key(row)))
    key = _key(worst)
    if key == "taken":
        return Delivered(DELIVERED[key], "", max((row.receipt_at for row in rows if row.receipt_at), default=None))
    return Delivered(DELIVERED[key], _why(worst), worst.receipt_at or worst.sent_at or worst.queued_at)


def _key(row: Delivery) -> str:
    """What was taken, yet not whole, by what is missing: `files`, `files_gone` or `not_received`."""
    return row.code if row.state == "taken" and not row.is_complete else row.state


def _why(row: Delivery) -> str:
    if row.state == "held":
        return _("There is no connection to their system yet.")
    if row.code and _key(row) in ("refused", "files_gone", "not_received"):
        return refusal_text.of_code(row.code, row.params)
    return _("They could not be reached at the last try.") if row.failure else ""
