"""Opening the node that a command is about, and who speaks when nobody is named."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.utils import OperationalError

from servanda import serve
from servanda.cli.new_database import why
from servanda.cli.saying import CalledWrong
from servanda.kernel import databases, folding
from servanda.kernel import node as nodes
from servanda.kernel.audiences import Actor, registry
from servanda.kernel.node import Node
from servanda.office import people
from servanda.office.models import Officer


@contextmanager
def opened(args: Any) -> Iterator[Node]:
    """The node of --home, its tables brought up to this version. Raises CalledWrong."""
    node = prepared(args.home)
    with node.active():
        if error := folding.settle_if_possible():
            print(f"servanda: Files stand as they stood before what came last: {error}.", file=sys.stderr)
        yield node


def prepared(home: Path) -> Node:
    try:
        return serve.prepare(home)
    except serve.CannotServe as error:
        raise CalledWrong(str(error)) from None
    except NotADirectoryError:
        raise CalledWrong(f"{home} is no folder.") from None
    except (ValueError, KeyError) as error:
        raise CalledWrong(f"{home / 'node.toml'} cannot be read: {error}.") from None
    except OperationalError as error:
        raise CalledWrong(_why_away(home, error)) from None


def _why_away(home: Path, error: OperationalError) -> str:
    url = nodes.read_config(home).get("database")
    if not url:
        return f"The database of {home} cannot be reached: {databases.reason(error)}."
    return f"database in {home / 'node.toml'}: {why(error, databases.postgresql(url))}"


def speaker(node: Node, officer: str, *, at: datetime) -> Actor:
    return people.actor(officer_of(officer), day=at.date()) if officer else registry(node.agency)


def officer_of(name: str) -> Officer:
    officer = Officer.objects.filter(id=name).first()
    if officer is None:
        raise CalledWrong(f"There is no officer {name}; import people first.")
    return officer


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CalledWrong(f"There is no file {path}.") from None
    except OSError as error:
        raise CalledWrong(f"{path} cannot be read: {error.strerror}.") from None
