"""Units: the whole directory of an agency, or nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from servanda.imports.unit_files import write_units
from servanda.imports.units import import_units, read_units
from servanda.kernel.audiences import Actor
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.processes.models import Unit
from tests.imports.files import OFFICE, UNITS, as_csv, changed, faults_of
from tests.world import NOW

Sample = Callable[[str], bytes]


def test_the_sample_becomes_a_directory(mofa: Node, clerk: Actor, sample: Sample) -> None:
    done = import_units(sample("mofa/units.csv"), "units.csv", clerk, peers=["vufo.org.vn"], at=NOW)
    assert (done.units, len(done.new), done.changed, done.gone) == (17, 17, (), ())
    europe = Unit.objects.get(id="mofa.gov.vn/europe")
    assert europe.parent == "mofa.gov.vn/leadership" and europe.fields == ["visits", "people-to-people"]
    assert europe.regions == ["europe"] and europe.name["vi"] == "Vụ Châu Âu" and europe.zone == "Asia/Ho_Chi_Minh"
    # One for itself and one for the peer.
    assert StoredAct.objects.count() == 2
    again = import_units(sample("mofa/units.csv"), "units.csv", clerk, peers=["vufo.org.vn"], at=NOW)
    assert (again.new, again.changed) == ((), ()) and StoredAct.objects.count() == 2


def test_units_close_and_name_their_successors(mofa: Node, clerk: Actor) -> None:
    header = [*UNITS, "closed", "successors"]
    import_units(as_csv(UNITS, OFFICE, changed(OFFICE, UNITS, code="old")), "a.csv", clerk, peers=[], at=NOW)
    rows = [[*OFFICE, "", ""], [*changed(OFFICE, UNITS, code="old"), "yes", "office"]]
    done = import_units(as_csv(header, *rows), "b.csv", clerk, peers=[], at=NOW)
    assert done.changed == ("old",)
    old = Unit.objects.get(id="mofa.gov.vn/old")
    assert old.is_closed and old.successors == ["office"]


def test_every_fault_is_listed_in_order(mofa: Node, clerk: Actor) -> None:
    raw = as_csv(
        UNITS,
        changed(OFFICE, UNITS, code="Office 1"),
        changed(OFFICE, UNITS, parent="nowhere"),
        changed(OFFICE, UNITS, kind="bureau", zone="Asia/Hanoi"),
        changed(OFFICE, UNITS, code="self", parent="self"),
        changed(OFFICE, UNITS, code="a", parent="b"),
        changed(OFFICE, UNITS, code="b", parent="a"),
        changed(OFFICE, UNITS, code="c", vi="", en="", regions="europa", fields="A B"),
    )
    faults = faults_of(import_units, raw, "units.csv", clerk, peers=[], at=NOW)
    assert [(fault.line, fault.column, fault.code) for fault in faults] == [
        (2, 1, "import_code_wrong"),
        (3, 2, "unknown_unit"),
        (4, 1, "import_twice"),
        (4, 3, "duty_word_unknown"),
        (4, 4, "calendar_zone_unknown"),
        (5, 2, "unit_names_itself"),
        (6, 2, "unit_in_a_circle"),
        (7, 2, "unit_in_a_circle"),
        (8, 5, "import_code_wrong"),
        (8, 6, "duty_word_unknown"),
        (8, 7, "import_name_missing"),
    ]
    assert not StoredAct.objects.exists() and not Unit.objects.exists()


def test_a_name_in_another_language_has_its_column() -> None:
    assert read_units(as_csv([*UNITS, "fr"], [*OFFICE, "Bureau"]))[0]["name"]["fr"] == "Bureau"


def test_two_units_of_one_successor_are_no_circle() -> None:
    header = [*UNITS, "successors"]
    rows = [[*OFFICE, ""], *([*changed(OFFICE, UNITS, code=code), "office"] for code in ("a", "b"))]
    assert len(read_units(as_csv(header, *rows))) == 3


DATED = {
    "fields": "visits 2026-01-01/2026-06-30;ngo", "regions": "europe ../2026-12-31", "from": "2026-01-01",
    "until": "2027-12-31", "counterparts": "union.example/europe visits europe 2026-01-01/..;union.example/press",
}  # fmt: skip
MORE = ("closed", "successors", "from", "until", "counterparts", "fr")


def table(*units: dict[str, Any]) -> bytes:
    """A file with every column, of the office with these cells changed."""
    columns = [*UNITS, *MORE]
    office = dict(zip(UNITS, OFFICE, strict=True))
    return as_csv(columns, *([(office | unit).get(name, "") for name in columns] for unit in units))


def test_fields_regions_and_counterparts_may_be_dated(mofa: Node, clerk: Actor) -> None:
    import_units(table(DATED), "units.csv", clerk, peers=[], at=NOW)
    with mofa.active():
        row = Unit.objects.get()
        assert row.fields == [{"code": "visits", "from": "2026-01-01", "until": "2026-06-30"}, "ngo"]
        assert row.fields_on(date(2026, 7, 1)) == {"ngo"}
        assert row.regions_on(date(2026, 12, 31)) == {"europe"}
        assert (row.from_on, row.until_on) == (date(2026, 1, 1), date(2027, 12, 31))
        assert row.counterparts == [
            {"unit": "union.example/europe", "field": "visits", "region": "europe", "from": "2026-01-01"},
            {"unit": "union.example/press"},
        ]  # fmt: skip


def test_an_arabic_semicolon_divides_words_as_well(mofa: Node, clerk: Actor) -> None:
    import_units(table({"fields": "visits؛ ngo", "regions": ""}), "units.csv", clerk, peers=[], at=NOW)
    with mofa.active():
        assert Unit.objects.get().fields == ["visits", "ngo"]


def test_what_was_written_reads_back_the_same(mofa: Node, clerk: Actor) -> None:
    old = {"code": "old", "closed": "yes", "successors": "office", "fr": "Vieux", "en": 'Old, "very" old'}
    units = read_units(table(DATED, old))
    again = write_units(units)
    assert read_units(again.encode()) == units
    assert write_units(read_units(again.encode())) == again


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("fields", "visits 2026-01-01/", "period_not_readable"), ("fields", "visits ../2026-02-30", "period_not_readable"),
     ("regions", "europe 2026-12-31/2026-01-01", "period_not_readable"), ("from", "soon", "import_day_wanted"),
     ("counterparts", "union.example", "agreement_unit_wrong"), ("counterparts", "mofa.gov.vn/x", "unit_pairs_own"),
     ("counterparts", "union.example/x visits mars", "duty_word_unknown"),
     ("counterparts", "union.example/x a b c", "period_not_readable")],
)  # fmt: skip
def test_a_period_or_counterpart_that_cannot_be_read_is_a_fault(
    mofa: Node, clerk: Actor, column: str, value: str, code: str
) -> None:
    faults = faults_of(import_units, table({column: value}), "units.csv", clerk, peers=[], at=NOW)
    assert (code, column) in [(fault.code, fault.field) for fault in faults]
    with mofa.active():
        assert not Unit.objects.exists()


def test_a_unit_that_ends_before_it_begins_is_a_fault(mofa: Node, clerk: Actor) -> None:
    raw = table({"from": "2026-12-31", "until": "2026-01-01"})
    faults = faults_of(import_units, raw, "units.csv", clerk, peers=[], at=NOW)
    assert [(fault.code, fault.field) for fault in faults] == [("unit_ends_early", "until")]
