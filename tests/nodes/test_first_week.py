"""The first fortnight of an office in the browser, on nodes made with `init`, in Vietnamese and in Arabic."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page

from tests.nodes.first_week import (
    OTHER,
    WORDS,
    People,
    add_duty,
    announce,
    bring_in,
    fill_and_send,
    found,
    guest_link,
    link,
    record,
    send,
    sheet,
)
from tests.nodes.offices import wait
from tests.office.post import PostOffice, mail_server

pytestmark = [pytest.mark.slow, pytest.mark.long_run]
VISITS = 14


@pytest.fixture(params=["vi", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with mail_server() as office:
        yield office


@pytest.fixture
def people(tmp_path: Path, language: str, chromium: Browser) -> Iterator[People]:
    made = found(tmp_path, "dongson.example", "Dong Son", language, chromium)
    try:
        yield made
    finally:
        made.leave()


@pytest.fixture
def friends(tmp_path: Path, language: str, chromium: Browser) -> Iterator[People]:
    """The other side: it installs in the second week only."""
    made = found(tmp_path, OTHER, "Friends", language, chromium)
    clerk = tmp_path / "friends.csv"
    clerk.write_text(f"officer,unit,role,language,email,title_en\nmai,office,clerk,{language},,Clerk\n", "utf-8")
    made.office.run("people", "import", str(clerk))
    try:
        yield made
    finally:
        made.leave()


def test_two_weeks_of_an_office_and_of_the_one_it_works_with(
    people: People, friends: People, post: PostOffice, language: str, tmp_path: Path
) -> None:
    admin = people.enter("administrator")
    monday(admin, language, tmp_path)
    mail_is_set(admin, post)
    desk = people.enter("hoa")
    assert desk.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    lists_of_the_office(desk, language, tmp_path)
    clerk = people.enter("trang")
    agreement = tuesday(clerk, language, tmp_path)
    head = people.enter("binh")
    file = wednesday(desk, head, people)
    thursday(admin, desk, head, file)
    friday(head, agreement)

    theirs = friends.enter("administrator")
    for told in recorded_by_hand(admin, desk):
        assert told
    link(admin, theirs)
    link(theirs, admin)
    mai = friends.enter("mai")
    thirty_confirmed(mai)
    equal_figures(people, friends, head, mai, agreement)
    urgent_letter(mai, post)


def monday(admin: Page, language: str, folder: Path) -> None:
    """Units, people and partners from sheets; the other side entered as one that answers by letter; one look."""
    words = WORDS[language]
    for what, rows in (("units", words.units), ("people", words.people), ("partners", words.partners)):
        admin.goto(f"/set-up/{what}/")
        admin.set_input_files("main [name=file]", sheet(folder, what, rows))
        send(admin, "main form button")
        send(admin, "button[name=do][value=review]")
        assert not admin.locator("main [role=alert]").count(), admin.locator("main").inner_text()
        send(admin, "main form button.primary")
    names = {f"name_{language}": "Friends", "name_en": "Friends"}
    fill_and_send(admin, "/connections/without/add/", code=OTHER, **names)
    looks(admin, "1")


def mail_is_set(admin: Page, post: PostOffice) -> None:
    admin.goto("/set-up/mail/")
    admin.select_option("[name=security]", "none")
    for name, value in (("host", "127.0.0.1"), ("port", f"{post.port}"), ("address", "servanda@dongson.example")):
        admin.fill(f"[name={name}]", value)
    send(admin, "button[value=save]")
    admin.fill("[name=to]", "admin@dongson.example")
    send(admin, "button[value=try]")
    assert [to for _sender, to, _mail in post.mails] == ["admin@dongson.example"], admin.locator("main").inner_text()


def looks(admin: Page, count: str) -> None:
    admin.goto("/set-up/clearing/")
    admin.select_option("[name=kind_visit]", count)
    send(admin, "main form button")


def lists_of_the_office(desk: Page, language: str, folder: Path) -> None:
    words = WORDS[language]
    bring_in(desk, sheet(folder, "plan", words.plan), "plan")
    assert "2031" in desk.locator("main").inner_text() and "2029" not in desk.locator("main").inner_text()
    bring_in(desk, sheet(folder, "past", words.past), "past-visit")
    send(desk, "main form button")


def tuesday(clerk: Page, language: str, folder: Path) -> str:
    """A regulation from a Word file, two duties, signed by both on paper; returns what its address ends with."""
    words = WORDS[language]
    written = docx.Document()
    for line in words.text:
        written.add_paragraph(line)
    written.save(str(folder / "regulation.docx"))
    clerk.goto("/agreements/drafts/new/")
    clerk.set_input_files("main [name=file]", str(folder / "regulation.docx"))
    send(clerk, "button[value=read]")
    assert clerk.locator("[name^=id-a]").count() == 3
    send(clerk, "button[value=continue]")
    draft = clerk.url
    clerk.goto(f"{draft}data/")
    clerk.fill("[name=in_force_on]", "2026-01-01")
    clerk.check("[name=parties]")
    send(clerk, "main button.primary")
    clerk.goto(f"{draft}calendar/")
    clerk.select_option("[name=country]", words.country)
    send(clerk, "button[value=propose]")
    send(clerk, "button[value=save]")
    add_duty(clerk, draft, "a2", by_n="10", debtor="owner", creditor="counterpart", deliver="notice", by_side="before",
             by_fact="start_on")  # fmt: skip
    add_duty(clerk, draft, "a3", by_n="5", debtor="counterpart", creditor="owner", deliver="preparation",
             by_side="after", by_fact="opened")  # fmt: skip
    clerk.goto(f"{draft}propose/")
    send(clerk, "main form button")
    agreement = clerk.url.split("/", 4)[4]
    for whose in (f"?for={OTHER}", ""):
        fill_and_send(
            clerk, f"/agreements/{agreement}sign/{whose}", number="1", signed_on="2026-01-01", signatory="Head"
        )
    clerk.goto(f"/agreements/{agreement}")
    assert not clerk.locator("main a[href*='/sign/']").count(), "it is in force"
    return agreement


def wednesday(desk: Page, head: Page, people: People) -> str:
    """A notice cleared by the head, out as a letter on paper, answered by a guest; returns the file's address."""
    announce(desk, "Occitanie", partner=1)
    head.goto("/desk/")
    head.locator("main a[href*='/prepared/']").first.click()
    send(head, "button[value=approve]")
    assert "/files/" in head.url
    file = head.url
    desk.goto(file)
    desk.locator("main a[href*='/new/letter/']").first.click()
    desk.wait_for_load_state()
    assert "Occitanie" in desk.input_value("[name=title]") + desk.input_value("[name=text]")
    desk.fill("[name=title]", "Occitanie: letter")
    desk.fill("[name=number]", "12/CV")
    desk.fill("[name=dated_on]", date.today().isoformat())
    desk.fill("[name=signer]", "Binh")
    for _press in range(2):
        if "/new/" in desk.url:
            send(desk, "main button[name=do]")
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        paper = desk.request.get(
            str(desk.locator(f"main a[href*='/letters/'][href$='/{form}/']").get_attribute("href"))
        )
        assert paper.body().startswith(begins)
    address, code = guest_link(desk, file, "Mai")
    guest = people.window()
    fill_and_send(guest, address, "button[value=code]", code=code)
    guest.check("[name=what][value^='commitment.deliver:']")
    guest.fill("[name=text]", "Friends have prepared it")
    send(guest, "button[value=reply]")
    wait(lambda: "Friends have prepared it" in text_at(desk, file))
    return file


def thursday(admin: Page, desk: Page, head: Page, file: str) -> None:
    """Hoa is away; who sits in for her finds and does what is hers."""
    admin.goto("/people/hoa/leave/")
    admin.fill("[name=first]", (date.today() - timedelta(1)).isoformat())
    admin.fill("[name=last]", (date.today() + timedelta(2)).isoformat())
    admin.select_option("[name=substitute]", "binh")
    send(admin, "main form button")
    head.goto(file)
    head.locator("main a[href*='commitment.accept']").first.click()
    head.wait_for_load_state()
    send(head, "main button[name=do]")
    assert "/steps/" not in head.url, head.locator("main").inner_text()
    assert not desk.goto("/desk/").status >= 400  # type: ignore[union-attr]


def friday(head: Page, agreement: str) -> None:
    """One page with this month beside what was before, on screen and on paper; each figure leads to its list."""
    shown = text_at(head, f"/agreements/{agreement}brief/")
    assert "QUY" in shown or "لائحة" in shown
    assert head.locator("main table td a").count() > 0
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert head.request.get(f"/agreements/{agreement}brief/{form}/").body().startswith(begins)
    head.goto(f"/agreements/{agreement}implementation/")
    assert head.locator("main svg").count() >= 2, "lead times now, and beside those of the list of before"


def recorded_by_hand(admin: Page, desk: Page) -> Iterator[bool]:
    """More visits, and what the other side said of each by telephone."""
    looks(admin, "0")
    for n in range(VISITS):
        file = announce(desk, f"Delegation {n}")
        record(desk, file, "commitment.promise", f"Telephone {n}")
        record(desk, file, "commitment.deliver", f"Letter {n}")
        yield f"Letter {n}" in text_at(desk, file)


def thirty_confirmed(mai: Page) -> None:
    """What was written in their name: the signature, the guest's answer, and two words on each visit."""
    wait(
        lambda: mai.goto("/reported/") is not None and mai.locator("[name=acts]").count() == 2 * VISITS + 2, seconds=90
    )
    for _round in range(3):
        mai.goto("/reported/")
        if mai.locator("[name=acts]").count():
            send(mai, "button[value=confirm-all]")
    mai.goto("/reported/")
    assert not mai.locator("[name=acts]").count(), mai.locator("main").inner_text()


def equal_figures(people: People, friends: People, head: Page, mai: Page, agreement: str) -> None:
    """Every figure of the implementation, article by article, is the same on both nodes."""

    def rows(page: Page) -> list[str]:
        page.goto(f"/agreements/{agreement}implementation/")
        return page.locator("main table").first.locator("tbody td").all_inner_texts()

    wait(lambda: rows(head) == rows(mai) != [], seconds=60)
    assert any(f"{VISITS + 1}" in cell for cell in rows(mai)), rows(mai)
    file = agreement.rstrip("/")
    wait(lambda: people.office.digest(file) == friends.office.digest(file))


def urgent_letter(mai: Page, post: PostOffice) -> None:
    """A letter that cannot wait reaches those of the unit who are there by mail, whatever the hour."""
    mai.goto("/new/letter/")
    for name, value in (("title", "Tonight"), ("number", "3"), ("dated_on", date.today().isoformat())):
        mai.fill(f"[name={name}]", value)
    mai.select_option("[name=urgency]", "at_once")
    mai.select_option("[name=to-unit]", index=mai.locator("[name=to-unit] option").count() - 1)
    for _press in range(2):
        if "/new/" in mai.url:
            send(mai, "main button[name=do]")

    def told() -> set[str]:
        return {to for _sender, to, mail in post.mails if "Tonight" in mail["Subject"] + mail.get_content()}

    wait(lambda: "binh@dongson.example" in told(), seconds=60)


def text_at(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_text()
