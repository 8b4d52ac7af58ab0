"""Mail really leaves: over a socket, to a mail server, in the reader's language, each once."""

import socket
from datetime import timedelta

import pytest

from servanda.office import post_office
from servanda.office.models import Mail, Officer
from tests.office.desks import hanoi, mails
from tests.office.post import mail_server
from tests.office.test_digests import arrive, tick
from tests.processes.conftest import Pair
from tests.world import VUFO


@pytest.mark.parametrize(
    ("language", "word"), [("vi", "Việc"), ("ar", "طلب"), ("en", "Request")], ids=["vi", "ar", "en"]
)
def test_a_reminder_arrives_readable_in_the_readers_language(desks: Pair, language: str, word: str) -> None:
    node = desks.nodes[VUFO]
    with node.active():
        Officer.objects.update(language=language)
    arrive(desks, hanoi(23, 10), "Trống đồng – طبول")
    tick(desks, hanoi(23, 10, 1))
    with mail_server() as post, node.active():
        node.config["smtp"] = {"host": "127.0.0.1", "port": post.port, "from": "servanda@union.example"}
        queued = Mail.objects.filter(sent_at=None).count()
        assert post_office.send(now=hanoi(23, 10, 2)) == queued == len(post.mails) > 0
        assert post_office.send(now=hanoi(23, 10, 3)) == 0 and len(post.mails) == queued, "each goes once"
        assert post.callers == 1, "and all of them over one connection"
    sender, _to, mail = next(found for found in post.mails if found[1] == f"o-desk@{VUFO}")
    assert sender == "servanda@union.example"
    (own,) = [row for row in mails(desks) if row.address == f"o-desk@{VUFO}"]
    assert mail["Subject"].strip() == own.subject and mail.get_content().split() == own.text.split()
    assert "Trống đồng – طبول" in mail.get_content()
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == (language, "auto-generated")
    assert own.language == language


def test_one_address_that_is_refused_stops_no_other(desks: Pair) -> None:
    arrive(desks, hanoi(23, 10))
    tick(desks, hanoi(23, 10, 1))
    node = desks.nodes[VUFO]
    with mail_server() as post, node.active():
        Mail.objects.create(officer_id="o-desk", address="gone@x.example", language="en", subject="s", text="t",
                            reason="late", about="a", at=hanoi(23, 9), is_urgent=True)  # fmt: skip
        node.config["smtp"] = {"host": "127.0.0.1", "port": post.port}
        post.refused.add("gone@x.example")
        post_office.send(now=hanoi(23, 10, 2))
        assert f"o-desk@{VUFO}" in {to for _sender, to, _mail in post.mails}
        gone = Mail.objects.get(address="gone@x.example")
        assert gone.sent_at is None and "nobody of this name" in gone.failure


def test_a_server_that_is_away_is_asked_once_and_the_mail_waits_for_it(desks: Pair) -> None:
    arrive(desks, hanoi(23, 10))
    tick(desks, hanoi(23, 10, 1))
    node = desks.nodes[VUFO]
    with socket.socket() as taken, node.active():
        taken.bind(("127.0.0.1", 0))
        node.config["smtp"] = {"host": "127.0.0.1", "port": taken.getsockname()[1]}
        assert post_office.send(now=hanoi(23, 10, 2)) == 0
        waiting = Mail.objects.filter(sent_at=None)
        assert waiting.count() > 0 and all(row.failure and row.tries == 1 for row in waiting)
        waiting.update(tries=11)
    with mail_server() as post, node.active():
        node.config["smtp"]["port"] = post.port
        later = hanoi(23, 10, 1) + timedelta(days=2)
        assert post_office.send(now=later) == len(post.mails) > 0, "also after two days"
