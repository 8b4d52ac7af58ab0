"""The addresses of a peer's door, as both sides sign and serve them."""

PREFIX = "/exchange/v1/"
FEED = PREFIX + "feed/"
CONTACT = PREFIX + "contact/"
CARD = PREFIX + "card/"
# Not served: what stands in the request of a courier file, so that it answers nothing over a network.
COURIER = PREFIX + "courier/"


def file(act: str, index: int) -> str:
    return f"{PREFIX}file/{act}/{index}/"


def url(address: str, path: str) -> str:
    return address.rstrip("/") + path
