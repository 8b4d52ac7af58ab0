"""Cards and connections: two people compare the words of a card before it is taken."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from servanda.cli.home import opened, read_file
from servanda.cli.saying import GOOD, CalledWrong, say
from servanda.exchange.cards import card_of
from servanda.exchange.links import link as connect
from servanda.exchange.models import Peer
from servanda.kernel import node as nodes
from servanda.kernel.card_texts import TEXT_LIMIT, decoded, read_card_in
from servanda.kernel.keys import Card
from servanda.processes.organisation import directory

# What a link by hand under a new root key does.
ANEW = "What it said before stays proved under its earlier card; what it says from now on counts under this one."


def card(args: Any) -> int:
    """The card alone on standard output; the words, to be read out by telephone, beside it."""
    with opened(args) as node:
        own = node.card
    data = {
        "agency": own.agency, "serial": own.serial, "address": own.address, "ceiling": own.ceiling,
        "fingerprint": own.fingerprint(),
    }  # fmt: skip
    say(args, own.jws, **data, card=own.jws)
    if not args.json:
        print(f"The words to read out: {own.fingerprint()}", file=sys.stderr)
    return GOOD


def address(args: Any) -> int:
    """A later card with another address; it travels to the peers with the next contact."""
    if urlsplit(args.address).scheme not in ("http", "https"):
        raise CalledWrong(f"{args.address} is no address; write one such as https://servanda.mofa.example.")
    with opened(args) as node:
        if node.is_air_gapped:
            raise CalledWrong("This node is on no network; an address would lower what it may receive.")
        try:
            nodes.set_address(node, args.address.rstrip("/"), at=datetime.now(UTC))
        except FileNotFoundError:
            raise CalledWrong("The root key is not in its place: bring keys/root.key back for this.") from None
        serial = node.card.serial
    return say(args, f"Peers reach this node at {args.address} (card {serial}).", address=args.address, serial=serial)


def link(args: Any) -> int:
    """Take a card and state this agency's units to the other side."""
    at = datetime.now(UTC)
    with opened(args) as node:
        raw = sys.stdin.buffer.read(2 * TEXT_LIMIT) if args.card == "-" else read_file(Path(args.card))
        shown = read_card_in(decoded(raw))
        is_anew = _is_other_root(shown)
        words = args.fingerprint or _asked(args, shown, is_anew=is_anew)
        with node.writing():
            peer = connect(shown.jws, words, now=at)
            directory.introduce(peer.agency, at=at)
    text = f"{peer.agency} is connected ({shown.fingerprint()})." + (f" {ANEW}" if is_anew else "")
    return say(args, text, agency=peer.agency, address=peer.address, fingerprint=shown.fingerprint())


def _is_other_root(shown: Card) -> bool:
    """Is the agency connected already, under other words?"""
    known = Peer.objects.filter(agency=shown.agency).first()
    return known is not None and card_of(known.card).root != shown.root


def _asked(args: Any, shown: Card, *, is_anew: bool) -> str:
    """The words of the card itself, once somebody at a terminal has said that they are the right ones."""
    words = shown.fingerprint()
    if args.json or args.card == "-" or not sys.stdin.isatty():
        raise CalledWrong(
            f"The words of this card of {shown.agency} are {words}. "
            + (f"They are others than before. {ANEW} " if is_anew else "")
            + "Compare them by telephone and call again with --fingerprint WORDS."
        )
    print(f"The words of this card of {shown.agency} are:\n\n  {words}\n")
    if is_anew:
        print(f"They are others than those that you compared before. {ANEW}\n")
    if input("Has the agency itself read out the same words by telephone? (yes/no) ").strip().lower() != "yes":
        raise CalledWrong("Nothing was connected.")
    return words
