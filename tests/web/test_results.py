"""A report on results as it is read: a preview, the stated figures, what each counts, and what differs since."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pypdf
import pytest

from servanda.kernel.models import Dossier
from tests.web.house import START, House, text_of
from tests.web.test_queries import queries
from tests.world import VUFO

pytestmark = pytest.mark.both_engines


def day(days: int) -> str:
    """Far from the ends of a day, whichever zone counts it."""
    return (START + timedelta(days=days)).date().isoformat()


BEGIN = {
    "title": "Results of the year", "about": "coordination", "since": day(-300),
    "until": day(300), "to-unit": f"{VUFO}/europe", "class": "internal",
    "do": "send",
}  # fmt: skip


@pytest.fixture
def report(house: House) -> str:
    house.node.config["undo_seconds"] = 0
    house.announce(field="visits")
    house.announce("o-europe", field="visits", title="Hidden from Protocol")
    return begun(house, BEGIN)


def begun(house: House, data: dict[str, str]) -> str:
    answer = house.browser("o-desk").post("/new/report/", data)
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"]).split("/files/")[1].strip("/")


def state(house: House, report: str) -> None:
    desk, url = house.browser("o-desk"), f"/files/{report}/steps/report.state/"
    assert desk.get(url).context["form"]["as_of"].value() is not None
    answer = desk.post(url, {"as_of": day(1), "mechanism": "It serves.", "do": "send"})
    assert answer.status_code == 302, text_of(answer)


def numbers(answer: Any) -> dict[str, list[str]]:
    return {
        row.label: [cell.text for cell in row.cells] for part in answer.context["results"].parts for row in part.rows
    }


def test_a_report_is_previewed_stated_and_each_number_leads_to_what_it_counts(house: House, report: str) -> None:
    desk = house.browser("o-desk")
    assert "Read the report" in text_of(desk.get(f"/files/{report}/"))
    page = desk.get(f"/files/{report}/results/")
    assert "not stated yet" in text_of(page)
    assert all(f'data-label="{side}"' in page.content.decode() for side in page.context["results"].sides)
    announced = "Visit or delegation: Announce a visit"
    assert numbers(page)[announced] == ["2", "–"]
    state(house, report)
    page = desk.get(f"/files/{report}/results/")
    assert "not stated yet" not in text_of(page)
    assert "It serves." in text_of(page)
    assert numbers(page)[announced] == ["2", "–"]
    assert "counted again" not in text_of(page)
    url = next(
        row.cells[0].url for part in page.context["results"].parts for row in part.rows if row.label == announced
    )
    behind = desk.get(url)
    assert len(behind.context["lines"]) == 1, "one stands in a file that this officer may not see"
    assert "1 more stands in a file that you may not see." in text_of(behind)
    assert "Hidden from Protocol" not in text_of(behind)
    every = house.browser("o-leader").get(url)
    assert len(every.context["lines"]) == 2


def test_what_comes_out_otherwise_since_is_said(house: House, report: str) -> None:
    state(house, report)
    with house.node.active(), house.node.writing():
        row = Dossier.objects.get(id=report)
        for figure in row.facts["figures"]:
            if figure["what"] == "said.visit.announce":
                figure["value"] = "7"
        row.save()
    page = text_of(house.browser("o-desk").get(f"/files/{report}/results/"))
    assert "counted again: 2" in page


def test_who_may_not_read_the_report_is_shown_nothing_of_it(house: House, report: str) -> None:
    other = house.announce("o-desk")
    for rest in ("", "behind/?what=said.visit.announce&heading=visits", "report.pdf", "report.xlsx"):
        assert house.browser("o-stranger").get(f"/files/{report}/results/{rest}").status_code == 404
        assert house.browser("o-desk").get(f"/files/{other}/results/{rest}").status_code == 404, "it is no report"
        assert house.browser("o-desk").get(f"/files/{report}/results/{rest}").status_code == 200


@pytest.mark.parametrize("wrong", ["what=", "what=owed.x", "what=sum.visit.nothing&side=x", "what=said..&heading=%00"])
def test_a_figure_that_does_not_exist_counts_nothing(house: House, report: str, wrong: str) -> None:
    answer = house.browser("o-desk").get(f"/files/{report}/results/behind/?{wrong}")
    assert answer.status_code in (200, 400)
    assert not (answer.context or {}).get("lines")


def test_the_report_is_taken_away_as_pdf_and_as_sheets(house: House, report: str) -> None:
    state(house, report)
    desk = house.browser("o-desk")
    read = pypdf.PdfReader(io.BytesIO(desk.get(f"/files/{report}/results/report.pdf").content))
    assert "Announce a visit" in " ".join(page.extract_text() for page in read.pages)
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"/files/{report}/results/report.xlsx").content))
    assert any("Announce a visit" in str(cell.value) for line in book["1"].iter_rows() for cell in line)


def test_the_report_takes_as_many_queries_for_many_files_as_for_few(house: House, report: str) -> None:
    url = f"/files/{report}/results/"
    before = queries(house, url)
    for n in range(12):
        house.announce(field="visits", title=f"Visit {n}")
    assert queries(house, url) == before
    page = house.browser("o-desk").get(url)
    assert numbers(page)["Visit or delegation: Announce a visit"] == ["14", "–"]
