"""The demo: linked nodes with a living sample on this machine, one landing page, a door for each."""

import contextlib
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from servanda import serve, stopping
from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from servanda.kernel.times import write_time

FOLDER = Path(".servanda-demo")
PORT = 8001
WORLD = "year"
LAST_PORT = 65535
READY_SECONDS = 30


def demo(*, port: int | None = None, fresh: bool = False, world: str = WORLD, folder: Path = FOLDER) -> None:
    """Make the sample if it is not there, serve all its nodes, stop with Ctrl-C. Raises serve.CannotServe.

    The first node is served at `port` and shows the landing page, each other one at the next; without `port` a sample
    goes on where it was made.
    """
    say("Servanda demo. A sample: invented events, not an official system.\n")
    if fresh and folder.exists():
        shutil.rmtree(folder)
    homes = homes_of(folder)
    port = port or (_port_of(homes[0]) if homes else PORT)
    _check_ports(port, len(homes) or len(_story(world).AGENCIES))
    if not homes:
        started = time.monotonic()
        homes = make(folder, world, port)
        say(f"The sample is ready ({time.monotonic() - started:.0f} s).\n")
    elif _port_of(homes[0]) != port:
        _move(homes, port)
    _run(homes, port)


def make(folder: Path, world: str, port: int) -> list[Path]:
    """Create the nodes and play the story on them; a folder that is not finished is not kept."""
    story = _story(world)
    from samples import loader

    draft = folder.with_name(folder.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    now = datetime.now(UTC)
    doors = {agency: _address(port + place) for place, (agency, _) in enumerate(story.AGENCIES.values())}
    made: dict[str, Node] = {}
    for name, (agency, titles) in story.AGENCIES.items():
        pattern = next(iter(made.values()), None)
        made[name] = _make_node(draft / name, agency, titles, doors=doors, first=story.FIRST[name], pattern=pattern)
    played = loader.World(folder=loader.SAMPLES / world, sides={n: loader.Side(s) for n, s in made.items()}, now=now)
    say(f"Playing {story.SPAN} of work on {len(made)} nodes ...\n")
    with _hurry(made.values()):
        story.play(played)
    for name, node in made.items():
        _write_roles(node, {key: other for key, other in made.items() if key != name}, story.FIRST)
        node.checkpoint()
        nodes.close(node)
    draft.rename(folder)
    return homes_of(folder)


@contextlib.contextmanager
def _hurry(made: Iterable[Node]) -> Iterator[None]:
    """Wait for no disk and look for no garbage meanwhile: a folder that is not finished is made again."""
    gc.disable()
    _wait_for_disk(made, "OFF")
    try:
        yield
    finally:
        _wait_for_disk(made, "FULL")
        gc.enable()


def _wait_for_disk(made: Iterable[Node], how: str) -> None:
    from django.db import connections

    for node in made:
        with connections[node.alias].cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={how}")


def _story(world: str) -> Any:
    """The module that tells a world. Raises CannotServe."""
    import django

    django.setup()
    # The samples stand beside the package in a checkout, wherever the command was called from.
    if (checkout := str(Path(__file__).parents[2])) not in sys.path:
        sys.path.insert(0, checkout)
    try:
        from samples import loader
    except ImportError:
        raise serve.CannotServe("The samples are not here: start the demo in a checkout of the project.") from None
    try:
        return loader.story(world)
    except FileNotFoundError:
        raise serve.CannotServe(f"There is no world {world} in samples/.") from None


def _make_node(
    home: Path, agency: str, titles: Mapping[str, str], *, doors: Mapping[str, str], first: list[str],
    pattern: Node | None,
) -> Node:  # fmt: skip
    from servanda.processes.registry import versions

    node = nodes.create(
        home, agency=agency, name=dict(titles), address=doors[agency], at=datetime(2020, 1, 1, tzinfo=UTC),
        languages=["en", "vi", "ar", "ms"], demo=True, demo_doors=_others(doors, agency), undo_seconds=3,
        demo_first=first, demo_at=write_time(datetime.now(UTC)), processes=versions(),
    )  # fmt: skip
    if pattern:
        # Empty tables are alike on all nodes, and copied sooner than made.
        pattern.checkpoint()
        shutil.copyfile(pattern.home / "servanda.sqlite3", node.home / "servanda.sqlite3")
    return serve.prepare(node.home)


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _others(doors: Mapping[str, str], agency: str) -> list[str]:
    """The other doors as a node's settings name them: the agency and its address."""
    return [f"{other} {address}" for other, address in doors.items() if other != agency]


def _write_roles(node: Node, others: Mapping[str, Node], first: Mapping[str, list[str]]) -> None:
    """Who may be entered as on the other side, for this side's landing page."""
    from servanda.office.models import Post

    roles: list[dict[str, Any]] = []
    for name, other in others.items():
        with other.active():
            for post in Post.objects.select_related("officer"):
                role = {"officer": post.officer.id, "title": post.title, "unit": post.unit, "role": post.role}
                if post.officer.id in first[name]:
                    role["first"] = first[name].index(post.officer.id)
                roles.append(role)
    (node.home / "demo-roles.json").write_text(json.dumps(roles, ensure_ascii=False, indent=1), "utf-8")


def _check_ports(port: int, number: int) -> None:
    """Raise CannotServe, with a port that is free, where one of so many from `port` on cannot be used."""
    if port + number - 1 > LAST_PORT:
        raise serve.CannotServe(
            f"The demo needs {number} ports from {port} on; name one up to {LAST_PORT - number + 1}."
        )
    try:
        _probe(port, number)
    except serve.CannotServe as error:
        free = _free_port(port, number)
        way_out = f" Choose others: servanda demo --port {free}, or make demo PORT={free}." if free else ""
        raise serve.CannotServe(f"{error}{way_out}") from None


def _probe(port: int, number: int) -> None:
    for place in range(number):
        serve.check_port("127.0.0.1", port + place)


def _free_port(after: int, number: int) -> int:
    """The first of so many free ports, some way after the one that was asked for; 0 where none was found."""
    for port in range(after + 100, min(after + 10_000, LAST_PORT - number), 100):
        try:
            _probe(port, number)
        except serve.CannotServe:
            continue
        return port
    return 0


def _port_of(home: Path) -> int:
    return urlsplit(tomllib.loads((home / "node.toml").read_text("utf-8"))["address"]).port or PORT


def _move(homes: list[Path], port: int) -> None:
    """Serve a sample at other ports: each node says so in a later card, which the other ones take."""
    import django

    django.setup()
    from servanda.exchange import links

    now = datetime.now(UTC)
    with contextlib.ExitStack() as locked:
        moved = [serve.prepare(home) for home in homes]
        for node in moved:
            locked.enter_context(serve.only_one(node))
        doors = {node.agency: _address(port + place) for place, node in enumerate(moved)}
        for node in moved:
            node.config["demo_doors"] = _others(doors, node.agency)
            nodes.set_address(node, doors[node.agency], at=now)
        for node in moved:
            with node.active():
                for peer in moved:
                    if peer is not node:
                        links.link(peer.card.jws, None, now=now)
            nodes.close(node)


def _run(homes: list[Path], port: int) -> None:
    """Serve every home until a signal comes; one that dies takes the others with it, and so does this process."""
    signal.signal(signal.SIGTERM, _stop)
    # The terminal was closed. Whoever called this with nohup wants it to go on.
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _stop)
    environment = {**os.environ, stopping.LEAVES_WITH: str(os.getpid())}
    children = []
    try:
        for place, home in enumerate(homes):
            command = [
                sys.executable,
                "-m",
                "servanda",
                "serve",
                "--home",
                str(home),
                "--bind",
                f"127.0.0.1:{port + place}",
            ]
            # Ctrl-C is for this process, which then stops each of them.
            children.append(
                subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment, start_new_session=True)
            )
        for place in range(len(homes)):
            _wait(f"http://127.0.0.1:{port + place}/sign-in/", children)
        say(f"\nOpen http://127.0.0.1:{port}/  (stop with Ctrl-C)\n")
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        raise serve.CannotServe("One of the nodes stopped; see the lines above.")
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            say("\nStopped. `make demo` goes on from here; `servanda demo --fresh` starts anew.\n")
    finally:
        for child in children:
            child.terminate()
        for child in children:
            _end(child)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """One that does not stop within twice the time that a node gives itself is killed with its workers."""
    try:
        child.wait(timeout=2 * stopping.STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _wait(url: str, children: list["subprocess.Popen[bytes]"]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if any(child.poll() is not None for child in children):
            raise serve.CannotServe("A node could not start; see the lines above.")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise serve.CannotServe(f"{url} did not answer within {READY_SECONDS} s.")


def homes_of(folder: Path) -> list[Path]:
    """Homes in the order of their ports."""
    return sorted((path.parent for path in folder.glob("*/node.toml")), key=_port_of)


def _stop(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
