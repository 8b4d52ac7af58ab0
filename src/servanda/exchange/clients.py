"""How a peer is called: under TLS with the certificate of its card, or an authority's; in plain on this machine."""

import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from servanda.exchange import reach
from servanda.exchange.cards import card_of
from servanda.exchange.models import Peer
from servanda.kernel import certificates
from servanda.kernel.refusals import Refused

TIMEOUT = httpx.Timeout(30, connect=5)
EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


class Clients:
    """One client for each peer whose certificate is pinned, and one for all others; `given` takes the place of all.

    `inside`: the networks of our own to which any card may lead.
    """

    def __init__(self, given: httpx.Client | None = None, *, inside: Sequence[str] = ()) -> None:
        self._given, self._inside = given, inside
        # By the agency, or '': the certificate and the client.
        self._made: dict[str, tuple[str, httpx.Client]] = {}
        self._lock = threading.Lock()

    def of(self, peer: Peer) -> httpx.Client:
        """The client for this peer. Raises Refused: inner_address, plain_address, bad_certificate."""
        if reach.is_held(peer, inside=self._inside, resolve=self._given is None):
            raise Refused("inner_address", agency=peer.agency, address=peer.address)
        if self._given:
            return self._given
        pinned = card_of(peer.card).certificate
        parts = urlsplit(peer.address)
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise Refused("plain_address", agency=peer.agency, address=peer.address)
        with self._lock:
            whose = peer.agency if pinned else ""
            before, client = self._made.get(whose, ("", None))
            if client is None or before != pinned:
                if client:
                    client.close()
                client = httpx.Client(timeout=TIMEOUT, verify=_pinning(pinned) if pinned else True)
                self._made[whose] = pinned, client
            return client

    def close(self) -> None:
        for client in (self._given, *(client for _, client in self._made.values())):
            if client:
                client.close()


class Pinning(ssl.SSLContext):
    """Accepts one certificate: not what that one has issued, where it is an authority's."""

    der = b""

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        wrapped = super().wrap_socket(*args, **options)
        if wrapped.getpeercert(binary_form=True) != self.der:
            wrapped.close()
            raise ssl.SSLCertVerificationError("another certificate than the pinned one")
        return wrapped


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
            is_expired = getattr(wrong, "verify_code", 0) == EXPIRED
            code = "expired_certificate" if is_expired else "other_certificate"
            raise Refused(code, agency=agency) from None
        raise


def _pinning(carried: str) -> ssl.SSLContext:
    """Trust this certificate alone, whatever name it is for: it was signed into the card with the address."""
    context, pinned = Pinning(ssl.PROTOCOL_TLS_CLIENT), certificates.read(carried)
    context.der = pinned.der
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=pinned.pem)
    return context


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = error.__cause__ or error.__context__
    return None
