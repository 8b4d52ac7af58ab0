"""Names and fixed terms: agreed by both sides, locked, and held against a text for the public in each language."""

import re

import pytest

from servanda.processes.fields_of_work.fixed_terms import MISSING, NEVER, TWO_WAYS, Finding, Term, check
from tests.web.house import Browser, House, text_of
from tests.web.test_bulletin import IN_ENGLISH, TEXT
from tests.world import VUFO

UNION = Term("Liên hiệp Việt Nam", "en", "Viet Nam Union", ("Vietnam Union", "Union of Vietnam"))
PEOPLE = Term("đối ngoại nhân dân", "en", "people's diplomacy", ("foreign affairs",))
LIST = {
    "title": "Names of both sides", "to-unit": f"{VUFO}/europe", "class": "internal", "do": "send",
    "terms-0-original": UNION.original, "terms-0-language": "en", "terms-0-wording": UNION.wording,
    "terms-0-never": "; ".join(UNION.never), "terms-1-original": PEOPLE.original, "terms-1-language": "en",
    "terms-1-wording": PEOPLE.wording, "terms-1-never": "foreign affairs",
}  # fmt: skip


@pytest.mark.parametrize(
    "text, original, expected",
    [
        ("The Viet Nam Union met.", "", []),
        ("The VIETNAM UNION met.", "", [(NEVER, "Vietnam Union")]),
        ("The Union met.", "Liên hiệp Việt Nam họp.", [(MISSING, "Liên hiệp Việt Nam")]),
        ("The Viet Nam Union met.", "Liên hiệp Việt Nam bàn về đối ngoại nhân dân.", [(MISSING, "đối ngoại nhân dân")]),
        ("Their foreign affairs and people's diplomacy.", "", [(NEVER, "foreign affairs")]),
        ("Friends of Viet Nam, in Vietnam.", "", [(TWO_WAYS, "Vietnam")]),
        ("Nguyễn Phương Nga spoke; Nguyen Phuong Nga left.", "", [(TWO_WAYS, "Nguyen Phuong Nga")]),
        ("The Viet Nam Unions met.", "", []),
    ],
)
def test_what_differs_is_found(text: str, original: str, expected: list[tuple[str, str]]) -> None:
    found = check(text, "en", [UNION, PEOPLE], original=original)
    assert {(finding.kind, finding.found) for finding in found} >= set(expected) and bool(found) == bool(expected)
    assert Finding(NEVER, "Vietnam Union", "Viet Nam Union") not in check(text, "ar", [UNION, PEOPLE])


@pytest.mark.mission("D1", "D2", "D3", "D5")
def test_a_text_is_held_against_the_list_that_both_sides_locked(house: House) -> None:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    browser, other = house.browser("o-desk"), Browser(house.other, "o-europe")
    terms = str(browser.post("/new/terms/", LIST)["Location"]).split("/files/")[1].strip("/")
    house.exchange()
    text = str(browser.post("/new/bulletin/", TEXT | {"text": "Liên hiệp Việt Nam họp."})["Location"])
    step(browser, text, "bulletin.translate", {"language": "en", **IN_ENGLISH, "wording": "The Vietnam Union met."})
    assert "Names and fixed terms" not in text_of(browser.get(text))
    assert browser.post(f"/files/{terms}/steps/terms.lock/", {"do": "send"}).status_code == 422
    step(other, f"/files/{terms}/", "terms.agree", {})
    house.exchange()
    step(browser, f"/files/{terms}/", "terms.lock", {})
    house.exchange()
    for side in (browser, other):
        page = text_of(side.get(text))
        assert "“Vietnam Union” is to be written “Viet Nam Union”." in page
        assert "“Liên hiệp Việt Nam” is to be translated as “Viet Nam Union”." in page and "Nothing differs." in page
    rows = dict(re.findall(r'name="(terms-\d-id)" value="([^"]+)"',
                           browser.get(f"/files/{terms}/steps/terms.revise/").content.decode()))  # fmt: skip
    changed = LIST | rows | {"terms-0-wording": "Union of Viet Nam", "terms-0-never": "", "note": "Shorter"}
    step(browser, f"/files/{terms}/", "terms.revise", {n: v for n, v in changed.items() if n.startswith(("te", "no"))})
    assert "is to be written “Viet Nam Union”" in text_of(browser.get(text))
    step(browser, text, "bulletin.translate", {"language": "en", **IN_ENGLISH, "wording": "The Viet Nam Union met."})
    assert "is to be" not in text_of(browser.get(text))
    assert house.browser("o-stranger").get(f"/files/{terms}/").status_code == 404


def step(browser: Browser, file: str, kind: str, data: dict[str, str]) -> None:
    form = browser.get(f"{file}steps/{kind}/", follow=True).wsgi_request.get_full_path()
    answer = browser.post(form, data | {"do": "send"})
    assert answer.status_code == 302, text_of(answer)
