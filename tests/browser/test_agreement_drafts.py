"""An agreement from a Word file to a duty that was tried, in a real browser; nothing that axe objects to."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Sample
from tests.browser.test_main_job import look
from tests.imports import word

pytestmark = pytest.mark.slow


@pytest.mark.mission("S45", "S46")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_word_file_is_looked_through_edited_and_its_duty_tried(
    sample: Sample, context: BrowserContext, language: str, tmp_path: Path
) -> None:
    page = context.new_page()
    (tmp_path / "two.docx").write_bytes(word.two_columns())
    sample.enter(page, sample.ministry, "o-prot-desk", language=language)
    page.goto(f"{sample.ministry}/agreements/drafts/new/")
    look(page, language)
    page.set_input_files("input[type=file]", tmp_path / "two.docx")
    page.locator("button[value=read]").click()
    page.wait_for_url("**/review/")
    look(page, language)
    page.locator("button[value=continue]").click()
    editor = page.url
    look(page, language)

    # What was typed and saved is not offered again as a draft of this device.
    page.goto(f"{editor}articles/a2/")
    page.fill("input[name=head-en]", "Early notice of visits")
    page.locator("main button[value=save]").click()
    page.wait_for_url(f"{editor}#a2")
    page.goto(f"{editor}articles/a2/")
    expect(page.locator("input[name=head-en]")).to_have_value("Early notice of visits")
    expect(page.locator("[data-draft-told]")).to_be_hidden()
    look(page, language)

    # Another step brings its own choices without losing the rest; a trial changes only its own part of the page.
    page.goto(f"{editor}articles/a2/duties/new/")
    page.fill("input[name=by_n]", "15")
    page.select_option("select[name=opens]", "request.ask")
    expect(page.locator("input[name=where-about]").first).to_be_visible()
    expect(page.locator("input[name=by_n]")).to_have_value("15")
    page.select_option("select[name=opens]", "visit.announce")
    page.check("input[name=where-level][value=official]")
    page.select_option("select[name=by_side]", "before")
    page.select_option("select[name=by_fact]", "start_on")
    page.locator("main button[value=try]").click()
    expect(page.locator("#duty-preview strong")).to_be_visible()
    look(page, language)
    page.locator("#duty-preview summary").first.click()
    page.locator("#duty-preview details a").first.click()
    page.wait_for_url("**/files/**")


def test_the_editor_works_at_the_width_of_a_telephone(sample: Sample, context: BrowserContext, tmp_path: Path) -> None:
    page = context.new_page()
    (tmp_path / "vi.docx").write_bytes(word.vietnamese())
    sample.enter(page, sample.ministry, "o-prot-desk", language="ar")
    page.goto(f"{sample.ministry}/agreements/drafts/new/")
    page.set_input_files("input[type=file]", tmp_path / "vi.docx")
    page.locator("button[value=read]").click()
    page.wait_for_url("**/review/")
    draft = page.url.removesuffix("review/")
    page.set_viewport_size({"width": 320, "height": 640})
    rests = ("", "review/", "review/a1/", "data/", "calendar/", "articles/a1/", "articles/a1/duties/new/", "propose/")
    for rest in rests:
        page.goto(draft + rest)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, rest
