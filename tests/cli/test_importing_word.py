"""A Word file on the command line: a draft for the browser, or one sentence that says why not."""

from pathlib import Path

from servanda.office.models import AgreementDraft
from tests.cli.command import good, servanda
from tests.cli.conftest import Homes
from tests.imports import word


def test_a_word_file_becomes_a_draft_of_the_officers_unit(homes: Homes, tmp_path: Path) -> None:
    path = tmp_path / "quy-che.docx"
    path.write_bytes(word.vietnamese())
    done = good("agreement", "import", "--home", homes.mofa, path, "--officer", "o-prot-desk", "--json").data
    assert (done["articles"], done["languages"], done["left"]) == (6, ["vi"], 3)
    assert done["title"] == word.VI_TITLE
    assert done["page"] == f"/agreements/drafts/{done['draft']}/review/"
    mofa, _ = homes.open()
    with mofa.active():
        row = AgreementDraft.objects.get(id=done["draft"])
    assert row.unit == "mofa.gov.vn/protocol" and row.data["articles"][0]["duties"] == []
    assert good("agreement", "list", "--home", homes.mofa, "--json").data["agreements"] == []


def test_without_an_officer_it_is_the_offices(homes: Homes, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word.arabic())
    told = good("agreement", "import", "--home", homes.mofa, path).out
    assert "A draft of mofa.gov.vn/office" in told and "5 articles in ar" in told


def test_what_is_no_word_file_is_refused_and_nothing_is_kept(homes: Homes, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04 broken")
    done = servanda("agreement", "import", "--home", homes.mofa, path)
    assert done.status == 1 and "damaged" in done.err
    mofa, _ = homes.open()
    with mofa.active():
        assert AgreementDraft.objects.count() == 0
