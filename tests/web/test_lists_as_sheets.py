"""The lists as XLSX: the rows of the page, for its reader, as text that no program runs."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from servanda.processes.models import Partner
from servanda.web.listed import rows
from tests.web.house import House
from tests.web.test_queries import fill, queries


def cells(house: House, officer: str, address: str) -> list[list[Any]]:
    answer = house.browser(officer).get(address)
    assert answer.status_code == 200, address
    book = load_workbook(BytesIO(answer.content))
    assert len(book.worksheets) == 1
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_the_files_as_the_reader_filtered_them(house: House) -> None:
    house.announce(title="=HYPERLINK(1)", partner="FR")
    house.announce(title="Another", start_on="2031-06")
    page = house.browser("o-desk").get("/files/?partner=FR")
    assert page.context["sheet_url"] == "/lists/files/xlsx/?partner=FR"
    found = cells(house, "o-desk", page.context["sheet_url"])
    assert found[0][:4] == ["File", "Number of the file", "Kind of work", "Partner"]
    assert [row[0] for row in found[1:]] == ["'=HYPERLINK(1)"] and found[1][3] == "France"
    assert {row[0] for row in cells(house, "o-desk", "/lists/files/xlsx/")} >= {"'=HYPERLINK(1)", "Another"}
    for officer in ("o-stranger", "o-admin"):
        told = {row[0] for row in cells(house, officer, "/lists/files/xlsx/")}
        assert not told & {"'=HYPERLINK(1)", "Another"}, officer


def test_what_is_left_out_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house, 2)
    whole = cells(house, "o-desk", "/lists/files/xlsx/")
    monkeypatch.setattr(rows, "MOST", 3)
    found = cells(house, "o-desk", "/lists/files/xlsx/")
    assert "ends after 3 rows" in found[0][0]
    assert found[2:] == whole[:4]


def test_the_lists_of_the_desk(house: House) -> None:
    house.announce(title="Owed by us", partner="FR", start_on="2031-05-06")
    for tab in ("to_do", "waiting", "watching"):
        page = house.browser("o-desk").get(f"/desk/?tab={tab}")
        found = cells(house, "o-desk", f"/lists/desk/xlsx/?tab={tab}")
        shown = [(group.title, item.what, item.title) for group in page.context["groups"] for item in group.rows]
        assert [tuple(row[:3]) for row in found[1:]] == shown, tab
        assert bool(page.context["sheet_url"]) == bool(shown)
    assert all("Owed by us" not in row for row in cells(house, "o-stranger", "/lists/desk/xlsx/?tab=watching"))


def test_partners_and_agreements(house: House) -> None:
    with house.node.active():
        Partner.objects.create(code="KE", kind="country", country="KE", name={"en": "Kenya"})
    house.announce(partner="FR")
    for q, names in (("", {"Partner", "France"}), ("zz", {"Partner"})):
        shown = house.browser("o-desk").get(f"/partners/?q={q}")
        assert {"Partner"} | {row["title"] for row in shown.context["partners"]} == names
        assert {row[0] for row in cells(house, "o-desk", f"/lists/partners/xlsx/?q={q}")} == names
    assert [row[0] for row in cells(house, "o-desk", "/lists/agreements/xlsx/")] == ["Agreement", "Regulation"]
    assert [row[0] for row in cells(house, "o-admin", "/lists/agreements/xlsx/")] == ["Agreement"]
    assert house.browser("o-desk").get("/lists/people/xlsx/").status_code == 404


def test_a_long_sheet_asks_no_more_often_than_a_short_one(house: House) -> None:
    addresses = ("/lists/files/xlsx/", "/lists/desk/xlsx/", "/lists/desk/xlsx/?tab=watching", "/lists/partners/xlsx/")
    fill(house, 2)
    few = [queries(house, address) for address in addresses]
    fill(house, 12)
    assert [queries(house, address) for address in addresses] == few
