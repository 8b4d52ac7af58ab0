"""A real PostgreSQL that the tests start: as a user who may, in a temporary folder, behind a socket of its own."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# One order and one idea of letters on every machine: code points, as in SQLite.
LOCALE = ("--encoding=UTF8", "--locale=C")
# A power cut of the machine is none of what is tested; a crash of the server is, and needs none of these.
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
SETTINGS = ("listen_addresses=", "max_connections=150", "shared_buffers=64MB", "jit=off", "autovacuum=off",
            "log_min_messages=fatal", "max_wal_size=2GB")  # fmt: skip
PATIENCE = 60
KEY_OF_HBA = "local all locked,keeper scram-sha-256\nlocal all all trust\nlocal replication all trust\n"


def programs() -> Path:
    """The folder of PostgreSQL's programs: of the newest version. There is no run of the tests without it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    assert on_path, "the tests need PostgreSQL; tools/system-packages installs it"
    return Path(on_path).parent


class Server:
    """One cluster: begun by `initdb`, or as a copy of another by `pg_basebackup`."""

    def __init__(self, *settings: str, of: "Server | None" = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="servanda-pg-"))
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        self.names = 0
        self._who: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam(next(name for name in ("postgres", "nobody") if _exists(name)))
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if of is None:
            self.call("initdb", "--username=owner", "--auth=trust", "--no-sync", *LOCALE, "--pgdata", self.data)
            (self.data / "pg_hba.conf").write_text(KEY_OF_HBA)
        else:
            self.call("pg_basebackup", "--write-recovery-conf", "--no-sync", "--checkpoint=fast", "--wal-method=stream",
                      "--pgdata", self.data, "--dbname", of.url("", application_name="standby"))  # fmt: skip

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> "Server":
        settings = [word for setting in (*SETTINGS, *self.settings) for word in ("-c", setting)]
        command = [str(programs() / "postgres"), "-D", str(self.data), "-k", str(self.folder), *settings]
        self.process = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.DEVNULL, **self._who)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.ask("SELECT 1")
                return self
            except psycopg.OperationalError:
                assert self.process.poll() is None, "PostgreSQL ended"
                assert time.monotonic() < until, "PostgreSQL does not answer"
                time.sleep(0.05)

    def stop(self, how: int = signal.SIGINT) -> None:
        """At once, with everybody put out; SIGKILL is the crash of the whole machine."""
        if self.process and self.process.poll() is None:
            if how == signal.SIGKILL:
                _kill_all(self.process.pid)
            else:
                self.process.send_signal(how)
            self.process.wait(timeout=PATIENCE)

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def promote(self) -> None:
        self.call("pg_ctl", "promote", "--wait", "--pgdata", self.data)

    def url(self, name: str, *, user: str = "owner", password: str = "", **options: str) -> str:
        told = "".join(f"&{key}={value}" for key, value in options.items())
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@/{name or 'postgres'}?host={self.folder}{told}"

    def ask(self, statement: str, name: str = "", values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(name), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def new_database(self, *, like: str = "template0") -> str:
        """An empty database, or a copy of one that nobody is connected to."""
        self.names += 1
        name = f"node_{self.names}"
        self._change("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, like)
        return name

    def drop(self, name: str) -> None:
        self._change("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def call(self, program: str, *words: object) -> None:
        done = subprocess.run(
            [str(programs() / program), *map(str, words)], cwd=self.folder, capture_output=True, text=True,
            timeout=PATIENCE * 2, check=False, **self._who,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def _change(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url(""), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _kill_all(postmaster: int) -> None:
    """The server with all its processes, as a power cut takes them."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in (postmaster, *map(int, children)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _exists(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False
