"""Who keeps a dossier, told and handed over from the command line of two homes."""

from pathlib import Path

from tests.cli.command import good, servanda, wrong
from tests.cli.conftest import Homes


def test_a_dossier_is_handed_over_from_two_command_lines(homes: Homes, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("A,B\nFilm week,5/2031\n", "utf-8")
    columns = '{"title": "A", "start_on": "B"}'
    file = good("plan", "import", "--home", homes.mofa, plan, "--columns", columns, "--to", "vufo.org.vn/office",
                "--json").data["dossier"]  # fmt: skip
    mine, theirs = ("keeper", "--home", homes.mofa, file), ("keeper", "--home", homes.vufo, file)
    assert "reason" in wrong(2, *mine, "offer", "--unit", "vufo.org.vn/office").lower()
    offered = good(*mine, "offer", "--unit", "vufo.org.vn/office", "--text", "Theirs now", "--json").data
    assert (offered["home"], offered["handover"]["state"]) == ("mofa.gov.vn", "offered")
    again = servanda(*mine, "offer", "--unit", "vufo.org.vn/office", "--text", "Twice")
    assert again.status == 1 and "handed over already" in again.err
    homes.exchange()
    good(*theirs, "accept")
    homes.exchange()
    assert "is kept by vufo.org.vn, vufo.org.vn/office." in good(*mine, "confirm").out
    homes.exchange()
    done = good(*theirs, "--json").data
    assert (done["home"], done["owner"], done["handover"]) == ("vufo.org.vn", "vufo.org.vn/office", {})
    assert good("digest", "--home", homes.mofa, file).out == good("digest", "--home", homes.vufo, file).out
