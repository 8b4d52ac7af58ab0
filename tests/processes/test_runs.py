"""A run of full batches is folded once: when it ends, when somebody reads, when it falls quiet, or after a crash."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import OperationalError
from django.test import Client

from samples.loopback import Loopback, network
from servanda.cli.main import main
from servanda.exchange import batches, receive, send
from servanda.exchange.cards import peer_of
from servanda.exchange.models import Feed
from servanda.exchange.receipts import accept_receipt
from servanda.kernel import folding, jws, log
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.models import Entry, StoredAct
from servanda.kernel.times import write_time
from servanda.office.models import Officer, Post, Token
from servanda.processes.projection import project, refolding
from tests.processes.conftest import Pair
from tests.processes.test_receiving import statements
from tests.processes.test_work import announce
from tests.world import MOFA, VUFO

FULL = 4


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ENTRY_LIMIT", FULL)


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were folded, one name for each time."""
    folded: list[str] = []

    def counting(shared: list[Any], *args: Any) -> Any:
        folded.append(shared[0].dossier if shared else "")
        return fold(shared, *args)

    fold = project._fold
    monkeypatch.setattr(project, "_fold", counting)
    return folded


def notes(pair: Pair, file: str, count: int) -> list[str]:
    """So many free notes of the ministry in one file, not sent yet."""
    by = By(unit=f"{MOFA}/protocol", officer="o-protocol")
    draft = Draft(dossier=file, kind="dossier.say", process=1, by=by, at=pair.clock, parts={"content": {"text": "n"}})
    with pair.nodes[MOFA].active():
        return [row.name for row in log.say([draft] * count, now=pair.clock)]


def carry(pair: Pair) -> None:
    """One batch from the ministry, and its receipt back."""
    with pair.nodes[MOFA].active():
        outgoing = send.next_batch(Feed.of(VUFO), now=pair.clock)
    with pair.nodes[VUFO].active():
        receipt = receive.take_batch(outgoing.raw, now=pair.clock).decode("ascii")
    with pair.nodes[MOFA].active():
        peer = peer_of(VUFO)
        accept_receipt(receipt, peer, nonce=outgoing.nonce, head=outgoing.head, now=pair.clock)


def push_all(pair: Pair) -> None:
    transport = Loopback(network(list(pair.nodes.values())), pair.clock)
    with httpx.Client(transport=transport) as client, pair.nodes[MOFA].active():
        send.contact(VUFO, client=client, now=pair.clock)


def shown(pair: Pair, names: list[str]) -> int:
    with pair.nodes[VUFO].active():
        return Entry.objects.filter(name__in=names, has_effect=True).count()


def holder(pair: Pair) -> Client:
    """Somebody of the union's unit that holds the file, at its API."""
    with pair.nodes[VUFO].active():
        officer = Officer.objects.create(id="o-holder")
        Post.objects.create(officer=officer, unit=f"{VUFO}/europe", role="desk")
        Token.objects.create(hash=jws.sha256(b"of the holder"), officer=officer, made_at=pair.clock)
    host = pair.nodes[VUFO].config["address"].partition("//")[2]
    return Client(headers={"host": host, "authorization": "Bearer of the holder"})


def test_a_run_is_folded_once_when_it_ends(pair: Pair, folds: list[str]) -> None:
    file = announce(pair, "2026-12-30")
    pair.exchange()
    names = notes(pair, file, 2 * FULL + 1)
    folds.clear()
    push_all(pair)
    assert folds == [file]
    assert shown(pair, names) == len(names)


def test_whoever_reads_or_writes_in_the_midst_of_a_run_has_all_that_came(pair: Pair) -> None:
    file = announce(pair, "2026-12-30")
    pair.exchange()
    names, client = notes(pair, file, 5 * FULL + 1), holder(pair)
    south = pair.nodes[VUFO]

    carry(pair)
    assert shown(pair, names) == 0
    with south.active():
        assert StoredAct.objects.filter(name__in=names).count() == FULL
        assert names[FULL - 1] in client.get(f"/api/v1/dossiers/{file}").content.decode()
    assert shown(pair, names) == FULL

    carry(pair)
    pair.say(VUFO, "dossier.say", {"text": "and ours"}, dossier=file)
    assert shown(pair, names) == 2 * FULL

    carry(pair)
    with south.active():
        folding.answer(quiet_at=pair.clock)
        assert shown(pair, names) == 2 * FULL
        # It broke off: what is left is durable, and folded by the timers of whichever process comes next.
        folding.answer(quiet_at=pair.clock + folding.QUIET)
    assert shown(pair, names) == 3 * FULL

    push_all(pair)
    assert shown(pair, names) == len(names)
    with south.active():
        assert list(refolding.differences(refolding.names())) == []


def test_no_more_waits_than_a_reader_can_wait_for_and_each_act_counts_from_when_it_came(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "MOST", 2 * FULL)
    file = announce(pair, "2026-12-15")
    names = notes(pair, file, 3 * FULL)
    pair.clock += timedelta(days=3)
    came, seen = pair.clock, []
    for _ in range(3):
        carry(pair)
        pair.clock += timedelta(days=1)
        seen.append(shown(pair, names))
    assert seen[0] == 0 and 0 < seen[1] == seen[2] < len(names)
    (entry,) = statements(pair, VUFO, file)
    with pair.nodes[VUFO].active():
        folding.settle()
        received = StoredAct.objects.get(name=entry.name).act.facts["received"]
    assert [item["at"] for item in received] == [write_time(came)]
    pair.exchange()
    assert shown(pair, names) == len(names)


def test_where_rows_cannot_be_made_everything_else_goes_on(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    file = announce(pair, "2026-12-30")
    pair.exchange()
    names, client, south = notes(pair, file, FULL), holder(pair), pair.nodes[VUFO]
    carry(pair)
    secret, kept = tmp_path / "passphrase", tmp_path / "kept.backup"
    secret.write_text("several plain words in a row")

    def full(stored: Any, *, now: Any) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(project, "project", full)
        with south.active():
            assert client.get(f"/api/v1/dossiers/{file}").status_code == 200
        words = ("--home", str(south.home))
        assert main(["digest", *words, file]) == 0
        assert main(["check", *words]) == 1
        assert main(["backup", *words, str(kept), "--passphrase-file", str(secret)]) == 0
    said = capsys.readouterr()
    assert f"{file}: What is " in said.out and "could not be folded" in caplog.text
    assert said.err.count("servanda: Files stand as they stood before what came last: database or disk is full.") == 3
    assert shown(pair, names) == 0
    with south.active():
        folding.settle()
    assert shown(pair, names) == FULL
