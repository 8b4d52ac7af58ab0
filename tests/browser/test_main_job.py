"""The main job as officers do it: two agencies, one browser, English and Arabic; nothing that axe objects to."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Sample
from tests.commands import servanda

pytestmark = pytest.mark.slow

INSIDERS = ("act", "acts", "fold", "lane", "digest", "hash", "feed", "node")


@pytest.mark.mission("S2")
@pytest.mark.mission("S70")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_visit_is_announced_cleared_prepared_and_proved(
    sample: Sample, context: BrowserContext, language: str, tmp_path: Path
) -> None:
    here, there = context.new_page(), context.new_page()
    title = f"Cultural delegation {language} " + "وفد ثقافي" * (language == "ar")

    sample.enter(here, sample.ministry, "o-prot-desk", language=language)
    announce(here, title)
    look(here, language)

    sample.enter(here, sample.ministry, "o-prot-head", language=language)
    here.goto(f"{sample.ministry}/desk/?tab=clear")
    look(here, language)
    row = here.locator("main li, main tr, main article").filter(has_text=title).last
    row.locator("a[href^='/prepared/']").first.click()
    look(here, language)
    here.locator("button[name=do][value=approve]").click()
    here.wait_for_url("**/files/**")
    file = here.url.split("/files/")[1].split("/")[0:2]
    path = f"/files/{'/'.join(file)}/"

    sample.enter(there, sample.union, "o-eur-desk", language=language)
    arrives(there, sample.union + path)
    expect(there.locator("h1")).to_contain_text(title)
    look(there, language)

    sample.enter(there, sample.union, "o-clerk", language=language)
    there.goto(f"{sample.union}{path}assign/")
    look(there, language)
    there.locator("select[name=unit]").select_option("vufo.org.vn/europe")
    there.locator("main form button:not([name=language])").last.click()
    there.wait_for_load_state()

    sample.enter(here, sample.ministry, "o-prot-desk", language=language)
    here.goto(f"{sample.ministry}{path}steps/visit.ask_preparation/")
    here.locator("textarea[name=preparation]").fill(f"A hall for {title}")
    here.locator("button[name=do]").first.click()
    here.wait_for_url(f"**{path}**")
    sample.enter(here, sample.ministry, "o-prot-head", language=language)
    here.goto(f"{sample.ministry}/desk/?tab=clear")
    here.locator("main li, main tr, main article").filter(has_text=title).last.locator(
        "a[href^='/prepared/']"
    ).first.click()
    here.locator("button[name=do][value=approve]").click()
    here.wait_for_url("**/files/**")

    sample.enter(there, sample.union, "o-eur-desk", language=language)
    promise = "main a[href*='commitment.promise']"
    arrives(there, sample.union + path, wanted=promise)
    say(there, promise)
    arrives(there, sample.union + path, wanted="main a[href*='commitment.deliver']")
    say(there, "main a[href*='commitment.deliver']", text="The hall is ready.")

    sample.enter(here, sample.ministry, "o-prot-desk", language=language)
    accept = "main a[href*='commitment.accept']"
    arrives(here, sample.ministry + path, wanted=accept)
    say(here, accept)
    arrives(here, sample.ministry + path, gone=accept)
    look(here, language)

    proves(here, sample, path, tmp_path)
    for node in ("mofa", "vufo"):
        settles(sample, node, "/".join(file))
    assert len({digest(sample, node, "/".join(file)) for node in ("mofa", "vufo")}) == 1


def announce(page: Page, title: str) -> None:
    page.locator("nav a[href='/new/']").click()
    page.locator("a[href='/new/visit/']").click()
    page.locator("input[name=title]").fill(title)
    page.locator("select[name=direction]").select_option("incoming")
    page.locator("select[name=level]").select_option("official")
    page.locator("select[name=partner]").select_option("FR")
    page.locator("input[name=start_on]").fill((date.today() + timedelta(days=40)).isoformat())
    page.locator("select[name=to-unit]").select_option("vufo.org.vn/europe")
    page.locator("button[name=do]").first.click()
    # Another visit of the same partner on that day is asked about once.
    asked, sent = page.locator("#clashes-title"), page.locator("h1").filter(has_text=title)
    expect(asked.or_(sent).first).to_be_visible(timeout=20_000)
    if "/files/" not in page.url:
        page.locator("button[name=do]").first.click()
    page.wait_for_url("**/files/**")


def say(page: Page, link: str, *, text: str = "") -> None:
    page.locator(link).first.click()
    if text:
        page.locator("main textarea[name=text]").first.fill(text)
    page.locator("main button[name=do]").first.click()
    page.wait_for_url("**/files/**")


def arrives(page: Page, url: str, *, wanted: str = "h1", gone: str = "") -> None:
    """Open the page again until what is wanted is there: what was held leaves, and the exchange brings it."""
    for _ in range(60):
        answer = page.goto(url)
        if answer and answer.status == 200:
            if gone and page.locator(gone).count() == 0:
                return
            if not gone and page.locator(wanted).count():
                return
        page.wait_for_timeout(500)
    raise AssertionError(f"{wanted or gone} at {url}")


def look(page: Page, language: str) -> None:
    """What every page must be: in its language and direction, free of insiders' words, accessible, not too wide."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    words = set(re.findall(r"[a-z]+", page.locator("body").inner_text().lower()))
    assert not words & set(INSIDERS), page.url
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways at 360 px"
    page.set_viewport_size({"width": 1280, "height": 900})


def proves(page: Page, sample: Sample, path: str, folder: Path) -> None:
    with page.expect_download() as download:
        page.evaluate("url => { const a = document.createElement('a'); a.href = url; a.click() }", f"{path}proof/")
    proof = folder / "proof.json"
    download.value.save_as(proof)
    assert servanda("verify", proof).status == 0
    raw = bytearray(proof.read_bytes())
    place = raw.index(b"eyJ", len(raw) // 2) + 300
    raw[place] = ord("A") if raw[place] != ord("A") else ord("B")
    changed = folder / "changed.json"
    changed.write_bytes(raw)
    assert servanda("verify", changed).status == 1


def digest(sample: Sample, node: str, dossier: str) -> str:
    done = servanda("digest", "--home", sample.folder / node, dossier)
    assert done.status == 0, done
    return done.out


def settles(sample: Sample, node: str, dossier: str) -> None:
    """Wait until the file's value stands still on a node."""
    import time

    for _ in range(30):
        before = digest(sample, node, dossier)
        time.sleep(0.3)
        if digest(sample, node, dossier) == before:
            return
