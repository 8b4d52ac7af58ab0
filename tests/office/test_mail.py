"""Notices reach those who may read the file, cost the same for many files, and never stop the post."""

from datetime import timedelta

from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda import on_record
from servanda.exchange.models import FeedEntry
from servanda.kernel.models import Commitment, StoredAct
from servanda.office import assigning, notices, post_office, recipients
from servanda.office.models import Mail, Officer, Post
from tests.office.post import mail_server
from tests.web.house import START, House
from tests.world import MOFA


def test_a_newline_in_a_subject_stops_no_mail(lone: House) -> None:
    with lone.node.active(), mail_server() as post:
        lone.node.config["smtp"] = {"host": "127.0.0.1", "port": post.port}
        for subject, address in (
            ("one\ntwo " + "x" * 300, "a@b.example"),
            ("s", "a@b\n.example"),
            ("t", "a@b.example"),
        ):
            Mail.objects.create(officer_id="o-desk", address=address, language="en", subject=subject, text="t",
                                reason="late", about=subject[:9], at=START, is_urgent=True)  # fmt: skip
        assert post_office.send(now=START) == 2
        assert Mail.objects.get(subject="s").failure
    sent = [str(mail["Subject"]) for _sender, _to, mail in post.mails]
    assert any(s.startswith("one two x") for s in sent) and max(map(len, sent)) < 250


def test_only_who_may_read_the_file_is_told(lone: House) -> None:
    file = lone.announce()
    with lone.node.active():
        assigning.assign(file, {"unit": f"{MOFA}/protocol", "officer": "o-desk"}, lone.actor("o-clerk"), at=START)
        assert [o.id for o in recipients.load([file], day=START.date()).of(file)] == ["o-desk"]
        Post.objects.filter(officer="o-desk").update(unit=f"{MOFA}/africa")
        assert {o.id for o in recipients.load([file], day=START.date()).of(file)} == {"o-colleague", "o-head"}
        heads = recipients.load([file], day=START.date()).heads(file, f"{MOFA}/europe")
        assert [o.id for o in heads] == ["o-leader"]


def test_reminding_costs_the_same_for_many_files_and_says_nothing_twice(house: House) -> None:
    def count() -> tuple[int, int]:
        with house.node.active(), CaptureQueriesContext(connections[house.node.alias]) as queries:
            return notices.remind(now=START), len(queries)

    with house.node.active():
        Officer.objects.update(email="a@b.example")
    house.announce(start_on="2026-06-01")
    with house.node.active():
        Commitment.objects.update(state="open", due_on=START.date() - timedelta(days=9))
    assert count()[0] > 0
    nothing, few = count()
    for _ in range(4):
        house.announce(start_on="2026-06-01")
    with house.node.active():
        Commitment.objects.update(state="open", due_on=START.date() - timedelta(days=9))
    assert count()[0] > 0
    again, many = count()
    assert (nothing, again, many) == (0, 0, few)


def test_non_delivery_is_recorded_once_after_the_agreed_time(house: House) -> None:
    file = house.announce()
    with house.node.active():
        act = StoredAct.objects.get(dossier=file)
        FeedEntry.objects.filter(act=act.name).update(queued_at=START)
        assert FeedEntry.objects.filter(act=act.name).exists()
        assert on_record.record_undelivered(now=START + timedelta(hours=23)) == 0
        first = on_record.record_undelivered(now=START + timedelta(hours=25))
        assert first >= 1 and on_record.record_undelivered(now=START + timedelta(hours=26)) == 0


def test_the_agreed_time_is_that_of_the_files_agreement(house: House) -> None:
    file = house.announce()
    said = house.say("o-desk", "dossier.say", {"text": "More."}, file)
    with house.node.active():
        assert StoredAct.objects.get(name=said).act.under == ()
        (known,) = on_record.terms.load(house.file(file).under).values()
        object.__setattr__(known, "transit_hours", 72)
        FeedEntry.objects.exclude(act=said).delete()
        assert on_record.record_undelivered(now=START + timedelta(hours=71)) == 0
        object.__setattr__(known, "transit_hours", 24)
