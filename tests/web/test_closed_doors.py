"""What a role or a recusal forbids stays forbidden, and is not shown, at the doors beside the main one."""

from collections.abc import Callable

import pytest

from servanda.kernel import jws
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.office import outgoing
from servanda.office.models import ClearingRule, GivenNumber, Issuer, TextEdition, Token
from servanda.processes.dossiers import read_statement
from tests.api.offices import Caller
from tests.web.house import START, Browser, House, connect, settle, text_of
from tests.web.test_letters import LETTER
from tests.web.text_drafts import BODY, Draft
from tests.world import MOFA, VUFO

REASON = "A cousin of mine leads the delegation"


@pytest.fixture
def at_once(make_node: Callable[..., Node]) -> House:
    """Two linked agencies where what is sent leaves in the same moment."""
    options = {"languages": ["en"], "undo_seconds": 0}
    return connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))


@pytest.mark.mission("S23")
def test_who_may_not_handle_a_draft_writes_no_text_for_a_colleague_to_send(at_once: House) -> None:
    draft = Draft(at_once, at_once.browser("o-desk"), Browser(at_once.other, "o-europe")).begin()
    colleague = at_once.browser("o-colleague")
    for n in (1, 2):
        with at_once.node.active():
            TextEdition.objects.create(
                id=f"edition-{n}", dossier=draft.file, base=draft.row().facts["table"], parents=[], text=f"Text {n}",
                note="", made_at=START, made_by="o-desk",
            )  # fmt: skip
    assert colleague.post(draft.url("recuse/"), {"text": REASON}).status_code == 302
    written = {"do": "save", "base": draft.row().facts["table"], "body": BODY + "\nMine.", "note": "", "parents": ""}
    for rest, sent in (("text/write/", written),
                       ("text/choose/", {"seen": ["edition-1", "edition-2"], "keep": "edition-2"})):  # fmt: skip
        refused = colleague.post(draft.url(rest), sent)
        assert refused.status_code == 403 and "no step of it is open to you any more" in text_of(refused), rest
    assert colleague.get(draft.url("text/write/")).status_code == 403
    assert colleague.get(draft.url("text/")).context["write"] is None
    with at_once.node.active():
        assert TextEdition.objects.filter(dossier=draft.file).count() == 2


@pytest.mark.mission("S23")
def test_who_may_not_handle_a_file_does_not_open_it_either(house: House) -> None:
    """Prepared by a colleague, it has not left; through the API its opening was taken all the same."""
    stated = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2031-05"}
    with house.node.active():
        ClearingRule.objects.create(step="", levels=1)
        prepared = read_statement("visit.announce", stated, to=[f"{VUFO}/europe"])
        sent = outgoing.submit(prepared, house.actor("o-colleague"), at=START)
    assert house.browser("o-desk").post(f"/files/{sent.dossier}/recuse/", {"text": REASON}).status_code == 302
    with house.node.active():
        outgoing.discard(sent.draft, house.actor("o-colleague"), at=START)
        ClearingRule.objects.all().delete()
        Token.objects.create(hash=jws.sha256(b"token of o-desk"), officer_id="o-desk", made_at=START)
    answer = Caller(house.node, "o-desk").post(
        f"/dossiers/{sent.dossier}/acts", {"step": "announce", "data": stated, "to": []}
    )
    assert answer.status_code == 403 and answer.json()["code"] == "recused", answer.content
    with house.node.active():
        assert not StoredAct.objects.filter(dossier=sent.dossier, kind="visit.announce").exists()


def test_the_book_of_numbers_tells_nobody_the_title_of_a_letter_that_is_not_theirs_to_read(at_once: House) -> None:
    own = {"issuer": "office", "number": "", "dated_on": ""}
    with at_once.node.active():
        Issuer.objects.create(code="office", name="Ministry", numbers=True, symbol="CV")
    answer = at_once.browser("o-desk").post("/new/letter/", LETTER | own | {"title": "On the cousin"})
    assert answer.status_code == 302, answer.context["form"].errors
    with at_once.node.active():
        assert GivenNumber.objects.get().what == "On the cousin"
    at_once.browser("o-clerk").post("/letters/numbers/office/", {"what": "An invitation"})
    assert "On the cousin" in text_of(at_once.browser("o-clerk").get("/letters/numbers/office/"))
    page = text_of(at_once.browser("o-admin").get("/letters/numbers/office/"))
    assert "An invitation" in page and "1/CV" in page and "cousin" not in page
