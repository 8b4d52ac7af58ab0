"""An agreement with more turns ahead than stand open at once says so on its page."""

from typing import Any

from servanda.kernel.models import Commitment
from servanda.processes.dossiers import read_statement, take
from servanda.processes.folding import turns
from servanda.processes.telling import wording
from tests.web.house import START, TERMS, House, text_of
from tests.world import MOFA, VUFO

SENTENCE = "Duties that recur are opened up to 2000 turns ahead."


def agreed(house: House, count: int) -> str:
    """An agreement of so many monthly duties; the other side signed on paper."""
    duties = [{"id": f"d{n}", "every": "month", "debtor": f"{MOFA}/protocol", "creditor": f"{VUFO}/europe",
               "deliver": "information"} for n in range(count)]  # fmt: skip
    terms: dict[str, Any] = {**TERMS, "articles": [{"id": "1", "field": "", "basis": [], "duties": duties}]}
    texts = {"title": {"en": "Monthly"}, "articles": [{"id": "1", "head": {"en": "Lists"}, "text": {"en": "Lists."}}]}
    signing = {"number": "1", "signed_on": "2026-01-01", "signatory": "Head"}
    actor = house.actor("o-clerk")
    with house.node.active():
        data = {"title": "Monthly", "terms": terms, "texts": texts}
        act = take(read_statement("agreement.propose", data, to=[f"{VUFO}/office"]), actor, at=START)
        version, dossier = {"version": act.name, **signing}, act.dossier
        signed = read_statement("agreement.sign", version, dossier=dossier, speaks_for=VUFO, via="letter")
        last = {**version, "signatures": [take(signed, actor, at=START).name]}
        take(read_statement("agreement.enter", last, dossier=dossier), actor, at=START)
    return dossier


def test_the_page_says_from_which_day_turns_wait(house: House) -> None:
    many, few = agreed(house, 45), agreed(house, 9)
    page = text_of(house.browser("o-desk").get(f"/agreements/{many}/"))
    with house.node.active():
        rows = Commitment.objects.filter(dossier=many)
        last = max(row.due_on for row in rows if row.due_on)
        assert rows.count() == turns.MOST
    assert SENTENCE in page
    assert f"Those from {wording.written(last)} on" in page
    assert SENTENCE not in text_of(house.browser("o-desk").get(f"/agreements/{few}/"))
