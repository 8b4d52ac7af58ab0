"""Handing over what stands in a closed unit, over the API."""

from datetime import UTC, datetime

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes.organisation import directory
from tests.api.offices import UNITS, Caller
from tests.world import MOFA, VUFO


def split(caller: Caller, code: str, *successors: str) -> None:
    units = [{"code": each, "kind": "department", "name": {"en": each.title()}} for each in UNITS]
    changed = [unit | {"closed": True, "successors": list(successors)} if unit["code"] == code else unit
               for unit in units]  # fmt: skip
    clerk = Actor(agency=MOFA, officer="system", unit=f"{MOFA}/office", role="clerk")
    with caller.node.active():
        directory.publish(changed, clerk, peers=(), title="Units", at=datetime.now(UTC))


def hand_over(caller: Caller, officer: str, file: str, closed: str, to: str) -> tuple[int, str]:
    body = {"step": "dossier.move", "data": {"from": closed, "to": to}}
    answer = Caller(caller.node, officer).post(f"/dossiers/{file}/acts", body)
    return answer.status_code, str(answer.json().get("code", ""))


def test_a_head_hands_over_a_file_of_the_closed_unit(desk: Caller) -> None:
    file = desk.announce()
    split(desk, "protocol", "europe", "africa")
    assert hand_over(desk, "o-head", file, f"{MOFA}/protocol", f"{MOFA}/africa") == (201, "")
    with desk.node.active():
        assert Dossier.objects.get(id=file).owner == f"{MOFA}/africa"


@pytest.mark.parametrize(
    ("officer", "closed", "to", "answer"),
    [
        ("o-desk", f"{MOFA}/protocol", f"{MOFA}/europe", (403, "not_your_step")),
        ("o-stranger", f"{MOFA}/protocol", f"{MOFA}/europe", (404, "no_file")),
        ("o-clerk", f"{MOFA}/protocol", f"{MOFA}/nowhere", (422, "unknown_unit")),
        ("o-clerk", f"{VUFO}/europe", f"{VUFO}/office", (422, "unknown_unit")),
        ("o-clerk", f"{MOFA}/office", f"{MOFA}/europe", (422, "unit_not_closed")),
        ("o-clerk", f"{MOFA}/protocol", f"{MOFA}/protocol", (422, "people_unit_closed")),
    ],
)
def test_nothing_else_is_handed_over(desk: Caller, officer: str, closed: str, to: str, answer: tuple[int, str]) -> None:
    file = desk.announce()
    split(desk, "protocol", "europe", "africa")
    assert hand_over(desk, officer, file, closed, to) == answer
    with desk.node.active():
        assert Dossier.objects.get(id=file).owner == f"{MOFA}/protocol"
