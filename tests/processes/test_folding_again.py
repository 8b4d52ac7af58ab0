"""A file that is folded again: only what changed is written, and what was erased is not remembered."""

from dataclasses import replace

from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.kernel import bulk, held
from servanda.kernel.acts import Act
from servanda.kernel.models import Entry, StoredAct
from servanda.processes.models import ComingDay, Word
from servanda.processes.projection.project import refold
from tests.processes.conftest import Pair
from tests.world import MOFA, VUFO

ASKED = {"title": "Quarterly figures", "about": "information", "question": "How many?", "answer_by": "2030-01-15"}


def test_what_stands_already_is_not_written_again(pair: Pair) -> None:
    file = pair.open(MOFA, "request.ask", ASKED, to=[f"{VUFO}/europe"])
    with pair.nodes[MOFA].active() as node, CaptureQueriesContext(connections[node.alias]) as asked:
        refold([file])
    assert [query["sql"] for query in asked if not query["sql"].startswith(("SELECT", "BEGIN", "COMMIT"))] == []


def test_rows_become_those_that_are_given(pair: Pair) -> None:
    file = pair.open(MOFA, "request.ask", ASKED, to=[f"{VUFO}/europe"])
    with pair.nodes[MOFA].active() as node, node.writing():
        before = set(Word.objects.filter(dossier=file).values_list("spelled", "entry"))
        changed = [Word(dossier=file, spelled="how", folded="how", entry="sha256:x"),
                   Word(dossier=file, spelled="new", folded="new", entry="sha256:y")]  # fmt: skip
        bulk.replace(Word, changed, key=("dossier", "spelled"), scope="dossier", within=[file])
        found = set(Word.objects.filter(dossier=file).values_list("spelled", "entry"))
        bulk.replace(ComingDay, [], key=("dossier_id", "what", "item"), scope="dossier_id", within=[file])
        days = ComingDay.objects.filter(dossier=file).count()
    assert "quarterly" in {spelled for spelled, _ in before}
    assert found == {("how", "sha256:x"), ("new", "sha256:y")}
    assert days == 0


def test_what_was_erased_is_read_anew(pair: Pair) -> None:
    file = pair.open(MOFA, "request.ask", ASKED, to=[f"{VUFO}/europe"])
    with pair.nodes[MOFA].active():
        (whole,) = held.acts_of([file])
        StoredAct.objects.filter(name=whole.id).update(content=None)
        (erased,) = held.acts_of([file])
        refold([file])
        words = set(Word.objects.filter(dossier=file).values_list("spelled", flat=True))
    assert set(whole.parts) == {"facts", "content"}
    assert set(erased.parts) == {"facts"}
    assert "quarterly" not in words


def test_what_is_held_has_a_limit(pair: Pair) -> None:
    file = pair.open(MOFA, "request.ask", ASKED, to=[f"{VUFO}/europe"])
    with pair.nodes[MOFA].active():
        (act,) = held.acts_of([file])
        size = held.MOST // 3
        held.hold(((f"sha256:{n}", size, None, None), _like(act, size)) for n in range(5))
        assert held.size() <= held.MOST
        assert [held.acts_of([file])[0].id, Entry.objects.filter(dossier=file).count()] == [act.id, 1]


def _like(act: Act, size: int) -> Act:
    return replace(act, parts={"facts": b"x" * size})
