"""The numbers of one page are of one moment, whatever is folded while it is made."""

from threading import Thread

import pytest
from django.db import connections

from servanda.reports import kept
from tests.web.house import House, text_of


@pytest.mark.parametrize("page", ("implementation/", ""))
def test_what_is_folded_between_two_queries_of_a_page_stands_on_the_next_one(
    house: House, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    house.announce(start_on="2031-05-06")
    browser, url = house.browser("o-leader"), f"/agreements/{house.agreement}/{page}"
    before = text_of(browser.get(url))
    real, told = kept._moving, []

    def moving(scope: object) -> object:
        if not told:
            told.append(in_another_thread(house))
        return real(scope)

    monkeypatch.setattr(kept, "_moving", moving)
    seen = browser.get(url)
    assert told and seen.status_code == 200 and text_of(seen) == before
    assert text_of(browser.get(url)) != before


def in_another_thread(house: House) -> str:
    """A visit, and what is asked for it: the first that is owed under the second article."""
    found: list[str] = []

    def tell() -> None:
        try:
            dossier = house.announce(title="Another one", start_on="2031-06-06")
            house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall"}, dossier)
            found.append(dossier)
        finally:
            connections.close_all()

    thread = Thread(target=tell)
    thread.start()
    thread.join(60)
    return found[0]
