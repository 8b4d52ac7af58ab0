"""Operators' pages: how far each connection is, what waits for what, what was set aside and what is done with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda import on_record, timers
from servanda.exchange import batches, claims, loop, reach
from servanda.exchange.clients import Clients
from servanda.exchange.models import Feed, FeedEntry, Parked, Peer, Quarantine, ReceivedEntry
from servanda.kernel import acts
from servanda.kernel import node as nodes
from servanda.kernel.models import StoredAct
from servanda.office.models import Mail, Officer
from servanda.web.context import SEES_CONNECTIONS
from tests.exchange.network import Network
from tests.exchange.sender import Sender, line, sealed
from tests.exchange.test_hostile_peers import knock
from tests.web.house import PEOPLE, Browser, House, text_of
from tests.web.test_pages import OURS
from tests.world import MOFA, VUFO

PAGE = f"/connections/with/{VUFO}/"


@pytest.fixture
def bad(house: House) -> Sender:
    """The other agency's system, misbehaving towards ours, at our door as it is served."""
    network = Network()
    network.join(house.node, house.other)
    sender = Sender(house.other, house.node, network)
    with house.node.active():
        feed = Feed.objects.get(peer=VUFO)
        sender.n, sender.link = feed.in_n, feed.in_link
    return sender


def acts_of(house: House) -> int:
    with house.node.active():
        return StoredAct.objects.count()


def test_the_page_tells_how_far_both_directions_are_and_what_waits(house: House, bad: Sender) -> None:
    first = sealed(house.other, acts.new_dossier_id(VUFO))
    waiting = sealed(house.other, first.dossier, n=2, prev=first.id, kind="note.say", parts={"content": {"text": "x"}})
    assert bad.send(line(waiting))[bad.n][0] == "parked"
    with house.node.active():
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        Feed.objects.update(claimed_epoch=1, claimed_n=99, claimed_at=long_ago)
        assert claims.withheld_since(Feed.objects.get(), now=datetime.now(UTC)) == long_ago
        Peer.objects.update(clock_ahead=-400, last_failure="unreachable", failure_at=long_ago,
                            failure_params={"agency": VUFO, "why": "ConnectError"})  # fmt: skip
        sent = FeedEntry.objects.count()
    admin = house.browser("o-admin")
    page = text_of(admin.get(PAGE))
    assert f"{sent} numbered, {sent} acknowledged" in page and f"{bad.n} received" in page
    assert "waits for 1 earlier entry, which is asked for" in page
    assert "They signed to have said 99 entries" in page and "400 seconds behind this one" in page
    assert "1 key in use" in page and "cannot be reached" in page
    assert not OURS.findall(page.replace(VUFO, "")), OURS.findall(page)
    assert bad.send(line(first)) == {}
    assert "Nothing that came from them waits" in text_of(admin.get(PAGE))


def test_administrators_are_mailed_once_each_time_that_something_is_kept_back(house: House, bad: Sender) -> None:
    nowhere, now = "sha256:" + "0" * 64, datetime.now(UTC)

    def mails(minutes: int) -> int:
        with house.node.active():
            timers.tick(now=now + timedelta(minutes=minutes))
            return Mail.objects.filter(reason="withheld").count()

    with house.node.active():
        Officer.objects.filter(id="o-admin").update(email="admin@mofa.example", language="en")
    assert knock(bad, head=[1, bad.n + 1, nowhere]).status_code == 200
    assert [mails(0), mails(9), mails(19)] == [0, 1, 1], "it may be on its way; then it is told, once"
    with house.node.active():
        mail = Mail.objects.get(reason="withheld")
        assert mail.officer_id == "o-admin" and f"{VUFO} signed to have said {bad.n + 1} entries" in mail.subject
    assert bad.send(line(sealed(house.other, acts.new_dossier_id(VUFO)))) == {}
    assert knock(bad, head=[1, bad.n, bad.link]).status_code == 200
    assert mails(29) == 1
    assert knock(bad, head=[1, bad.n + 1, nowhere]).status_code == 200
    assert mails(39) == 2, "another time"


def test_an_administrator_pauses_and_goes_on_and_nobody_else(house: House, bad: Sender) -> None:
    good = line(sealed(house.other, acts.new_dossier_id(VUFO)))
    admin = house.browser("o-admin")
    for officer in sorted(PEOPLE):
        role = PEOPLE[officer][1]
        assert house.browser(officer).get(PAGE).status_code == (200 if role in SEES_CONNECTIONS else 404)
        if role != "admin":
            assert house.browser(officer).post(f"{PAGE}pause/").status_code == 403
    assert admin.post(f"{PAGE}pause/").status_code == 302
    assert "paused" in text_of(admin.get(PAGE)) and "nothing is lost" in text_of(admin.get(PAGE))
    answer = bad.post(bad.batch(good))
    assert (answer.status_code, answer.json()["code"]) == (503, "paused")
    admin.post(f"{PAGE}pause/")
    assert bad.send(good) == {}


def refused(house: House, bad: Sender) -> Quarantine:
    """An entry above what this agency may hold: refused, and it would be taken once that is allowed."""
    nodes.update_card(house.node, at=datetime.now(UTC), ceiling="internal")
    entry = sealed(house.other, acts.new_dossier_id(VUFO), cls="limited")
    assert bad.send(line(entry))[bad.n][:2] == ("refused", "above_ceiling")
    with house.node.active():
        return Quarantine.objects.get()


def test_a_later_card_leads_nowhere_inside_until_an_administrator_confirms_it(house: House, bad: Sender) -> None:
    inner = "http://127.0.0.1:9"
    nodes.update_card(house.other, at=datetime.now(UTC), address=inner)
    assert knock(bad, card=house.other.card.jws).status_code == 200
    admin = house.browser("o-admin")
    with house.node.active(), bad.network.client() as client:
        assert not loop.call(VUFO, Clients(client), now=datetime.now(UTC))
        peer = Peer.objects.get(agency=VUFO)
        assert (peer.address, peer.last_failure) == (inner, "inner_address")
        assert Clients(client, inside=["127.0.0.0/8"]).of(peer) is client
    page = text_of(admin.get(PAGE))
    assert f"leads to {inner} now" in page and "Nothing is sent there" in page
    for who, address, status in (("o-clerk", inner, 403), ("o-admin", "http://127.0.0.1:8", 302)):
        assert house.browser(who).post(f"{PAGE}address/", {"address": address}).status_code == status
        assert "leads to" in text_of(admin.get(PAGE))
    assert admin.post(f"{PAGE}address/", {"address": inner}).status_code == 302
    with house.node.active(), bad.network.client() as client:
        assert Clients(client).of(Peer.objects.get(agency=VUFO)) is client


@pytest.mark.parametrize(
    ("host", "leads"),
    [
        ("10.1.2.3", "private"), ("100.64.0.1", "private"), ("[fd00::1]", "private"), ("169.254.169.254", "link-local"),
        ("[fe80::1]", "link-local"), ("127.1.1.1", "loopback"), ("[::1]", "loopback"), ("::ffff:127.0.0.1", "loopback"),
        ("0.0.0.0", "loopback"), ("localhost", "loopback"), ("0x7f000001", "loopback"), ("9.9.9.9", ""),
    ],
)  # fmt: skip
def test_however_it_is_written_it_is_seen_where_an_address_leads(host: str, leads: str) -> None:
    assert reach.reach_of(host, resolve=host.startswith("0x")) == leads


def test_what_was_set_aside_is_examined_again_once_nothing_is_in_the_way(house: House, bad: Sender) -> None:
    row, admin = refused(house, bad), house.browser("o-admin")
    where, before = f"/connections/set-aside/{row.pk}/", acts_of(house)
    assert where in admin.get(PAGE).content.decode() and where in admin.get("/connections/").content.decode()
    page = text_of(admin.get(where))
    assert "is above what" in page and row.act[7:19] in page and not OURS.findall(page)
    again = admin.post(where, {"do": "again"})
    assert again.status_code == 422 and "is still refused: The class" in text_of(again)
    assert acts_of(house) == before
    nodes.update_card(house.node, at=datetime.now(UTC), ceiling="limited")
    assert admin.post(where, {"do": "again"}).status_code == 302
    assert acts_of(house) == before + 1
    with house.node.active():
        told = ReceivedEntry.objects.get(act=row.act)
        assert (told.outcome, told.is_changed) == ("taken", True), "its sender hears of it"
        settled = Quarantine.objects.get()
        assert (settled.settled_as, settled.settled_by) == ("again", "o-admin")
    assert "This is settled already" in text_of(admin.post(where, {"do": "again"}))
    assert acts_of(house) == before + 1


def test_it_is_saved_told_again_or_thrown_away_with_a_reason(house: House, bad: Sender) -> None:
    row, admin = refused(house, bad), house.browser("o-admin")
    where, raw = f"/connections/set-aside/{row.pk}/", bytes(row.raw)
    saved = admin.get(f"{where}file/")
    assert saved.content == raw and saved["Content-Disposition"].startswith("attachment")
    assert batches.read_line(raw).name == row.act
    assert admin.post(where, {"do": "tell"}).status_code == 302
    with house.node.active():
        assert ReceivedEntry.objects.get(act=row.act).is_changed
    nothing = admin.post(where, {"do": "discard", "note": " "})
    assert nothing.status_code == 422 and "Say why it is thrown away" in text_of(nothing)
    assert admin.post(where, {"do": "discard", "note": "Sent by mistake; agreed by telephone."}).status_code == 302
    page = text_of(admin.get(where))
    assert "Sent by mistake" in page and "o-admin" in page and "is above what" in page
    assert admin.get(f"{where}file/").status_code == 404
    with house.node.active():
        assert not bytes(Quarantine.objects.get().raw)
    assert where not in admin.get("/connections/").content.decode()
    for officer in ("o-clerk", "o-leader"):
        for answer in (house.browser(officer).get(where), house.browser(officer).post(where, {"do": "again"})):
            assert answer.status_code == 404


def test_a_proof_is_never_thrown_away(house: House, bad: Sender) -> None:
    good, other = (line(sealed(house.other, acts.new_dossier_id(VUFO))) for _ in range(2))
    fork = bad.batch(other)
    bad.send(good)
    assert bad.post(fork).json()["code"] == "feed_fork"
    with house.node.active():
        row = Quarantine.objects.get()
    where, admin = f"/connections/set-aside/{row.pk}/", house.browser("o-admin")
    assert "kept for good" in text_of(admin.get(where)) and "Two histories" in text_of(admin.get(PAGE))
    for do in ({"do": "discard", "note": "x"}, {"do": "again"}):
        assert admin.post(where, do).status_code in (404, 422)
    with house.node.active():
        assert bytes(Quarantine.objects.get().raw) == bytes(row.raw)


def test_what_was_not_delivered_is_a_dated_record_to_print(house: House) -> None:
    file = house.announce(title="Delegation of the museum")
    with house.node.active():
        FeedEntry.objects.filter(state="queued").update(queued_at=datetime.now(UTC) - timedelta(days=3))
        assert on_record.record_undelivered(now=datetime.now(UTC)) == 1
        act = StoredAct.objects.filter(dossier=file, internal=False).latest("seq").name
    page = text_of(house.browser("o-leader").get("/connections/undelivered/"))
    assert "Delegation of the museum" in page and act[7:19] in page and "waiting to be sent" in page
    assert "Delegation" not in text_of(house.browser("o-admin").get("/connections/undelivered/"))
    house.exchange()
    later = text_of(house.browser("o-leader").get("/connections/undelivered/"))
    assert "Acknowledged since" in later and act[7:19] in later, "the record stays"


def test_many_of_all_cost_no_more_queries(house: House) -> None:
    def add(first: int, last: int) -> None:
        with house.node.active():
            at = datetime.now(UTC)
            for n in range(first, last):
                name = f"sha256:{n:064x}"
                Quarantine.objects.create(raw=b"x", act=name, peer=VUFO, epoch=1, n=n, code="bad_part", at=at)
                Parked.objects.create(act=name, dossier=f"{MOFA}/{'a' * 22}", agency=VUFO, peer=VUFO, epoch=1, n=n,
                                      entry=b"x", missing=[name], since=at)  # fmt: skip
                file = house.announce(title=f"Visit {n}")
                FeedEntry.objects.filter(state="queued").update(queued_at=at - timedelta(days=3))
                assert on_record.record_undelivered(now=at) and file

    def count(browser: Browser, place: str) -> int:
        with CaptureQueriesContext(connections[house.node.alias]) as queries:
            assert browser.get(place).status_code == 200
        return len(queries)

    places: list[Any] = [("o-admin", PAGE), ("o-leader", "/connections/undelivered/"), ("o-admin", "/connections/")]
    add(1, 2)
    few = [count(house.browser(officer), place) for officer, place in places]
    add(2, 7)
    assert [count(house.browser(officer), place) for officer, place in places] == few
