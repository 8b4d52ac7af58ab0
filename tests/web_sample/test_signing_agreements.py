"""An agreement comes in as a file, is signed on both sides over HTTP, is amended, and shows what changed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samples import loader, loopback
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.kernel.node import Node
from servanda.office.models import ClearingRule
from servanda.processes import dossiers
from servanda.processes.registry import processes
from tests.web_sample.visitors import Visitor, said

YAML = (loader.SAMPLES / "vufo-mofa" / "regulation.yaml").read_text("utf-8")
# The same text a second time would be refused.
SECOND = YAML.replace("vufo-mofa-2026", "second-2026").replace("en: Scope,", "en: Scope and subjects,")
SIGNED = {"number": "7/QC", "signed_on": "2026-11-20", "capacity": "TM.", "signatory": "For the Presidium"}


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("agreement.yaml", text.encode())


def exchange(*nodes: Node) -> None:
    loopback.exchange(nodes, now=datetime.now(UTC) + timedelta(seconds=2))


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.fixture
def proposed(mofa: Node, vufo: Node) -> str:
    """A second agreement, proposed by an officer's upload and known on both sides."""
    clerk = Visitor(mofa, "o-clerk")
    clerk.post("/agreements/propose/", {"file": upload(SECOND)})
    assert clerk.status == 302
    exchange(mofa, vufo)
    return clerk.where.removeprefix("/agreements/").strip("/")


def test_faults_of_a_file_are_listed_with_their_place(mofa: Node) -> None:
    clerk = Visitor(mofa, "o-clerk")
    page = clerk.post("/agreements/propose/", {"file": upload(YAML.replace("kind: regulation", "kind: treaty"))})
    assert clerk.status == 422
    assert re.search(r"(Line|Dòng) \d+, ", said(page)) or "5" in page
    with mofa.active():
        assert Dossier.objects.filter(process="agreement").count() == 1


def test_both_sides_sign_over_http_and_it_binds(mofa: Node, vufo: Node, proposed: str) -> None:
    union, ministry = Visitor(vufo, "o-leadership"), Visitor(mofa, "o-leadership")
    ministry.get(f"/agreements/{proposed}/sign/")
    assert ministry.status == 422, "the home signs last"
    assert f"/agreements/{proposed}/sign/" in union.get(f"/agreements/{proposed}/")
    form = union.get(f"/agreements/{proposed}/sign/")
    answer = {**SIGNED, "version": hidden(form, "version"), "once": hidden(form, "once"), "do": "send"}
    union.post(f"/agreements/{proposed}/sign/", answer)
    assert union.status == 302
    first = union.where
    union.post(f"/agreements/{proposed}/sign/", answer)
    assert (union.status, union.where) == (302, first), "the same form again is taken once"
    exchange(mofa, vufo)
    form = ministry.get(f"/agreements/{proposed}/sign/")
    ministry.post(f"/agreements/{proposed}/sign/", {**SIGNED, "version": hidden(form, "version")})
    assert ministry.status == 302
    exchange(mofa, vufo)
    for node in (mofa, vufo):
        with node.active():
            assert Dossier.objects.get(id=proposed).state == "in_force"
            assert Entry.objects.filter(dossier=proposed, kind="agreement.sign", has_effect=True).count() == 1


def test_another_version_than_the_one_on_the_table_is_not_signed(vufo: Node, proposed: str) -> None:
    union = Visitor(vufo, "o-leadership")
    union.post(f"/agreements/{proposed}/sign/", {**SIGNED, "version": "sha256:" + "0" * 64})
    assert union.status == 422
    with vufo.active():
        assert not StoredAct.objects.filter(dossier=proposed, kind="agreement.sign").exists()


def test_a_signature_waits_for_clearance_where_the_agency_says_so(vufo: Node, proposed: str) -> None:
    with vufo.active():
        ClearingRule.objects.create(step="agreement", levels=1)
    clerk = Visitor(vufo, "o-clerk")
    form = clerk.get(f"/agreements/{proposed}/sign/")
    clerk.post(f"/agreements/{proposed}/sign/", {**SIGNED, "version": hidden(form, "version")})
    assert clerk.status == 302
    with vufo.active():
        assert not StoredAct.objects.filter(dossier=proposed, kind="agreement.sign").exists()


def test_what_changed_is_marked_word_by_word(mofa: Node, copy: Callable[[str], Node]) -> None:
    with mofa.active():
        row = Dossier.objects.get(process="agreement")
        first = StoredAct.objects.get(dossier=row.id, kind="agreement.propose").act
        texts = first.part("content")["texts"]
        old = texts["articles"][0]["text"]["en"]
        texts["articles"][0]["text"]["en"] = old.replace("coordination", "<b>cooperation</b>", 1)
        stated = {"title": "Amended", "terms": first.facts["terms"], "texts": texts}
        statement = dossiers.read_statement("agreement.amend", stated, dossier=row.id)
        from servanda.office.models import Officer
        from servanda.office.people import actor

        dossiers.take(statement, actor(Officer.objects.get(id="o-leadership"), day=datetime.now(UTC).date()),
                      at=datetime.now(UTC))  # fmt: skip
    assert "agreement" in processes()
    page = Visitor(mofa, "o-leadership").get(f"/agreements/{row.id}/changes/2/", text="en")
    aside = r'<span class="aside">[^<]*</span>'
    assert re.search(f"<del>{aside}coordination{aside}</del>", page)
    put_in = f"<ins>{aside}&lt;b&gt;cooperation&lt;/b&gt;{aside}</ins>"
    assert re.search(put_in, page), "the other side's text is never markup"
    shown = Visitor(mofa, "o-leadership").get(f"/agreements/{row.id}/", version="2", text="en")
    assert "&lt;b&gt;cooperation" in shown
