"""A text for the public on its pages: cleared as it was read, told to be outdated, and nobody else's to see."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import translation

from servanda.kernel import acts, log
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.models import Dossier, Entry
from servanda.office import guests
from servanda.web.guests import replies
from tests.web.house import House, text_of
from tests.web.test_queries import queries
from tests.world import VUFO

pytestmark = pytest.mark.usefixtures("at_once")
BY = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
SAID = {"lead": "Một dòng.", "place": "Hà Nội"}
IN_ENGLISH = {"heading": "A joint visit", "lead": "One line.", "place": "Ha Noi"}
IN_ARABIC = {"heading": "زيارة مشتركة", "lead": "سطر.", "place": "هانوي", "wording": "أول.\nثان.",
             "address": "https://two.example/ar/"}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
TEXT = {"title": "A joint visit", "original": "vi", **SAID, "text": "Bản một.", "clear_by": BY,
        "to-unit": f"{VUFO}/europe", "class": "internal", "lines-0-line": "It was agreed.", "do": "send"}  # fmt: skip


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
    language = {"language": "en", "wording": "Version one.", **IN_ENGLISH, "do": "send"}
    way = browser.get(f"/files/{file}/steps/bulletin.translate/", follow=True)
    assert browser.post(way.wsgi_request.get_full_path(), language).status_code == 302
    assert "made of version 1, not checked yet" in text_of(browser.get(f"/files/{file}/"))
    form = browser.get(f"/files/{file}/steps/bulletin.revise/")
    assert "Bản một." in form.content.decode() and "It was agreed." in form.content.decode()
    row = re.search(r'name="lines-0-id" value="([^"]+)"', form.content.decode())
    kept = {"lines-0-line": "It was agreed.", "lines-0-id": row[1] if row else ""}
    changed = {**SAID, "text": "Bản hai.", "note": "A name", "do": "send"} | kept
    assert browser.post(f"/files/{file}/steps/bulletin.revise/", changed).status_code == 302
    page = text_of(browser.get(f"/files/{file}/"))
    assert "cleared, but the text has changed" in page and "Release it" not in page
    assert "outdated: made of version 1, the original is at 2" in page
    refused = browser.post(f"/files/{file}/steps/bulletin.release/", {"do": "send"})
    assert refused.status_code == 422 and house.file(file).state == "drafting"


@pytest.mark.mission("S66", "S67", "S68", "S69", "S70", "D4", "D6")
def test_what_is_released_becomes_a_page_for_each_language_that_agrees_with_it(house: House) -> None:
    browser = house.browser("o-desk")
    without = browser.post("/new/bulletin/", {name: value for name, value in TEXT.items() if name != "place"})
    assert without.status_code == 422 and list(without.context["form"].errors) == ["place"]
    shown = {"figures-0-picture": "hall.png", "figures-0-after": "1", "figures-0-caption": "Hội trường <1>",
             "figures-0-credit": "Ảnh: A.", "text": "Đoạn một.\nĐoạn hai."}  # fmt: skip
    answer = browser.post("/new/bulletin/", TEXT | shown)
    assert answer.status_code == 302, text_of(answer)
    file = str(answer["Location"]).split("/files/")[1].strip("/")
    assert reported(house, file, "clear").status_code == 302
    refused = browser.post(f"/files/{file}/steps/bulletin.release/", {"do": "send"})
    assert refused.status_code == 422 and "hall.png" in text_of(refused) and house.file(file).state == "drafting"
    assert "Before it can be released, it needs: hall.png." in text_of(browser.get(f"/files/{file}/"))
    row = re.search(r'name="figures-0-id" value="([^"]+)"',
                    browser.get(f"/files/{file}/steps/bulletin.revise/").content.decode())  # fmt: skip
    picture = SimpleUploadedFile("hall.png", PNG, "image/png")
    again = SAID | shown | {"figures-0-id": row[1] if row else "", "note": "With its picture", "do": "send"}
    assert browser.post(f"/files/{file}/steps/bulletin.revise/", again | {"files": picture}).status_code == 302
    captions = {"captions-0-picture": "hall.png", "captions-0-caption": "القاعة", "captions-0-credit": "أ."}
    for language, more in (("ar", IN_ARABIC | captions), ("en", IN_ENGLISH | {"wording": "First.\nSecond."})):
        given(house, file, "translate", language=language, **more)
    given(house, file, "check", language="ar")
    assert browser.get(f"/files/{file}/release.zip").status_code == 404
    assert reported(house, file, "clear").status_code == 302
    given(house, file, "release", address="https://one.example/vi/")
    made = zipped(browser.get(f"/files/{file}/release.zip"))
    assert set(made) == {"vi/index.html", "ar/index.html", "en/index.html", "pictures/1.png"}
    assert made["pictures/1.png"] == PNG
    original, arabic, english = (made[f"{code}/index.html"].decode() for code in ("vi", "ar", "en"))
    for page in (original, arabic, english):
        assert 'hreflang="x-default" href="https://one.example/vi/"' in page and "<form" not in page
        assert 'hreflang="ar" href="https://two.example/ar/"' in page and page.count("<script") == 1
        assert "<time datetime=" in page and '<img src="../pictures/1.png"' in page
    assert 'Hội trường &lt;1&gt; <span class="credit">(Ảnh: A.)' in original and "Hội trường" not in arabic
    assert "القاعة" in arabic and '<figcaption lang="vi" dir="ltr">Hội trường' in english
    assert '<link rel="canonical" href="https://one.example/vi/">' in original and "<footer" not in original
    assert original.index("Đoạn một.") < original.index("<figure>") < original.index("Đoạn hai.")
    assert '<html lang="ar" dir="rtl">' in arabic and 'href="https://two.example/ar/"' in arabic
    assert "Checked against version 2 of the original." in words(arabic, "en")
    assert "Made of version 2 of the original." in english and "A joint visit" in english
    assert "Translated from the original in Vietnamese:" in english
    changed = SAID | {"text": "Bản ba.", "note": "A number", "clear_by": BY, "do": "send"}
    assert browser.post(f"/files/{file}/steps/bulletin.correct/", changed).status_code == 302
    given(house, file, "translate", language="en", **IN_ENGLISH | {"wording": "Third."})
    page = text_of(browser.get(f"/files/{file}/"))
    assert "outdated: checked against version 2, the original is at 3" in page
    assert "en/index.html" not in zipped(browser.get(f"/files/{file}/release.zip"))
    assert house.browser("o-stranger").get(f"/files/{file}/release.zip").status_code == 404


def from_the_other_side(house: House, file: str, language: str, words: str) -> None:
    """What another system says, whatever its own pages would have taken."""
    with house.other.active():
        version = Entry.objects.get(dossier=file, kind="bulletin.begin").name
    said = {"heading": words, "lead": words, "place": words, "wording": words}
    said_there(house, "translate", {"version": version, "language": language}, said, file)


def said_there(
    house: House, step: str, facts: dict[str, Any], content: dict[str, Any], file: str = "", *, to: Sequence[str] = ()
) -> str:  # fmt: skip
    """The file in which the other side's system says this."""
    now, by = datetime.now(UTC), By(unit=f"{VUFO}/europe", officer="o-other")
    with house.other.active():
        file = file or acts.new_dossier_id(VUFO)
        log.say([Draft(dossier=file, kind=f"bulletin.{step}", process=1, by=by, at=now, to=tuple(to),
                       parts={"facts": facts, "content": content})], now=now)  # fmt: skip
    house.exchange()
    return file


@pytest.mark.parametrize("language", ["en./../../evil", "en@../../../home/www/index", 'en." onload=x', "tlh", "..", ""])
def test_a_language_that_is_none_names_no_file_of_the_website(house: House, language: str) -> None:
    file, browser = begun(house), house.browser("o-desk")
    house.exchange()
    assert reported(house, file, "clear").status_code == 302
    from_the_other_side(house, file, language, "Elsewhere")
    given(house, file, "release")
    assert set(zipped(browser.get(f"/files/{file}/release.zip"))) == {"vi/index.html"}
    assert browser.get(f"/files/{file}/").status_code == 200


def test_what_the_other_side_gives_is_released_once_it_was_checked_here(house: House) -> None:
    file, browser = begun(house), house.browser("o-desk")
    house.exchange()
    from_the_other_side(house, file, "en", "Unchecked")
    assert reported(house, file, "clear").status_code == 302
    given(house, file, "release")
    assert set(zipped(browser.get(f"/files/{file}/release.zip"))) == {"vi/index.html"}
    left_out = "this text was not checked here"
    assert left_out in text_of(browser.get(f"/files/{file}/"))
    given(house, file, "check", language="en")
    assert left_out not in text_of(browser.get(f"/files/{file}/"))
    assert b"Unchecked" in zipped(browser.get(f"/files/{file}/release.zip"))["en/index.html"]
    from_the_other_side(house, file, "en", "Put in its place")
    released = zipped(browser.get(f"/files/{file}/release.zip"))["en/index.html"]
    assert b"Unchecked" in released and b"Put in its place" not in released
    assert left_out in text_of(browser.get(f"/files/{file}/"))


def test_no_language_takes_the_place_of_the_original_that_was_cleared(house: House) -> None:
    file, browser = begun(house), house.browser("o-desk")
    house.exchange()
    assert reported(house, file, "clear").status_code == 302
    from_the_other_side(house, file, "vi", "Chưa ai thông qua.")
    way = browser.get(f"/files/{file}/steps/bulletin.translate/", follow=True).wsgi_request.get_full_path()
    twice = {"language": "vi", **IN_ENGLISH, "wording": "Chưa ai thông qua.", "do": "send"}
    answer = browser.post(way, twice)
    assert answer.status_code == 422 and "This is the language of the original" in text_of(answer)
    assert "Chưa ai thông qua." in answer.content.decode()
    given(house, file, "release")
    made = zipped(browser.get(f"/files/{file}/release.zip"))
    page = made["vi/index.html"].decode()
    assert set(made) == {"vi/index.html"} and "Bản một." in page and "Chưa ai thông qua." not in page


def test_an_original_in_a_language_unknown_here_is_replaced_by_no_other(house: House) -> None:
    """As another system may state it: its page is called English, and what is given in English stays out."""
    content = SAID | {"title": "A visit", "text": "Cleared."}
    facts = {"original": "tlh", "clear_by": BY, "parties": [VUFO, house.node.agency]}
    file = said_there(house, "begin", facts, content, to=[f"{house.node.agency}/protocol"])
    from_the_other_side(house, file, "en", "Not cleared")
    url = f"/files/{file}/steps/bulletin.clear/"
    browser = house.browser("o-desk")
    assert browser.post(browser.get(url, follow=True).wsgi_request.get_full_path(), {"do": "send"}).status_code == 302
    house.exchange()
    said_there(house, "release", {}, {}, file)
    made = zipped(browser.get(f"/files/{file}/release.zip"))
    assert set(made) == {"en/index.html"} and b"Cleared." in made["en/index.html"]


def given(house: House, file: str, step: str, **data: str) -> None:
    """One step of the file, about the version that the page shows."""
    browser = house.browser("o-desk")
    way = browser.get(f"/files/{file}/steps/bulletin.{step}/", follow=True).wsgi_request.get_full_path()
    answer = browser.post(way, data | {"do": "send"})
    assert answer.status_code == 302, text_of(answer)


def zipped(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200
    with ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(page: str, language: str) -> str:
    """The page with the sentences of its own in another language."""
    with translation.override("ar"):
        said = translation.gettext("Checked against version %(n)s of the original.") % {"n": 2}
    return page.replace(said, "Checked against version 2 of the original.")


def test_a_page_read_before_the_text_changed_clears_nothing(house: House) -> None:
    file, browser = begun(house), house.browser("o-desk")
    old = browser.get(f"/files/{file}/steps/bulletin.clear/?for={VUFO}", follow=True).wsgi_request.get_full_path()
    assert "version=" in old
    browser.post(f"/files/{file}/steps/bulletin.revise/", {**SAID, "text": "Bản hai.", "note": "A name", "do": "send"})
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
    changed = {**SAID, "text": "Bản hai.", "note": "A name", "do": "send"}
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
    changed = {**SAID, "text": "Bản hai.", "note": "A name", "do": "send"}
    assert house.browser("o-desk").post(f"/files/{file}/steps/bulletin.revise/", changed).status_code == 302
    with house.node.active():
        stale = replies.form_for(row, VUFO, {"what": clear, "text": ""})
        assert not stale.is_valid() and "what" in stale.errors
        now = next(key for key in replies.form_for(row, VUFO).known if key.startswith("bulletin.clear:"))
        form = replies.form_for(row, VUFO, {"what": now, "text": "Agreed."})
        assert now != clear and form.is_valid(), form.errors
        replies.record(form, row, made.link, token="", at=datetime.now(UTC))
    assert "Release it" in text_of(house.browser("o-desk").get(f"/files/{file}/"))
