"""Who is let in, what each may see, and what nobody gets without asking rightly."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import translation

from servanda.kernel.node import Node
from servanda.office.models import Leave, Officer, Post, Token
from tests.api.offices import START, VISIT, Caller
from tests.world import MOFA

PATHS = ("/dossiers", "/commitments?side=owe", "/feeds", "/processes", f"/dossiers/{MOFA}/{'a' * 22}")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer no"}, {"Authorization": "Basic dG9rZW4="}])
def test_a_stranger_gets_nothing(mofa: Node, path: str, given: dict[str, str]) -> None:
    with mofa.active():
        answer = Client().get(f"/api/v1{path}", headers=given)
    assert (answer.status_code, answer.json()["code"]) == (401, "no_token")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_stranger_writes_nothing(mofa: Node) -> None:
    with mofa.active():
        answer = Client().post("/api/v1/dossiers", VISIT, content_type="application/json")
    assert answer.status_code == 401


def test_a_revoked_token_and_an_officer_who_left_open_nothing(mofa: Node) -> None:
    with mofa.active():
        Token.objects.filter(officer="o-desk").update(revoked_at=START)
        Officer.objects.filter(id="o-head").update(is_active=False)
        Post.objects.filter(officer="o-europe").update(until_on=(START - timedelta(days=2)).date())
    assert Caller(mofa, "o-desk").get("/dossiers").status_code == 401
    assert Caller(mofa, "o-head").get("/dossiers").status_code == 401
    answer = Caller(mofa, "o-europe").get("/dossiers")
    assert (answer.status_code, answer.json()["code"]) == (403, "no_post")


def test_a_token_that_ran_out_opens_nothing_and_says_so(mofa: Node) -> None:
    day = datetime.now(UTC) - timedelta(days=1)
    with mofa.active():
        Token.objects.filter(officer="o-desk").update(expires_at=day)
    for answer in (Caller(mofa, "o-desk").get("/dossiers"), Caller(mofa, "o-desk").post("/dossiers", {})):
        assert (answer.status_code, answer.json()["code"]) == (401, "expired_token")
        assert f"{day:%Y-%m-%d}" in answer.json()["message"] and answer["WWW-Authenticate"] == "Bearer"
    with mofa.active():
        Token.objects.filter(officer="o-desk").update(expires_at=day + timedelta(days=2))
    assert Caller(mofa, "o-desk").get("/dossiers").status_code == 200


def test_only_the_hash_of_a_token_is_kept(mofa: Node) -> None:
    with mofa.active():
        assert not Token.objects.filter(hash__contains="token").exists()


@pytest.mark.parametrize(
    ("officer", "sees"),
    [("o-colleague", True), ("o-head", True), ("o-clerk", True), ("o-stranger", False), ("o-admin", False)],
)
def test_a_file_is_there_only_for_those_who_may_see_it(desk: Caller, officer: str, sees: bool) -> None:
    name = desk.announce()
    other = Caller(desk.node, officer)
    note = {"step": "office.note", "data": {"text": "Hello"}}
    answers = [other.get(f"/dossiers/{name}"), other.get(f"/dossiers/{name}/digest")]
    assert [answer.status_code for answer in answers] == ([200, 200] if sees else [404, 404])
    assert bool(other.get("/dossiers", process="visit").json()["items"]) is sees
    assert other.post(f"/dossiers/{name}/acts", note).status_code == (201 if sees else 404)


def test_a_hidden_file_and_none_are_answered_alike(desk: Caller) -> None:
    stranger = Caller(desk.node, "o-stranger")
    hidden, none = stranger.get(f"/dossiers/{desk.announce()}"), stranger.get(f"/dossiers/{MOFA}/{'a' * 22}")
    assert (hidden.status_code, hidden.content) == (none.status_code, none.content) == (404, none.content)


def test_an_administrator_says_nothing_for_the_agency(mofa: Node) -> None:
    answer = Caller(mofa, "o-admin").post("/dossiers", {"process": "visit", "fields": VISIT})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_step")


def test_another_post_is_named_by_a_header(mofa: Node) -> None:
    with mofa.active():
        Post.objects.create(officer_id="o-desk", unit=f"{MOFA}/africa", role="desk")
    africa = Caller(mofa, "o-desk", {"Servanda-Post": f"{MOFA}/africa"})
    name = africa.announce()
    assert africa.get(f"/dossiers/{name}").json()["owner"] == f"{MOFA}/africa"
    assert Caller(mofa, "o-desk").get(f"/dossiers/{name}").status_code == 404
    answer = Caller(mofa, "o-desk", {"Servanda-Post": f"{MOFA}/europe"}).get("/dossiers")
    assert (answer.status_code, answer.json()["code"]) == (403, "no_such_post")


def test_a_large_body_is_refused_before_it_is_read(desk: Caller) -> None:
    answer = desk.post("/dossiers", b"[" * (3 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    with override_settings(FILE_LIMIT=10):
        assert desk.upload("a.txt", b"x" * 11).status_code == 413


def test_a_signed_in_session_is_no_token(mofa: Node) -> None:
    with mofa.active():
        client = Client()
        client.force_login(Officer.objects.get(id="o-clerk"), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/api/v1/dossiers").status_code == 401


def test_answers_are_in_the_callers_language_and_leave_none_behind(mofa: Node) -> None:
    with mofa.active():
        Officer.objects.filter(id="o-desk").update(language="vi")
    none = f"/dossiers/{MOFA}/{'a' * 22}"
    with translation.override("en"):
        answers = {
            Caller(mofa, "o-desk", given).get(none).json()["message"] for given in ({}, {"Accept-Language": "vi"})
        }
        assert len(answers) == 1
        assert Caller(mofa, "o-desk", {"Accept-Language": "en"}).get(none).json()["message"] not in answers
        assert translation.get_language() == "en"


def test_no_answer_is_kept_by_a_cache_on_the_way(desk: Caller) -> None:
    assert "no-store" in desk.get("/dossiers")["Cache-Control"]


def test_of_several_posts_in_one_unit_one_must_be_named(mofa: Node) -> None:
    today = datetime.now(UTC).date()
    with mofa.active():
        home = Post.objects.get(officer="o-desk")
        Post.objects.create(officer_id="o-desk", unit=home.unit, role="head")
        Officer.objects.create(id="o-away", language="en")
        Post.objects.create(officer_id="o-away", unit=home.unit, role="head")
        Leave.objects.create(
            officer_id="o-away", substitute_id="o-desk", from_on=today, until_on=today + timedelta(days=2),
            entered_by="o-away", entered_at=datetime.now(UTC),
        )  # fmt: skip

    def ask(named: str) -> tuple[int, dict[str, Any]]:
        answer = Caller(mofa, "o-desk", {"Servanda-Post": named} if named else {}).get("/dossiers")
        return answer.status_code, answer.json()

    for named, among in ((home.unit, 3), (f"{home.unit} head", 2)):
        status, said = ask(named)
        assert (status, said["code"]) == (422, "post_ambiguous")
        assert said["message"].count(home.unit) == among + 1, "each of them is named in full"
    assert f"{home.unit} head o-away" in said["message"]
    for named in ("", f"{home.unit} desk", f"{home.unit} head o-away", f"{home.unit} head o-desk"):
        assert ask(named)[0] == 200
    assert ask(f"{home.unit} clerk")[1]["code"] == "no_such_post"
