"""Keys that change: fresh ones in use, a root key that was lost, and entries that a thief of a key has made."""

from datetime import UTC, datetime
from typing import Any

from servanda import listening
from servanda.cli.home import opened
from servanda.cli.saying import CalledWrong, counted, say
from servanda.kernel import acts, rotation
from servanda.kernel.audiences import registry
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.processes.dossiers import read_statement, take


def rotate(args: Any) -> int:
    at = datetime.now(UTC)
    with opened(args) as node:
        try:
            rotation.rotate(node, at=at)
        except FileNotFoundError:
            raise CalledWrong("The root key is not in its place: bring keys/root.key back for this.") from None
        is_renewed = listening.renew_ageing(node, at=at)
        serial = node.card.serial
    text = f"Card {serial} names fresh keys; the old signing key is retired. Peers take it at the next contact."
    if is_renewed:
        text += "\nIt names a fresh certificate too. Stop and start servanda serve now: peers expect that one."
    return say(args, text, serial=serial, certificate_renewed=is_renewed)


def new_root(args: Any) -> int:
    with opened(args) as node:
        try:
            card = rotation.new_root(node, at=datetime.now(UTC))
        except FileExistsError:
            raise CalledWrong("The root key is in its place; only one that is lost is replaced.") from None
    text = "\n".join(
        [
            f"Card {card.serial} stands under a new root key. Its words: {card.fingerprint()}",
            "Every agency connected refuses this card until its administrator has compared these words by telephone",
            "and taken the card by hand (servanda card; there: servanda link). Until then nothing is exchanged.",
            "What was exchanged before stays proved under the earlier cards. Lock keys/root.key away.",
        ]
    )
    return say(args, text, serial=card.serial, fingerprint=card.fingerprint())


def disown(args: Any) -> int:
    """Say to every agency connected that these entries in this agency's name are forgeries."""
    at = datetime.now(UTC)
    for name in args.entry:
        if not acts.NAME.fullmatch(name):
            raise CalledWrong(f"{name} is no name of an entry; it is sha256: and 64 letters and digits.")
    with opened(args) as node, node.writing():
        _need_own(node, args.entry)
        files = Dossier.objects.filter(process="directory", home=node.agency, state="published", is_shared=True)
        told = [row.id for row in files if len(row.parties) > 1]
        for file in told:
            data = {"acts": list(args.entry), "reason": args.reason}
            take(read_statement("directory.disown", data, dossier=file), registry(node.agency), at=at)
    if not told:
        raise CalledWrong("No agency is connected that could be told.")
    entries = counted(len(args.entry), "entry", "entries")
    text = f"{entries} disowned; {counted(len(told), 'agency', 'agencies')} told. Change the keys too: servanda rotate."
    return say(args, text, entries=args.entry, told=len(told))


def _need_own(node: Node, names: list[str]) -> None:
    """A forgery is in this agency's name; its own true words are recalled, not disowned."""
    for row in StoredAct.objects.filter(name__in=names):
        if row.agency != node.agency:
            raise CalledWrong(f"{row.name} is in the name of {row.agency}; only that agency can disown it.")
        raise CalledWrong(f"{row.name} was said by this system itself; recall it instead.")
