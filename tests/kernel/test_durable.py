"""What is on record before a receipt is given survives a power cut: rows, files, and the names that lead to them."""

import io
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from servanda.exchange import files
from servanda.kernel import durable
from servanda.kernel.node import Node, write_whole
from tests.world import MOFA


@pytest.fixture
def unsynced(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[Path]]:
    """The folders in which a name came or changed since they were last written to the disk."""
    found: set[Path] = set()
    replace, make, sync = os.replace, os.mkdir, os.fsync

    def replaced(source: Path, target: Path) -> None:
        replace(source, target)
        found.add(Path(target).parent)

    def made(path: Path, *mode: int) -> None:
        make(path, *mode)
        found.add(Path(path).parent)

    def synced(descriptor: int) -> None:
        sync(descriptor)
        found.discard(Path(os.readlink(f"/proc/self/fd/{descriptor}")))

    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(os, "mkdir", made)
    monkeypatch.setattr(os, "fsync", synced)
    yield found


def test_a_file_is_found_again_by_its_name(make_node: Callable[..., Node], unsynced: set[Path]) -> None:
    node = make_node(MOFA)
    unsynced.clear()
    with node.active():
        sha256, _ = files.store_file(io.BytesIO(secrets.token_bytes(99)), 1000)
        assert files.path_of(sha256).exists()
    assert unsynced == set()


def test_every_folder_that_is_made_on_the_way_is_for_this_user_alone(tmp_path: Path, unsynced: set[Path]) -> None:
    draft = tmp_path / "draft"
    draft.write_text("kept")
    durable.put(draft, tmp_path / "one" / "two" / "three")
    modes = [folder.stat().st_mode & 0o777 for folder in (tmp_path / "one", tmp_path / "one" / "two")]
    assert modes == [0o700, 0o700] and unsynced == set()


def test_a_card_or_key_that_was_replaced_stays_so(tmp_path: Path, unsynced: set[Path]) -> None:
    write_whole(tmp_path / "card.jws", "signed")
    assert unsynced == set()


def test_a_commit_is_on_the_disk(make_node: Callable[..., Node]) -> None:
    node = make_node(MOFA)
    with connections[node.alias].cursor() as cursor:
        if connections[node.alias].vendor == "sqlite":
            cursor.execute("SELECT j.journal_mode, s.synchronous FROM pragma_journal_mode j, pragma_synchronous s")
            assert cursor.fetchone() == ("wal", 2)
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
