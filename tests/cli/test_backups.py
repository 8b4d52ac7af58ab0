"""A node in one encrypted file and back: while it serves, whole or not at all, and nothing changed where it fails."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servanda import listening, timers
from servanda.backups import trials, writing
from servanda.kernel import node as nodes
from servanda.kernel import rotation
from servanda.kernel.models import StoredAct
from servanda.office import backups
from servanda.office.models import Officer
from servanda.processes.models import Unit
from tests.cli.command import good, servanda, wrong
from tests.cli.conftest import Homes
from tests.engines import Engine

PASSPHRASE = "several plain words in a row"


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("secret") / "passphrase"
    file.write_text(PASSPHRASE + "\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def kept(made: Homes, secret: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made.mofa / "files" / "ab" / "cd").mkdir(parents=True)
    (made.mofa / "files" / "ab" / "cd" / ("abcd" + "0" * 60)).write_bytes(b"an attachment" * 9999)
    (made.mofa / "keys" / "mail.password").write_text("of the mail server")
    file = tmp_path_factory.mktemp("kept") / "mofa.backup"
    done = good("backup", "--home", made.mofa, file, "--passphrase-file", secret, "--json")
    assert done.data["files"] == 1 and done.data["rows"] > 50 and done.data["size"] == file.stat().st_size
    return file


def contents(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_restored_node_holds_what_the_backup_held_and_not_the_root_key(
    homes: Homes, kept: Path, secret: Path, tmp_path: Path, engine: Engine
) -> None:
    again = tmp_path / "again"
    done = good("restore", "--home", again, kept, "--passphrase-file", secret, "--json", *engine.words())
    assert done.data["agency"] == "mofa.gov.vn"
    old, new = nodes.open_node(homes.mofa), nodes.open_node(again)
    for table in (StoredAct, Officer, Unit):
        rows = []
        for node in (old, new):
            with node.active():
                rows.append(list(table.objects.order_by("pk").values_list()))  # type: ignore[attr-defined]
        assert rows[0] and rows[0] == rows[1]
    assert (again / "files" / "ab" / "cd" / ("abcd" + "0" * 60)).read_bytes() == b"an attachment" * 9999
    assert (again / "keys" / "signing.key").read_bytes() == (homes.mofa / "keys" / "signing.key").read_bytes()
    assert (again / "keys" / "mail.password").read_text() == "of the mail server"
    assert (again / "keys" / "mail.password").stat().st_mode & 0o077 == 0
    assert not (again / "keys" / "root.key").exists() and (homes.mofa / "keys" / "root.key").exists()
    assert (again / "keys" / "signing.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_text_that_ends_a_line_in_its_own_way_comes_back(
    homes: Homes, secret: Path, tmp_path: Path, engine: Engine
) -> None:
    """A paragraph sign out of a word processor stands in a name; the backup is not lost for it."""
    old, name = nodes.open_node(homes.mofa), "one\u2028two\u2029three\x85four\x1cfive\r\nsix"
    with old.active():
        officer = Officer.objects.order_by("id").first()
        assert officer
        Officer.objects.filter(pk=officer.pk).update(name=name)
    file, again = tmp_path / "mofa.backup", tmp_path / "again"
    good("backup", "--home", homes.mofa, file, "--passphrase-file", secret)
    good("restore", "--home", again, file, "--passphrase-file", secret, *engine.words())
    with nodes.open_node(again).active():
        assert Officer.objects.get(pk=officer.pk).name == name


def test_a_restored_node_serves_and_opens_what_is_under_way_without_the_root_key(
    homes: Homes, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    """Onto a stick that knows no second name for a file, too."""
    old, at = nodes.open_node(homes.mofa), datetime.now(UTC)
    listening.under_tls(old, (), at=at)
    (homes.mofa / "roots").mkdir()
    (homes.mofa / "roots" / "authority.pem").write_text("whom to trust for signatures", "utf-8")
    rotation.rotate(old, at=at)
    file, again = tmp_path / "mofa.backup", tmp_path / "again"
    with monkeypatch.context() as without, pytest.raises(FileExistsError):
        without.setattr(os, "link", refuse)
        writing.backup(old, file, PASSPHRASE, at=at, tell=lambda *_: None)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        writing.backup(old, file, PASSPHRASE, at=at, tell=lambda *_: None)
    good("restore", "--home", again, file, "--passphrase-file", secret, *engine.words())
    new = nodes.open_node(again)
    assert not (again / "keys" / "root.key").exists()
    assert (again / "roots" / "authority.pem").read_text("utf-8") == "whom to trust for signatures"
    served = listening.under_tls(new, (), at=at)
    assert served.key.read_bytes() == (homes.mofa / "tls" / "key.pem").read_bytes()
    assert served.key.stat().st_mode & 0o077 == 0 and new.card.certificate == old.card.certificate != ""
    assert new.age_keys == old.age_keys and len(new.age_keys) == 2


def refuse(*_: object) -> None:
    raise PermissionError


def test_nothing_of_the_backup_can_be_read_without_the_passphrase(kept: Path) -> None:
    raw = kept.read_bytes()
    assert raw.startswith(b"servanda-backup 1\n") and b"mofa.gov.vn" not in raw and b"manifest" not in raw
    assert kept.stat().st_mode & 0o077 == 0


def test_an_altered_or_cut_backup_is_told_and_changes_nothing(kept: Path, secret: Path, tmp_path: Path) -> None:
    raw, bad = kept.read_bytes(), tmp_path / "bad.backup"
    altered = {
        raw[: len(raw) // 2]: "not whole",
        raw[:-2000] + bytes([raw[-2000] ^ 1]) + raw[-1999:]: "not whole",
        raw[:120] + bytes([raw[120] ^ 1]) + raw[121:]: "passphrase is not the one",
        # Locked by a machine that is too fast for this one.
        re.sub(rb"(-> scrypt \S+ )\d\d\n", rb"\g<1>40\n", raw, count=1): "too slow or too busy",
        b"PK\x03\x04" + raw: "no backup",
        b"": "no backup",
    }
    for changed, sentence in altered.items():
        bad.write_bytes(changed)
        assert sentence in wrong(2, "restore", "--home", tmp_path / "new", bad, "--passphrase-file", secret)
        assert [path.name for path in tmp_path.iterdir()] == ["bad.backup"]


def test_a_wrong_passphrase_a_full_folder_and_a_taken_name_are_told(
    homes: Homes, kept: Path, secret: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.write_text("not the one that it was\n", "utf-8")
    assert "The passphrase is not" in wrong(2, "restore", "--home", tmp_path / "new", kept, "--passphrase-file", other)
    before = contents(homes.vufo)
    assert "is not empty" in wrong(2, "restore", "--home", homes.vufo, kept, "--passphrase-file", secret)
    assert contents(homes.vufo) == before
    raw = kept.read_bytes()
    assert "already" in wrong(2, "backup", "--home", homes.mofa, kept, "--passphrase-file", secret)
    assert kept.read_bytes() == raw
    short = tmp_path / "short"
    short.write_text("short", "utf-8")
    assert "12 characters" in wrong(2, "backup", "--home", homes.mofa, tmp_path / "x", "--passphrase-file", short)
    assert "--passphrase-file" in wrong(2, "backup", "--home", homes.mofa, tmp_path / "x")
    assert not (tmp_path / "x").exists() and not (tmp_path / "new").exists()


def test_a_backup_that_was_tried_is_noted_with_its_day_and_a_bad_one_too(
    homes: Homes, kept: Path, secret: Path, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    node = nodes.open_node(homes.mofa)
    assert backups.last(node, backups.BACKED_UP) and backups.is_overdue(node, now=now)
    assert backups.is_overdue(nodes.open_node(homes.vufo), now=now)
    assert "is good" in good("restore", "--home", homes.mofa, "--test", kept, "--passphrase-file", secret).out
    tested = backups.last(node, backups.TESTED)
    assert tested and not tested.fault and not backups.is_overdue(node, now=now)
    assert not [*homes.mofa.parent.glob(".restore-test-*"), *homes.mofa.glob(".restore-test-*")]
    bad = tmp_path / "bad.backup"
    bad.write_bytes(kept.read_bytes()[:-500])
    done = servanda("restore", "--home", homes.mofa, "--test", bad, "--passphrase-file", secret)
    assert done.status == 1 and "not whole" in done.out
    assert backups.is_overdue(node, now=now)


def test_what_a_killed_trial_left_is_removed_and_nothing_of_one_that_is_at_it(
    homes: Homes, kept: Path, secret: Path
) -> None:
    left = homes.mofa / ".restore-test-killed" / "node" / "keys"
    left.mkdir(parents=True)
    (left / "signing.key").write_text("secret")
    with trials.folder(homes.mofa) as under_way:
        (under_way / "node").mkdir(mode=0o700)
        assert under_way.parent == homes.mofa and under_way.stat().st_mode & 0o077 == 0
        good("restore", "--home", homes.mofa, "--test", kept, "--passphrase-file", secret)
        assert list(homes.mofa.glob(".restore-test-*")) == [under_way] and (under_way / "node").exists()
    assert not list(homes.mofa.glob(".restore-test-*"))


def test_a_node_that_serves_removes_what_a_killed_trial_left(homes: Homes) -> None:
    left = homes.mofa / ".restore-test-killed"
    left.mkdir()
    (left / "servanda.sqlite3").write_text("what was recalled")
    (left / "lock").touch()
    with trials.folder(homes.vufo) as at_it:
        for node in homes.open():
            with node.active():
                timers.tick(now=datetime.now(UTC))
        assert not left.exists() and at_it.exists()
