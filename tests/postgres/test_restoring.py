"""A backup is restored into a PostgreSQL as a whole or not at all, however late it fails."""

import os
from pathlib import Path

import pytest

from servanda.backups import container, restoring, writing
from servanda.kernel import clock
from servanda.kernel import node as nodes
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.exchange.speaking import draft, opened, say
from tests.postgres.server import Server
from tests.world import VUFO

PASSPHRASE = "several plain words in a row"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


@pytest.fixture
def kept(mofa: Node, vufo: Node, tmp_path: Path) -> Path:
    say(mofa, draft(mofa, opened(mofa, VUFO)))
    attached = mofa.files / "ab" / "cd" / ("abcd" + "0" * 60)
    attached.parent.mkdir(parents=True)
    attached.write_bytes(os.urandom(300_000))  # so that the rows can be read of a backup that is cut short
    writing.backup(mofa, tmp_path / "mofa.backup", PASSPHRASE, at=clock.now(), tell=lambda *_: None)
    return tmp_path / "mofa.backup"


@pytest.mark.long_run
def test_a_restore_that_fails_late_leaves_the_database_as_it_was(
    kept: Path, mofa: Node, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, home, raw = server.new_database(), tmp_path / "new", kept.read_bytes()
    url = server.url(name)
    seen: list[tuple[int, int]] = []

    def told(rows: int, files: int) -> None:
        seen.append((rows, files))

    def restore(source: Path = kept) -> restoring.Restored:
        return restoring.restore(source, home, PASSPHRASE, database=url, tell=told, after=lambda node: None)

    def is_untouched() -> bool:
        left = [path.name for path in tmp_path.iterdir() if path.name.startswith(".new") or path == home]
        return server.ask(TABLES, name) == [(0,)] and not left

    short = tmp_path / "short.backup"
    short.write_bytes(raw[:-40])
    with pytest.raises(container.Unreadable):
        restore(short)
    assert seen and is_untouched(), "rows were written before it failed"

    def crash(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as changed, pytest.raises(OSError, match="no room"):
        changed.setattr(Path, "rename", crash)
        restore()
    assert is_untouched()

    assert restore().rows
    new = nodes.open_node(home)
    with new.active():
        names = set(StoredAct.objects.values_list("name", flat=True))
    with mofa.active():
        assert names == set(StoredAct.objects.values_list("name", flat=True)) != set()
    with pytest.raises(restoring.NotEmpty):
        restoring.restore(kept, tmp_path / "third", PASSPHRASE, database=url, tell=told, after=lambda node: None)
    with new.active():
        assert StoredAct.objects.count() == len(names), "what is there stays"
