"""The pages of an agreement's draft as officers use them: brought in, completed, proposed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.office import outgoing
from servanda.office.models import AgreementDraft
from tests.web.house import Browser, House, text_of
from tests.world import VUFO

NEW = "/agreements/drafts/new/"


def begin(browser: Browser, raw: bytes, name: str = "quy-che.docx") -> str:
    """Bring a file in; the draft's name."""
    answer = browser.post(NEW, {"file": SimpleUploadedFile(name, raw), "text": "", "do": "read"})
    assert answer.status_code == 302, text_of(answer)
    found = re.match(r"/agreements/drafts/([A-Za-z0-9_-]{22})/", answer["Location"])
    assert found
    return found[1]


def draft(house: House, name: str) -> Any:
    with house.node.active():
        return AgreementDraft.objects.get(id=name)


def page(browser: Browser, name: str, rest: str = "") -> Any:
    return browser.get(f"/agreements/drafts/{name}/{rest}")


def mark(answer: Any) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]*)"', answer.content.decode())
    return found[1] if found else ""


def leave(house: House) -> None:
    """The moment in which it could be taken back is over."""
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))


def finish(browser: Browser, name: str, *, parties: list[str] | None = None, other: str = "") -> None:
    """The agreement's own data and its calendar, as far as a proposal needs them."""
    shown = page(browser, name, "data/")
    form = shown.context["form"]
    data = {key: value for key, value in form.initial.items() if value not in (None, [])}
    data |= {"in_force_on": "2026-01-01", "parties": [VUFO] if parties is None else parties, "other_parties": other}
    answer = browser.post(f"/agreements/drafts/{name}/data/", data | {"mark": mark(shown)})
    assert answer.status_code == 302, text_of(answer)
    calendar = {"zone": "Asia/Ho_Chi_Minh", "country": "VN", "weekend": ["saturday", "sunday"], "do": "propose"}
    assert browser.post(f"/agreements/drafts/{name}/calendar/", calendar).status_code == 302
