"""Who was nominated or decorated before is shown before a nomination goes, to those who may read that file."""

from typing import Any

from tests.web.house import House, text_of
from tests.web.test_main_job import once_of
from tests.world import VUFO

URL = "/new/commendation/"
FORM = {
    "title": "Friends of Lyon", "award": "medal", "grounds": "Thirty years.", "to-unit": f"{VUFO}/europe",
    "nominees-0-name": "Nguyễn Văn Đỗ", "class": "internal", "do": "send",
}  # fmt: skip


def nominate(house: House, officer: str, **more: str) -> Any:
    house.node.config["undo_seconds"] = 0
    browser = house.browser(officer)
    return browser.post(URL, FORM | {"once": once_of(browser.get(URL))} | more)


def test_the_same_name_is_shown_before_it_goes_and_goes_all_the_same(house: House) -> None:
    assert nominate(house, "o-desk").status_code == 302
    shown = nominate(house, "o-desk", **{"nominees-0-name": "NGUYEN VAN DO"})
    assert shown.status_code == 200
    assert "Earlier files about the same" in text_of(shown)
    assert "Friends of Lyon" in text_of(shown)
    mark = shown.context["alike"]["mark"]
    sent = nominate(house, "o-desk", alike=mark, **{"nominees-0-name": "NGUYEN VAN DO"})
    assert sent.status_code == 302


def test_who_may_not_read_the_earlier_file_is_told_nothing_of_it(house: House) -> None:
    assert nominate(house, "o-desk").status_code == 302
    assert nominate(house, "o-stranger").status_code == 302
