"""What is prepared and held: who may take it back, and what becomes of it when its preparer is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from servanda import timers
from servanda.imports import agreements
from servanda.imports.agreements import ReadAgreement
from servanda.kernel.refusals import Refused
from servanda.office import assigning, notices, outgoing
from servanda.office.models import ClearingRule, Officer, Post
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import Statement, read_statement
from servanda.processes.models import Assignment, Outgoing
from tests.web.house import START, TERMS, TEXTS, House
from tests.world import MOFA

VISIT = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2031-05"}
LATER = START + timedelta(hours=1)


def hold(house: House, officer: str = "o-desk") -> str:
    with house.node.active():
        statement = read_statement("visit.announce", VISIT)
        return outgoing.submit(statement, house.actor(officer), at=START, hold=timedelta(seconds=10)).draft


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as found:
        yield
    assert found.value.code == code


def state(house: House, draft: str) -> tuple[str, str]:
    with house.node.active():
        row = Outgoing.objects.get(name=draft)
        return row.state, row.note


def test_a_step_whose_preparer_has_left_goes_back_and_the_next_one_leaves(lone: House) -> None:
    gone, other = hold(lone), hold(lone, "o-europe")
    with lone.node.active():
        Post.objects.filter(officer="o-desk").update(until_on=START.date() - timedelta(days=1))
        assert outgoing.release(now=LATER) == 1
    assert state(lone, gone) == ("returned", "o-desk holds no post today.")
    assert state(lone, other)[0] == "sent"


def test_an_ended_post_of_the_same_unit_does_not_hide_the_present_one(lone: House) -> None:
    draft = hold(lone)
    with lone.node.active():
        Post.objects.filter(officer="o-desk").update(until_on=START.date() - timedelta(days=1))
        Post.objects.create(officer_id="o-desk", unit=f"{MOFA}/protocol", role="head", from_on=START.date())
        assert outgoing.release(now=LATER) == 1
    assert state(lone, draft)[0] == "sent"


def test_a_crash_of_one_held_step_stops_no_other(lone: House, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = hold(lone), hold(lone, "o-europe")
    read = outgoing.statement_of

    def crash(row: Outgoing) -> Statement:
        if row.name == broken:
            raise RuntimeError("ours")
        return read(row)

    monkeypatch.setattr(outgoing, "statement_of", crash)
    with lone.node.active():
        assert outgoing.release(now=LATER) == 1
    assert (state(lone, broken)[0], state(lone, other)[0]) == ("held", "sent")


def test_a_crash_of_one_job_is_told_and_stops_no_other(
    lone: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def crash(**_: Any) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(notices, "remind", crash)
    monkeypatch.setattr(timers.post_office, "send", lambda **_: done.append("send"))
    with lone.node.active():
        timers.tick(now=LATER)
    assert done == ["send"] and "remind" in caplog.text


def test_only_its_preparer_and_the_head_take_a_step_back(lone: House) -> None:
    draft = hold(lone)
    with lone.node.active():
        for officer in ("o-colleague", "o-clerk"):
            with refused("not_your_step"):
                outgoing.discard(draft, lone.actor(officer), at=LATER)
        outgoing.discard(draft, lone.actor("o-head"), at=LATER)
    assert state(lone, draft)[0] == "discarded"


def test_files_are_handed_out_by_those_who_distribute_within_their_units(lone: House) -> None:
    file = lone.announce()
    with lone.node.active():
        for officer, unit, code in (
            ("o-desk", "protocol", "not_your_step"), ("o-head", "europe", "not_your_step"),
            ("o-clerk", "nowhere", "unknown_unit"), ("o-stranger", "africa", "no_file"),
        ):  # fmt: skip
            with refused(code):
                assigning.assign(file, {"unit": f"{MOFA}/{unit}"}, lone.actor(officer), at=LATER)
        good = {"unit": f"{MOFA}/protocol"}
        for more, code in (
            ({"officer": "o-nobody"}, "field_wrong"),
            ({"coordinating": [f"{MOFA}/nowhere"]}, "unknown_unit"),
        ):  # fmt: skip
            with refused(code):
                assigning.assign(file, good | more, lone.actor("o-clerk"), at=LATER)
        with pytest.raises((Refused, Faults)):
            assigning.assign(file, good | {"coordinating": "x"}, lone.actor("o-clerk"), at=LATER)
        assigning.assign(file, good | {"officer": "o-desk"}, lone.actor("o-head"), at=LATER)
        assert Assignment.objects.get(dossier=file).officer == "o-desk"


def test_a_proposed_agreement_waits_for_those_who_clear_it(lone: House) -> None:
    read = ReadAgreement(TERMS, TEXTS, "Regulation")
    with lone.node.active():
        ClearingRule.objects.create(step="agreement", levels=1)
        file = agreements.propose(read, lone.actor("o-clerk"), at=START)
        assert Outgoing.objects.get(dossier=file).state == "clearing"


def test_nothing_is_handed_to_one_who_has_left(lone: House) -> None:
    with lone.node.active():
        Officer.objects.filter(id="o-europe").update(is_active=False)
        with refused("field_wrong"):
            stated = {"unit": f"{MOFA}/europe", "officer": "o-europe"}
            assigning.assign(lone.announce(), stated, lone.actor("o-clerk"), at=LATER)
