"""Kept totals equal a count from the rows, for every day, reader and history, and after folding all again."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from servanda.cli.refolding import differences
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.node import Node
from servanda.processes import reads
from servanda.processes.agreements.implementation import article_of
from servanda.processes.models import ComingDay, Likeness, Total, Word
from servanda.processes.projection import totals
from servanda.processes.projection.rebuild import rebuild
from servanda.reports import agreed, figures, kept, periods
from servanda.reports.scope import Scope
from tests.processes.conftest import TERMS, Pair, desk
from tests.processes.counting import counted, states, told
from tests.processes.test_calendar_duties import BRIEF, MEETING, agree, clerk, terms
from tests.processes.test_calendar_duties import sides as sides
from tests.processes.test_hostile import raw
from tests.world import MOFA, VUFO

VISIT = {"title": "V", "direction": "incoming", "level": "official"}


def compare(node: Node, actors: list[Actor], random_: random.Random) -> int:
    """As many comparisons as were made of figures that say anything."""
    compared = 0
    with node.active():
        found = tuple(agreed.agreed(Dossier.objects.filter(process="agreement").order_by("id")))
        rows = list(Commitment.objects.exclude(agreement="").order_by("due_on", "opened_at", "clause", "debtor_unit"))
        days = {date(2026, 1, 1), date(2040, 1, 1)}
        for row in rows:
            near = (day for day in (row.due_on, row.done_on, row.opened_at.date()) if day)
            days |= {day + timedelta(days=n) for day in near for n in (-1, 0, 1)}
        for actor in actors:
            for day in random_.sample(sorted(days), 3):
                row, period = random_.choice(rows), periods.named(random_.choice(periods.NAMES), today=day)
                article, pair = article_of(row.clause), (row.debtor_unit, row.creditor_unit)
                whole = Scope(actor, found, day)
                for scope in (
                    whole, whole.narrowed(side=MOFA), whole.narrowed(period=period), whole.narrowed(article=article),
                    whole.narrowed(pair=pair), whole.narrowed(article=article, pair=pair, period=period),
                ):  # fmt: skip
                    assert told(scope) == counted(scope), scope
                    compared += bool(told(scope)["clauses"])
                each = {name: states(tally) for name, tally in kept.by_agreement(whole).items()}
                clauses = {row.row.id: figures.counted(Scope(actor, (row,), day)).clauses for row in found}
                assert each == {name: states(figures.total(tallies)) for name, tallies in clauses.items()}
    return compared


def live(pair: Pair, random_: random.Random, file: str) -> None:
    """Something that one of the two sides may say about something that is owed in a file."""
    agency = random_.choice([MOFA, VUFO])
    with pair.nodes[agency].active():
        rows = list(Commitment.objects.filter(dossier_id=file).order_by("due_on", "clause"))[:4]
        verbs = [(verb, row) for row in rows for verb in reads.verbs_for(row, agency)]
    if verbs:
        verb, row = random_.choice(verbs)
        until = (row.due_on or pair.clock.date()).replace(day=28).isoformat()
        raw(pair, agency, file, f"commitment.{verb}", {"commitment": row.id, "until": until})


def played(pair: Pair) -> None:
    """Half a year of visits and turns under two agreements; one shows each side its own numbers only."""
    random_ = random.Random(11)
    duties = [duty for article in TERMS["articles"] for duty in article["duties"]]
    files = [agree(pair, terms(BRIEF, *duties)), agree(pair, terms(MEETING, shown="own", ends_on="2027-03-31"))]
    for number in range(9):
        unit, start = ("europe", "protocol", "africa")[number % 3], date(2026, 12, 1) + timedelta(days=9 * number)
        agency, other = (MOFA, VUFO) if number % 2 else (VUFO, MOFA)
        visit = {**VISIT, "start_on": f"{start:%Y-%m}" if number % 4 else start.isoformat()}
        files.append(pair.open(agency, "visit.announce", visit, to=[f"{other}/europe"], unit=unit))
        pair.say(agency, "visit.ask_preparation", {"preparation": "x"}, dossier=files[-1], unit=unit)
        pair.exchange(minutes=60 * 24 * 2)
        for file in random_.sample(files, min(len(files), 4)):
            live(pair, random_, file)
        pair.exchange()
    pair.say(MOFA, "visit.cancel", {"reason": "x"}, dossier=files[3], unit="protocol")
    pair.exchange()


def test_kept_totals_are_the_counts_of_the_rows_for_every_day_and_reader(sides: Pair) -> None:
    played(sides)
    for agency, node in sides.nodes.items():
        readers = [desk(agency, "leadership", "leadership"), desk(agency), desk(agency, "africa"), desk(agency, "none")]
        two = replace(desk(agency, "protocol"), units=frozenset({f"{agency}/protocol", f"{agency}/europe"}))
        assert compare(node, [*readers, two], random.Random(3)) > 20
        with node.active():
            before = totals.standing()
            totals.again()
            assert totals.standing() == before and all(row[-1] > 0 for row in before)
            rebuild()
            assert totals.standing() == before


def test_what_no_act_makes_is_found_by_a_check_in_every_table_that_serves_pages(sides: Pair) -> None:
    agreement = agree(sides, terms(BRIEF))
    file = sides.open(MOFA, "visit.announce", VISIT | {"start_on": "2026-12-05"}, to=[f"{VUFO}/europe"])
    with sides.nodes[MOFA].active():
        assert list(differences()) == []
        faults: dict[str, tuple[str, Callable[[], object]]] = {
            "Total": (agreement, lambda: Total.objects.filter(agreement=agreement).update(n=F("n") + 1)),
            "Word": (file, lambda: Word.objects.filter(dossier=file).update(folded="other")),
            "Likeness": (file, lambda: Likeness.objects.create(dossier=file, process="visit", value="other")),
            "ComingDay": (file, lambda: ComingDay.objects.create(dossier_id=file, what="x", on=date(2027, 1, 1))),
        }
        for table, (name, spoil) in faults.items():
            spoil()
            assert [(found.where, found.params) for found in differences()] == [(name, {"table": table})]
            rebuild()
        Total.objects.filter(agreement=agreement).first().delete()  # type: ignore[union-attr]
        assert [found.params["table"] for found in differences()] == ["Total"]


def test_a_node_of_before_is_filled_as_if_folded_again(sides: Pair) -> None:
    agree(sides, terms(BRIEF))
    node = sides.nodes[VUFO]
    with node.active():
        audiences = set(Commitment.objects.values_list("id", "audience"))
        before = (totals.standing(), set(Word.objects.values_list("dossier", "spelled", "folded", "entry")))
        executor = MigrationExecutor(connections[node.alias])
        leaves = executor.loader.graph.leaf_nodes()
        executor.migrate([("processes", "0007_recusals")])
        Commitment.objects.update(audience="")
        executor.loader.build_graph()
        executor.migrate(leaves)
        assert before == (totals.standing(), set(Word.objects.values_list("dossier", "spelled", "folded", "entry")))
        assert audiences == set(Commitment.objects.values_list("id", "audience"))
        assert all(before) and list(differences()) == []


def test_a_commitment_that_is_gone_is_taken_off(sides: Pair) -> None:
    file = agree(sides, terms(BRIEF))
    clerk(sides, MOFA, "agreement.end", {"reason": "Over"}, file)
    sides.exchange()
    for node in sides.nodes.values():
        with node.active():
            assert not Commitment.objects.exclude(state="withdrawn").filter(opened_at__gt=sides.clock).exists()
            kept_before = totals.standing()
            totals.again()
            assert totals.standing() == kept_before
