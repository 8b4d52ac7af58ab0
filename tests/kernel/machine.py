"""What happens to three agencies that lose, delay, repeat, restore and lie; and what must hold all the while."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from servanda.kernel import acts, door, jws, keys, lanes
from servanda.kernel.acts import Act
from servanda.kernel.commitments import CREDITOR, DEBTOR, VERBS, allows
from tests.kernel.agencies import AT, MINISTRY, MUSEUM, UNION, seed
from tests.kernel.forgeries import FORGERIES, crooked, forgery
from tests.kernel.model import VERB, Entry, Peer, View, name_of, view

AGENCIES = [MINISTRY.name, UNION.name, MUSEUM.name]
PLAIN_VERBS = sorted(VERBS.keys() - {"lapse"})
# Verbs as people use them; a uniform choice would rarely get past the first.
LIKELY = ["deliver", "deliver", "accept", "promise", "ask_time", "grant", "return", *PLAIN_VERBS]

agencies = st.sampled_from(AGENCIES)
any_number = st.integers(0, 10**6)


class Agencies(RuleBasedStateMachine):
    """Three agencies and the lines between them. Every rule is something that happens to real ones."""

    def __init__(self) -> None:
        super().__init__()
        self.peers = {agency.name: Peer(agency) for agency in (MINISTRY, UNION, MUSEUM)}
        self.lines: dict[tuple[str, str], list[Entry]] = {(a, b): [] for a in AGENCIES for b in AGENCIES if a != b}
        self.absent: set[str] = set()
        self.opened = 0
        self.lies: set[tuple[object, ...]] = set()
        self.checked: dict[tuple[str, str], list[str]] = {}
        self.pasts: dict[str, frozenset[str]] = {}
        self.verdicts: dict[tuple[str, str], bool] = {}

    # what happens

    @initialize()
    def a_first_matter(self) -> None:
        self.open_dossier(MINISTRY.name, UNION.name, True, True, 1)

    @rule(home=agencies, other=agencies, all_three=st.booleans(), accept=st.booleans(), lie=st.integers(0, 4))
    @precondition(lambda self: self.opened < 3)
    def open_dossier(self, home: str, other: str, all_three: bool, accept: bool, lie: int) -> None:
        if home == other:
            return
        self.opened += 1
        dossier = f"{home}/{jws.b64(seed(str(self.opened), 16))}"
        owed = {"debtor": other, "creditor": home, "needs_acceptance": accept}
        facts = {"parties": AGENCIES if all_three else sorted({home, other}), "owed": owed}
        peer = self.peers[home]
        twin = peer.seal(dossier, "visit.announce", facts | {"title": "another"})
        self.send(peer.say(dossier, "visit.announce", facts))
        if lie == 0:
            peer.keep(twin)
            self.send(twin)
            self.lies.add(place_of(twin))

    @rule(author=agencies, pick=any_number)
    def say_a_note(self, author: str, pick: int) -> None:
        if dossier := self.pick_dossier(author, pick):
            self.send(self.peers[author].say(dossier, "note.say", {"text": str(pick)}))

    @rule(pick=any_number, choice=any_number, by_debtor=st.booleans())
    def speak_on_a_commitment(self, pick: int, choice: int, by_debtor: bool) -> None:
        """One side says what is open to it, as far as it knows."""
        side = DEBTOR if by_debtor else CREDITOR
        for peer, opening in self.pick_commitment(pick, side):
            self.speak(peer, opening, side, choice)

    @rule(pick=any_number, choice=any_number, other_choice=any_number)
    def speak_at_once(self, pick: int, choice: int, other_choice: int) -> None:
        """Both sides speak before either hears the other."""
        for debtor, opening in self.pick_commitment(pick, DEBTOR):
            creditor = self.peers[opening.facts["owed"][CREDITOR]]
            self.speak(debtor, opening, DEBTOR, choice)
            if creditor.act(opening.id):
                self.speak(creditor, opening, CREDITOR, other_choice)

    def speak(self, peer: Peer, opening: Act, side: str, choice: int) -> None:
        standing = view(peer.shared(opening.dossier)).standings[opening.id]
        if verbs := [verb for verb in LIKELY if VERBS[verb].side == side and allows(standing, verb)]:
            self.send(say_verb(peer, opening, verbs[choice % len(verbs)]))

    @rule(pick=any_number, verb=st.sampled_from(LIKELY), author=agencies, reported=st.booleans())
    def speak_out_of_turn(self, pick: int, verb: str, author: str, reported: bool) -> None:
        """Anyone says anything on a commitment, in their own name or as words of the side whose verb it is."""
        for _, opening in self.pick_commitment(pick, VERBS[verb].side):
            speaker = opening.facts["owed"][VERBS[verb].side]
            changes = {"speaks_for": speaker, "via": "letter"} if reported and speaker != author else {}
            peer = self.peers[author]
            if peer.act(opening.id):
                self.send(say_verb(peer, opening, verb, **changes))

    @rule(receiver=agencies, line=any_number, place=any_number, again=st.booleans())
    def deliver(self, receiver: str, line: int, place: int, again: bool) -> None:
        """Any entry of any line: in order, out of order, or once more."""
        waiting = [entries for (_, to), entries in self.lines.items() if to == receiver and entries]
        if receiver in self.absent or not waiting:
            return
        entries = waiting[line % len(waiting)]
        entry = entries[place % len(entries)]
        if not again:
            entries.remove(entry)
        self.take(receiver, entry)

    @rule(receiver=agencies)
    def deliver_everything(self, receiver: str) -> None:
        for (_, to), entries in self.lines.items():
            while to == receiver and receiver not in self.absent and entries:
                self.take(receiver, entries.pop(0))

    @rule(line=any_number, place=any_number)
    def lose(self, line: int, place: int) -> None:
        if waiting := [entries for entries in self.lines.values() if entries]:
            entries = waiting[line % len(waiting)]
            entries.pop(place % len(entries))

    @rule(seconds=st.integers(0, 90), agency=agencies)
    def time_passes_unevenly(self, seconds: int, agency: str) -> None:
        """Clocks differ, by less than the door allows."""
        peer = self.peers[agency]
        peer.now = min(peer.now + timedelta(seconds=seconds), AT + timedelta(minutes=9))

    @rule(agency=agencies)
    def restart(self, agency: str) -> None:
        peer = self.peers[agency]
        before = {name: (act.jws, dict(act.parts)) for name, act in peer.acts.items()}
        peer.restart()
        assert {name: (act.jws, dict(act.parts)) for name, act in peer.acts.items()} == before

    @rule(agency=agencies)
    def leave_or_come_back(self, agency: str) -> None:
        self.absent ^= {agency}

    @rule(agency=agencies, back=st.integers(1, 6), pick=any_number, was_heard=st.booleans())
    def restore_an_old_copy(self, agency: str, back: int, pick: int, was_heard: bool) -> None:
        """What it had sent and nobody received is gone; peers show which epochs it ever used. It writes at once."""
        peer = self.peers[agency]
        for (sender, receiver), entries in self.lines.items():
            if sender == agency:
                while was_heard and receiver not in self.absent and entries:
                    self.take(receiver, entries.pop(0))
                entries.clear()
        used = {act.epoch for act in self.known_anywhere() if act.agency == agency}
        peer.roll_back(max(0, len(peer.stored) - back), epoch=max(used | {peer.epoch}) + 1)
        self.checked = {key: order for key, order in self.checked.items() if key[0] != agency}
        self.say_a_note(agency, pick)

    @rule(agency=agencies, pick=any_number, verb=st.sampled_from(LIKELY))
    def say_two_things_in_one_place(self, agency: str, pick: int, verb: str) -> None:
        """One is told to each of the others."""
        dossier = self.pick_dossier(agency, pick)
        if not dossier:
            return
        peer = self.peers[agency]
        commitment = next((opening.id for opening in openings(peer, dossier)), "")
        yes = peer.seal(dossier, "note.say", {"text": f"yes {pick}"})
        no = peer.seal(dossier, VERB + verb, {"commitment": commitment, "until": "2026-12-31"})
        peer.keep(yes)
        peer.keep(no)
        self.lies.add(place_of(yes))
        for act, others in ((yes, AGENCIES), (no, AGENCIES[::-1])):
            other = next(name for name in others if name != agency)
            if other in (peer.parties(dossier) or ()):
                self.lines[agency, other].append((act.jws, act.parts))

    @rule(victim=agencies, receiver=agencies, pick=any_number)
    def forge(self, victim: str, receiver: str, pick: int) -> None:
        """Someone writes where only the victim may, or where they are no party."""
        dossier = self.pick_dossier(victim, pick)
        peer = self.peers[receiver]
        if victim != receiver and dossier and receiver not in self.absent and peer.parties(dossier):
            for how in range(FORGERIES):
                self.take(receiver, forgery(how, self.peers[victim], dossier), bad=True)

    @rule(author=agencies, receiver=agencies, pick=any_number)
    def break_the_chain(self, author: str, receiver: str, pick: int) -> None:
        """A party misstates its place, its predecessor, what it had seen, or when it spoke."""
        peer = self.peers[receiver]
        dossier = self.pick_dossier(receiver, pick)
        if author != receiver and dossier and author in (peer.parties(dossier) or ()) and receiver not in self.absent:
            for entry in crooked(self.peers[author].of, peer.shared(dossier)):
                self.take(receiver, entry, bad=True)

    # what must hold

    @invariant()
    def nothing_that_held_is_different_now(self) -> None:
        for name, peer in self.peers.items():
            for dossier in peer.dossiers():
                shared = peer.shared(dossier)
                known = self.checked.get((name, dossier), [])
                if len(known) != len(shared):
                    self.checked[name, dossier] = self.check_dossier(dossier, shared, known)

    def check_dossier(self, dossier: str, shared: list[Act], known: list[str]) -> list[str]:
        found = view(shared)
        order = [act.id for act in found.history.acts]
        old = set(known)
        assert [act for act in order if act in old] == known, "law 5: late arrivals do not reorder the others"
        for act in found.history.acts:
            if act.id not in old:
                self.check_act(act, peer_past=frozenset(a.id for a in found.history.before(act.id)))
        for commitment, standing in found.standings.items():
            verdicts = dict.fromkeys(standing.taken, True) | dict.fromkeys(standing.without_effect, False)
            for act_name, verdict in verdicts.items():
                assert self.verdicts.setdefault((commitment, act_name), verdict) == verdict, "law 5: a verdict changed"
        self.check_two_sides(shared, found)
        return order

    def check_act(self, act: Act, *, peer_past: frozenset[str]) -> None:
        signed, _, signature = act.jws.rpartition(".")
        assert act.id == jws.name(signed), "law 2: the name is the sha256 of what was signed"
        author = next(agency for agency in (MINISTRY, UNION, MUSEUM) if agency.name == act.agency)
        keys.verify_by(author.card, signed, jws.unb64(signature), covered=False)  # law 1: its own lane only
        assert self.pasts.setdefault(act.id, peer_past) == peer_past, "law 5: the causal past changed"
        for cause in lanes.causes(act):
            assert {cause} | self.pasts[cause] <= peer_past, "law 5: a cause of a cause is a cause"

    def check_two_sides(self, shared: list[Act], found: View) -> None:
        """Law 1: whatever a third party says, how a commitment stands follows from the lanes of its two sides.

        And a delivery that the creditor had not seen when it spoke counts. (Where nobody lied or was restored: an
        agency that crosses itself can take its own word back.)
        """
        if any(act.epoch > 1 for act in shared) or found.equivocations:
            return
        ((opening, standing),) = found.standings.items()
        owed = next(act for act in shared if act.id == opening).facts["owed"]
        sides = {owed["debtor"], owed["creditor"]}
        assert view([act for act in shared if act.agency in sides]).standings == found.standings
        by_name = {act.id: act for act in shared}
        taken = [by_name[name] for name in standing.taken]
        deliveries = [act.id for act in taken if act.kind == VERB + "deliver"]
        if deliveries and not any(found.history.precedes(name, act.id) for name in deliveries for act in taken):
            assert standing.state in ("delivered", "accepted"), "what was done in good faith does not count"

    @invariant()
    def nobody_forks_but_liars(self) -> None:
        """Law 11: one signed act for one place, over all that exists anywhere."""
        places = Counter(place_of(act) for act in {act.id: act for act in self.known_anywhere()}.values())
        assert {place for place, count in places.items() if count > 1} <= self.lies

    def teardown(self) -> None:
        """Everybody comes back, everything that exists anywhere is delivered: all hold and see the same."""
        self.absent.clear()
        while self.exchange_what_is_missing():
            self.nothing_that_held_is_different_now()
            self.nobody_forks_but_liars()
        peers = list(self.peers.values())
        for dossier in {dossier for peer in peers for dossier in peer.dossiers()}:
            parties = [peer for peer in peers if peer.agency in (peer.parties(dossier) or ())]
            assert {peer.agency for peer in parties} == parties[0].parties(dossier)
            summaries = [view(peer.shared(dossier)).summary() for peer in parties]
            assert all(summary == summaries[0] for summary in summaries), "law 5: the parties differ"
            self.check_any_order(parties[-1], dossier)

    def check_any_order(self, peer: Peer, dossier: str) -> None:
        shared = peer.shared(dossier)
        for attempt in range(2):
            arrival = random.Random(attempt).sample(shared, len(shared))
            fresh = Peer(peer.of, now=peer.now)
            for act in arrival:
                fresh.take((act.jws, act.parts))
            assert not fresh.parked and not fresh.refused
            assert view(fresh.shared(dossier)).summary() == view(shared).summary(), "law 5: the order of arrival counts"

    # how entries travel

    def send(self, act: Act) -> None:
        for other in self.peers[act.agency].parties(act.dossier) or ():
            if other != act.agency:
                self.lines[act.agency, other].append((act.jws, act.parts))

    def take(self, receiver: str, entry: Entry, *, bad: bool = False) -> None:
        """Law 10: processing twice changes nothing. A bad entry is refused and leaves no trace but its refusal."""
        peer, name = self.peers[receiver], name_of(entry)
        held = len(peer.stored)
        outcome = peer.take(entry)
        state = (list(peer.stored), dict(peer.parked), dict(peer.refused))
        assert peer.take(entry) == outcome
        assert (list(peer.stored), dict(peer.parked), dict(peer.refused)) == state
        if bad:
            assert outcome == "refused", "law 1: a forgery came in"
            assert len(peer.stored) == held
        else:
            assert outcome != "refused", f"law 9: a good entry was refused: {peer.refused[name]}"

    def exchange_what_is_missing(self) -> bool:
        """Both compare heads: the author sends what is lacking, and gets back what it lost itself."""
        moved = False
        for sender in self.peers.values():
            for receiver in self.peers.values():
                for act in list(sender.acts.values()):
                    concerns = act.agency in (sender.agency, receiver.agency)
                    parties = sender.parties(act.dossier) or ()
                    if sender is not receiver and concerns and receiver.agency in parties:
                        moved = moved or (act.id not in receiver.acts and act.id not in receiver.parked)
                        self.take(receiver.agency, (act.jws, act.parts))
        return moved

    def known_anywhere(self) -> Iterable[Act]:
        for peer in self.peers.values():
            yield from peer.acts.values()
            yield from (acts.read(*entry) for entry in peer.parked.values())
        for entries in self.lines.values():
            yield from (acts.read(*entry) for entry in entries)

    def pick_commitment(self, pick: int, side: str) -> list[tuple[Peer, Act]]:
        """The peer that is this side of some commitment, and what opened it; none where nobody knows one."""
        found = [
            (peer, opening)
            for peer in self.peers.values()
            for dossier in peer.dossiers()
            for opening in openings(peer, dossier)
            if opening.facts["owed"][side] == peer.agency
        ]
        return [found[pick % len(found)]] if found else []

    def pick_dossier(self, agency: str, pick: int) -> str:
        dossiers = self.peers[agency].dossiers()
        return dossiers[pick % len(dossiers)] if dossiers else ""


def openings(peer: Peer, dossier: str) -> list[Act]:
    return [act for act in peer.shared(dossier) if door.is_opening(act)]


def say_verb(peer: Peer, opening: Act, verb: str, **changes: Any) -> Act:
    until = {"until": "2026-12-24"} if verb in ("ask_time", "grant") else {}
    return peer.say(opening.dossier, VERB + verb, {"commitment": opening.id} | until, **changes)


def place_of(act: Act) -> tuple[object, ...]:
    return (act.dossier, act.agency, act.position)
