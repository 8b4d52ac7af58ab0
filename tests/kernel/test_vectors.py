"""The printed vectors: this code makes the same bytes again, takes the good ones and refuses the bad ones as stated."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from servanda.exchange import wire
from servanda.kernel import acts, commitments, door, jsonbytes, jws, keys, lanes
from servanda.kernel.acts import Act
from servanda.kernel.commitments import Event
from servanda.kernel.refusals import Refused
from servanda.kernel.times import read_time
from servanda.processes.folding.fold import fold
from tests.kernel import make_vectors
from tests.kernel.agencies import UNION
from tests.kernel.make_vectors import FOLDER, plain, text_of
from tests.kernel.model import Peer


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def read(item: Mapping[str, Any]) -> Act:
    return acts.read(item["act"], raw(item["parts"]))


def raw(parts: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in parts.items()}


def why(item: Any) -> str:
    return str(item.get("why", item.get("raw", ""))[:40]) if isinstance(item, dict) else ""


ACTS, KEYS, JSON = load("acts"), load("keys"), load("json")


def the_door() -> Peer:
    cards = {card.agency: card for card in map(keys.read_card, ACTS["cards"])}
    peer = Peer(UNION, now=read_time(ACTS["now"]), cards=cards, ceiling=ACTS["ceiling"])
    for item in ACTS["known"]:
        peer.keep(read(item))
    assert peer.agency == ACTS["receiver"]
    return peer


def admit(item: Mapping[str, Any]) -> Act:
    peer = the_door()
    return door.admit(item["act"], raw(item["parts"]), peer, now=peer.now, covered=False).act


def test_the_vectors_are_made_again() -> None:
    made = {name: text_of(vectors) for name, vectors in make_vectors.all_vectors().items()}
    kept = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    assert kept == made


@pytest.mark.parametrize("item", JSON["good"], ids=why)
def test_good_json(item: dict[str, str]) -> None:
    value = jsonbytes.read(jws.unb64(item["raw"]), limit=JSON["limit"])
    assert jsonbytes.write(value).decode() == item["written"]


@pytest.mark.parametrize("item", JSON["bad"], ids=why)
def test_bad_json(item: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        jsonbytes.read(jws.unb64(item["raw"]), limit=JSON["limit"])
    assert refused.value.code == item["code"]


@pytest.mark.parametrize("item", KEYS["agencies"], ids=lambda item: item["agency"])
def test_words_and_cards(item: dict[str, str]) -> None:
    card = keys.read_card(item["card"])
    assert (card.agency, jws.b64(card.root), card.fingerprint()) == (item["agency"], item["root"], item["words"])
    assert [jws.b64(key.public) for key in card.current] == [item["key"]]


@pytest.mark.parametrize("item", KEYS["bad"], ids=why)
def test_bad_cards(item: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        keys.read_card(item["card"])
    assert refused.value.code == item["code"]


@pytest.mark.parametrize("item", KEYS["successors"], ids=why)
def test_successors(item: dict[str, str]) -> None:
    known, new = keys.read_card(item["known"]), keys.read_card(item["new"])
    if not item["code"]:
        return keys.check_successor(known, new)
    with pytest.raises(Refused) as refused:
        keys.check_successor(known, new)
    assert refused.value.code == item["code"]


@pytest.mark.parametrize("item", ACTS["good"], ids=why)
def test_good_acts(item: dict[str, Any]) -> None:
    assert admit(item).id == item["name"]


@pytest.mark.parametrize("item", ACTS["waiting"], ids=why)
def test_acts_that_wait(item: dict[str, Any]) -> None:
    with pytest.raises(door.Missing) as found:
        admit(item)
    assert found.value.names == item["names"]


@pytest.mark.parametrize("item", ACTS["bad"], ids=why)
def test_bad_acts(item: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        admit(item)
    assert refused.value.code == item["code"]


def test_every_step_of_the_door_has_a_bad_act() -> None:
    """But those two that need more than one entry: a disowned one (3), and what waits (9)."""
    assert {item["step"] for item in ACTS["bad"]} == set(range(1, 11)) - {3, 9}


def test_links() -> None:
    links = load("links")
    link = wire.genesis(links["from"], links["to"])
    assert link == links["genesis"]
    for name, expected in zip(links["names"], links["links"], strict=True):
        link = wire.link(link, name)
        assert link == expected


def test_statements() -> None:
    found = load("statements")
    cards = {card.agency: card for card in map(keys.read_card, ACTS["cards"])}
    reads = {"head": wire.read_head, "receipt": wire.read_receipt, "request": wire.read_request}
    for name, item in found.items():
        statement: Any = reads[name](item["token"])
        assert statement.check(cards[item["payload"]["from"]]).receiver == item["payload"]["to"]


@pytest.mark.parametrize("item", load("histories"), ids=why)
def test_histories(item: dict[str, Any]) -> None:
    found = [read(entry) for entry in item["acts"]]
    history = lanes.history(found)
    assert [act.id for act in history.acts] == item["order"]
    assert {name: [act.id for act in history.before(name)] for name in item["order"]} == item["past"]
    assert {agency: list(head) for agency, head in lanes.heads(found).items()} == item["heads"]
    assert [[a.id, b.id] for a, b in lanes.equivocations(found)] == item["equivocations"]


@pytest.mark.parametrize("item", load("handovers"), ids=why)
def test_handovers(item: dict[str, Any]) -> None:
    found = [read(entry) for entry in item["acts"]]
    for arrival in (found, found[::-1]):
        folded = fold(arrival, processes={}, terms={})
        assert (folded.home, folded.owner, folded.state) == (item["keeper"], item["unit"], item["state"])
        assert folded.handover.as_facts() == item["handover"]
        assert {unit: dict(said) for unit, said in folded.narrowed.items()} == item["narrowed"]
        assert {judged.act.id: judged.why_not for judged in folded.judged} == item["effect"]
        assert sorted(judged.act.id for judged in folded.judged if judged.is_crossed) == item["crossed"]


@pytest.mark.parametrize("item", load("commitments"), ids=why)
def test_folds(item: dict[str, Any]) -> None:
    past = {event["act"]: event["past"] for event in item["events"]}
    events = [
        Event(
            e["act"], e["side"], e["verb"], read_time(e["at"]), date.fromisoformat(e["until"]) if e["until"] else None
        )
        for e in item["events"]
    ]
    for arrival in (events, events[::-1]):
        standing = commitments.fold(
            arrival, precedes=lambda a, b: a in past[b], needs_acceptance=item["needs_acceptance"]
        )
        assert plain({name: getattr(standing, name) for name in item["standing"]}) == item["standing"]
