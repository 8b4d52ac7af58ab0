"""Difficulties: raised by one side, looked after by the other by a day, closed by whoever raised them."""

from datetime import timedelta
from typing import Any

import pytest

from servanda.kernel.refusals import Refused
from servanda.office import notices
from servanda.office.models import Notice, Officer, Post
from servanda.processes.declaration import file_links
from servanda.processes.models import FileLink
from servanda.processes.projection import rebuild
from tests.processes.conftest import Pair, desk
from tests.world import MOFA, VUFO

STATED: dict[str, Any] = {
    "title": "Programmes come late", "nature": "difficulty", "touches": "news", "what": "Three days before the visit.",
    "wish": "A draft ten days before", "settle_by": "2026-12-10",
}  # fmt: skip


def raised(pair: Pair, **more: Any) -> str:
    file = pair.open(MOFA, "issue.raise", STATED | more, to=[f"{VUFO}/europe"])
    pair.exchange()
    return file


def states(pair: Pair, file: str) -> set[str]:
    return {pair.file(agency, file).state for agency in (MOFA, VUFO)}


@pytest.mark.mission("S57")
def test_who_raised_it_confirms_that_it_is_resolved(pair: Pair) -> None:
    file = raised(pair)
    owed = pair.commitment(VUFO, file, "action")
    assert (owed.debtor_unit, str(owed.due_on)) == (f"{VUFO}/europe", "2026-12-10")
    pair.say(VUFO, "issue.take_up", {"plan": "Drafts go out on Mondays"}, dossier=file)
    pair.say(VUFO, "issue.resolve", {"resolution": "The first went out"}, dossier=file)
    pair.exchange()
    pair.say(MOFA, "issue.not_yet", {"reason": "One was missing"}, dossier=file)
    pair.exchange()
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "issue.confirm", {}, dossier=file)
    assert refused.value.code == "step_not_open"
    pair.say(VUFO, "issue.resolve", {"resolution": "All went out"}, dossier=file)
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "issue.confirm", {}, dossier=file)
    assert refused.value.code == "not_your_step"
    pair.exchange()
    pair.say(MOFA, "issue.confirm", {}, dossier=file)
    pair.exchange()
    assert states(pair, file) == {"resolved"}
    assert {pair.commitment(agency, file, "action").state for agency in (MOFA, VUFO)} == {"accepted"}


@pytest.mark.mission("S57")
@pytest.mark.parametrize(("first", "second"), [(MOFA, VUFO), (VUFO, MOFA)])
def test_what_was_settled_orally_is_recorded_by_one_and_confirmed_by_the_other(
    pair: Pair, first: str, second: str
) -> None:
    file = raised(pair)
    told = {"settled": "Drafts by the tenth", "spoken_on": "2026-11-23", "spoken_with": "The two heads"}
    pair.say(first, "issue.record_oral", told, dossier=file)
    with pytest.raises(Refused) as refused:
        pair.say(first, "issue.confirm_oral", {}, dossier=file)
    assert refused.value.code == "step_not_open"
    pair.exchange()
    answer = pair.commitment(second, file, "answer")
    assert (answer.debtor, answer.creditor) == (second, first)
    pair.say(second, "issue.correct_oral", {"reason": "By the fifth"}, dossier=file)
    pair.say(second, "issue.confirm_oral", {}, dossier=file)
    pair.exchange()
    assert pair.commitment(first, file, "answer").state == "delivered"
    pair.say(MOFA, "issue.close", {"note": "As settled"}, dossier=file)
    pair.exchange()
    assert states(pair, file) == {"resolved"}
    assert pair.commitment(VUFO, file, "action").state == "withdrawn"


def test_what_no_longer_arises_owes_nothing_more(pair: Pair) -> None:
    file = raised(pair, nature="early_warning")
    pair.say(VUFO, "issue.ask_help", {"help": "The list of guests", "help_by": "2026-12-01"}, dossier=file)
    pair.say(VUFO, "issue.cannot", {"reason": "It lies with the province"}, dossier=file)
    pair.exchange()
    support = pair.commitment(MOFA, file, "support")
    assert (support.debtor, support.creditor) == (MOFA, VUFO)
    pair.say(MOFA, "issue.drop", {"reason": "The visit is off"}, dossier=file)
    pair.exchange()
    assert states(pair, file) == {"dropped"}
    assert pair.commitment(MOFA, file, "action").state == "withdrawn"
    assert pair.commitment(MOFA, file, "support").state == "lapsed"


@pytest.mark.mission("S57")
def test_the_ladder_tells_the_head_and_then_the_leadership_of_the_side_that_looks_after_it(pair: Pair) -> None:
    file = raised(pair)
    with pair.nodes[VUFO].active():
        for name, unit, role in (("o-d", "europe", "desk"), ("o-h", "europe", "head"), ("o-l", "top", "leadership")):
            officer = Officer.objects.create(id=name, email=f"{name}@union.example")
            Post.objects.create(officer=officer, unit=f"{VUFO}/{unit}", role=role)
        told = {}
        for days in (14, 17, 18, 25):
            notices.remind(now=pair.clock + timedelta(days=days))
            told[days] = sorted(Notice.objects.filter(dossier=file).values_list("officer", "reason"))
    assert told[14] == []
    assert told[17] == [("o-d", "due_today"), ("o-h", "due_today")]
    assert ("o-h", "referred") in told[18] and "o-l" not in dict(told[18])
    assert ("o-l", "referred") in told[25]


@pytest.mark.mission("S57")
def test_it_names_the_file_that_it_is_about_and_only_one_that_the_officer_may_see(pair: Pair) -> None:
    visit = pair.open(MOFA, "visit.announce", {"title": "V", "direction": "incoming", "level": "working",
                      "start_on": "2026-12-21"}, to=[f"{VUFO}/europe"], unit="protocol")  # fmt: skip
    with pytest.raises(Refused) as refused:
        raised(pair, about=visit)
    assert refused.value.code == "no_file"
    with pytest.raises(Refused) as refused:
        raised(pair, about=visit[:-2] + "zz")
    assert refused.value.code == "no_file"
    file = pair.open(MOFA, "issue.raise", STATED | {"about": visit}, to=[f"{VUFO}/europe"], unit="protocol")
    pair.exchange()
    for agency in (MOFA, VUFO):
        actor = desk(agency, "protocol" if agency == MOFA else "europe")
        with pair.nodes[agency].active():
            rebuild.rebuild()
            assert FileLink.objects.get().about == visit
            assert [item.row.id for item in file_links.of(pair.file(agency, visit), actor)[1]] == [file]
            assert [item.row.id for item in file_links.of(pair.file(agency, file), actor)[0]] == [visit]
            assert file_links.of(pair.file(agency, visit), desk(agency, "africa"))[1] == []
