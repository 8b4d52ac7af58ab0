"""Two agencies that only use the API: what one says, the other reads, answers and proves."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from samples.loopback import exchange
from servanda.exchange.evidence import verify
from servanda.imports.agreements import read_agreement
from servanda.kernel.node import Node
from tests.api.offices import Caller
from tests.world import MOFA, VUFO

AGREEMENT = f"""
agreement: small
title: {{en: A small regulation}}
kind: regulation
parties: [{MOFA}, {VUFO}]
original: en
in_force_on: 2026-01-01
shown: both
fallback: {{{MOFA}: {MOFA}/office, {VUFO}: {VUFO}/office}}
calendar: {{zone: Asia/Ho_Chi_Minh, years: {{2026: {{holidays: []}}}}}}
fields: [{{id: visits, title: {{en: Visits}}}}]
articles:
- id: "1"
  head: {{en: News of visits}}
  text: {{en: The owner gives notice.}}
  duties:
  - id: notice
    opens: visit.announce
    debtor: owner
    creditor: counterpart
    deliver: notice
    needs: {{precision: day}}
    by: {{before: start_on, working_days: 15}}
"""
PAPER = {"number": "01/QC", "signed_on": "2026-01-01", "signatory": "Director"}


def meet(*nodes: Node) -> None:
    exchange(nodes, now=datetime.now(UTC) + timedelta(seconds=2))


def sign(mofa: Caller, vufo: Caller) -> str:
    """Propose, sign and put in force; the agreement's name."""
    read = read_agreement(AGREEMENT.encode(), today=datetime.now(UTC).date())
    fields = {"title": read.title, "terms": read.terms, "texts": read.texts}
    proposed = mofa.post("/dossiers", {"process": "agreement", "fields": fields, "parties": [MOFA, VUFO]})
    assert proposed.status_code == 201, proposed.content
    name = str(proposed.json()["dossier"])
    version = proposed.json()["act"]
    meet(mofa.node, vufo.node)
    signed = vufo.post(f"/dossiers/{name}/acts", {"step": "sign", "data": {**PAPER, "version": version}})
    assert signed.status_code == 201, signed.content
    meet(mofa.node, vufo.node)
    last = {**PAPER, "version": version, "signatures": [signed.json()["act"]]}
    entered = mofa.post(f"/dossiers/{name}/acts", {"step": "enter", "data": last})
    assert entered.status_code == 201, entered.content
    meet(mofa.node, vufo.node)
    return name


@pytest.mark.mission("S53")
def test_an_announcement_becomes_a_kept_commitment_on_both_sides(linked: tuple[Node, Node]) -> None:
    mofa, vufo = (Caller(node, "o-clerk") for node in linked)
    agreement = sign(mofa, vufo)
    visit = Caller(linked[0], "o-desk").announce(f"{VUFO}/europe")
    meet(*linked)

    owed = Caller(linked[1], "o-europe").get("/commitments", side="owed").json()["items"]
    assert [(row["dossier"], row["debtor_unit"], row["clause"]) for row in owed] == [
        (visit, f"{MOFA}/protocol", "1/notice")
    ]
    assert owed[0]["is_provisional"] and owed[0]["on_day"] == "open" and "explain" not in owed[0]["verbs"]
    late = Caller(linked[1], "o-europe").get("/commitments", side="owed", as_of="2031-06-01").json()["items"]
    assert late[0]["on_day"] == "late"

    desk = Caller(linked[0], "o-desk")
    assert desk.get("/commitments", side="owe").json()["items"][0]["id"] == owed[0]["id"]
    assert (
        desk.post(f"/dossiers/{visit}/acts", {"step": "refine", "data": {"start_on": "2031-05-04"}}).status_code == 201
    )
    meet(*linked)
    handed = Caller(linked[1], "o-europe").get("/commitments", side="owed").json()["items"][0]
    assert handed["state"] == "delivered" and handed["verbs"][0] == "accept"
    accept = {"step": "commitment.accept", "data": {"commitment": handed["id"]}}
    of_another = {**accept, "upon": {"delivered_by": handed["id"]}}
    refused = Caller(linked[1], "o-europe").post(f"/dossiers/{visit}/acts", of_another)
    assert (refused.status_code, refused.json()["code"]) == (409, "moved_since")
    named = {"delivered_by": handed["delivered_by"], "state": "delivered", "asked_until": None}
    for wrong in ({**accept, "upon": {"nudges": "0"}}, {"step": "dossier.say", "data": {"text": "A"}, "upon": named}):
        assert Caller(linked[1], "o-europe").post(f"/dossiers/{visit}/acts", wrong).json()["code"] == "faults"
    said = Caller(linked[1], "o-europe").post(f"/dossiers/{visit}/acts", {**accept, "upon": named})
    assert said.status_code == 201, said.content
    meet(*linked)

    digests = {caller.get(f"/dossiers/{visit}/digest").json()["digest"] for caller in (mofa, vufo)}
    assert len(digests) == 1
    whole = desk.get(f"/dossiers/{visit}").json()
    assert [row["state"] for row in whole["commitments"]] == ["accepted"]
    assert {(row["state"], row["is_complete"]) for row in whole["deliveries"]} == {("taken", True)}
    kept = vufo.get(f"/agreements/{agreement}/implementation", evidence=True).json()
    clause = kept["articles"][0]["clauses"][0]
    assert clause["counts"] == {MOFA: {"done": 1}} and clause["evidence"][0]["dossier"] == visit
    feed = vufo.get("/feeds").json()["items"][0]
    assert feed["agency"] == MOFA and feed["outgoing"] == feed["acknowledged"]


def test_a_file_proves_itself_to_anyone(linked: tuple[Node, Node]) -> None:
    desk = Caller(linked[0], "o-desk")
    name = desk.announce(f"{VUFO}/europe", head="A person")
    meet(*linked)
    answer = desk.get(f"/dossiers/{name}/evidence")
    report = verify(answer.content)
    assert report.is_good and [item.receiver for item in report.received] == [VUFO]
    assert "A person" not in json.dumps(answer.json())
    assert "A person" in json.dumps(desk.get(f"/dossiers/{name}/evidence", personal=True).json())
    assert Caller(linked[0], "o-stranger").get(f"/dossiers/{name}/evidence").status_code == 404


def test_the_other_side_only_takes_its_own_steps(linked: tuple[Node, Node]) -> None:
    name = Caller(linked[0], "o-desk").announce(f"{VUFO}/europe")
    meet(*linked)
    europe = Caller(linked[1], "o-europe")
    answer = europe.post(f"/dossiers/{name}/acts", {"step": "cancel", "data": {"reason": "No."}})
    assert answer.status_code in (403, 422)
    assert Caller(linked[1], "o-stranger").get(f"/dossiers/{name}").status_code == 404
    assert europe.get(f"/dossiers/{name}").json()["state"] == "announced"


def test_an_agreement_that_is_none_has_no_state_of_implementation(desk: Caller) -> None:
    answer = desk.get(f"/agreements/{desk.announce()}/implementation")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_agreement")


@pytest.mark.mission("S56")
def test_two_agencies_consult_over_the_api_alone(linked: tuple[Node, Node]) -> None:
    mofa, vufo = (Caller(node, "o-clerk") for node in linked)
    fields = {"title": "A programme", "question": "Is it complete?", "draft": [{"text": "A festival in May."}],
              "round": "autumn", "seen": "asker"}  # fmt: skip
    asked = mofa.post("/dossiers", {"process": "consultation", "fields": fields, "to": [f"{VUFO}/europe"]})
    assert asked.status_code == 201, asked.content
    file = str(asked.json()["dossier"])
    meet(*linked)
    path = f"/dossiers/{file}/acts"
    bare = vufo.post(path, {"step": "reply", "data": {"opinion": "disagree"}})
    assert bare.status_code == 422 and "why you disagree" in bare.content.decode()
    points = [{"paragraph": 1, "comment": "Name the town."}]
    said = vufo.post(path, {"step": "reply", "data": {"opinion": "comments", "points": points}})
    assert said.status_code == 201, said.content
    meet(*linked)
    assert mofa.post(path, {"step": "close", "data": {}}).status_code == 201
    replies = [{"who": "Europe", "unit": f"{VUFO}/europe", "outcome": "comments"}]
    table = [{"paragraph": 1, "who": "Europe", "comment": "Name the town.", "answer": "accepted"}]
    told = mofa.post(path, {"step": "tell", "data": {"replies": replies, "table": table}})
    assert told.status_code == 201, told.content
    meet(*linked)
    late = vufo.post(path, {"step": "reply", "data": {"opinion": "agree"}})
    assert late.status_code == 422
    assert vufo.get(f"/dossiers/{file}").json()["state"] == "told"
