"""A meeting with an agency that has no system: its guest reads agenda and minutes, comes, and objects in words."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from servanda.kernel.models import Commitment, Entry
from servanda.kernel.node import Node
from servanda.processes import dossiers
from tests.web_sample.test_guests import PAPER, actor_of, enter, invite
from tests.web_sample.visitors import Visitor

AGENDA = [{"topic": "The friendship week", "raised_by": "owner"}]
MINUTES = [{"speaker": "The chair", "side": "counterpart", "statement": "We bring forty guests."}]


def say(node: Node, kind: str, stated: dict[str, Any], **where: Any) -> str:
    with node.active():
        statement = dossiers.read_statement(f"meeting.{kind}", stated, **where)
        return dossiers.take(statement, actor_of("o-eur-desk"), at=datetime.now(UTC)).dossier


def reply(guest: Visitor, url: str, step: str, text: str) -> None:
    once = re.search(r'name="once" value="([^"]+)"', guest.get(url))
    assert once
    guest.post(url, {"do": "reply", "what": f"meeting.{step}", "text": text, "once": once[1]})
    assert guest.status == 302


def test_a_guest_comes_reads_the_minutes_and_objects(vufo: Node) -> None:
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    called = {"title": "On the friendship week", "start_on": day, "agenda": AGENDA}
    file = say(vufo, "call", called, to=[f"{PAPER}/office"])
    guest = enter(vufo, *(link := invite(vufo, file)))
    assert "The friendship week" in guest.get(link[0])
    reply(guest, link[0], "accept", "The chair and one officer.")
    say(vufo, "hold", {"held_on": datetime.now(UTC).date().isoformat()}, dossier=file)
    say(vufo, "record", {"minutes": MINUTES}, dossier=file)
    assert "We bring forty guests." in guest.get(link[0])
    reply(guest, link[0], "object", "Thirty, not forty.")
    with vufo.active():
        entry = Entry.objects.get(dossier=file, kind="meeting.object")
        assert (entry.speaker, entry.reported, entry.has_effect) == (PAPER, "reported", True)
        assert set(Commitment.objects.filter(dossier=file).values_list("state", flat=True)) == {"accepted"}
    assert "Thirty, not forty." in Visitor(vufo, "o-eur-desk").get(f"/files/{file}/")
