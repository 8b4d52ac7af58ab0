"""The main job as officers do it: two agencies, one browser, English and Arabic; nothing that axe objects to."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Sample
from tests.commands import servanda

pytestmark = pytest.mark.slow

INSIDERS = ("act", "acts", "fold", "lane", "digest", "hash", "feed", "node")


# Clicks and choices in pages that one visit takes from the announcement to the proof, by five people.
CLICKS = 24


@dataclass
class Clicks:
    """Counts what is clicked and chosen; what is typed is not."""

    n: int = 0

    def on(self, target: Locator) -> None:
        self.n += 1
        target.click()

    def choose(self, target: Locator, value: str) -> None:
        self.n += 1
        target.select_option(value)


@pytest.mark.mission("S2")
@pytest.mark.mission("S70")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_visit_is_announced_cleared_prepared_and_proved(
    sample: Sample, context: BrowserContext, language: str, tmp_path: Path
) -> None:
    here, there, clicks = context.new_page(), context.new_page(), Clicks()
    title = f"Cultural delegation {language} " + "وفد ثقافي" * (language == "ar")
    line = f"main li.row:has-text('{title}')"

    sample.enter(here, sample.ministry, "o-prot-desk", language=language)
    announce(here, title, clicks, start=date.today() + timedelta(days=40 if language == "en" else 47))
    look(here, language)
    approve(here, sample, line, clicks, language=language)
    expect(here.locator("main .entry.leaving, main .entry .receipt").first).to_be_visible()
    path = "/files/" + "/".join(here.url.split("/files/")[1].split("/")[:2]) + "/"

    sample.enter(there, sample.union, "o-clerk", language=language)
    arrives(there, f"{sample.union}/desk/?tab=inbox", wanted=line)
    expect(there.locator(line).locator("a[href*='#article-5.1']")).to_be_visible()
    look(there, language)
    there.goto(f"{sample.union}/desk/")
    clicks.on(there.locator(".tabs a[href$='tab=inbox']"))
    clicks.on(there.locator(line).locator("form button"))
    there.wait_for_url(f"**{path}")
    look(there, language)

    sample.enter(here, sample.ministry, "o-prot-desk", language=language)
    clicks.on(here.locator("nav a[href='/files/']"))
    clicks.on(here.locator(f"main a[href='{path}']").first)
    clicks.on(here.locator("main a[href*='/steps/visit.ask_preparation/']").first)
    here.locator("textarea[name=preparation]").fill(f"A hall for {title}")
    clicks.on(here.locator("main button[name=do]").first)
    here.wait_for_url(f"**{path}**")
    approve(here, sample, line, clicks)

    sample.enter(there, sample.union, "o-eur-desk", language=language)
    arrives(there, f"{sample.union}/desk/?tab=to_do", wanted=line)
    clicks.on(there.locator(line).locator("form button"))
    there.wait_for_url(f"**{path}**")
    expect(there.locator(".next form[action*='commitment.promise']")).to_have_count(0)
    arrives(there, sample.union + path, gone="main .entry.leaving")
    clicks.on(there.locator(".next a.primary[href*='commitment.deliver']"))
    there.locator("main textarea[name=text]").first.fill("The hall is ready.")
    clicks.on(there.locator("main button[name=do]").first)
    there.wait_for_url(f"**{path}**")

    sample.enter(here, sample.ministry, "o-prot-desk", language=language)
    accept = "main a[href*='commitment.accept']"
    arrives(here, f"{sample.ministry}/desk/?tab=to_do", wanted=f"{line} a[href*='commitment.accept']")
    clicks.on(here.locator(line).locator("a[href*='/files/']").first)
    expect(here.locator(".next .handed")).to_contain_text("The hall is ready.")
    look(here, language)
    clicks.on(here.locator(".next form[action*='commitment.accept'] button"))
    arrives(here, sample.ministry + path, gone=f"{accept}, main .entry.leaving")
    look(here, language)

    proves(here, path, tmp_path, clicks)
    assert clicks.n == CLICKS
    dossier = path.removeprefix("/files/").rstrip("/")
    for node in ("mofa", "vufo"):
        settles(sample, node, dossier)
    assert len({digest(sample, node, dossier) for node in ("mofa", "vufo")}) == 1


def announce(page: Page, title: str, clicks: Clicks, *, start: date) -> None:
    """The unit is chosen by rule already; who will see it, and the article that counts, are told at once."""
    clicks.on(page.locator("nav a[href='/new/']"))
    clicks.on(page.locator("a[href='/new/visit/']"))
    page.locator("input[name=title]").fill(title)
    clicks.choose(page.locator("select[name=direction]"), "incoming")
    clicks.choose(page.locator("select[name=level]"), "official")
    clicks.choose(page.locator("select[name=partner]"), "FR")
    page.locator("input[name=start_on]").fill(start.isoformat())
    page.locator("input[name=start_on]").press("Tab")
    expect(page.locator("#before a[href*='#article-5.1']")).to_be_visible()
    expect(page.locator("#before .seen li")).to_have_count(2)
    clicks.on(page.locator("button[name=do]").first)
    # Another visit of the same partner on that day is asked about once.
    asked, sent = page.locator("#clashes-title"), page.locator("h1").filter(has_text=title)
    expect(asked.or_(sent).first).to_be_visible(timeout=20_000)
    if "/files/" not in page.url:
        page.locator("button[name=do]").first.click()
    page.wait_for_url("**/files/**")


def approve(page: Page, sample: Sample, line: str, clicks: Clicks, *, language: str = "") -> None:
    sample.enter(page, sample.ministry, "o-prot-head", language=language or "en")
    clicks.on(page.locator(".tabs a[href$='tab=clear']"))
    if language:
        look(page, language)
    clicks.on(page.locator(line).locator("a[href^='/prepared/']").first)
    if language:
        look(page, language)
    clicks.on(page.locator("button[name=do][value=approve]"))
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


def proves(page: Page, path: str, folder: Path, clicks: Clicks) -> None:
    with page.expect_download() as download:
        clicks.on(page.locator(f"main a[href='{path}proof/']").first)
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
