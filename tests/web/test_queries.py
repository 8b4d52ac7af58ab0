"""No page asks once per line: fifty files take no more queries than five."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.kernel.models import Commitment
from servanda.web.desk import rows
from tests.web.house import START, House

PAGES = ("/desk/", "/desk/?tab=waiting", "/desk/?tab=watching", "/files/", "/files/?turn=ours")


def test_as_many_queries_for_fifty_files_as_for_five(house: House) -> None:
    fill(house, 5)
    few = counted(house)
    fill(house, 50)
    assert {page: n for page, n in counted(house).items() if n > few[page]} == {}
    assert max(few.values()) < 40, few


def test_a_long_list_of_the_desk_goes_on_over_pages(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PAGE", 4)
    dossier = house.announce(start_on="2031-05-06")
    ask(house, dossier, 9)
    browser, seen = house.browser("o-desk"), []
    url = "/desk/?tab=waiting"
    while url:
        page = browser.get(url).context
        seen += [item.key for group in page["groups"] for item in group.rows]
        assert len(seen) <= page["page"]["last"] == min(len(seen), 9)
        url = page["page"]["next_url"]
    assert len(seen) == len(set(seen)) == 9
    assert browser.get("/desk/?tab=waiting&page=900").context["groups"]


def test_the_desk_reads_the_open_rows_of_its_unit_and_no_others(house: House) -> None:
    with house.node.active():
        actor = house.actor("o-desk")
        for listed in (rows.to_do(actor, at=START), rows.waiting(actor, at=START)):
            plan = str(listed.explain())
            if "SEARCH" in plan:  # PostgreSQL reads a table of a few rows whole
                assert "owed_by_unit" in plan or "owed_to_unit" in plan, plan
        for name in ("debtor", "creditor"):
            firsts = [index.fields[0] for index in Commitment._meta.indexes]
            assert name not in firsts and not Commitment._meta.get_field(name).db_index


def test_as_many_queries_for_a_long_file_as_for_a_short_one(house: House) -> None:
    dossier = house.announce(start_on="2031-05-06")
    ask(house, dossier, 5)
    few = queries(house, f"/files/{dossier}/")
    ask(house, dossier, 45)
    assert queries(house, f"/files/{dossier}/") == few
    assert few < 45


def fill(house: House, n: int) -> None:
    """Visits with a notice owed by this agency, and a preparation owed by the other."""
    for i in range(n):
        dossier = house.announce(title=f"Visit {i}", partner="FR", at=START + timedelta(minutes=i))
        if i % 2:
            ask(house, dossier, 1)
        house.announce(title=f"Quiet {i}", level="working", at=START + timedelta(minutes=i))


def ask(house: House, dossier: str, n: int) -> None:
    for i in range(n):
        house.say("o-desk", "visit.ask_preparation", {"preparation": f"Programme {i}"}, dossier)


def counted(house: House) -> dict[str, int]:
    return {page: queries(house, page) for page in PAGES}


def queries(house: House, page: str, officer: str = "o-desk") -> int:
    browser = house.browser(officer)
    browser.get(page)  # what is read once per process is read
    with CaptureQueriesContext(connections[house.node.alias]) as found:
        assert browser.get(page).status_code == 200
    return len(found)
