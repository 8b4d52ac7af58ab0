"""The first days of an office in the browser, on a node made with `init`: lists, a plan, a regulation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page

from tests.nodes.offices import Office, free_port, stop

pytestmark = [pytest.mark.slow, pytest.mark.long_run]
PASSWORD, OTHER = "a-long-enough-password", "friends.example"


@dataclass(frozen=True)
class Words:
    """What one office writes: its sheets, its regulation, and how its pages call two things."""

    zone: str
    country: str
    units: list[list[Any]]
    people: list[list[Any]]
    partners: list[list[Any]]
    plan: list[list[Any]]
    past: list[list[Any]]
    text: list[str]


WORDS = {
    "vi": Words(
        "Asia/Ho_Chi_Minh", "VN",
        [["DANH SÁCH"], ["TT", "Tên phòng, đơn vị", "Trực thuộc", "Loại hình"], [1, "Lãnh đạo Sở", None, "Lãnh đạo"],
         [2, "Văn phòng Sở ", "Lãnh đạo sở", "Văn phòng"], [], [3, "Trung tâm Hợp tác", "Lãnh đạo Sở", "Trung tâm"]],
        [["STT", "Họ và tên", "Chức danh", "Phòng, ban", "Vai trò", "Email"],
         [1, "Hoa", "Chuyên viên", "Trung tâm Hợp tác", "Chuyên viên", "hoa@dongson.example "],
         [2, "Bình", "Giám đốc", "Trung tâm Hợp tác", "Trưởng phòng", "binh@dongson.example"],
         [3, "Trang", "Văn thư", "Văn phòng Sở", "Văn thư", "trang@dongson.example"]],
        [["Tên đối tác", "Loại", "Quốc gia"], ["Pháp", "quốc gia", "CH Pháp"],
         ["Cây Xanh", "phi chính phủ nước ngoài", "CHLB Đức"]],
        [["KẾ HOẠCH NĂM 2031"], ["TT", "Nội dung hoạt động", "Thời gian", "Đối tác", "Kinh phí (triệu đồng)"],
         [1, "Tuần phim", "15/3", "Pháp", "12,5"], [2, "Tổng kết", "cuối năm", None, 5],
         [None, "Tổng cộng", None, None, "=SUM(E3:E4)"]],
        [["Tên đoàn", "Ngày nhận thông báo", "Ngày bắt đầu", "Nước"], ["Đoàn Pháp", "24/2/2025", "10/3/2025", "Pháp"]],
        ["QUY CHẾ PHỐI HỢP", "Điều 1. Phạm vi", "Hai bên phối hợp.", "Điều 2. Báo tin", "Báo trước 10 ngày làm việc.",
         "Điều 3. Chuẩn bị", "Chuẩn bị trong 5 ngày làm việc."],
    ),
    "ar": Words(
        "Asia/Riyadh", "SA",
        [["قائمة الوحدات"], ["م", "اسم الوحدة", "الوحدة الأعلى", "النوع"], [1, "القيادة", None, "قيادة"],
         [2, "المكتب ", "القيادة", "مكتب"], [], [3, "مركز التعاون", "القيادة", "مركز"]],
        [["م", "الاسم", "المسمى الوظيفي", "الوحدة", "الدور", "البريد الإلكتروني"],
         [1, "هدى", "موظف مختص", "مركز التعاون", "موظف", "hoa@dongson.example "],
         [2, "بدر", "مدير", "مركز التعاون", "رئيس الوحدة", "binh@dongson.example"],
         [3, "طارق", "موظف السجل", "المكتب", "موظف السجل", "trang@dongson.example"]],
        [["اسم الشريك", "النوع", "الدولة"], ["فرنسا", "دولة", "فرنسا"], ["الشجرة", "منظمة غير حكومية", "ألمانيا"]],
        [["الخطة السنوية 2031"], ["م", "النشاط", "التاريخ", "الشريك", "الميزانية"],
         [1, "أسبوع السينما", "15/3", "فرنسا", 12], [2, "الختام", "نهاية العام", None, 5],
         [None, "المجموع", None, None, "=SUM(E3:E4)"]],
        [["الوفد", "تاريخ الإشعار", "تاريخ البدء", "الدولة"], ["وفد فرنسا", "24/2/2025", "10/3/2025", "فرنسا"]],
        ["لائحة التنسيق", "المادة 1. النطاق", "يتعاون الطرفان.", "المادة 2. الإشعار", "قبل عشرة أيام عمل.",
         "المادة 3. التحضير", "خلال خمسة أيام عمل."],
    ),
}  # fmt: skip


@pytest.fixture(params=["vi", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(tmp_path: Path, language: str) -> Iterator[Office]:
    port = free_port()
    made = Office(
        "dongson.example", tmp_path / "office", port, client=httpx.Client(base_url=f"http://127.0.0.1:{port}")
    )
    made.run("init", "--agency", made.agency, "--name", f"{language}=Dong Son", "--languages", f"{language},en",
             "--zone", WORDS[language].zone, "--address", f"http://127.0.0.1:{port}")  # fmt: skip
    settings = made.home / "node.toml"
    settings.write_text("undo_seconds = 0\n" + settings.read_text("utf-8"), "utf-8")
    try:
        made.start()
        yield made
    finally:
        stop(made)


@pytest.fixture
def enter(office: Office, language: str, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """enter(officer) -> a page on which this officer chose a password by the link."""
    contexts = []

    def one(officer: str) -> Page:
        context = chromium.new_context(base_url=f"http://127.0.0.1:{office.port}", locale=language)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(office.run("entrance", "--officer", officer).split()[-1])
        for field in page.locator("main input[type=password]").all():
            field.fill(PASSWORD)
        send(page, "main form button")
        return page

    yield one
    for context in contexts:
        context.close()


def send(page: Page, button: str) -> None:
    """Press it, and wait for what its form led to, whether the page was left or a part of it swapped."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(button).last.click()
    page.wait_for_load_state("networkidle")


def sheet(folder: Path, name: str, rows: list[list[Any]]) -> str:
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    made.save(folder / f"{name}.xlsx")
    return str(folder / f"{name}.xlsx")


def bring_in(page: Page, file: str, what: str) -> None:
    """A plan or a list of before, with a year said in passing that is not the sheet's."""
    page.goto("/bring-in/")
    page.check(f"[name=what][value={what}]")
    page.set_input_files("main [name=file]", file)
    page.fill("[name=year]", "2029")
    page.fill("[name=currency]", "VND")
    send(page, "main form.card button")
    send(page, "button[name=do][value=review]")
    assert not page.locator("main [role=alert]").count(), page.locator("main").inner_text()


def add_duty(page: Page, draft: str, article: str, **chosen: str) -> None:
    page.goto(f"{draft}articles/{article}/duties/new/")
    page.select_option("[name=opens]", "visit.announce")
    send(page, "button[value=show]")
    page.fill("[name=by_n]", chosen.pop("by_n"))
    for name, value in chosen.items():
        page.select_option(f"[name={name}]", value)
    send(page, "button[value=try]")
    send(page, "button[value=save]")


def test_from_lists_and_a_word_file_to_an_agreement_in_force(
    office: Office, enter: Callable[[str], Page], language: str, tmp_path: Path
) -> None:
    words = WORDS[language]
    admin = enter("administrator")
    for what, rows in (("units", words.units), ("people", words.people), ("partners", words.partners)):
        admin.goto(f"/set-up/{what}/")
        admin.set_input_files("main [name=file]", sheet(tmp_path, what, rows))
        send(admin, "main form button")
        send(admin, "button[name=do][value=review]")
        assert not admin.locator("main [role=alert]").count(), admin.locator("main").inner_text()
        send(admin, "main form button.primary")
    admin.goto("/connections/without/add/")
    for name, value in (("code", OTHER), (f"name_{language}", "Friends"), ("name_en", "Friends")):
        admin.fill(f"[name={name}]", value)
    send(admin, "main form button")

    desk = enter("hoa")
    assert desk.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    bring_in(desk, sheet(tmp_path, "plan", words.plan), "plan")
    assert "2031" in desk.locator("main").inner_text() and "2029" not in desk.locator("main").inner_text()
    desk.goto("/bring-in/")
    bring_in(desk, sheet(tmp_path, "past", words.past), "past-visit")
    send(desk, "main form button")

    clerk = enter("trang")
    written = docx.Document()
    for line in words.text:
        written.add_paragraph(line)
    written.save(str(tmp_path / "regulation.docx"))
    clerk.goto("/agreements/drafts/new/")
    clerk.set_input_files("main [name=file]", str(tmp_path / "regulation.docx"))
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
        clerk.goto(f"/agreements/{agreement}sign/{whose}")
        for name, value in (("number", "1"), ("signed_on", "2026-01-01"), ("signatory", "Head")):
            clerk.fill(f"[name={name}]", value)
        send(clerk, "main form button")
    clerk.goto(f"/agreements/{agreement}")
    assert not clerk.locator("main a[href*='/sign/']").count(), "it is in force"
