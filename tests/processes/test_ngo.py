"""Foreign organisations between two nodes: files, licensing cases with their limits, coming rules and their paths."""

from datetime import date, timedelta
from typing import Any

import pytest

from servanda.kernel.calendars import Calendar, YearDays
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.agreements import terms
from servanda.processes.declaration.base import Begun
from servanda.processes.dossiers import read_statement, take_all
from servanda.processes.fields_of_work import continuity, licensing, ngos
from servanda.processes.organisation import places
from servanda.processes.projection import ahead
from servanda.processes.registry import find
from tests.processes.conftest import Pair, desk
from tests.world import MOFA, THIRD, VUFO

RED: dict[str, Any] = {
    "title": "River Trust", "country": "FR", "fields": "health",
    "certificates": [
        {"id": "c1", "kind": "operation", "number": "12", "from_on": "2025-01-01", "until_on": "2027-12-31"},
        {"id": "c2", "kind": "office", "number": "13", "until_on": "2026-12-20", "home_until": "2029-01-01"}],
    "projects": [
        {"id": "p1", "title": "Clean water", "places": "Hà Giang; Huế", "until_on": "2028",
         "amount": {"amount": "1250000.50", "currency": "USD"}},
        {"id": "p2", "title": "Clinics", "places": "Huế", "until_on": "2026-12",
         "amount": {"amount": "0.10", "currency": "USD"}},
        {"id": "p3", "title": "Schools", "amount": {"amount": "300", "currency": "EUR"}}],
    "reports": [{"id": "r1", "period": "2026", "due_on": "2026-12-18"}],
}  # fmt: skip
RULE: dict[str, Any] = {
    "title": "Certificates of operation are renewed", "in_force_on": "2027-01-01", "touches": "certificates",
    "conditions": [{"id": "k", "about": "certificate_kind", "value": "operation"}],
}  # fmt: skip
LIMITS = [
    {"id": "a", "stage": "check", "days": "2"}, {"id": "b", "stage": "opinion", "body": "Health", "days": "10"},
    {"id": "c", "stage": "opinion", "action": "revoke", "body": "Police", "days": "5"},
    {"id": "d", "stage": "whole", "days": "30", "stops": True, "ground": "Article 9"},
    {"id": "e", "stage": "papers", "days": "10"},
]  # fmt: skip
CASE: dict[str, Any] = {
    "title": "Registration", "organisation": "River Trust", "action": "grant", "certificate": "operation",
    "received_on": "2026-11-20",
}  # fmt: skip


def record(pair: Pair, **more: Any) -> str:
    return pair.open(VUFO, "ngo.record", RED | more, to=[f"{MOFA}/europe"])


def board(pair: Pair, agency: str, rule: str, *, on: str = "2026-11-22") -> continuity.Check:
    with pair.nodes[agency].active():
        return continuity.check(rule, desk(agency, role="leadership"), as_of=date.fromisoformat(on))


@pytest.mark.mission("S19", "S58")
def test_an_organisations_file_is_the_same_on_both_sides_and_tells_its_days_and_sums(pair: Pair) -> None:
    file = record(pair)
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.file(agency, file)
        assert [(item.on.isoformat(), item.what) for item in ngos.coming([row])] == [
            ("2026-12-18", "report"), ("2026-12-20", "certificate"), ("2027-12-31", "certificate"),
            ("2029-01-01", "home")]  # fmt: skip
        assert {code: str(sum_) for code, sum_ in ngos.totals([row]).items()} == {"EUR": "300", "USD": "1250000.60"}
        with pair.nodes[agency].active():
            near = [(item.on.isoformat(), item.declared.field) for item in ahead.near(pair.clock.date())]
        assert near == [("2026-12-18", "reports.due_on"), ("2026-12-20", "certificates.until_on")]
    done = [{**RED["reports"][0], "received_on": "2026-11-20"}]
    replaced = [RED["certificates"][0], {**RED["certificates"][1], "standing": "replaced"}]
    pair.say(VUFO, "ngo.revise", {"reports": done, "certificates": replaced}, dossier=file)
    with pair.nodes[VUFO].active():
        assert ahead.near(pair.clock.date()) == []
        later = date.fromisoformat("2028-02-01")
        files = Dossier.objects.filter(process="ngo")
        last = ahead.near(date.fromisoformat("2027-12-31"), among=files)
        assert [item.on.isoformat() for item in last] == ["2027-12-31"]
        assert ahead.near(later + timedelta(days=60), among=files) == []
    asked = {"question": "How many work there?", "answer_by": "2026-12-01"}
    pair.say(MOFA, "ngo.ask_keeper", asked, dossier=file)
    pair.exchange()
    assert pair.commitment(VUFO, file, "information").debtor == VUFO
    pair.say(VUFO, "ngo.answer", {"answer": "Nine"}, dossier=file)
    pair.say(VUFO, "ngo.leave", {"reason": "Its work is done"}, dossier=file)
    pair.exchange()
    assert pair.file(MOFA, file).state == "left"


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"certificates": [{"kind": "office", "until_on": "2030-01-01", "home_until": "2029-01-01"}]},
         "certificate_beyond_home"),
        ({"certificates": [{"kind": "office", "from_on": "2030-01-01", "until_on": "2029-01-01"}]},
         "certificate_reversed"),
        ({"projects": [{"title": "Wells", "places": "Huế; Atlantis"}]}, "province_unknown"),
        ({"projects": [{"title": "Wells", "from_on": "2028", "until_on": "2027"}]}, "project_reversed"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_anything_is_said(pair: Pair, stated: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        record(pair, **stated)
    assert refused.value.code == code


def test_provinces_are_known_by_what_they_were_called_before() -> None:
    assert places.codes("Hà Giang; tỉnh Tuyên Quang") == {"tuyen-quang"}
    assert places.find("TP. Hồ Chí Minh") == places.find("Ho Chi Minh City") == places.find("Bình Dương")
    assert places.is_former("Hà Giang") and not places.is_former("Huế")
    assert places.like("Quảng Nim") == "Quảng Nam" and places.like("Nowhere at all") == ""
    assert len({places.find(name) for name in ("Hà Nội", "Cà Mau", "An Giang")}) == 3


@pytest.mark.mission("S58")
def test_a_case_takes_the_limits_in_use_and_keeps_them_when_the_table_changes(pair: Pair) -> None:
    table = pair.open(MOFA, "procedure.set", {"title": "Decree", "ground": "Decree 58", "limits": LIMITS},
                      to=[f"{VUFO}/europe"])  # fmt: skip
    stated = begins(pair, "licence.receive")
    assert stated["received_on"] == pair.clock.date().isoformat()
    assert [row["ground"] for row in stated["limits"]] == ["Decree 58"] * 3 + ["Article 9", "Decree 58"]
    case = pair.open(MOFA, "licence.receive", CASE | {"limits": stated["limits"]}, to=[f"{VUFO}/europe"])
    pair.say(MOFA, "procedure.change", {"limits": LIMITS[:1]}, dossier=table)
    # The other action's body is not asked; ten working days, past the day off of the calendar.
    asked = begins(pair, "licence.consult", case)["bodies"]
    assert [(row["body"], row["due_on"]) for row in asked] == [("Health", "2026-12-08")]
    pair.say(MOFA, "procedure.replace", {"reason": "A new decree"}, dossier=table)
    assert begins(pair, "licence.receive")["limits"] == []


@pytest.mark.mission("S58")
def test_a_certificate_that_was_decided_is_offered_in_the_organisations_file_once(pair: Pair) -> None:
    file = pair.open(MOFA, "ngo.record", RED, to=[f"{VUFO}/europe"])
    case = pair.open(MOFA, "licence.receive", CASE | {"file": file}, to=[f"{VUFO}/europe"])
    decided = {"number": "77", "from_on": "2027-01-01", "until_on": "2029-12-31", "home_until": "2028-12-31"}
    steps: list[tuple[str, dict[str, Any]]] = [("check", {}), ("appraise", {"appraisal": "Good"})]
    for step, stated in steps:
        pair.say(MOFA, f"licence.{step}", stated, dossier=case)
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "licence.issue", decided, dossier=case)
    assert refused.value.code == "certificate_beyond_home"
    pair.say(MOFA, "licence.issue", decided | {"home_until": "2030-12-31"}, dossier=case)
    offered = begins(pair, "ngo.certify", file)["certificates"]
    assert [row["number"] for row in offered] == ["12", "13", "77"]
    pair.say(MOFA, "ngo.certify", {"certificates": offered}, dossier=file)
    assert begins(pair, "ngo.certify", file)["certificates"] == pair.file(MOFA, file).facts["certificates"]


def test_a_unit_that_answers_answers_for_itself_and_not_for_another_unit_of_its_side(pair: Pair) -> None:
    case = pair.open(MOFA, "licence.receive", CASE | {"limits": LIMITS}, to=[f"{VUFO}/europe"])
    pair.say(MOFA, "licence.check", {}, dossier=case)
    bodies = [{"body": unit, "unit": f"{VUFO}/{unit}", "due_on": "2026-12-07"} for unit in ("europe", "provinces")]
    pair.say(MOFA, "licence.consult", {"bodies": bodies}, dossier=case)
    pair.exchange()
    pair.say(VUFO, "licence.reply", {"opinion": "agree"}, dossier=case, unit="europe")
    pair.exchange()
    for agency in (MOFA, VUFO):
        with pair.nodes[agency].active():
            states = {row.debtor_unit: row.state for row in Commitment.objects.filter(dossier_id=case)}
        assert states == {f"{VUFO}/europe": "accepted", f"{VUFO}/provinces": "open"}
    pair.say(VUFO, "licence.reply", {"opinion": "none"}, dossier=case, unit="office", role="clerk")
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not Commitment.objects.filter(dossier_id=case, state="open").exists(), "the registry speaks for its side"


@pytest.mark.mission("S58")
def test_every_body_owes_its_opinion_by_its_own_day(three: Pair) -> None:
    case = three.open(MOFA, "licence.receive", CASE | {"limits": LIMITS}, to=[f"{VUFO}/europe", f"{THIRD}/office"])
    three.say(MOFA, "licence.check", {}, dossier=case)
    bodies = [
        {"body": "Union", "unit": f"{VUFO}/europe", "due_on": "2026-12-07"},
        {"body": "Province", "unit": f"{THIRD}/office", "due_on": "2026-12-01"},
    ]
    three.say(MOFA, "licence.consult", {"bodies": bodies}, dossier=case)
    three.exchange()
    with three.nodes[THIRD].active():
        owed = {row.debtor: str(row.due_on) for row in Commitment.objects.filter(dossier_id=case)}
    assert owed == {VUFO: "2026-12-07", THIRD: "2026-12-01"}
    three.say(VUFO, "licence.reply", {"opinion": "agree"}, dossier=case)
    three.exchange()
    with pytest.raises(Refused) as early:
        three.say(MOFA, "licence.appraise", {"appraisal": "Good"}, dossier=case)
    assert early.value.code == "still_awaited"
    three.clock += timedelta(days=12)
    three.say(MOFA, "licence.appraise", {"appraisal": "Good; one did not answer."}, dossier=case)
    three.say(MOFA, "licence.refuse", {"reason": "No office there"}, dossier=case)
    three.exchange()
    assert three.file(VUFO, case).state == "refused"


def test_the_clock_stands_still_while_papers_are_completed() -> None:
    calendar = Calendar("UTC", {2026: YearDays(frozenset({date(2026, 11, 11)}))})
    facts = CASE | {"received_on": "2026-11-02", "limits": [{**row, "days": int(row["days"])} for row in LIMITS]}
    steps = [("receive", date(2026, 11, 3)), ("return", date(2026, 11, 4))]

    def stage(name: str) -> licensing.Stage:
        return next(item for item in licensing.stages(facts, steps, calendar=calendar) if item.stage == name)

    assert [item.stage for item in licensing.stages(facts, steps, calendar=calendar)] == [
        "check", "opinion", "whole", "papers"]  # fmt: skip
    whole = stage("whole")
    assert whole.is_standing_still and not whole.is_late(date(2027, 5, 1)) and whole.ground == "Article 9"
    assert stage("papers").due_on == date(2026, 11, 19) and stage("check").done_on == date(2026, 11, 4)
    before = whole.due_on
    # Six working days, one of the calendar's days off between them.
    steps.append(("complete", date(2026, 11, 13)))
    whole = stage("whole")
    assert before and whole.stopped == 6 and not whole.is_standing_still
    assert calendar.working_days_between(before, whole.due_on or before) == 6
    assert stage("check").begun_on == date(2026, 11, 13) and stage("check").is_late(date(2026, 11, 18))
    facts["limits"][3].pop("stops")
    assert stage("whole").due_on == before


@pytest.mark.mission("S59", "S60", "S61")
def test_the_check_lists_whom_a_rule_interrupts_and_a_path_kept_takes_them_off(pair: Pair) -> None:
    record(pair)
    rule = pair.open(MOFA, "policy.announce", RULE, to=[f"{VUFO}/europe"])
    pair.exchange()
    mine, theirs = board(pair, MOFA, rule), board(pair, VUFO, rule)
    assert mine == theirs and [item.item.label for item in mine.without] == ["12"]
    assert mine.items[0].on == date(2027, 1, 1)
    assert not mine.interrupted(date(2026, 12, 31)) and mine.interrupted(date(2027, 1, 1))
    way = {"id": mine.items[0].id, "name": "River Trust", "what": "Renew it", "path": "renew", "side": "counterpart",
           "unit": f"{VUFO}/europe", "due_on": "2026-12-15"}  # fmt: skip
    pair.say(MOFA, "policy.path", {"paths": [way]}, dossier=rule)
    pair.exchange()
    found = board(pair, VUFO, rule)
    assert not found.without and not found.safe and found.interrupted(date(2027, 1, 1))
    assert pair.commitment(VUFO, rule, "action").due_on == date(2026, 12, 15)
    with pytest.raises(Refused, match="still"):
        pair.say(MOFA, "policy.take_effect", {}, dossier=rule)
        pair.say(MOFA, "policy.conclude", {}, dossier=rule)
    pair.verb(VUFO, "deliver", rule, "action", text="Renewed")
    pair.exchange()
    assert not board(pair, MOFA, rule, on="2027-02-01").interrupted(date(2027, 2, 1))
    pair.verb(MOFA, "accept", rule, "action")
    pair.say(MOFA, "policy.conclude", {}, dossier=rule)
    pair.exchange()
    assert pair.file(VUFO, rule).state == "carried_out"


@pytest.mark.mission("S59")
def test_a_path_that_was_declined_or_names_nobody_leaves_its_item_without_one(pair: Pair) -> None:
    record(pair)
    rule = pair.open(MOFA, "policy.announce", RULE, to=[f"{VUFO}/europe"])
    pair.exchange()
    item = board(pair, MOFA, rule).items[0]
    way = {"id": item.id, "name": "x", "what": "Renew", "path": "renew", "side": "counterpart"}
    pair.say(MOFA, "policy.path", {"paths": [way | {"unit": f"{THIRD}/office"}]}, dossier=rule)
    assert board(pair, MOFA, rule).without
    pair.say(MOFA, "policy.path", {"paths": [way]}, dossier=rule)
    pair.exchange()
    assert not board(pair, MOFA, rule).without
    with pair.nodes[VUFO].active():
        owed = Commitment.objects.get(dossier_id=rule, state="open", debtor=VUFO)
    declined = {"commitment": owed.id, "text": "Not ours"}
    pair.say(VUFO, "commitment.decline", declined, dossier=rule, unit=owed.debtor_unit.split("/")[1])
    pair.exchange()
    assert board(pair, MOFA, rule).without
    bare = way | {"path": "exception"}
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "policy.path", {"paths": [bare]}, dossier=rule)
    assert refused.value.code == "exception_without_ground"
    pair.say(VUFO, "policy.path", {"paths": [bare | {"ground": "Article 40"}]}, dossier=rule)
    pair.exchange()
    assert [row.path.row["path"] for row in board(pair, MOFA, rule).items if row.path] == ["exception"]


@pytest.mark.parametrize(
    ("touches", "conditions", "more", "labels"),
    [
        ("projects", [("province", "Tuyên Quang")], {}, ["Clean water"]),
        ("projects", [], {"in_force_on": "2027-02-01"}, ["Clean water", "Schools"]),
        ("certificates", [("ends_before", "2027-01-01")], {"in_force_on": "2026-12-01"}, ["13"]),
        ("certificates", [("ends_after", "2027-01-01"), ("country", "Pháp")], {}, ["12"]),
        ("certificates", [("ends_after", "2027-01-01"), ("country", "Đức")], {}, []),
        ("organisations", [("no_certificate", "project_office"), ("field", "Health")], {}, [""]),
        ("organisations", [("no_certificate", "office")], {}, []),
    ],
)  # fmt: skip
def test_conditions_are_data_and_all_of_them_must_hold(
    pair: Pair, touches: str, conditions: list[tuple[str, str]], more: dict[str, str], labels: list[str]
) -> None:
    record(pair)
    rows = [{"about": about, "value": value} for about, value in conditions]
    rule = pair.open(VUFO, "policy.announce", RULE | {"touches": touches, "conditions": rows} | more,
                     to=[f"{MOFA}/europe"])  # fmt: skip
    assert [item.item.label for item in board(pair, VUFO, rule).items] == labels


def test_a_transition_moves_the_day_and_a_condition_that_cannot_be_read_is_refused(pair: Pair) -> None:
    record(pair)
    rule = pair.open(VUFO, "policy.announce", RULE | {"transition_until": "2027-06-30"}, to=[f"{MOFA}/europe"])
    assert [item.on for item in board(pair, VUFO, rule).items] == [date(2027, 6, 30)]
    stated = begins(pair, "policy.path", rule, agency=VUFO)
    assert [row["name"] for row in stated["paths"]] == ["River Trust · 12"]
    for wrong, code in (
        ({"conditions": [{"about": "ends_before", "value": "soon"}]}, "condition_not_readable"),
        ({"transition_until": "2026-06-30"}, "transition_reversed"),
    ):
        with pytest.raises(Refused) as refused:
            pair.say(VUFO, "policy.revise", RULE | wrong, dossier=rule)
        assert refused.value.code == code


@pytest.mark.mission("S33")
def test_many_files_are_opened_at_once_or_not_at_all(pair: Pair) -> None:
    good = [read_statement("ngo.record", {"title": f"Trust {n}"}, to=[f"{MOFA}/europe"]) for n in range(30)]
    with pair.nodes[VUFO].active():
        stored = take_all(good, desk(VUFO), at=pair.clock)
        assert len({act.dossier for act in stored}) == 30
        again = [good[0], read_statement("ngo.suspend", {"reason": "x"}, dossier=stored[0].dossier),
                 read_statement("ngo.resume", {}, dossier=stored[1].dossier)]  # fmt: skip
        with pytest.raises(Refused):
            take_all(again, desk(VUFO), at=pair.clock)
        assert Dossier.objects.filter(process="ngo").count() == 30
        assert not Dossier.objects.filter(process="ngo", state="suspended").exists()
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert Dossier.objects.filter(process="ngo").count() == 30


def begins(pair: Pair, kind: str, dossier: str = "", *, agency: str = MOFA) -> dict[str, Any]:
    """What the form of a step holds at first, for a leader of this agency."""
    with pair.nodes[agency].active():
        row = Dossier.objects.filter(id=dossier).first()
        calendar = terms.calendar_among([MOFA, VUFO], at=pair.clock)
        actor = desk(agency, role="leadership")
        step = find(kind)[1]
        assert step.begins
        return dict(step.begins(Begun(actor, dossier, pair.clock.date(), row.facts if row else {}, calendar)))


def test_nobody_else_reads_the_files_of_a_check(pair: Pair) -> None:
    file = record(pair)
    rule = pair.open(VUFO, "policy.announce", RULE, to=[f"{MOFA}/europe"])
    pair.exchange()
    with pair.nodes[MOFA].active():
        stranger = desk(MOFA, "africa")
        assert not reads.visible(stranger).filter(id__in=[file, rule]).exists()
        with pytest.raises(Refused) as refused:
            continuity.check(rule, stranger, as_of=pair.clock.date())
        assert refused.value.code == "no_file"
