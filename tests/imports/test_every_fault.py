"""However many faults are planted, the line of each is reported, and nothing is stored."""

from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.imports.agreements import import_agreement, read_agreement
from servanda.imports.faults import Faulty
from servanda.imports.units import read_units
from servanda.kernel.audiences import Actor
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.imports.files import OFFICE, UNITS, as_csv, as_xlsx, changed, faults_of
from tests.imports.test_agreements import REGULATION
from tests.world import NOW

TODAY = date(2026, 11, 23)
LINES = REGULATION.decode().split("\n")
# What is written in a line -> what is wrongly written there. None of them hides another.
WRONG = {
    "kind: regulation": "kind: regulations",
    "review_on: {today: 300}": "review_on: someday",
    "shown: both": "shown: some",
    "transit: {hours: 24}": "transit: {hours: -1}",
    "  zone: Asia/Ho_Chi_Minh": "  zone: Asia/Hanoi",
    "  country: VN": "  cuontry: VN",
    "  field: visits": "  field: visit",
    "    opens: visit.announce": "    opens: visit.anounce",
    "    debtor: owner": "    debtor: nobody",
    "    deliver: report": "    deliver: reports",
    "    accept: false": "    accept: 'no'",
    "    remind: [{working_days: 3}]": "    remind: [{working_days: three}]",
    "    needs: {precision: day}": "    needs: {precision: hour}",
    "    by: {after: end_on, working_days: 10}": "    by: {after: end_on, working_days: 10.5}",
}
PLACES = [number for number, line in enumerate(LINES) if line in WRONG]
UNIT_FAULTS = {"code": "A B", "parent": "nowhere", "kind": "bureau", "zone": "Asia/Hanoi", "regions": "moon"}


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(PLACES), min_size=1))
def test_every_line_planted_in_an_agreement_is_reported(places: set[int]) -> None:
    raw = "\n".join(WRONG[line] if number in places else line for number, line in enumerate(LINES)).encode()
    faults = faults_of(read_agreement, raw, today=TODAY)
    assert {number + 1 for number in places} <= {fault.line for fault in faults}
    assert [(f.line, f.column) for f in faults] == sorted((f.line, f.column) for f in faults)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | st.sampled_from(sorted(UNIT_FAULTS)), min_size=1, max_size=20).filter(any))
def test_every_line_planted_in_a_table_is_reported(planted: list[str | None]) -> None:
    rows = [
        changed(OFFICE, UNITS, **{"code": f"u-{number}", **({column: UNIT_FAULTS[column]} if column else {})})
        for number, column in enumerate(planted)
    ]
    wanted = {number + 2 for number, column in enumerate(planted) if column}
    for write in (as_csv, as_xlsx):
        assert {fault.line for fault in faults_of(read_units, write(UNITS, *rows))} == wanted


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES))
def test_nothing_is_stored_for_any_fault(mofa: Node, clerk: Actor, place: int) -> None:
    raw = "\n".join(WRONG[line] if number == place else line for number, line in enumerate(LINES)).encode()
    with mofa.active():
        try:
            import_agreement(raw, "regulation.yaml", clerk, at=NOW)
        except Faulty:
            assert not StoredAct.objects.exists()
        else:
            raise AssertionError("a wrong file was taken")


def test_the_sample_itself_has_none(sample: Callable[[str], bytes]) -> None:
    assert read_agreement(sample("regulation.yaml"), today=TODAY).title
