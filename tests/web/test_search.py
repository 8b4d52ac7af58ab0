"""Search through the door: what is found, how it is shown, and that nothing else is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.models import StoredAct
from servanda.office import outgoing
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, say_inside, take
from servanda.processes.models import Word
from servanda.processes.projection import rebuild, refolding, words
from servanda.processes.search import finding
from tests.web.house import START, Browser, House, text_of
from tests.web.test_queries import queries

pytestmark = pytest.mark.both_engines

ASK = {"title": "Loan of drums", "about": "action", "question": "Two bronze drums from Đông Sơn.",
       "answer_by": "2031-02-03"}  # fmt: skip


def found(house: House, q: str, officer: str = "o-desk") -> list[dict[str, Any]]:
    answer = house.browser(officer).get("/search/", {"q": q})
    assert answer.status_code == 200
    return list(answer.context["found"])


def titles(house: House, q: str, officer: str = "o-desk") -> list[str]:
    return [row["title"] for row in found(house, q, officer)]


def test_titles_entries_and_partners_in_any_spelling(house: House) -> None:
    house.announce(title="Đoàn Hội hữu nghị", partner="FR")
    house.announce(title="زيارة الوفد الأول إلى المكتبة", start_on="2031-06")
    house.announce(title="Quyết định số ١٢٣", start_on="2031-07")
    for q in ("doan hoi", "ĐOÀN HỘI", "huu nghi pháp", "hữ"):
        assert titles(house, q) == ["Đoàn Hội hữu nghị"], q
    for q in ("الاول", "وفد", "مكتبه", "المكتـبة"):
        assert titles(house, q) == ["زيارة الوفد الأول إلى المكتبة"], q
    assert titles(house, "123") == ["Quyết định số ١٢٣"]
    assert titles(house, "doan ngoai") == []


def test_what_is_spelled_as_typed_comes_first(house: House) -> None:
    house.announce(title="Hội hữu nghị")
    house.announce(title="Hoi An", start_on="2031-06")
    house.announce(title="Hỏi đáp", start_on="2031-07")
    assert titles(house, "hội")[0] == "Hội hữu nghị"
    assert titles(house, "hoi")[0] == "Hoi An"
    assert titles(house, "hỏi")[0] == "Hỏi đáp"
    assert len(titles(house, "hội")) == 3


def test_the_newest_files_answer_for_a_frequent_word_what_the_whole_list_would(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        for title in (f"Hội nghị {n}", f"Hoi An {n}", f"Đoàn {n} hội"):
            house.announce(title=title, start_on=f"2031-{n + 6:02}")
    with house.node.active():
        sat = house.actor("o-desk")
        for q in ("hội", "hoi", "hội nghị", "h", "hội 1", "hội nghị 2031", "hoi (hội"):
            said = []
            for newest in (0, 1, 4, 2000):
                monkeypatch.setattr(finding, "NEWEST", newest)
                said.append([([each.row.id for each in first], more) for most in (1, 2, 3, 5)
                             for first, more in [finding.found(sat, q, most=most)]])  # fmt: skip
            assert said[0][0][0] and all(one == said[0] for one in said), q
        assert finding._among_newest(reads.visible(sat), "hội", most=5), "it answers, and does not only step aside"


def test_the_sentence_with_the_hit_and_the_name_of_an_attachment(house: House) -> None:
    browser, file = house.browser("o-desk"), house.announce(title="A delegation")
    text = "We greet you. The <b>orchestra</b> plays at nine. It rains."
    sent = {"text": text, "files": SimpleUploadedFile("Chương trình nghị sự.pdf", b"%PDF-1.4"), "do": "send"}
    assert browser.post(f"/files/{file}/steps/dossier.say/", sent).status_code == 302
    assert titles(house, "orchestra") == [], "what has not left yet is not said"
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(hours=1))
    page = browser.get("/search/", {"q": "Orchestra nine"})
    (row,) = page.context["found"]
    assert [piece["text"] for piece in row["pieces"] if piece["is_hit"]] == ["orchestra", "nine"]
    assert "".join(piece["text"] for piece in row["pieces"]) == "The <b>orchestra</b> plays at nine."
    assert b"&lt;b&gt;<mark>orchestra</mark>&lt;/b&gt; plays at <mark>nine</mark>." in page.content
    assert row["url"].startswith(f"/files/{file}/#e-") and row["at"]
    assert titles(house, "nghi su chuong") == ["A delegation"]
    assert titles(house, "pdf") == ["A delegation"]


def test_nobody_finds_what_another_may_not_see(house: House) -> None:
    file = house.announce(title="Quiet talks")
    with house.node.active():
        note = {"content": {"text": "Keep the helicopter ready"}}
        say_inside(file, "office.note", note, house.actor("o-desk"), at=START)
    house.exchange()
    (row,) = found(house, "helicopter")
    assert row["title"] == "Quiet talks" and row["is_internal"]
    for officer in ("o-stranger", "o-europe", "o-admin"):
        assert titles(house, "quiet") == ["Quiet talks"]
        assert titles(house, "quiet", officer) == [] == titles(house, "helicopter", officer), officer
        assert "Quiet talks" not in text_of(house.browser(officer).get("/files/?q=helicopter"))
    with house.other.active():
        assert Word.objects.filter(spelled="quiet").exists()
        assert not Word.objects.filter(spelled="helicopter").exists()
    nobody = Browser(house.node)
    assert nobody.get("/search/?q=quiet").status_code == 302


def test_a_guest_of_one_file_searches_nothing(house: House) -> None:
    statement = read_statement("request.ask", ASK, to=["museum.example/office"])
    with house.node.active():
        file = take(statement, house.actor("o-desk"), at=START).dossier
    made = house.browser("o-desk").post(f"/files/{file}/guest/", {"agency": "museum.example", "person": "A", "days": 5})
    page = made.content.decode()
    url, code = re.search(r"/guest/[A-Za-z0-9_-]{20,64}/", page), re.search(r'id="made-code">(\d{6})<', page)
    assert url and code and titles(house, "dong son") == ["Loan of drums"]
    guest = Browser(house.node)
    guest.post(url[0], {"do": "code", "code": code[1]})
    assert "Loan of drums" in text_of(guest.get(url[0]))
    answer = guest.get("/search/?q=drums")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


def test_the_list_of_files_finds_the_same(house: House) -> None:
    house.announce(title="A delegation")
    file = house.announce(title="Another", start_on="2031-06")
    house.say("o-desk", "dossier.say", {"text": "About the orchestra"}, file)
    listed = house.browser("o-desk").get("/files/?q=orchestra").context["files"]
    assert [row["title"] for row in listed] == ["Another"]
    number = file.split("/")[1]
    assert titles(house, number[:8]) == titles(house, f"{file.split('/')[0]}/{number[:8]}") == ["Another"]


def test_what_is_recalled_is_not_found_any_more(house: House) -> None:
    file = house.announce(title="A delegation")
    name = house.say("o-desk", "dossier.say", {"text": "About the orchestra"}, file)
    assert titles(house, "orchestra") == ["A delegation"]
    with house.node.active():
        before = refolding.rows([file])["Word"]
        rebuild.rebuild()
        assert refolding.rows([file])["Word"] == before
        assert any("orchestra" in written for _file, written in before)
        # The bytes of the part go, its hash stays signed.
        StoredAct.objects.filter(name=name).update(content=None)
        rebuild.rebuild()
    assert titles(house, "orchestra") == []
    assert titles(house, "delegation") == ["A delegation"]


def test_what_nobody_wrote_is_no_word() -> None:
    data = {"direction": "incoming", "title": "News", "unit": "a.example/b", "act": "sha256:" + "0" * 64}
    said = words._texts("visit.announce", [{}, data])
    assert said == ["News"]


@pytest.mark.parametrize("q", ["", " ", "%", "'", '"', "(((", "٪", "\\", "a" * 500, "_"])
def test_odd_words_are_looked_for_and_break_nothing(lone: House, q: str) -> None:
    assert found(lone, q) == []


def test_no_more_queries_for_many_hits_than_for_few(house: House) -> None:
    for n in range(2):
        house.announce(title=f"Delegation {n}", start_on=f"2031-0{n + 1}")
    few = queries(house, "/search/?q=delegation")
    for n in range(60):
        house.announce(title=f"Delegation {n}", start_on=f"20{40 + n}-02")
    assert queries(house, "/search/?q=delegation") <= few
    page = house.browser("o-desk").get("/search/?q=delegation")
    assert len(page.context["found"]) == page.context["most"] == 50
