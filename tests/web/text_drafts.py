"""A text on the table between two agencies, and short words for what officers do with it in their browsers."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.processes import reads
from tests.web.house import Browser, House, text_of
from tests.world import VUFO

BODY = "DECREE\nArticle 1. Scope\nThis decree applies to visits.\nNotice is given fifteen days before."
BEGUN = {
    "title": "Decree on visits", "form": "decree", "decider": "The Prime Minister", "body": BODY,
    "to-unit": f"{VUFO}/europe", "class": "internal",
}  # fmt: skip


@dataclass
class Draft:
    """The file, and the browsers of the keeping agency and of the other one."""

    house: House
    home: Browser
    other: Browser
    file: str = ""
    kept: dict[str, str] = field(default_factory=dict)

    def begin(self, **changes: Any) -> "Draft":
        answer = self.home.post("/new/drafting/", {**BEGUN, "do": "send", **changes})
        assert answer.status_code == 302, text_of(answer)
        self.file = answer.url.removeprefix("/files/").rstrip("/")
        self.house.exchange()
        return self

    def url(self, rest: str = "") -> str:
        return f"/files/{self.file}/{rest}"

    def page(self, rest: str = "text/", *, by: Browser | None = None) -> str:
        return text_of((by or self.home).get(self.url(rest)))

    def take(self, browser: Browser, step: str, *, status: int = 302, **data: Any) -> Any:
        """Open the step's page as a link would, keep what it brings hidden, send it."""
        page = browser.get(self.url(f"steps/drafting.{step}/"), follow=True)
        assert page.status_code == 200, text_of(page)
        where = page.request["PATH_INFO"] + ("?" + page.request["QUERY_STRING"] if page.request["QUERY_STRING"] else "")
        answer = browser.post(where, {"do": "send", **data})
        assert answer.status_code == status, text_of(answer)
        self.house.exchange()
        return answer

    def send(self, browser: Browser, rest: str, *, status: int = 302, **data: Any) -> Any:
        """The same on a page with a form of its own."""
        form = browser.get(self.url(rest)).context["form"]
        hidden = {found.name: found.value() for found in form.hidden_fields()}
        answer = browser.post(self.url(rest), {**hidden, "do": "send", **data})
        assert answer.status_code == status, text_of(answer)
        self.house.exchange()
        return answer

    def write(self, browser: Browser, body: str, *, status: int = 302, **data: Any) -> Any:
        return self.send(browser, "text/write/", status=status, **{"body": body, "note": "Shorter.", **data})

    def row(self, node: Node | None = None) -> Dossier:
        with (node or self.house.node).active():
            return Dossier.objects.get(id=self.file)

    def named(self, kind: str) -> list[str]:
        with self.house.node.active():
            rows = StoredAct.objects.filter(dossier=self.file, kind=f"drafting.{kind}", internal=False).order_by("seq")
            return [row.name for row in rows]

    def digests(self) -> set[str]:
        found = set()
        for node in (self.house.node, self.house.other):
            with node.active():
                found.add(reads.digest(self.file))
        return found


def word_file(*lines: str, name: str = "decree.docx") -> SimpleUploadedFile:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    held = BytesIO()
    document.save(held)
    return SimpleUploadedFile(name, held.getvalue())
