"""Consultation between nodes: who reads whose opinion, what a second, a late and a crossed reply come to."""

from datetime import date, timedelta
from typing import Any

import pytest

from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.kernel.refusals import Refused
from tests.processes.conftest import TERMS, Pair, sign
from tests.world import MOFA, THIRD, VUFO

DRAFT = [{"id": "a", "text": "The first paragraph."}, {"id": "b", "text": "The second paragraph."}]
ASKED: dict[str, Any] = {
    "title": "A programme for the year", "question": "Is it complete?", "draft": DRAFT, "answer_by": "2026-11-30",
    "silence": "deemed",
}  # fmt: skip
AGREES = {"opinion": "agree"}
REPLIES = [{"who": "Europe", "unit": f"{VUFO}/europe", "outcome": "deemed"}]


def owed(pair: Pair, agency: str, file: str) -> list[tuple[str, str, date | None]]:
    with pair.nodes[agency].active():
        rows = Commitment.objects.filter(dossier_id=file, deliver="opinion").order_by("debtor")
        return [(row.debtor, row.state, row.due_on) for row in rows]


def said(pair: Pair, agency: str, kind: str) -> list[tuple[str, str]]:
    """(agency, opinion) of what a node holds of a kind, in whichever file."""
    with pair.nodes[agency].active():
        acts = [row.act for row in StoredAct.objects.filter(kind=kind).order_by("seq")]
    return [(act.agency, str(act.facts.get("opinion"))) for act in acts]


@pytest.mark.mission("S56")
def test_an_opinion_that_only_the_asker_reads_never_reaches_another_node(three: Pair) -> None:
    stated = ASKED | {"round": "r1"}
    files = {other: three.open(MOFA, "consultation.ask", stated, to=[f"{other}/europe"]) for other in (VUFO, THIRD)}
    three.exchange()
    three.say(VUFO, "consultation.reply", {"opinion": "disagree", "comment": "Too dear."}, dossier=files[VUFO])
    three.exchange()
    assert said(three, MOFA, "consultation.reply") == [(VUFO, "disagree")]
    assert said(three, THIRD, "consultation.reply") == []
    with three.nodes[THIRD].active():
        assert not Dossier.objects.filter(id=files[VUFO]).exists()
    with pytest.raises(Refused, match="file of its own"):
        three.open(MOFA, "consultation.ask", ASKED, to=[f"{VUFO}/europe", f"{THIRD}/europe"])


@pytest.mark.mission("S56")
def test_where_the_round_says_so_all_who_are_asked_read_each_other(three: Pair) -> None:
    to = [f"{VUFO}/europe", f"{THIRD}/office"]
    file = three.open(MOFA, "consultation.ask", ASKED | {"seen": "all"}, to=to)
    three.exchange()
    assert [row[0] for row in owed(three, MOFA, file)] == [THIRD, VUFO]
    three.say(VUFO, "consultation.reply", AGREES, dossier=file)
    three.exchange()
    assert said(three, THIRD, "consultation.reply") == [(VUFO, "agree")]
    states = {debtor: state for debtor, state, _due in owed(three, THIRD, file)}
    assert states == {VUFO: "accepted", THIRD: "open"}


@pytest.mark.mission("S56")
def test_a_second_reply_stands_beside_the_first_and_none_is_taken_once_the_round_is_closed(pair: Pair) -> None:
    file = pair.open(MOFA, "consultation.ask", ASKED, to=[f"{VUFO}/europe"])
    pair.exchange()
    assert owed(pair, VUFO, file) == [(VUFO, "open", date(2026, 11, 30))]
    with pytest.raises(Refused) as bare:
        pair.say(VUFO, "consultation.reply", {"opinion": "comments"}, dossier=file)
    assert bare.value.code == "opinion_bare"
    with pytest.raises(Refused) as early:
        pair.say(MOFA, "consultation.close", {}, dossier=file)
    assert early.value.code == "still_awaited"
    pair.say(VUFO, "consultation.reply", AGREES, dossier=file)
    points = [{"paragraph": "2", "comment": "Name the month."}]
    pair.say(VUFO, "consultation.reply", {"opinion": "comments", "points": points}, dossier=file)
    pair.exchange()
    assert said(pair, MOFA, "consultation.reply") == [(VUFO, "agree"), (VUFO, "comments")]
    assert owed(pair, MOFA, file)[0][1] == "accepted"
    pair.say(MOFA, "consultation.close", {}, dossier=file)
    pair.exchange()
    with pytest.raises(Refused) as closed:
        pair.say(VUFO, "consultation.reply", AGREES, dossier=file)
    assert closed.value.code == "step_not_open"


@pytest.mark.mission("S56")
def test_silence_is_not_carried_out_and_never_becomes_agreement(pair: Pair) -> None:
    file = pair.open(MOFA, "consultation.ask", ASKED, to=[f"{VUFO}/europe"])
    pair.exchange()
    pair.clock += timedelta(days=8)
    pair.say(MOFA, "consultation.close", {}, dossier=file)
    pair.exchange()
    assert owed(pair, VUFO, file)[0][1] == "lapsed"
    pair.say(MOFA, "consultation.tell", {"replies": REPLIES}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).state == "told" and pair.file(VUFO, file).is_ended
    assert said(pair, VUFO, "consultation.reply") == []


@pytest.mark.mission("S56")
def test_a_reply_that_crossed_the_closing_counts_and_is_late(pair: Pair) -> None:
    file = pair.open(MOFA, "consultation.ask", ASKED, to=[f"{VUFO}/europe"])
    pair.exchange()
    pair.clock += timedelta(days=8)
    pair.say(MOFA, "consultation.close", {}, dossier=file)
    pair.say(VUFO, "consultation.reply", AGREES, dossier=file)
    pair.exchange()
    assert [entry.why_not for entry in pair.entries(MOFA, file).values()] == ["", "", ""]
    with pair.nodes[MOFA].active():
        row = Commitment.objects.get(dossier_id=file, deliver="opinion")
        assert (row.state, row.is_crossed) == ("accepted", True) and row.done_on and row.done_on > date(2026, 11, 30)


@pytest.mark.mission("S56")
def test_more_time_moves_the_day_before_which_a_round_cannot_be_closed(pair: Pair) -> None:
    file = pair.open(MOFA, "consultation.ask", ASKED, to=[f"{VUFO}/europe"])
    pair.exchange()
    pair.verb(VUFO, "ask_time", file, "opinion", until="2026-12-04", text="Our council meets on the third.")
    pair.exchange()
    pair.verb(MOFA, "grant", file, "opinion", until="2026-12-04")
    pair.clock += timedelta(days=9)
    with pytest.raises(Refused) as early:
        pair.say(MOFA, "consultation.close", {}, dossier=file)
    assert early.value.code == "still_awaited"
    pair.clock += timedelta(days=3)
    pair.say(MOFA, "consultation.close", {}, dossier=file)


@pytest.mark.mission("S56")
def test_who_has_no_system_answers_on_paper(pair: Pair) -> None:
    file = pair.open(MOFA, "consultation.ask", ASKED, to=[f"{THIRD}/office"])
    said_ = {"opinion": "none"}
    pair.say(MOFA, "consultation.reply", said_, dossier=file, speaks_for=THIRD, via="letter")
    with pair.nodes[MOFA].active():
        row = Commitment.objects.get(dossier_id=file, deliver="opinion")
        assert (row.debtor, row.state, row.is_reported) == (THIRD, "accepted", True)


@pytest.mark.mission("S56")
def test_an_article_names_the_working_days_to_answer(pair: Pair) -> None:
    duty = {"id": "opinion", "opens": "consultation.ask", "debtor": "counterpart", "creditor": "owner",
            "deliver": "opinion", "by": {"after": "opened", "working_days": 10}, "accept": False}  # fmt: skip
    article = {"id": "8", "field": "", "basis": [], "duties": [duty]}
    texts = {"title": {"en": "Consultation"}, "articles": [
        {"id": "8", "head": {"en": "Opinions"}, "text": {"en": "Ten working days."}}]}  # fmt: skip
    data = {"title": "Consultation", "terms": TERMS | {"code": "r-8", "articles": [article]}, "texts": texts}
    agreement = pair.open(MOFA, "agreement.propose", data, to=[f"{VUFO}/office"], unit="office")
    pair.exchange()
    sign(pair, agreement)
    stated = {name: value for name, value in ASKED.items() if name != "answer_by"}
    file = pair.open(MOFA, "consultation.ask", stated, to=[f"{VUFO}/europe"])
    pair.exchange()
    row = pair.commitment(VUFO, file, "opinion")
    # Asked on Monday 23 November; 2 December is a holiday of the agreement's calendar.
    assert (row.clause, row.due_on, row.debtor_unit) == ("8/opinion", date(2026, 12, 8), f"{VUFO}/europe")
    typed = pair.open(MOFA, "consultation.ask", ASKED, to=[f"{VUFO}/europe"])
    assert pair.commitment(MOFA, typed, "opinion").due_on == date(2026, 11, 30)
