"""Making a node, and every way in which a command is called wrong."""

import os
import shutil
import socket
import stat
from pathlib import Path

import pytest

from tests.cli.command import good, servanda, wrong
from tests.cli.conftest import Homes
from tests.cli.rows import rows_of


def test_init_makes_a_folder_that_is_safe_and_says_what_comes_next(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = good(
        "init",
        "--home",
        home,
        "--agency",
        "a.example",
        "--name",
        "vi=Bộ",
        "--name",
        "en=Ministry",
        "--languages",
        "vi,en",
    )
    assert f"servanda serve --home {home}" in done.out and "Traceback" not in done.err
    for secret in (home / "keys").iterdir():
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    toml = (home / "node.toml").read_text("utf-8")
    assert 'vi = "Bộ"' in toml and 'en = "Ministry"' in toml and 'languages = ["vi", "en"]' in toml
    assert good("check", "--home", home, "--json").data["findings"] == []
    assert wrong(2, "init", "--home", home, "--agency", "a.example", "--name", "x") == (
        f"{home} is a node already; nothing was changed."
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--agency", "Ministry"], "Ministry is not the name of an agency"),
        (["--agency", "a.example", "--languages", "xx"], "There is no language xx"),
        (["--agency", "a.example", "--address", "ftp://x"], "ftp://x is no address"),
        (["--agency", "a.example", "--database", "mysql://x"], "it begins with another word than postgresql://"),
        (["--agency", "a.example", "--zone", "Hanoi"], "There is no time zone Hanoi"),
    ],
)
def test_init_refuses_what_cannot_work_and_leaves_nothing(tmp_path: Path, given: list[str], says: str) -> None:
    assert says in wrong(2, "init", "--home", tmp_path / "home", "--name", "x", *given)
    assert not (tmp_path / "home").exists()


def test_init_does_not_write_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("mine")
    assert "is no folder" in wrong(2, "init", "--home", tmp_path / "home", "--agency", "a.example", "--name", "x")
    assert (tmp_path / "home").read_text() == "mine"


COMMANDS = (
    ["serve"], ["card"], ["check"], ["digest", "a/b"], ["evidence", "a/b"], ["token", "--officer", "x"],
    ["entrance", "--officer", "x"], ["clearing"], ["hours"], ["agreement", "list"], ["units", "import", "x.csv"],
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_folder_that_is_no_node_is_said_to_be_none(tmp_path: Path, command: list[str]) -> None:
    done = servanda(*command, "--home", tmp_path, "--json")
    assert done.status == 2 and done.data["ok"] is False and done.data["error"]["code"] == "called_wrong"
    assert "is not a data folder" in done.data["error"]["message"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    wrong(2, "card", "--home", tmp_path / "file")
    assert "is not a data folder" in wrong(2, "card", "--home", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_named(homes: Homes) -> None:
    homes.mofa.chmod(0o500)
    try:
        assert "cannot be read and written" in wrong(2, "card", "--home", homes.mofa)
        assert "cannot be made" in wrong(
            2, "init", "--home", homes.mofa / "new", "--agency", "a.example", "--name", "x"
        )
    finally:
        homes.mofa.chmod(0o700)


def test_a_newer_database_is_not_touched(homes: Homes) -> None:
    with rows_of(homes.mofa) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('kernel', '9999_later', '2030-01-01')"
        )
    assert "is from a newer version" in wrong(2, "check", "--home", homes.mofa)


def test_a_broken_folder_is_named(homes: Homes) -> None:
    (homes.mofa / "node.toml").write_text("agency = ")
    assert "node.toml cannot be read" in wrong(2, "card", "--home", homes.mofa)


def test_a_port_in_use_is_named(homes: Homes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port} cannot be used" in wrong(
            2, "serve", "--home", homes.mofa, "--bind", f"127.0.0.1:{port}"
        )


@pytest.mark.parametrize("bind", ["8001", "127.0.0.1:", "127.0.0.1:x", ":8001", "127.0.0.1:99999"])
def test_a_bind_that_is_none_is_named(homes: Homes, bind: str) -> None:
    assert "is not HOST:PORT" in wrong(2, "serve", "--home", homes.mofa, "--bind", bind)


@pytest.mark.parametrize("words", [[], ["fly"], ["card"], ["card", "--home"], ["agreement"], ["demo", "--port", "x"]])
def test_words_that_are_no_command_end_with_two(words: list[str]) -> None:
    wrong(2, *words)
    assert servanda(*words, "--json").data["ok"] is False


def test_help_is_good() -> None:
    assert "COMMAND" in good("--help").out
    assert "--home DIR" in good("card", "--help").out


def test_a_node_may_be_moved(homes: Homes, tmp_path: Path) -> None:
    shutil.move(homes.mofa, tmp_path / "elsewhere")
    assert good("check", "--home", tmp_path / "elsewhere").status == 0
