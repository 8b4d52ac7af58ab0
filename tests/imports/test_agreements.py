"""Agreements: the sample, another one, and their way back into a file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.imports.agreement_files import write_agreement
from servanda.imports.agreements import import_agreement, read_agreement
from servanda.imports.letters import tidy
from servanda.kernel import jsonbytes
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.processes.agreements import agreement_terms
from tests.imports.conftest import MOFA, SAMPLES
from tests.imports.files import codes, faults_of
from tests.world import NOW

TODAY = date(2026, 11, 23)
MUSEUMS = (Path(__file__).parent / "museums.yaml").read_bytes()
REGULATION = (SAMPLES / "regulation.yaml").read_bytes()

Sample = Callable[[str], bytes]


def test_the_sample_is_proposed_as_a_dossier(mofa: Node, clerk: Actor) -> None:
    done = import_agreement(REGULATION, "regulation.yaml", clerk, at=NOW)
    row = Dossier.objects.get(id=done.dossier)
    assert row.state == "proposed" and set(row.parties) == {MOFA, "vufo.org.vn"}
    stated = StoredAct.objects.get(dossier=done.dossier).act
    terms = agreement_terms.read("x", done.dossier, stated.facts["terms"])
    assert len(terms.duties) == done.duties and done.articles == len(stated.facts["terms"]["articles"])
    assert terms.in_force_on == date(2026, 3, 28) and terms.transit_hours == 24
    assert terms.fallback["vufo.org.vn"] == "vufo.org.vn/office"
    assert stated.part("content")["title"].startswith("Quy chế phối hợp")
    assert not terms.calendar.is_working(date(2026, 11, 24)) and terms.calendar.is_working(date(2026, 8, 22))
    assert [item.year for item in done.proposed] == [2025, 2026, 2027]


def test_the_days_proposed_are_named() -> None:
    year = read_agreement(REGULATION, today=TODAY).proposed[1]
    assert year.holidays["2026-11-24"] == "Vietnam Cultural Day" and year.working == ("2026-08-22",)


def test_the_agreement_of_two_museums_is_read_as_well() -> None:
    read = read_agreement(MUSEUMS, today=TODAY)
    calendar = agreement_terms.read("x", "y", read.terms).calendar
    assert read.title.startswith("Accord de prêt") and read.terms["review_on"] is None
    assert calendar.weekend == {4, 5} and not calendar.is_working(date(2026, 7, 23))
    assert read.terms["articles"][0]["duties"][0]["by"] == {"before": "start_on", "days": 30}
    assert jsonbytes.write(read.terms) and jsonbytes.write(read.texts)


def test_only_a_party_proposes_an_agreement(mofa: Node, clerk: Actor) -> None:
    (fault,) = faults_of(import_agreement, MUSEUMS, "museums.yaml", clerk, at=NOW)
    assert (fault.code, fault.line, fault.column) == ("agreement_not_ours", 6, 10)
    stranger = Actor(agency="vufo.org.vn", officer="o-1", unit="vufo.org.vn/office")
    with pytest.raises(Refused):
        import_agreement(REGULATION, "regulation.yaml", stranger, at=NOW)
    assert not StoredAct.objects.exists()


@pytest.mark.parametrize("raw", [REGULATION, MUSEUMS], ids=["sample", "museums"])
def test_an_agreement_written_reads_back_the_same(raw: bytes) -> None:
    read = read_agreement(raw, today=TODAY)
    again = read_agreement(write_agreement(read.terms, read.texts).encode(), today=date(2031, 1, 1))
    assert (again.terms, again.texts, again.title) == (read.terms, read.texts, read.title)
    assert again.proposed == ()


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.just("\n"), max_size=60)


@settings(max_examples=80, deadline=None)
@given(words=_WORDS.map(tidy).filter(bool), article=st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,8}", fullmatch=True))
def test_any_text_survives_the_way_there_and_back(words: str, article: str) -> None:
    read = read_agreement(MUSEUMS, today=TODAY)
    read.terms["articles"][0].update(id=article, basis=[words])
    if article == read.terms["articles"][1]["id"]:
        return
    read.texts["articles"][0].update(id=article, text={"fr": words}, head={"fr": words, "ar": words})
    again = read_agreement(write_agreement(read.terms, read.texts).encode(), today=TODAY)
    assert (again.terms, again.texts) == (read.terms, read.texts)


def test_numbers_and_words_that_yaml_takes_for_something_else_stay_text() -> None:
    raw = MUSEUMS.replace(b"id: A.1", b"id: 5.10").replace(b"fr: Rapport", b"fr: 2027-01-01")
    read = read_agreement(raw, today=TODAY)
    assert read.terms["articles"][0]["id"] == "5.10" and read.texts["articles"][1]["head"]["fr"] == "2027-01-01"


YEARS = b"  years: {2026: {holidays: [2026-01-01], working: [2026-08-22]}}"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"shown: neither", b"shwn: neither", "import_name_misspelt"),
        (b"kind: programme", b"kind: poem", "duty_word_unknown"),
        (b"original: fr", b"original: zz", "import_language_unknown"),
        (b"{fr: Rapport}", b"{en: Report}", "import_original_missing"),
        (b"[sea.museum.example, nile.gallery.example]", b"[sea.museum.example]", "agreement_two_parties"),
        (b"[sea.museum.example, nile", b"[Sea Museum, nile", "agreement_agency_wrong"),
        (b", nile.gallery.example]", b", sea.museum.example]", "import_twice"),
        (b"in_force_on: 2026-02-01", b"in_force_on: 2026-02", "import_day_wanted"),
        (b"in_force_on: 2026-02-01", b"in_force_on: {today: soon}", "duty_number_wanted"),
        (b"shown: neither", b"review_on: 2026-02-01", "agreement_review_early"),
        (b"{hours: 48}", b"{hours: 4.8}", "duty_number_wanted"),
        (b"sea.museum.example/registrar}", b"nile.gallery.example/registrar}", "agreement_unit_of_other"),
        (b"{sea.museum.example: sea", b"{c.example: sea", "import_name_unknown"),
        (b"Africa/Cairo", b"Africa/Kairo", "calendar_zone_unknown"),
        (b"country: EG", b"country: Egypt", "calendar_country_unknown"),
        (b"  country: EG\n", b"", "calendar_years_missing"),
        (b"  country: EG", YEARS.replace(b"[2026-01-01]", b"[2025-01-01]"), "calendar_other_year"),
        (b"  country: EG", YEARS.replace(b"08-22", b"01-01"), "calendar_day_twice"),
        (b"  country: EG", YEARS.replace(b"holidays", b"hollidays"), "import_name_misspelt"),
        (b"country: EG", b"country: EG\n  weekend: [someday]", "calendar_not_readable"),
        (b"{before: start_on, days: 30}", b"{after: opened, hours: 24}", "duty_hours"),
        (b"field: loans", b"field: loan", "agreement_field_unknown"),
        (b"id: A.2", b"id: A.1", "import_twice"),
        (b"id: A.2", b"id: A/2", "import_code_wrong"),
        (b"opens: visit.announce", b"opens: visit.anounce", "agreement_step_misspelt"),
        (b"before: start_on", b"before: strat_on", "agreement_date_unknown"),
        (b"{before: start_on, days: 30}", b"{before: start_on, days: 3.5}", "duty_number_wanted"),
        (b"creditor: nile.gallery.example/r", b"creditor: third.example/r", "agreement_party_unknown"),
        (b"    debtor: owner", b"    debtor: owner\n    where: {mood: [good]}", "agreement_fact_unknown"),
        (b"    debtor: owner", b"    debtor: owner\n    where: {level: [royal]}", "duty_word_unknown"),
        (b"    debtor: owner", b"    debitor: owner", "duty_key_unknown"),
        (b"basis: [convention-1970]", b"basis: convention-1970", "import_list_wanted"),
        (b"{fr: Rapport}", b"Rapport", "import_texts_wanted"),
        (b"{fr: Rapport}", b"{fr: Rapport, en: }", "field_missing"),
        (b"{fr: Rapport}", b"{fr: Rapport, zz: x}", "import_language_unknown"),
        (b"{fr: Rapport}", b'{fr: "a\\0b"}', "import_strange_character"),
        (b"agreement: loans-2027\n", b"", "field_missing"),
        (b"kind: programme", b"kind: programme\nkind: plan", "yaml_key_twice"),
    ],
)
def test_each_fault_is_found_in_its_line(old: bytes, new: bytes, code: str) -> None:
    assert old in MUSEUMS
    raw = MUSEUMS.replace(old, new)
    found = [fault for fault in faults_of(read_agreement, raw, today=TODAY) if fault.code == code]
    assert found
    first = MUSEUMS[: MUSEUMS.rindex(old)].count(b"\n") + 1
    near = range(first - 3, first + new.count(b"\n") + 2)
    if code != "field_missing" or new:
        assert any(fault.line in near for fault in found), [(f.line, f.column) for f in found]


def test_faults_come_with_sentences_and_suggestions() -> None:
    raw = MUSEUMS.replace(b"visit.announce", b"visit.anounce").replace(b"shown", b"shwn")
    sentences = [str(fault) for fault in faults_of(read_agreement, raw, today=TODAY)]
    assert sentences == [
        "9:1 There is no shwn here; did you mean shown?",
        "30:12 There is no step visit.anounce; did you mean visit.announce?",
    ]


def test_calendars_are_proposed_for_subdivisions_and_not_where_years_are_written() -> None:
    sabah = MUSEUMS.replace(b"country: EG", b"country: MY\n  subdivision: 12")
    plain = MUSEUMS.replace(b"country: EG", b"country: MY")
    days: list[Any] = [read_agreement(raw, today=TODAY).terms["calendar"]["years"]["2026"] for raw in (sabah, plain)]
    assert set(days[0]["holidays"]) != set(days[1]["holidays"])
    wrong = MUSEUMS.replace(b"country: EG", b"country: MY\n  subdivision: XX")
    assert codes(faults_of(read_agreement, wrong, today=TODAY)) == ["duty_word_unknown"]
    written = read_agreement(MUSEUMS.replace(b"country: EG", b"country: EG\n" + YEARS), today=TODAY)
    assert list(written.terms["calendar"]["years"]) == ["2026"] and written.proposed == ()
