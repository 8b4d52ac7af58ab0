"""A year between two sides: late, crossed, withdrawn, extended, excepted, claimed; a calendar and a version changed."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.agreements import implementation
from tests.processes.conftest import TERMS, TEXTS, Pair, join, sign
from tests.processes.test_calendar_duties import BRIEF, MEETING, agree, clerk
from tests.world import MOFA, VUFO

NOTICE, PREPARATION = (article["duties"][0] for article in TERMS["articles"])
WEEKS = 52


def stated(days: int, **more: Any) -> dict[str, Any]:
    notice = {**NOTICE, "by": {"before": "start_on", "working_days": days}, "unless": {"out_of_plan": [True]}}
    articles = [
        {"id": "5", "field": "", "basis": [], "duties": [notice]},
        {"id": "6", "field": "", "basis": [], "duties": [PREPARATION]},
        {"id": "9", "field": "", "basis": [], "duties": [BRIEF, MEETING]},
    ]
    return {**TERMS, "articles": articles, **more}


class Year:
    """Both offices at work, week by week, by a die that is thrown alike each time."""

    def __init__(self, pair: Pair, die: random.Random) -> None:
        self.pair, self.die = pair, die
        self.files: list[str] = []
        self.happened: set[str] = set()

    def week(self) -> None:
        self.announce()
        for file in self.die.sample(self.files, min(4, len(self.files))):
            self.go_on(file)
        for agency in (MOFA, VUFO):
            for row in self.open_rows(agency):
                if self.die.random() < 0.3:
                    self.answer(agency, row)
        if self.die.random() < 0.7:  # else the line is down for the week, and words cross
            self.pair.exchange()
        self.pair.clock += timedelta(days=7)

    def announce(self) -> None:
        home, other = self.die.sample([MOFA, VUFO], 2)
        start = self.pair.clock.date() + timedelta(days=self.die.choice([3, 20, 40, 80]))
        named = start.isoformat() if self.die.random() < 0.7 else f"{start:%Y-%m}"
        data: dict[str, Any] = {"title": "V", "direction": "incoming", "level": "official", "start_on": named}
        if self.die.random() < 0.2:
            data["out_of_plan"] = True
        self.files.append(self.pair.open(home, "visit.announce", data, to=[f"{other}/europe"]))

    def go_on(self, file: str) -> None:
        home = file.split("/")[0]
        row = self.pair.file(home, file)
        day = (self.pair.clock.date() + timedelta(days=30)).isoformat()
        steps: list[tuple[str, dict[str, Any]]] = [
            ("refine", {"start_on": day}), ("ask_preparation", {"preparation": "A hall"}),
            ("confirm", {"start_on": day, "end_on": day}), ("cancel", {"reason": "Put off."}),
            ("close", {"report": "It went well."}),
        ]  # fmt: skip
        name, data = self.die.choice(steps)
        if not row.is_ended:
            self.say(home, f"visit.{name}", data, file)

    def answer(self, agency: str, row: Commitment) -> None:
        verb = self.die.choice([*reads.verbs_for(row, agency), "deliver"])
        until = (self.pair.clock.date() + timedelta(days=30)).isoformat()
        data = {"commitment": row.id} | ({"until": until} if verb in ("ask_time", "grant") else {"text": "So be it."})
        self.say(agency, f"commitment.{verb}", data, row.dossier_id)

    def say(self, agency: str, kind: str, data: dict[str, Any], file: str) -> None:
        try:
            self.pair.say(agency, kind, data, dossier=file)
        except Refused:
            return
        self.happened.add(kind)

    def open_rows(self, agency: str) -> list[Commitment]:
        with self.pair.nodes[agency].active():
            everyone = Actor(agency=agency, officer="o-l", unit=f"{agency}/office", role="leadership")
            rows = reads.to_do(everyone, at=self.pair.clock)
            return list(rows.order_by("due_on", "id")[:8])


def figures(pair: Pair, agency: str, as_of: date) -> Any:
    with pair.nodes[agency].active():
        agreement = Dossier.objects.get(process="agreement")
        reader = Actor(agency=agency, officer="o-l", unit=f"{agency}/office", role="leadership")
        found = implementation.count(implementation.commitments(agreement, reader, shown="both"), as_of=as_of)
        return dict(found.totals), {article: dict(states) for article, states in found.articles.items()}


@pytest.mark.mission("S7")
@pytest.mark.parametrize("seed", [1, 2])
def test_after_a_year_both_sides_count_the_same_to_the_last_figure(make_node: Callable[..., Node], seed: int) -> None:
    pair = join(Pair({agency: make_node(agency) for agency in (MOFA, VUFO)}))
    agreement = agree(pair, stated(15))
    year = Year(pair, random.Random(seed))
    first = pair.clock.date()
    for week in range(WEEKS):
        year.week()
        if week == 12:
            # The public holidays of the coming year are known at last.
            rider = clerk(pair, MOFA, "agreement.propose_calendar", {"year": 2027, "holidays": HOLIDAYS}, agreement)
            pair.exchange()
            clerk(pair, VUFO, "agreement.consent", {"rider": rider}, agreement)
            pair.exchange()
            clerk(pair, MOFA, "agreement.apply", {"rider": rider}, agreement)
        if week == 26:
            later = {**stated(20), "in_force_on": (pair.clock.date() + timedelta(days=14)).isoformat()}
            data = {"title": "R", "terms": later, "texts": TEXTS, "reason": "More time to prepare."}
            clerk(pair, MOFA, "agreement.amend", data, agreement)
            pair.exchange()
            sign(pair, agreement)
        if week == 30:
            claim = {
                "title": "Not told",
                "clause": "5/notice",
                "happened_on": pair.clock.date().isoformat(),
                "what": "x",
            }
            pair.open(VUFO, "claim.raise", claim, to=[f"{MOFA}/europe"])
    pair.exchange()
    pair.exchange()
    for file in [agreement, *year.files]:
        assert len(pair.digests(file)) == 1, file
    for days in (30, 100, 200, 300, 364, 500):
        day = first + timedelta(days=days)
        assert figures(pair, MOFA, day) == figures(pair, VUFO, day)
    totals, _articles = figures(pair, MOFA, pair.clock.date())
    assert {"done", "done_late", "late", "open"} <= set(totals), totals
    assert sum(totals.values()) > 60
    with pair.nodes[VUFO].active():
        assert Commitment.objects.filter(is_crossed=True).exists()
        assert {"withdrawn", "lapsed", "accepted"} <= set(Commitment.objects.values_list("state", flat=True))
    assert {"commitment.ask_time", "commitment.grant", "commitment.return", "commitment.explain"} <= year.happened


HOLIDAYS = "\n".join(["2027-01-01", *(f"2027-02-{day:02}" for day in range(5, 12)), "2027-04-30", "2027-09-02"])
