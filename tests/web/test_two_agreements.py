"""Two agreements in force between two agencies: whose working days count, and which fields there are."""

from datetime import date
from typing import Any

import pytest

from servanda.processes.dossiers import read_statement, take
from tests.web.house import START, TERMS, TEXTS, House, text_of
from tests.world import MOFA, VUFO

SPORT: dict[str, Any] = TERMS | {
    "code": "r-2", "fields": [{"id": "sport", "title": {"en": "Sport"}}],
    "calendar": {"zone": "Asia/Ho_Chi_Minh",
                 "years": {"2031": {"holidays": ["2031-05-13", "2031-05-14"], "working": []}}},
    "articles": [{"id": "9", "field": "sport", "basis": [], "duties": [{
        "id": "support", "opens": "visit.announce", "debtor": "counterpart", "creditor": "owner", "deliver": "support",
        "by": {"before": "start_on", "working_days": 3}}]}],
}  # fmt: skip


def enter(house: House, terms: dict[str, Any], title: str) -> None:
    """Proposed, signed by the other side and put in force."""
    clerk, signing = house.actor("o-clerk"), {"number": "1", "signed_on": "2026-01-01", "signatory": "Head"}
    articles = [{"id": item["id"], "head": {"en": "Article"}, "text": {"en": "Text."}} for item in terms["articles"]]
    data = {"title": title, "terms": terms, "texts": TEXTS | {"title": {"en": title}, "articles": articles}}
    with house.node.active():
        proposed = take(read_statement("agreement.propose", data, to=[f"{VUFO}/office"]), clerk, at=START)
    house.exchange()
    stated = signing | {"version": proposed.name}
    turned = House(house.other, house.node)
    signed = turned.say("o-clerk", "agreement.sign", stated, proposed.dossier)
    house.exchange()
    house.say("o-clerk", "agreement.enter", stated | {"signatures": [signed]}, proposed.dossier)
    house.exchange()


@pytest.mark.mission("S16")
def test_each_counts_its_own_days_and_names_its_own_fields(house: House) -> None:
    enter(house, SPORT, "Programme of sport")
    offered = dict(house.browser("o-desk").get("/new/visit/").context["form"].fields["field"].choices)
    assert {"visits": "Visits", "sport": "Sport"}.items() <= offered.items()
    file = house.announce(start_on="2031-05-16")
    page = house.browser("o-desk").get(f"/files/{file}/")
    shown = {item["clause"].label: item for item in page.context["commitments"] if item["clause"]}
    # Three working days before, of which two are holidays of that agreement alone.
    assert shown["Article 9"]["due_on"] == date(2031, 5, 9)
    assert "Working days are counted by the calendar of: Programme of sport" in text_of(page)
    assert "Working days are counted by the calendar of: Regulation" in text_of(page)
    assert MOFA in file
