"""Two processes serve one database and a peer on SQLite: both are worked at once, one is killed, nothing is doubled."""

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
import pytest
from django.db import connections

from servanda.exchange.models import Feed, ReceivedEntry
from servanda.kernel import node as nodes
from servanda.kernel.models import StoredAct
from servanda.office import outgoing, people
from servanda.office.models import Mail, Officer
from servanda.processes.dossiers import read_statement
from tests.engines import Postgresql
from tests.nodes.offices import Office, ask, connect, make, stop, wait
from tests.office.post import PostOffice, mail_server

pytestmark = pytest.mark.slow
SAID = 20


@dataclass
class Writer:
    """Says one note after the other, each until it is acknowledged, at whichever door answers."""

    doors: list[Office]
    file: str
    name: str
    acts: dict[str, str] = field(default_factory=dict)

    def work(self) -> None:
        for n in range(SAID):
            say = partial(self._say, f"{self.name} {n}", uuid.uuid4().hex)
            wait(say, seconds=60, patient_with=httpx.HTTPError)

    def _say(self, text: str, key: str) -> bool:
        door = self.doors[0]
        self.doors.append(self.doors.pop(0))
        answer = door.client.post(
            f"/api/v1/dossiers/{self.file}/acts", headers={"Idempotency-Key": key},
            json={"step": "dossier.say", "data": {"text": text}},
        )  # fmt: skip
        if answer.status_code == 201:
            self.acts[text] = answer.json()["act"]
        assert answer.status_code in (201, 500, 502, 503), answer.text
        return answer.status_code == 201


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory, engine: Postgresql) -> Iterator[tuple[Office, Office, Office]]:
    """The museum served twice from one database, and linked with it the archive on SQLite; nobody serves yet."""
    tmp_path = tmp_path_factory.mktemp("sides")
    museum, archive = make(tmp_path, "museum.example", *engine.words()), make(tmp_path, "archive.example")
    second = museum.beside()
    try:
        connect(museum, archive)
        connect(archive, museum)
        yield museum, second, archive
    finally:
        for office in (museum, second, archive):
            stop(office)


def test_both_are_worked_one_is_killed_and_nothing_is_doubled_or_lost(sides: tuple[Office, Office, Office]) -> None:
    museum, second, archive = sides
    for office in sides:
        office.start()
    file = ask(museum, "archive.example/office", "Drums")
    wait(lambda: archive.sees(f"/dossiers/{file}"))
    writers = [Writer([museum, second], file, "museum"), Writer([second, museum], file, "second"),
               Writer([archive], file, "archive")]  # fmt: skip
    threads = [threading.Thread(target=writer.work) for writer in writers]
    for thread in threads:
        thread.start()
    wait(lambda: len(writers[0].acts) > SAID // 4)
    museum.kill()
    wait(lambda: len(writers[0].acts) > SAID // 2, seconds=60)
    museum.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    said = {act for writer in writers for act in writer.acts.values()}
    assert len(said) == 3 * SAID
    wait(lambda: all(_has(office, file, said) for office in sides), seconds=60)
    wait(lambda: museum.digest(file) == archive.digest(file) == second.digest(file))
    for office in sides:
        office.kill()
    museum.run("check")
    archive.run("check")
    for office in (museum, archive):
        texts = _texts(office, file)
        assert sorted(texts) == sorted(text for writer in writers for text in writer.acts), "each once, none lost"
    assert _sent(museum, "archive.example") == _taken(archive, "museum.example")
    assert _sent(archive, "museum.example") == _taken(museum, "archive.example")


@pytest.mark.long_run
def test_what_time_brings_comes_once(sides: tuple[Office, Office, Office]) -> None:
    museum, second, _ = sides
    museum.start()
    file = ask(museum, "archive.example/office", "Masks")
    museum.kill()
    held = [f"held {n}" for n in range(5)]
    with mail_server() as post:
        _queue(museum, file, held, post)
        for office in (museum, second):
            office.start()
        wait(lambda: len({mail["Subject"] for _from, _to, mail in post.mails}) == 20, seconds=60)
        wait(lambda: set(held) <= set(_texts(museum, file)), seconds=60)
        for office in (museum, second):
            office.kill()
    assert len(post.mails) == 20
    assert sorted(text for text in _texts(museum, file) if text in held) == held


def _has(office: Office, file: str, acts: set[str]) -> bool:
    text = office.client.get(f"/api/v1/dossiers/{file}").text
    return all(act in text for act in acts)


def _texts(office: Office, file: str) -> list[str]:
    """The notes of a file as they are stored, in no order."""
    node = nodes.open_node(office.home)
    try:
        with node.active():
            rows = StoredAct.objects.filter(dossier=file, kind="dossier.say")
            return [str(json.loads(bytes(row.content or b""))["data"]["text"]) for row in rows]
    finally:
        connections[node.alias].close()


def _sent(office: Office, peer: str) -> int:
    node = nodes.open_node(office.home)
    with node.active():
        feed = Feed.objects.get(peer=peer)
    nodes.close(node)
    assert (feed.ack_epoch, feed.ack_n) == (feed.out_epoch, feed.out_n)
    return feed.out_n


def _taken(office: Office, peer: str) -> int:
    node = nodes.open_node(office.home)
    with node.active():
        count = ReceivedEntry.objects.filter(peer=peer, outcome="taken").count()
    nodes.close(node)
    return count


def _queue(office: Office, file: str, texts: list[str], post: PostOffice) -> None:
    """Mails that are due and steps that are held, waiting for whoever serves."""
    settings = office.home / "node.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[smtp]\nhost = "127.0.0.1"\nport = {post.port}\n', "utf-8")
    node, at = nodes.open_node(office.home), datetime.now(UTC)
    with node.active():
        clerk = Officer.objects.get(id="clerk")
        for n in range(20):
            Mail.objects.create(officer=clerk, address="clerk@museum.example", language="en", subject=f"s{n}", text="t",
                                reason="late", about=f"a{n}", at=at - timedelta(minutes=1), is_urgent=True)  # fmt: skip
        for text in texts:
            said = read_statement("dossier.say", {"text": text}, dossier=file)
            outgoing.submit(said, people.actor(clerk, day=at.date()), at=at, hold=timedelta(seconds=3))
    nodes.close(node)
