"""Partners: the agency's own list, each with the region of its country."""

from collections.abc import Callable

import pycountry

from servanda.imports.partners import import_partners
from servanda.imports.regions import region_names, region_of
from servanda.kernel.node import Node
from servanda.processes.models import Partner
from tests.imports.files import PARTNERS, as_csv, faults_of


def test_the_sample_becomes_partners(mofa: Node, sample: Callable[[str], bytes]) -> None:
    done = import_partners(sample("partners.csv"), "partners.csv")
    assert done.partners == len(done.new) == 15
    regions = dict(Partner.objects.values_list("code", "region"))
    assert regions["FR"] == "europe" and regions["demo-clean-water"] == "north-east-asia"
    assert regions["EG"] == "middle-east-africa" and regions["CU"] == "americas" and regions["LA"] == "south-east-asia"
    again = import_partners(sample("partners.csv"), "partners.csv")
    assert (again.new, again.changed) == ((), ())


def test_a_partner_changes_and_the_others_stay(mofa: Node) -> None:
    import_partners(as_csv(PARTNERS, ["FR", "country", "FR", "France"], ["un", "organisation", "", "UN"]), "a.csv")
    done = import_partners(as_csv(PARTNERS, ["FR", "country", "FR", "French Republic"]), "b.csv")
    assert (done.new, done.changed) == ((), ("FR",))
    assert Partner.objects.count() == 2 and Partner.objects.get(code="FR").name == {"en": "French Republic"}


def test_every_fault_is_listed_and_nothing_is_stored(mofa: Node) -> None:
    raw = as_csv(
        PARTNERS,
        ["FR", "country", "FR", "France"],
        ["FR", "state", "XX", ""],
        ["n n", "ngo", "", "Aid"],
    )
    assert [(f.line, f.column, f.code) for f in faults_of(import_partners, raw, "p.csv")] == [
        (3, 1, "import_twice"),
        (3, 2, "duty_word_unknown"),
        (3, 3, "partner_country_unknown"),
        (3, 4, "import_name_missing"),
        (4, 1, "import_code_wrong"),
        (4, 3, "field_missing"),
    ]
    assert not Partner.objects.exists()


def test_every_country_has_a_region() -> None:
    assert [country.alpha_2 for country in pycountry.countries if not region_of(country.alpha_2)] == []
    assert set(region_names()) == {
        "americas", "elsewhere", "europe", "middle-east-africa", "north-east-asia", "south-east-asia",
    }  # fmt: skip
