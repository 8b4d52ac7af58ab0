"""Recalls between nodes: late, early, doubled, to who comes later, and from who has no right to them."""

from servanda.exchange import batches
from servanda.exchange.models import FileRow, Quarantine
from servanda.kernel import acts, recalls
from servanda.kernel.models import Recalled, StoredAct
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.sender import Sender, chained, line, sealed
from tests.exchange.speaking import contact, draft, joined, link, opening, say
from tests.traces import traces as found
from tests.world import THIRD, VUFO

MARKER = "Quittenmarmelade"


def traces(node: Node) -> list[str]:
    with node.active():
        node.tidy()
    return found(node, MARKER)


def content_of(node: Node, name: str) -> bytes | None:
    with node.active():
        raw = StoredAct.objects.get(name=name).content
    return bytes(raw) if raw is not None else None


def recall_of(bad: Sender, act: acts.Act, **fields: object) -> acts.Act:
    parts = {"facts": {"acts": [act.id]}, "content": {"text": "No longer."}}
    return sealed(bad.here, act.dossier, kind=recalls.RECALL, n=act.n + 1, prev=act.id, parts=parts, **fields)


def test_a_recall_that_comes_before_what_it_recalls_waits_and_lets_nothing_in(bad: Sender) -> None:
    act = chained(bad, parts={"content": {"text": MARKER, "files": [{"sha256": "sha256:" + "0" * 64, "size": 9}]}})
    early = recall_of(bad, act)
    assert bad.send(line(early)) == {2: ("parked", "missing", {"names": [act.id]})}
    assert bad.send(line(act)) == {}
    with bad.there.active():
        assert StoredAct.objects.filter(name__in=[act.id, early.id]).count() == 2
        assert not FileRow.objects.filter(act=act.id).exists()
    assert content_of(bad.there, act.id) is None and traces(bad.there) == []


def test_what_was_recalled_does_not_come_back_when_it_is_sent_again(bad: Sender) -> None:
    act = chained(bad, parts={"content": {"text": MARKER}})
    bad.send(line(act))
    assert content_of(bad.there, act.id)
    bad.send(line(recall_of(bad, act)))
    assert content_of(bad.there, act.id) is None
    assert bad.send(line(act)) == {4: ("taken", "recalled", {})}
    assert content_of(bad.there, act.id) is None and traces(bad.there) == []


def test_who_comes_later_gets_the_recalled_entry_without_its_parts_and_the_reason(
    mofa: Node, vufo: Node, make_node: object, network: Network
) -> None:
    dossier = say(mofa, opening(mofa, VUFO, THIRD))[0].dossier
    first = say(mofa, draft(mofa, dossier, content={"text": MARKER}))[0].name
    contact(mofa, vufo, network)
    say(mofa, draft(mofa, dossier, kind=recalls.RECALL, facts={"acts": [first]}, content={"text": "No."}))
    contact(mofa, vufo, network)
    late = joined(make_node(THIRD), network)  # type: ignore[operator]
    link(mofa, late)
    link(vufo, late)
    for here, there in ((mofa, late), (vufo, late), (late, mofa), (mofa, late)):
        contact(here, there, network)
    for node in (mofa, vufo, late):
        assert content_of(node, first) is None and traces(node) == []
    with late.active():
        assert not Quarantine.objects.exists()
        assert StoredAct.objects.filter(dossier=dossier, kind=recalls.ERASED).count() == 2


def test_a_recall_of_anothers_words_erases_nothing(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = say(mofa, opening(mofa, VUFO))[0].dossier
    first = say(mofa, draft(mofa, dossier, content={"text": MARKER}))[0].name
    contact(mofa, vufo, network)
    say(vufo, draft(vufo, dossier, kind=recalls.RECALL, facts={"acts": [first]}))
    contact(vufo, mofa, network)
    for node in (mofa, vufo):
        assert content_of(node, first)
    # What the other one noted does not stand in the way of the author's own word.
    say(mofa, draft(mofa, dossier, kind=recalls.RECALL, facts={"acts": [first]}))
    contact(mofa, vufo, network)
    for node in (mofa, vufo):
        assert content_of(node, first) is None


def test_a_recall_reaches_no_other_file_of_its_author(bad: Sender) -> None:
    act, other = chained(bad, parts={"content": {"text": MARKER}}), chained(bad)
    bad.send(line(act))
    bad.send(line(other))
    elsewhere = sealed(
        bad.here, other.dossier, kind=recalls.RECALL, n=3, prev=other.id, parts={"facts": {"acts": [act.id]}}
    )
    bad.send(line(elsewhere))
    assert content_of(bad.there, act.id)
    # Nor does that word stand in the way of the one that counts: what it erases does not come back.
    bad.send(line(recall_of(bad, act)))
    assert bad.send(line(act)) == {bad.n: ("taken", "recalled", {})}
    assert content_of(bad.there, act.id) is None and traces(bad.there) == []


def test_a_recall_that_names_no_list_or_far_too_many_does_nothing(bad: Sender) -> None:
    act = chained(bad, parts={"content": {"text": MARKER}})
    bad.send(line(act))
    previous = act
    for names in ("all", [1, 2], [], [act.id] * 300, {"acts": act.id}, ["../x"]):
        parts = {"facts": {"acts": names}}
        previous = sealed(bad.here, act.dossier, kind=recalls.RECALL, n=previous.n + 1, prev=previous.id, parts=parts)
        bad.send(line(previous))
    assert content_of(bad.there, act.id)
    with bad.there.active():
        assert not Recalled.objects.exists()


def test_an_unsigned_recall_is_refused_through_http(bad: Sender) -> None:
    act = chained(bad, parts={"content": {"text": MARKER}})
    bad.send(line(act))
    forged = recall_of(bad, act)
    other = "B" * 8 if forged.jws.endswith("A" * 8) else "A" * 8
    unsigned = batches.line(forged.jws[:-8] + other, forged.parts)
    assert {state for state, _, _ in bad.send(unsigned).values()} == {"refused"}
    assert content_of(bad.there, act.id)
