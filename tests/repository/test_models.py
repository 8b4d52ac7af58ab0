"""The models hold together, and every change of them has its migration."""

import pytest
from django.core.management import call_command
from django.db import connections

from tests import world  # noqa: F401  (sets Django up)


def test_the_models_stand_every_check() -> None:
    call_command("check", fail_level="WARNING")


def test_every_change_has_its_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    # Models are compared with migrations; the databases of nodes that other tests opened may be gone by now.
    for alias in set(connections.databases) - {"default"}:
        monkeypatch.delitem(connections.databases, alias)
    call_command("makemigrations", check=True, dry_run=True)
