"""One agency with its people, linked to a second one with which an agreement is in force; and browsers at its door."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from samples import loopback
from servanda.exchange import links
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.node import Node
from servanda.office import people
from servanda.office.models import Officer, Post
from servanda.processes.dossiers import read_statement, take
from servanda.processes.models import Partner
from servanda.processes.organisation import directory
from servanda.web.cookies import cookie_name
from tests.world import MOFA, VUFO

# Two days ago, so that what the pages do today comes after it.
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
UNITS = {"leadership": "", "office": "leadership", "protocol": "leadership", "europe": "leadership", "africa": ""}
PEOPLE = {
    "o-desk": ("protocol", "desk"), "o-colleague": ("protocol", "desk"), "o-head": ("protocol", "head"),
    "o-leader": ("leadership", "leadership"), "o-europe": ("europe", "desk"), "o-stranger": ("africa", "desk"),
    "o-clerk": ("office", "clerk"), "o-admin": ("office", "admin"),
}  # fmt: skip
PASSWORD = "long enough to be kept"
YEARS: dict[str, Any] = {str(year): {"holidays": [], "working": []} for year in range(START.year, START.year + 3)}
TERMS: dict[str, Any] = {
    "code": "r-1", "kind": "regulation", "parties": [MOFA, VUFO], "original": "en", "in_force_on": "2026-01-01",
    "review_on": "2030-01-01", "shown": "both", "transit": {"hours": 24}, "fallback": {},
    "fields": [{"id": "visits", "title": {"en": "Visits", "vi": "Đoàn ra, đoàn vào"}}],
    "calendar": {"zone": "Asia/Ho_Chi_Minh", "years": YEARS},
    "articles": [
        {"id": "5.1", "field": "visits", "basis": [], "duties": [{
            "id": "notice", "opens": "visit.announce", "where": {"level": ["state", "official"]}, "debtor": "owner",
            "creditor": "counterpart", "deliver": "notice", "needs": {"precision": "day"},
            "by": {"before": "start_on", "working_days": 15}, "accept": False}]},
        {"id": "5.2", "field": "visits", "basis": [], "duties": [{
            "id": "preparation", "opens": "visit.ask_preparation", "debtor": "counterpart", "creditor": "owner",
            "deliver": "preparation", "by": {"before": "start_on", "working_days": 3}}]},
    ],
}  # fmt: skip
TEXTS: dict[str, Any] = {"title": {"en": "Regulation"}, "articles": [
    {"id": "5.1", "head": {"en": "Early news of visits"}, "text": {"en": "Fifteen working days."}},
    {"id": "5.2", "head": {"en": "Preparation"}, "text": {"en": "Three working days."}}]}  # fmt: skip


@dataclass
class House:
    """The agency under test, the other one, and the file of their agreement."""

    node: Node
    other: Node
    agreement: str = ""
    browsers: dict[str, "Browser"] = field(default_factory=dict)

    def browser(self, officer: str) -> "Browser":
        """A browser in which this officer is signed in; '' for nobody."""
        if officer not in self.browsers:
            self.browsers[officer] = Browser(self.node, officer)
        return self.browsers[officer]

    def actor(self, officer: str) -> Actor:
        with self.node.active():
            return people.actor(Officer.objects.get(id=officer), day=START.date())

    def announce(self, officer: str = "o-desk", *, at: datetime = START, **stated: Any) -> str:
        """A visit announced to the other agency's Europe unit; the file's name."""
        visit = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2031-05"} | stated
        statement = read_statement("visit.announce", visit, to=[f"{VUFO}/europe"])
        with self.node.active():
            return take(statement, self.actor(officer), at=at).dossier

    def say(self, officer: str, kind: str, data: dict[str, Any], dossier: str, *, at: datetime = START) -> str:
        with self.node.active():
            return take(read_statement(kind, data, dossier=dossier), self.actor(officer), at=at).name

    def file(self, dossier: str) -> Dossier:
        with self.node.active():
            return Dossier.objects.get(id=dossier)

    def exchange(self) -> None:
        loopback.exchange([self.node, self.other], now=datetime.now(UTC))


POSTED = re.compile(rb"<form[^>]*method=.post.*?</form>", re.DOTALL | re.IGNORECASE)


class Browser(Client):
    """A client at one node's door, with the session of one officer."""

    def __init__(self, node: Node, officer: str = "", **defaults: Any) -> None:
        super().__init__(**defaults)
        self.node = node
        if officer:
            with node.active():
                self._sit(Officer.objects.get(id=officer))

    def request(self, **request: Any) -> Any:
        with self.node.active():
            answer = super().request(**request)
        page = b"" if answer.streaming or "html" not in answer.get("Content-Type", "") else answer.content
        for form in POSTED.findall(page):
            # The client asks for no token, but every browser is asked for one.
            assert b"csrfmiddlewaretoken" in form, (request.get("PATH_INFO"), form[:200])
        return answer

    def _sit(self, officer: Officer) -> None:
        session = SessionStore()
        session[SESSION_KEY] = officer.pk
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
        session.save()
        assert session.session_key
        self.cookies[cookie_name("session")] = session.session_key


def settle(node: Node, *, language: str = "en") -> Node:
    names = {"protocol": {"en": "Protocol", "vi": "Lễ tân"}, "europe": {"en": "Europe", "vi": "Châu Âu"}}
    units = [
        {"code": code, "parent": parent, "kind": "department", "zone": "Asia/Ho_Chi_Minh",
         "name": names.get(code, {"en": code.title()})}
        for code, parent in UNITS.items()
    ]  # fmt: skip
    system = Actor(agency=node.agency, officer="system", unit=f"{node.agency}/office", role="clerk")
    with node.active():
        directory.publish(units, system, peers=(), title="Units", at=START)
        for name, (unit, role) in PEOPLE.items():
            officer = Officer(id=name, language=language)
            officer.set_unusable_password()
            officer.save()
            title = {"en": f"{role.title()} of {unit.title()}"}
            Post.objects.create(officer=officer, unit=f"{node.agency}/{unit}", role=role, title=title)
        Partner.objects.create(code="FR", kind="country", country="FR", name={"en": "France", "vi": "Pháp"})
    return node


def connect(house: House) -> House:
    """Link both, show them each other's units, and put the agreement in force."""
    pair = (house.node, house.other)
    for node, peer in (pair, pair[::-1]):
        with node.active():
            links.link(peer.card.jws, peer.card.fingerprint(), now=START)
            system = Actor(agency=node.agency, officer="system", unit=f"{node.agency}/office", role="clerk")
            directory.publish(directory.own_units(), system, peers=(peer.agency,), title="Units", at=START)
    data = {"title": "Regulation", "terms": TERMS, "texts": TEXTS}
    with house.node.active():
        actor = Actor(agency=MOFA, officer="o-clerk", unit=f"{MOFA}/office", role="clerk")
        proposed = take(read_statement("agreement.propose", data, to=[f"{VUFO}/office"]), actor, at=START)
    house.exchange()
    signing = {"version": proposed.name, "number": "1", "signed_on": "2026-01-01", "signatory": "Head"}
    with house.other.active():
        theirs = Actor(agency=VUFO, officer="o-clerk", unit=f"{VUFO}/office", role="clerk")
        signed = take(read_statement("agreement.sign", signing, dossier=proposed.dossier), theirs, at=START)
    house.exchange()
    with house.node.active():
        entering = signing | {"signatures": [signed.name]}
        take(read_statement("agreement.enter", entering, dossier=proposed.dossier), actor, at=START)
    house.exchange()
    house.agreement = proposed.dossier
    return house


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in ("script", "style", "head")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def text_of(response: Any) -> str:
    """What a reader sees of a page."""
    parser = _Text()
    parser.feed(response.content.decode())
    return " ".join(" ".join(parser.found).split())
