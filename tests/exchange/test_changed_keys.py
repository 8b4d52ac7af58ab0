"""Keys that change: with acts in flight, after a theft, and after the root key was lost; the past stays provable."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from servanda import listening
from servanda.cli.main import main
from servanda.exchange.check import check
from servanda.exchange.links import link as connect
from servanda.exchange.models import OldCard, Peer, Quarantine
from servanda.kernel import acts, certificates, rotation
from servanda.kernel.node import Node, open_node
from servanda.kernel.refusals import Refused
from tests.exchange.network import Network
from tests.exchange.sender import Sender, line, sealed
from tests.exchange.speaking import contact, draft, names, now, opened, say
from tests.web.house import settle
from tests.world import MOFA, VUFO


def test_what_was_sealed_before_a_rotation_arrives_after_it(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    say(mofa, *(draft(mofa, dossier, content={"text": f"{n}"}) for n in range(5)))
    old = mofa.signing_key
    rotation.rotate(mofa, at=now())
    assert mofa.signing_key != old and len(mofa.card.keys) == 2
    say(mofa, draft(mofa, dossier, content={"text": "under the new key"}))
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier)
    say(vufo, draft(vufo, dossier, content={"text": "received"}))
    contact(vufo, mofa, network)
    assert names(vufo, dossier) == names(mofa, dossier)
    with vufo.active():
        assert OldCard.objects.count() == 1 and not Quarantine.objects.exists()


def test_a_running_process_signs_under_the_key_that_another_one_took_into_use(mofa: Node, vufo: Node) -> None:
    before = mofa.signing_key
    other = open_node(mofa.home)
    rotation.rotate(other, at=now())
    assert mofa.signing_key != before
    assert mofa.signing_key.verify_key.encode() == mofa.card.current[0].public


@pytest.mark.parametrize("crash", ["before the card", "after the card"])
def test_a_rotation_that_was_interrupted_is_finished_or_never_was(mofa: Node, crash: str, tmp_path: Path) -> None:
    folder, copy = mofa.home / "keys", tmp_path / "copy"
    old_card, old_key = (mofa.home / "card.jws").read_text(), (folder / "signing.key").read_text()
    shutil.copytree(folder, copy)
    rotation.rotate(mofa, at=now())
    new_key = (folder / "signing.key").read_text()
    (folder / rotation.NEXT).write_text(new_key)
    (folder / "signing.key").write_text(old_key)
    if crash == "before the card":
        (mofa.home / "card.jws").write_text(old_card)
    rotation.finish(mofa)
    assert (folder / "signing.key").read_text() == (old_key if crash == "before the card" else new_key)
    assert mofa.signing_key.verify_key.encode() == mofa.card.current[0].public
    assert not (folder / rotation.NEXT).exists()


def test_a_thief_with_a_retired_key_gets_nothing_in(
    bad: Sender, mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    """Neither in the true agency's name, nor passed on by a third: what no current statement covers is refused."""
    stolen = mofa.signing_key
    rotation.rotate(mofa, at=now())
    contact(mofa, vufo, network)
    contact(mofa, third, network)
    bad.key = stolen
    forged = sealed(mofa, acts.new_dossier_id(MOFA), key=stolen)
    answer = bad.post(bad.batch(line(forged)))
    assert (answer.status_code, answer.json()["code"]) == (401, "retired_key")
    relay = Sender(third, vufo, network)
    outcomes = relay.send(line(forged))
    assert [outcome[:2] for outcome in outcomes.values()] == [("refused", "retired_key")]
    assert not names(vufo, forged.dossier)


def test_a_forgery_that_was_disowned_is_refused_when_it_arrives_later(
    bad: Sender, mofa: Node, vufo: Node, network: Network
) -> None:
    """The key was stolen, and is current still: the list of forgeries decides, also for what builds on them."""
    first = sealed(mofa, acts.new_dossier_id(MOFA), at=now() - timedelta(minutes=2))
    forged = sealed(mofa, first.dossier, kind="note.say", n=2, prev=first.id, parts={"content": {"text": "false"}})
    on_top = sealed(mofa, first.dossier, kind="note.say", n=3, prev=forged.id, parts={"content": {"text": "more"}})
    told = sealed(
        mofa, acts.new_dossier_id(MOFA), kind="directory.disown",
        parts={"facts": {"parties": sorted([MOFA, VUFO]), "acts": [forged.id]}},
    )  # fmt: skip
    assert bad.send(line(first), line(told)) == {}
    outcomes = bad.send(line(forged), line(on_top))
    assert [outcome[:2] for outcome in outcomes.values()] == [("refused", "disowned"), ("parked", "missing")]
    assert names(vufo, first.dossier) == {first.id}
    with vufo.active():
        assert Quarantine.objects.filter(act=forged.id, code="disowned").count() == 1


def test_what_was_taken_before_it_was_disowned_stays(bad: Sender, mofa: Node, vufo: Node) -> None:
    """Or an agency could take back its own true word, on which others have built, by calling it a forgery."""
    first = sealed(mofa, acts.new_dossier_id(MOFA), at=now() - timedelta(minutes=2))
    told = sealed(
        mofa, acts.new_dossier_id(MOFA), kind="directory.disown",
        parts={"facts": {"parties": sorted([MOFA, VUFO]), "acts": [first.id]}},
    )  # fmt: skip
    assert bad.send(line(first)) == {} and bad.send(line(told)) == {}
    say(vufo, draft(vufo, first.dossier, content={"text": "built upon it"}))
    assert first.id in names(vufo, first.dossier) and len(names(vufo, first.dossier)) == 2
    assert bad.send(line(first)) == {}, "and is known when it comes again"


def test_nobody_disowns_what_another_agency_said(bad: Sender, mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(vufo, MOFA)
    contact(vufo, mofa, network)
    theirs = next(iter(names(vufo, dossier)))
    told = sealed(
        mofa, acts.new_dossier_id(MOFA), kind="directory.disown",
        parts={"facts": {"parties": sorted([MOFA, VUFO]), "acts": [theirs]}},
    )  # fmt: skip
    assert bad.send(line(told)) == {}
    say(vufo, draft(vufo, dossier, content={"text": "still here"}))
    assert theirs in names(vufo, dossier) and len(names(vufo, dossier)) == 2


def test_a_lost_root_key_needs_the_words_again_and_the_past_stays_provable(
    mofa: Node, vufo: Node, network: Network, tmp_path: Path
) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with pytest.raises(FileExistsError):
        rotation.new_root(mofa, at=now())
    (mofa.home / "keys" / "root.key").unlink()
    old = mofa.card.fingerprint()
    card = rotation.new_root(mofa, at=now())
    assert card.fingerprint() != old
    say(mofa, draft(mofa, dossier, content={"text": "after"}))
    with pytest.raises(Refused) as refused:
        contact(mofa, vufo, network)
    assert refused.value.code == "other_key"
    with vufo.active():
        peer = Peer.objects.get(agency=MOFA)
        assert peer.other_key_seen == card.fingerprint(), "the administrator sees it"
        with pytest.raises(Refused):
            connect(card.jws, None, now=now())
        with pytest.raises(Refused):
            connect(card.jws, old, now=now())
        connect(card.jws, card.fingerprint(), now=now())
        assert OldCard.objects.filter(agency=MOFA).count() == 1
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier)
    with vufo.active():
        assert check(vufo) == []
    rotation.rotate(mofa, at=now())
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier)


def test_the_command_line_changes_keys(mofa: Node, vufo: Node, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(settle(mofa).home)
    settle(vufo)
    assert main(["rotate", "--home", home]) == 0
    assert "Card 2 names fresh keys" in capsys.readouterr().out
    assert main(["new-root", "--home", home]) == 2
    # With the root key in its place a certificate of which half is over is renewed too, and a fresh one is not.
    listening.renew(mofa, (), at=now() - certificates.HOLDS / 2 - timedelta(days=2))
    for is_renewed in (True, False):
        before = mofa.card.certificate
        capsys.readouterr()
        assert main(["rotate", "--home", home]) == 0
        assert ("names a fresh certificate" in capsys.readouterr().out) is is_renewed
        assert (mofa.card.certificate != before) is is_renewed
    (mofa.home / "keys" / "root.key").unlink()
    for command in ("rotate", "certificate --renew"):
        assert main([*command.split(), "--home", home]) == 2
        assert "root key" in capsys.readouterr().err
    assert main(["new-root", "--home", home]) == 0
    assert "compared these words by telephone" in capsys.readouterr().out
    words = mofa.card.fingerprint()
    there = ["link", "--home", str(vufo.home), str(mofa.home / "card.jws")]
    assert main(there) == 2
    assert "others than before" in capsys.readouterr().err
    assert main([*there, "--fingerprint", words]) == 0
    assert "stays proved under its earlier card" in capsys.readouterr().out
    assert main(["disown", "--home", home, "nonsense"]) == 2
    assert main(["disown", "--home", home, "sha256:" + "0" * 64]) == 2
    assert "No agency" in capsys.readouterr().err
