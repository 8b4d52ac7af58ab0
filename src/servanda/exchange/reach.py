"""Where an address leads: out into the network, into a network of our own, or to this machine itself."""

import socket
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from servanda.exchange.models import Peer

OUTSIDE, PRIVATE, LINK_LOCAL, LOOPBACK = "", "private", "link-local", "loopback"

Address = IPv4Address | IPv6Address


def is_held(peer: Peer, *, inside: Iterable[str] = (), resolve: bool = False) -> bool:
    """Does its card lead further inside than the address that an administrator confirmed, and not to a network that
    this node's settings name? With `resolve` names are looked up; that may take seconds."""
    host, confirmed = (urlsplit(address).hostname or "" for address in (peer.address, peer.confirmed_address))
    if host == confirmed:
        return False
    found = reach_of(host, inside=inside, resolve=resolve)
    return found != OUTSIDE and found != reach_of(confirmed, resolve=resolve)


def reach_of(host: str, *, inside: Iterable[str] = (), resolve: bool = False) -> str:
    """The innermost place to which a host leads; a name that is not looked up, or is unknown, leads outside."""
    if host == "localhost" or host.endswith(".localhost"):
        return LOOPBACK
    allowed = [ip_network(network) for network in inside]
    found = {
        _reach(address) for address in _addresses(host, resolve=resolve) if not any(address in net for net in allowed)
    }
    return next((reach for reach in (LOOPBACK, LINK_LOCAL, PRIVATE) if reach in found), OUTSIDE)


def _addresses(host: str, *, resolve: bool) -> Iterator[Address]:
    try:
        yield _plain(ip_address(host.strip("[]")))
        return
    except ValueError:
        if not resolve:
            return
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return
    yield from (_plain(ip_address(text.partition("%")[0])) for text in found)


def _plain(address: Address) -> Address:
    """Of an IPv4 address that is written as IPv6, itself."""
    return getattr(address, "ipv4_mapped", None) or address


def _reach(address: Address) -> str:
    if address.is_loopback or address.is_unspecified:
        return LOOPBACK
    if address.is_link_local:
        return LINK_LOCAL
    return OUTSIDE if address.is_global else PRIVATE
