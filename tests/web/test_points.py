"""Points on a text under way: made by any party, answered by the keeping agency, read by version, on both nodes."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import quote

import pytest
from docx import Document

from servanda.kernel.models import Dossier, Entry
from servanda.kernel.node import Node
from servanda.office.models import ClearingRule
from servanda.processes import reads
from servanda.web.texts import versions
from tests.web.drafting import Drafting, put_in_force, send
from tests.web.house import Browser, House, connect, settle, text_of
from tests.world import MOFA, VUFO

WORDING = "Ten working days."


@pytest.fixture
def drafting(make_node: Callable[..., Node]) -> Drafting:
    """Two agencies with a regulation on the table."""
    options = {"languages": ["en", "vi", "ar"], "undo_seconds": 0}
    house = connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))
    return Drafting([house.node, house.other]).propose([MOFA, VUFO])


def made(drafting: Drafting, browser: Browser, query: str, **data: str) -> None:
    send(browser, drafting.url(f"points/add/{query}"), data)
    drafting.exchange()


def point(drafting: Drafting, number: int = 1) -> str:
    with drafting.home.active():
        known = versions.history(Dossier.objects.get(id=drafting.file)).points
        return next(found.act.id for found in known if found.number == number)


def answered(drafting: Drafting, browser: Browser, number: int, **data: str) -> None:
    send(browser, drafting.url(f"points/answer/?point={quote(point(drafting, number))}"), data)
    drafting.exchange()


@pytest.mark.mission("S35")
def test_a_point_is_made_by_one_side_answered_by_the_other_and_read_alike(drafting: Drafting) -> None:
    union, ministry = Browser(drafting.nodes[1], "o-europe"), Browser(drafting.home, "o-desk")
    assert "Nobody has made a point yet." in text_of(ministry.get(drafting.url("points/")))
    made(drafting, union, "?article=5.1&text=en", wording=WORDING, text="Fifteen is too long.")
    made(drafting, union, "?article=5.2", text="Who counts the days?")
    page = text_of(ministry.get(drafting.url("points/")))
    assert "2 points open" in page
    assert "2 points open" in text_of(ministry.get(drafting.url()))
    assert "Fifteen is too long." in page
    assert "Union Europe, desk officer" in page
    html = ministry.get(drafting.url("points/")).content.decode()
    assert "<del>" in html
    assert "<ins>" in html
    second = drafting.revise(a5_1=WORDING)
    answered(drafting, ministry, 1, answer="take_up", version=second)
    answered(drafting, ministry, 2, answer="explain", text="Each side counts by its own calendar.")
    for browser in (union, ministry):
        page = text_of(browser.get(drafting.url("points/?version=1")))
        assert "taken up in version 2" in page
        assert "Each side counts by its own calendar." in page
        assert "No point is open." in page
        assert "Nothing was said about this version." in text_of(browser.get(drafting.url("points/")))
    digests = set()
    for node in drafting.nodes:
        with node.active():
            digests.add(reads.digest(drafting.file))
    assert len(digests) == 1


def test_a_version_is_revised_while_points_are_open_and_they_stay(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-desk")
    made(drafting, union, "?article=5.1", text="Shorter, please.")
    drafting.revise(a5_1=WORDING)
    assert "1 point open" in text_of(union.get(drafting.url("points/")))
    assert "Shorter, please." in text_of(union.get(drafting.url("points/?version=1")))


def test_a_point_taken_up_before_the_next_version_stands_in_that_version(drafting: Drafting) -> None:
    union, ministry = Browser(drafting.nodes[1], "o-desk"), Browser(drafting.home, "o-desk")
    made(drafting, union, "?article=5.1", text="Shorter, please.")
    answered(drafting, ministry, 1, answer="take_up")
    assert "taken up in the next version" in text_of(union.get(drafting.url("points/")))
    drafting.revise(a5_1=WORDING)
    assert "taken up in version 2" in text_of(union.get(drafting.url("points/?version=1")))


def test_what_was_open_when_a_text_was_signed_is_past(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-leader")
    made(drafting, union, "?article=5.1", text="Shorter, please.")
    put_in_force(drafting, union)
    drafting.revise("amend", a5_1=WORDING)
    page = text_of(union.get(drafting.url("points/?version=1")))
    assert "No point is open." in page
    assert "Shorter, please." in page
    page = union.get(drafting.url())
    assert "Version 2 is on the table; you read version 1." in text_of(page)
    assert "?version=2&amp;text=en" in page.content.decode()
    assert "is on the table" not in text_of(union.get(drafting.url("?version=2")))


def test_the_last_answer_counts(drafting: Drafting) -> None:
    union, ministry = Browser(drafting.nodes[1], "o-desk"), Browser(drafting.home, "o-desk")
    made(drafting, union, "", text="A preamble is missing.")
    answered(drafting, ministry, 1, answer="explain", text="None was agreed.")
    answered(drafting, ministry, 1, answer="take_up", text="A short one.")
    page = text_of(union.get(drafting.url("points/")))
    assert "taken up in the next version" in page
    assert "A short one." in page
    assert "None was agreed." not in page


def test_who_made_a_point_takes_it_back_and_nobody_else(drafting: Drafting) -> None:
    union, ministry = Browser(drafting.nodes[1], "o-desk"), Browser(drafting.home, "o-desk")
    made(drafting, union, "?article=5.1", text="Shorter, please.")
    url = drafting.url(f"points/take-back/?point={quote(point(drafting))}")
    assert ministry.get(url).status_code == 422
    send(union, url, {"text": "Settled by telephone."})
    drafting.exchange()
    page = text_of(ministry.get(drafting.url("points/")))
    assert "taken back" in page
    assert "No point is open." in page


def test_only_the_keeping_agency_answers_and_only_with_a_reason(drafting: Drafting) -> None:
    union, ministry = Browser(drafting.nodes[1], "o-desk"), Browser(drafting.home, "o-desk")
    made(drafting, union, "?article=5.1", text="Shorter, please.")
    url = drafting.url(f"points/answer/?point={quote(point(drafting))}")
    assert union.get(url).status_code == 403
    assert "points/answer/" not in union.get(drafting.url("points/")).content.decode()
    send(ministry, url, {"answer": "explain", "text": ""}, status=422)
    send(ministry, url, {"answer": "take_up", "version": "sha256:" + "0" * 64}, status=422)
    assert "1 point open" in text_of(ministry.get(drafting.url("points/")))


def test_a_point_says_something_and_is_about_the_version_on_the_table(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-desk")
    url = drafting.url("points/add/?article=5.1&text=en")
    send(union, url, {"text": "", "wording": "Fifteen working days."}, status=422)
    stale = union.get(url).context["form"]["version"].value()
    drafting.revise(a5_1=WORDING)
    answer = union.post(url, {"text": "Too long.", "wording": WORDING, "version": stale, "do": "send"})
    assert answer.status_code == 422
    assert "not the version that is on the table" in text_of(answer)


def test_a_point_waits_for_clearance_like_every_outward_step(drafting: Drafting) -> None:
    with drafting.nodes[1].active():
        ClearingRule.objects.create(step="agreement", levels=1)
    union = Browser(drafting.nodes[1], "o-desk")
    made(drafting, union, "?article=5.1", text="Shorter, please.")
    assert "waiting for approval" in text_of(union.get(drafting.url("points/")))
    with drafting.nodes[1].active():
        assert not Entry.objects.filter(dossier=drafting.file, kind="agreement.remark").exists()


def test_all_points_stand_in_one_table_and_in_a_word_file(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-desk")
    made(drafting, union, "?article=5.1&paragraph=1&text=ar", wording="عشرة أيام عمل.", text="=HYPERLINK")
    page = text_of(union.get(drafting.url("points/table/")))
    assert "Article 5.1, paragraph 1" in page
    file = union.get(drafting.url("points/table.docx"))
    cells = [
        cell.text for row in Document(BytesIO(b"".join(file.streaming_content))).tables[0].rows for cell in row.cells
    ]
    assert any("عشرة أيام عمل." in cell for cell in cells)
    assert "open" in cells


def test_who_may_not_see_the_agreement_sees_no_point_and_an_administrator_makes_none(drafting: Drafting) -> None:
    made(drafting, Browser(drafting.nodes[1], "o-desk"), "?article=5.1", text="Shorter, please.")
    admin = Browser(drafting.home, "o-admin")
    assert admin.get(drafting.url("points/add/")).status_code == 404
    with drafting.home.active():
        Dossier.objects.get(id=drafting.file).readers.all().delete()
    stranger = Browser(drafting.home, "o-stranger")
    rest = ("points/", "points/add/", "points/table/", "points/table.docx", f"points/answer/?point={point(drafting)}")
    assert {stranger.get(drafting.url(part)).status_code for part in rest} == {404}


def test_points_take_no_more_queries_when_there_are_many(drafting: Drafting) -> None:
    from tests.web.test_queries import queries

    union = Browser(drafting.nodes[1], "o-desk")
    house = House(drafting.nodes[1], drafting.home, browsers={"o-desk": union})
    pages = [drafting.url(), drafting.url("points/"), drafting.url("points/table/")]
    made(drafting, union, "?article=5.1", text="One.")
    few = [queries(house, page) for page in pages]
    for n in range(6):
        made(drafting, union, "?article=5.2&text=en", wording=f"{n} working days.")
    assert [queries(house, page) for page in pages] == few
