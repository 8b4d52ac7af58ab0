"""Several processes on one database take turns: one writes, one speaks with a peer, one does what time brings."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import psycopg
from django.conf import settings
from django.db import connections
from django.test import override_settings

from servanda import timers
from servanda.exchange import hearing, loop
from servanda.exchange.bell import bell
from servanda.exchange.clients import Clients
from servanda.exchange.models import Feed, ReceivedEntry
from servanda.kernel import databases, log
from servanda.kernel import node as nodes
from servanda.kernel.databases import Lock
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.office.models import Mail, Officer
from tests.exchange.network import Network
from tests.exchange.speaking import draft, names, now, opened, say
from tests.nodes.offices import wait
from tests.office.post import mail_server
from tests.postgres.server import Server
from tests.world import VUFO

WRITERS, EACH = 4, 12


@contextmanager
def thread(body: Callable[..., object], *args: object, **more: object) -> Iterator[threading.Thread]:
    """A thread that closes its connections, as a process would when it ends."""

    def run() -> None:
        try:
            body(*args, **more)
        finally:
            connections.close_all()

    started = threading.Thread(target=run)
    started.start()
    try:
        yield started
    finally:
        started.join(60)
        assert not started.is_alive()


def twin(node: Node) -> Node:
    """The same node as another process opens it: nothing is shared but folder and database."""
    return nodes.open_node(node.home)


def test_many_writers_make_one_chain_without_a_gap(mofa: Node, vufo: Node, network: Network) -> None:
    files = [opened(mofa, VUFO) for _ in range(2)]
    seen: list[list[int]] = []
    stop = threading.Event()

    def write(place: int) -> None:
        own = twin(mofa)
        with own.active():
            for n in range(EACH):
                # In every second writer the files come the other way round: whoever locks them in turn would wait.
                both = files if place % 2 else files[::-1]
                log.say([draft(own, file, content={"text": f"{place}.{n}"}) for file in both], now=now())

    def read() -> None:
        with mofa.active():
            while not stop.is_set():
                seen.append(list(StoredAct.objects.order_by("seq").values_list("seq", flat=True)))

    with thread(read):
        writers = [threading.Thread(target=_closing, args=(write, place)) for place in range(WRITERS)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(60)
        stop.set()
    for before, after in pairwise(seen):
        assert after[: len(before)] == before, "nothing appears in the log before what a reader has seen of it"
    with mofa.active():
        for file in files:
            lane = StoredAct.objects.filter(dossier=file).order_by("n").values_list("n", flat=True)
            assert list(lane) == list(range(1, WRITERS * EACH + 2))
        assert Feed.objects.get(peer=VUFO).out_n == len(files) * (WRITERS * EACH + 1)
    with mofa.active(), network.client() as client:
        assert loop.attempt(VUFO, client=client, now=now())
    assert all(names(vufo, file) == names(mofa, file) for file in files)


def test_a_peer_is_contacted_by_one_process_at_a_time(mofa: Node, vufo: Node, network: Network, server: Server) -> None:
    file = opened(mofa, VUFO)
    key = [int(Lock.CONTACT), databases._number(VUFO)]
    with psycopg.connect(mofa.config["database"], autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", key)
        with network.client() as client:
            assert loop._call_in_thread(mofa, VUFO, Clients(client)) is None
        assert names(vufo, file) == set()
        # Killed: nobody lets go of the lock, and yet it is free.
        server.ask("SELECT pg_terminate_backend(%s)", values=[other.info.backend_pid])
        with network.client() as client:
            wait(lambda: loop._call_in_thread(mofa, VUFO, Clients(client)) is True)
    assert names(vufo, file) == names(mofa, file) != set()
    with vufo.active():
        assert ReceivedEntry.objects.count() == 1


def test_what_one_process_queues_wakes_the_others(mofa: Node, vufo: Node) -> None:
    stop, other = threading.Event(), bell(mofa).heard
    other.clear()
    with thread(hearing.run, mofa, stop):
        try:
            wait(other.is_set)
            other.clear()
            with psycopg.connect(mofa.config["database"]) as told:
                told.execute("SELECT pg_notify(%s, %s)", [databases.CHANNEL, "another process"])
            wait(other.is_set)
        finally:
            stop.set()


def test_what_is_queued_is_told_with_its_commit(mofa: Node, vufo: Node) -> None:
    with psycopg.connect(mofa.config["database"], autocommit=True) as other:
        other.execute(f"LISTEN {databases.CHANNEL}")
        say(mofa, draft(mofa, opened(mofa, VUFO)))
        notices = list(other.notifies(timeout=30, stop_after=1))
    assert [notice.payload for notice in notices][:1] == [databases.ME]


def test_mail_of_two_processes_goes_once(mofa: Node) -> None:
    with mofa.active():
        officer = Officer(id="o-desk", email="desk@mofa.example")
        officer.set_unusable_password()
        officer.save()
        for n in range(30):
            Mail.objects.create(
                officer=officer, address=officer.email, language="en", subject=f"s{n}", text="t", reason="late",
                about=f"a{n}", at=now() - timedelta(minutes=1), is_urgent=True,
            )  # fmt: skip
    stop = threading.Event()
    with mail_server() as post, override_settings(PROJECTIONS=settings.PROJECTIONS):
        both = [twin(mofa), twin(mofa)]
        for node in both:
            node.config["smtp"] = {"host": "127.0.0.1", "port": post.port}
        with thread(timers.run, both[0], stop), thread(timers.run, both[1], stop):
            try:
                wait(lambda: len({mail["Subject"] for _sender, _to, mail in post.mails}) == 30)
            finally:
                stop.set()
    assert len(post.mails) == 30


def test_while_another_does_what_time_brings_this_one_waits(mofa: Node) -> None:
    with psycopg.connect(mofa.config["database"], autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [int(Lock.TIMERS), databases._number("")])
        with databases.alone(mofa.alias, Lock.TIMERS) as is_mine:
            assert not is_mine
    wait(lambda: _is_free(mofa))


def _is_free(node: Node) -> bool:
    with databases.alone(node.alias, Lock.TIMERS) as is_mine:
        return is_mine


def _closing(body: Callable[..., object], *args: object) -> None:
    try:
        body(*args)
    finally:
        connections.close_all()
