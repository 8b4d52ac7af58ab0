"""What an office of a province writes in its first week, in two languages, and how it works its pages in a browser."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from openpyxl import Workbook
from playwright.sync_api import Browser, BrowserContext, Page

from tests.nodes.offices import Office, free_port, stop

OTHER, PASSWORD = "friends.example", "a-long-enough-password"


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


@dataclass
class People:
    """The officers of one agency, each in a browser of their own."""

    office: Office
    language: str
    chromium: Browser
    open: list[BrowserContext]

    def enter(self, officer: str) -> Page:
        """The page of an officer who chose a password by the link that the command line gave."""
        page = self.window()
        page.goto(self.office.run("entrance", "--officer", officer).split()[-1])
        for field in page.locator("main input[type=password]").all():
            field.fill(PASSWORD)
        send(page, "main form button")
        return page

    def window(self) -> Page:
        context = self.chromium.new_context(base_url=f"http://127.0.0.1:{self.office.port}", locale=self.language)
        self.open.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    def leave(self) -> None:
        for context in self.open:
            context.close()
        stop(self.office)


def found(folder: Path, agency: str, name: str, language: str, chromium: Browser) -> People:
    """An agency made with `init` and serving; what is sent leaves at once."""
    port = free_port()
    made = Office(agency, folder / agency, port, client=httpx.Client(base_url=f"http://127.0.0.1:{port}"))
    made.run("init", "--agency", agency, "--name", f"{language}={name}", "--languages", f"{language},en",
             "--zone", WORDS[language].zone, "--address", f"http://127.0.0.1:{port}")  # fmt: skip
    settings = made.home / "node.toml"
    settings.write_text("undo_seconds = 0\n" + settings.read_text("utf-8"), "utf-8")
    made.start()
    return People(made, language, chromium, [])


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


def announce(page: Page, title: str, *, partner: int = 0) -> str:
    """A visit in sixty days; the form is pressed until it stopped asking to look at who will see it."""
    page.goto("/new/visit/")
    page.fill("[name=title]", title)
    page.select_option("[name=direction]", "incoming")
    page.select_option("[name=level]", "official")
    page.fill("[name=start_on]", f"{date.today() + timedelta(60):%d/%m/%Y}")
    page.select_option("[name=partner]", index=partner)
    for _press in range(2):
        if "/new/" in page.url:
            send(page, "main button[name=do]")
    assert "/files/" in page.url, page.locator("main").inner_text()
    return page.url


def fill_and_send(page: Page, address: str, button: str = "main form button", **fields: str) -> None:
    page.goto(address)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    send(page, button)


def record(page: Page, file: str, kind: str, text: str) -> None:
    """What the other side said by letter or telephone, entered in its name."""
    page.goto(f"{file}report/")
    page.locator(f"main a[href*='/steps/{kind}/']").first.click()
    page.wait_for_load_state()
    page.fill("[name=text]", text)
    send(page, "main button[name=do]")
    assert "/steps/" not in page.url, page.locator("main").inner_text()


def guest_link(page: Page, file: str, person: str) -> tuple[str, str]:
    """The link and the code that the page shows once."""
    fill_and_send(page, f"{file}guest/", "main form:has([name=person]) button", person=person)
    shown = page.locator("main").inner_text()
    link, code = re.search(r"http://\S+/guest/\S+", shown), re.search(r"(?<!\d)\d{6}(?!\d)", shown)
    assert link and code, shown
    return link[0], code[0]


def link(admin: Page, other: Page) -> None:
    """Paste the other's card, see that the words are those on the other's page, and link."""
    card = other.request.get("/connections/card/").text()
    fill_and_send(admin, "/connections/add/", card=card)
    other.goto("/connections/")
    words = re.compile(r"<span>([a-z]{5})</span>")
    shown = words.findall(admin.locator("main").inner_html())
    all_of_theirs = words.findall(other.locator("main").inner_html())
    assert len(shown) == 8 and shown in [all_of_theirs[n : n + 8] for n in range(0, len(all_of_theirs), 8)]
    admin.check("[name=compared]")
    send(admin, "main form button")
