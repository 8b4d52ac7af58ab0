"""An agreement on the table between several agencies: proposed, revised and amended in few words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from samples import loopback
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.office import people
from servanda.office.models import Officer
from servanda.processes.dossiers import read_statement, take
from tests.web.house import START, TERMS, TEXTS, Browser, text_of


def texts(**changes: str) -> dict[str, Any]:
    """The texts of the house's agreement in English and Arabic, with other words for some articles: a5_1="…"."""
    articles = []
    for article in TEXTS["articles"]:
        english = changes.get("a" + article["id"].replace(".", "_"), article["text"]["en"])
        arabic = "خمسة عشر يوم عمل." if article["id"] == "5.1" else "ثلاثة أيام عمل."
        head = article["head"] | {"ar": "مادة"}
        articles.append(article | {"head": head, "text": {"en": english, "ar": arabic}})
    return {"title": TEXTS["title"] | {"ar": "لائحة عمل"}, "articles": articles}


@dataclass
class Drafting:
    """One agreement under way; `home` keeps it, `nodes` are all that have a system."""

    nodes: Sequence[Node]
    file: str = ""
    signed: int = 0

    @property
    def home(self) -> Node:
        return self.nodes[0]

    def propose(self, parties: Sequence[str], **more: Any) -> "Drafting":
        terms = TERMS | {"parties": list(parties), "code": "r-2"} | more
        data = {"title": "Regulation", "terms": terms, "texts": texts()}
        to = [f"{party}/office" for party in parties if party != self.home.agency]
        self.file = self._say("agreement.propose", data, to=to, parties=list(parties)).dossier
        self.exchange()
        return self

    def revise(self, step: str = "revise", *, terms: dict[str, Any] | None = None, **changes: str) -> str:
        """Another version; its name."""
        return self.state(step, texts(**changes), terms)

    def state(self, step: str, words: dict[str, Any], terms: dict[str, Any] | None = None) -> str:
        with self.home.active():
            known = Dossier.objects.get(id=self.file).facts["terms"]
        data = {"terms": known | (terms or {}), "texts": words}
        name = self._say(f"agreement.{step}", data, dossier=self.file).name
        self.exchange()
        return name

    def exchange(self) -> None:
        loopback.exchange(list(self.nodes), now=datetime.now(UTC))

    def url(self, rest: str = "") -> str:
        return f"/agreements/{self.file}/{rest}"

    def _say(self, kind: str, data: dict[str, Any], **more: Any) -> StoredAct:
        with self.home.active():
            actor = people.actor(Officer.objects.get(id="o-clerk"), day=START.date())
            return take(read_statement(kind, data, **more), actor, at=START)


def send(browser: Browser, url: str, data: dict[str, Any], *, status: int = 302) -> Any:
    """Open the form, keep what it brings hidden, send it."""
    form = browser.get(url).context["form"]
    hidden = {field.name: field.value() for field in form.hidden_fields()}
    answer = browser.post(url, {**hidden, "do": "send", **data})
    assert answer.status_code == status, text_of(answer)
    return answer


def put_in_force(drafting: Drafting, *others: Browser) -> None:
    """Every other party signs, the home's leader signs last, all over HTTP."""
    drafting.signed += 1
    stated = {
        "number": f"{drafting.file[-4:]}-{drafting.signed}",
        "signed_on": "2026-03-01",
        "signatory": "For the head",
    }
    for browser in others:
        send(browser, drafting.url("sign/"), stated)
        drafting.exchange()
    send(Browser(drafting.home, "o-leader"), drafting.url("sign/"), stated)
    drafting.exchange()
