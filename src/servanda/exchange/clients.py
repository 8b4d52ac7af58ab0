"""How a peer is called: under TLS with the certificate of its card, or an authority's; in plain on this machine."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from servanda.exchange.cards import card_of
from servanda.exchange.models import Peer
from servanda.kernel import certificates
from servanda.kernel.refusals import Refused

TIMEOUT = httpx.Timeout(30, connect=5)
EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


class Clients:
    """One client for each certificate that is pinned, and one for all others; `given` takes the place of all."""

    def __init__(self, given: httpx.Client | None = None) -> None:
        self._given = given
        self._made: dict[str, httpx.Client] = {}
        self._lock = threading.Lock()

    def of(self, peer: Peer) -> httpx.Client:
        """The client for this peer. Raises Refused: plain_address, bad_certificate."""
        if self._given:
            return self._given
        pinned = card_of(peer.card).certificate
        parts = urlsplit(peer.address)
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise Refused("plain_address", agency=peer.agency, address=peer.address)
        with self._lock:
            if pinned not in self._made:
                self._made[pinned] = httpx.Client(timeout=TIMEOUT, verify=_pinning(pinned) if pinned else True)
            return self._made[pinned]

    def close(self) -> None:
        for client in (self._given, *self._made.values()):
            if client:
                client.close()


def is_loopback(host: str) -> bool:
    """Does this name lead to the machine itself alone?"""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@contextmanager
def telling_certificates(agency: str) -> Iterator[None]:
    """Say by itself that the other side showed another certificate, or one that has expired."""
    try:
        yield
    except httpx.ConnectError as error:
        if wrong := _certificate_error(error):
            code = "expired_certificate" if wrong.verify_code == EXPIRED else "other_certificate"
            raise Refused(code, agency=agency) from None
        raise


def _pinning(carried: str) -> ssl.SSLContext:
    """Trust this certificate alone, whatever name it is for: it was signed into the card with the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=certificates.read(carried).pem)
    return context


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = error.__cause__ or error.__context__
    return None
