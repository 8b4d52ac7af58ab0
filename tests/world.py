"""The shared world of the tests: real nodes in temporary folders, each with its own SQLite file."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connections

from servanda.kernel import node as nodes
from servanda.kernel.node import Node

NOW = datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC)
MOFA, VUFO, THIRD = "mofa.example", "union.example", "museum.example"
NAMES = {
    MOFA: {"en": "Ministry", "vi": "Bộ Ngoại giao", "ar": "الوزارة"},
    VUFO: {"en": "Union", "vi": "Liên hiệp", "ar": "الاتحاد"},
    THIRD: {"en": "Museum", "vi": "Bảo tàng", "ar": "المتحف"},
}


def make_node(home: Path, agency: str, *, template: Path, at: datetime = NOW, **options: Any) -> Node:
    """A node with an empty database copied from `template` (migrated once per test run)."""
    node = nodes.create(
        home,
        agency=agency,
        name=NAMES.get(agency, {"en": agency}),
        address=options.pop("address", f"http://{agency}"),
        at=at,
        **({"hosts": ["testserver"]} | options),
    )
    shutil.copyfile(template, home / "servanda.sqlite3")
    return node


def make_template(folder: Path) -> Path:
    node = nodes.create(folder / "template", agency="template.example", name={"en": "T"}, address="", at=NOW)
    with node.active():
        call_command("migrate", database=node.alias, verbosity=0)
    node.checkpoint()
    connections[node.alias].close()
    return folder / "template" / "servanda.sqlite3"
