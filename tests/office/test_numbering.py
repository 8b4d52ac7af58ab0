"""Numbers of an issuer's own series: whatever happens at once, none is left out and none is given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused
from servanda.office import numbering, outgoing
from servanda.office.models import ClearingRule, GivenNumber, Issuer
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import read_statement
from tests.web.house import House
from tests.world import VUFO

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LETTER = {"title": "On the programme", "text": "Dear colleagues", "issuer": "office"}


def issuer(house: House, **stated: Any) -> Issuer:
    with house.node.active():
        known = {"name": "Ministry", "symbol": "CV-BNG", "numbers": True, "place": "Hà Nội"} | stated
        return Issuer.objects.create(code="office", **known)


def send(house: House, *, at: datetime = AT, cls: str = "internal", **stated: Any) -> outgoing.Sent:
    statement = read_statement("letter.send", LETTER | stated, to=[f"{VUFO}/europe"], cls=cls)
    with house.node.active():
        return outgoing.submit(statement, house.actor("o-desk"), at=at)


def book(house: House) -> list[tuple[int, int]]:
    with house.node.active():
        return list(GivenNumber.objects.order_by("year", "n").values_list("year", "n"))


PLANS = st.lists(st.sampled_from(["letter", "refused", "by_hand", "void"]), min_size=4, max_size=12)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS)
def test_numbers_run_on_without_a_gap_whatever_happens_at_once(lone: House, plan: list[str]) -> None:
    with lone.node.active():
        Issuer.objects.get_or_create(code="office", defaults={"name": "M", "symbol": "CV", "numbers": True})
        before = GivenNumber.objects.count()
    actors = {name: lone.actor(name) for name in ("o-desk", "o-clerk")}

    def work(what: str) -> str:
        with lone.node.active():
            try:
                return _do(what)
            except Refused as refused:
                return refused.code
            finally:
                connections[lone.node.alias].close()

    def _do(what: str) -> str:
        if what == "by_hand":
            numbering.by_hand("office", actors["o-clerk"], what="An invitation", at=AT)
        elif what == "void":
            row = GivenNumber.objects.filter(act="", voided_at=None).first()
            if row:
                numbering.void(row.id, actors["o-clerk"], reason="Taken by mistake", at=AT)
        else:
            cls = "mat" if what == "refused" else "internal"
            statement = read_statement("letter.send", LETTER, to=[f"{VUFO}/europe"], cls=cls)
            outgoing.submit(statement, actors["o-desk"], at=AT)
        return what

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, plan))
    assert sum(code == "above_ceiling" or code == "state_secret" for code in done) == plan.count("refused"), done
    given_now = plan.count("letter") + plan.count("by_hand")
    assert book(lone) == [(2026, n) for n in range(1, before + given_now + 1)]
    with lone.node.active():
        sealed = [stored.act.facts["number"] for stored in StoredAct.objects.filter(kind="letter.send")]
        assert sorted(sealed) == sorted(
            row.issuer.written(row.n) for row in GivenNumber.objects.exclude(act="").select_related("issuer")
        )


def test_number_date_and_head_are_put_in_when_it_leaves(lone: House) -> None:
    issuer(lone, superior="Government")
    sent = send(lone)
    assert sent.act is not None
    act = sent.act.act
    assert (act.facts["number"], act.facts["dated_on"]) == ("01/CV-BNG", "2026-11-23")
    assert act.part("content")["letterhead"] == {"name": "Ministry", "superior": "Government", "place": "Hà Nội"}
    assert "issuer" not in {**act.facts, **act.part("content"), **act.part("personal")}
    with lone.node.active():
        row = GivenNumber.objects.get()
        assert (row.dossier, row.act, row.what) == (sent.dossier, act.id, "On the programme")


def test_the_day_is_that_of_the_unit_and_a_year_begins_anew(lone: House) -> None:
    """Seven in the evening in London is the next day, and the next year, in Hà Nội."""
    issuer(lone, first_n=118, first_year=2026)
    send(lone, at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    sent = send(lone, at=datetime(2026, 12, 31, 19, 0, tzinfo=UTC))
    assert sent.act and sent.act.act.facts["dated_on"] == "2027-01-01"
    assert book(lone) == [(2026, 118), (2027, 1)]


def test_a_series_may_run_on_over_the_years(lone: House) -> None:
    issuer(lone, restarts=False, first_n=40)
    for year in (2026, 2027):
        send(lone, at=datetime(year, 3, 1, 2, 0, tzinfo=UTC))
    assert book(lone) == [(0, 40), (0, 41)]


def test_what_was_prepared_takes_its_number_only_when_it_leaves(lone: House) -> None:
    issuer(lone)
    with lone.node.active():
        ClearingRule.objects.create(step="letter", levels=1)
    waiting = send(lone, title="First prepared")
    assert waiting.state == "clearing" and book(lone) == []
    dropped = send(lone, title="Never sent")
    with lone.node.active():
        outgoing.discard(dropped.draft, lone.actor("o-desk"), at=AT)
        sent = outgoing.clear(waiting.draft, lone.actor("o-head"), at=AT)
    assert sent.act and sent.act.act.facts["number"] == "01/CV-BNG" and book(lone) == [(2026, 1)]


def test_a_number_is_typed_or_given_but_never_both(lone: House) -> None:
    with pytest.raises(Refused) as refused:
        send(lone)
    assert refused.value.code == "issuer_unknown"
    issuer(lone)
    with pytest.raises(Faults) as faults:
        send(lone, number="7/CV", dated_on="2026-11-20")
    assert {name: fault.code for name, fault in faults.value.faults.items()} == {
        "number": "number_given", "dated_on": "number_given"
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        send(lone, issuer="")
    assert refused.value.code == "number_missing"
    with pytest.raises(Faults) as faults:
        send(lone, issuer="", number="7/CV", dated_on="2026-12-20")
    assert faults.value.faults["dated_on"].code == "day_to_come"
    assert book(lone) == []
    typed = send(lone, issuer="", number="7/CV", dated_on="2026-11-20")
    assert typed.act and typed.act.act.facts["number"] == "7/CV" and book(lone) == []


def test_a_void_number_stays_in_the_book_and_that_of_a_letter_is_not_void(lone: House) -> None:
    issuer(lone)
    send(lone)
    clerk = lone.actor("o-clerk")
    with lone.node.active():
        taken = numbering.by_hand("office", clerk, what="An invitation", at=AT)
        for number, reason, code in ((taken.id, " ", "nothing_said"), (taken.id + 9, "x", "no_file")):
            with pytest.raises(Refused) as refused:
                numbering.void(number, clerk, reason=reason, at=AT)
            assert refused.value.code == code
        with pytest.raises(Refused) as refused:
            numbering.void(GivenNumber.objects.get(n=1).id, clerk, reason="x", at=AT)
        assert refused.value.code == "number_has_letter"
        with pytest.raises(Refused) as refused:
            numbering.by_hand("office", lone.actor("o-desk"), what="x", at=AT)
        assert refused.value.code == "not_your_step"
        numbering.void(taken.id, clerk, reason="Written twice", at=AT)
        with pytest.raises(Refused) as refused:
            numbering.void(taken.id, clerk, reason="Again", at=AT)
        assert refused.value.code == "number_voided"
        assert numbering.by_hand("office", clerk, what="Another", at=AT).n == 3
        assert GivenNumber.objects.get(n=2).reason == "Written twice"
