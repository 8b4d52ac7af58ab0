"""A node answers under its own names alone; where its address is under TLS, browsers keep to that."""

from collections.abc import Callable

import pytest
from django.test import Client

from servanda.kernel.node import Node
from servanda.office.models import Officer
from tests.web.house import PASSWORD, settle
from tests.world import MOFA

OWN, ALIAS = "coordination.museum.example", "old.museum.example"
SHUT = "/static/servanda/mark.svg"
PLACES = ("/sign-in/", "/api/openapi.json", "/exchange/v1/card/", "/guest/" + "x" * 32 + "/", SHUT)


@pytest.fixture
def under_tls(make_node: Callable[..., Node]) -> Node:
    node = settle(make_node(MOFA, hosts=[ALIAS]))
    node.config["address"] = f"https://{OWN}"
    with node.active():
        officer = Officer.objects.get(id="o-desk")
        officer.set_password(PASSWORD)
        officer.save()
    return node


@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_is_not_the_nodes_own_is_refused(under_tls: Node, place: str) -> None:
    with under_tls.active():
        for host in ("evil.example", f"{OWN}.evil.example", f"evil-{OWN}", "127.0.0.1.evil.example", "mofa.gov.vn"):
            answer = Client(headers={"host": host}).get(place)
            assert answer.status_code == 400 and host.encode() not in answer.content, host
            assert "Set-Cookie" not in answer.headers
        for malformed in ("a b", "evil.example/", "x@y", ""):
            assert Client(headers={"host": malformed}).get(place).status_code == 400
        for host in (OWN, OWN.upper(), f"{OWN}:8443", ALIAS, "127.0.0.1:8001", "localhost", "[::1]:8001"):
            if place == SHUT:
                continue
            assert Client(headers={"host": host}).get(place).status_code in (200, 401, 404), host


def test_a_forged_host_makes_no_link(under_tls: Node) -> None:
    with under_tls.active():
        answer = Client(headers={"host": "127.0.0.1", "x-forwarded-host": "evil.example"}).get("/")
        assert "evil.example" not in answer.headers.get("Location", "") and answer.status_code in (200, 302)


def test_cookies_and_browsers_keep_to_tls(under_tls: Node) -> None:
    with under_tls.active():
        # A proxy ends TLS: the node itself is asked in plain, under its own name.
        browser = Client(headers={"host": OWN, "origin": f"https://{OWN}"}, enforce_csrf_checks=True)
        form = browser.get("/sign-in/")
        assert form.headers["Strict-Transport-Security"] == "max-age=31536000"
        token = str(form.context["csrf_token"])
        sent = browser.post("/sign-in/", {"officer": "o-desk", "password": PASSWORD, "csrfmiddlewaretoken": token})
        assert sent.status_code == 302, sent.content.decode()[-600:]
        assert len(browser.cookies) == 2
        token = str(browser.get("/desk/").context["csrf_token"])
        chosen = browser.post("/language/", {"language": "vi", "csrfmiddlewaretoken": token})
        assert chosen.status_code == 302
        assert all(morsel["secure"] for morsel in browser.cookies.values())


def test_a_form_of_another_origin_is_still_refused(under_tls: Node) -> None:
    with under_tls.active():
        browser = Client(headers={"host": OWN, "origin": "https://evil.example"}, enforce_csrf_checks=True)
        token = str(browser.get("/sign-in/").context["csrf_token"])
        sent = browser.post("/sign-in/", {"officer": "o-desk", "password": PASSWORD, "csrfmiddlewaretoken": token})
        assert sent.status_code == 403


def test_who_sits_at_the_machine_may_come_in_plain(under_tls: Node) -> None:
    with under_tls.active():
        browser = Client(headers={"host": "127.0.0.1:8001"})
        answer = browser.get("/sign-in/")
        assert "Strict-Transport-Security" not in answer.headers
        assert not any(morsel["secure"] for morsel in browser.cookies.values())
        under = Client(headers={"host": "127.0.0.1:8001"}).get("/sign-in/", secure=True)
        assert "Strict-Transport-Security" in under.headers
