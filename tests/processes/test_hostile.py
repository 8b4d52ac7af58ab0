"""A linked peer that signs well and means ill: what it states breaks no file, binds nobody, voids nothing."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from servanda.exchange import files
from servanda.kernel import acts, log
from servanda.kernel.acts import By
from servanda.kernel.door import VerifiedAct
from servanda.kernel.log import Draft
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.agreements import terms
from servanda.processes.dossiers import read_statement, take
from servanda.processes.organisation import directory
from tests.processes.conftest import TERMS, TEXTS, Pair, desk
from tests.processes.test_work import announce
from tests.world import MOFA, VUFO

VISIT = {"direction": "incoming", "level": "official", "start_on": "2026-12-21"}


def raw(
    pair: Pair, agency: str, file: str, kind: str, facts: Any, *, content: Any = None, under: tuple[str, ...] = (),
    speaks_for: str | None = None, at: datetime | None = None,
) -> str:  # fmt: skip
    """Sealed and sent without any of the checks of an honest node."""
    draft = Draft(
        dossier=file, kind=kind, process=1, by=By(f"{agency}/europe"), at=at or pair.clock, under=under,
        speaks_for=speaks_for, via="letter" if speaks_for else None, parts={"facts": facts, "content": content or {}},
    )  # fmt: skip
    with pair.nodes[agency].active():
        return log.say([draft], now=pair.clock)[0].name


def opened(pair: Pair, agency: str, kind: str, facts: dict[str, Any], **more: Any) -> str:
    file = acts.new_dossier_id(agency)
    raw(pair, agency, file, kind, {"parties": [MOFA, VUFO], **facts}, **more)
    return file


@pytest.mark.parametrize("names", [5, [[1]], [{}], "x", None, {"a": 1}])
def test_an_entry_that_cannot_be_read_has_no_effect_and_breaks_nothing(pair: Pair, names: Any) -> None:
    file = announce(pair, "2026-12-21")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    name = raw(pair, VUFO, file, "dossier.confirm", {"acts": names})
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.file(agency, file)
        assert (row.broken, row.state) == ("", "announced")
        assert pair.commitment(agency, file, "preparation").state == "open"
        assert name in pair.entries(agency, file)
    pair.say(MOFA, "visit.cancel", {"reason": "it goes on"}, dossier=file, unit="protocol")


@pytest.mark.parametrize("stated", [5, [1], "x", {"parties": 5}, {"articles": 5}, {}])
def test_terms_that_cannot_be_read_break_no_file(pair: Pair, stated: Any) -> None:
    file = opened(pair, VUFO, "agreement.propose", {"terms": stated}, content={"title": "x", "texts": {}})
    pair.exchange()
    assert pair.file(MOFA, file).broken == ""
    version = pair.entries(MOFA, file)
    raw(pair, VUFO, file, "agreement.enter", {"version": next(iter(version)), "signatures": stated})
    pair.exchange()
    assert pair.file(MOFA, file).state == "proposed"


def test_an_agreement_that_the_other_never_signed_binds_nobody(pair: Pair) -> None:
    file = opened(pair, VUFO, "agreement.propose", {"terms": {**TERMS, "code": "forged"}}, content={"texts": TEXTS})
    with pair.nodes[VUFO].active():
        version = StoredAct.objects.get(dossier=file).name
    enter = raw(pair, VUFO, file, "agreement.enter", {"version": version, "signatures": []})
    pair.exchange()
    assert pair.file(MOFA, file).state == "proposed"
    visit = opened(pair, VUFO, "visit.announce", VISIT, under=(enter,))
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not Commitment.objects.filter(dossier_id=visit).exists()


def test_a_text_binds_nobody_but_those_who_have_it_before_them(pair: Pair) -> None:
    stated = {**TERMS, "parties": [VUFO]}
    file = opened(pair, VUFO, "agreement.propose", {"terms": stated}, content={"texts": TEXTS})
    with pair.nodes[VUFO].active():
        version = StoredAct.objects.get(dossier=file).name
    raw(pair, VUFO, file, "agreement.enter", {"version": version, "signatures": []})
    pair.exchange()
    assert pair.file(MOFA, file).state == "proposed"


def test_a_signature_that_another_reported_is_none_until_it_is_confirmed(pair: Pair) -> None:
    stated = {**TERMS, "code": "letter"}
    file = opened(pair, VUFO, "agreement.propose", {"terms": stated}, content={"texts": TEXTS})
    with pair.nodes[VUFO].active():
        version = StoredAct.objects.get(dossier=file).name
    facts = {"version": version, "number": "1", "signed_on": "2026-01-01"}
    signed = raw(pair, VUFO, file, "agreement.sign", facts, speaks_for=MOFA)
    enter = raw(pair, VUFO, file, "agreement.enter", {**facts, "signatures": [signed]})
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert enter not in terms.in_force([MOFA, VUFO], at=pair.clock)
    visit = opened(pair, VUFO, "visit.announce", VISIT, under=(enter,))
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not Commitment.objects.filter(dossier_id=visit).exists()
    pair.say(MOFA, "dossier.confirm", {"acts": [signed]}, dossier=file, unit="office", role="clerk")
    with pair.nodes[MOFA].active():
        assert enter in terms.in_force([MOFA, VUFO], at=pair.clock)
        # What was opened under it in the meantime is owed from now on.
        assert Commitment.objects.filter(dossier_id=visit).exists()
    pair.exchange()


def test_a_disputed_signature_puts_nothing_in_force(pair: Pair) -> None:
    file = opened(pair, VUFO, "agreement.propose", {"terms": {**TERMS, "code": "d"}}, content={"texts": TEXTS})
    with pair.nodes[VUFO].active():
        version = StoredAct.objects.get(dossier=file).name
    facts = {"version": version, "number": "1", "signed_on": "2026-01-01"}
    signed = raw(pair, VUFO, file, "agreement.sign", facts, speaks_for=MOFA)
    pair.exchange()
    pair.say(MOFA, "dossier.dispute", {"acts": [signed], "text": "Never."}, dossier=file, unit="office", role="clerk")
    pair.exchange()
    raw(pair, VUFO, file, "agreement.enter", {**facts, "signatures": [signed]})
    pair.exchange()
    assert pair.file(MOFA, file).state == "proposed"


def test_facts_that_no_step_declares_fold_into_nothing(pair: Pair) -> None:
    with pair.nodes[MOFA].active():
        file = Dossier.objects.get(process="agreement")
    raw(pair, MOFA, file.id, "agreement.amend", {"terms": TERMS, "entered": "sha256:" + "0" * 64})
    assert pair.file(MOFA, file.id).facts["entered"] == file.facts["entered"]


@pytest.mark.parametrize("epoch", [1, 2, 9])
def test_a_second_opening_however_it_is_dated_voids_nothing(pair: Pair, epoch: int) -> None:
    file = announce(pair, "2026-12-21")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    pair.verb(VUFO, "promise", file, "preparation")
    pair.exchange()
    before = {name: entry.has_effect for name, entry in pair.entries(VUFO, file).items()}
    second = acts.seal(
        key=pair.nodes[MOFA].signing_key, dossier=file, agency=MOFA, epoch=epoch, n=1, prev=None,
        kind="visit.announce", process=1, at=pair.clock - timedelta(days=900), by=By(f"{MOFA}/protocol"),
        parts={"facts": {"parties": [MOFA, VUFO], **VISIT, "level": "working"}},
    )  # fmt: skip
    for node in pair.nodes.values():
        with node.active():
            log.append([VerifiedAct(second)], now=pair.clock)
    for agency in (MOFA, VUFO):
        assert pair.commitment(agency, file, "preparation").state == "promised"
        entries = pair.entries(agency, file)
        assert {name: entries[name].has_effect for name in before} == before
        assert pair.file(agency, file).state == "announced"


def test_long_explanations_cost_no_more_than_they_are(pair: Pair) -> None:
    """Each entry is judged on a standing that is kept, not on a new fold of all that came before."""
    from servanda.kernel import commitments

    file = announce(pair, "2026-12-04")
    owed = pair.commitment(MOFA, file, "notice").id
    drafts = [
        Draft(dossier=file, kind="commitment.explain", process=1, by=By(f"{MOFA}/protocol"), at=pair.clock,
              parts={"facts": {"commitment": owed}, "content": {"text": str(n)}})
        for n in range(60)
    ]  # fmt: skip
    replayed = []
    original = commitments.replay

    def counting(events: Any, **more: Any) -> Any:
        replayed.append(len(events))
        return original(events, **more)

    commitments.replay = counting
    try:
        with pair.nodes[MOFA].active():
            log.say(drafts, now=pair.clock)
    finally:
        commitments.replay = original
    # Once for the result of each fold, and never once per entry.
    assert len(replayed) <= 4


def test_a_desk_rewrites_no_directory(pair: Pair) -> None:
    with pair.nodes[MOFA].active(), pytest.raises(Refused) as refused:
        directory.publish([{"code": "x"}], desk(MOFA), peers=[], title="x", at=pair.clock)
    assert refused.value.code == "not_your_step"


def test_a_character_that_no_database_holds_is_refused_at_the_door(pair: Pair) -> None:
    with pytest.raises(Refused) as refused:
        raw(pair, VUFO, acts.new_dossier_id(VUFO), "visit.announce", {"parties": [MOFA, VUFO], "partner": "a\0b"})
    assert refused.value.code == "json_nul"


def test_an_entry_is_never_dated_before_the_terms_it_names(pair: Pair) -> None:
    with pair.nodes[MOFA].active():
        enter = StoredAct.objects.get(kind="agreement.enter")
        early = enter.at - timedelta(minutes=8)
        stated = {"title": "x", **VISIT}
        stored = take(read_statement("visit.announce", stated, to=[f"{VUFO}/europe"]), desk(MOFA), at=early)
        assert stored.act.under and stored.at >= enter.at
        assert Entry.objects.get(name=stored.name).has_effect


def test_to_name_a_hash_opens_no_file_of_another_dossier(pair: Pair) -> None:
    with pair.nodes[MOFA].active():
        sha256, size = files.store_file(io.BytesIO(b"for the minister alone"), 1000)
    file = announce(pair, "2026-12-21")
    pair.exchange()
    named = [{"name": "x.txt", "sha256": sha256, "size": size}]
    own = raw(pair, MOFA, announce(pair, "2026-12-22"), "dossier.say", {}, content={"text": "a", "files": named})
    foreign = raw(pair, VUFO, file, "dossier.say", {}, content={"text": "b", "files": named})
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert files.kept(own, MOFA, 0, sha256).read_bytes() == b"for the minister alone"
        with pytest.raises(Refused) as refused:
            files.kept(foreign, VUFO, 0, sha256)
    assert refused.value.code == "no_file"
