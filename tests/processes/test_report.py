"""Reports: counted alike on both sides, stated with their figures, signed by both, each end reached."""

from datetime import date, timedelta
from typing import Any

import pytest

from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.fields import Faults
from servanda.processes.figures import results
from servanda.processes.figures.results import Asked
from tests.processes.conftest import Pair
from tests.world import MOFA, VUFO

BEGUN = {"title": "Results of November", "about": "coordination", "since": "2026-11-01", "until": "2026-12-31"}
SIGNED = {"number": "1/BC", "signed_on": "2026-11-20", "signatory": "Head"}
TODAY = "2026-11-23"


def worked(pair: Pair) -> None:
    """A visit announced too late, an activity that cost something, and one that was cancelled."""
    pair.open(MOFA, "visit.announce", {"title": "A", "direction": "incoming", "level": "official",
                                       "start_on": "2026-11-30"}, to=[f"{VUFO}/europe"])  # fmt: skip
    for n, cost in enumerate(("1250.50", "0.25", "")):
        file = pair.open(VUFO, "activity.propose", {"title": f"B{n}", "start_on": "2026-11-29", "field": "culture"},
                         to=[f"{MOFA}/europe"])  # fmt: skip
        if cost:
            pair.say(VUFO, "activity.fix", {"start_on": "2026-11-29"}, dossier=file)
            done = {"result": "Well", "participants": 40, "cost": {"amount": cost, "currency": "EUR"}}
            pair.say(VUFO, "activity.report", done, dossier=file)
        else:
            pair.say(VUFO, "activity.cancel", {"reason": "Rain"}, dossier=file)
    pair.exchange()


def stated(pair: Pair, file: str, agency: str = MOFA) -> dict[tuple[str, str, str, str], str]:
    with pair.nodes[agency].active():
        rows = Dossier.objects.get(id=file).facts["figures"]
    return {(row["heading"], row["what"], row["side"], row.get("unit", "")): row["value"] for row in rows}


@pytest.mark.mission("S6", "S7", "S11", "S12", "S13", "S14", "S15", "S30", "S31", "S32")
def test_the_figures_of_a_report_are_counted_alike_on_both_sides_and_signed_by_both(pair: Pair) -> None:
    worked(pair)
    file = pair.open(MOFA, "report.begin", BEGUN, to=[f"{VUFO}/europe"])
    pair.say(MOFA, "report.ask_contribution", {"wanted": "Your view", "due_on": "2026-12-10"}, dossier=file)
    pair.exchange()
    own = {"what": "Friends met", "value": "about 300", "source": "Own list", "as_of": "2026-11-20"}
    pair.say(VUFO, "report.contribute", {"contribution": "Good.", "declared": [own]}, dossier=file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "report").state == "delivered"
    pair.say(MOFA, "report.state", {"as_of": TODAY, "mechanism": "Serves."}, dossier=file)
    pair.exchange()
    counted = stated(pair, file)
    assert counted == stated(pair, file, VUFO)
    assert counted["visits", "owed.done_late", MOFA, ""] == "1"
    assert counted["culture", "said.activity.propose", VUFO, ""] == "3"
    assert counted["culture", "said.activity.cancel", VUFO, ""] == "1"
    assert counted["culture", "sum.activity.cost", VUFO, "EUR"] == "1250.75"
    assert counted["culture", "sum.activity.participants", VUFO, ""] == "80"
    for agency in (MOFA, VUFO):
        with pair.nodes[agency].active():
            asked = results.asked(Dossier.objects.get(id=file), TODAY)
            assert asked is not None
            again = {one.key: one.value for one in results.figures(asked)}
            assert again == counted, "counted once more on either side it comes out the same"
            assert results.complete_from(asked) == date(2026, 11, 23)
    version = newest(pair, MOFA, file)
    with pytest.raises(Refused, match="has not agreed"):
        pair.say(MOFA, "report.issue", SIGNED | {"version": version}, dossier=file, role="leadership")
    assert pair.commitment(VUFO, file, "answer").state == "open", "the signature is owed"
    pair.say(MOFA, "report.restate", {"as_of": TODAY, "mechanism": "Serves well."}, dossier=file)
    pair.exchange()
    with pytest.raises(Refused):
        pair.say(VUFO, "report.agree", SIGNED | {"version": version}, dossier=file, role="leadership")
    version = newest(pair, MOFA, file, "report.restate")
    pair.say(VUFO, "report.agree", SIGNED | {"version": version}, dossier=file, role="leadership")
    pair.exchange()
    pair.say(MOFA, "report.issue", SIGNED | {"version": version}, dossier=file, role="leadership")
    pair.exchange()
    assert {pair.file(agency, file).state for agency in (MOFA, VUFO)} == {"issued"}


def newest(pair: Pair, agency: str, file: str, kind: str = "report.state") -> str:
    return next(name for name, entry in pair.entries(agency, file).items() if entry.kind == kind)


def test_a_figure_counts_what_happened_in_the_period_and_up_to_the_day_alone(pair: Pair) -> None:
    worked(pair)

    def value(key: tuple[str, str, str, str], **more: Any) -> str:
        asked = {"parties": (MOFA, VUFO), "since": date(2026, 11, 1), "until": date(2026, 12, 31),
                 "as_of": date(2026, 11, 23)} | more  # fmt: skip
        with pair.nodes[VUFO].active():
            return next((one.value for one in results.figures(Asked(**asked)) if one.key == key), "")

    key = ("culture", "said.activity.propose", VUFO, "")
    assert value(key) == "3"
    assert value(key, until=date(2026, 11, 22)) == ""
    assert value(key, since=date(2026, 11, 24)) == ""
    assert value(key, as_of=date(2026, 11, 22)) == ""
    late = ("visits", "owed.done_late", MOFA, "")
    assert value(late) == "1"
    assert value(late, since=date(2026, 12, 1)) == ""


def test_numbers_that_an_agreement_shows_to_neither_stand_in_no_shared_report(pair: Pair) -> None:
    worked(pair)
    with pair.nodes[MOFA].active(), pair.nodes[MOFA].writing():
        row = Dossier.objects.get(process="agreement")
        row.facts["terms"]["shown"] = "neither"
        row.save()
        asked = Asked((MOFA, VUFO), date(2026, 11, 1), date(2026, 12, 31), date(2026, 11, 23))
        assert Commitment.objects.filter(agreement=row.id).exists()
        assert not [one for one in results.figures(asked) if one.what.startswith("owed.")]
        row.facts["terms"]["shown"] = "both"
        row.save()


@pytest.mark.mission("S4")
def test_an_agencys_own_results_stay_with_it_until_it_shares_them(pair: Pair) -> None:
    worked(pair)
    file = pair.open(VUFO, "report.begin", BEGUN | {"about": "own"}, to=[])
    pair.say(VUFO, "report.state", {"as_of": TODAY}, dossier=file)
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not Dossier.objects.filter(id=file).exists()
    assert {key[2] for key in stated(pair, file, VUFO)} == {VUFO}
    pair.say(VUFO, "report.issue", SIGNED | {"version": newest(pair, VUFO, file)}, dossier=file, role="leadership")
    assert pair.file(VUFO, file).state == "issued"


@pytest.mark.parametrize("wrong", [{"since": "2027-01-01"}, {"until": ""}, {"since": "next week"}])
def test_a_period_that_cannot_be_is_refused(pair: Pair, wrong: dict[str, str]) -> None:
    with pytest.raises((Refused, Faults)):
        pair.open(MOFA, "report.begin", BEGUN | wrong, to=[f"{VUFO}/europe"])


def test_results_are_not_stated_as_of_a_day_to_come(pair: Pair) -> None:
    file = pair.open(MOFA, "report.begin", BEGUN, to=[f"{VUFO}/europe"])
    with pytest.raises(Faults, match="still to come"):
        pair.say(MOFA, "report.state", {"as_of": (pair.clock + timedelta(days=2)).date().isoformat()}, dossier=file)
