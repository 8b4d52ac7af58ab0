"""The cards of other agencies that this node knows, kept apart from how it reaches them."""

from datetime import datetime

from servanda.kernel import keys, node
from servanda.kernel.keys import Card
from servanda.kernel.models import KnownCard


def remember(card: Card, *, now: datetime) -> None:
    """Keep a card that was checked. Raises Refused(other_key, old_card) where another root or an older serial comes."""
    known = find(card.agency)
    if known is not None:
        keys.check_successor(known, card)
    KnownCard.objects.update_or_create(agency=card.agency, defaults={"jws": card.jws, "at": now})


def find(agency: str) -> Card | None:
    row = KnownCard.objects.filter(agency=agency).first()
    return keys.read_card(row.jws) if row else None


def ceilings(agencies: list[str]) -> dict[str, str]:
    """The ceilings of this agency and of those whose cards are known."""
    here = node.current()
    found = {row.agency: keys.read_card(row.jws).ceiling for row in KnownCard.objects.filter(agency__in=agencies)}
    return found | ({here.agency: here.card.ceiling} if here.agency in agencies else {})
