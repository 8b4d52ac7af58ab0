"""Every kind of work in the menu, brought to each of its ends by clicks, by its proper side, on empty nodes."""

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

import pytest
from playwright.sync_api import Browser, Locator, Page

from servanda.processes.declaration.base import Process
from servanda.processes.registry import processes
from tests import world  # noqa: F401  (sets Django up)
from tests.nodes.conftest import put_agreement_in_force
from tests.nodes.offices import Office, wait
from tests.nodes.routes import routes

pytestmark = pytest.mark.slow

PASSWORD = "a-long-enough-password"


@pytest.fixture
def pages(empty_offices: tuple[Office, Office], chromium: Browser) -> Iterator[dict[str, Page]]:
    """A signed-in page on each side: home and party."""
    sides = zip(("home", "party"), empty_offices, strict=True)
    made = {side: sign_in(chromium, office) for side, office in sides}
    yield made
    for page in made.values():
        page.context.close()


def sign_in(browser: Browser, office: Office) -> Page:
    """By the one-time link of an administrator, choosing a password, signing out and in again."""
    page = browser.new_context(base_url=f"http://127.0.0.1:{office.port}", locale="en-GB").new_page()
    page.set_default_timeout(20_000)
    page.goto(office.run("entrance", "--officer", "clerk").splitlines()[-1].split()[-1])
    for box in page.locator("main input[type=password]").all():
        box.fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk/**")
    return page


# Two walks of alternate kinds, so that two workers share them.
@pytest.mark.parametrize("half", [0, 1])
def test_every_kind_of_work_reaches_each_of_its_ends(
    half: int, pages: dict[str, Page], empty_offices: tuple[Office, Office]
) -> None:
    menu = [process for process in processes().values() if process.in_menu][half::2]
    assert len(menu) >= 10
    reach(pages, [process for process in menu if not process.opening.claims])
    if claims := [process for process in menu if process.opening.claims]:
        put_agreement_in_force(*empty_offices)
        reach(pages, claims)


def reach(pages: dict[str, Page], menu: list[Process]) -> None:
    for process in menu:
        ways = routes(process)
        assert set(ways) == set(process.ends), f"{process.name}: no way to {set(process.ends) - set(ways)}"
        for end, way in ways.items():
            path = open_file(pages["home"], process, end)
            for side, step in way[1:]:
                take(pages[side], process, path, step)
            arrives(pages["home"], path, str(process.states[end]))
            arrives(pages["party"], path, str(process.states[end]))


def open_file(page: Page, process: Process, end: str) -> str:
    page.goto("/new/")
    page.locator(f"main a[href$='/new/{process.name}/']").click()
    page.wait_for_url(f"**/new/{process.name}/**")
    fill(page, process)
    page.locator(f"input[name={process.title}]").fill(f"{process.name} towards {end}")
    if (boxes := page.locator("input[name=to][value='archive.example/office']")).count():
        boxes.check()
    else:
        page.locator("select[name=to-unit]").select_option("archive.example/office")
    if process.opening.asks and (only_with := process.opening.asks.only_with):
        page.locator(f"input[name={only_with}]").fill((date.today() + timedelta(days=30)).isoformat())
    send(page)
    page.wait_for_url("**/files/**")
    return page.url.split("/files/", 1)[1].split("?")[0].split("#")[0]


def take(page: Page, process: Process, path: str, step: str) -> None:
    """Click the step's own link on the file's page as soon as it is offered, fill the form, send."""
    link = f"main a[href*='/steps/{process.name}.{step}/']"
    await_page(page, path, f"/steps/{process.name}.{step}/")
    page.goto(f"/files/{path}")
    way = page.locator(link).first
    way.evaluate("link => { const fold = link.closest('details'); if (fold) fold.open = true }")
    way.click()
    page.wait_for_url("**/steps/**")
    fill(page, process)
    send(page)
    page.wait_for_url("**/files/**")


def send(page: Page) -> None:
    page.locator("main button[name=do]").first.click()
    page.wait_for_load_state()
    assert page.locator(".summary").count() == 0, page.locator(".summary").inner_text()
    if page.locator("main section[role=alert]").count():
        # It asks about something first, such as an earlier file about the same.
        page.locator("main button[name=do]").first.click()
        page.wait_for_load_state()


def fill(page: Page, process: Process) -> None:
    """Something sensible in every field that must be filled in."""
    day = date.today() + timedelta(days=30)
    past = {field.name for field in process.fields if field.has_come}
    for field in page.locator("main form :is([required], [data-asked])").all():
        name, kind = field.get_attribute("name") or "", field.get_attribute("type") or ""
        if field.evaluate("e => e.tagName") == "SELECT":
            choose(field)
        elif kind == "radio":
            if not page.locator(f"main input[name='{name}']:checked").count():
                field.check()
        elif name in ("happened_on", "dated_on", "answer_dated_on", "received_on") or name in past:
            field.fill(date.today().isoformat())
        elif kind == "date" or name.endswith("_on"):
            field.fill((day + timedelta(days=name == "end_on")).isoformat())
        elif kind == "number":
            field.fill("2")
        elif kind in ("text", "") and not field.input_value():
            field.fill("Typed by hand")


def choose(field: Locator) -> None:
    values = field.locator("option").evaluate_all("options => options.map(o => o.value).filter(Boolean)")
    if not field.input_value():
        field.select_option(values[0])


def arrives(page: Page, path: str, state: str) -> None:
    await_page(page, path, escape(state))
    page.goto(f"/files/{path}")
    assert state in page.locator("main").inner_text(), f"{path} never came to: {state}"


def await_page(page: Page, path: str, wanted: str) -> None:
    """Ask as the page would, without drawing it, until the exchange has brought what is wanted."""

    def is_there() -> bool:
        answer = page.request.get(f"/files/{path}")
        return answer.status == 200 and wanted in answer.text().partition("<main")[2]

    wait(is_there, seconds=60)
