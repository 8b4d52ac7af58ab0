"""A file handed over, and a unit taken out, by programs at two nodes."""

from typing import Any

from servanda.kernel import clock, log
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.node import Node
from tests.api.offices import Caller
from tests.api.test_two_agencies import meet
from tests.world import MOFA, VUFO


def say(caller: Caller, file: str, step: str, **data: Any) -> Any:
    return caller.post(f"/dossiers/{file}/acts", {"step": step, "data": data})


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_file_changes_hands(linked: tuple[Node, Node]) -> None:
    mofa, vufo = (Caller(node, "o-clerk") for node in linked)
    file = Caller(linked[0], "o-desk").announce(f"{VUFO}/europe", f"{VUFO}/africa")
    offered = say(mofa, file, "handover.offer", unit=f"{VUFO}/europe", reason="Theirs now")
    assert offered.status_code == 201, offered.content
    assert refusal(say(mofa, file, "handover.offer", unit=f"{VUFO}/africa", reason="x")) == (422, "handover_open")
    meet(*linked)
    seen = vufo.get(f"/dossiers/{file}").json()
    assert seen["handover"] == {"state": "offered", "offer": offered.json()["act"], "unit": f"{VUFO}/europe"}
    assert {"handover.accept", "handover.decline"} <= {step["step"] for step in seen["open"]}
    europe = Caller(linked[1], "o-europe")
    assert refusal(say(europe, file, "handover.accept", offer=offered.json()["act"])) == (403, "not_your_step")
    assert say(vufo, file, "handover.accept", offer=offered.json()["act"]).status_code == 201
    meet(*linked)
    assert say(mofa, file, "handover.confirm", offer=offered.json()["act"]).status_code == 201
    assert refusal(say(mofa, file, "visit.refine", start_on="2031-06")) == (422, "handed_over")
    meet(*linked)
    rows = [caller.get(f"/dossiers/{file}").json() for caller in (mofa, vufo)]
    assert [(row["home"], row["owner"], row["handover"]) for row in rows] == [(VUFO, f"{VUFO}/europe", {})] * 2
    assert len({caller.get(f"/dossiers/{file}/digest").json()["digest"] for caller in (mofa, vufo)}) == 1
    assert say(vufo, file, "refine", start_on="2031-06").status_code == 201


def test_a_unit_is_taken_out_and_let_in(linked: tuple[Node, Node]) -> None:
    mofa, stranger = Caller(linked[0], "o-clerk"), Caller(linked[1], "o-stranger")
    file = Caller(linked[0], "o-desk").announce(f"{VUFO}/europe", f"{VUFO}/africa")
    meet(*linked)
    assert stranger.get(f"/dossiers/{file}").status_code == 200
    assert refusal(say(mofa, file, "dossier.narrow", units=[f"{VUFO}/europe"], text="x")) == (422, "narrow_works")
    # Sealed as no honest node would: the other side's leaves in who still works on the file.
    with linked[0].active():
        by, facts = By(f"{MOFA}/office"), {"units": [f"{VUFO}/europe"]}
        draft = Draft(dossier=file, kind="dossier.narrow", process=1, by=by, at=clock.now(), parts={"facts": facts})
        log.say([draft], now=clock.now())
    meet(*linked)
    europe = Caller(linked[1], "o-europe").get(f"/dossiers/{file}")
    assert europe.status_code == 200 and europe.json()["narrowed"] == {}
    assert say(mofa, file, "dossier.narrow", units=[f"{VUFO}/africa"], text="Over").status_code == 201
    assert mofa.get(f"/dossiers/{file}").json()["narrowed"][f"{VUFO}/africa"]["confirmed"] == ""
    meet(*linked)
    meet(*linked)
    assert stranger.get(f"/dossiers/{file}").status_code == 404
    assert mofa.get(f"/dossiers/{file}").json()["narrowed"][f"{VUFO}/africa"]["confirmed"]
    named = {"step": "dossier.say", "data": {"text": "For you"}, "to": [f"{VUFO}/africa"]}
    assert refusal(mofa.post(f"/dossiers/{file}/acts", named)) == (422, "unit_taken_out")
    assert say(mofa, file, "dossier.admit", again=[f"{VUFO}/africa"]).status_code == 201
    meet(*linked)
    assert stranger.get(f"/dossiers/{file}").status_code == 200
    assert mofa.get(f"/dossiers/{file}").json()["home"] == MOFA
