"""What is brought wrongly into a text that is drafted: a clear sentence, nothing changed, and no word lost."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.imports.word_files import LONGEST
from servanda.kernel.node import Node
from tests.imports.word import repacked
from tests.web.house import START, Browser, House, connect, settle, text_of
from tests.web.test_queries import queries
from tests.web.text_drafts import BEGUN, BODY, Draft, word_file
from tests.world import MOFA, VUFO

PAPER = "museum.example"


@pytest.fixture
def draft(make_node: Callable[..., Node]) -> Draft:
    options = {"languages": ["en", "vi", "ar"], "undo_seconds": 0}
    house = connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))
    return Draft(house, Browser(house.node, "o-desk"), Browser(house.other, "o-europe"))


def macros(files: dict[str, bytes]) -> None:
    files["word/vbaProject.bin"] = b"x"


def test_a_file_that_is_not_what_it_says_is_told_and_what_was_typed_stays(draft: Draft) -> None:
    whole = word_file("One.").read()
    told = {
        b"%PDF-1.7 not a Word file": "PDF", b"MZ\x90 a program": "not a Word file", whole[:200]: "damaged",
        b"\xd0\xcf\x11\xe0 old": "DOC", repacked(whole, macros): "macros", word_file("").read(): "no text",
    }  # fmt: skip
    for raw, sentence in told.items():
        sent = BEGUN | {"do": "send", "body": "", "body-file": SimpleUploadedFile("decree.docx", raw)}
        answer = draft.home.post("/new/drafting/", sent)
        assert answer.status_code == 422
        page = text_of(answer)
        assert sentence in page and "Text of the document" in page
        assert answer.context["form"]["title"].value() == BEGUN["title"]
        assert answer.context["form"]["decider"].value() == BEGUN["decider"]
    # With another fault the text read from a good file stands in the box.
    sent = BEGUN | {"do": "send", "body": "", "title": "", "body-file": word_file("From the file.")}
    answer = draft.home.post("/new/drafting/", sent)
    assert answer.status_code == 422
    assert answer.context["form"]["body"].value() == "From the file."
    assert "Text of the document" in text_of(draft.home.post("/new/drafting/", BEGUN | {"do": "send", "body": " \n "}))
    draft.begin()
    before = draft.row().facts
    answer = draft.home.post(draft.url("text/write/"), {
        "do": "send", "base": before["table"], "note": "New.", "parents": "",
        "body-file": SimpleUploadedFile("new.docx", b"%PDF-1.7"),
    })  # fmt: skip
    assert answer.status_code == 422 and "PDF" in text_of(answer)
    assert draft.row().facts == before


def test_huge_texts_are_refused_with_their_size_and_large_ones_are_shown(draft: Draft) -> None:
    sent = BEGUN | {"do": "send", "body": "word " * (LONGEST // 4)}
    answer = draft.home.post("/new/drafting/", sent)
    assert answer.status_code == 422 and str(LONGEST) in text_of(answer)
    lines = "\n".join(f"Điều {n}. " + "nội dung " * 8 for n in range(1, 500))
    draft.begin(body=lines)
    assert "Điều 499." in draft.page()
    other = "\n".join(f"Điều {n}. " + "khác hẳn " * 8 for n in range(1, 500))
    draft.write(draft.home, other)
    answer = draft.other.get(draft.url("text/changes/2/"))
    assert answer.status_code == 200 and len(answer.context["pairs"]) == 499
    same = "\n".join(["-"] * 7000)
    draft.write(draft.home, same)
    assert draft.home.get(draft.url("text/changes/3/?from=3&to=2")).status_code == 200
    for kind in ("docx", "pdf"):
        assert draft.home.get(draft.url(f"text/2/{kind}/")).status_code == 200


def test_what_is_written_in_it_is_text_and_nothing_else(draft: Draft) -> None:
    hostile = '<script>alert(1)</script>\n#panic("x") *bold* $x$\n{{ 7 * 7 }} & "quoted"'
    draft.begin(body=hostile)
    draft.write(draft.home, hostile + "\n<img src=x onerror=alert(1)>")
    for rest in ("text/", "text/changes/2/", "text/write/", "points/add/?paragraph=1", "points/add/"):
        html = draft.other.get(draft.url(rest)).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html, rest
    for kind in ("docx", "pdf"):
        assert draft.other.get(draft.url(f"text/2/{kind}/")).status_code == 200


def test_a_hidden_field_that_names_nothing_is_refused(draft: Draft) -> None:
    draft.begin()
    for base in ("", "sha256:" + "0" * 64, "x"):
        answer = draft.home.post(draft.url("text/write/"), {"do": "send", "body": BODY + "\nX.", "note": "x",
                                                            "base": base, "parents": "nobody,' or 1"})  # fmt: skip
        assert answer.status_code in (302, 422)
        assert draft.named("revise") == []
    for paragraph in ("0", "99999", "-1", "x"):
        assert draft.other.get(draft.url(f"points/add/?paragraph={paragraph}")).status_code == 200
    assert draft.home.post(draft.url("text/choose/"), {"keep": "x", "seen": "y"}).status_code == 302
    assert draft.other.get(draft.url("points/answer/?point=x")).status_code == 404


@pytest.mark.mission("S17")
def test_a_side_on_paper_proposes_and_approves_by_letter(draft: Draft) -> None:
    draft.begin(**{"to-unit": "", "to-agency": PAPER})
    told = {"via": "letter", "said-on": START.date().isoformat(), "reference": "12/BT"}
    offer = {"body": BODY + "\nA last line.", "note": "By letter.", **told}
    page = draft.home.get(draft.url(f"steps/drafting.offer/?for={PAPER}"), follow=True)
    where = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    answer = draft.home.post(where, {"do": "send", **offer})
    assert answer.status_code == 302, text_of(answer)
    page = draft.page()
    assert "By letter." in page and "not yet confirmed" in page
    page = draft.home.get(draft.url(f"steps/drafting.approve/?for={PAPER}"), follow=True)
    where = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    answer = draft.home.post(where, {"do": "send", **told})
    assert answer.status_code == 302, text_of(answer)
    assert "reported, not yet confirmed" in draft.page()
    draft.take(draft.home, "submit", number="1/TTr", submitted_on="2026-11-21")
    assert draft.row().state == "submitted"


def test_no_page_asks_more_for_more_paragraphs_points_or_versions(draft: Draft) -> None:
    draft.begin()
    counts = []
    for round_ in range(2):
        for n in range(1, 4):
            draft.send(draft.other, f"points/add/?paragraph={n}", text=f"Point {n}.", wording="Other words.")
        draft.write(draft.home, BODY + f"\nLine {round_}." * (20 * round_ + 1))
        draft.write(draft.other, BODY + f"\nOther {round_}.")
        draft.home.get(draft.url("text/"))
        found = []
        for rest in ("text/", "text/changes/2/", "text/write/", "points/?version=1", "points/table/"):
            found.append(queries(draft.house, draft.url(rest)))
        counts.append(found)
    assert counts[0] == counts[1]


def test_a_guest_reads_the_text_before_approving_it_and_none_that_came_since(draft: Draft) -> None:
    draft.begin(**{"to-unit": "", "to-agency": PAPER})
    made = draft.home.post(draft.url("guest/"), {"agency": PAPER, "person": "The chair", "days": 5}).content.decode()
    url, code = re.search(r"/guest/[A-Za-z0-9_-]{20,64}/", made), re.search(r'id="made-code">(\d{6})<', made)
    assert url and code
    guest = Browser(draft.house.node)
    guest.post(url[0], {"do": "code", "code": code[1]})
    page = guest.get(url[0])
    assert "Notice is given fifteen days before." in text_of(page)
    offered = [key for key, _label in page.context["form"].fields["what"].choices]
    approve = next(key for key in offered if key.startswith("drafting.approve"))
    draft.write(draft.home, BODY.replace("fifteen", "ten"))
    guest.post(url[0], {"do": "reply", "what": approve, "text": ""})
    assert draft.named("approve") == []
    page = guest.get(url[0])
    assert "Notice is given ten days before." in text_of(page)
    offered = [key for key, _label in page.context["form"].fields["what"].choices]
    approve = next(key for key in offered if key.startswith("drafting.approve"))
    guest.post(url[0], {"do": "reply", "what": approve, "text": ""})
    assert len(draft.named("approve")) == 1
    assert "reported, not yet confirmed" in draft.page()
