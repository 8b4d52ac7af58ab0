"""A database that goes away and comes back, or whose standby takes over, while a node serves: nothing is lost."""

import json
import signal
import threading
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from servanda.kernel import node as nodes
from servanda.kernel.models import StoredAct
from tests.nodes.offices import Office, ask, connect, make, stop, wait
from tests.postgres.server import QUICK, Server

pytestmark = pytest.mark.slow


class Pair:
    """The museum on a PostgreSQL of its own, linked with the archive on SQLite; both serve."""

    def __init__(self, folder: Path, url: str) -> None:
        self.museum = make(folder, "museum.example", "--database", url)
        self.archive = make(folder, "archive.example")
        connect(self.museum, self.archive)
        connect(self.archive, self.museum)
        for office in (self.museum, self.archive):
            office.start()
        self.file = ask(self.museum, "archive.example/office", "Drums")
        wait(lambda: self.archive.sees(f"/dossiers/{self.file}"))
        self.said: dict[str, str] = {}

    def say(self, office: Office, text: str) -> None:
        """Until it is acknowledged, under one key."""
        wait(partial(self._say, office, text, uuid.uuid4().hex), seconds=60, patient_with=httpx.HTTPError)

    def _say(self, office: Office, text: str, key: str) -> bool:
        answer = office.client.post(
            f"/api/v1/dossiers/{self.file}/acts", headers={"Idempotency-Key": key},
            json={"step": "dossier.say", "data": {"text": text}},
        )  # fmt: skip
        assert answer.status_code in (201, 503), answer.text
        if answer.status_code == 201:
            self.said[text] = answer.json()["act"]
        return answer.status_code == 201

    def settle(self) -> None:
        """Wait until both sides hold all that was acknowledged, once, and agree."""
        both = (self.museum, self.archive)
        wait(lambda: all(self._holds(office) for office in both), seconds=60)
        wait(lambda: self.museum.digest(self.file) == self.archive.digest(self.file))
        for office in both:
            stop(office)
            office.run("check")
            assert sorted(self._texts(office)) == sorted(self.said)

    def _holds(self, office: Office) -> bool:
        text = office.client.get(f"/api/v1/dossiers/{self.file}").text
        return all(act in text for act in self.said.values())

    def _texts(self, office: Office) -> list[str]:
        node = nodes.open_node(office.home)
        with node.active():
            rows = list(StoredAct.objects.filter(dossier=self.file, kind="dossier.say"))
        nodes.close(node)
        return [str(json.loads(bytes(row.content or b""))["data"]["text"]) for row in rows]


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    made: list[Server] = []
    yield made
    for server in reversed(made):
        server.remove()


def test_a_database_that_stops_and_comes_back_is_told_and_waited_for(tmp_path: Path, servers: list[Server]) -> None:
    servers.append(own := Server(*QUICK).start())
    pair = Pair(tmp_path, own.url(own.new_database()))
    try:
        museum, door = pair.museum, httpx.Client(base_url=f"http://127.0.0.1:{pair.museum.port}", timeout=20)
        served = museum.process
        assert served and door.get("/sign-in/").status_code == 200
        own.stop(signal.SIGINT)
        page = door.get("/sign-in/", headers={"Accept-Language": "en"})
        assert page.status_code == 503 and page.headers["Retry-After"] and "text/html" in page.headers["Content-Type"]
        assert "cannot reach its database at the moment" in page.text
        asked = museum.client.get("/api/v1/dossiers")
        assert asked.status_code == 503 and asked.json()["code"] == "database_away"
        health = door.get("/health")
        found = {check["check"]: check["state"] for check in health.json()["checks"]}
        assert (health.status_code, found["database"]) == (503, "ill"), health.text
        posted = door.post("/exchange/v1/contact/", content=b"x.y.z")
        assert posted.status_code in (401, 503)
        # What the peer sends meanwhile is not acknowledged, and waits.
        pair.say(pair.archive, "while the database was away")
        assert museum.process is served and served.poll() is None
        own.start()
        wait(lambda: door.get("/sign-in/").status_code == 200, seconds=60)
        wait(lambda: pair._holds(museum), seconds=60)
        pair.say(museum, "after it came back")
        wait(lambda: pair._holds(pair.archive), seconds=60)
        assert served.poll() is None, "the same process, never started again"
        door.close()
        pair.settle()
    finally:
        for office in (pair.museum, pair.archive):
            stop(office)


@pytest.mark.long_run
def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(tmp_path: Path, servers: list[Server]) -> None:
    servers.append(primary := Server("wal_level=replica", "max_wal_senders=5", "wal_keep_size=256MB").start())
    name = primary.new_database()
    servers.append(standby := Server("hot_standby=on", of=primary).start())
    # From now on a commit is acknowledged when the standby has it too.
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    primary.ask("SELECT pg_reload_conf()")
    wait(lambda: primary.ask("SELECT sync_state FROM pg_stat_replication") == [("sync",)])
    both = f"postgresql://owner@/{name}?host={primary.folder},{standby.folder}&target_session_attrs=read-write"
    pair = Pair(tmp_path, both)
    try:
        museum, served = pair.museum, pair.museum.process
        threads = [
            threading.Thread(target=lambda: [pair.say(museum, f"museum {n}") for n in range(30)]),
            threading.Thread(target=lambda: [pair.say(pair.archive, f"archive {n}") for n in range(30)]),
        ]
        for thread in threads:
            thread.start()
        wait(lambda: len(pair.said) > 20, seconds=60)
        primary.stop(signal.SIGKILL)
        standby.promote()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive()
        assert len(pair.said) == 60
        assert served and served.poll() is None, "the same process, never started again"
        pair.settle()
    finally:
        for office in (pair.museum, pair.archive):
            stop(office)
