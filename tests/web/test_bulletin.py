"""A text for the public on its pages: cleared as it was read, told to be outdated, and nobody else's to see."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from servanda.kernel.models import Dossier
from servanda.office import guests
from servanda.web.guests import replies
from tests.web.house import House, text_of
from tests.web.test_queries import queries
from tests.world import VUFO

pytestmark = pytest.mark.usefixtures("at_once")
BY = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
TEXT = {"title": "A joint visit", "original": "vi", "text": "Bản một.", "clear_by": BY, "to-unit": f"{VUFO}/europe",
        "class": "internal", "lines-0-line": "It was agreed.", "do": "send"}  # fmt: skip


@pytest.fixture
def at_once() -> Iterator[None]:
    """What is sent leaves without waiting to be taken back."""
    with override_settings(UNDO_SECONDS=0):
        yield


def begun(house: House) -> str:
    answer = house.browser("o-desk").post("/new/bulletin/", TEXT)
    assert answer.status_code == 302, text_of(answer)
    with house.node.active():
        return Dossier.objects.get(process="bulletin").id


def reported(house: House, file: str, step: str, **data: str) -> Any:
    """The other side says it on paper; it is recorded in its name, about the version that the page shows."""
    browser = house.browser("o-desk")
    shown = browser.get(f"/files/{file}/steps/bulletin.{step}/?for={VUFO}", follow=True)
    said = {"via": "letter", "said-on": datetime.now(UTC).date().isoformat(), "do": "send"} | data
    return browser.post(shown.wsgi_request.get_full_path(), said)


@pytest.mark.mission("S20")
def test_the_page_tells_which_version_is_cleared_and_which_language_is_outdated(house: House) -> None:
    file, browser = begun(house), house.browser("o-desk")
    page = text_of(browser.get(f"/files/{file}/"))
    assert "not cleared yet" in page and "Release it" not in page and "It was agreed." in page
    assert reported(house, file, "clear").status_code == 302
    page = text_of(browser.get(f"/files/{file}/"))
    assert "Release it" in page and "not cleared yet" not in page
    language = {"language": "en", "wording": "Version one.", "do": "send"}
    way = browser.get(f"/files/{file}/steps/bulletin.translate/", follow=True)
    assert browser.post(way.wsgi_request.get_full_path(), language).status_code == 302
    assert "made of version 1, not checked yet" in text_of(browser.get(f"/files/{file}/"))
    form = browser.get(f"/files/{file}/steps/bulletin.revise/")
    assert "Bản một." in form.content.decode() and "It was agreed." in form.content.decode()
    row = re.search(r'name="lines-0-id" value="([^"]+)"', form.content.decode())
    kept = {"lines-0-line": "It was agreed.", "lines-0-id": row[1] if row else ""}
    changed = {"text": "Bản hai.", "note": "A name", "do": "send"} | kept
    assert browser.post(f"/files/{file}/steps/bulletin.revise/", changed).status_code == 302
    page = text_of(browser.get(f"/files/{file}/"))
    assert "cleared, but the text has changed" in page and "Release it" not in page
    assert "outdated: made of version 1, the original is at 2" in page
    refused = browser.post(f"/files/{file}/steps/bulletin.release/", {"do": "send"})
    assert refused.status_code == 422 and house.file(file).state == "drafting"


def test_a_page_read_before_the_text_changed_clears_nothing(house: House) -> None:
    file, browser = begun(house), house.browser("o-desk")
    old = browser.get(f"/files/{file}/steps/bulletin.clear/?for={VUFO}", follow=True).wsgi_request.get_full_path()
    assert "version=" in old
    browser.post(f"/files/{file}/steps/bulletin.revise/", {"text": "Bản hai.", "note": "A name", "do": "send"})
    said = {"via": "letter", "said-on": datetime.now(UTC).date().isoformat(), "do": "send"}
    answer = browser.post(old, said)
    assert answer.status_code == 422 and "not the version that is on the table" in text_of(answer)
    assert "Release it" not in text_of(browser.get(f"/files/{file}/"))


def test_another_unit_finds_nothing(house: House) -> None:
    file = begun(house)
    stranger = house.browser("o-stranger")
    assert stranger.get(f"/files/{file}/").status_code == 404
    assert stranger.get(f"/files/{file}/steps/bulletin.translate/").status_code == 404
    assert stranger.post(f"/files/{file}/steps/bulletin.withdraw/", {"reason": "x"}).status_code == 404


def test_more_versions_cost_no_more_queries(house: House) -> None:
    file, browser = begun(house), house.browser("o-desk")
    changed = {"text": "Bản hai.", "note": "A name", "do": "send"}
    browser.post(f"/files/{file}/steps/bulletin.revise/", changed)
    few = queries(house, f"/files/{file}/")
    for _ in range(4):
        browser.post(f"/files/{file}/steps/bulletin.revise/", changed)
    assert "Version 6" in text_of(browser.get(f"/files/{file}/"))
    assert queries(house, f"/files/{file}/") == few


def test_a_guest_clears_what_stood_on_the_page_and_nothing_else(house: House) -> None:
    file = begun(house)
    at = datetime.now(UTC)
    with house.node.active():
        lasts = timedelta(days=3)
        made = guests.make(file, house.actor("o-desk"), agency=VUFO, person="A guest", at=at, lasts=lasts)
        row = Dossier.objects.get(id=file)
        shown = replies.form_for(row, VUFO)
        clear = next(key for key in shown.known if key.startswith("bulletin.clear:"))
    changed = {"text": "Bản hai.", "note": "A name", "do": "send"}
    assert house.browser("o-desk").post(f"/files/{file}/steps/bulletin.revise/", changed).status_code == 302
    with house.node.active():
        stale = replies.form_for(row, VUFO, {"what": clear, "text": ""})
        assert not stale.is_valid() and "what" in stale.errors
        now = next(key for key in replies.form_for(row, VUFO).known if key.startswith("bulletin.clear:"))
        form = replies.form_for(row, VUFO, {"what": now, "text": "Agreed."})
        assert now != clear and form.is_valid(), form.errors
        replies.record(form, row, made.link, token="", at=datetime.now(UTC))
    assert "Release it" in text_of(house.browser("o-desk").get(f"/files/{file}/"))
