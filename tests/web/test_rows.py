"""A list of many rows in the browser: filled in, lengthened, shortened, corrected, and read with what changed."""

from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from servanda.kernel.models import Dossier, StoredAct
from servanda.processes.declaration import rows
from tests.web.house import Browser, House, text_of
from tests.web.test_main_job import rule
from tests.web.test_queries import queries
from tests.world import VUFO

LIST = {"title": "Visits of the year", "to-unit": f"{VUFO}/europe", "class": "internal", "do": "send"}
FIRST = {"visits-0-visit": "A minister", "visits-0-start_on": "2031-05", "visits-0-partner": "France"}
SECOND = {"visits-1-visit": "A choir", "visits-1-start_on": "2031-06-07", "visits-1-level": "working"}


def opened(house: House) -> str:
    house.node.config["undo_seconds"] = 0
    answer = house.browser("o-desk").post("/new/visit_list/", LIST | FIRST | SECOND)
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"]).split("/files/")[1].strip("/")


def stated(house: House, dossier: str) -> list[dict[str, Any]]:
    with house.node.active():
        return list(Dossier.objects.get(id=dossier).facts["visits"])


def revise(browser: Browser, dossier: str, data: dict[str, Any]) -> Any:
    return browser.post(f"/files/{dossier}/steps/visit_list.revise/", {"note": "News", "do": "send"} | data)


def typed(house: House, dossier: str) -> dict[str, Any]:
    """What the revision's form holds when it is opened."""
    form = house.browser("o-desk").get(f"/files/{dossier}/steps/visit_list.revise/").context["form"]
    shown = form.fields["visits"].widget.render("visits", form["visits"].value(), {"id": "id_visits"})
    return dict(inputs(shown))


def inputs(html: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    class Reader(HTMLParser):
        chosen = ""

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            given = dict(attrs)
            if tag == "select":
                self.chosen = given["name"]
            elif tag == "option" and "selected" in given and self.chosen:
                found.append((self.chosen, given["value"]))
            elif tag == "input" and given.get("type") != "checkbox":
                found.append((given["name"], given.get("value") or ""))

    Reader().feed(html)
    return found


def test_rows_are_sealed_with_their_names_and_shown_as_a_table(house: House) -> None:
    dossier = opened(house)
    first, second = stated(house, dossier)
    assert rows.ID.fullmatch(first["id"]) and first["id"] != second["id"]
    assert (first["visit"], first["partner"], first["start_on"]) == ("A minister", "FR", "2031-05")
    page = house.browser("o-desk").get(f"/files/{dossier}/")
    assert "2 rows" in text_of(page) and "working visit" in text_of(page) and "France" in text_of(page)


def test_a_revision_shows_what_is_new_changed_and_gone(house: House) -> None:
    dossier = opened(house)
    form = typed(house, dossier)
    assert form["visits-0-visit"] == "A minister" and form["visits-0-partner"] == "France"
    kept = [row["id"] for row in stated(house, dossier)]
    change = {"visits-0-start_on": "2031-05-09", "visits-1-gone": "on", "visits-2-visit": "An envoy",
              "visits-2-start_on": "2031-07"}  # fmt: skip
    assert revise(house.browser("o-desk"), dossier, form | change).status_code == 302
    now = stated(house, dossier)
    assert [row["visit"] for row in now] == ["A minister", "An envoy"] and now[0]["id"] == kept[0]
    page = house.browser("o-desk").get(f"/files/{dossier}/")
    shown = [item["row"] for item in page.context["plan"]["rows"]]
    assert [row.mark for row in shown] == ["changed", "new", "gone"]
    assert [cell.text for cell in shown[0].cells if cell.is_changed] == ["Fri 9 May 2031"]
    assert "2 rows: 1 new, 1 changed, 1 gone" in text_of(page)


def test_more_rows_lose_nothing(house: House) -> None:
    desk = house.browser("o-desk")
    data = LIST | FIRST | {"visits-1-gone": "on", "visits-1-visit": "Struck", "note": "Kept", "more": "visits"}
    page = desk.post("/new/visit_list/", data)
    assert page.status_code == 200 and "There is a problem" not in text_of(page)
    html = page.content.decode()
    assert 'value="A minister"' in html and "Kept" in html and 'value="Visits of the year"' in html
    assert 'name="visits-1-gone" checked' in html and 'name="visits-4-visit"' in html
    with house.node.active():
        assert not Dossier.objects.filter(process="visit_list").exists()


def paste(house: House, text: str, **more: Any) -> Any:
    data = LIST | FIRST | {"visits-pasted": text, "more": "visits"} | more
    page = house.browser("o-desk").post("/new/visit_list/", data)
    assert page.status_code == 200
    return page


def test_rows_of_a_spreadsheet_are_pasted_by_their_headings(house: House) -> None:
    lines = ("Begins\tVisit or guest\tLevel\tPartner", "5/12/2031\tA choir\tworking visit\tfrance",
             "12/2031\tAn envoy\tgrand\t")  # fmt: skip
    text = "\n".join(lines)
    page = paste(house, text)
    shown = dict(inputs(page.content.decode()))
    assert shown["visits-0-visit"] == "A minister"
    assert [shown[f"visits-1-{name}"] for name in ("visit", "start_on", "level", "partner")] == [
        "A choir", "2031-12-05", "working", "France"]  # fmt: skip
    assert shown["visits-2-start_on"] == "2031-12" and "Row 3, Level: “grand”" in text_of(page)
    sent = {name: value for name, value in shown.items() if name.startswith("visits-")}
    assert house.browser("o-desk").post("/new/visit_list/", LIST | sent).status_code == 302


def test_headings_may_be_in_another_language_or_none_at_all(house: House) -> None:
    shown = dict(inputs(paste(house, "A choir;incoming;working\nAn envoy;outgoing;").content.decode()))
    assert (shown["visits-1-visit"], shown["visits-1-direction"], shown["visits-2-direction"]) == (
        "A choir", "incoming", "outgoing")  # fmt: skip
    in_vietnamese = "Ngày bắt đầu\tvisit\n2031\tA choir"
    shown = dict(inputs(paste(house, in_vietnamese).content.decode()))
    assert (shown["visits-1-visit"], shown["visits-1-start_on"]) == ("A choir", "2031")


def test_a_workbook_is_read_and_attachments_are_kept(house: House) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Visit or guest", "Begins"])
    sheet.append(["A choir", datetime(2031, 12, 5)])
    raw = BytesIO()
    book.save(raw)
    page = paste(house, "", **{"visits-table": SimpleUploadedFile("list.xlsx", raw.getvalue()),
                               "files": SimpleUploadedFile("paper.txt", b"A paper")})  # fmt: skip
    html = page.content.decode()
    assert 'value="2031-12-05"' in html and "paper.txt" in text_of(page)
    shown = dict(inputs(html))
    sent = {name: value for name, value in shown.items() if name.startswith("visits-") or name == "kept"}
    answer = house.browser("o-desk").post("/new/visit_list/", LIST | sent)
    with house.node.active():
        assert StoredAct.objects.filter(kind="office.prepare").latest("seq").act.part("content")["statement"]["files"]
    assert answer.status_code == 302


@pytest.mark.parametrize("raw", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0", b"\xff\xfaa\x00", b" \n "])
def test_a_table_that_cannot_be_read_loses_nothing(house: House, raw: bytes) -> None:
    page = paste(house, "", **{"visits-table": SimpleUploadedFile("list.csv", raw)})
    assert "There is a problem" in text_of(page) and 'value="A minister"' in page.content.decode()


def test_no_more_rows_than_the_limit_are_pasted(house: House) -> None:
    page = paste(house, "\n".join(["A choir"] * (rows.MOST + 1)))
    assert "in parts" in text_of(page) and "A choir" in page.content.decode()


def test_a_fault_names_its_row_and_column_and_stands_in_its_cell(house: House) -> None:
    desk = house.browser("o-desk")
    wrong = {
        "visits-1-visit": "",
        "visits-2-visit": "No day",
        "visits-3-visit": "Odd",
        "visits-3-start_on": "soon",
        "visits-0-gone": "on",
    }
    page = desk.post("/new/visit_list/", LIST | FIRST | wrong)
    assert page.status_code == 422
    assert "Row 3, Begins: Fill in Begins." in text_of(page)
    assert "Row 4, Begins: soon is not a date" in text_of(page)
    html = page.content.decode()
    assert 'aria-describedby="id_visits-3-start_on-wrong"' in html
    assert 'value="Odd"' in html and 'name="visits-0-gone" checked' in html


def test_a_list_that_must_be_filled_is_not_sent_empty(house: House) -> None:
    page = house.browser("o-desk").post("/new/visit_list/", LIST)
    assert page.status_code == 422 and "Visits" in text_of(page)


def test_who_clears_a_revision_sees_what_changed(house: House) -> None:
    dossier = opened(house)
    form = typed(house, dossier)
    rule(house, "visit_list", 1)
    revise(house.browser("o-desk"), dossier, form | {"visits-0-start_on": "2031-05-09", "do": "prepare"})
    held = house.browser("o-head").get(house.browser("o-head").get(f"/files/{dossier}/").context["held"][0]["url"])
    assert "2 rows: 1 changed" in text_of(held) and "A minister" in text_of(held)


@pytest.mark.mission("S50")
def test_a_visit_is_announced_from_its_row_by_one_click(house: House) -> None:
    dossier, desk = opened(house), house.browser("o-desk")
    rows_shown = desk.get(f"/files/{dossier}/").context["plan"]["rows"]
    assert [str(item["state"].label) for item in rows_shown] == ["not announced yet"] * 2
    (link,) = rows_shown[0]["begin"]
    form = desk.get(link.url).context["form"]
    known = {name: form[name].value() for name in ("title", "partner", "start_on")}
    assert known == {"title": "A minister", "partner": "FR", "start_on": "2031-05"}
    more = {"direction": "incoming", "level": "official", "to-unit": f"{VUFO}/europe", "class": "internal"}
    answer = desk.post(link.url, known | more | {"do": "send"})
    assert answer.status_code == 302, text_of(answer)
    page = desk.get(f"/files/{dossier}/")
    (first, _second) = page.context["plan"]["rows"]
    assert str(first["state"].label) == "announced" and first["files"][0].url == answer["Location"]
    assert first["begin"] == [] and "Visits of the year" in text_of(desk.get(answer["Location"]))
    house.exchange()


def test_a_row_of_a_list_that_is_hidden_begins_nothing(house: House) -> None:
    dossier = opened(house)
    link = house.browser("o-desk").get(f"/files/{dossier}/").context["plan"]["rows"][0]["begin"][0]
    assert house.browser("o-stranger").get(link.url).status_code == 404


def test_as_many_queries_for_many_rows_as_for_few(house: House) -> None:
    dossier = opened(house)
    pages = (f"/files/{dossier}/", f"/files/{dossier}/steps/visit_list.revise/")
    few = [queries(house, page) for page in pages]
    many = typed(house, dossier)
    for place in range(2, 60):
        many |= {
            f"visits-{place}-visit": "A guest",
            f"visits-{place}-start_on": "2031",
            f"visits-{place}-partner": "FR",
        }
    assert revise(house.browser("o-desk"), dossier, many).status_code == 302
    assert [queries(house, page) for page in pages] == few


def test_a_stranger_sees_no_list(house: House) -> None:
    dossier = opened(house)
    stranger = house.browser("o-stranger")
    assert stranger.get(f"/files/{dossier}/").status_code == 404
    assert revise(stranger, dossier, FIRST).status_code == 404


@pytest.mark.parametrize("odd", [None, "text", 7, [1], [{"visit": "no name"}], [{"id": "a", "visit": {"x": []}}]])
def test_rows_of_a_wrong_shape_stop_no_page(odd: Any) -> None:
    assert all(item.mark in ("", "new") for item in rows.compare([{"id": "b"}], odd) if item.row["id"] != "b")
