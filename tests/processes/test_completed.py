"""An act whose content comes later than itself came when it came, and what was said of it stands."""

from datetime import timedelta
from typing import Any

import pytest

from servanda.exchange import admission, batches, completing
from servanda.kernel import folding, log, starting, waiting
from servanda.kernel.models import Commitment, StoredAct
from servanda.office import notices
from tests.processes.conftest import Pair
from tests.processes.test_answers import broken, said
from tests.processes.test_runs import carry
from tests.processes.test_work import announce
from tests.world import MOFA, VUFO


def lacking(pair: Pair, file: str) -> tuple[str, bytes]:
    """The announcement came without its content."""
    with pair.nodes[VUFO].active():
        row = StoredAct.objects.get(dossier=file, agency=MOFA)
        assert row.content
        StoredAct.objects.filter(name=row.name).update(content=None)
        return row.name, bytes(row.content)


def counted(pair: Pair, file: str) -> list[Any]:
    with pair.nodes[VUFO].active():
        rows = Commitment.objects.filter(dossier=file).order_by("id")
        return list(rows.values("id", "state", "opened_at", "due_on", "done_on"))


def bring(pair: Pair, name: str, content: bytes) -> tuple[str, str]:
    """The same entry again, now with its content; what the receipt says of it."""
    with pair.nodes[VUFO].active():
        row = StoredAct.objects.get(name=name)
        entry = batches.Entry(name=name, token=row.jws, parts={"content": content})
        arrival = admission.Arrival(n=1, link="", line=b"", entry=entry)
        arrival.is_known, arrival.state = True, admission.State.TAKEN
        completing.complete_known([arrival], MOFA, now=pair.clock)
        return arrival.state, arrival.code


def test_what_came_in_time_is_not_late_because_its_content_follows(pair: Pair) -> None:
    file = announce(pair, "2026-12-15")
    carry(pair)
    before = counted(pair, file)
    name, content = lacking(pair, file)
    pair.clock += timedelta(days=3)
    with pair.nodes[VUFO].active():
        log.complete(name, {"content": content}, now=pair.clock)
    assert said(pair, file, "dossier.received") == []
    assert counted(pair, file) == before


def test_what_came_late_is_put_on_record_once(pair: Pair) -> None:
    file = announce(pair, "2026-12-15")
    pair.clock += timedelta(days=3)
    carry(pair)
    name, content = lacking(pair, file)
    first = said(pair, file, "dossier.received")
    pair.clock += timedelta(days=3)
    with pair.nodes[VUFO].active():
        log.complete(name, {"content": content}, now=pair.clock)
    assert said(pair, file, "dossier.received") == first and len(first) == 1


@pytest.mark.parametrize("why", ["it begins anew", "it fails"])
def test_it_is_answered_with_its_content_as_soon_as_that_can_be(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    file = announce(pair, "2026-12-15")
    carry(pair)
    name, content = lacking(pair, file)
    came, answers, seen = pair.clock, notices.project, list[Any]()
    pair.clock += timedelta(days=3)
    if why == "it fails":
        monkeypatch.setattr(notices, "project", broken)
    else:
        starting.begin(pair.nodes[VUFO], [MOFA])
    assert bring(pair, name, content) == ("taken", "")

    def counting(stored: Any, *, now: Any) -> None:
        seen.extend((row.name, bool(row.content), now) for row in stored)
        answers(stored, now=now)

    monkeypatch.setattr(notices, "project", counting)
    starting.asked(pair.nodes[VUFO], MOFA, has_answered=True)
    with pair.nodes[VUFO].active():
        folding.answer()
        folding.answer()
        assert not waiting.marks().is_any
    assert seen == [(name, True, came)]
