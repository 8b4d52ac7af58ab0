"""One running installation: its data folder, its keys, its database, and the one lock under which it writes."""

import contextlib
import fcntl
import os
import secrets
import sqlite3
import threading
import tomllib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage
from django.db import connections, transaction
from nacl.signing import SigningKey

from servanda.kernel import databases, durable, jws, keys
from servanda.kernel.keys import Card, SigningKeyEntry

RECOVERING = "recovering"
# The card at hand may not be the last one; a later one must follow that too.
SERIALS_LOST = 100

_current: ContextVar["Node | None"] = ContextVar("node", default=None)
_default: "Node | None" = None


@dataclass
class Node:
    """A data folder that is open. `alias` names its database connection."""

    home: Path
    config: dict[str, Any]
    _thread_lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _depth: threading.local = field(default_factory=threading.local, repr=False)
    _signing: tuple[tuple[int, int, int], SigningKey] | None = field(default=None, repr=False)
    _card: tuple[tuple[int, int, int], Card] | None = field(default=None, repr=False)
    _seen: str = field(default="", repr=False)

    @property
    def agency(self) -> str:
        return str(self.config["agency"])

    @property
    def alias(self) -> str:
        return self._seen or str(self.home)

    @property
    def is_demo(self) -> bool:
        return bool(self.config.get("demo"))

    @property
    def languages(self) -> list[str]:
        return list(self.config.get("languages") or ["en"])

    @property
    def name(self) -> dict[str, str]:
        return dict(self.config["name"])

    @property
    def files(self) -> Path:
        return self.home / "files"

    @property
    def signing_key(self) -> SigningKey:
        """The current one, also where another process of this folder has just changed it."""
        path = self.home / "keys" / "signing.key"
        version = _version(path)
        if self._signing is None or self._signing[0] != version:
            self._signing = (version, SigningKey(jws.unb64(path.read_text().strip())))
        return self._signing[1]

    @property
    def age_keys(self) -> list[str]:
        """The keys that open what is encrypted to this agency, the newest first: replaced ones open older files."""
        folder = self.home / "keys"
        replaced = sorted(folder.glob("age-*.key"), reverse=True)
        return [path.read_text().strip() for path in (folder / "age.key", *replaced)]

    @property
    def is_air_gapped(self) -> bool:
        """Is this node on no network, and reached by courier alone?"""
        return bool(self.config.get("air_gapped"))

    @property
    def inside(self) -> list[str]:
        """The networks of its own in which peers may be called, whatever their later cards say."""
        return [str(network) for network in self.config.get("inside", ())]

    @property
    def is_recovering(self) -> bool:
        """Was it restored, and do peers still have to say what was recalled since? Then nothing is shown."""
        return (self.home / RECOVERING).exists()

    def begin_recovering(self, at: datetime) -> None:
        write_whole(self.home / RECOVERING, at.isoformat() + "\n")

    def end_recovering(self) -> None:
        (self.home / RECOVERING).unlink(missing_ok=True)

    @property
    def card(self) -> Card:
        path = self.home / "card.jws"
        version = _version(path)
        if self._card is None or self._card[0] != version:
            self._card = (version, keys.read_card(path.read_text()))
        return self._card[1]

    @property
    def secret(self) -> str:
        return (self.home / "keys" / "web.secret").read_text().strip()

    @contextlib.contextmanager
    def active(self) -> Iterator["Node"]:
        """Everything inside reads and writes this node."""
        token = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(token)

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """Everything inside reads this node as it is now, whatever others write meanwhile, and writes nothing."""
        with databases.snapshot(self.alias) as seen, replace(self, _seen=seen).active():
            yield

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Everything inside reads one state of this node, so that numbers read one after another agree."""
        before = getattr(self._depth, "is_reading", False)
        self._depth.is_reading = True
        try:
            with databases.one_view(self.alias):
                yield
        finally:
            self._depth.is_reading = before

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time over all threads and processes of this folder or database, in one transaction.

        Checkpoints take the same lock: SQLite before 3.51.3 can lose a commit when a checkpoint resets the log
        while a commit is under way.
        """
        with self._thread_lock:
            depth = getattr(self._depth, "n", 0)
            if not depth and getattr(self._depth, "is_reading", False):
                raise RuntimeError("nothing is written while one state is read")
            self._depth.n = depth + 1
            try:
                if depth:
                    with transaction.atomic(using=self.alias):
                        yield
                elif databases.is_shared(self.alias):
                    with transaction.atomic(using=self.alias):
                        databases.hold(self.alias, databases.Lock.WRITE)
                        yield
                else:
                    with self._file_lock():
                        self._leave_read_only()
                        with transaction.atomic(using=self.alias):
                            yield
            finally:
                self._depth.n = depth

    def _leave_read_only(self) -> None:
        """What SQLite opened while the folder could not be written stays so: leave it before anything is done in it.

        It is asked with a statement that changes no row, since such a connection begins a transaction all the same.
        """
        connection = connections[self.alias]
        if connection.connection is None or connection.in_atomic_block:
            return
        try:
            connection.connection.execute("DELETE FROM django_migrations WHERE 0")
        except sqlite3.OperationalError as error:
            if "readonly" in str(error):
                connection.close()

    def checkpoint(self) -> None:
        connection = connections[self.alias]
        if connection.vendor == "sqlite":
            with self._thread_lock, self._file_lock(), connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def tidy(self) -> None:
        """Write the database anew without what was deleted, so that no old page holds it. Takes its time."""
        connection = connections[self.alias]
        with self._thread_lock, self._file_lock(), connection.cursor() as cursor:
            cursor.execute("VACUUM")
        self.tidy_log()

    def tidy_log(self) -> None:
        """Bring all that was committed into the database itself, and empty the log beside it."""
        connection = connections[self.alias]
        if connection.vendor == "sqlite":
            with self._thread_lock, self._file_lock(), connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.contextmanager
    def _file_lock(self) -> Iterator[None]:
        with open(self.home / "write.lock", "a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


@contextlib.contextmanager
def one_view() -> Iterator[None]:
    """`reading` of the node at hand; also as a decorator of what reads several things that belong together."""
    with current().reading():
        yield


def current() -> Node:
    node = _current.get() or _default
    if node is None:
        raise RuntimeError("no node is open")
    return node


def is_open() -> bool:
    return (_current.get() or _default) is not None


def serve_as(node: Node) -> None:
    """Make `node` the one that all threads of this process serve."""
    global _default
    _default = node


def open_node(home: Path) -> Node:
    """Open a data folder that `create` made. Raises FileNotFoundError or PermissionError."""
    home = home.resolve()
    config = read_config(home)
    node = Node(home, config)
    if node.alias not in connections.databases:
        connections.databases[node.alias] = databases.settings_of(home, config.get("database", ""))
    return node


def read_config(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / "node.toml").read_text("utf-8"))


def close(node: Node) -> None:
    """Close the node's database connection in this thread."""
    connections[node.alias].close()


def create(home: Path, *, agency: str, name: dict[str, str], address: str, at: datetime, **options: Any) -> Node:
    """Lay out a new data folder with fresh keys and a first card. Raises FileExistsError when it is in use."""
    home.mkdir(parents=True, exist_ok=True)
    if (home / "node.toml").exists():
        raise FileExistsError(home)
    (home / "keys").mkdir(mode=0o700)
    (home / "files").mkdir(mode=0o700)
    root, signing, age = SigningKey.generate(), SigningKey.generate(), pyrage.x25519.Identity.generate()
    _write_secret(home / "keys" / "root.key", jws.b64(root.encode()))
    _write_secret(home / "keys" / "signing.key", jws.b64(signing.encode()))
    _write_secret(home / "keys" / "age.key", str(age))
    _write_secret(home / "keys" / "web.secret", secrets.token_urlsafe(48))
    card = keys.write_card(
        root, agency=agency, serial=1, at=at, keys=(SigningKeyEntry(signing.verify_key.encode()),),
        recipient=str(age.to_public()), address=address, ceiling=options.pop("ceiling", "limited"), name=name,
        processes=options.pop("processes", {}),
    )  # fmt: skip
    (home / "card.jws").write_text(card + "\n")
    # The address of a database may hold its password.
    (home / "node.toml").touch(mode=0o600 if options.get("database") else 0o644)
    (home / "node.toml").write_text(_toml({"agency": agency, "name": name, "address": address} | options), "utf-8")
    return open_node(home)


def create_again(home: Path, *, card: Card, root: SigningKey, at: datetime, **options: Any) -> Node:
    """A new data folder for an agency that has lost everything but its root key and a card: fresh keys, and a later
    card that retires the old ones. Raises FileExistsError, and ValueError where the key is not that of the card."""
    if root.verify_key.encode() != card.root:
        raise ValueError("the root key is not that of the card")
    node = create(
        home, agency=card.agency, name=dict(card.name), address=card.address, at=at, ceiling=card.ceiling,
        processes=dict(card.processes), **options,
    )  # fmt: skip
    (home / "keys" / "root.key").unlink()
    _write_secret(home / "keys" / "root.key", jws.b64(root.encode()))
    fresh = node.card
    retired = tuple(SigningKeyEntry(key.public, key.retired_at or at) for key in card.keys)
    fields = {
        "agency": card.agency, "serial": card.serial + SERIALS_LOST, "at": at, "keys": (*fresh.keys, *retired),
        "recipient": fresh.recipient, "address": card.address, "ceiling": card.ceiling, "name": card.name,
        "processes": card.processes,
    }  # fmt: skip
    write_whole(home / "card.jws", keys.write_card(root, **fields) + "\n")
    return node


def set_address(node: Node, address: str, *, at: datetime) -> Node:
    """Say where peers reach this node: in its settings, and in a later card. Needs the root key in its place."""
    update_card(node, at=at, address=address)
    (node.home / "node.toml").write_text(_toml(node.config | {"address": address}), "utf-8")
    node.config["address"] = address
    return node


def set_database(home: Path, url: str) -> None:
    """Let a folder that is not open use another database; '' is a file in the folder."""
    config = tomllib.loads((home / "node.toml").read_text("utf-8"))
    changed = {key: value for key, value in config.items() if key != "database"} | ({"database": url} if url else {})
    (home / "node.toml").write_text(_toml(changed), "utf-8")


def update_card(node: Node, *, at: datetime, **changes: Any) -> Card:
    """Sign a later card with the root key, which must be back in its place for this."""
    root = SigningKey(jws.unb64((node.home / "keys" / "root.key").read_text().strip()))
    old = node.card
    fields = {
        "agency": old.agency, "serial": old.serial + 1, "at": at, "keys": old.keys, "recipient": old.recipient,
        "address": old.address, "ceiling": old.ceiling, "name": old.name, "processes": old.processes,
        "certificate": old.certificate,
    }  # fmt: skip
    write_whole(node.home / "card.jws", keys.write_card(root, **(fields | changes)) + "\n")
    return node.card


def write_whole(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Replace a file at once: whoever reads it finds the old or the new text, also after a crash."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    durable.put(draft, path)


class Router:
    """Every model lives in the database of the node that is open."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return current().alias

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return current().alias

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True

    def allow_migrate(self, *_: Any, **__: Any) -> bool:
        return True


def _version(path: Path) -> tuple[int, int, int]:
    """Another one whenever the file was replaced."""
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text + "\n")


def _toml(config: dict[str, Any]) -> str:
    lines = [f"{key} = {_toml_value(value)}" for key, value in config.items() if not isinstance(value, dict)]
    for key, value in config.items():
        if isinstance(value, dict):
            lines += ["", f"[{key}]", *(f"{k} = {_toml_value(v)}" for k, v in value.items())]
    return "\n".join(lines) + "\n"


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_toml_value(v) for v in value) + "]"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
