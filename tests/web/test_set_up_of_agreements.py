"""The set-up says how far an agreement has come, and tells an administrator nothing of what it says."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.office import outgoing
from servanda.office.models import AgreementDraft, ClearingRule, Post
from servanda.processes.dossiers import read_statement, take
from tests.imports import word
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


NO_AGREEMENTS = [
    ("rules.docx", b"PK\x03\x04 a Word file", "This Word file is damaged"),
    ("rules.docx", b"%PDF-1.4", "a file of the kind PDF"),
    ("rules.yaml", b"PK\x03\x04 a Word file", "This is not the YAML file of an agreement."),
    ("rules.yml", b"hello", "This is not the YAML file of an agreement."),
    ("", b"", "Choose a file, or paste the text."),
]  # fmt: skip


def test_a_file_that_is_no_agreement_is_told_in_words_and_changes_nothing(lone: House) -> None:
    admin = lone.browser("o-admin")
    with lone.node.active():
        before = StoredAct.objects.count()
    for name, raw, said in NO_AGREEMENTS:
        file = {"file": SimpleUploadedFile(name, raw)} if name else {"text": " "}
        answer = admin.post("/set-up/agreement/", file)
        assert answer.status_code == 422 and said in text_of(answer)
    with lone.node.active():
        assert StoredAct.objects.count() == before and not AgreementDraft.objects.exists()


@pytest.mark.parametrize("brought", ["file", "text"])
def test_an_administrator_brings_a_text_in_and_officers_go_on_with_it(lone: House, brought: str) -> None:
    admin = lone.browser("o-admin")
    units = admin.get("/set-up/agreement/").context["form"].fields["unit"].choices
    assert units[0][0] == f"{MOFA}/office" and f"{MOFA}/europe" in dict(units)
    text = "Điều 1. Phạm vi\nQuy chế này quy định việc phối hợp.\nĐiều 2. Trách nhiệm\nHai bên thông báo cho nhau."
    file = {"file": SimpleUploadedFile("Quy chế.docx", word.vietnamese())}
    answer = admin.post(
        "/set-up/agreement/", {"unit": f"{MOFA}/europe"} | (file if brought == "file" else {"text": text})
    )
    assert answer.status_code == 302 and answer["Location"] == "/set-up/"
    n = 6 if brought == "file" else 2
    assert f"Europe has the text as a draft now, with {n} articles." in text_of(admin.get("/set-up/"))
    with lone.node.active():
        draft = AgreementDraft.objects.get()
    way = f"/agreements/drafts/{draft.id}/"
    assert draft.unit == f"{MOFA}/europe" and way in lone.browser("o-europe").get("/agreements/").content.decode()
    assert lone.browser("o-europe").get(f"{way}review/").status_code == 200
    assert lone.browser("o-clerk").get(way).status_code == admin.get(way).status_code == 404
    wrong = admin.post("/set-up/agreement/", {"unit": f"{VUFO}/europe", "text": text})
    assert wrong.status_code == 422 and "unit" in wrong.context["form"].errors


def test_where_nobody_could_go_on_it_says_so(lone: House) -> None:
    with lone.node.active():
        Post.objects.exclude(role="admin").delete()
    answer = lone.browser("o-admin").post("/set-up/agreement/", {"text": "Điều 1. Phạm vi\nMột.\n"})
    assert answer.status_code == 422 and "Bring in people first." in text_of(answer)
    with lone.node.active():
        assert not AgreementDraft.objects.exists()


def test_an_administrator_is_told_the_true_reason_and_the_way_out(lone: House) -> None:
    admin = lone.browser("o-admin")
    for way in ("/agreements/drafts/new/", "/agreements/propose/", "/new/visit/"):
        for answer in (admin.get(way), admin.post(way, {"text": "Điều 1. Phạm vi\nMột.\n"})):
            said = text_of(answer)
            assert answer.status_code == 403 and "belongs to registry clerk, desk officer, head of unit" in said, said
            assert "you give them under People" in said and "the agency keeping the file" not in said
            assert answer.context["back"]["url"] == "/people/"
    assert "you give them under People" not in text_of(lone.browser("o-desk").get("/agreements/drafts/new/"))
