"""What comes in a run of batches is answered once, and only by who may speak: never by a reader, never too early."""

from datetime import timedelta
from typing import Any

import pytest

from servanda import timers
from servanda.exchange import batches
from servanda.kernel import answering, folding, node, starting, waiting
from servanda.kernel.models import StoredAct
from servanda.kernel.times import write_time
from servanda.office import notices
from servanda.office.models import Notice
from servanda.processes.own_word import receiving
from servanda.processes.projection import refolding
from tests.commands import servanda
from tests.processes.conftest import Pair
from tests.processes.test_runs import FULL, carry, holder, notes, shown
from tests.processes.test_work import announce
from tests.world import MOFA, VUFO


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ENTRY_LIMIT", FULL)


def said(pair: Pair, file: str, kind: str) -> list[Any]:
    with pair.nodes[VUFO].active():
        rows = StoredAct.objects.filter(dossier=file, agency=VUFO, kind=kind).order_by("seq")
        return [row.act.facts for row in rows]


def broken(stored: Any, *, now: Any) -> None:
    raise ZeroDivisionError


def late_in_a_run(pair: Pair, *, last: bool) -> str:
    """A visit whose announcement comes three days after it was said: in the first, full batch or in the last of it."""
    other = announce(pair, "2026-12-30")
    pair.exchange()
    if last:
        notes(pair, other, FULL)
    file = announce(pair, "2026-12-15")
    if not last:
        notes(pair, other, FULL - 1)
    pair.clock += timedelta(days=3)
    carry(pair)
    return file


def test_what_came_in_the_last_batch_of_a_run_is_answered_once(pair: Pair) -> None:
    file = late_in_a_run(pair, last=True)
    carry(pair)
    (facts,) = said(pair, file, "dossier.received")
    assert [item["at"] for item in facts["received"]] == [write_time(pair.clock)]


def test_a_recall_that_comes_while_a_run_waits_is_answered_once(pair: Pair) -> None:
    other, file = announce(pair, "2026-12-30"), announce(pair, "2026-12-29")
    pair.exchange()
    (note,) = notes(pair, file, 1)
    pair.exchange()
    notes(pair, other, FULL)
    carry(pair)
    pair.say(MOFA, "dossier.recall", {"acts": [note], "reason": "error"}, dossier=file, unit="protocol", role="head")
    carry(pair)
    assert len(said(pair, file, "dossier.erased")) == 1


def test_who_reads_while_a_run_waits_has_its_rows_and_says_nothing(pair: Pair) -> None:
    file = late_in_a_run(pair, last=False)
    client, south = holder(pair), pair.nodes[VUFO]
    with south.active():
        assert client.get(f"/api/v1/dossiers/{file}").status_code == 200
    assert servanda("digest", "--home", south.home, file).status == 0
    with south.active():
        assert StoredAct.objects.filter(dossier=file, agency=VUFO).count() == 0
        assert waiting.marks().unfolded is None and waiting.marks().unanswered is not None
        timers.tick(now=pair.clock + timedelta(hours=1))
    (facts,) = said(pair, file, "dossier.received")
    assert [item["at"] for item in facts["received"]] == [write_time(pair.clock)]


def test_in_the_first_seconds_rows_are_made_and_answers_wait(pair: Pair) -> None:
    file = late_in_a_run(pair, last=True)
    # The union's process begins anew, and has not heard from the ministry yet.
    starting.begin(pair.nodes[VUFO], [MOFA])
    carry(pair)
    with pair.nodes[VUFO].active():
        folding.answer()
    assert said(pair, file, "dossier.received") == []
    with pair.nodes[VUFO].active():
        assert StoredAct.objects.filter(dossier=file, agency=MOFA).count() == 1
        assert list(refolding.differences([file])) == []
        starting.asked(pair.nodes[VUFO], MOFA, has_answered=True)
        folding.answer()
        folding.answer()
    (facts,) = said(pair, file, "dossier.received")
    assert [item["at"] for item in facts["received"]] == [write_time(pair.clock)]


def test_what_cannot_be_answered_closes_no_page_and_is_tried_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = late_in_a_run(pair, last=False)
    client, names = holder(pair), notes(pair, file, 1)
    project = receiving.project
    monkeypatch.setattr(receiving, "project", broken)
    carry(pair)
    assert shown(pair, names) == 1
    with pair.nodes[VUFO].active():
        timers.tick(now=pair.clock)
        assert client.get(f"/api/v1/dossiers/{file}").status_code == 200
    assert "could not be answered" in caplog.text and said(pair, file, "dossier.received") == []
    monkeypatch.setattr(receiving, "project", project)
    with pair.nodes[VUFO].active():
        timers.tick(now=pair.clock)
    assert len(said(pair, file, "dossier.received")) == 1


def test_what_cannot_be_answered_stops_no_batch_and_no_step(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = announce(pair, "2026-12-30")
    pair.exchange()
    answers, seen = notices.project, list[str]()
    monkeypatch.setattr(notices, "project", broken)
    names = notes(pair, file, 1)
    carry(pair)
    own = pair.say(VUFO, "dossier.say", {"text": "and ours"}, dossier=file)
    names += notes(pair, file, 1)
    carry(pair)
    assert shown(pair, [*names, own]) == 3
    assert "could not be answered" in caplog.text

    def counting(stored: Any, *, now: Any) -> None:
        seen.extend(row.name for row in stored)
        answers(stored, now=now)

    monkeypatch.setattr(notices, "project", counting)
    with pair.nodes[VUFO].active():
        timers.tick(now=pair.clock)
        assert not waiting.marks().is_any
    assert seen == [names[0], own, names[1]]


def test_nobody_is_reminded_of_what_a_run_that_waits_took_back(pair: Pair) -> None:
    other, file = announce(pair, "2026-12-30"), announce(pair, "2026-12-30")
    pair.exchange()
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    row = pair.commitment(VUFO, file, "preparation")
    holder(pair)
    pair.clock += timedelta(days=40)
    pair.say(MOFA, "commitment.withdraw", {"commitment": row.id}, dossier=file, unit="protocol")
    notes(pair, other, FULL - 1)
    carry(pair)
    with pair.nodes[VUFO].active():
        timers.tick(now=pair.clock)
        assert not Notice.objects.filter(commitment=row.id, reason="late").exists()


def test_what_waits_for_its_rows_is_no_difference(pair: Pair) -> None:
    file = announce(pair, "2026-12-30")
    pair.exchange()
    names = notes(pair, file, FULL)
    carry(pair)
    assert shown(pair, names) == 0
    with pair.nodes[VUFO].active():
        assert list(refolding.differences(refolding.names())) == []
        folding.settle()
    assert shown(pair, names) == FULL


def test_what_an_answer_says_is_answered_once_also_where_a_later_one_fails(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other, file = announce(pair, "2026-12-30"), announce(pair, "2026-12-29")
    pair.exchange()
    (note,) = notes(pair, file, 1)
    pair.exchange()
    answers, seen, faults = notices.project, list[str](), ["once"]
    pair.say(MOFA, "dossier.recall", {"acts": [note], "reason": "error"}, dossier=file, unit="protocol", role="head")
    starting.begin(pair.nodes[VUFO], [MOFA])
    carry(pair)
    pair.clock += timedelta(minutes=1)
    (late,) = notes(pair, other, 1)
    carry(pair)

    def counting(stored: Any, *, now: Any) -> None:
        if any(row.name == late for row in stored) and faults:
            raise ZeroDivisionError(faults.pop())
        seen.extend(row.kind for row in stored)
        answers(stored, now=now)

    monkeypatch.setattr(notices, "project", counting)
    with pair.nodes[VUFO].active():
        starting.asked(pair.nodes[VUFO], MOFA, has_answered=True)
        folding.answer()
        assert seen == ["dossier.recall"]
        folding.answer()
        assert not waiting.marks().is_any
    # In the order in which they were stored.
    assert seen == ["dossier.recall", "dossier.say", "dossier.erased"]
    assert len(said(pair, file, "dossier.erased")) == 1


def test_while_an_answer_fails_it_is_tried_ever_less_often_and_little_is_read(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file, south = announce(pair, "2026-12-30"), pair.nodes[VUFO]
    pair.exchange()
    read, answers, seconds, tried, seen = waiting.stored, notices.project, [0.0], list[float](), list[str]()

    def failing(stored: Any, *, now: Any) -> None:
        if node.current().agency == VUFO:
            tried.append(seconds[0])
            raise ZeroDivisionError

    def counting(stored: Any, *, now: Any) -> None:
        assert len(stored) == FULL
        seen.extend(row.name for row in stored)
        answers(stored, now=now)

    def reading(found: Any, *, most: int | None = None) -> Any:
        rows = read(found, most=most)
        assert len(rows) <= 3 * FULL
        return rows

    monkeypatch.setattr(folding, "MOST", 3 * FULL)
    monkeypatch.setattr(answering, "AT_ONCE", FULL + 1)
    monkeypatch.setattr(answering, "monotonic", lambda: seconds[0])
    monkeypatch.setattr(waiting, "stored", reading)
    monkeypatch.setattr(notices, "project", failing)
    names, held = [], []
    for _ in range(6):
        names += notes(pair, file, FULL)
        carry(pair)
        pair.clock += timedelta(minutes=1)
        held.append(len(names) - shown(pair, names))
    # The rows of a run are still made once for several batches.
    assert held == [FULL, 2 * FULL, 0, FULL, 2 * FULL, 0]
    with south.active():
        for second in range(200):
            seconds[0] = float(second)
            folding.answer(quiet_at=pair.clock)
        assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183]
        monkeypatch.setattr(notices, "project", counting)
        timers.tick(now=pair.clock)
        assert not waiting.marks().is_any
    assert seen == names
    assert caplog.text.count("could not be answered") == len(tried)
