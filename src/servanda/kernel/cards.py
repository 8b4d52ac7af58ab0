"""The cards of other agencies that this node knows, kept apart from how it reaches them."""

from datetime import datetime

from servanda.kernel import keys, node
from servanda.kernel.keys import Card
from servanda.kernel.models import KnownCard


def remember(card: Card, *, now: datetime) -> None:
    """Keep a card whose root key and serial were checked by whoever took it."""
    KnownCard.objects.update_or_create(agency=card.agency, defaults={"jws": card.jws, "at": now})


def ceilings(agencies: list[str]) -> dict[str, str]:
    """The ceilings of this agency and of those whose cards are known."""
    here = node.current()
    found = {row.agency: keys.read_card(row.jws).ceiling for row in KnownCard.objects.filter(agency__in=agencies)}
    return found | ({here.agency: here.card.ceiling} if here.agency in agencies else {})
