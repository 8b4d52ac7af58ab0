"""What is stored is checked, and what was exchanged is proved to those who have no node."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import good, servanda, wrong
from tests.cli.conftest import SAMPLE, Homes
from tests.cli.rows import rows_of


@pytest.fixture
def proof(homes: Homes, tmp_path: Path) -> tuple[str, Path]:
    """An agreement that the other side has acknowledged, and its file of evidence."""
    name = good("agreement", "import", "--home", homes.mofa, SAMPLE / "regulation.yaml", "--json").data["dossier"]
    homes.exchange()
    path = tmp_path / "proof.json"
    path.write_text(good("evidence", "--home", homes.mofa, name).out, "utf-8")
    return name, path


def test_evidence_holds_and_says_whose_keys_it_rests_on(homes: Homes, proof: tuple[str, Path]) -> None:
    name, path = proof
    words = {good("card", "--home", home, "--json").data["fingerprint"] for home in (homes.mofa, homes.vufo)}
    data = good("verify", path, "--json").data
    assert data["dossier"] == name and set(data["fingerprints"].values()) == words
    assert [item["by"] for item in data["received"]] == ["vufo.org.vn"]
    told = good("verify", path)
    assert all(word in told.out for word in words)


def test_other_words_are_found_wrong(proof: tuple[str, Path]) -> None:
    done = servanda("verify", proof[1], "--fingerprint", "mofa.gov.vn=bidad", "--json")
    assert (done.status, done.data["findings"][0]["code"]) == (1, "root_differs")
    done = servanda("verify", proof[1], "--fingerprint", "other.example=bidad", "--json")
    assert (done.status, done.data["findings"][0]["code"]) == (1, "root_absent")
    wrong(2, "verify", proof[1], "--fingerprint", "bidad")


def test_changed_evidence_is_found_wrong(proof: tuple[str, Path], tmp_path: Path) -> None:
    data = json.loads(proof[1].read_text("utf-8"))
    data["acts"][0]["parts"]["facts"] = data["acts"][0]["parts"]["facts"].replace("regulation", "programme")
    (tmp_path / "changed.json").write_text(json.dumps(data), "utf-8")
    done = servanda("verify", tmp_path / "changed.json")
    assert done.status == 1 and "does not match its signed value" in done.out
    wrong(2, "verify", tmp_path / "absent")


@pytest.mark.parametrize("cut", [0, 1, 300, -1])
def test_what_is_no_whole_proof_is_told_in_one_clear_sentence(
    proof: tuple[str, Path], tmp_path: Path, cut: int
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(proof[1].read_bytes().rstrip()[:cut])
    done = servanda("verify", path)
    assert done.status == 1
    said = (done.out + done.err).strip().splitlines()
    assert said == [f"{path}: This is not a whole proof file: it was cut short, changed, or is something else."]
    assert servanda("verify", path, "--json").data["findings"][0]["code"] == "not_evidence"


@pytest.mark.parametrize("place", [n / 24 for n in range(1, 24)])
def test_one_changed_byte_anywhere_is_told_in_plain_words(
    proof: tuple[str, Path], tmp_path: Path, place: float
) -> None:
    raw = bytearray(proof[1].read_bytes())
    at = int(len(raw) * place)
    raw[at] = ord("A") if raw[at] != ord("A") else ord("B")
    path = tmp_path / "changed.json"
    path.write_bytes(raw)
    done = servanda("verify", path)
    assert done.status == 1
    said = done.out + done.err
    assert not [word for word in ("JSON", "column", "codec", "delimiter", "control character") if word in said], said


@pytest.mark.parametrize("other", [b"no proof", b"[]", b'{"v": 1}', b"\xff\xfe\x00"])
def test_another_kind_of_file_is_no_proof(tmp_path: Path, other: bytes) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(other)
    done = servanda("verify", path)
    assert done.status == 1 and "This is not a whole proof file" in done.out + done.err
    assert "line 1" not in done.out + done.err and "codec" not in done.out + done.err


def test_verifying_needs_no_node_and_not_even_django(proof: tuple[str, Path]) -> None:
    code = "import sys; from servanda.cli.main import main; print(main(sys.argv[1:]), 'django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "verify", str(proof[1])], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "0 False", done.stderr


def test_names_of_persons_are_left_out_unless_they_are_asked_for(homes: Homes, proof: tuple[str, Path]) -> None:
    name = proof[0]
    paper = ("--number", "1", "--signed-on", "2026-01-05", "--signatory", "Director")
    good("agreement", "sign", "--home", homes.vufo, name, *paper)
    plain = json.loads(good("evidence", "--home", homes.vufo, name).out)
    assert all("personal" not in act["parts"] for act in plain["acts"])
    assert good("evidence", "--home", homes.vufo, name, "--personal").status == 0


def test_a_file_that_is_not_there_is_called_wrong(homes: Homes) -> None:
    nothing = "mofa.gov.vn/" + "a" * 22
    wrong(2, "digest", "--home", homes.mofa, nothing)
    wrong(2, "evidence", "--home", homes.mofa, nothing)


def test_a_day_counts_in_the_digest(homes: Homes, proof: tuple[str, Path]) -> None:
    digest = good("digest", "--home", homes.mofa, proof[0], "--as-of", "2026-01-01", "--json").data
    assert digest["as_of"] == "2026-01-01" and digest["digest"].startswith("sha256:")
    wrong(2, "digest", "--home", homes.mofa, proof[0], "--as-of", "soon")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE kernel_storedact SET facts = NULL, jws = replace(jws, 'e', 'f') WHERE seq = 1", ""),
        ("UPDATE kernel_dossier SET title = 'Another title'", "refold_differs"),
        ("DELETE FROM kernel_reader", "refold_differs"),
        ("UPDATE exchange_feedentry SET link = 'sha256:0'", "bad_chain"),
    ],
)
def test_what_was_changed_behind_its_back_is_found(homes: Homes, change: str, code: str) -> None:
    assert good("check", "--home", homes.mofa).status == 0
    with rows_of(homes.mofa) as database:
        database.execute(change)
    done = servanda("check", "--home", homes.mofa, "--json")
    assert done.status == 1 and done.data["ok"] is False
    codes = {finding["code"] for finding in done.data["findings"]}
    assert codes if not code else code in codes
    assert servanda("check", "--home", homes.mofa).out.strip()
