"""Where the tests keep the rows of their nodes: SQLite files, or databases of a PostgreSQL that they start."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from django.core.management import call_command
from django.db import connections

from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from tests.postgres.server import QUICK, Server

AT = datetime(2026, 1, 1, tzinfo=UTC)
FILE = "servanda.sqlite3"


class Engine(Protocol):
    """Migrates one empty database at most, and gives every node a copy of it."""

    def options(self) -> dict[str, Any]:
        """What `nodes.create` is to be told."""

    def words(self) -> tuple[str, ...]:
        """What `servanda init` is to be told."""

    def fill(self, home: Path) -> None:
        """Give a node that was just created the tables."""

    def copy(self, home: Path, to: Path) -> Node:
        """A second node like the one in `home`, which must be closed."""

    def forget(self, made: Iterable[Node]) -> None:
        """Close these nodes; their rows may go."""

    def end(self) -> None: ...


class Sqlite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template: Path | None = None

    def options(self) -> dict[str, Any]:
        return {}

    def words(self) -> tuple[str, ...]:
        return ()

    def fill(self, home: Path) -> None:
        if self.template is None:
            _migrated(self.folder / "template")
            self.template = self.folder / "template" / FILE
        shutil.copyfile(self.template, home / FILE)

    def copy(self, home: Path, to: Path) -> Node:
        shutil.copytree(home, to)
        return nodes.open_node(to)

    def forget(self, made: Iterable[Node]) -> None:
        for node in made:
            _close(node)

    def end(self) -> None: ...


class Postgresql:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server(*QUICK).start()
        self.template = ""

    def options(self) -> dict[str, Any]:
        if not self.template:
            empty = self.server.new_database()
            _migrated(self.folder / "template", database=self.server.url(empty))
            self.template = empty
        return {"database": self.server.url(self.server.new_database(like=self.template))}

    def words(self) -> tuple[str, ...]:
        return "--database", self.server.url(self.server.new_database())

    def fill(self, home: Path) -> None: ...

    def copy(self, home: Path, to: Path) -> Node:
        shutil.copytree(home, to)
        settings = to / "node.toml"
        text = settings.read_text("utf-8")
        url = nodes.read_config(to)["database"]
        settings.write_text(text.replace(url, self.server.url(self.server.new_database(like=_name(url)))), "utf-8")
        return nodes.open_node(to)

    def forget(self, made: Iterable[Node]) -> None:
        for node in made:
            _close(node)
            self.server.drop(_name(node.config["database"]))

    def end(self) -> None:
        self.server.remove()


def _migrated(home: Path, **options: Any) -> None:
    node = nodes.create(home, agency="template.example", name={"en": "T"}, address="", at=AT, **options)
    with node.active():
        call_command("migrate", database=node.alias, verbosity=0)
    node.checkpoint()
    _close(node)


def _close(node: Node) -> None:
    connections[node.alias].close()
    connections.databases.pop(node.alias, None)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
