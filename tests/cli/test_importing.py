"""Files are taken whole or not at all, and every fault is shown where it stands."""

import re
from pathlib import Path

import pytest

from tests.cli.command import good, servanda, wrong
from tests.cli.conftest import SAMPLE, Homes
from tests.cli.rows import everything

FAULT = re.compile(r"^(?P<file>.+):(?P<line>\d+):(?P<column>\d+): \S.+$")

WRONG = {
    "units": "code,parent,kind,zone,vi\nA B,,opera,Asia/Ho_Chi_Minh,X\nb,nowhere,office,Mars,Y\n",
    "people": "officer,unit,role,language,email,title_vi\no-a,nowhere,king,xx,none,X\n",
    "partners": "code,kind,country,vi\nxx,opera,ZZ,X\n",
    "agreement": "agreement: X Y\ntitle: 5\nparties: [mofa.gov.vn]\narticles: {}\n",
}


@pytest.mark.parametrize("what", WRONG)
def test_every_fault_is_listed_with_its_place_and_nothing_is_taken(homes: Homes, tmp_path: Path, what: str) -> None:
    path = tmp_path / f"wrong.{what}"
    path.write_text(WRONG[what], "utf-8")
    before = everything(homes.mofa)
    done = servanda(what, "import", "--home", homes.mofa, path)
    *faults, last = done.err.strip().splitlines()
    assert done.status == 1 and last == f"servanda: {len(faults)} faults; nothing was taken."
    assert len(faults) > 1
    for fault in faults:
        found = FAULT.match(fault)
        assert found and found["file"] == str(path) and 1 <= int(found["line"]) <= 5, fault
    listed = servanda(what, "import", "--home", homes.mofa, path, "--json")
    assert listed.status == 1 and len(listed.data["error"]["faults"]) == len(faults)
    assert {"file", "line", "column", "field", "code", "message"} == set(listed.data["error"]["faults"][0])
    assert everything(homes.mofa) == before


def test_one_fault_is_told_as_one(homes: Homes, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("officer,unit,role,language,email,title_vi\no-a,office,king,vi,,X\n", "utf-8")
    assert "servanda: 1 fault; nothing was taken." in servanda("people", "import", "--home", homes.mofa, path).err


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_cannot_be_read_is_named(homes: Homes, tmp_path: Path, what: str) -> None:
    assert "There is no file" in wrong(2, what, "import", "--home", homes.mofa, tmp_path / "absent")
    assert "cannot be read" in wrong(2, what, "import", "--home", homes.mofa, tmp_path)


def test_the_same_file_twice_changes_nothing(homes: Homes) -> None:
    again = good("units", "import", "--home", homes.mofa, SAMPLE / "mofa" / "units.csv", "--json").data
    assert (again["new"], again["changed"], again["gone"]) == ([], [], [])
    again = good("people", "import", "--home", homes.mofa, SAMPLE / "mofa" / "people.csv", "--json").data
    assert (again["new_officers"], again["new_posts"]) == ([], 0)
    first = good("partners", "import", "--home", homes.mofa, SAMPLE / "partners.csv", "--json").data
    again = good("partners", "import", "--home", homes.mofa, SAMPLE / "partners.csv", "--json").data
    assert (len(first["new"]), again["new"]) == (first["partners"], [])


def test_an_officer_may_be_named_who_states_it(homes: Homes) -> None:
    file = SAMPLE / "regulation.yaml"
    assert "There is no officer o-nobody" in wrong(
        2, "agreement", "import", "--home", homes.mofa, file, "--officer", "o-nobody"
    )
    done = good("agreement", "import", "--home", homes.mofa, file, "--officer", "o-clerk", "--json").data
    with homes.open()[0].active():
        from servanda.kernel.models import StoredAct

        assert StoredAct.objects.get(dossier=done["dossier"]).act.by.officer == "o-clerk"


def test_the_same_agreement_twice_is_refused_with_where_it_stands(homes: Homes) -> None:
    words = ("agreement", "import", "--home", homes.mofa, SAMPLE / "regulation.yaml")
    file = good(*words, "--json").data["dossier"]
    said = wrong(1, *words)
    assert said.startswith("This text is on the table already between the same parties: ") and f"file {file}" in said
    assert servanda(*words, "--json").data["error"]["code"] == "agreement_proposed_twice"


def test_an_agreement_is_proposed_signed_and_put_in_force_from_two_command_lines(homes: Homes) -> None:
    name = good("agreement", "import", "--home", homes.mofa, SAMPLE / "regulation.yaml", "--json").data["dossier"]
    paper = ("--number", "12/QC", "--signed-on", "2026-01-05", "--signatory", "Director")
    assert servanda("agreement", "enter", "--home", homes.mofa, name, *paper).status == 1
    homes.exchange()
    assert "proposed" in good("agreement", "list", "--home", homes.vufo).out
    assert "signs last: servanda agreement enter" in wrong(2, "agreement", "sign", "--home", homes.mofa, name, *paper)
    signed = good("agreement", "sign", "--home", homes.vufo, name, *paper, "--json").data
    assert signed["state"] == "proposed"
    assert servanda("agreement", "sign", "--home", homes.vufo, name, *paper).status == 1
    homes.exchange()
    entered = good("agreement", "enter", "--home", homes.mofa, name, *paper, "--capacity", "TM.", "--json").data
    assert entered["state"] == "in_force"
    homes.exchange()
    assert good("agreement", "list", "--home", homes.vufo, "--json").data["agreements"][0]["state"] == "in_force"
    digests = {good("digest", "--home", home, name).out for home in (homes.mofa, homes.vufo)}
    assert len(digests) == 1
    wrong(2, "agreement", "sign", "--home", homes.vufo, "vufo.org.vn/" + "a" * 22, *paper)
    wrong(2, "agreement", "sign", "--home", homes.vufo, name, *paper, "--capacity", "king")


def test_lists_in_an_offices_own_words_are_known_by_their_headings(homes: Homes, tmp_path: Path) -> None:
    people = tmp_path / "cán bộ.csv"
    rows = "STT,Chức vụ,Đơn vị,Vai trò,Thư điện tử\n1,Chuyên viên,Vụ Châu Âu,chuyên viên,moi@x.example\n"
    people.write_text(rows, "utf-8")
    done = good("people", "import", "--home", homes.mofa, people, "--json").data
    assert done["new_officers"] == ["moi"]
    partners = tmp_path / "partners.csv"
    partners.write_text("م,اسم الشريك,الدولة\n1,صندوق السلام,اليابان\n", "utf-8")
    assert len(good("partners", "import", "--home", homes.mofa, partners, "--json").data["new"]) == 1
    unseen = tmp_path / "unseen.csv"
    unseen.write_text("Chức vụ,Đơn vị,Cột lạ\nChuyên viên,Vụ Châu Âu,x\n", "utf-8")
    refused = servanda("people", "import", "--home", homes.mofa, unseen)
    assert refused.status == 1 and "Add the column officer." in refused.err
