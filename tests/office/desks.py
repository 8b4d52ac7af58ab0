"""Two linked nodes with an agreement in force at a fixed time, and people at the union's desks."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node
from servanda.office.models import Mail, Officer, Post
from servanda.processes.organisation import directory
from tests.processes.conftest import TERMS, TEXTS, Pair, assert_converged, join, sign
from tests.world import MOFA, VUFO

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ZONES = {"leadership": "Asia/Ho_Chi_Minh", "office": "Asia/Ho_Chi_Minh", "europe": "Asia/Ho_Chi_Minh",
         "africa": "Asia/Ho_Chi_Minh", "mission": "Europe/Paris"}  # fmt: skip
PEOPLE = {"o-desk": ("europe", "desk"), "o-head": ("europe", "head"), "o-clerk": ("office", "clerk"),
          "o-leader": ("leadership", "leadership"), "o-africa": ("africa", "desk"), "o-paris": ("mission", "desk"),
          "o-admin": ("office", "admin")}  # fmt: skip
LADDER: dict[str, Any] = {
    "remind": [{"working_days": 2}],
    "ladder": [{"after_working_days": 1, "to": "head"}, {"after_working_days": 3, "to": "leadership"}],
}


def hanoi(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A moment of 2026; 23 November is a Monday, 2 December a holiday of the agreement."""
    return datetime(2026, month, day, hour, minute, tzinfo=HANOI)


def people_of(node: Node, at: datetime) -> None:
    units = [
        {"code": code, "parent": "" if code == "leadership" else "leadership", "kind": "department", "zone": zone,
         "name": {"en": code.title()}}
        for code, zone in ZONES.items()
    ]  # fmt: skip
    system = Actor(agency=node.agency, officer="system", unit=f"{node.agency}/office", role="clerk")
    directory.publish(units, system, peers=(), title="Units", at=at)
    for name, (unit, role) in PEOPLE.items():
        officer = Officer(id=name, email=f"{name}@{node.agency}")
        officer.set_unusable_password()
        officer.save()
        title = {"en": f"{role.title()} of {unit.title()}"}
        Post.objects.create(officer=officer, unit=f"{node.agency}/{unit}", role=role, title=title)


def mails(pair: Pair, officer: str = "o-desk") -> list[Mail]:
    """Oldest first, with the words in which they were written."""
    with pair.nodes[VUFO].active():
        return list(Mail.objects.filter(officer=officer).order_by("id"))


@pytest.fixture
def desks(make_node: Callable[..., Node]) -> Iterator[Pair]:
    """As `pair` of the processes' tests, with a ladder under the article on preparations."""
    article = TERMS["articles"][1]
    terms = TERMS | {"articles": [TERMS["articles"][0], article | {"duties": [article["duties"][0] | LADDER]}]}
    pair = join(Pair({agency: make_node(agency) for agency in (MOFA, VUFO)}))
    with pair.nodes[VUFO].active():
        people_of(pair.nodes[VUFO], pair.clock)
    file = pair.open(MOFA, "agreement.propose", {"title": "Regulation", "terms": terms, "texts": TEXTS},
                     to=[f"{VUFO}/office"], unit="office")  # fmt: skip
    pair.exchange()
    sign(pair, file)
    with pair.nodes[VUFO].active():
        Mail.objects.all().delete()
    yield pair
    pair.exchange()
    assert_converged(pair)
