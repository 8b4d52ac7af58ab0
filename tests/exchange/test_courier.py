"""The courier: the same feed, receipts and files in files carried by hand, whatever becomes of each of them."""

import random
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest

from servanda.exchange import batches, paths
from servanda.exchange.models import CourierFile, Feed, FeedEntry, OldCard, Peer, Quarantine
from servanda.kernel import node as nodes
from servanda.kernel import rotation
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from tests.exchange.carrying import carry, carry_round, packed, places, standing, taken_in
from tests.exchange.network import Network
from tests.exchange.sender import Sender, everything, line, sealed
from tests.exchange.speaking import contact, draft, joined, link, names, now, opened, say
from tests.world import MOFA, THIRD, VUFO


@pytest.fixture
def island(make_node: Callable[..., Node], network: Network, mofa: Node, vufo: Node) -> Node:
    """The museum, on no network: whoever calls it by one finds its door closed."""
    node = joined(make_node(THIRD, address="", air_gapped=True, ceiling="tuyet-mat"), network)
    link(mofa, node)
    link(vufo, node)
    return node


def note(node: Node, dossier: str, text: str = "x") -> str:
    return say(node, draft(node, dossier, content={"text": text}))[0].name


def test_three_agencies_share_a_file_of_which_one_only_sees_couriers(
    mofa: Node, vufo: Node, island: Node, network: Network
) -> None:
    dossier = opened(mofa, VUFO, THIRD)
    note(mofa, dossier)
    contact(mofa, vufo, network)
    note(vufo, dossier)
    assert carry(mofa, island).taken >= 2
    assert carry(vufo, island).taken >= 1
    note(island, dossier)
    for there in (mofa, vufo):
        done = carry(island, there)
        assert done.taken + done.waits == 1 and done.is_good, "at the ministry it waits for the union's"
    contact(vufo, mofa, network)
    contact(mofa, vufo, network)
    assert names(mofa, dossier) == names(vufo, dossier) == names(island, dossier)
    assert len(names(mofa, dossier)) == 4
    carry_round(mofa, island)
    carry(vufo, island)
    for here, there in ((mofa, island), (island, mofa), (island, vufo), (mofa, vufo)):
        assert standing(here, there) == {("taken", "")}, (here.agency, there.agency)


def test_an_air_gapped_node_calls_nobody_and_answers_nobody(mofa: Node, island: Node, network: Network) -> None:
    from servanda.exchange.loop import due

    opened(mofa, THIRD)
    before = len(network.calls)
    with island.active():
        assert due({}, urgent={MOFA}, now=now()) == []
    with mofa.active():
        assert THIRD not in due({}, urgent={THIRD}, now=now())
    assert len(network.calls) == before
    with network.client() as client:
        for path in (paths.CARD, paths.FEED, paths.CONTACT):
            answer = client.request("GET" if path == paths.CARD else "POST", f"http://{THIRD}{path}", content=b"x")
            assert (answer.status_code, answer.json()["code"]) == (403, "air_gapped"), path


@pytest.mark.parametrize("seed", range(6))
def test_lost_repeated_and_shuffled_files_lose_and_double_nothing(
    mofa: Node, vufo: Node, network: Network, seed: int
) -> None:
    chance = random.Random(seed)
    dossier = opened(mofa, VUFO)
    carry_round(mofa, vufo)
    under_way: list[tuple[Node, bytes]] = []
    for step in range(24):
        here, there = chance.choice([(mofa, vufo), (vufo, mofa)])
        match chance.randrange(5):
            case 0 | 1:
                note(here, dossier, f"{step}")
            case 2:
                under_way.append((there, packed(here, there)))
            case 3 if under_way:
                target, raw = chance.choice(under_way)  # it stays under way: it can come again, or never
                taken_in(target, raw)
            case 4 if chance.random() < 0.4:
                contact(here, there, network)
    for target, raw in reversed(under_way):
        taken_in(target, raw)
    carry_round(mofa, vufo)
    assert names(mofa, dossier) == names(vufo, dossier)
    for here, there in ((mofa, vufo), (vufo, mofa)):
        with here.active():
            feed = Feed.objects.get(peer=there.agency)
            assert not feed.is_behind
            acts = list(FeedEntry.objects.filter(peer=there.agency).values_list("act", flat=True))
        assert standing(here, there) <= {("taken", "")}
        assert places(there, here) == [(n, "taken") for n in range(1, len(acts) + 1)]
        assert len(acts) == len(set(acts))


def test_a_file_that_comes_twice_changes_nothing_and_says_so(mofa: Node, vufo: Node) -> None:
    dossier = opened(mofa, VUFO)
    raw = packed(mofa, vufo)
    first = taken_in(vufo, raw)
    assert (first.taken, first.known, first.again_at) == (1, 0, "") and first.is_good
    before = places(vufo, mofa)
    again = taken_in(vufo, raw)
    assert (again.taken, again.known, again.is_good) == (0, 1, True)
    assert again.again_at
    assert places(vufo, mofa) == before and len(names(vufo, dossier)) == 1


def test_receipts_travel_back_in_the_next_file(mofa: Node, vufo: Node) -> None:
    opened(mofa, VUFO)
    raw = packed(mofa, vufo)
    assert standing(mofa, vufo) == {("sent", "")}, "it is on its way, and nobody knows yet"
    taken_in(vufo, raw)
    assert standing(mofa, vufo) == {("sent", "")}
    carry(vufo, mofa)
    assert standing(mofa, vufo) == {("taken", "")}
    assert carry(mofa, vufo).known == 0, "what has its receipt is not packed again"


def test_what_was_refused_is_told_even_where_the_first_receipt_was_lost(bad: Sender, mofa: Node, vufo: Node) -> None:
    good, wrong = (sealed(mofa, f"{MOFA}/{'k' * 21}{n}") for n in "12")
    with mofa.active(), mofa.writing():
        from servanda.exchange.feeds import enqueue
        from servanda.kernel import log
        from servanda.kernel.door import VerifiedAct

        log.append([VerifiedAct(good), VerifiedAct(wrong)], now=now())
        StoredAct.objects.filter(name=wrong.id).update(facts=b'{"data":{},"salt":"AAAAAAAAAAAAAAAAAAAAAA"}')
        if not FeedEntry.objects.filter(act=wrong.id).exists():
            enqueue({VUFO: [good.id, wrong.id]}, now=now())
    done = carry(mofa, vufo)
    assert (done.taken, [row["code"] for row in done.refused], done.is_good) == (1, ["bad_part"], False)
    packed(vufo, mofa)  # lost
    carry(mofa, vufo)
    carry(vufo, mofa)
    assert standing(mofa, vufo) == {("taken", ""), ("refused", "bad_part")}
    with vufo.active():
        assert Quarantine.objects.count() == 1


def test_a_cut_off_file_gives_what_stands_before_the_cut(mofa: Node, vufo: Node) -> None:
    dossier = opened(mofa, VUFO)
    say(mofa, *(draft(mofa, dossier, content={"text": secrets.token_hex(450)}) for _ in range(600)))
    raw = packed(mofa, vufo)
    got = []
    for part in (0.6, 0.95):
        done = taken_in(vufo, raw[: int(len(raw) * part)])
        assert not done.is_whole and not done.is_good
        got.append(len(names(vufo, dossier)))
    assert 0 < got[0] < got[1] < 601 and got[0] % batches.ENTRY_LIMIT == 0, got
    assert taken_in(vufo, raw).is_good
    assert names(vufo, dossier) == names(mofa, dossier)
    assert places(vufo, mofa) == [(n, "taken") for n in range(1, 602)]


def test_an_altered_file_gives_nothing_that_was_not_signed(mofa: Node, vufo: Node) -> None:
    dossier = opened(mofa, VUFO)
    say(mofa, *(draft(mofa, dossier, content={"text": secrets.token_hex(450)}) for _ in range(300)))
    raw = packed(mofa, vufo)
    place = len(raw) // 2
    altered = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
    assert not taken_in(vufo, altered).is_whole
    assert names(vufo, dossier) <= names(mofa, dossier)
    assert taken_in(vufo, raw).is_good
    assert names(vufo, dossier) == names(mofa, dossier)


def test_files_that_are_not_for_this_agency_change_nothing(mofa: Node, vufo: Node, island: Node) -> None:
    opened(mofa, VUFO, THIRD)
    before = everything(vufo)
    raw = packed(mofa, island)
    for data, code in (
        (raw, "courier_not_ours"), (b"", "not_courier"), (b"nothing" * 99, "not_courier"), (raw[:40], "not_courier"),
        (packed(mofa, vufo)[:-50], "courier_cut_off"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            taken_in(vufo, data)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        taken_in(vufo, packed(mofa, vufo), peer=THIRD)
    assert refused.value.code == "courier_other_peer"
    assert everything(vufo) == before
    with vufo.active():
        assert not CourierFile.objects.filter(direction="taken").exists()


def test_a_stranger_and_a_closed_connection_bring_nothing_in(mofa: Node, vufo: Node, island: Node) -> None:
    opened(mofa, VUFO)
    raw = packed(mofa, vufo)
    with vufo.active():
        Peer.objects.filter(agency=MOFA).update(is_blocked=True)
        with pytest.raises(Refused) as refused:
            taken_in(vufo, raw)
        assert refused.value.code == "blocked"
        Peer.objects.filter(agency=MOFA).delete()
        with pytest.raises(Refused) as refused:
            taken_in(vufo, raw)
    assert refused.value.code == "not_linked"


def test_what_is_packed_under_a_key_that_was_replaced_meanwhile_is_packed_again(
    mofa: Node, vufo: Node, network: Network
) -> None:
    dossier = opened(mofa, VUFO)
    raw = packed(mofa, vufo)
    rotation.rotate(mofa, at=now())
    note(mofa, dossier)
    contact(vufo, mofa, network)  # brings the new card, and nothing else
    with vufo.active():
        assert OldCard.objects.count() == 1
    with pytest.raises(Refused) as refused:
        taken_in(vufo, raw)
    assert refused.value.code == "retired_key"
    assert carry(mofa, vufo).is_good
    assert names(vufo, dossier) == names(mofa, dossier)


def test_a_new_card_is_carried_and_an_old_one_is_overtaken(mofa: Node, vufo: Node) -> None:
    opened(mofa, VUFO)
    raw = packed(mofa, vufo)
    nodes.update_card(mofa, at=now(), address="http://elsewhere.example")
    assert carry(mofa, vufo).is_good
    with vufo.active():
        assert Peer.objects.get(agency=MOFA).address == "http://elsewhere.example"
    assert taken_in(vufo, raw).is_good, "an older card inside does not matter"
    with vufo.active():
        assert Peer.objects.get(agency=MOFA).address == "http://elsewhere.example"


def test_an_older_receipt_undoes_nothing(mofa: Node, vufo: Node) -> None:
    dossier = opened(mofa, VUFO)
    early = packed(vufo, mofa, at=now() - timedelta(minutes=9))
    carry_round(mofa, vufo)
    note(mofa, dossier)
    assert taken_in(mofa, early).receipt is None
    assert standing(mofa, vufo) == {("taken", ""), ("queued", "")}


def test_state_secrets_go_by_courier_between_air_gapped_nodes_alone(
    make_node: Callable[..., Node], network: Network, mofa: Node, vufo: Node, island: Node
) -> None:
    cell = joined(make_node("cell.example", address="", air_gapped=True, ceiling="toi-mat"), network)
    link(cell, island)
    link(cell, mofa)
    dossier = opened_secret(cell, THIRD)
    assert carry(cell, island).is_good
    assert names(island, dossier) == names(cell, dossier)
    shared = opened_secret(cell, THIRD, MOFA)
    done = carry(cell, mofa)
    assert standing(cell, mofa) == {("sent", "")}
    with mofa.active():
        assert not StoredAct.objects.filter(dossier=shared).exists(), "of what is above its ceiling only a name went"
    assert done.is_good
    carry(mofa, cell)
    assert standing(cell, mofa) == {("taken", "not_received")}


def opened_secret(home: Node, *parties: str) -> str:
    from tests.exchange.speaking import opening

    return say(home, opening(home, *parties, cls="mat"))[0].dossier


def test_a_networked_node_refuses_a_state_secret_at_its_door(bad: Sender, mofa: Node, vufo: Node) -> None:
    act = sealed(mofa, f"{MOFA}/{'s' * 22}", cls="mat")
    assert [outcome[:2] for outcome in bad.send(line(act)).values()] == [("refused", "state_secret")]


def test_a_card_that_receives_state_secrets_has_no_address(make_node: Callable[..., Node]) -> None:
    with pytest.raises(Refused) as refused:
        make_node("odd.example", ceiling="mat").card  # noqa: B018
    assert refused.value.code == "bad_card"
