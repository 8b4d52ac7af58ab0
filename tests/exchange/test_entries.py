"""In a batch that is taken, each entry is judged by itself: refused with its reason, and the next one is taken."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from servanda.exchange import batches, wire
from servanda.exchange.models import Feed, Peer, Quarantine, ReceivedEntry
from servanda.kernel import acts, jsonbytes, jws
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.exchange.sender import Sender, chained, line, sealed
from tests.exchange.speaking import names, now
from tests.world import MOFA, THIRD, VUFO


def altered_envelope(bad: Sender) -> bytes:
    act = chained(bad)
    header, payload, signature = act.jws.split(".")
    other = jws.unb64(payload).replace(b"note.say", b"note.lie")
    return batches.line(f"{header}.{jws.b64(other)}.{signature}", act.parts)


def altered_part(bad: Sender) -> bytes:
    act = chained(bad)
    return line(act, content=act.parts["content"].decode().replace('"x"', '"y"'))


def lacking_part(bad: Sender) -> bytes:
    return batches.line(chained(bad).jws, {})


def extra_part(bad: Sender) -> bytes:
    act = chained(bad)
    return line(act, personal=act.parts["content"].decode())


def other_agencys_lane(bad: Sender) -> bytes:
    return line(sealed(bad.here, acts.new_dossier_id(VUFO), agency=VUFO, key=bad.here.signing_key))


def anothers_dossier(bad: Sender) -> bytes:
    return line(sealed(bad.here, acts.new_dossier_id(VUFO)))


def not_a_party(bad: Sender) -> bytes:
    return line(sealed(bad.here, acts.new_dossier_id(MOFA), parts={"facts": {"parties": [MOFA, THIRD]}}))


def author_not_a_party(bad: Sender) -> bytes:
    return line(sealed(bad.here, acts.new_dossier_id(MOFA), parts={"facts": {"parties": [THIRD, VUFO]}}))


def reported_not_a_party(bad: Sender) -> bytes:
    return line(chained(bad, speaks_for=THIRD))


def internal(bad: Sender) -> bytes:
    return line(chained(bad, internal=True))


def above_ceiling(bad: Sender) -> bytes:
    return line(chained(bad, cls="mat"))


def from_future(bad: Sender) -> bytes:
    return line(chained(bad, at=now() + timedelta(hours=1)))


def bad_chain(bad: Sender) -> bytes:
    return line(chained(bad, n=3))


def before_past(bad: Sender) -> bytes:
    return line(chained(bad, at=now() - timedelta(days=1)))


def deep_part(bad: Sender) -> bytes:
    return raw_part(bad, b'{"salt":"AAAAAAAAAAAAAAAAAAAAAA","data":{"a":' + b"[" * 40 + b"]" * 40 + b"}}")


def duplicate_in_part(bad: Sender) -> bytes:
    return raw_part(bad, b'{"salt":"AAAAAAAAAAAAAAAAAAAAAA","data":{"a":1,"a":2}}')


def float_in_part(bad: Sender) -> bytes:
    return raw_part(bad, b'{"salt":"AAAAAAAAAAAAAAAAAAAAAA","data":{"a":1.5}}')


def unsalted_part(bad: Sender) -> bytes:
    return raw_part(bad, b'{"data":{"a":1}}')


def raw_part(bad: Sender, raw: bytes) -> bytes:
    act = chained(bad)
    payload = jsonbytes.read_object(jws.unb64(act.jws.split(".")[1]), limit=10**6) | {"content": jws.sha256(raw)}
    return batches.line(jws.sign(jws.ACT, jsonbytes.write(payload), bad.here.signing_key), {"content": raw})


def unknown_typ(bad: Sender) -> bytes:
    act = chained(bad)
    return batches.line(jws.sign("servanda-request", jws.unb64(act.jws.split(".")[1]), bad.key), act.parts)


def garbage(bad: Sender) -> bytes:
    return batches.line("not a token", {})


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (altered_envelope, "bad_signature"),
        (altered_part, "bad_part"),
        (lacking_part, "bad_part"),
        (extra_part, "bad_part"),
        (other_agencys_lane, "bad_signature"),
        (anothers_dossier, "not_home"),
        (not_a_party, "not_a_party"),
        (author_not_a_party, "not_a_party"),
        (reported_not_a_party, "not_a_party"),
        (internal, "bad_header"),
        (above_ceiling, "state_secret"),
        (from_future, "from_future"),
        (bad_chain, "bad_chain"),
        (before_past, "before_past"),
        (deep_part, "json_too_deep"),
        (duplicate_in_part, "json_duplicate_key"),
        (float_in_part, "json_float"),
        (unsalted_part, "bad_part"),
        (unknown_typ, "bad_header"),
        (garbage, "no_signature"),
    ],
)
def test_an_entry_is_refused_and_the_rest_is_taken(
    bad: Sender, vufo: Node, good_line: bytes, make: Callable[[Sender], bytes], code: str
) -> None:
    """Law 4: one door; what does not pass it is set aside with its reason, and stops nothing."""
    wrong = make(bad)
    n = bad.n
    outcomes = bad.send(wrong, good_line)
    assert {place: outcome[:2] for place, outcome in outcomes.items()} == {n + 1: ("refused", code)}
    with vufo.active():
        assert not StoredAct.objects.filter(name=batches.read_line(wrong).name).exists()
        assert StoredAct.objects.filter(name=batches.read_line(good_line).name).exists()
        kept = list(Quarantine.objects.values_list("code", "n"))
        assert kept == ([] if code == "from_future" else [(code, n + 1)])


def test_a_class_above_the_own_ceiling_is_refused(bad: Sender, vufo: Node) -> None:
    from servanda.kernel import node as nodes

    nodes.update_card(vufo, at=now(), ceiling="internal")
    assert bad.send(line(chained(bad, cls="limited")))[2][:2] == ("refused", "above_ceiling")


def test_a_repeated_batch_gets_the_original_outcomes(bad: Sender, vufo: Node, good_line: bytes) -> None:
    raw = bad.batch(line(sealed(bad.here, acts.new_dossier_id(VUFO))), good_line)
    first = wire.read_receipt(bad.post(raw).text).says
    second = wire.read_receipt(bad.post(raw).text).says
    assert first.outcomes == second.outcomes != {}
    assert first.place == second.place
    with vufo.active():
        assert ReceivedEntry.objects.count() == 2
        assert Quarantine.objects.count() == 1


def test_another_history_at_the_same_place_is_a_fork_and_is_kept(bad: Sender, vufo: Node, good_line: bytes) -> None:
    other = line(sealed(bad.here, acts.new_dossier_id(MOFA)))
    fork = bad.batch(other)
    assert bad.send(good_line) == {}
    answer = bad.post(fork)
    assert (answer.status_code, answer.json()["code"]) == (409, "feed_fork")
    assert wire.read_receipt(answer.json()["receipt"]).says.place.n == 1
    with vufo.active():
        assert not StoredAct.objects.filter(name=batches.read_line(other).name).exists()
        kept = Quarantine.objects.get()
        shown, taken = wire.read_head(bytes(kept.raw).decode()).says, Feed.objects.get()
        assert (shown.epoch, shown.last) == (taken.in_epoch, taken.in_n)
        assert shown.after != taken.in_link
        assert taken.in_forked_at
    bad.post(fork)
    with vufo.active():
        assert Quarantine.objects.count() == 1


def test_two_acts_for_one_place_of_a_lane_are_both_kept(bad: Sender, vufo: Node) -> None:
    one = chained(bad)
    two = sealed(bad.here, one.dossier, n=2, prev=one.prev, kind="note.say", parts={"content": {"text": "other"}})
    assert bad.send(line(one), line(two)) == {}
    assert {one.id, two.id} < names(vufo, one.dossier)


def test_a_blocked_peer_is_refused(bad: Sender, vufo: Node, good_line: bytes) -> None:
    with vufo.active():
        Peer.objects.update(is_blocked=True)
    answer = bad.post(bad.batch(good_line))
    assert (answer.status_code, answer.json()["code"]) == (403, "blocked")
