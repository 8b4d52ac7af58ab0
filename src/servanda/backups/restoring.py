"""Bringing a backup back: read to its end beside the place where it goes, and moved there when all of it was good."""

import json
import secrets
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from servanda import serve
from servanda.backups import container, rows
from servanda.backups.container import Unreadable
from servanda.backups.writing import FORMAT
from servanda.kernel import databases
from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from servanda.kernel.times import read_time

PIECE_LIMIT = 64 * 1024 * 1024

Tell = Callable[[int, int], None]


class NotEmpty(Exception):
    """Why nothing can be restored there, in one sentence."""


@dataclass
class Restored:
    """What came back: of whom, of when, and how much of it."""

    agency: str
    at: datetime
    rows: int = 0
    files: int = 0
    end: dict[str, Any] = field(default_factory=dict)


def restore(
    source: Path, home: Path, passphrase: str, *, database: str | None, tell: Tell, after: Callable[[Node], None]
) -> Restored:
    """Restore into `home`, which must be empty or not there. `database` replaces the one that the backup names; ''
    is a file in the folder. `after` is done on the restored node before it appears.

    Raises Unreadable, NotEmpty, OSError; then nothing was changed.
    """
    home = home.resolve()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise NotEmpty(f"{home} is not empty; name a folder that is empty or not there.")
    draft = home.with_name(f".{home.name}.{secrets.token_hex(4)}")
    draft.mkdir(parents=True, mode=0o700)

    def appear() -> None:
        if home.exists():
            home.rmdir()
        draft.rename(home)

    try:
        with open(source, "rb") as raw, ExitStack() as whole:
            found, node = _restore(
                raw, draft, passphrase, database=database, tell=tell,
                begin=lambda node: whole.enter_context(_all_or_nothing(node, appear)),
            )  # fmt: skip
            with node.active():
                serve.prepare(draft)
                after(node)
    except BaseException:
        if not draft.exists():
            home.rename(draft)
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return found


@contextmanager
def _all_or_nothing(node: Node, appear: Callable[[], None]) -> Iterator[None]:
    """What is done in a database of a server is one transaction, which ends when the folder is there."""
    is_shared = databases.is_shared(node.alias)
    try:
        if is_shared:
            with transaction.atomic(using=node.alias):
                # No table is altered while checks of its rows are still to come.
                databases.check_rows(node.alias, at_once=True)
                yield
                appear()
        else:
            yield
    finally:
        _close(node)
    if not is_shared:
        appear()


def _restore(
    raw: IO[bytes], draft: Path, passphrase: str, *, database: str | None, tell: Tell, begin: Callable[[Node], None]
) -> tuple[Restored, Node]:
    with container.unlocked(raw, passphrase) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|gz") as archive:
                members = _members(archive)
                manifest = _manifest(next(members, None))
                found = Restored(manifest["agency"], read_time(manifest["at"]))
                node, first = _home(members, draft, database)
                begin(node)
                with _tables(node, manifest["migrations"]) as registry:
                    for name, content in _chain(first, members):
                        _take(name, content, draft, node, registry, found)
                        tell(found.rows, found.files)
                    if found.end != {"rows": found.rows, "files": found.files}:
                        raise Unreadable("The backup is not whole: it ends before its end.")
                    # To its last byte: only then is it known that none was changed.
                    while stream.read(1 << 16):
                        pass
        except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError) as error:
            raise Unreadable(f"The backup cannot be read: {type(error).__name__}.") from error
    return found, node


def _members(archive: tarfile.TarFile) -> Iterator[tuple[PurePosixPath, IO[bytes]]]:
    for member in archive:
        content = archive.extractfile(member) if member.isreg() else None
        path = PurePosixPath(member.name)
        if content is None or path.is_absolute() or ".." in path.parts:
            raise Unreadable("The backup holds what no backup holds.")
        yield path, content


def _manifest(first: tuple[PurePosixPath, IO[bytes]] | None) -> dict[str, Any]:
    if first is None or str(first[0]) != "manifest.json":
        raise Unreadable("The backup does not say what it is.")
    manifest: dict[str, Any] = json.loads(first[1].read(PIECE_LIMIT))
    if manifest["format"] != FORMAT:
        raise Unreadable("The backup was written by a later version.")
    return manifest


def _home(
    members: Iterator[tuple[PurePosixPath, IO[bytes]]], draft: Path, database: str | None
) -> tuple[Node, tuple[PurePosixPath, IO[bytes]] | None]:
    """The folder with its settings, card and keys, and the first member that is none of these."""
    (draft / "keys").mkdir(mode=0o700)
    (draft / "files").mkdir(mode=0o700)
    for path, content in members:
        if path.parts[0] != "home":
            return _open(draft, database), (path, content)
        target = draft.joinpath(*path.parts[1:])
        target.parent.mkdir(mode=0o700, exist_ok=True)
        target.touch(mode=0o600)
        target.write_bytes(content.read(PIECE_LIMIT))
    return _open(draft, database), None


def _open(draft: Path, database: str | None) -> Node:
    if database is not None:
        nodes.set_database(draft, database)
    return nodes.open_node(draft)


def _chain(first: tuple[PurePosixPath, IO[bytes]] | None, rest: Iterator[Any]) -> Iterator[Any]:
    if first is not None:
        yield first
    yield from rest


@contextmanager
def _tables(node: Node, known: list[list[str]]) -> Iterator[Any]:
    """Tables as they were when the backup was written, in one transaction in which they are filled."""
    with node.active():
        executor = MigrationExecutor(connections[node.alias])
        if executor.loader.applied_migrations and not _is_empty(node):
            raise NotEmpty("The database is not empty; name another one with --database.")
        graph = executor.loader.graph
        wanted = [(app, name) for app, name in known if (app, name) in graph.nodes]
        if len(wanted) != len(known):
            raise Unreadable("The backup is from a newer version than this one.")
        ends = [key for key in wanted if not any(child in wanted for child in _later(graph, key))]
        executor.migrate(ends)
        registry = executor.loader.project_state(ends).apps
        with connections[node.alias].constraint_checks_disabled(), transaction.atomic(using=node.alias):
            for table in rows.tables(registry):
                table._base_manager.using(node.alias).all().delete()
            databases.check_rows(node.alias, at_once=False)
            yield registry
            rows.go_on_counting(node.alias, rows.tables(registry))
            databases.check_rows(node.alias, at_once=True)


def _later(graph: Any, key: tuple[str, str]) -> list[tuple[str, str]]:
    return [child.key for child in graph.node_map[key].children if child.key[0] == key[0]]


def _is_empty(node: Node) -> bool:
    table = "kernel_storedact"
    with connections[node.alias].cursor() as cursor:
        if table not in connections[node.alias].introspection.table_names(cursor):
            return True
        cursor.execute(f"SELECT count(*) FROM {table}")
        return bool(cursor.fetchone()[0] == 0)


def _take(path: PurePosixPath, content: IO[bytes], draft: Path, node: Node, registry: Any, found: Restored) -> None:
    match path.parts:
        case ("rows", _, label):
            found.rows += rows.write(registry.get_model(label), content.read(PIECE_LIMIT), alias=node.alias)
        case ("files", one, two, name):
            target = draft / "files" / one / two / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(target, "xb") as out:
                shutil.copyfileobj(content, out)
            found.files += 1
        case ("end.json",):
            found.end = json.loads(content.read(PIECE_LIMIT))
        case _:
            raise Unreadable("The backup holds what no backup holds.")


def _close(node: Node) -> None:
    nodes.close(node)
    connections.databases.pop(node.alias, None)
    del connections[node.alias]
