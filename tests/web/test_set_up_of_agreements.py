"""The set-up says how far an agreement has come, and tells an administrator nothing of what it says."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.office import outgoing
from servanda.office.models import ClearingRule
from servanda.processes.dossiers import read_statement, take
from tests.web.house import TERMS, TEXTS, House, text_of
from tests.world import MOFA, VUFO

TITLE = "A rare title of an agreement"
DATA = {"title": TITLE, "terms": TERMS | {"code": "r-2"}, "texts": TEXTS | {"title": {"en": TITLE}}}


def step(house: House) -> dict[str, Any]:
    page = house.browser("o-admin").get("/set-up/")
    assert TITLE not in text_of(page)
    found: dict[str, Any] = next(step for step in page.context["steps"] if step["title"] == "Agreement")
    return found | {"label": str(found["state"].label)}


def clerk(agency: str) -> Actor:
    return Actor(agency=agency, officer="o-clerk", unit=f"{agency}/office", role="clerk")


def test_each_stage_is_called_by_its_name(lone: House) -> None:
    found = step(lone)
    assert (found["is_done"], found["label"], found["text"]) == (False, "to do", "None is proposed yet.")
    with lone.node.active():
        ClearingRule.objects.create(step="agreement", levels=1)
        statement = read_statement("agreement.propose", DATA, to=[f"{VUFO}/office"])
        sent = outgoing.submit(statement, clerk(MOFA), at=datetime.now(UTC))
    found = step(lone)
    assert (found["is_done"], found["label"]) == (False, "waiting for approval")
    assert found["text"] == "1 waiting for approval here"
    with lone.node.active():
        leader = Actor(agency=MOFA, officer="o-leader", unit=f"{MOFA}/leadership", role="leadership")
        outgoing.clear(sent.draft, leader, at=datetime.now(UTC))
        assert Dossier.objects.get(process="agreement").state == "proposed"
    found = step(lone)
    assert (found["is_done"], found["label"], found["text"]) == (
        False, "waiting for signature", "1 waiting for signature",
    )  # fmt: skip


def test_one_in_force_is_done_whatever_else_is_under_way(house: House) -> None:
    with house.node.active():
        take(read_statement("agreement.propose", DATA, to=[f"{VUFO}/office"]), clerk(MOFA), at=datetime.now(UTC))
    found = step(house)
    assert (found["is_done"], found["label"]) == (True, "in force")
    assert found["text"] == "1 in force, 1 waiting for signature"


def test_an_administrator_is_not_told_that_there_is_none(house: House) -> None:
    page = text_of(house.browser("o-admin").get("/agreements/"))
    assert "No agreement yet" not in page and "As an administrator you read no agreements." in page
    assert "Regulation" not in page
    with house.node.active():
        assert StoredAct.objects.filter(kind="agreement.enter").exists()


@pytest.mark.parametrize("raw", [b"PK\x03\x04 a Word file", b"%PDF-1.4", b"hello"])
def test_a_file_that_is_no_agreement_is_told_in_words_and_changes_nothing(lone: House, raw: bytes) -> None:
    admin = lone.browser("o-admin")
    with lone.node.active():
        before = StoredAct.objects.count()
    answer = admin.post("/set-up/agreement/", {"file": SimpleUploadedFile("rules.docx", raw)})
    assert answer.status_code == 422 and "This is not the YAML file of an agreement." in text_of(answer)
    with lone.node.active():
        assert StoredAct.objects.count() == before
