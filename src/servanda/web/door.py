"""Under which names this node answers, and what an address under TLS asks of browsers."""

from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port

from servanda.kernel import node

# Whoever uses these sits at the machine itself.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
ONE_YEAR = 365 * 86400


def is_own(request: HttpRequest) -> bool:
    """Does the request name this node by one of its own names? The port is the listener's affair."""
    try:
        name, _port = split_domain_port(request.get_host())
    except DisallowedHost:
        return False
    return name in LOOPBACK or name in _names()


def origin() -> str:
    """`https://coordination.museum.example` of the node's own address; '' where it has none."""
    parts = urlsplit(_address())
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def keeps_tls(request: HttpRequest) -> bool:
    """Must a browser talk to this node under TLS only? Not who sits at the machine and comes to it in plain."""
    if request.is_secure():
        return True
    name, _port = split_domain_port(request.get_host())
    return _address().startswith("https://") and name not in LOOPBACK


def _names() -> frozenset[str]:
    config = node.current().config
    own, _port = split_domain_port(urlsplit(_address()).netloc)
    return frozenset({own, *(str(name).lower() for name in config.get("hosts", ()))} - {""})


def _address() -> str:
    return str(node.current().config.get("address", ""))
