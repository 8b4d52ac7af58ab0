"""A step of a file is taken on what its form was made of: what was stated or handed over since is shown first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from servanda.kernel import clock
from servanda.kernel.models import Commitment, Dossier
from servanda.office import outgoing
from servanda.processes.models import Outgoing
from tests.web.house import House, text_of
from tests.web.test_as_it_was_shown import CHANGED, both

PROPOSAL = {"title": "A festival", "partner": "FR", "outcome": "Forty students", "place": "Hue"}


@pytest.fixture
def theirs(house: House) -> House:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    return House(house.other, house.node)


def opened(house: House, process: str, stated: Mapping[str, Any]) -> str:
    to = {"to-unit": f"{house.other.agency}/europe", "class": "internal"}
    answer = house.browser("o-desk").post(f"/new/{process}/", dict(stated) | to)
    assert answer.status_code == 302, answer.context["form"].errors
    both(house)
    with house.node.active():
        return Dossier.objects.get(process=process).id


def rests_on(page: Any) -> dict[str, str]:
    """What the form of a page hides of what it was made of."""
    mark = page.context["rests_on"]
    assert f'name="rests-on" value="{mark}"' in page.content.decode()
    return {"rests-on": mark}


def test_a_proposal_that_was_revised_is_not_accepted_unread(house: House, theirs: House) -> None:
    dossier = opened(house, "proposal", PROPOSAL)
    url, revising = (f"/files/{dossier}/steps/proposal.{name}/" for name in ("accept", "revise"))
    europe, desk = theirs.browser("o-europe"), house.browser("o-desk")
    seen, earlier = rests_on(europe.get(url)), rests_on(desk.get(revising))
    # Whatever else is said in the file, nothing that is decided on changes.
    house.say("o-desk", "dossier.say", {"text": "We look forward to it."}, dossier)
    both(house)
    assert rests_on(europe.get(url)) == seen
    revised = PROPOSAL | {"place": "At your cost in Paris", "reason": "The hall"}
    assert house.browser("o-colleague").post(revising, revised).status_code == 302
    both(house)
    page = europe.post(url, {"note": "Gladly"} | seen)
    assert page.status_code == 422 and CHANGED in text_of(page) and "Gladly" in page.content.decode()
    # Nor does a second revision undo the first one, which its form did not know.
    page = desk.post(revising, PROPOSAL | {"place": "Hanoi", "reason": "The season"} | earlier)
    assert page.status_code == 422 and CHANGED in text_of(page) and "Hanoi" in page.content.decode()
    with house.node.active():
        assert Commitment.objects.get(deliver="answer").state == "open"
    assert (
        desk.post(revising, PROPOSAL | {"place": "Hanoi", "reason": "The season"} | rests_on(page)).status_code == 302
    )
    both(house)
    assert europe.post(url, {"note": "Gladly"} | rests_on(europe.get(url))).status_code == 302


def test_an_answer_is_judged_by_the_form_that_shows_it(house: House, theirs: House) -> None:
    asked = {"title": "Data", "about": "information", "question": "How many students?", "answer_by": "2031-05-06"}
    dossier = opened(house, "request", asked)
    steps = {name: f"/files/{dossier}/steps/request.{name}/" for name in ("answer", "accept", "return")}

    def answer(text: str) -> None:
        assert theirs.browser("o-europe").post(steps["answer"], {"answer": text}).status_code == 302
        both(house)

    answer("Forty")
    page = house.browser("o-desk").get(steps["accept"])
    assert "What was handed over" in text_of(page) and "Forty" in text_of(page)
    seen = rests_on(page)
    assert house.browser("o-colleague").post(steps["return"], {"reason": "Of which year?"}).status_code == 302
    both(house)
    answer("Forty, at your cost")
    page = house.browser("o-desk").post(steps["accept"], seen)
    assert page.status_code == 422 and CHANGED in text_of(page) and "Forty, at your cost" in text_of(page)
    assert house.browser("o-desk").post(steps["accept"], rests_on(page)).status_code == 302


def test_two_steps_within_the_time_of_undo_leave_one_after_the_other(house: House, theirs: House) -> None:
    dossier = opened(house, "proposal", PROPOSAL)
    house.node.config["undo_seconds"] = 10
    desk = house.browser("o-desk")
    revising, withdrawing = (f"/files/{dossier}/steps/proposal.{name}/" for name in ("revise", "withdraw"))
    revised = PROPOSAL | {"place": "Hanoi", "reason": "The hall"}

    def send(url: str, said: Mapping[str, str]) -> Outgoing:
        assert desk.post(url, said | rests_on(desk.get(url))).status_code == 302
        with house.node.active():
            return Outgoing.objects.get(dossier=dossier, step=url.split("/")[-2], state="held")

    def released() -> dict[str, str]:
        with house.node.active():
            outgoing.release(now=clock.now() + timedelta(minutes=1))
            return dict(Outgoing.objects.filter(dossier=dossier).values_list("name", "state"))

    # What was made of the revision comes back where that was taken back; a form that is older comes back at once.
    older = rests_on(desk.get(withdrawing))
    first = send(revising, revised)
    page = desk.post(withdrawing, {"reason": "No money"} | older)
    assert page.status_code == 422 and CHANGED in text_of(page)
    second = send(withdrawing, {"reason": "No money"})
    desk.post(f"/prepared/{first.name}/undo/")
    states = released()
    assert (states[first.name], states[second.name]) == ("discarded", "returned")
    first, second = send(revising, revised), send(withdrawing, {"reason": "No money"})
    states = released()
    assert (states[first.name], states[second.name]) == ("sent", "sent")
    with house.node.active():
        assert Dossier.objects.get(id=dossier).state == "withdrawn"
