"""Nodes that were restored from an old backup, rolled back, or lost their disk: nothing forks, all that was shared
comes back."""

import hashlib
import io
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from nacl.signing import SigningKey

from servanda import recovery
from servanda.exchange import epochs, files, links, loop
from servanda.exchange.check import check
from servanda.exchange.models import Feed, FileRow, Quarantine
from servanda.kernel import acts, jws, lanes, log, recalls, rotation, starting
from servanda.kernel import node as nodes
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from tests.engines import Engine
from tests.exchange.carrying import carry, carry_round
from tests.exchange.network import Network
from tests.exchange.sender import Sender, line, sealed
from tests.exchange.speaking import contact, draft, joined, names, now, opened, say, second_ends
from tests.world import THIRD, VUFO

BYTES = b"the plan of the exhibition" * 50


def snapshot(node: Node) -> Path:
    """A copy of the database as it is, as a disk image of that moment would hold it."""
    if connections[node.alias].vendor != "sqlite":
        pytest.skip("an image of one file; PostgreSQL is rolled back by its own tools")
    with node.active():
        node.tidy_log()
    copy = node.home / "old-image"
    shutil.copyfile(node.home / "servanda.sqlite3", copy)
    return copy


def roll_back(node: Node, copy: Path) -> None:
    connections[node.alias].close()
    for name in ("servanda.sqlite3-wal", "servanda.sqlite3-shm"):
        (node.home / name).unlink(missing_ok=True)
    shutil.copyfile(copy, node.home / "servanda.sqlite3")


def talk(network: Network, *nodes: Node, rounds: int = 3) -> None:
    """Each contacts each, some times over; what one refuses at first it takes at last."""
    for _ in range(rounds):
        for here in nodes:
            for there in nodes:
                if here is not there:
                    try:
                        contact(here, there, network)
                    except Refused:
                        continue


def assert_whole(dossier: str, *nodes: Node) -> None:
    """All hold the same acts, nothing is signed twice for one place, and every chain holds."""
    assert len({frozenset(names(node, dossier)) for node in nodes}) == 1
    for node in nodes:
        with node.active():
            held = [row.act for row in StoredAct.objects.filter(dossier=dossier, internal=False)]
            assert lanes.equivocations(held) == []
            assert check(node) == []
            assert not Feed.objects.exclude(in_forked_at=None).exists()
            assert not Quarantine.objects.exists()


def lively(mofa: Node, vufo: Node, network: Network) -> tuple[str, Path]:
    """A dossier in which both spoke, an image of the ministry then, and what both said after it."""
    dossier = opened(mofa, VUFO)
    say(mofa, draft(mofa, dossier))
    talk(network, mofa, vufo)
    copy = snapshot(mofa)
    say(mofa, draft(mofa, dossier, content={"text": "lost one"}))
    talk(network, mofa, vufo)
    say(vufo, draft(vufo, dossier))
    say(mofa, draft(mofa, dossier, content={"text": "lost two"}))
    talk(network, mofa, vufo)
    return dossier, copy


def test_restore_from_an_old_backup_forks_history__not_here(mofa: Node, vufo: Node, network: Network) -> None:
    dossier, copy = lively(mofa, vufo, network)
    before = names(mofa, dossier)
    roll_back(mofa, copy)
    with mofa.active():
        epoch = epochs.begin(now=second_ends())
        assert epoch > 1 and epochs.unanswered() == [VUFO]
    assert len(names(mofa, dossier)) == len(before) - 3
    fresh = say(mofa, draft(mofa, dossier))[0]
    assert (fresh.epoch, fresh.n) == (epoch, 1)
    talk(network, mofa, vufo)
    assert names(mofa, dossier) == before | {fresh.name}
    assert_whole(dossier, mofa, vufo)
    with mofa.active():
        assert epochs.unanswered() == []


def test_a_rollback_that_nobody_told_is_noticed_by_the_peers_receipt(mofa: Node, vufo: Node, network: Network) -> None:
    dossier, copy = lively(mofa, vufo, network)
    before = names(mofa, dossier)
    roll_back(mofa, copy)
    with pytest.raises(Refused) as refused:
        contact(mofa, vufo, network)
    assert refused.value.code == "feed_ahead"
    with mofa.active():
        assert log.current_epoch() > 1
    talk(network, mofa, vufo)
    assert names(mofa, dossier) == before
    say(mofa, draft(mofa, dossier))
    talk(network, mofa, vufo)
    assert_whole(dossier, mofa, vufo)


def test_nothing_is_said_after_a_start_until_the_peers_were_asked(mofa: Node, vufo: Node, network: Network) -> None:
    dossier, copy = lively(mofa, vufo, network)
    roll_back(mofa, copy)
    loop.hold(mofa)
    with pytest.raises(Refused) as refused:
        say(mofa, draft(mofa, dossier))
    assert refused.value.code == "starting"
    say(vufo, draft(vufo, dossier))
    with pytest.raises(Refused) as busy:
        contact(vufo, mofa, network)
    assert busy.value.code == "busy", "what comes in may call for a word of ours"
    with mofa.active(), network.client() as client:
        assert starting.unheard(mofa) == {VUFO} and not loop.attempt(VUFO, client=client, now=now())
        assert starting.unheard(mofa) == set() and log.current_epoch() > 1
    said = say(mofa, draft(mofa, dossier))[0]
    assert said.epoch > 1
    talk(network, mofa, vufo)
    assert_whole(dossier, mofa, vufo)


def test_who_does_not_answer_is_not_waited_for(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    loop.hold(mofa)
    network.is_down.add(VUFO)
    with mofa.active(), network.client() as client:
        assert not loop.attempt(VUFO, client=client, now=now())
        assert starting.unheard(mofa) == {VUFO}
    say(mofa, draft(mofa, dossier))
    network.is_down.clear()
    asked = len(network.calls)
    contact(mofa, vufo, network)
    assert network.calls[asked:] == [("POST", "/exchange/v1/contact/"), ("POST", "/exchange/v1/feed/")], "asked first"
    assert starting.unheard(mofa) == set()


def test_under_a_retired_key_nothing_comes_back_but_what_was_lost(mofa: Node, vufo: Node, network: Network) -> None:
    """A thief has the key of then, and a peer shows whatever the thief seals: at once, later, and after a new epoch."""
    dossier, copy = lively(mofa, vufo, network)
    before, stolen = names(mofa, dossier), mofa.signing_key
    roll_back(mofa, copy)
    with mofa.active():
        epochs.begin(now=second_ends())
    rotation.rotate(mofa, at=now())
    talk(network, mofa, vufo)
    assert names(mofa, dossier) == before, "under the key that was retired since"
    say(mofa, draft(mofa, dossier, at=now() + timedelta(seconds=2)))
    peer = Sender(vufo, mofa, network)
    with vufo.active():
        place = Feed.objects.get(peer=mofa.agency).outgoing
    peer.n, peer.link = place.n, place.link
    for day in range(2):
        forged = sealed(mofa, acts.new_dossier_id(mofa.agency), key=stolen, at=now() - timedelta(days=1 + day))
        assert [told[:2] for told in peer.send(line(forged)).values()] == [("refused", "retired_key")]
        with mofa.active():  # as a false receipt makes it do: everybody is asked again
            epochs.begin(now=second_ends() + timedelta(minutes=20))
            assert epochs.unanswered() == [VUFO]


def test_one_backup_restored_twice_begins_two_epochs(mofa: Node, vufo: Node, network: Network) -> None:
    dossier, copy = lively(mofa, vufo, network)
    seen = set()
    for seconds in (0, 1):
        roll_back(mofa, copy)
        with mofa.active():
            seen.add(epochs.begin(now=second_ends() + timedelta(seconds=seconds)))
        say(mofa, draft(mofa, dossier))
        talk(network, mofa, vufo, rounds=4)
    assert len(seen) == 2
    assert_whole(dossier, mofa, vufo)


def test_one_backup_restored_twice_within_a_second_begins_two_epochs(mofa: Node, vufo: Node, network: Network) -> None:
    """And what is said after each stands beside the other, though nobody could be asked in between."""
    dossier, copy = lively(mofa, vufo, network)
    time.sleep(1 - time.time() % 1)
    seen = set()
    for _ in range(2):
        roll_back(mofa, copy)
        with mofa.active():
            seen.add(epochs.begin(now=now()))
        say(mofa, draft(mofa, dossier))
        if len(seen) == 1:
            contact(mofa, vufo, network)
    assert len(seen) == 2
    talk(network, mofa, vufo, rounds=4)
    assert_whole(dossier, mofa, vufo)


def test_a_backup_of_a_clock_that_was_ahead_is_restored_twice(mofa: Node, vufo: Node, network: Network) -> None:
    with mofa.active():
        ahead = epochs.begin(now=second_ends() + timedelta(hours=2))
    dossier, copy = lively(mofa, vufo, network)
    seen, at = {ahead}, second_ends()
    for seconds in (0, 1):
        roll_back(mofa, copy)
        with mofa.active():
            seen.add(epochs.begin(now=at + timedelta(seconds=seconds)))
        say(mofa, draft(mofa, dossier))
        talk(network, mofa, vufo, rounds=4)
    assert len(seen) == 3
    assert_whole(dossier, mofa, vufo)


def test_a_rollback_to_just_after_a_new_epoch_is_heeded_before_anything_is_said(
    mofa: Node, vufo: Node, network: Network
) -> None:
    dossier = opened(mofa, VUFO)
    with mofa.active():
        begun = epochs.begin(now=second_ends())
    talk(network, mofa, vufo)
    copy = snapshot(mofa)
    lost = say(mofa, draft(mofa, dossier))[0]
    talk(network, mofa, vufo)
    roll_back(mofa, copy)
    with pytest.raises(Refused) as refused:
        contact(mofa, vufo, network)
    assert refused.value.code == "feed_ahead"
    fresh = say(mofa, draft(mofa, dossier))[0]
    assert (lost.epoch, fresh.n) == (begun, 1) and fresh.epoch > begun
    talk(network, mofa, vufo, rounds=4)
    assert lost.name in names(mofa, dossier)
    assert_whole(dossier, mofa, vufo)


def test_a_claim_beyond_any_clock_begins_no_epoch(mofa: Node) -> None:
    with mofa.active():
        assert not epochs.heed(2**31 - 1, now=now()) and log.current_epoch() == 1
        assert epochs.heed(1, now=second_ends())
        assert not epochs.heed(1, now=now()), "not again for an epoch before this one"


def test_whoever_lies_of_the_newest_epoch_comes_to_an_end(mofa: Node) -> None:
    """Each time it leads ten minutes further ahead of the clock, and no further than a day."""
    at, begun = second_ends(), 0
    with mofa.active():
        while epochs.heed(log.current_epoch(), now=at):
            begun += 1
            assert begun < 150
            at += timedelta(seconds=1)
    assert begun > 1


def test_acts_of_third_parties_and_files_come_back_too(mofa: Node, vufo: Node, third: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO, THIRD)
    copy = snapshot(mofa)
    with mofa.active():
        sha, size = files.store_file(io.BytesIO(BYTES), 10_000)
    named = {"files": [{"sha256": sha, "size": size, "name": "plan.txt", "type": "text/plain"}]}
    own = say(mofa, draft(mofa, dossier, content=named))[0].name
    talk(network, mofa, vufo, third)
    say(third, draft(third, dossier))
    say(vufo, draft(vufo, dossier))
    talk(network, mofa, vufo, third)
    before = names(mofa, dossier)
    roll_back(mofa, copy)
    shutil.rmtree(mofa.files)
    mofa.files.mkdir()
    with mofa.active():
        epochs.begin(now=second_ends())
    talk(network, mofa, vufo, third)
    assert names(mofa, dossier) == before and len(before) == 4
    assert_whole(dossier, mofa, vufo, third)
    with mofa.active():
        assert FileRow.objects.get(act=own).state == "here"
        assert hashlib.sha256(files.path_of(sha).read_bytes()).hexdigest() == sha.removeprefix("sha256:")


def test_what_was_recalled_since_the_backup_is_gone_once_the_peers_have_answered(
    mofa: Node, vufo: Node, network: Network
) -> None:
    marker = "Hagebuttenkonfitüre"
    dossier = opened(mofa, VUFO)
    theirs = say(mofa, draft(mofa, dossier, content={"text": marker}))[0].name
    talk(network, mofa, vufo)
    ours = say(vufo, draft(vufo, dossier, content={"text": marker}))[0].name
    talk(network, mofa, vufo)
    copy = snapshot(mofa)
    say(mofa, draft(mofa, dossier, kind=recalls.RECALL, facts={"acts": [theirs]}))
    say(vufo, draft(vufo, dossier, kind=recalls.RECALL, facts={"acts": [ours]}))
    talk(network, mofa, vufo)
    roll_back(mofa, copy)
    copy.unlink()
    with mofa.active():
        epochs.begin(now=second_ends())
        assert epochs.unanswered() == [VUFO]
    talk(network, mofa, vufo)
    with mofa.active():
        assert epochs.unanswered() == []
        assert not StoredAct.objects.filter(name__in=[theirs, ours]).exclude(content=None).exists()
        mofa.tidy()
    for path in mofa.home.rglob("*"):
        assert not path.is_file() or marker.encode() not in path.read_bytes()
    assert_whole(dossier, mofa, vufo)


def test_what_was_lost_comes_back_by_courier_too(mofa: Node, vufo: Node) -> None:
    dossier = opened(mofa, VUFO)
    carry_round(mofa, vufo)
    copy = snapshot(mofa)
    say(mofa, draft(mofa, dossier, content={"text": "lost"}))
    carry_round(mofa, vufo)
    before = names(mofa, dossier)
    roll_back(mofa, copy)
    with mofa.active():
        epochs.begin(now=now())
    carry(vufo, mofa)
    with mofa.active():
        assert epochs.unanswered() == [VUFO], "that file was packed before it was asked"
    carry(mofa, vufo)
    carry(vufo, mofa)
    assert names(mofa, dossier) == before
    with mofa.active():
        assert epochs.unanswered() == []
    say(mofa, draft(mofa, dossier))
    carry_round(mofa, vufo)
    assert_whole(dossier, mofa, vufo)


def test_a_node_with_its_root_key_and_a_card_only_gets_back_all_that_it_had_shared(
    mofa: Node, vufo: Node, third: Node, network: Network, tmp_path: Path, engine: Engine
) -> None:
    dossier = opened(mofa, VUFO, THIRD)
    alone = opened(mofa, VUFO)
    with mofa.active():
        sha, size = files.store_file(io.BytesIO(BYTES), 10_000)
    named = {"files": [{"sha256": sha, "size": size, "name": "plan.txt", "type": "text/plain"}]}
    say(mofa, draft(mofa, dossier, content=named))
    talk(network, mofa, vufo, third)
    say(third, draft(third, dossier))
    say(mofa, draft(mofa, dossier, content={"text": "the last word, which nobody answered"}))
    talk(network, mofa, vufo, third)
    before = {file: names(mofa, file) for file in (dossier, alone)}
    root = SigningKey(jws.unb64((mofa.home / "keys" / "root.key").read_text().strip()))
    again = nodes.create_again(tmp_path / "again", card=mofa.card, root=root, at=now(), **engine.options())
    engine.fill(again.home)
    assert again.card.root == mofa.card.root and again.signing_key != mofa.signing_key
    recovery.begin(again, now=now())
    joined(again, network)
    with again.active():
        for peer in (vufo, third):
            links.link(peer.card.jws, peer.card.fingerprint(), now=now())
    talk(network, again, vufo, third, rounds=4)
    assert {file: names(again, file) for file in before} == before
    fresh = say(again, draft(again, dossier))[0]
    talk(network, again, vufo, third)
    assert fresh.name in names(third, dossier)
    for file in before:
        assert_whole(file, again, vufo, *([third] if file == dossier else []))
    with again.active():
        assert files.path_of(sha).read_bytes() == BYTES and epochs.unanswered() == []
    engine.forget([again])


def test_another_root_key_makes_no_node_again(mofa: Node, vufo: Node, tmp_path: Path) -> None:
    root = SigningKey(jws.unb64((vufo.home / "keys" / "root.key").read_text().strip()))
    with pytest.raises(ValueError, match="root key"):
        nodes.create_again(tmp_path / "again", card=mofa.card, root=root, at=now())
    assert not (tmp_path / "again").exists()
