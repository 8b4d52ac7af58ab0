"""Units: the whole directory of an agency, or nothing."""

from collections.abc import Callable

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
