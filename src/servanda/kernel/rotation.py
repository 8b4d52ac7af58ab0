"""Changing keys: a new signing key and age key in a later card; the old signing key is retired, and destroyed here."""

from datetime import datetime

import pyrage
from nacl.signing import SigningKey

from servanda.kernel import durable, jws
from servanda.kernel.keys import Card, SigningKeyEntry
from servanda.kernel.node import Node, update_card, write_whole

NEXT = "signing-next.key"


def rotate(node: Node, *, at: datetime) -> Card:
    """Take fresh keys into use. Needs the root key in its place; raises FileNotFoundError, and changes nothing then.

    What was sealed under the old key and is still to be sent goes under heads of the new one, which covers it. The old
    age key is kept: it opens courier files that are under way.
    """
    folder = node.home / "keys"
    (folder / "root.key").stat()
    signing, age = SigningKey.generate(), pyrage.x25519.Identity.generate()
    write_whole(folder / NEXT, jws.b64(signing.encode()) + "\n", mode=0o600)
    replaced = folder / f"age-{node.card.serial:06}.key"
    write_whole(replaced, (folder / "age.key").read_text(), mode=0o600)
    entries = (SigningKeyEntry(signing.verify_key.encode()), *(_retired(key, at) for key in node.card.keys))
    with node.writing():
        write_whole(folder / "age.key", f"{age}\n", mode=0o600)
        card = update_card(node, at=at, keys=entries, recipient=str(age.to_public()))
        finish(node)
    return card


def finish(node: Node) -> None:
    """Put the next signing key in its place, if the card names it already; else it was never taken into use."""
    path = node.home / "keys" / NEXT
    if not path.exists():
        return
    public = SigningKey(jws.unb64(path.read_text().strip())).verify_key.encode()
    if any(key.public == public for key in node.card.current):
        durable.put(path, node.home / "keys" / "signing.key")
    else:
        path.unlink()


def _retired(key: SigningKeyEntry, at: datetime) -> SigningKeyEntry:
    return key if key.retired_at else SigningKeyEntry(key.public, at)


def new_root(node: Node, *, at: datetime) -> Card:
    """A card under a fresh root key, for a node whose root key is lost; every peer has to compare its words anew.

    The signing keys stay, retired ones too, so that what was sealed before is still proved. Raises FileExistsError
    where a root key is in its place.
    """
    path = node.home / "keys" / "root.key"
    if path.exists():
        raise FileExistsError(path)
    write_whole(path, jws.b64(SigningKey.generate().encode()) + "\n", mode=0o600)
    return update_card(node, at=at)
