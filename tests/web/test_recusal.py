"""An officer who may not handle a file: no step of it is open to that officer, at whatever door; others go on."""

from datetime import UTC, datetime, timedelta

import pytest

from servanda.kernel import jws
from servanda.kernel.models import StoredAct
from servanda.office import leaves, outgoing, packing
from servanda.office.models import ClearingRule, Mail, Notice, Officer, Post, Token
from servanda.processes.models import Recusal
from servanda.processes.organisation import recusals
from servanda.processes.projection import rebuild
from tests.api.offices import Caller
from tests.web.house import START, Browser, House, text_of
from tests.world import MOFA

REASON = "A cousin of mine leads the delegation"
MARKER = "cousin"
REFINED = {"start_on": "2031-05-06"}


def recused(house: House, officer: str = "o-desk") -> str:
    file = house.announce()
    done = house.browser(officer).post(f"/files/{file}/recuse/", {"text": REASON})
    assert done.status_code == 302 and done["Location"] == f"/files/{file}/"
    return file


def program(house: House, officer: str) -> Caller:
    with house.node.active():
        secret = jws.sha256(f"token of {officer}".encode())
        Token.objects.get_or_create(hash=secret, officer_id=officer, defaults={"made_at": START})
    return Caller(house.node, officer)


def inbox(browser: Browser) -> list[str]:
    page = browser.get("/desk/?tab=inbox")
    return [item.key for group in page.context["groups"] for item in group.rows]


def kept(house: House) -> int:
    with house.node.active():
        return StoredAct.objects.count()


@pytest.mark.mission("S23")
def test_no_step_is_open_to_who_may_not_handle_the_file(house: House) -> None:
    file, browser = recused(house), house.browser("o-desk")
    before = kept(house)
    page = browser.get(f"/files/{file}/")
    assert "You may not handle this file" in text_of(page) and "/steps/" not in page.content.decode()
    assert page.context["next"] is None and page.context["others"] == [] and page.context["note"] is None
    for path in ("steps/visit.refine/", "steps/visit.cancel/", "steps/dossier.say/", "recuse/"):
        for answer in (browser.get(f"/files/{file}/{path}"), browser.post(f"/files/{file}/{path}", REFINED)):
            assert answer.status_code == 403, path
            assert "no step of it is open to you any more" in text_of(answer)
    assert browser.post(f"/files/{file}/note/", {"text": "x"}).status_code == 403
    assert kept(house) == before
    assert file not in browser.get("/desk/").content.decode()


@pytest.mark.mission("S23")
def test_nothing_that_one_click_does_is_handed_to_who_may_not_handle_the_file(house: House) -> None:
    file = house.announce()
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall"}, file)
    house.exchange()
    browser = House(house.other, house.node).browser("o-europe")
    page = browser.get(f"/files/{file}/")
    assert page.context["beside"] and page.context["at_once"]
    assert browser.post(f"/files/{file}/recuse/", {"text": REASON}).status_code == 302
    page = browser.get(f"/files/{file}/")
    assert [name for name in ("next", "beside", "back", "at_once", "handed") if page.context[name]] == []


@pytest.mark.mission("S23")
def test_no_step_is_open_through_the_api_either(house: House) -> None:
    file = recused(house)
    before = kept(house)
    caller = program(house, "o-desk")
    for step, data in (("refine", REFINED), ("dossier.say", {"text": "x"}), ("office.note", {"text": "x"}),
                       ("office.recuse", {"text": "again"})):  # fmt: skip
        answer = caller.post(f"/dossiers/{file}/acts", {"step": step, "data": data})
        assert answer.status_code == 403 and answer.json()["code"] == "recused", step
    assert kept(house) == before and caller.get(f"/dossiers/{file}").json()["open"] == []
    assert program(house, "o-colleague").get(f"/dossiers/{file}").json()["open"]
    assert program(house, "o-colleague").post(
        f"/dossiers/{file}/acts", {"step": "refine", "data": REFINED}
    ).status_code in (201, 202)  # fmt: skip


def test_it_is_said_through_the_api_too_and_only_about_what_may_be_seen(house: House) -> None:
    file = house.announce()
    said = {"step": "office.recuse", "data": {"text": REASON}}
    assert program(house, "o-stranger").post(f"/dossiers/{file}/acts", said).status_code == 404
    assert program(house, "o-admin").post(f"/dossiers/{file}/acts", said).status_code == 404
    empty = {"step": "office.recuse", "data": {"text": " "}}
    assert program(house, "o-desk").post(f"/dossiers/{file}/acts", empty).status_code == 422
    assert program(house, "o-desk").post(f"/dossiers/{file}/acts", said).status_code == 201
    with house.node.active():
        assert Recusal.objects.get().officer == "o-desk"
        rebuild.rebuild()
        assert Recusal.objects.get().officer == "o-desk"


@pytest.mark.mission("S23")
def test_the_head_is_told_and_names_another(house: House) -> None:
    with house.node.active():
        Officer.objects.filter(id="o-head").update(email="head@ministry.example", mail="each")
    file = recused(house)
    head = house.browser("o-head")
    assert file in inbox(head)
    page = head.get(f"/files/{file}/")
    assert "Desk of Protocol may not handle this file." in text_of(page) and REASON in text_of(page)
    assigned = {"unit": f"{MOFA}/protocol", "officer": "o-desk"}
    refused = head.post(f"/files/{file}/assign/", assigned)
    assert refused.status_code in (403, 422) and "name another" in text_of(refused)
    assert head.post(f"/files/{file}/assign/", assigned | {"officer": "o-colleague"}).status_code == 302
    assert file not in inbox(head)
    with house.node.active():
        assert list(Notice.objects.values_list("officer", "reason")) == [("o-head", "recused")]
        Notice.objects.update(is_urgent=True)
        packing.pack(now=datetime.now(UTC))
        mail = Mail.objects.get()
        assert "may not handle" in mail.subject and MARKER not in mail.text


def test_nothing_of_it_leaves_the_agency(house: House) -> None:
    file = recused(house)
    house.exchange()
    with house.other.active():
        assert StoredAct.objects.filter(dossier=file).exists()
        assert not StoredAct.objects.filter(kind__in=(recusals.RECUSE, recusals.READMIT)).exists()
        assert not any(MARKER in str(row.act.part("content")) for row in StoredAct.objects.filter(dossier=file))
    assert "Desk of Protocol may not" not in text_of(Browser(house.other, "o-clerk").get(f"/files/{file}/"))
    assert house.browser("o-stranger").get(f"/files/{file}/recuse/").status_code == 404


def test_what_was_prepared_does_not_leave_in_that_name(house: House) -> None:
    with house.node.active():
        ClearingRule.objects.create(step="visit.refine", levels=1)
    file = house.announce()
    assert house.browser("o-desk").post(f"/files/{file}/steps/visit.refine/", REFINED).status_code == 302
    held = house.announce(title="Other")
    assert house.browser("o-desk").post(f"/files/{held}/steps/visit.cancel/", {"reason": "Off"}).status_code == 302
    for name in (file, held):
        house.browser("o-desk").post(f"/files/{name}/recuse/", {"text": REASON})
    head = house.browser("o-head")
    with house.node.active():
        name = outgoing.Outgoing.objects.get(dossier=file).name
    assert head.post(f"/prepared/{name}/", {"do": "approve"}).status_code in (403, 422)
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))
        assert outgoing.Outgoing.objects.get(dossier=held).state == "returned"
        assert not StoredAct.objects.filter(kind__in=("visit.refine", "visit.cancel")).exists()


def test_a_head_who_may_not_handle_it_clears_and_assigns_nothing(house: House) -> None:
    with house.node.active():
        ClearingRule.objects.create(step="visit.refine", levels=1)
    file = house.announce()
    house.browser("o-desk").post(f"/files/{file}/steps/visit.refine/", REFINED)
    head = house.browser("o-head")
    assert head.post(f"/files/{file}/recuse/", {"text": REASON}).status_code == 302
    with house.node.active():
        name = outgoing.Outgoing.objects.get(dossier=file).name
    assert head.post(f"/prepared/{name}/", {"do": "approve"}).status_code == 403
    assert head.post(f"/prepared/{name}/", {"do": "return", "note": "x"}).status_code == 403
    assert head.post(f"/files/{file}/assign/", {"unit": f"{MOFA}/protocol"}).status_code == 403
    assert head.post(f"/files/{file}/readmit/o-head/", {"text": "x"}).status_code == 403
    for method in (head.get, head.post):
        assert method(f"/files/{file}/readmit/o-desk/", {"text": "x"}).status_code == 403
    assert name not in head.get("/desk/?tab=clear").content.decode()
    assert house.browser("o-leader").post(f"/prepared/{name}/", {"do": "approve"}).status_code == 302


def test_who_stands_in_for_somebody_who_may_not_handle_it_may_not_either(house: House) -> None:
    file = recused(house, "o-colleague")
    with house.node.active():
        Officer.objects.create(id="o-substitute")
        Post.objects.create(officer_id="o-substitute", unit=f"{MOFA}/protocol", role="desk", title={"en": "Third"})
        today = datetime.now(UTC).date()
        term = leaves.Term(Officer.objects.get(id="o-substitute"), today, today + timedelta(days=3))
        leaves.enter(Officer.objects.get(id="o-colleague"), term, house.actor("o-admin"), at=START)
    browser = Browser(house.node, "o-substitute")
    url = f"/files/{file}/steps/visit.refine/"
    assert browser.get(url).status_code == 200
    with house.node.active():
        lent = Post.objects.get(officer="o-colleague")
    browser.post("/post/", {"post": lent.id, "next": "/desk/"})
    assert browser.get(url).status_code == 403


@pytest.mark.mission("S23")
def test_the_head_may_let_the_officer_handle_it_again(house: House) -> None:
    file, browser = recused(house), house.browser("o-desk")
    url = f"/files/{file}/readmit/o-desk/"
    for officer in ("o-desk", "o-colleague"):
        assert house.browser(officer).post(url, {"text": "x"}).status_code == 403
    assert house.browser("o-head").post(url, {"text": ""}).status_code == 422
    assert house.browser("o-head").post(url, {"text": "It was another delegation"}).status_code == 302
    assert browser.get(f"/files/{file}/steps/visit.refine/").status_code == 200
    assert "may handle this file again" in text_of(browser.get(f"/files/{file}/"))
