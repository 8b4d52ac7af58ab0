"""What others recorded in this agency's name is confirmed or disputed in one go."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from samples import loopback
from servanda.kernel.models import Commitment, Entry
from servanda.kernel.node import Node
from servanda.office.models import Officer
from servanda.office.people import actor
from servanda.processes import dossiers
from tests.web_sample.visitors import Visitor

UNION = "vufo.org.vn"


@pytest.fixture
def recorded(mofa: Node, vufo: Node) -> list[str]:
    """Three files of the ministry in which the union's words were recorded by telephone."""
    files = []
    with mofa.active():
        desk, now = actor(Officer.objects.get(id="o-eur-desk"), day=datetime.now(UTC).date()), datetime.now(UTC)
        for n in range(3):
            asked = dossiers.read_statement(
                "request.ask", {"title": f"Matter {n}", "about": "information", "question": "?"},
                to=[f"{UNION}/europe"])  # fmt: skip
            file = dossiers.take(asked, desk, at=now).dossier
            row = Commitment.objects.get(dossier=file)
            promised = dossiers.read_statement(
                "commitment.promise", {"commitment": row.id, "text": f"Word {n}"}, dossier=file, speaks_for=UNION,
                via="phone")  # fmt: skip
            dossiers.take(promised, desk, at=now)
            files.append(file)
    loopback.exchange([mofa, vufo], now=datetime.now(UTC) + timedelta(seconds=2))
    return files


def names_on(page: str) -> list[str]:
    return re.findall(r'name="acts" value="([^"]+)"', page)


def test_many_files_are_confirmed_at_once(mofa: Node, vufo: Node, recorded: list[str]) -> None:
    clerk = Visitor(vufo, "o-clerk")
    page = clerk.get("/reported/")
    chosen = names_on(page)
    assert len(chosen) >= 3
    clerk.post("/reported/", {"acts": chosen, "do": "confirm"})
    assert clerk.status == 302
    assert names_on(clerk.get("/reported/")) == []
    loopback.exchange([mofa, vufo], now=datetime.now(UTC) + timedelta(seconds=4))
    with mofa.active():
        assert not Entry.objects.filter(speaker=UNION, reported="reported").exists()
        assert Entry.objects.filter(speaker=UNION, reported="confirmed", dossier__in=recorded).count() == 3


def test_to_dispute_needs_a_reason_and_is_all_or_none(vufo: Node, recorded: list[str]) -> None:
    clerk = Visitor(vufo, "o-clerk")
    chosen = names_on(clerk.get("/reported/"))
    clerk.post("/reported/", {"acts": chosen, "do": "dispute"})
    assert clerk.status == 422
    with vufo.active():
        assert not Entry.objects.filter(kind="dossier.dispute").exists()
    clerk.post("/reported/", {"acts": chosen[:1], "do": "dispute", "text": "Nobody here said so."})
    assert clerk.status == 302
    with vufo.active():
        assert Entry.objects.get(name=chosen[0]).reported == "disputed"


def test_an_officer_answers_only_for_files_that_they_see(vufo: Node, recorded: list[str]) -> None:
    chosen = names_on(Visitor(vufo, "o-clerk").get("/reported/"))
    stranger = Visitor(vufo, "o-info-desk")
    assert not set(names_on(stranger.get("/reported/"))) & set(chosen)
    stranger.post("/reported/", {"acts": chosen, "do": "confirm"})
    assert stranger.status == 422
    with vufo.active():
        assert not Entry.objects.filter(kind="dossier.confirm", dossier__in=recorded).exists()


def test_queries_do_not_grow_with_entries(mofa: Node, vufo: Node, recorded: list[str]) -> None:
    clerk = Visitor(vufo, "o-clerk")
    three = clerk.queries("/reported/")
    with vufo.active():
        Entry.objects.filter(dossier__in=recorded[1:], reported="reported").update(reported="confirmed")
    assert clerk.queries("/reported/") == three
