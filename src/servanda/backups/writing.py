"""Writing a backup of a node that goes on serving: rows of one moment, then the files and keys that they need."""

import contextlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from servanda import __version__
from servanda.backups import container, rows
from servanda.kernel import databases, durable, folding
from servanda.kernel.node import Node
from servanda.kernel.times import write_time

FORMAT = 1
# The root key stays where it is kept: whoever steals a backup and its passphrase must not become the agency.
KEPT = (
    "node.toml", "card.jws", "keys/signing.key", "keys/age*.key", "keys/web.secret", "keys/mail.password", "tls/*.pem",
    "roots/*",
)  # fmt: skip

# How many rows and files so far.
Tell = Callable[[int, int], None]


def backup(node: Node, target: Path, passphrase: str, *, at: datetime, tell: Tell) -> dict[str, Any]:
    """Write the backup and return what stands in it. The file appears when it is whole, never before.

    Raises FileExistsError, and OSError where there is no room.
    """
    if target.exists():
        raise FileExistsError(target)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            with container.locked(raw, passphrase) as stream, tarfile.open(fileobj=stream, mode="w|gz") as archive:
                counts = _write(archive, node, at=at, tell=tell)
            raw.flush()
            os.fsync(raw.fileno())
        _put_in_place(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return counts | {"size": target.stat().st_size}


def _put_in_place(draft: Path, target: Path) -> None:
    """Under its name, which nobody may have taken meanwhile. A stick may know no second name for one file."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise FileExistsError(target) from None
        os.rename(draft, target)
    durable.sync_folder(target.parent)


def _write(archive: tarfile.TarFile, node: Node, *, at: datetime, tell: Tell) -> dict[str, Any]:
    counts = {"rows": 0, "files": 0}
    with node.active():
        # What waits stands in the tables with the rest: where its rows cannot be made now, they are after a restore.
        folding.settle_if_possible()
    with node.active(), databases.snapshot(node.alias) as alias:
        manifest = {
            "format": FORMAT, "agency": node.agency, "at": write_time(at), "version": __version__,
            "migrations": rows.migrations(node),
        }  # fmt: skip
        _add(archive, "manifest.json", json.dumps(manifest).encode("ascii"))
        for path in (path for name in KEPT for path in sorted(node.home.glob(name))):
            _add(archive, f"home/{path.relative_to(node.home)}", path.read_bytes())
        for place, (label, raw) in enumerate(rows.read(alias)):
            counts["rows"] += raw.count(b"\n") - 1
            _add(archive, f"rows/{place:06}/{label}", raw)
            tell(counts["rows"], counts["files"])
        for path in _files(node):
            counts["files"] += _add_file(archive, f"files/{path.relative_to(node.files)}", path)
            tell(counts["rows"], counts["files"])
    _add(archive, "end.json", json.dumps(counts).encode("ascii"))
    return counts


def _files(node: Node) -> Iterator[Path]:
    """All that is kept under its hash; what was still on its way comes again by itself."""
    return (path for path in sorted(node.files.glob("??/??/*")) if path.is_file())


def _add(archive: tarfile.TarFile, name: str, raw: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(raw), 0o600
    archive.addfile(member, io.BytesIO(raw))


def _add_file(archive: tarfile.TarFile, name: str, path: Path) -> bool:
    """False for one that was erased since it was listed: it is not to come back."""
    with contextlib.suppress(FileNotFoundError), open(path, "rb") as source:
        member = tarfile.TarInfo(name)
        member.size, member.mode = os.fstat(source.fileno()).st_size, 0o600
        archive.addfile(member, source)
        return True
    return False
