"""What is wrong in a duty as it was written, and what a right one is read into."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from servanda.kernel.duties import Rule, Rung, check_duty, due, read_duty
from servanda.kernel.refusals import SENTENCES, Refused
from tests.kernel.clauses import CALENDAR, NOTICE, OPENED_AT, REPORT, changed

SPECIFICATION = Path(__file__).parents[2] / "docs/spec/duties.md"
REGULATION = Path(__file__).parents[2] / "samples/vufo-mofa/regulation.yaml"


def test_a_duty_is_read_as_it_is_written() -> None:
    duty = read_duty("5.1", NOTICE)
    assert duty.clause == "5.1/notice"
    assert (duty.opens, duty.every, duty.debtor, duty.creditor) == ("visit.announce", None, "owner", "counterpart")
    assert duty.where == {"direction": ("incoming", "outgoing"), "level": ("state", "official")}
    assert (duty.deliver, duty.precision, duty.needs, duty.accept) == ("notice", "day", {}, False)
    assert duty.by == Rule("before", "start_on", "working_days", 15)
    assert duty.or_later == Rule("after", "approved_on", "working_days", 2)
    assert (duty.remind, duty.ladder) == ((3,), (Rung(2, "head"), Rung(5, "leadership")))


def test_what_may_be_left_out() -> None:
    duty = read_duty("9", REPORT)
    assert (duty.every, duty.opens, duty.by, duty.or_later, duty.where) == ("half-year", None, None, None, {})
    assert (duty.accept, duty.remind, duty.ladder, duty.needs, duty.precision) == (True, (), (), {}, None)


def test_every_duty_of_the_sample_and_of_the_specification_is_read() -> None:
    sample = YAML(typ="safe").load(REGULATION)
    written = [(article["id"], duty) for article in sample["articles"] for duty in article.get("duties", [])]
    block = SPECIFICATION.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    written += [("1", duty) for duty in YAML(typ="safe").load(block)["duties"]]
    assert len(written) >= 8
    assert [(article, check_duty(data)) for article, data in written if check_duty(data)] == []
    assert all(read_duty(article, data).clause == f"{article}/{data['id']}" for article, data in written)


BY = {"before": "start_on", "working_days": 15}
RUNG = {"after_working_days": 2, "to": "head"}
FAULTS: list[tuple[Any, str, str]] = [
    ([], "duty", "duty_mapping_wanted"),
    (changed(NOTICE, due="soon"), "due", "duty_key_unknown"),
    (changed(NOTICE, id=None), "id", "duty_key_missing"),
    (changed(NOTICE, debtor=None), "debtor", "duty_key_missing"),
    (changed(NOTICE, creditor=None), "creditor", "duty_key_missing"),
    (changed(NOTICE, deliver=None), "deliver", "duty_key_missing"),
    (changed(NOTICE, id="The notice"), "id", "duty_name_wrong"),
    (changed(NOTICE, id=1), "id", "duty_name_wrong"),
    (changed(NOTICE, opens="announce"), "opens", "duty_step_wrong"),
    (changed(NOTICE, opens=["visit.announce"]), "opens", "duty_step_wrong"),
    (changed(NOTICE, opens=None), "duty", "duty_opens_or_every"),
    (changed(REPORT, opens="visit.announce"), "duty", "duty_opens_or_every"),
    (changed(NOTICE, where=["state"]), "where", "duty_mapping_wanted"),
    (changed(NOTICE, where={}), "where", "duty_mapping_wanted"),
    (changed(NOTICE, where={"level": "state"}), "where.level", "duty_list_wanted"),
    (changed(NOTICE, where={"level": []}), "where.level", "duty_list_wanted"),
    (changed(NOTICE, where={"level": [1.5]}), "where.level.0", "duty_value_wanted"),
    (changed(NOTICE, where={"Level": ["state"]}), "where.Level", "duty_name_wrong"),
    (changed(NOTICE, debtor="somebody"), "debtor", "duty_party_unknown"),
    (changed(NOTICE, debtor="mofa.gov.vn"), "debtor", "duty_party_unknown"),
    (changed(NOTICE, creditor=["counterpart"]), "creditor", "duty_party_unknown"),
    (changed(NOTICE, creditor="owner"), "creditor", "duty_same_party"),
    (changed(NOTICE, deliver="flowers"), "deliver", "duty_word_unknown"),
    (changed(NOTICE, needs="day"), "needs", "duty_mapping_wanted"),
    (changed(NOTICE, needs={"precision": "hour"}), "needs.precision", "duty_word_unknown"),
    (changed(NOTICE, needs={"level": [None]}), "needs.level.0", "duty_value_wanted"),
    (changed(NOTICE, by={"after": "opened", "days": 2}), "needs.precision", "duty_precision_needs_date"),
    (changed(NOTICE, by=None, needs=None), "by", "duty_by_missing"),
    (changed(NOTICE, by="start_on"), "by", "duty_mapping_wanted"),
    (changed(NOTICE, by=BY | {"weeks": 2}), "by.weeks", "duty_key_unknown"),
    (changed(NOTICE, by={"working_days": 15}), "by", "duty_before_or_after"),
    (changed(NOTICE, by=BY | {"after": "end_on"}), "by", "duty_before_or_after"),
    (changed(NOTICE, by={"before": "start_on"}), "by", "duty_one_measure"),
    (changed(NOTICE, by=BY | {"days": 15}), "by", "duty_one_measure"),
    (changed(NOTICE, by=BY | {"working_days": -1}), "by.working_days", "duty_number_wanted"),
    (changed(NOTICE, by=BY | {"working_days": 3661}), "by.working_days", "duty_number_wanted"),
    (changed(NOTICE, by=BY | {"working_days": "15"}), "by.working_days", "duty_number_wanted"),
    (changed(NOTICE, by=BY | {"working_days": True}), "by.working_days", "duty_number_wanted"),
    (changed(NOTICE, by=BY | {"working_days": 1.5}), "by.working_days", "duty_number_wanted"),
    (changed(NOTICE, by={"before": "start_on", "hours": 12}), "by.hours", "duty_hours"),
    (changed(NOTICE, by={"after": "opened", "hours": 0}, needs=None), "by.hours", "duty_number_wanted"),
    (changed(NOTICE, by={"before": "opened", "days": 1}, needs=None), "by", "duty_before_opened"),
    (changed(NOTICE, by={"before": 7, "days": 1}), "by.before", "duty_name_wrong"),
    (changed(NOTICE, or_later={"before": "opened", "days": 1}), "or_later", "duty_before_opened"),
    (changed(NOTICE, or_later={}), "or_later", "duty_before_or_after"),
    (changed(NOTICE, accept="no"), "accept", "duty_yes_no_wanted"),
    (changed(NOTICE, remind={"working_days": 3}), "remind", "duty_list_wanted"),
    (changed(NOTICE, remind=[3]), "remind.0", "duty_mapping_wanted"),
    (changed(NOTICE, remind=[{}]), "remind.0.working_days", "duty_key_missing"),
    (changed(NOTICE, ladder=[{"after_working_days": 2}]), "ladder.0.to", "duty_key_missing"),
    (
        changed(NOTICE, ladder=[{"after_working_days": 0, "to": "head"}]),
        "ladder.0.after_working_days",
        "duty_number_wanted",
    ),
    (changed(NOTICE, ladder=[{"after_working_days": 2, "to": "police"}]), "ladder.0.to", "duty_word_unknown"),
    (changed(REPORT, every="fortnight"), "every", "duty_every_unknown"),
    (changed(REPORT, every="29 February"), "every", "duty_every_unknown"),
    (changed(REPORT, every={"days": 14}), "every", "duty_every_unknown"),
    (changed(REPORT, where={"level": ["state"]}), "where", "duty_every_has_no_facts"),
    (changed(REPORT, or_later={"after": "opened", "days": 1}), "or_later", "duty_every_has_no_facts"),
    (changed(REPORT, by={"after": "end_on", "days": 1}), "by", "duty_every_from_opened"),
]


@pytest.mark.parametrize(("data", "field", "code"), FAULTS)
def test_a_fault_names_its_field_and_the_way_out(data: Any, field: str, code: str) -> None:
    found = check_duty(data)
    assert [(fault.params["field"], fault.code) for fault in found] == [(field, code)]
    assert ".".join(map(str, found[0].path)) == ("" if field == "duty" else field)
    with pytest.raises(Refused) as refused:
        read_duty("5.1", data)
    assert (refused.value.code, refused.value.params) == (code, found[0].params)
    assert str(refused.value) != code
    assert field in str(refused.value) or field == "duty" or code == "duty_every_unknown"


def test_hours_are_agreed_no_more_and_still_read_where_a_version_states_them() -> None:
    data = changed(NOTICE, by={"after": "opened", "hours": 24}, needs=None)
    assert [(fault.params["field"], fault.code) for fault in check_duty(data)] == [("by.hours", "duty_hours")]
    rule = read_duty("5.1", data).by
    assert rule is not None and (rule.measure, rule.count) == ("hours", 24)


def test_each_sentence_of_a_duty_is_reached_by_a_fault() -> None:
    assert {code for _, _, code in FAULTS} == {code for code in SENTENCES if code.startswith("duty_")}


def test_all_faults_are_found_at_once() -> None:
    data = changed(NOTICE, debtor="me", by=None, weight=3, ladder=[{"to": "police"}], needs=None)
    assert [(fault.params["field"], fault.code) for fault in check_duty(data)] == [
        ("weight", "duty_key_unknown"),
        ("debtor", "duty_party_unknown"),
        ("ladder.0.after_working_days", "duty_key_missing"),
        ("ladder.0.to", "duty_word_unknown"),
        ("by", "duty_by_missing"),
    ]


keys = st.sampled_from(["by", "after", "days", "to", "x"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*NOTICE, "every", "x"]), json_values))
def test_whatever_is_written_is_read_or_refused(changes: dict[str, Any]) -> None:
    data = NOTICE | changes
    if check_duty(data):
        with pytest.raises(Refused):
            read_duty("1", data)
    else:
        due(read_duty("1", data), {}, opened_at=OPENED_AT, calendar=CALENDAR)
