"""The certificate of this node: shown, renewed, or that of a proxy named instead; each change is a later card."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda import listening
from servanda.cli.home import opened, read_file
from servanda.cli.saying import CalledWrong, say
from servanda.kernel import certificates
from servanda.kernel.node import Node


def certificate(args: Any) -> int:
    at = datetime.now(UTC)
    if sum((args.renew, bool(args.pin), args.unpin)) > 1:
        raise CalledWrong("Name one of --renew, --pin and --unpin.")
    with opened(args) as node:
        try:
            _change(args, node, at=at)
        except listening.NoRootKey:
            raise CalledWrong("The root key is not in its place: bring keys/root.key back for this.") from None
        return _shown(args, node, at=at)


def _change(args: Any, node: Node, *, at: datetime) -> None:
    if args.renew:
        listening.renew(node, (), at=at)
    elif args.pin:
        pem = read_file(Path(args.pin)).decode("utf-8", errors="replace")
        listening.pin(node, certificates.read_pem(pem), at=at)
    elif args.unpin:
        listening.pin(node, None, at=at)


def _shown(args: Any, node: Node, *, at: datetime) -> int:
    card = node.card
    if not card.certificate:
        text = "The card names no certificate: peers trust the authorities that their systems know."
        return say(args, text, sha256="", serial=card.serial)
    found = certificates.read(card.certificate)
    days = found.days_left(at)
    text = f"Card {card.serial} names {found.sha256}, good until {found.expires_at:%Y-%m-%d} ({days} days)."
    return say(args, text, sha256=found.sha256, expires_at=found.expires_at.isoformat(), days=days, serial=card.serial)
