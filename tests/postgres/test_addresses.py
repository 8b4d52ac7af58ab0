"""What `init --database` says of a PostgreSQL that it cannot use, and that a node lives in one that it can."""

from pathlib import Path

import pytest
from django.db import connections

from servanda.health import checks
from servanda.kernel import clock, databases
from servanda.kernel import node as nodes
from tests.cli.command import good, servanda, wrong
from tests.postgres.server import Server

WORDS = ("--agency", "museum.example", "--name", "Museum", "--address", "http://museum.example")


def refused(home: Path, url: str) -> str:
    said = wrong(2, "init", "--home", home, *WORDS, "--database", url)
    assert not home.exists()
    return said


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "museum"


def test_all_parts_of_an_address_are_understood() -> None:
    url = "postgresql://us%20er:p%40ss@one.example:5432,two.example:5433/na%2Fme?target_session_attrs=read-write"
    parts = databases.postgresql(url)
    named = [parts[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert named == ["us er", "p@ss", "one.example,two.example", "5432,5433", "na/me"]
    assert parts["OPTIONS"]["target_session_attrs"] == "read-write"
    assert databases.postgresql("postgresql://h/n?connect_timeout=2")["OPTIONS"]["connect_timeout"] == "2"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:secret@x", "it begins with another word"),
        ("postgresql://u:secret@h/n?sslmod=require", "invalid URI query parameter"),
        ("postgresql://u@h/?password=secret", "it names no database"),
        ("postgresql://u:secret%zz@h/n", "percent-encoded"),
        ("postgresql://u@h/n?secret", "separator"),
        ("postgresql://u:first@secret@h/n", "%40"),
    ],
)
def test_what_is_no_address_is_told_without_its_password(home: Path, url: str, says: str) -> None:
    said = refused(home, url)
    assert says in said and "secret" not in said


def test_a_server_that_is_down_is_told_with_its_place(home: Path) -> None:
    said = refused(home, "postgresql://u@127.0.0.1:1/n")
    assert "No PostgreSQL can be reached at 127.0.0.1, port 1" in said and "Is the server running" in said


def test_who_may_not_enter_is_told_the_way_in(home: Path, server: Server) -> None:
    server.ask("CREATE ROLE locked LOGIN PASSWORD 'right'")
    for password, says in (("not-it", "The password of locked is wrong"), ("", "asks locked for a password")):
        said = refused(home, server.url("postgres", user="locked", password=password))
        assert says in said and "~/.pgpass" in said and "PGPASSFILE" in said and "service file" in said
        assert "not-it" not in said and "--database postgresql" not in said, "others read a command line"
    assert "createuser --pwprompt nobody_known" in refused(home, server.url("postgres", user="nobody_known"))
    assert "createdb --template=template0" in refused(home, server.url("not_there"))


def test_a_password_stays_in_its_file_and_nobody_tells_it(
    home: Path, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.ask("CREATE ROLE keeper LOGIN PASSWORD 'right-one'")
    name, kept = server.new_database(), tmp_path / "pgpass"
    server.ask(f"ALTER DATABASE {name} OWNER TO keeper")
    kept.write_text("*:*:*:keeper:right-one\n")
    kept.chmod(0o600)
    good("init", "--home", home, *WORDS, "--database", server.url(name, user="keeper", passfile=str(kept)))
    assert "right-one" not in (home / "node.toml").read_text() and "right-one" not in good("health", "--home", home).out
    node = nodes.open_node(home)
    server.ask("ALTER ROLE keeper PASSWORD 'another'")
    found = {check.name: str(check) for check in checks.examine(node, now=clock.now())}
    assert "password authentication failed" in found["database"] and "right-one" not in str(found) + caplog.text
    assert "correct it in ~/.pgpass" in wrong(2, "check", "--home", home)


def test_a_database_that_would_answer_otherwise_is_refused(home: Path, server: Server) -> None:
    server.ask("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    assert "latin holds text as LATIN1" in refused(home, server.url("latin"))
    server.ask("CREATE DATABASE german TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de' LOCALE 'C'")
    assert "german sorts text by the rules of a language" in refused(home, server.url("german"))
    name = server.new_database()
    server.ask("CREATE ROLE reader LOGIN")
    assert "GRANT CREATE ON SCHEMA public TO reader" in refused(home, server.url(name, user="reader"))
    server.ask(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert "is a standby" in refused(home, server.url(name))


def test_a_node_lives_in_a_database_and_only_one(home: Path, server: Server, tmp_path: Path) -> None:
    url = server.url(server.new_database())
    good("init", "--home", home, *WORDS, "--database", url)
    assert (home / "node.toml").stat().st_mode & 0o077 == 0, "the address may hold a password"
    assert not list(home.glob("servanda.sqlite3*"))
    good("check", "--home", home)
    assert "holds a node already" in refused(tmp_path / "second", url)


def test_no_address_server_or_user_makes_a_node_acknowledge_what_is_not_on_the_disk(server: Server) -> None:
    server.ask("CREATE ROLE hasty LOGIN")
    server.ask("ALTER ROLE hasty SET synchronous_commit = local")
    server.ask("CREATE ROLE careful LOGIN")
    server.ask("ALTER ROLE careful SET synchronous_commit = remote_apply")
    urls = [server.url("", options=f"-c%20{word}%3D{value}") for word in ("synchronous_commit", "Synchronous-Commit")
            for value in ("off", "remote_write", "remote_apply")]  # fmt: skip
    urls += [server.url(""), server.url("", user="hasty"), server.url("", user="careful")]
    assert [stands(url) for url in urls] == ["on", "on", "remote_apply"] * 3


def stands(url: str) -> str:
    connections.databases["tried"] = databases.settings_of(Path(), url)
    try:
        with connections["tried"].cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return str(cursor.fetchone()[0])
    finally:
        connections["tried"].close()
        del connections["tried"], connections.databases["tried"]


def test_a_command_says_which_database_is_away(home: Path, server: Server) -> None:
    name = server.new_database()
    good("init", "--home", home, *WORDS, "--database", server.url(name))
    server.drop(name)
    done = servanda("check", "--home", home)
    assert done.status == 2 and f"There is no database {name}" in done.err and "node.toml" in done.err
