"""Courier files: what is carried by hand to another agency, and what came from it."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda.cli.home import opened
from servanda.cli.saying import CalledWrong, counted, say, say_wrong
from servanda.exchange.courier.pack import pack as write_file
from servanda.exchange.courier.unpack import Unpacked
from servanda.exchange.courier.unpack import unpack as take_file
from servanda.kernel import durable
from servanda.kernel.refusals import Refused


def pack(args: Any) -> int:
    """Write the file beside its place first, so that half a file is never taken for a whole one."""
    path: Path = args.file
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    with opened(args):
        try:
            with open(draft, "xb") as target:
                packed = write_file(args.peer, target, now=datetime.now(UTC))
                target.flush()
                os.fsync(target.fileno())
            durable.put(draft, path)
        except OSError as error:
            raise CalledWrong(f"{path} cannot be written: {error.strerror or error}.") from None
        finally:
            draft.unlink(missing_ok=True)
    entries, files = counted(packed.entries, "entry", "entries"), counted(packed.files, "file")
    text = f"{path} holds {entries} and {files} for {args.peer}, and the receipt for what came from there."
    return say(args, text, file=str(path), size=path.stat().st_size, **packed.as_data())


def unpack(args: Any) -> int:
    with opened(args):
        try:
            with open(args.file, "rb") as source:
                done = take_file(source, now=datetime.now(UTC), peer=args.peer)
        except FileNotFoundError:
            raise CalledWrong(f"There is no file {args.file}.") from None
        except OSError as error:
            raise CalledWrong(f"{args.file} cannot be taken in: {error.strerror or error}.") from None
    lines = told(done)
    if done.is_good:
        return say(args, "\n".join(lines), **done.as_data())
    return say_wrong(args, lines, **done.as_data())


def told(done: Unpacked) -> list[str]:
    """The report as sentences."""
    lines = [f"From {done.peer}, packed at {done.made_at}:"]
    if done.again_at:
        lines.append(f"  This file was taken in before, at {done.again_at}.")
    lines.append(f"  {counted(done.taken, 'entry', 'entries')} taken, {done.known} known before, {done.waits} waiting.")
    files = done.files
    lines.append(f"  {counted(files['taken'], 'file')} taken, {files['known']} known before, {files['waits']} waiting.")
    lines += [f"  Entry {row['n']} refused: {_sentence(row)}" for row in done.refused]
    if files["wrong"]:
        lines.append(f"  {counted(files['wrong'], 'file')} refused: not what an entry taken from there names.")
    if done.receipt:
        lines.append(f"  Its receipt was not taken: {_sentence(done.receipt)}")
    if done.stopped:
        lines.append(f"  The entries after that were not taken: {_sentence(done.stopped)}")
    if not done.is_whole:
        lines.append("  The file is cut off or damaged; what stands before that was taken. Ask for it again.")
    return lines


def _sentence(row: dict[str, Any]) -> str:
    return str(Refused(row["code"], **row["params"]))
