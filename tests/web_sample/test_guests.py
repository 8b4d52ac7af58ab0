"""The guest link: one outside person, one matter, nothing internal, and replies recorded as reported."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel import jws, log
from servanda.kernel.acts import By
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.office import guests, people
from servanda.office.models import GuestLink, Officer
from servanda.processes import dossiers
from tests.web_sample.visitors import Visitor, said

PAPER, MARKER = "friends-hue.example", "MARKER-7c31-internal"
OTHER = "o-info-desk"


def actor_of(officer: str) -> dossiers.Actor:
    return people.actor(Officer.objects.get(id=officer), day=datetime.now(UTC).date())


@pytest.fixture
def matter(vufo: Node) -> str:
    """A request to an agency without a system, with an internal note that it must never see."""
    with vufo.active():
        desk, now = actor_of("o-eur-desk"), datetime.now(UTC)
        stated = {"title": "Guides for the old town", "about": "support", "question": "Two guides, one day.",
                  "answer_by": (now + timedelta(days=9)).date().isoformat()}  # fmt: skip
        statement = dossiers.read_statement("request.ask", stated, to=[f"{PAPER}/office"])
        file = dossiers.take(statement, desk, at=now).dossier
        dossiers.say_inside(file, "office.note", {"content": {"text": MARKER}}, desk, at=now)
    return file


def invite(node: Node, file: str, **options: object) -> tuple[str, str]:
    """Through the officer's page: the address of the link, and its code."""
    desk = Visitor(node, "o-eur-desk")
    data = {"agency": PAPER, "person": "The chair", "days": 5} | options
    page = desk.post(f"/files/{file}/guest/", data)
    assert desk.status == 200, said(page)
    url = re.search(r"/guest/[A-Za-z0-9_-]{20,64}/", page)
    code = re.search(r'id="made-code">(\d{6})<', page)
    assert url and code
    assert code[1] not in desk.get(f"/files/{file}/guest/"), "the code is shown once"
    return url[0], code[1]


def enter(node: Node, url: str, code: str) -> Visitor:
    guest = Visitor(node)
    guest.post(url, {"do": "code", "code": code})
    assert guest.status == 302
    return guest


def test_the_guest_answers_and_it_is_recorded_as_reported(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    guest = enter(vufo, url, code)
    page = guest.get(url)
    # What is asked stands on top once, in full; the story is folded below the reply.
    asked, story = page.split("What happened", 1)
    assert asked.count("Two guides, one day.") == 1 and "Two guides, one day." in story
    assert asked.index("Your reply") > asked.index("Two guides, one day.")
    # What answers stands open; all else that could be said is folded, and by which way something went is not asked.
    answers, others = asked[asked.index("What do you reply?") :].split('<details class="more"', 1)
    found = [re.findall(r'name="what" value="([^":]+)', part) for part in (answers, others)]
    assert found[0] == ["request.answer", "request.decline", "commitment.ask_time", "dossier.say"]
    assert found[1] and "commitment.elsewhere" not in found[1]
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    reply = {"do": "reply", "what": "request.answer", "text": "Both guides are free.", "once": once[1]}
    files = {"attached": [SimpleUploadedFile("list.txt", b"two names")]}
    guest.post(url, reply | files)
    assert guest.status == 302
    guest.post(url, reply)
    with vufo.active():
        entry = Entry.objects.get(dossier=matter, kind="request.answer")
        act = StoredAct.objects.get(name=entry.name).act
        assert (entry.speaker, entry.agency, entry.reported) == (PAPER, vufo.agency, "reported")
        assert act.via == "guest"
        assert act.part("content")["files"][0]["name"] == "list.txt"
        assert Commitment.objects.get(dossier=matter).state == "delivered"
    # What was asked was read through the link; what the guest said goes nowhere.
    story = Visitor(vufo, "o-eur-desk").get(f"/files/{matter}/")
    assert story.count('class="small soft receipt"') == 1
    page = guest.get(url)
    assert "Both guides are free." in page
    file = re.search(rf'href="({url}sha256:[0-9a-f]+/0/)"', page)
    assert file
    assert guest.get(file[1]) == "two names"


def test_nothing_internal_is_on_the_page(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    guest = enter(vufo, url, code)
    page = guest.get(url)
    assert guest.status == 200
    assert MARKER not in page
    assert "o-eur-desk" not in page
    assert 'href="/files/' not in page
    assert 'href="/desk/' not in page
    with vufo.active():
        internal = StoredAct.objects.get(dossier=matter, kind="office.note")
    guest.get(f"{url}{internal.name}/0/")
    assert guest.status == 404


@pytest.mark.parametrize("value", [["abc"], [5], [{"name": {}, "size": []}], "abc", 5, {"a": 1}, [None]])
def test_files_of_a_wrong_type_are_passed_over(vufo: Node, matter: str, value: object) -> None:
    url, code = invite(vufo, matter)
    with vufo.active():
        unit = f"{vufo.agency}/europe"
        parts = {"content": {"text": value, "files": value}}
        draft = log.Draft(dossier=matter, kind="dossier.say", process=1, by=By(unit=unit), at=datetime.now(UTC),
                          to=(f"{PAPER}/office",), parts=parts)  # fmt: skip
        name = log.say([draft], now=datetime.now(UTC))[0].name
    guest = enter(vufo, url, code)
    guest.get(url)
    assert guest.status == 200
    guest.get(f"{url}{name}/0/")
    assert guest.status == 404


def test_headers_keep_the_page_out_of_caches_and_search(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    for guest in (Visitor(vufo), enter(vufo, url, code)):
        guest.get(url)
        assert "no-store" in guest.last["Cache-Control"]
        assert "noindex" in guest.last["X-Robots-Tag"]


def test_the_address_is_the_nodes_own_whatever_host_was_asked(vufo: Node, matter: str) -> None:
    desk = Visitor(vufo, "o-eur-desk", host="localhost:9999")
    page = desk.post(f"/files/{matter}/guest/", {"agency": PAPER, "person": "The chair", "days": 5})
    assert f"{vufo.config['address']}/guest/" in page
    assert "localhost:9999/guest/" not in page


def test_without_the_code_nothing_is_told(vufo: Node, matter: str) -> None:
    url, _code = invite(vufo, matter)
    page = Visitor(vufo).get(url)
    assert "Guides for the old town" not in page
    stranger = Visitor(vufo)
    stranger.post(url, {"do": "reply", "what": "request.answer", "text": "Forged."})
    with vufo.active():
        assert not Entry.objects.filter(dossier=matter, kind="request.answer").exists()


def test_five_wrong_codes_lock_the_link_even_for_the_right_one(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    guest = Visitor(vufo)
    wrong = "000000" if code != "000000" else "111111"
    for n in range(5):
        guest.post(url, {"do": "code", "code": wrong})
        assert guest.status == (422 if n < 4 else 404)
    guest.post(url, {"do": "code", "code": code})
    assert guest.status == 404
    assert "set-cookie" not in {name.lower() for name in guest.last.headers}


def test_locking_shuts_out_who_was_in(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    guest = enter(vufo, url, code)
    with vufo.active():
        GuestLink.objects.filter(dossier=matter).update(wrong_codes=5)
    guest.get(url)
    assert guest.status == 404


def test_a_link_that_ran_out_is_like_one_that_never_was(vufo: Node, matter: str) -> None:
    with vufo.active():
        long_ago = datetime.now(UTC) - timedelta(days=10)
        made = guests.make(matter, actor_of("o-eur-desk"), agency=PAPER, person="x", at=long_ago,
                           lasts=timedelta(days=5))  # fmt: skip
    guest = Visitor(vufo)
    expired = said(guest.get(f"/guest/{made.secret}/"))
    assert guest.status == 404
    assert said(guest.get("/guest/" + "A" * 32 + "/")).replace("A" * 32, made.secret) == expired


def test_a_closed_link_is_closed_for_who_was_in(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    guest = enter(vufo, url, code)
    with vufo.active():
        link = GuestLink.objects.get(dossier=matter)
    desk = Visitor(vufo, "o-eur-desk")
    desk.post(f"/files/{matter}/guest/close/", {"link": link.hash})
    assert desk.status == 302
    guest.get(url)
    assert guest.status == 404
    guest.post(url, {"do": "reply", "what": "dossier.say", "text": "late"})
    assert guest.status == 404


def test_a_link_shows_its_own_matter_only(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    guest = enter(vufo, url, code)
    with vufo.active():
        other = Entry.objects.exclude(dossier=matter).filter(internal=False).first()
        assert other is not None
    guest.get(f"{url}{other.name}/0/")
    assert guest.status == 404
    second, _ = invite(vufo, matter)
    guest.get(second)
    assert "Two guides" not in guest._text(), "one link's cookie opens no other link"


def test_only_a_party_without_a_system_can_be_invited(vufo: Node, matter: str) -> None:
    desk = Visitor(vufo, "o-eur-desk")
    desk.post(f"/files/{matter}/guest/", {"agency": "mofa.gov.vn", "person": "x", "days": 5})
    assert desk.status == 422
    with vufo.active():
        assert not GuestLink.objects.filter(dossier=matter).exists()
        with pytest.raises(Refused, match="not a party"):
            guests.make(matter, actor_of("o-eur-desk"), agency="nobody.example", person="x", at=datetime.now(UTC),
                        lasts=timedelta(days=1))  # fmt: skip


@pytest.mark.parametrize("officer", [OTHER, "o-admin"])
def test_who_may_not_see_the_file_makes_and_closes_no_link(vufo: Node, matter: str, officer: str) -> None:
    invite(vufo, matter)
    with vufo.active():
        link = GuestLink.objects.get(dossier=matter)
    stranger = Visitor(vufo, officer)
    stranger.get(f"/files/{matter}/guest/")
    assert stranger.status == 404
    stranger.post(f"/files/{matter}/guest/close/", {"link": link.hash})
    assert stranger.status == 404
    with vufo.active():
        assert GuestLink.objects.get(dossier=matter).revoked_at is None


def test_a_link_of_another_file_is_not_closed(vufo: Node, matter: str) -> None:
    invite(vufo, matter)
    with vufo.active():
        link = GuestLink.objects.get(dossier=matter)
        other = next(row for row in Dossier.objects.exclude(id=matter) if PAPER in row.parties)
    desk = Visitor(vufo, "o-eur-desk")
    desk.post(f"/files/{other.id}/guest/close/", {"link": link.hash})
    assert desk.status == 404
    with vufo.active():
        assert GuestLink.objects.get(dossier=matter).revoked_at is None


def test_secrets_are_long_and_nowhere_kept(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    secret = url.split("/")[2]
    assert len(secret) * 6 >= 128
    with vufo.active():
        link = GuestLink.objects.get(dossier=matter)
        assert link.code_hash != jws.sha256(code.encode()), "six digits alone are guessed in no time"
    for path in vufo.home.glob("servanda.sqlite3*"):
        assert secret.encode() not in path.read_bytes()


def test_visits_are_throttled(vufo: Node) -> None:
    guest = Visitor(vufo)
    guest.client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    for _ in range(121):
        guest.get("/guest/" + "B" * 32 + "/")
    assert guest.status == 429


def test_the_reply_of_an_officer_who_left_is_recorded_by_the_head(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    with vufo.active():
        Officer.objects.filter(id="o-eur-desk").update(is_active=False)
    guest = enter(vufo, url, code)
    guest.post(url, {"do": "reply", "what": "request.decline", "text": "All guides are booked."})
    assert guest.status == 302
    with vufo.active():
        entry = Entry.objects.get(dossier=matter, kind="request.decline")
        assert StoredAct.objects.get(name=entry.name).act.by.officer != "o-eur-desk"


def test_queries_of_the_guests_page_do_not_grow(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    guest = enter(vufo, url, code)
    before = guest.queries(url)
    with vufo.active():
        for n in range(12):
            statement = dossiers.read_statement("dossier.say", {"text": f"{n}"}, dossier=matter)
            dossiers.take(statement, actor_of("o-eur-desk"), at=datetime.now(UTC))
    assert guest.queries(url) == before


def test_the_form_says_before_which_reply_needs_words(vufo: Node, matter: str) -> None:
    url, code = invite(vufo, matter)
    page = enter(vufo, url, code).get(url)
    label = re.search(r'<label for="id_text">(.*?)</label>', page, re.DOTALL)
    assert label and "optional" not in label[1]
    assert "Needed for: " in said(page) and "Choose files" in said(page)
