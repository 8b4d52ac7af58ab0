"""Backups: one encrypted file of a node that goes on serving, and a node out of such a file, or out of its root key."""

import getpass
import os
import sys
from datetime import UTC, datetime
from typing import Any

from nacl.signing import SigningKey

from servanda import recovery
from servanda.backups import container, restoring, trials, writing
from servanda.backups.writing import Tell
from servanda.cli.home import opened, prepared, read_file
from servanda.cli.refolding import differences
from servanda.cli.saying import CalledWrong, counted, say, say_wrong
from servanda.cli.verifying import as_line
from servanda.exchange import check as checking
from servanda.exchange.evidence import Finding
from servanda.kernel import jws
from servanda.kernel import node as nodes
from servanda.kernel.keys import read_card
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.kernel.times import write_time
from servanda.office import backup_progress, backups
from servanda.office.backups import Kept

ENVIRONMENT = "SERVANDA_PASSPHRASE"


def backup(args: Any) -> int:
    at = datetime.now(UTC)
    with opened(args) as node:
        passphrase = _passphrase(args, is_new=True)
        try:
            with backup_progress.telling(node, backups.BACKED_UP) as note:
                found = writing.backup(node, args.file, passphrase, at=at, tell=_tell(args, note))
        except FileExistsError:
            raise CalledWrong(f"{args.file} is there already; name another file.") from None
        except OSError as error:
            raise CalledWrong(f"{args.file} cannot be written: {error.strerror or error}.") from None
        backups.note(node, backups.BACKED_UP, Kept(at, at, found["size"]))
    text = (
        f"{counted(found['rows'], 'row')} and {counted(found['files'], 'file')} of {node.agency} are in {args.file}, "
        "encrypted. Not in it: the root key. Without the passphrase nobody can open it."
    )
    return say(args, text, **found, file=str(args.file), agency=node.agency, at=write_time(at))


def restore(args: Any) -> int:
    if args.show:
        with opened(args) as node:
            node.end_recovering()
        return say(args, "Its pages show everything now, also what may have been recalled since the backup.")
    if args.root_key:
        return _from_root_key(args)
    if args.file is None:
        raise CalledWrong("Name the file of the backup, or --root-key and --card.")
    if args.test:
        return _test(args)
    try:
        found = restoring.restore(
            args.file, args.home, _passphrase(args, is_new=False), database=args.database, tell=_tell(args),
            after=_begin_anew,
        )  # fmt: skip
    except (container.Unreadable, restoring.NotEmpty) as error:
        raise CalledWrong(str(error)) from None
    except OSError as error:
        raise CalledWrong(f"{error.filename or args.file}: {error.strerror or error}.") from None
    text = (
        f"{found.agency} is back in {args.home} as it was at {write_time(found.at)}.\n"
        f"Never let the old one write again. Start this one: servanda serve --home {args.home}\n"
        "Its pages show nothing until its peers have said what was recalled since."
    )
    return say(args, text, agency=found.agency, at=write_time(found.at), rows=found.rows, files=found.files)


def _from_root_key(args: Any) -> int:
    """A node that lost its disk and has no backup: its peers give back what it had shared, once it is linked again."""
    at = datetime.now(UTC)
    if not args.card:
        raise CalledWrong("Name the agency's last card with --card: any peer has it.")
    try:
        card = read_card(read_file(args.card).decode("ascii").strip())
        root = SigningKey(jws.unb64(read_file(args.root_key).decode("ascii").strip()))
        node = nodes.create_again(args.home, card=card, root=root, at=at, languages=list(card.name) or ["en"])
    except FileExistsError:
        raise CalledWrong(f"{args.home} is a node already; nothing was changed.") from None
    except (ValueError, Refused) as error:
        raise CalledWrong(f"Card and root key do not fit: {error}") from None
    with prepared(args.home).active():
        recovery.begin(node, now=at)
    text = (
        f"{card.agency} has a new folder in {args.home}, with fresh keys and a later card.\n"
        "Link each peer again with the words of its key: servanda link. It then gives back what was shared with it."
    )
    return say(args, text, agency=card.agency, serial=node.card.serial)


def _test(args: Any) -> int:
    """Restore beside the node, check all of it, throw it away, and note on the node what was found."""
    at, findings = datetime.now(UTC), list[Finding]()
    node = prepared(args.home)
    passphrase = _passphrase(args, is_new=False)
    fault, found = "", None
    with (
        backup_progress.telling(node, backups.TESTED) as note,
        trials.folder(args.home.resolve()) as folder,
    ):
        try:
            found = restoring.restore(
                args.file, folder / "node", passphrase, database="", tell=_tell(args, note),
                after=lambda restored: findings.extend(_check(restored)),
            )  # fmt: skip
        except container.Unreadable as error:
            fault = str(error)
        except OSError as error:
            raise CalledWrong(f"{error.filename or args.file}: {error.strerror or error}.") from None
    if found and found.agency != node.agency:
        raise CalledWrong(f"This is a backup of {found.agency}, not of {node.agency}.")
    fault = fault or (as_line(findings[0]) if findings else "")
    backups.note(node, backups.TESTED, Kept(at, found.at if found else at, args.file.stat().st_size, fault))
    if fault:
        return say_wrong(args, [fault, *(as_line(item) for item in findings[1:])], findings=len(findings))
    assert found
    text = f"The backup of {write_time(found.at)} is good: {counted(found.rows, 'row')} restored, every chain checked."
    return say(args, text, agency=found.agency, at=write_time(found.at), rows=found.rows, files=found.files)


def _begin_anew(node: Node) -> None:
    recovery.begin(node, now=datetime.now(UTC))


def _check(node: Node) -> list[Finding]:
    return checking.check(node, compare=differences)


def _passphrase(args: Any, *, is_new: bool) -> str:
    """From --passphrase-file, the environment, or the terminal; never from the command line, which others can read."""
    if args.passphrase_file:
        try:
            text = args.passphrase_file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CalledWrong(f"{args.passphrase_file} cannot be read: {error}.") from None
    elif ENVIRONMENT in os.environ:
        text = os.environ[ENVIRONMENT]
    elif sys.stdin.isatty():
        text = getpass.getpass("Passphrase: ")
        if is_new and getpass.getpass("Once more: ") != text:
            raise CalledWrong("The two are not the same; nothing was written.")
    else:
        raise CalledWrong(f"Give the passphrase on a terminal, with --passphrase-file, or in {ENVIRONMENT}.")
    if is_new and len(text) < container.SHORTEST:
        raise CalledWrong(f"A passphrase has at least {container.SHORTEST} characters; several words are best.")
    return text


def _tell(args: Any, note: Tell | None = None) -> Tell:
    """Progress on a terminal, on one line, and to whom else it is noted."""
    is_shown = not args.json and sys.stderr.isatty()

    def tell(rows: int, files: int) -> None:
        if is_shown:
            print(f"\r{rows} rows, {files} files", end="", file=sys.stderr, flush=True)
        if note:
            note(rows, files)

    return tell
