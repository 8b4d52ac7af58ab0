"""The sample's front page and proof downloads, and that no real node has that door."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from servanda.exchange import evidence
from servanda.kernel.models import Dossier, Reader
from servanda.kernel.node import Node
from servanda.office.models import Mail, Officer
from tests.web_sample.visitors import Visitor, said

ROLES = [{"officer": "o-eur-desk", "title": {"en": "Desk Officer, Europe"}, "unit": "vufo.org.vn/europe",
          "role": "desk"}]  # fmt: skip


@pytest.fixture
def demo(mofa: Node) -> Node:
    (mofa.home / "demo-roles.json").write_text(json.dumps(ROLES), "utf-8")
    mofa.config |= {"demo": True, "demo_doors": ["vufo.org.vn http://127.0.0.1:8002"]}
    return mofa


def test_both_doors_are_shown_with_their_roles(demo: Node) -> None:
    visitor = Visitor(demo)
    page = visitor.get("/demo/")
    assert visitor.status == 200
    assert 'action="/demo/enter/"' in page
    assert 'action="http://127.0.0.1:8002/demo/enter/"' in page
    assert "Desk Officer, Europe" in page


def test_every_further_node_has_a_door_of_its_own(demo: Node) -> None:
    third = {**ROLES[0], "unit": "third.example/office", "title": {"en": "Clerk of the third"}}
    (demo.home / "demo-roles.json").write_text(json.dumps([*ROLES, third]), "utf-8")
    demo.config["demo_doors"] = ["vufo.org.vn http://127.0.0.1:8002", "third.example http://127.0.0.1:8003"]
    visitor = Visitor(demo)
    page = visitor.get("/demo/")
    second = page.index('action="http://127.0.0.1:8002/demo/enter/"')
    assert second < page.index('action="http://127.0.0.1:8003/demo/enter/"') < page.index("Clerk of the third")
    assert page.count("Desk Officer, Europe</strong>") == 1
    assert visitor.last.headers["Content-Security-Policy"].endswith(
        "form-action 'self' http://127.0.0.1:8002 http://127.0.0.1:8003"
    )


def test_the_other_door_never_gets_a_token_of_this_one(demo: Node) -> None:
    page = Visitor(demo).get("/demo/")
    other = page[page.index('action="http://127.0.0.1:8002') :]
    assert "csrfmiddlewaretoken" not in other[: other.index("</form>")]


def test_each_step_of_the_tour_has_a_door_to_who_takes_it(demo: Node) -> None:
    visitor = Visitor(demo)
    page = visitor.get("/demo/")
    tour = page[page.index('class="tour"') :]
    assert "Enter as Desk Officer, Europe" in tour
    there = tour[tour.index('action="http://127.0.0.1:8002/demo/enter/"') :]
    assert "csrfmiddlewaretoken" not in there[: there.index("</form>")]
    visitor.post("/demo/enter/", {"officer": "o-prot-desk", "page": "new-file"})
    assert (visitor.status, visitor.where) == (302, "/new/visit/")
    visitor.get("/new/visit/")
    assert visitor.status == 200
    visitor.post("/demo/enter/", {"officer": "o-prot-desk", "page": "//elsewhere.example/"})
    assert (visitor.status, visitor.where) == (302, "/desk/")


def test_the_language_of_the_page_goes_through_every_door(demo: Node) -> None:
    visitor = Visitor(demo)
    page = visitor.get("/demo/")
    doors = page[page.index('id="main"') :]
    assert doors.count('name="language" value="en"') == doors.count('name="officer"') > 0
    for sent in ("ar", "xx"):
        visitor.post("/demo/enter/", {"officer": "o-prot-desk", "language": sent}, headers={"Accept-Language": "en"})
        with demo.active():
            assert Officer.objects.get(id="o-prot-desk").language == "ar"


def test_a_visitor_enters_without_password_or_token(demo: Node) -> None:
    visitor = Visitor(demo)
    visitor.client.handler.enforce_csrf_checks = True
    visitor.post("/demo/enter/", {"officer": "o-prot-desk"})
    assert (visitor.status, visitor.where) == (302, "/desk/")
    visitor.get("/desk/")
    assert visitor.status == 200
    visitor.post("/demo/enter/", {"officer": "o-leadership"})
    visitor.get("/connections/")
    assert visitor.status == 200, "the role was changed"


def test_a_real_node_has_no_such_door(mofa: Node) -> None:
    visitor = Visitor(mofa)
    visitor.get("/demo/")
    assert visitor.status == 404
    visitor.post("/demo/enter/", {"officer": "o-leadership"})
    assert visitor.status == 404
    visitor.get("/desk/")
    assert visitor.status == 302


@pytest.mark.parametrize(
    ("address", "host"),
    [("192.0.2.7", "127.0.0.1:8001"), ("127.0.0.1", "demo.example"), ("", "localhost"), ("::ffff:192.0.2.7", "[::1]")],
)
def test_only_the_machine_itself_enters(demo: Node, address: str, host: str) -> None:
    # Even under a further name of its own, which a node of a sample has no use for.
    demo.config["hosts"] = ["demo.example"]
    visitor = Visitor(demo, host=host)
    visitor.post("/demo/enter/", {"officer": "o-leadership"}, REMOTE_ADDR=address)
    assert visitor.status == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8001", 302), ("http://127.0.0.1:8002", 302), ("http://127.0.0.1:8003", 403),
        ("null", 403), ("https://elsewhere.example", 403), ("", 403),
    ],
)  # fmt: skip
def test_only_the_two_doors_may_send_the_form(demo: Node, origin: str, status: int) -> None:
    visitor = Visitor(demo)
    visitor.get("/demo/")
    assert visitor.last["Referrer-Policy"] == "strict-origin", "the other door must learn where the form stood"
    visitor.post("/demo/enter/", {"officer": "o-leadership"}, headers={"origin": origin})
    assert visitor.status == status


@pytest.mark.parametrize("officer", ["", "nobody", "o-closed"])
def test_only_open_accounts_are_entered(demo: Node, officer: str) -> None:
    with demo.active():
        Officer.objects.create(id="o-closed", is_active=False)
    visitor = Visitor(demo)
    visitor.post("/demo/enter/", {"officer": officer})
    assert visitor.status == 404


def test_the_tour_is_ticked_by_the_data(demo: Node) -> None:
    assert Visitor(demo).get("/demo/").count('class="done"') == 0, "what the sample brought with it does not count"
    os.utime(demo.home / "demo-roles.json", (0, 0))
    assert Visitor(demo).get("/demo/").count('class="done"') == 4, "the sample itself went through all of it"


def test_mail_is_for_all_in_a_sample_and_for_administrators_elsewhere(mofa: Node) -> None:
    with mofa.active(), mofa.writing():
        for n in range(60):
            Mail.objects.create(officer_id="o-eur-desk", address="x@mofa.example", language="vi",
                                subject=f"Subject {n}", text="<b>Text</b>", reason="came", about="x",
                                at=datetime.now(UTC))  # fmt: skip
    desk, admin = Visitor(mofa, "o-eur-desk"), Visitor(mofa, "o-admin")
    desk.get("/mail/")
    assert desk.status == 404
    page = admin.get("/mail/")
    assert admin.status == 200
    assert page.count("row-what") == 25
    assert "x@mofa.example" in page
    assert "Subject" not in page
    with mofa.active():
        last = Mail.objects.order_by("-at", "-id")[0]
    assert "Text" not in said(admin.get("/mail/", mail=str(last.id)))
    mofa.config["demo"] = True
    assert "&lt;b&gt;Text" in desk.get("/mail/", mail=str(last.id))
    assert desk.status == 200


def test_the_proof_of_a_file_verifies_and_goes_to_who_sees_the_file(mofa: Node) -> None:
    with mofa.active():
        row = Dossier.objects.filter(process="visit", is_shared=True, readers__unit=f"{mofa.agency}/protocol").first()
        assert row is not None
        sees = set(Reader.objects.filter(dossier=row).values_list("unit", flat=True))
    desk = Visitor(mofa, "o-prot-desk")
    report = evidence.verify(desk.get(f"/files/{row.id}/proof/").encode())
    assert desk.status == 200
    assert report.is_good
    assert report.acts
    assert f"{mofa.agency}/mission-paris" not in sees
    for officer in ("o-paris-desk", "o-admin"):
        stranger = Visitor(mofa, officer)
        stranger.get(f"/files/{row.id}/proof/")
        assert stranger.status == 404


def test_pages_are_whole_in_every_language(demo: Node, copy: Callable[[str], Node]) -> None:
    with demo.active():
        agreement = Dossier.objects.get(process="agreement").id
    urls = ["/agreements/", f"/agreements/{agreement}/", f"/agreements/{agreement}/commitments/", "/connections/",
            "/people/", "/reported/", "/mail/", "/demo/"]  # fmt: skip
    for language in ("vi", "ar", "ms", "en"):
        with demo.active():
            Officer.objects.filter(id="o-leadership").update(language=language)
        leader = Visitor(demo, "o-leadership")
        for url in urls:
            page = leader.get(url)
            assert leader.status == 200, (language, url)
            assert "%(" not in said(page), (language, url)
