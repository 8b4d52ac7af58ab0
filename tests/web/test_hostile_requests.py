"""Requests that no page of ours makes: odd addresses, planted sessions, forged lines of a log, names that are tried."""

import json
import logging
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, override_settings

from servanda.kernel import jws
from servanda.kernel.models import StoredAct
from servanda.office.models import Officer, Token
from servanda.processes.models import Outgoing
from servanda.web.cookies import cookie_name
from tests.web.house import PASSWORD, START, Browser, House
from tests.web.test_signing import give_password

# As a browser, a proxy or a crafty person might write them.
ADDRESSES = (
    "/../../etc/passwd", "/..%2f..%2fkeys%2fsigning.key", "/%2e%2e/%2e%2e/node.toml", "/static/../node.toml",
    "/static/..%2f..%2fnode.toml", "/static/%2e%2e/servanda.sqlite3", "/static//etc/passwd", "/static/%00",
    "/files/%2e%2e/connections/", "/files/..;/connections/", "/;/connections/", "/connections;x=/", "//evil.example/",
    "/%5cevil.example/", "/connections%2f", "/connections/%20", "/CONNECTIONS/", "/connections/index.html",
    "/files/mofa.example/%2e%2e/%2e%2e/", "/files/mofa.example%2f" + "a" * 22 + "/%2e%2e/",
    "/files/" + "a" * 9000 + "/",
    "/files/mofa.example/" + "a" * 21 + "%00/", "/files/mofa.example/" + "\u0430" * 22 + "/", "/%ff%fe/",
    "/api/v1/..%2f..%2fconnections/", "/api/v1//dossiers", "/api/v1/dossiers/%2e%2e", "/api/v1/dossiers/%00/",
    "/exchange/v1/../../connections/", "/guest/" + "%2e" * 30 + "/", "/enter/%0d%0aSet-Cookie:x=1/",
    "/prepared/sha256:" + "0" * 64 + "/../undo/", "/people/o-admin%00/link/", "/units/of/../../people/", "/.git/config",
    "/node.toml", "/servanda.sqlite3", "/keys/root.key", "/files/?page=99999999999999999999", "/files/?page=-1",
)  # fmt: skip
KEPT_SECRET = (b"BEGIN", b"root:x:", b"agency = ", b"SQLite format")


@pytest.mark.parametrize("officer", ["", "o-desk"])
def test_no_odd_address_opens_anything(house: House, officer: str) -> None:
    browser = Browser(house.node, officer)
    for address in ADDRESSES:
        answer = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_list = address.startswith("/files/?") and officer
        assert answer.status_code in ((200,) if is_list else (301, 302, 400, 401, 404)), (address, answer.status_code)
        assert not any(secret in body for secret in KEPT_SECRET), address
        led = answer.headers.get("Location", "")
        assert led.startswith("/") and not led.startswith(("//", "/\\")) if led else True, (address, led)
        assert "Set-Cookie" not in answer.headers, address


def test_every_answer_says_how_browsers_treat_it(house: House) -> None:
    file = house.announce()
    for officer, place in (("o-desk", f"/files/{file}/"), ("", "/sign-in/"), ("", "/guest/" + "x" * 32 + "/"),
                           ("o-desk", "/nothing-here/"), ("o-desk", "/search/?q=x")):  # fmt: skip
        answer = Browser(house.node, officer).get(place)
        assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff", place
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], place
        assert answer["Referrer-Policy"] == "same-origin", place
    for place in ("/api/v1/dossiers", "/exchange/v1/card/"):
        assert Browser(house.node).get(place)["X-Content-Type-Options"] == "nosniff", place


def test_a_session_that_somebody_planted_is_not_the_one_signed_in_with(house: House) -> None:
    give_password(house, "o-desk")
    with house.node.active():
        planted = SessionStore()
        planted["x"] = "y"
        planted.save()
    browser = Browser(house.node)
    browser.cookies[session_name(house)] = planted.session_key
    assert browser.post("/sign-in/", {"officer": "o-desk", "password": PASSWORD}).status_code == 302
    assert browser.cookies[session_name(house)].value != planted.session_key
    thief = Browser(house.node)
    thief.cookies[session_name(house)] = planted.session_key
    assert thief.get("/desk/").status_code == 302


def test_a_session_ends_on_both_sides_with_signing_out(house: House) -> None:
    browser = house.browser("o-desk")
    kept = browser.cookies[session_name(house)].value
    assert browser.post("/sign-out/").status_code == 302
    thief = Browser(house.node)
    thief.cookies[session_name(house)] = kept
    assert thief.get("/desk/").status_code == 302


def session_name(house: House) -> str:
    with house.node.active():
        return cookie_name("session")


class Counted(Argon2PasswordHasher):
    """Counts how often a password is worked upon, which is what time would tell."""

    calls = 0

    def encode(self, *args: Any, **kwargs: Any) -> str:
        Counted.calls += 1
        return str(super().encode(*args, **kwargs))

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        Counted.calls += 1
        return bool(super().verify(*args, **kwargs))


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(house: House) -> None:
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.Counted"]):
        give_password(house, "o-desk")
        with house.node.active():
            Officer.objects.filter(id="o-head").update(is_active=False)
        work = []
        for name in ("o-desk", "o-nobody", "o-head"):
            before = Counted.calls
            assert Browser(house.node).post("/sign-in/", {"officer": name, "password": "no"}).status_code == 422
            work.append(Counted.calls - before)
        assert work[0] == work[1] == work[2] > 0


def test_no_line_of_the_log_is_written_by_a_request(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = Browser(house.node)
    forged = "%0d%0aCRITICAL%20all%20is%20lost%1b%5b2J"
    headers = {"user-agent": "x\r\nCRITICAL all is lost", "referer": "x\nCRITICAL"}
    for path in (
        f"/{forged}/",
        f"/api/v1/{forged}",
        f"/exchange/v1/{forged}/",
        f"/guest/{forged}/",
        f"/files/?q={forged}",
    ):
        browser.get(path, headers=headers)
        browser.post(path, {forged: forged, "officer": "a\nCRITICAL"}, headers=headers)
    browser.post("/sign-in/", {"officer": "o\nCRITICAL all is lost", "password": "x"})
    browser.post("/exchange/v1/contact/", b"\nCRITICAL all is lost", content_type="text/plain")
    for record in caplog.records:
        assert not set(record.getMessage()) & set("\r\n\x1b"), record


@pytest.mark.parametrize("officer", ["o-stranger", "o-europe", "o-admin"])
def test_every_address_of_the_api_hides_what_is_another_units(house: House, officer: str) -> None:
    file = house.announce(title="Hidden away")
    with house.node.active():
        act = StoredAct.objects.filter(dossier=file).latest("seq").name
        owner = Officer.objects.get(id=officer)
        Token.objects.create(hash=jws.sha256(b"hostile"), officer=owner, made_at=START)
        schema = Client().get("/api/openapi.json").json()
        before = (StoredAct.objects.count(), Outgoing.objects.count())
    asked = 0
    for path, methods in schema["paths"].items():
        if "{" not in path or "/processes/" in path:
            continue
        names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
        values = {name: {"index": "0"}.get(name, act if "act" in name or "draft" in name or name == "name" else file)
                  for name in names}  # fmt: skip
        for method in methods:
            url = path.format(**values)
            body = json.dumps({"step": "office.note", "data": {"text": "x"}, "text": "x", "reason": "x"})
            with house.node.active():
                answer = Client().generic(
                    method.upper(), url, body, content_type="application/json",
                    headers={"Authorization": "Bearer hostile"},
                )  # fmt: skip
            asked += 1
            assert answer.status_code in (403, 404, 422), (method, url, answer.status_code)
            assert b"Hidden away" not in answer.content, url
    assert asked > 5
    with house.node.active():
        assert (StoredAct.objects.count(), Outgoing.objects.count()) == before
        for listing in ("dossiers", "commitments?side=owe", "search?q=hidden", "feeds"):
            answer = Client().get(f"/api/v1/{listing}", headers={"Authorization": "Bearer hostile"})
            assert b"Hidden away" not in answer.content, listing
