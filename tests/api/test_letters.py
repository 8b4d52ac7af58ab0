"""Letters and texts for the public over the API: numbered by their issuer, cleared in the version that is named."""

import pytest

from servanda.kernel.node import Node
from servanda.office.models import GivenNumber, Issuer
from tests.api.offices import Caller
from tests.world import VUFO

LETTER = {"title": "On the programme", "text": "Dear colleagues", "issuer": "office"}
TEXT = {"title": "A statement", "original": "vi", "lead": "Một.", "place": "Hà Nội", "text": "Một.",
        "clear_by": "2099-01-01"}  # fmt: skip


def post(caller: Caller, process: str, **fields: str) -> tuple[int, dict]:
    answer = caller.post("/dossiers", {"process": process, "fields": fields, "to": [f"{VUFO}/europe"]})
    return answer.status_code, answer.json()


def test_an_issuer_numbers_the_letter_and_a_refused_one_takes_no_number(mofa: Node, desk: Caller) -> None:
    status, said = post(desk, "letter", **LETTER)
    assert (status, said["code"]) == (422, "issuer_unknown")
    with mofa.active():
        Issuer.objects.create(code="office", name="Ministry", symbol="CV", numbers=True)
    status, said = post(desk, "letter", **LETTER, number="7")
    assert status == 422 and said["faults"]["number"]["code"] == "number_given"
    status, said = post(desk, "letter", title="No number")
    assert (status, said["code"]) == (422, "number_missing")
    status, said = post(desk, "letter", **LETTER)
    assert status == 201
    whole = desk.get(f"/dossiers/{said['dossier']}").json()
    assert whole["facts"]["number"] == "01/CV" and "issuer" not in str(whole["facts"])
    with mofa.active():
        assert GivenNumber.objects.count() == 1


@pytest.mark.parametrize("version", ["", "sha256:" + "0" * 64])
def test_a_text_is_cleared_only_in_the_version_that_is_named(mofa: Node, desk: Caller, version: str) -> None:
    _status, said = post(desk, "bulletin", **TEXT)
    file = said["dossier"]
    clear = {"step": "clear", "data": {"version": version}, "speaks_for": VUFO, "via": "letter"}
    assert desk.post(f"/dossiers/{file}/acts", clear).status_code == 422
    release = {"step": "release", "data": {}}
    refused = desk.post(f"/dossiers/{file}/acts", release)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_said_by_all")
    right = clear | {"data": {"version": said["act"]}}
    assert desk.post(f"/dossiers/{file}/acts", right).status_code == 201
    assert desk.post(f"/dossiers/{file}/acts", release).status_code == 201
    assert desk.get(f"/dossiers/{file}").json()["state"] == "released"
