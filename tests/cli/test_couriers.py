"""Courier files from the command line: packed, carried and taken in, with plain reports and exit statuses."""

from pathlib import Path

import pytest

from servanda.cli.main import main
from servanda.kernel.keys import read_card
from tests.cli.command import good
from tests.cli.conftest import Homes


def test_two_homes_exchange_by_files_alone(homes: Homes, tmp_path: Path) -> None:
    there, back = tmp_path / "there.courier", tmp_path / "back.courier"
    packed = good("courier", "pack", "--home", homes.mofa, "--peer", "vufo.org.vn", there, "--json").data
    assert packed["entries"] >= 1 and packed["size"] == there.stat().st_size
    assert b"units" not in there.read_bytes(), "it is encrypted"
    took = good("courier", "unpack", "--home", homes.vufo, "--peer", "mofa.gov.vn", there, "--json").data
    assert (took["taken"], took["waits"], took["is_whole"]) == (packed["entries"], 0, True)
    again = good("courier", "unpack", "--home", homes.vufo, "--peer", "mofa.gov.vn", there)
    assert "0 entries taken" in again.out and "was taken in before" in again.out
    good("courier", "pack", "--home", homes.vufo, "--peer", "mofa.gov.vn", back)
    good("courier", "unpack", "--home", homes.mofa, "--peer", "vufo.org.vn", back)
    empty = good("courier", "pack", "--home", homes.mofa, "--peer", "vufo.org.vn", there, "--json").data
    assert empty["entries"] == 0, "the receipt came back"


def test_what_cannot_be_taken_in_is_said(homes: Homes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def wrong(status: int, *words: object) -> str:
        assert main([str(word) for word in words]) == status
        said = capsys.readouterr()
        return said.err or said.out

    def good(*words: object) -> None:
        assert main([str(word) for word in words]) == 0

    path = tmp_path / "x.courier"
    unpack = ("courier", "unpack", "--home", homes.vufo, "--peer")
    good("courier", "pack", "--home", homes.mofa, "--peer", "vufo.org.vn", path)
    assert "from mofa.gov.vn, not from third.example" in wrong(1, *unpack, "third.example", path)
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) - 100])
    assert "cut off" in wrong(1, *unpack, "mofa.gov.vn", path)
    path.write_bytes(b"something else")
    assert "no courier file" in wrong(1, *unpack, "mofa.gov.vn", path)
    good("courier", "pack", "--home", homes.vufo, "--peer", "mofa.gov.vn", path)
    assert "for another agency" in wrong(1, *unpack, "mofa.gov.vn", path)
    assert "There is no file" in wrong(2, *unpack, "mofa.gov.vn", tmp_path / "absent")
    assert "not connected" in wrong(1, "courier", "pack", "--home", homes.mofa, "--peer", "third.example", path)
    assert "cannot be written" in wrong(
        2, "courier", "pack", "--home", homes.mofa, "--peer", "vufo.org.vn", tmp_path / "no" / "folder"
    )
    assert sorted(child.name for child in tmp_path.iterdir() if child.is_file()) == ["x.courier"]


def test_a_node_on_no_network_is_made_and_its_card_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, odd = tmp_path / "cell", tmp_path / "odd"
    good("init", "--home", home, "--agency", "cell.example", "--name", "Cell", "--air-gapped")
    card = read_card((home / "card.jws").read_text())
    assert (card.address, card.ceiling) == ("", "tuyet-mat")
    assert main(["address", "--home", str(home), "https://cell.example"]) == 2
    assert "on no network" in capsys.readouterr().err
    for words in (("--air-gapped", "--address", "https://x.example"), ("--ceiling", "mat")):
        assert main(["init", "--home", str(odd), "--agency", "odd.example", "--name", "Odd", *words]) == 2
        assert not odd.exists()
