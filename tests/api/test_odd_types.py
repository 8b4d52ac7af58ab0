"""What a peer signed well may hold JSON of any type in any place: every answer is still one of the API's own."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servanda.api.refusals import sentence
from servanda.exchange.models import FeedEntry
from servanda.kernel import log
from servanda.kernel.acts import By
from servanda.kernel.models import Dossier, Entry
from servanda.kernel.node import Node
from servanda.processes.models import Unit
from tests.api.offices import START, Caller
from tests.world import MOFA, VUFO

ODD: list[Any] = [5, True, "x", [], ["x"], [{}], [[]], {}, {"en": {}}, None]
AGREEMENT = f"{MOFA}/{1:022d}"


def say(node: Node, dossier: str, kind: str, parts: dict[str, Any]) -> str:
    with node.active():
        by = By(unit=f"{MOFA}/protocol", officer="o-desk")
        draft = log.Draft(dossier=dossier, kind=kind, process=1, by=by, at=START, to=(f"{VUFO}/office",), parts=parts)
        return log.say([draft], now=datetime.now(UTC))[0].name


def bind(node: Node, terms: Any, texts: Any) -> None:
    name = say(node, AGREEMENT, "agreement.propose", {"facts": {"terms": terms}, "content": {"texts": texts}})
    with node.active():
        Dossier.objects.filter(id=AGREEMENT).update(facts={"bound": name, "terms": terms}, state="in_force")


@pytest.mark.parametrize("value", ODD)
def test_a_file_is_read_whole(linked: tuple[Node, Node], value: Any) -> None:
    desk = Caller(linked[0], "o-desk")
    dossier = desk.announce(f"{VUFO}/europe")
    stated = {"start_on": value, "level": value, "partner": value, "status": value}
    name = say(linked[0], dossier, "visit.refine", {"facts": stated, "content": {"text": value, "files": value}})
    say(linked[0], dossier, "dossier.say", {"content": {"text": value, "files": value}})
    assert desk.get(f"/dossiers/{dossier}").status_code == 200
    assert desk.get(f"/dossiers/{dossier}/files/{name}/0").status_code == 404


def test_files_keep_the_index_under_which_they_are_read(linked: tuple[Node, Node]) -> None:
    desk = Caller(linked[0], "o-desk")
    dossier = desk.announce(f"{VUFO}/europe")
    sha256 = desk.upload("a.txt", b"abc").json()["sha256"]
    named = ["abc", {"name": "a.txt", "sha256": sha256, "size": 3}]
    name = say(linked[0], dossier, "dossier.say", {"content": {"text": "x", "files": named}})
    entries = desk.get(f"/dossiers/{dossier}").json()["entries"]
    files = next(entry["files"] for entry in entries if entry["act"] == name)
    assert files == [{"name": "a.txt", "sha256": sha256, "size": 3, "index": 1}]
    answer = desk.get(f"/dossiers/{dossier}/files/{name}/1")
    assert b"".join(answer.streaming_content) == b"abc"


@pytest.mark.parametrize("value", ODD)
def test_the_state_of_implementation_is_read(linked: tuple[Node, Node], value: Any) -> None:
    clerk = Caller(linked[0], "o-clerk")
    article = {"id": "1", "duties": [{"id": "a", "deliver": "notice"}]}
    for terms in (
        value, {"articles": value}, {"articles": [{"id": value, "duties": value}]},
        {"articles": [article | {"duties": [{"id": value, "deliver": value}]}], "in_force_on": value, "shown": value},
        {"articles": [article], "calendar": value},
    ):  # fmt: skip
        bind(linked[0], terms, {"articles": value})
        assert clerk.get(f"/agreements/{AGREEMENT}/implementation").status_code == 200, terms
    for texts in (value, {"articles": [{"id": "1", "head": value}]}):
        bind(linked[0], {"articles": [article]}, texts)
        assert clerk.get(f"/agreements/{AGREEMENT}/implementation").status_code == 200, texts


@pytest.mark.parametrize("params", [*ODD, {"code": "x"}, {"self": 1, "code": 2}])
def test_a_receipt_may_say_anything(linked: tuple[Node, Node], params: Any) -> None:
    for code in ("", "no such code", "field_wrong", "bad_cursor", "unknown_officer"):
        assert isinstance(sentence(code, params), str)
    desk = Caller(linked[0], "o-desk")
    dossier = desk.announce(f"{VUFO}/europe")
    with linked[0].active():
        names = Entry.objects.filter(dossier=dossier).values("name")
        told = params if params is not None else {}
        assert FeedEntry.objects.filter(act__in=names).update(state="refused", code="field_wrong", params=told)
    assert desk.get(f"/dossiers/{dossier}").status_code == 200


def test_the_day_is_that_of_the_callers_unit(linked: tuple[Node, Node]) -> None:
    desk = Caller(linked[0], "o-desk")
    zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    seen = []
    for zone in zones:
        with linked[0].active():
            Unit.objects.filter(id=f"{MOFA}/protocol").update(zone=zone)
        seen.append(desk.get("/commitments", side="owe").json()["as_of"])
    # The two are 25 hours apart: they never have one day.
    assert seen[0] > seen[1]
    assert seen[0] == datetime.now(ZoneInfo(zones[0])).date().isoformat()


def test_the_day_of_an_agreement_is_that_of_its_calendar(linked: tuple[Node, Node]) -> None:
    clerk = Caller(linked[0], "o-clerk")
    seen = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        bind(linked[0], {"articles": [], "calendar": {"zone": zone}}, {})
        seen.append(clerk.get(f"/agreements/{AGREEMENT}/implementation").json()["as_of"])
    assert seen[0] > seen[1]


@pytest.mark.parametrize("zone", ["", "nowhere", "../etc/passwd"])
def test_an_unreadable_zone_is_utc(linked: tuple[Node, Node], zone: str) -> None:
    with linked[0].active():
        Unit.objects.filter(id=f"{MOFA}/protocol").update(zone=zone)
    answer = Caller(linked[0], "o-desk").get("/commitments", side="owe")
    assert answer.status_code == 200


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize(("step", "name"), [("dossier.confirm", "acts"), ("office.assign", "coordinating")])
def test_lists_of_a_wrong_type_are_refused(linked: tuple[Node, Node], step: str, name: str, value: Any) -> None:
    desk = Caller(linked[0], "o-clerk" if step == "office.assign" else "o-desk")
    dossier = Caller(linked[0], "o-desk").announce(f"{VUFO}/europe")
    data = {name: value} | ({"unit": f"{MOFA}/protocol"} if step == "office.assign" else {})
    answer = desk.post(f"/dossiers/{dossier}/acts", {"step": step, "data": data})
    assert answer.status_code in ((201, 404, 422, 403) if value in ([], {}, None) else (404, 422, 403))
