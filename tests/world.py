"""The shared world of the tests: real nodes in temporary folders, each with its own database."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

import django

django.setup()

from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from tests.engines import Engine

NOW = datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC)
MOFA, VUFO, THIRD = "mofa.example", "union.example", "museum.example"
NAMES = {
    MOFA: {"en": "Ministry", "vi": "Bộ Ngoại giao", "ar": "الوزارة"},
    VUFO: {"en": "Union", "vi": "Liên hiệp", "ar": "الاتحاد"},
    THIRD: {"en": "Museum", "vi": "Bảo tàng", "ar": "المتحف"},
}


def make_node(home: Path, agency: str, *, engine: Engine, at: datetime = NOW, **options: Any) -> Node:
    """A node with empty tables."""
    node = nodes.create(
        home,
        agency=agency,
        name=NAMES.get(agency, {"en": agency}),
        address=options.pop("address", f"http://{agency}"),
        at=at,
        **({"hosts": ["testserver"]} | engine.options() | options),
    )
    engine.fill(home)
    return node
