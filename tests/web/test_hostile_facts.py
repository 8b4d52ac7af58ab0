"""What another agency states in files of its own may hold anything: the pages of all kinds of work still answer."""

from typing import Any

from servanda.kernel import acts
from tests.web.house import House, text_of
from tests.web.test_odd_types import hear
from tests.world import MOFA, VUFO


def opened(house: House, kind: str, **facts: Any) -> str:
    file = acts.new_dossier_id(VUFO)
    parts = {"facts": {"parties": [MOFA, VUFO], **facts}, "content": {"title": "Odd"}}
    hear(house, file, kind, parts)
    assert house.file(file).broken == ""
    return file


def test_a_partner_that_is_no_name_hides_no_list_of_partners(house: House) -> None:
    for code in (["FR"], {"FR": 1}, 5):
        opened(house, "proposal.propose", partner=code)
    assert house.browser("o-desk").get("/partners/").status_code == 200


def test_a_case_received_on_no_day_has_a_page(house: House) -> None:
    limits = [{"id": "a", "stage": "whole", "days": 3660}]
    for day in (5, ["2026-01-05"], "2026-13-45", {"a": 1}, "9999-12-20"):
        file = opened(house, "licence.receive", received_on=day, limits=limits)
        assert house.browser("o-desk").get(f"/files/{file}/").status_code == 200, day


def test_a_round_that_has_no_name_is_a_round_by_itself(house: House) -> None:
    for name in (5, True, ["r"], {"a": 1}):
        file = opened(house, "consultation.ask", round=name)
        assert house.browser("o-desk").get(f"/files/{file}/round/").status_code == 200, name


def test_a_report_over_days_beyond_all_calendars_counts_nothing(house: House) -> None:
    browser = house.browser("o-desk")
    for since, until in (("0001-01-01", "2026-01-01"), ("2026-01-01", "9999-12-31")):
        file = opened(house, "report.begin", about="coordination", since=since, until=until)
        for page in ("results/", "results/behind/", "results/report.pdf", "results/report.xlsx"):
            assert browser.get(f"/files/{file}/{page}").status_code in (404, 422), page
        assert browser.get(f"/files/{file}/").status_code == 200


def test_an_amount_that_is_none_is_left_out_of_every_sum(house: House) -> None:
    browser = house.browser("o-desk")
    for amount in ("9e999999", "NaN", "sNaN", "-Infinity", "1" * 40, 5):
        stated = {"amount": amount, "currency": "EUR"}
        opened(house, "activity.propose", amount=stated, start_on="2031-05-05")
        ngo = opened(house, "ngo.record", projects=[{"id": "a", "title": "A", "amount": stated}])
        assert browser.get(f"/files/{ngo}/").status_code == 200, amount
    opened(house, "ngo.record", projects=[{"id": "b", "amount": {"amount": "7", "currency": "EUR"}}])
    figures = [
        {"id": f"f{n}", "heading": "", "what": "sum.activity.amount", "side": VUFO, "value": value, "unit": str(n)}
        for n, value in enumerate(("NaN", "9e999999", "1" * 40))
    ]
    report = opened(house, "report.begin", about="coordination", since="2026-01-01", until="2032-01-01")
    assert browser.get(f"/files/{report}/results/").status_code == 200
    hear(house, report, "report.state", {"facts": {"as_of": "2026-12-01", "figures": figures}})
    assert browser.get(f"/files/{report}/results/").status_code == 200
    assert browser.get("/organisations/xlsx/").status_code == 200
    assert "7 EUR" in text_of(browser.get("/organisations/"))
