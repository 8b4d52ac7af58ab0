"""What the home says of calendars and units never changes what another agency was free to say before it knew."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.processes import registry
from servanda.processes.agreements import agreement_terms
from servanda.processes.folding.fold import fold
from servanda.processes.folding.folded import Folded, Terms
from tests.kernel.agencies import AT, MINISTRY, UNION, dossier_id
from tests.kernel.model import Peer
from tests.processes.conftest import TERMS

FILE, AGREEMENT = dossier_id(MINISTRY, "file"), dossier_id(MINISTRY, "agreement")
PARTIES = [MINISTRY.name, UNION.name]


def tell(peer: Peer, *acts: Act) -> None:
    for act in acts:
        assert peer.take((act.jws, act.parts)) == "taken"


def test_a_calendar_not_yet_heard_of_voids_no_reminder() -> None:
    home, union = Peer(MINISTRY), Peer(UNION)
    stated: dict[str, Any] = {**TERMS, "parties": PARTIES}
    enter = home.say(AGREEMENT, "agreement.propose", {"parties": PARTIES, "terms": stated})
    later = home.say(AGREEMENT, "agreement.apply", {})
    terms: dict[str, Terms] = {enter.id: agreement_terms.read(enter.id, AGREEMENT, stated)}
    day = (AT + timedelta(days=1)).date()
    while day.weekday() > 3:
        day += timedelta(days=1)
    off = {"zone": "Asia/Ho_Chi_Minh", "years": {str(day.year): {"holidays": [day.isoformat()], "working": []}}}
    terms[later.id] = replace(terms[enter.id], name=later.id, calendar=Calendar.from_facts(off))
    facts = {"parties": PARTIES, "direction": "incoming", "level": "official", "start_on": "2027-01"}
    opening = home.say(FILE, "visit.announce", facts, under=(enter.id,))
    tell(union, enter, later, opening)

    def folded(*acts: Act) -> Folded:
        return fold(acts, processes=registry.processes(), terms=terms)

    owed = folded(opening).owed[0]
    noon = AT.replace(year=day.year, month=day.month, day=day.day, hour=3)
    said = []
    for days in (0, 1):
        union.now = noon + timedelta(days=days)
        said.append(union.say(FILE, "commitment.nudge", {"commitment": owed.id}))
    assert [j.has_effect for j in folded(opening, *said).judged] == [True, True, True]
    home.now = noon - timedelta(hours=1)
    recount = home.say(FILE, "dossier.recount", {}, under=(later.id,))
    whole = folded(opening, recount, *said)
    assert all(judged.has_effect for judged in whole.judged)
    assert whole.owed[0].standing.nudges == 2
    # Whoever has heard of it counts by it.
    tell(union, recount)
    union.now += timedelta(hours=1)
    again = union.say(FILE, "commitment.nudge", {"commitment": owed.id})
    assert folded(opening, recount, *said, again).judged[-1].why_not == "nudged_today"


def test_nothing_is_counted_back_by_a_calendar_of_before() -> None:
    home, union = Peer(MINISTRY), Peer(UNION)
    stated: dict[str, Any] = {**TERMS, "parties": PARTIES}
    enter = home.say(AGREEMENT, "agreement.propose", {"parties": PARTIES, "terms": stated})
    later = home.say(AGREEMENT, "agreement.apply", {})
    off = {"zone": "Asia/Ho_Chi_Minh", "years": {"2026": {"holidays": ["2026-12-17", "2026-12-18"]}, "2027": {}}}
    first = replace(agreement_terms.read(enter.id, AGREEMENT, stated), edition=enter.position)
    second = replace(first, name=later.id, calendar=Calendar.from_facts(off), edition=later.position)
    facts = {"parties": PARTIES, "direction": "incoming", "level": "official", "start_on": "2027-01"}
    home.say(FILE, "visit.announce", facts, under=(enter.id,))
    tell(union, *home.shared(AGREEMENT), *home.shared(FILE))

    def due() -> tuple[list[str], date | None]:
        whole = fold(home.shared(FILE), processes=registry.processes(), terms={enter.id: first, later.id: second})
        return [judged.why_not for judged in whole.judged][1:], whole.owed[0].due_on

    _, before = due()
    home.say(FILE, "dossier.recount", {}, under=(later.id,))
    said, after = due()
    assert said == [""] and before and after and after < before
    home.say(FILE, "dossier.recount", {}, under=(enter.id,))
    home.say(FILE, "dossier.recount", {}, under=(later.id,))
    assert due() == (["", "older_calendar", ""], after)


def test_turns_that_open_later_stand_with_the_unit_that_took_over() -> None:
    home = Peer(MINISTRY)
    unit = f"{MINISTRY.name}/north"
    duty = {"id": "list", "every": "month", "debtor": f"{MINISTRY.name}/south", "creditor": "counterpart",
            "deliver": "information"}  # fmt: skip
    stated = {**TERMS, "parties": PARTIES, "articles": [{"id": "9", "duties": [duty]}]}
    version = home.say(AGREEMENT, "agreement.propose", {"parties": PARTIES, "terms": stated})
    reported = {"speaks_for": UNION.name, "via": "letter"}
    signed = home.say(AGREEMENT, "agreement.sign", {"version": version.id}, **reported)
    home.say(AGREEMENT, "agreement.enter", {"version": version.id, "signatures": [signed.id]})
    home.say(AGREEMENT, "dossier.move", {"from": duty["debtor"], "to": unit})
    rider = home.say(AGREEMENT, "agreement.propose_calendar", {"year": AT.year + 8})
    home.say(AGREEMENT, "agreement.consent", {"rider": rider.id}, **reported)
    before = fold(home.shared(AGREEMENT), processes=registry.processes(), terms={})
    home.say(AGREEMENT, "agreement.apply", {"rider": rider.id})
    folded = fold(home.shared(AGREEMENT), processes=registry.processes(), terms={})
    assert all(judged.has_effect for judged in folded.judged)
    assert len(folded.owed) > len(before.owed) > 0
    assert {owed.debtor[1] for owed in folded.owed} == {unit}
