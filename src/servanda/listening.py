"""Under which certificate a node is served: its own, which peers pin from its card, or one of node.toml."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from servanda.kernel import certificates, node
from servanda.kernel.certificates import Certificate
from servanda.kernel.node import Node

# With the root key at hand for another reason, one that has used up half of its time: who knows when it is again.
AGEING_AT = certificates.HOLDS.days // 2
# A certificate with fewer days left is renewed at the next start, where the root key is at hand.
RENEW_AT = 30


class NoRootKey(Exception):
    """The card has to change, and the key that signs it lies elsewhere."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Files for the listener."""

    certificate: Path
    key: Path


def under_tls(here: Node, hosts: Iterable[str], *, at: datetime) -> Listening:
    """The certificate to serve under, made and put into the card where there is none yet. Raises NoRootKey."""
    configured = here.config.get("tls") or {}
    if configured.get("certificate"):
        return Listening(Path(configured["certificate"]), Path(configured["key"]))
    own = _files(here)
    if not own.certificate.exists() or not own.key.exists():
        return renew(here, hosts, at=at)
    found = own_certificate(here)
    has_root = (here.home / "keys" / "root.key").exists()
    if found and found.days_left(at) < RENEW_AT and has_root:
        return renew(here, hosts, at=at)
    if found and here.card.certificate != certificates.carried(found):
        pin(here, found, at=at)
    return own


def renew(here: Node, hosts: Iterable[str], *, at: datetime) -> Listening:
    """A fresh certificate, and the later card that names it. Raises NoRootKey; then nothing changed."""
    _need_root(here)
    files = _files(here)
    files.key.parent.mkdir(mode=0o700, exist_ok=True)
    names = [urlsplit(str(here.config.get("address", ""))).hostname or "", *hosts, *here.config.get("hosts", ())]
    made, key = certificates.make(here.agency, [name for name in names if name] or ["localhost"], at=at)
    node.write_whole(files.key, key, mode=0o600)
    node.write_whole(files.certificate, made)
    pin(here, certificates.read_pem(made), at=at)
    return files


def renew_ageing(here: Node, *, at: datetime) -> bool:
    """Renew the own certificate where the card names it and half of its time is over. Raises NoRootKey."""
    found = own_certificate(here)
    if not found or here.card.certificate != certificates.carried(found) or found.days_left(at) >= AGEING_AT:
        return False
    renew(here, (), at=at)
    return True


def pin(here: Node, certificate: Certificate | None, *, at: datetime) -> None:
    """Say in a later card under which certificate this node answers; None: under one that an authority vouches for."""
    _need_root(here)
    node.update_card(here, at=at, certificate=certificates.carried(certificate) if certificate else "")


def own_certificate(here: Node) -> Certificate | None:
    path = _files(here).certificate
    return certificates.read_pem(path.read_text("utf-8")) if path.exists() else None


def _files(here: Node) -> Listening:
    folder = here.home / "tls"
    return Listening(folder / "certificate.pem", folder / "key.pem")


def _need_root(here: Node) -> None:
    if not (here.home / "keys" / "root.key").exists():
        raise NoRootKey
