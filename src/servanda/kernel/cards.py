"""The cards of other agencies that this node knows, kept apart from how it reaches them."""

from collections.abc import Iterable
from datetime import datetime

from servanda.kernel import keys, node, plain
from servanda.kernel.keys import Card
from servanda.kernel.models import KnownCard


def remember(card: Card, *, now: datetime) -> None:
    """Keep a card whose root key and serial were checked by whoever took it."""
    taken = {"jws": card.jws, "at": now}
    KnownCard.objects.update_or_create(agency=card.agency, defaults=taken, create_defaults=taken | {"since": now})


def known_since(agencies: Iterable[str]) -> dict[str, datetime]:
    """Agency -> when its first card was taken; nothing for those whose card is not known."""
    rows = plain.select(KnownCard, ["agency", "since", "at"], agency=agencies)
    return {agency: since or at for agency, since, at in rows}


def ceilings(agencies: list[str]) -> dict[str, str]:
    """The ceilings of this agency and of those whose cards are known."""
    here = node.current()
    known = plain.select(KnownCard, ["agency", "jws"], agency=agencies)
    found = {agency: keys.read_card(token).ceiling for agency, token in known}
    return found | ({here.agency: here.card.ceiling} if here.agency in agencies else {})
