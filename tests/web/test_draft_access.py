"""Who reads a draft, who deletes it, and that nothing of it is said to anyone."""

import pytest

from servanda.kernel.models import StoredAct
from servanda.office.models import AgreementDraft
from tests.imports import word
from tests.web.draft_pages import begin, draft, finish, page
from tests.web.house import House, text_of

PAGES = (
    "",
    "review/",
    "review/a1/",
    "data/",
    "calendar/",
    "articles/a1/",
    "articles/a1/duties/new/",
    "propose/",
    "yaml/",
    "delete/",
)


@pytest.mark.parametrize("officer", ["o-europe", "o-stranger", "o-clerk", "o-admin"])
def test_other_units_find_nothing_of_a_draft(house: House, officer: str) -> None:
    """Another unit of the same agency, the registry that reads every file, the administrator."""
    name = begin(house.browser("o-desk"), word.vietnamese())
    before = draft(house, name).data
    browser = house.browser(officer)
    for rest in PAGES:
        assert page(browser, name, rest).status_code == 404, rest
        assert browser.post(f"/agreements/drafts/{name}/{rest}", {"do": "add"}).status_code in (404, 405), rest
    assert browser.post(f"/agreements/drafts/{name}/change/", {"do": "add"}).status_code == 404
    listed = browser.get("/agreements/")
    assert name not in listed.content.decode() and "QUY CHẾ" not in text_of(listed)
    assert draft(house, name).data == before


@pytest.mark.parametrize("officer", ["o-colleague", "o-head", "o-leader"])
def test_the_unit_its_head_and_the_leadership_read_it(house: House, officer: str) -> None:
    name = begin(house.browser("o-desk"), word.vietnamese())
    browser = house.browser(officer)
    for rest in PAGES:
        assert page(browser, name, rest).status_code == 200, rest
    assert name in browser.get("/agreements/").content.decode()


def test_nothing_of_a_draft_is_said_to_anyone(house: House) -> None:
    with house.node.active():
        before = StoredAct.objects.count()
    name = begin(house.browser("o-desk"), word.vietnamese())
    finish(house.browser("o-desk"), name)
    house.exchange()
    with house.node.active():
        assert StoredAct.objects.count() == before
    with house.other.active():
        assert AgreementDraft.objects.count() == 0


def test_a_draft_is_deleted_only_when_asked_twice(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.arabic())
    assert page(browser, name, "delete/").status_code == 200
    assert draft(house, name)
    browser.post(f"/agreements/drafts/{name}/delete/")
    assert page(browser, name).status_code == 404


def test_a_list_of_many_drafts_asks_no_more_questions(house: House) -> None:
    from tests.web.test_queries import queries

    begin(house.browser("o-desk"), word.arabic())
    few = queries(house, "/agreements/")
    for _ in range(8):
        begin(house.browser("o-desk"), word.arabic())
    assert queries(house, "/agreements/") == few
