"""Tokens and links are printed once; rules of approval are kept."""

from datetime import datetime

import pytest
from django.test import Client

from servanda.kernel import jws
from servanda.office.models import Entrance, Token
from tests.cli.command import good, wrong
from tests.cli.conftest import Homes


def test_a_token_opens_the_api_until_it_is_revoked(homes: Homes) -> None:
    token = good("token", "--home", homes.mofa, "--officer", "o-prot-desk").out.strip()
    assert good("token", "--home", homes.mofa, "--officer", "o-prot-desk", "--json").data["token"] != token
    mofa = homes.open()[0]
    with mofa.active():
        assert Token.objects.filter(hash=jws.sha256(token.encode())).exists()

        def status() -> int:
            return (
                Client(headers={"host": "127.0.0.1"})
                .get("/api/v1/dossiers", headers={"Authorization": f"Bearer {token}"})
                .status_code
            )

        assert status() == 200
        listed = good("token", "--home", homes.mofa, "--list", "--json").data["tokens"]
        lasts = [datetime.fromisoformat(row["expires_at"]) - datetime.fromisoformat(row["made_at"]) for row in listed]
        assert [days.days for days in lasts] == [180, 180]
        assert "from 1 to 730" in wrong(2, "token", "--home", homes.mofa, "--officer", "o-prot-desk", "--days", "731")
        assert (
            good("token", "--home", homes.mofa, "--officer", "o-prot-desk", "--revoke", "--json").data["revoked"] == 2
        )
        assert status() == 401
    assert token not in "".join(path.read_text("utf-8", "replace") for path in homes.mofa.rglob("*") if path.is_file())


@pytest.mark.parametrize("command", ["token", "entrance"])
def test_an_officer_who_is_not_there_is_named(homes: Homes, command: str) -> None:
    assert "There is no officer o-nobody" in wrong(2, command, "--home", homes.mofa, "--officer", "o-nobody")


def test_a_link_lets_in_once(homes: Homes) -> None:
    data = good("entrance", "--home", homes.mofa, "--officer", "o-prot-desk", "--json").data
    assert data["link"].startswith("http://mofa.gov.vn/enter/")
    secret = data["link"].rstrip("/").rpartition("/")[2]
    with homes.open()[0].active():
        assert Entrance.objects.get(hash=jws.sha256(secret.encode())).officer_id == "o-prot-desk"
    wrong(2, "entrance", "--home", homes.mofa, "--officer", "o-prot-desk", "--hours", "0")


def test_rules_of_approval_are_set_and_told(homes: Homes) -> None:
    assert good("clearing", "--home", homes.mofa).out.strip() == "Every step leaves at once."
    good("clearing", "--home", homes.mofa, "all", "1")
    good("clearing", "--home", homes.mofa, "visit.announce", "2")
    good("clearing", "--home", homes.mofa, "commitment.promise", "0")
    rules = good("clearing", "--home", homes.mofa, "visit.announce", "3", "--json").data["rules"]
    assert rules == {"all": 1, "commitment.promise": 0, "visit.announce": 3}
    wrong(2, "clearing", "--home", homes.mofa, "visit.fly", "1")
    wrong(2, "clearing", "--home", homes.mofa, "opera", "1")
    wrong(2, "clearing", "--home", homes.mofa, "visit", "4")
    wrong(2, "clearing", "--home", homes.mofa, "visit")


def test_working_hours_are_set_and_told(homes: Homes) -> None:
    assert good("hours", "--home", homes.mofa).out.strip() == "Every unit works from 08:00 to 17:00."
    good("hours", "--home", homes.mofa, "all", "07:30", "16:30")
    good("hours", "--home", homes.mofa, "mofa.gov.vn/office", "09:00", "12:00", "--day-off", "2026-12-25")
    hours = good("hours", "--home", homes.mofa, "--json").data["hours"]
    assert hours["all"] == {"opens": "07:30", "closes": "16:30", "days_off": []}
    assert hours["mofa.gov.vn/office"]["days_off"] == ["2026-12-25"]
    wrong(2, "hours", "--home", homes.mofa, "all")
    wrong(2, "hours", "--home", homes.mofa, "all", "17:00", "08:00")
    wrong(2, "hours", "--home", homes.mofa, "all", "8", "x")
    assert "no unit" in wrong(1, "hours", "--home", homes.mofa, "mofa.gov.vn/opera", "08:00", "17:00")
