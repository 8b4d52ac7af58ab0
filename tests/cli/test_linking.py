"""Cards are taken only with the words that two people compared."""

from pathlib import Path

import pytest

from tests.cli.command import good, servanda, wrong
from tests.cli.conftest import Homes


@pytest.fixture
def newcomer(tmp_path: Path) -> tuple[Path, str]:
    """A third agency's folder and its words."""
    home = tmp_path / "third"
    done = good("init", "--home", home, "--agency", "third.example", "--name", "Third", "--json").data
    (tmp_path / "third.card").write_text(good("card", "--home", home).out)
    return tmp_path / "third.card", done["fingerprint"]


def test_a_card_alone_stands_on_standard_output(homes: Homes) -> None:
    done = good("card", "--home", homes.mofa)
    assert done.out.count(".") == 2 and done.out.strip().isascii()
    words = good("card", "--home", homes.mofa, "--json").data["fingerprint"]
    assert words in done.err and len(words.split("-")) == 8


def test_without_words_nothing_is_connected(homes: Homes, newcomer: tuple[Path, str]) -> None:
    card, words = newcomer
    assert f"are {words}" in wrong(2, "link", "--home", homes.mofa, card)
    done = servanda("link", "--home", homes.mofa, card, "--json")
    assert done.status == 2
    assert done.data["error"]["code"] == "called_wrong"


def test_other_words_are_found_wrong(homes: Homes, newcomer: tuple[Path, str]) -> None:
    done = servanda("link", "--home", homes.mofa, newcomer[0], "--fingerprint", "no such words", "--json")
    assert (done.status, done.data["error"]["code"]) == (1, "bad_fingerprint")


def test_the_same_words_connect_and_state_the_units(homes: Homes, newcomer: tuple[Path, str]) -> None:
    card, words = newcomer
    said = words.replace("-", "  ").upper()
    assert "third.example is connected" in good("link", "--home", homes.mofa, card, "--fingerprint", said).out
    assert good("link", "--home", homes.mofa, card, "--fingerprint", words).status == 0
    homes.exchange()
    with homes.open()[1].active():
        from servanda.processes.models import Unit

        assert Unit.objects.filter(agency="mofa.gov.vn").count() == 17


def test_what_is_no_card_is_found_wrong(homes: Homes, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("nothing")
    assert "No card stands" in wrong(1, "link", "--home", homes.mofa, tmp_path / "x", "--fingerprint", "x")
    wrong(1, "link", "--home", homes.mofa, "-", "--fingerprint", "x", stdin=b"\xff\xfe")
    wrong(2, "link", "--home", homes.mofa, tmp_path / "absent", "--fingerprint", "x")
    own = good("card", "--home", homes.mofa, "--json").data
    assert "own card" in wrong(
        2, "link", "--home", homes.mofa, "-", "--fingerprint", own["fingerprint"], stdin=own["card"]
    )


def test_a_card_is_found_in_what_was_copied_with_it(homes: Homes, newcomer: tuple[Path, str]) -> None:
    card, words = newcomer
    text = card.read_text().strip()
    mail = f"Xin gửi thẻ của chúng tôi:\n> {text[:76]}\n> {text[76:]}\nThe words to read out: {words}\n"
    for raw in (mail.encode(), mail.encode("utf-16"), text.encode() + words.encode()):
        done = good("link", "--home", homes.mofa, "-", "--fingerprint", words, stdin=raw)
        assert "third.example is connected" in done.out


def test_what_is_wrong_with_a_card_is_said(homes: Homes, newcomer: tuple[Path, str]) -> None:
    text = newcomer[0].read_text().strip()
    other = good("card", "--home", homes.vufo).out
    middle = len(text) // 2
    changed = text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]
    for raw, said in (
        (text[:-3], "is cut off"), (text[:200], "is cut off"), (changed, "was changed on its way"),
        (f"{text}\n{other}", "2 different cards"),
    ):  # fmt: skip
        assert said in wrong(1, "link", "--home", homes.mofa, "-", "--fingerprint", "x", stdin=raw)
