"""Backups: one encrypted file of a node that goes on serving, and a node out of such a file, or out of its root key."""

import getpass
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda.backups import container, restoring, writing
from servanda.cli.home import opened, prepared
from servanda.cli.refolding import differences
from servanda.cli.saying import CalledWrong, counted, say, say_wrong
from servanda.cli.verifying import as_line
from servanda.exchange import check as checking
from servanda.exchange import epochs
from servanda.exchange.evidence import Finding
from servanda.kernel.node import Node
from servanda.kernel.times import write_time
from servanda.office import backups
from servanda.office.backups import Kept

ENVIRONMENT = "SERVANDA_PASSPHRASE"


def backup(args: Any) -> int:
    at = datetime.now(UTC)
    with opened(args) as node:
        passphrase = _passphrase(args, is_new=True)
        try:
            found = writing.backup(node, args.file, passphrase, at=at, tell=_tell(args))
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
        f"Never let the old one write again. Start this one: servanda serve --home {args.home}"
    )
    return say(args, text, agency=found.agency, at=write_time(found.at), rows=found.rows, files=found.files)


def _test(args: Any) -> int:
    """Restore beside the node, check all of it, throw it away, and note on the node what was found."""
    at, findings = datetime.now(UTC), list[Finding]()
    node = prepared(args.home)
    passphrase = _passphrase(args, is_new=False)
    fault, found = "", None
    with tempfile.TemporaryDirectory(prefix=".restore-test-", dir=args.home.resolve().parent) as folder:
        try:
            found = restoring.restore(
                args.file, Path(folder) / "node", passphrase, database="", tell=_tell(args),
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
    """What it writes from now on stands beside what it said after the backup, and denies none of it."""
    epochs.begin(now=datetime.now(UTC))


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


def _tell(args: Any) -> Any:
    """Progress on a terminal, on one line."""
    if args.json or not sys.stderr.isatty():
        return lambda text: None
    return lambda text: print(f"\r{text}", end="", file=sys.stderr, flush=True)
