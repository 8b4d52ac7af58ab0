"""People and set-up: everybody sees the posts, an administrator changes them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samples import loader
from servanda.kernel.models import Dossier
from servanda.kernel.node import Node
from servanda.office.first import first_link
from servanda.office.models import ClearingRule, Entrance, Officer, Post
from servanda.processes.models import Unit
from tests.web_sample.visitors import Visitor, said

NEW = {"officer": "o-new-desk", "role": "desk", "language": "vi", "email": "", "title_en": "Desk Officer"}
CHANGING = ["/people/add/", "/people/o-eur-desk/link/", "/people/o-eur-desk/close/", "/people/o-eur-desk/reopen/"]
SET_UP = ["/set-up/", "/set-up/units/", "/set-up/people/", "/set-up/clearing/", "/set-up/agreement/"]


def test_an_administrator_adds_an_officer_who_enters_by_a_link_once(mofa: Node) -> None:
    admin = Visitor(mofa, "o-admin")
    admin.post("/people/add/", NEW | {"unit": f"{mofa.agency}/europe"})
    assert (admin.status, admin.where) == (302, "/people/")
    page = admin.post("/people/o-new-desk/link/")
    link = re.search(r"http://[^/]+(/enter/[^/]+/)", page)
    assert link
    assert link[1] not in admin.get("/people/"), "shown once"
    officer = Visitor(mofa)
    officer.get(link[1])
    assert officer.status == 200
    password = {"password": "a long enough phrase", "again": "a long enough phrase"}
    officer.post(link[1], password)
    assert officer.status == 302
    officer.get("/desk/")
    assert officer.status == 200
    other = Visitor(mofa)
    other.post(link[1], password)
    assert other.status == 404


def test_a_second_link_ends_the_first(mofa: Node) -> None:
    admin = Visitor(mofa, "o-admin")
    first = re.search(r"/enter/[^/]+/", admin.post("/people/o-eur-desk/link/"))
    admin.post("/people/o-eur-desk/link/")
    assert first
    visitor = Visitor(mofa)
    visitor.get(first[0])
    assert visitor.status == 404


def test_closing_an_account_ends_its_session_and_links(mofa: Node) -> None:
    admin, desk = Visitor(mofa, "o-admin"), Visitor(mofa, "o-eur-desk")
    desk.get("/desk/")
    assert desk.status == 200
    with mofa.active():
        Entrance.objects.create(hash="x", officer_id="o-eur-desk", until_at=datetime.now(UTC) + timedelta(days=1))
    admin.post("/people/o-eur-desk/close/")
    desk.get("/desk/")
    assert desk.status == 302
    with mofa.active():
        assert not Entrance.objects.filter(officer="o-eur-desk").exists()
    admin.post("/people/o-eur-desk/link/")
    assert admin.status == 403
    admin.post("/people/o-eur-desk/reopen/")
    desk.get("/desk/")
    assert desk.status == 200


def test_nobody_closes_their_own_account(mofa: Node) -> None:
    admin = Visitor(mofa, "o-admin")
    admin.post("/people/o-admin/close/")
    assert admin.status == 403
    with mofa.active():
        assert Officer.objects.get(id="o-admin").is_active


@pytest.mark.parametrize(
    "change",
    [{"officer": "Bad Name"}, {"unit": "vufo.org.vn/europe"}, {"role": "king"}, {"title_en": " "}, {"email": "no"}],
)
def test_a_wrong_officer_is_not_added(mofa: Node, change: dict[str, str]) -> None:
    admin = Visitor(mofa, "o-admin")
    admin.post("/people/add/", NEW | {"unit": f"{mofa.agency}/europe"} | change)
    assert admin.status == 422
    with mofa.active():
        assert not Officer.objects.filter(id="o-new-desk").exists()


@pytest.mark.parametrize("officer", ["o-eur-desk", "o-leadership", "o-clerk"])
def test_others_look_but_change_nothing(mofa: Node, officer: str) -> None:
    visitor = Visitor(mofa, officer)
    page = visitor.get("/people/")
    assert visitor.status == 200
    assert "/link/" not in page
    assert "/set-up/" not in page
    for url in CHANGING:
        visitor.post(url, NEW)
        assert visitor.status == 403, url
    for url in SET_UP:
        visitor.get(url)
        assert visitor.status == 404, url
    visitor.post("/set-up/clearing/", {"all": "0"})
    assert visitor.status == 404


@pytest.mark.parametrize(
    "url", [*CHANGING, *SET_UP, "/people/", "/connections/", "/mail/", "/reported/", "/agreements/"]
)
def test_strangers_are_led_to_the_sign_in_page(mofa: Node, url: str) -> None:
    stranger = Visitor(mofa)
    stranger.get(url)
    assert stranger.where.startswith("/sign-in/")


def test_the_first_administrator_sets_everything_up_over_http(empty: Node) -> None:
    with empty.active():
        secret = first_link(now=datetime.now(UTC))
    admin = Visitor(empty)
    admin.post(f"/enter/{secret}/", {"password": "a long enough phrase", "again": "a long enough phrase"})
    page = said(admin.get("/set-up/"))
    assert admin.status == 200
    assert page.count("to do") >= 5
    folder = loader.SAMPLES / "vufo-mofa"
    for what, path in (("units", "mofa/units.csv"), ("people", "mofa/people.csv"), ("partners", "partners.csv")):
        admin.post(f"/set-up/{what}/", {"file": _file(folder / path)})
        assert (admin.status, admin.where) == (302, "/set-up/"), what
    text = (folder / "regulation.yaml").read_text("utf-8").replace("mofa.gov.vn", empty.agency)
    admin.post("/set-up/agreement/", {"file": SimpleUploadedFile("a.yaml", text.encode())})
    assert admin.status == 302
    admin.post("/set-up/clearing/", {"all": "1", "kind_visit": "2"})
    assert admin.status == 302
    with empty.active():
        assert Unit.objects.filter(agency=empty.agency).exists()
        assert Post.objects.filter(role="desk").exists()
        assert Dossier.objects.filter(process="agreement").exists()
        assert dict(ClearingRule.objects.values_list("step", "levels")) == {"": 1, "visit": 2}
    page = said(admin.get("/set-up/"))
    assert page.count("to do") == 5, "connections, last year, mail, those who number letters and a backup are left"
    assert "1 waiting for signature" in page, "and the agreement is only proposed"


def test_faults_of_a_table_are_listed_and_nothing_is_taken(empty: Node) -> None:
    with empty.active():
        secret = first_link(now=datetime.now(UTC))
    admin = Visitor(empty)
    admin.post(f"/enter/{secret}/", {"password": "a long enough phrase", "again": "a long enough phrase"})
    table = b"code,parent,kind,zone,en\neurope,,department,Mars/Olympus,Europe\nx,nowhere,palace,UTC,X\n"
    page = said(admin.post("/set-up/units/", {"file": SimpleUploadedFile("units.csv", table)}))
    assert admin.status == 422
    assert "Line 2" in page
    assert "Line 3" in page
    with empty.active():
        assert not Unit.objects.exists()


def test_a_rule_for_one_step_survives_the_form(mofa: Node) -> None:
    with mofa.active():
        ClearingRule.objects.create(step="visit.close", levels=3)
    Visitor(mofa, "o-admin").post("/set-up/clearing/", {"all": "0", "kind_request": ""})
    with mofa.active():
        assert dict(ClearingRule.objects.values_list("step", "levels")) == {"": 0, "visit.close": 3}


def test_queries_do_not_grow_with_people(mofa: Node) -> None:
    admin = Visitor(mofa, "o-admin")
    before = admin.queries("/people/")
    with mofa.active(), mofa.writing():
        for n in range(20):
            officer = Officer.objects.create(id=f"o-{n}")
            Post.objects.create(officer=officer, unit=f"{mofa.agency}/europe", role="desk", title={"en": "x"})
    assert admin.queries("/people/") == before


def _file(path: object) -> SimpleUploadedFile:
    from pathlib import Path

    found = Path(str(path))
    return SimpleUploadedFile(found.name, found.read_bytes())
