"""What is said of a whole round is about the opinions that its page showed, on the day on which it leaves as well."""

from datetime import UTC, datetime
from typing import Any

import pytest

from servanda.exchange import batches, receive
from servanda.exchange.models import Feed
from servanda.exchange.send import next_batch
from servanda.kernel.models import Dossier
from servanda.office.models import ClearingRule
from servanda.processes.models import Outgoing
from servanda.web.consultations import closing
from tests.web.house import Browser, House, text_of
from tests.web.test_as_it_was_shown import CHANGED
from tests.web.test_consultations import SOON, once, open_round, rests_on, send, settle
from tests.world import MOFA, VUFO

UNIT = f"{VUFO}/europe"
DISAGREES = {"opinion": "disagree", "comment": "At your cost, or not at all."}


@pytest.fixture
def file(house: House) -> str:
    """One was asked, and agrees."""
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    file = open_round(house, [UNIT], answer_by=SOON)[UNIT]
    replied(house, file, {"opinion": "agree", "comment": ""})
    return file


def replied(house: House, file: str, said: dict[str, Any]) -> None:
    send(Browser(house.other, "o-europe"), f"/files/{file}/steps/consultation.reply/", said)
    settle(house)


def prepared(house: House, file: str, name: str, said: dict[str, str]) -> str:
    """The step as it waits for approval."""
    url, desk = f"/files/{file}/steps/consultation.{name}/", house.browser("o-desk")
    page = desk.get(url)
    answer = desk.post(url, said | once(page) | rests_on(page))
    assert answer.status_code == 302, text_of(answer)
    with house.node.active():
        return Outgoing.objects.get(step=f"consultation.{name}", state="clearing").name


def approved(house: House, name: str) -> Any:
    head = house.browser("o-head")
    return head.post(f"/prepared/{name}/", {"do": "approve"} | once(head.get(f"/prepared/{name}/")), follow=True)


def state_of(house: House, file: str) -> str:
    with house.node.active():
        return Dossier.objects.get(id=file).state


def test_an_approval_accepts_no_opinion_that_came_after_it_was_asked_for(house: House, file: str) -> None:
    with house.node.active():
        ClearingRule.objects.create(step="consultation", levels=1)
    waiting = [prepared(house, file, "close", {"note": ""}), prepared(house, file, "withdraw", {"reason": "No money"})]
    replied(house, file, DISAGREES)
    for name in waiting:
        assert CHANGED in text_of(approved(house, name)) and state_of(house, file) == "asked"
        house.browser("o-desk").post(f"/prepared/{name}/undo/")
    approved(house, prepared(house, file, "close", {"note": ""}))
    assert state_of(house, file) == "closed"

    # Nor is a table sealed that says of a comment what a colleague has noted otherwise since.
    weighing = f"/files/{file}/round/comments/"
    house.browser("o-desk").post(weighing, {"answer-0": "accepted", "reason-0": "We pay."})
    name = prepared(house, file, "tell", {"note": ""})
    house.browser("o-colleague").post(weighing, {"answer-0": "explained", "reason-0": "There is no money."})
    assert CHANGED in text_of(approved(house, name)) and state_of(house, file) == "closed"
    house.browser("o-desk").post(f"/prepared/{name}/undo/")
    approved(house, prepared(house, file, "tell", {"note": ""}))
    assert state_of(house, file) == "told"


@pytest.mark.parametrize("is_shown", [True, False], ids=["a page", "a program that says nothing of it"])
def test_an_opinion_that_waits_for_its_rows_counts_as_come(
    house: House, file: str, is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, desk = f"/files/{file}/steps/consultation.close/", house.browser("o-desk")
    page = desk.get(url)
    send(Browser(house.other, "o-europe"), f"/files/{file}/steps/consultation.reply/", DISAGREES)
    taken = closing.once

    def after_a_full_batch(*args: Any) -> str:
        monkeypatch.setattr(batches, "ENTRY_LIMIT", 1)
        now = datetime.now(UTC)
        with house.other.active():
            batch = next_batch(Feed.of(MOFA), now=now)
        with house.node.active():
            receive.take_batch(batch.raw, now=now)
        return taken(*args)

    monkeypatch.setattr(closing, "once", after_a_full_batch)
    answer = desk.post(url, {"note": "Thanks"} | (rests_on(page) | once(page) if is_shown else {}))
    if is_shown:
        assert answer.status_code == 422 and CHANGED in text_of(answer) and "Thanks" in answer.content.decode()
    assert state_of(house, file) == ("asked" if is_shown else "closed"), text_of(answer)
