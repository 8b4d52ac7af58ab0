"""Text that another agency chose, in every field of every kind of work: shown as text; nothing of it runs or turns."""

from html.parser import HTMLParser
from typing import Any

from servanda.kernel import acts, log
from servanda.kernel import node as nodes
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.models import Dossier
from servanda.processes.registry import processes
from tests.web.house import START, House
from tests.world import MOFA, VUFO

# Left-to-right and right-to-left embeddings and overrides: with them a text reads otherwise than it is.
TURNING = "\u202a\u202b\u202c\u202d\u202e"
MARK = "zqx"
PAYLOADS = (
    f"<script>alert('{MARK}')</script>", f'{MARK}"><img src=x onerror=alert(1)>', f"{MARK}' onmouseover='alert(1)",
    f"javascript:alert('{MARK}')", f"<svg/onload=alert('{MARK}')>", f"{{{{ {MARK} }}}}{{% load i18n %}}",
    f"</title></textarea></style><iframe srcdoc='{MARK}'>", f"[{MARK}](javascript:alert(1))",
    f"data:text/html,<script>{MARK}</script>", f"{MARK}{TURNING}fdp.exe", f"\u0430\u043c\u043e{MARK}\u200b\u2028\ufeff",
)  # fmt: skip
TEXT = " ".join(PAYLOADS)


class Looked(HTMLParser):
    """What of a page would run, load, lead to a script or turn the text round."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = [f"turning U+{ord(letter):04X}" for letter in TURNING if letter in page]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if tag in ("iframe", "object", "embed", "base", "svg" if "onload" in given else "") or "srcdoc" in given:
            self.found.append(tag)
        if tag == "script" and not str(given.get("src", "")).startswith("/static/"):
            self.found.append("script")
        for name, value in given.items():
            address = (value or "").strip().lower() if name in ("href", "src", "action", "formaction") else ""
            if name.startswith("on") or address.startswith(("javascript:", "data:", "vbscript:")) or address == "x":
                self.found.append(f"{tag} {name}={value}")


def say_everything(house: House) -> list[str]:
    """One file of every kind of work, opened by the other agency; every field, declared or not, holds the texts."""
    found = []
    with house.other.active():
        for process in processes().values():
            opening = process.opening
            fields = [field for field in process.fields if field.name in opening.fields]
            file = acts.new_dossier_id(VUFO)
            stated = {field.name: TEXT for field in fields} | {"title": TEXT, "undeclared": TEXT}
            rows = {
                field.name: [{column.name: TEXT for column in field.columns} | {"id": "r1"}]
                for field in fields if field.columns
            }  # fmt: skip
            personal = {"names": TEXT, "people": [TEXT]}
            item = {"name": f"{TEXT}.pdf", "size": 1, "sha256": "sha256:" + "0" * 64, "type": TEXT}
            parts = {
                "facts": {"parties": [MOFA, VUFO], **stated, **rows}, "content": {**stated, **rows, "files": [item]},
                "personal": personal,
            }  # fmt: skip
            by = By(f"{VUFO}/europe", post="desk", officer="o-desk", capacity="<b>TM.")
            log.say([Draft(dossier=file, kind=f"{process.name}.{opening.name}", process=1, by=by, at=START,
                           to=(f"{MOFA}/protocol",), parts=parts)], now=START)  # fmt: skip
            note = {"text": TEXT, "note": TEXT, "reason": TEXT, "files": [item]}
            for kind in ("dossier.say", "dossier.note"):
                log.say(
                    [Draft(dossier=file, kind=kind, process=1, by=by, at=START, parts={"content": note})], now=START
                )
            found.append(file)
    return found


def test_text_of_another_agency_runs_nowhere(house: House) -> None:
    nodes.update_card(house.other, at=START, name={"en": TEXT, "vi": TEXT})
    files = say_everything(house)
    house.exchange()
    with house.node.active():
        here = set(Dossier.objects.filter(id__in=files).values_list("id", flat=True))
        assert len(here) == len(files)
    places = [f"/desk/?tab={tab}" for tab in ("", "inbox", "waiting", "watching")]
    places += [f"/files/?q={MARK}", f"/search/?q={MARK}", "/partners/", "/calendar/", "/agreements/", "/counterparts/"]
    places += [f"/files/{file}/" for file in files]
    seen = 0
    browser = house.browser("o-desk")
    for place in places:
        page = browser.get(place)
        assert page.status_code == 200, place
        assert Looked(page.content.decode()).found == [], place
        seen += MARK in page.content.decode()
    assert seen > len(files), "the texts were there to be seen"
    for officer, place in (("o-admin", "/connections/"), ("o-clerk", "/reported/"), ("o-leader", "/")):
        page = house.browser(officer).get(place, follow=True)
        assert page.status_code == 200 and Looked(page.content.decode()).found == [], place


def test_what_would_run_is_found() -> None:
    for text in ("<a href=' JavaScript:x'>", "<p onclick=x>", "<script>", "<svg onload=x>", "<iframe>", "a\u202eb"):
        assert Looked(text).found, text
