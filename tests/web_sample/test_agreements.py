"""The page of an agreement: its text, its numbers and what is behind each, its versions."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count

from samples import loader
from servanda.kernel.audiences import Actor
from servanda.kernel.date_states import date_state
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.node import Node
from servanda.processes import reads
from servanda.processes.agreements import implementation
from tests.web_sample.visitors import Visitor, said

LEADER = "o-leadership"
OPENED = datetime(2026, 1, 1, tzinfo=UTC)
YAML = (loader.SAMPLES / "vufo-mofa" / "regulation.yaml").read_text("utf-8")


def agreement_of(node: Node) -> Dossier:
    with node.active():
        return Dossier.objects.get(process="agreement")


def test_the_list_leads_to_the_text_in_the_readers_language(mofa: Node) -> None:
    leader, row = Visitor(mofa, LEADER), agreement_of(mofa)
    assert f"/agreements/{row.id}/" in leader.get("/agreements/")
    page = leader.get(f"/agreements/{row.id}/", text="en")
    assert leader.status == 200
    assert "Regulation on coordination" in page
    assert "Quy chế phối hợp công tác" in leader.get(f"/agreements/{row.id}/", text="vi")


def test_articles_without_a_text_in_the_language_that_is_read_say_in_which_they_are_shown(mofa: Node) -> None:
    leader, url = Visitor(mofa, LEADER), f"/agreements/{agreement_of(mofa).id}/"
    for code, told in (("ar", True), ("ms", True), ("en", False), ("vi", False)):
        page = leader.get(url, text=code)
        assert ('<p class="told small">' in page) is told
        assert ('class="prose" lang="en"' in page) is (told or code == "en")


def test_a_duty_is_a_whole_sentence(mofa: Node) -> None:
    with mofa.active():
        from servanda.office.models import Officer

        Officer.objects.filter(id=LEADER).update(language="en")
    page = said(Visitor(mofa, LEADER).get(f"/agreements/{agreement_of(mofa).id}/", text="en"))
    said_so = r"The side that opens the file gives notice to the other side \d+ working days before the visit begins\."
    assert re.search(said_so, page)
    assert "%(" not in page


def test_each_number_opens_on_as_many_commitments(mofa: Node) -> None:
    leader, row = Visitor(mofa, LEADER), agreement_of(mofa)
    page = leader.get(f"/agreements/{row.id}/")
    links = re.findall(r'href="([^"]*/commitments/\?[^"]*)"><strong><bdi>(\d+)</bdi>', page)
    assert links
    for url, n in links:
        shown = leader.get(url.replace("&amp;", "&"))
        assert leader.status == 200
        assert shown.count('<th scope="row">') == int(n)
    assert "#e-" in shown


def test_numbers_and_list_agree_for_an_officer_who_sees_less(mofa: Node) -> None:
    row = agreement_of(mofa)
    with mofa.active():
        everything = Commitment.objects.filter(agreement=row.id).count()
        desk = Actor(agency=mofa.agency, officer="o-eur-desk", unit=f"{mofa.agency}/europe")
        rows = implementation.commitments(row, desk, shown="both")
        numbers = implementation.count(rows, as_of=date.today())
        assert 0 < rows.count() < everything
        for article, states in numbers.articles.items():
            for state, n in states.items():
                chosen = implementation.with_state(rows, as_of=date.today()).filter(stands=state)
                chosen = chosen.filter(clause__startswith=f"{article}/").select_related("dossier")
                assert chosen.count() == n
                assert all(reads.state_on(found, date.today()) == state for found in chosen)
                assert not chosen.exclude(dossier__in=reads.visible(desk)).exists()


def test_where_numbers_are_shown_to_neither_each_side_sees_its_own(mofa: Node) -> None:
    row = agreement_of(mofa)
    with mofa.active():
        leader = Actor(agency=mofa.agency, officer="x", unit=f"{mofa.agency}/leadership", role="leadership")
        rows = implementation.commitments(row, leader, shown="neither")
        assert set(rows.values_list("debtor", flat=True)) == {mofa.agency}
        assert rows.count() < implementation.commitments(row, leader, shown="both").count()


def test_the_database_works_out_the_same_table(mofa: Node) -> None:
    """Every combination of state, due day, done day and explanation, against the table of the kernel."""
    today = date(2026, 6, 15)
    days = [None, date(2026, 6, 14), today, date(2026, 6, 16)]
    with mofa.active(), mofa.writing():
        pattern = Commitment.objects.select_related("dossier").first()
        assert pattern is not None
        rows = [
            Commitment(
                id=f"sha256:{n:064d}", dossier=pattern.dossier, agreement="x", clause="1/a", deliver="notice",
                opener="o", debtor="a", debtor_unit="a/b", creditor="c", creditor_unit="c/d",
                opened_at=OPENED, state=state, due_on=due, done_on=done, is_explained=explained,
            )
            for n, (state, due, done, explained) in enumerate(
                (s, a, b, e)
                for s in ("open", "promised", "declined", "delivered", "returned", "accepted", "withdrawn", "lapsed")
                for a in days for b in days for e in (False, True)
            )
        ]  # fmt: skip
        Commitment.objects.bulk_create(rows)
        found = implementation.with_state(Commitment.objects.filter(agreement="x"), as_of=today)
        stands = dict(found.values_list("id", "stands"))
    for row in rows:
        wanted = date_state(row.state, row.due_on, done_on=row.done_on, as_of=today, explained=row.is_explained)
        assert stands[row.id] == wanted, (row.state, row.due_on, row.done_on, row.is_explained)


@pytest.mark.parametrize("officer", ["o-admin", "o-paris-desk"])
def test_who_may_not_see_the_agreement_gets_404_everywhere(mofa: Node, officer: str) -> None:
    stranger, row = Visitor(mofa, officer), agreement_of(mofa)
    with mofa.active():
        row.readers.all().delete()
    for rest in ("", "commitments/", "changes/2/", "sign/"):
        stranger.get(f"/agreements/{row.id}/{rest}")
        assert stranger.status == 404
    assert row.id not in stranger.get("/agreements/")


def test_signatures_name_number_capacity_and_one_mark(mofa: Node) -> None:
    page = said(Visitor(mofa, LEADER).get(f"/agreements/{agreement_of(mofa).id}/"))
    assert "31/QC-BNG" in page
    assert "12/QC-LH" in page
    marks = re.findall(r"\b[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}\b", page)
    assert len(marks) == 2
    assert len(set(marks)) == 1


def test_queries_do_not_grow_with_commitments(mofa: Node) -> None:
    leader, row = Visitor(mofa, LEADER), agreement_of(mofa)
    pages = (f"/agreements/{row.id}/", f"/agreements/{row.id}/commitments/", "/agreements/")
    before = [leader.queries(url) for url in pages]
    with mofa.active(), mofa.writing():
        pattern = Commitment.objects.filter(agreement=row.id).first()
        assert pattern is not None
        for n in range(30):
            pattern.pk = f"sha256:{n:064d}"
            pattern.save(force_insert=True)
    assert [leader.queries(url) for url in pages] == before


def test_the_list_takes_as_many_queries_for_ten_agreements_as_for_one(mofa: Node) -> None:
    leader = Visitor(mofa, LEADER)
    before = leader.queries("/agreements/")
    clerk = Visitor(mofa, "o-clerk")
    for n in range(9):
        text = YAML.replace("vufo-mofa-2026", f"other-{n}").replace("Quy chế phối hợp", f"Quy chế số {n}")
        clerk.post("/agreements/propose/", {"file": SimpleUploadedFile("a.yaml", text.encode())})
        assert clerk.status == 302
    assert leader.queries("/agreements/") == before
    assert leader.get("/agreements/").count('<h2><a href="/agreements/') == 10


def test_lists_name_an_agreement_in_the_readers_language(mofa: Node) -> None:
    leader = Visitor(mofa, LEADER)
    with mofa.active():
        from servanda.office.models import Officer

        Officer.objects.filter(id=LEADER).update(language="ms")
    for page in ("/agreements/", "/files/?kind=agreement"):
        assert "Peraturan penyelarasan" in leader.get(page), page


def test_what_was_declined_is_not_carried_out_and_not_late_too(mofa: Node) -> None:
    leader, row = Visitor(mofa, LEADER), agreement_of(mofa)
    with mofa.active(), mofa.writing():
        alone = Dossier.objects.annotate(owed=Count("commitments")).filter(owed=1)
        some = Commitment.objects.filter(agreement=row.id, due_on__lt=date.today(), dossier__in=alone).first()
        assert some is not None, "the sample has a file with one commitment, past its day"
        Commitment.objects.filter(id=some.id).update(state="declined", done_on=None, is_explained=False)
        from servanda.office.models import Officer

        Officer.objects.filter(id=LEADER).update(language="en")
    for page in (f"/agreements/{row.id}/commitments/?state=not_carried_out", f"/files/{some.dossier_id}/"):
        shown = said(leader.get(page))
        assert "not carried out" in shown or "declined" in shown
        assert "days late" not in shown
