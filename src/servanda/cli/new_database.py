"""What `init --database` asks a PostgreSQL server before anything is made, and what to do where it cannot be used."""

from typing import Any

import psycopg
from django.db.utils import Error, OperationalError

from servanda.cli.saying import CalledWrong
from servanda.kernel import databases
from servanda.kernel.databases import BadAddress

OLDEST = 140000
MAKE = "createdb --template=template0 --encoding=UTF8 --locale=C"
# Which letters come first in the order of code points, and in no other.
ORDER = "SELECT array_agg(letter ORDER BY letter) FROM unnest(ARRAY['a', 'B', '_', 'é', 'z']) AS letter"
BY_CODE_POINTS = ["B", "_", "a", "z", "é"]
# Never on the command line: every user of the machine reads that with `ps`.
KEEP = "~/.pgpass (host:port:database:{user}:password), a file that PGPASSFILE names, or a service file"
# What a server says who lets nobody in, and the way out; the names are those of the address.
REFUSED = {
    "password authentication failed": "The password of {user} is wrong; correct it in " + KEEP + ".",
    "no password supplied": "The server asks {user} for a password; write it into " + KEEP + ".",
    "no pg_hba.conf entry": "The server lets {user} not in from this machine; add a line to its pg_hba.conf.",
    'role "{user}" does not exist': "The server knows no user {user}; make it with: createuser --pwprompt {user}",
    'database "{name}" does not exist': "There is no database {name}; make it with: " + MAKE + " --owner={user} {name}",
    "session is not read-write": "All servers of the address are standbys; name the primary too.",
}


def check_new(url: str) -> None:
    """Can a new node live there? Raises CalledWrong with what is wrong with --database, and the way out."""
    try:
        parts = databases.postgresql(url)
    except BadAddress as error:
        raise CalledWrong(
            f"--database cannot be read: {error}; write postgresql://user@host/name, or leave it out."
        ) from None
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            _check(connection, parts["NAME"])
    except psycopg.OperationalError as error:
        raise CalledWrong(f"--database: {why(OperationalError(*error.args), parts)}") from None


def why(error: Error, parts: dict[str, Any]) -> str:
    """Why a server lets nobody in, as one sentence with the way out."""
    names = {"user": parts["USER"] or "this user", "name": parts["NAME"]}
    said = databases.reason(error)
    for sign, sentence in REFUSED.items():
        if sign.format(**names) in said:
            return sentence.format(**names)
    where = ", ".join(filter(None, [parts["HOST"] or "this machine", parts["PORT"] and f"port {parts['PORT']}"]))
    return f"No PostgreSQL can be reached at {where}: {said}. Is the server running, and are host and port right?"


def _check(connection: "psycopg.Connection[Any]", name: str) -> None:
    user = connection.info.user
    if connection.info.server_version < OLDEST:
        raise CalledWrong(
            f"--database: the server is PostgreSQL {connection.info.server_version // 10000}; 14 is needed."
        )
    if (encoding := _ask(connection, "SHOW server_encoding")) != "UTF8":
        raise CalledWrong(f"--database: {name} holds text as {encoding}; make another one with: {MAKE} {name}")
    if _ask(connection, ORDER) != BY_CODE_POINTS:
        raise CalledWrong(
            f"--database: {name} sorts text by the rules of a language, which differ from machine to machine; "
            f"make another one with: {MAKE} {name}"
        )
    if _ask(connection, "SHOW transaction_read_only") == "on":
        raise CalledWrong(
            f"--database: {connection.info.host or 'the server'} is a standby and takes nothing; name the primary, "
            "or all servers and ?target_session_attrs=read-write."
        )
    if not _ask(connection, "SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        raise CalledWrong(
            f"--database: {user} may make no tables in {name}; let its owner run there: "
            f"GRANT CREATE ON SCHEMA public TO {user}"
        )
    if _ask(connection, "SELECT to_regclass('django_migrations')") is not None:
        raise CalledWrong(f"--database: {name} holds a node already; name an empty database.")


def _ask(connection: "psycopg.Connection[Any]", question: Any) -> Any:
    row = connection.execute(question).fetchone()
    return row[0] if row else None
