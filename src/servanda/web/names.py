"""The names of agencies, units and partners for one page, read once."""

from functools import lru_cache

from servanda.exchange.models import Peer
from servanda.kernel import keys, node
from servanda.kernel.models import KnownCard
from servanda.kernel.texts import pick
from servanda.processes.organisation import correspondents
from servanda.processes.telling.timeline import Names


def names_in(language: str) -> Names:
    """Names in seven queries, whatever the page shows."""
    return Names(language, agencies_in(language)).load()


def agencies_in(language: str) -> dict[str, str]:
    """Every agency whose card is known, by its own name; those without a system as they were entered here."""
    here = node.current()
    known = dict(KnownCard.objects.values_list("agency", "jws")) | dict(Peer.objects.values_list("agency", "card"))
    found = {agency: pick(_name_on(card), language) or agency for agency, card in known.items()}
    return correspondents.agencies(language) | found | {here.agency: pick(here.name, language)}


def has_own_system() -> set[str]:
    """The agencies that this one is connected with."""
    return set(Peer.objects.values_list("agency", flat=True))


@lru_cache(maxsize=1000)
def _name_on(card: str) -> dict[str, str]:
    # Checked when it was taken; the same bytes always say the same name.
    return dict(keys.read_card(card).name)
