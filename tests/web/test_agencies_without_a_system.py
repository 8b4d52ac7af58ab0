"""An agency that is reached by letter has a name, units and an address here, until it has its own."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.office.models import AgreementDraft, ClearingRule, Officer
from servanda.processes.dossiers import read_statement, take
from servanda.processes.models import Correspondent, CorrespondentUnit
from servanda.processes.telling.timeline import Names
from tests.web.house import START, TERMS, TEXTS, House, text_of
from tests.world import MOFA, VUFO

CULTURE = "culture.example"
ENTERED = {
    "code": CULTURE, "name_en": "Ministry of Culture", "name_vi": "Bộ Văn hóa", "name_ar": "وزارة الثقافة",
    "via": "letter", "address": "51 Lake Street\nHa Noi", "phone": "024 1234", "mail": "office@culture.example",
}  # fmt: skip
UNIT = {"code": "heritage", "name_en": "Heritage Department", "name_vi": "Cục Di sản", "address": "1 Museum Road"}
ASKED = {"title": "Loan of drums", "about": "action", "question": "Two drums?", "class": "internal", "do": "send"}


def enter(house: House, unit: dict[str, str] | None = UNIT) -> None:
    house.node.config["undo_seconds"] = 0
    admin = house.browser("o-admin")
    sent = admin.post("/connections/without/add/", ENTERED)
    assert sent.status_code == 302, text_of(sent)
    if unit:
        assert admin.post(f"/connections/without/{CULTURE}/add/", unit).status_code == 302


def ask(house: House, to: str) -> str:
    desk = house.browser("o-desk")
    token = desk.get("/new/request/").context["once"]
    sent = desk.post("/new/request/", ASKED | {"to-unit": to, "once": token})
    assert sent.status_code == 302, text_of(sent)
    return str(sent["Location"])


def test_its_name_units_and_address_stand_wherever_it_is_named(lone: House) -> None:
    enter(lone)
    desk = lone.browser("o-desk")
    form = text_of(desk.get("/new/request/"))
    assert "Ministry of Culture" in form and "Heritage Department" in form
    file = ask(lone, f"{CULTURE}/heritage")
    page = text_of(desk.get(file))
    assert "Ministry of Culture" in page and "Heritage Department" in page and f"{CULTURE}/heritage" not in page
    assert "no system; by letter: 1 Museum Road" in page
    rest = ask(lone, f"{CULTURE}/office")
    assert "no system; by letter: 51 Lake Street Ha Noi" in text_of(desk.get(rest))
    waiting = text_of(desk.get("/desk/?tab=waiting"))
    assert "Ministry of Culture" in waiting and CULTURE not in waiting
    assert "Ministry of Culture" in text_of(desk.get(f"{file}report/"))
    with lone.node.active():
        Officer.objects.filter(id="o-desk").update(language="vi")
    assert "Bộ Văn hóa" in text_of(desk.get(file)) and "Cục Di sản" in text_of(desk.get(file))


def test_one_without_units_is_named_once(lone: House) -> None:
    """Whether it was entered or only written to: nowhere by the name of its office beside its own."""
    enter(lone, None)
    lone.node.config["undo_seconds"] = 0
    desk, named = lone.browser("o-desk"), {CULTURE: "Ministry of Culture", "harbour.example": "harbour.example"}
    files = {
        code: desk.post("/new/request/", ASKED | {"to-agency": code, "once": code * 2})["Location"] for code in named
    }
    rows = [row for group in desk.get("/desk/?tab=waiting").context["groups"] for row in group.rows]
    waiting = {row.file_url.partition("#")[0].partition("?")[0]: row.url for row in rows}
    with lone.node.active():
        ClearingRule.objects.create(step="", levels=1)
    for code, name in named.items():
        file = files[code]
        prepared = desk.post("/new/request/", ASKED | {"title": code, "to-agency": code, "once": code * 3})
        letter = f"/new/letter/?about={file.removeprefix('/files/').rstrip('/')}"
        look = desk.post("/new/request/", ASKED | {"to-agency": code, "do": "look"})
        pages = [look, *map(desk.get, (file, waiting[file], f"{file}report/", letter, prepared["Location"]))]
        twice = re.compile(rf"{re.escape(name)}(?:\W{{0,4}})(?:{re.escape(name)}|{re.escape(code)})")
        for answer in [*pages, lone.browser("o-head").get("/desk/")]:
            said = text_of(answer)
            assert answer.status_code == 200 and not twice.search(said) and f"{code}/office" not in said, said
            assert name in said or answer not in pages[:5], said


def agree(lone: House, **terms: Any) -> str:
    """An agreement with an agency that signed on paper; its file."""
    clerk, at = Actor(agency=MOFA, officer="o-clerk", unit=f"{MOFA}/office", role="clerk"), START - timedelta(days=1)
    data = {"title": "Regulation", "terms": TERMS | {"parties": [MOFA, CULTURE]} | terms, "texts": TEXTS}
    with lone.node.active():
        made = take(read_statement("agreement.propose", data, to=[f"{CULTURE}/office"]), clerk, at=at)
        stated = {"version": made.name, "number": "1", "signed_on": "2026-01-01", "signatory": "Head"}
        on_paper = read_statement("agreement.sign", stated, dossier=made.dossier, speaks_for=CULTURE, via="letter")
        signed = take(on_paper, clerk, at=at)
        take(
            read_statement("agreement.enter", stated | {"signatures": [signed.name]}, dossier=made.dossier),
            clerk,
            at=at,
        )
    return made.dossier


@pytest.mark.mission("S2")
def test_what_is_meant_for_it_goes_to_the_unit_that_its_agreement_names(lone: House) -> None:
    """Whether the form chooses it, or only the agency is named; and the page of counterparts says the same."""
    enter(lone)
    lone.node.config["undo_seconds"] = 0
    desk, heritage = lone.browser("o-desk"), f"{CULTURE}/heritage"
    file = agree(lone, fallback={CULTURE: heritage})
    assert desk.get("/new/visit/").context["form"]["to-unit"].value() == heritage
    assert "what is meant for it goes to Heritage Department" in text_of(desk.get("/counterparts/"))
    visit = {"title": "Guests", "direction": "incoming", "level": "official", "start_on": "2031-05-06", "do": "send",
             "class": "internal", "to-agency": CULTURE, "once": "v" * 20}  # fmt: skip
    seen = desk.post("/new/visit/", visit | {"do": "look"})
    assert "Ministry of Culture Heritage Department" in text_of(seen), "it is shown before it goes"
    sent = desk.post("/new/visit/", visit)
    assert sent.status_code == 302, sent.context["form"].errors
    with lone.node.active():
        assert Dossier.objects.get(process="visit").counterparts == {CULTURE: heritage}
        assert set(Commitment.objects.exclude(dossier=file).values_list("creditor_unit", flat=True)) == {heritage}


def test_the_unit_that_stands_in_is_chosen_and_is_not_lost_when_it_is_closed(lone: House) -> None:
    enter(lone)
    clerk, admin = lone.browser("o-clerk"), lone.browser("o-admin")
    clerk.post("/agreements/drafts/new/", {"text": "", "do": "empty"})
    with lone.node.active():
        draft = AgreementDraft.objects.get()
    way, name = f"/agreements/drafts/{draft.id}/data/", f"fallback-{CULTURE}"

    def save(**typed: str) -> Any:
        page = clerk.get(way)
        form = page.context["form"]
        known = {key: value for key, value in form.initial.items() if value not in (None, [])}
        chosen = {name: form[name].value() or ""} if name in form.fields else {}
        stated = known | chosen | {"other_parties": CULTURE, "mark": page.context["mark"]} | typed
        answer = clerk.post(way, stated)
        assert answer.status_code == 302, answer.context["form"].errors
        return clerk.get(way).context["form"]

    offered = save().fields[name].choices
    assert offered == [("", "its office"), (f"{CULTURE}/heritage", "Heritage Department")]
    save(**{name: f"{CULTURE}/heritage"})
    admin.post(f"/connections/without/{CULTURE}/add/", UNIT | {"code": "music", "name_en": "Music Department"})
    closed = {"name_en": "Heritage Department", "address": "", "is_closed": "on"}
    assert admin.post(f"/connections/without/{CULTURE}/units/heritage/", closed).status_code == 302
    assert save()[name].value() == f"{CULTURE}/heritage"
    with lone.node.active():
        assert AgreementDraft.objects.get().data["fallback"] == {CULTURE: f"{CULTURE}/heritage"}


def test_what_it_says_is_first_offered_as_it_usually_comes(lone: House) -> None:
    enter(lone)
    with lone.node.active():
        Correspondent.objects.update(via="mail")
    file = ask(lone, f"{CULTURE}/heritage")
    desk = lone.browser("o-desk")
    links = [step for side in desk.get(f"{file}report/").context["sides"] for step in side["steps"]]
    assert desk.get(links[0].url).context["form"]["via"].value() == "mail"


def test_its_own_card_and_directory_take_their_place(house: House) -> None:
    with house.node.active():
        Correspondent.objects.create(agency=VUFO, name={"en": "An old name"})
        CorrespondentUnit.objects.create(id=f"{VUFO}/europe", agency=VUFO, name={"en": "An old unit"})
        CorrespondentUnit.objects.create(id=f"{VUFO}/archive", agency=VUFO, name={"en": "The archive"})
        names = Names("en").load()
        assert names.unit(f"{VUFO}/europe") == "Europe" and names.unit(f"{VUFO}/archive") == "The archive"
    dossier = house.announce()
    page = text_of(house.browser("o-desk").get(f"/files/{dossier}/"))
    form = text_of(house.browser("o-desk").get("/new/visit/"))
    assert "An old name" not in page + form and "An old unit" not in page + form and "Europe" in page
    listed = house.browser("o-admin").get("/connections/").context["without"]
    assert [agency["code"] for agency in listed] == []


@pytest.mark.parametrize("officer", ["o-desk", "o-head", "o-clerk", "o-leader"])
def test_only_an_administrator_enters_one(lone: House, officer: str) -> None:
    enter(lone)
    browser = lone.browser(officer)
    for url in ("add/", f"{CULTURE}/change/", f"{CULTURE}/add/", f"{CULTURE}/units/heritage/"):
        assert browser.get(f"/connections/without/{url}").status_code == 403
        assert browser.post(f"/connections/without/{url}", ENTERED | {"code": "x.example"}).status_code == 403
    with lone.node.active():
        assert Correspondent.objects.count() == 1 and CorrespondentUnit.objects.count() == 1
    assert browser.get(f"/connections/without/{CULTURE}/").status_code == (
        200 if officer in ("o-clerk", "o-leader") else 404
    )


@pytest.mark.parametrize(
    "wrong",
    [{"code": "not a code"}, {"code": "mofa.example"}, {"code": ""}, {"name_en": "", "name_vi": "", "name_ar": ""},
     {"mail": "no address"}, {"via": "pigeon"}],
)  # fmt: skip
def test_what_is_entered_wrongly_changes_nothing(lone: House, wrong: dict[str, str]) -> None:
    answer = lone.browser("o-admin").post("/connections/without/add/", ENTERED | wrong)
    assert answer.status_code == 422 and answer.context["form"].errors
    with lone.node.active():
        assert not Correspondent.objects.exists()


def test_one_is_changed_and_its_unit_closed_while_old_files_keep_the_name(lone: House) -> None:
    enter(lone)
    file = ask(lone, f"{CULTURE}/heritage")
    admin = lone.browser("o-admin")
    assert admin.post("/connections/without/add/", ENTERED).status_code == 422, "it is there already"
    changed = {name: value for name, value in ENTERED.items() if name != "code"} | {"name_en": "Culture and Sport"}
    assert admin.post(f"/connections/without/{CULTURE}/change/", changed).status_code == 302
    closed = {"name_en": "Heritage Department", "address": "", "is_closed": "on"}
    assert admin.post(f"/connections/without/{CULTURE}/units/heritage/", closed).status_code == 302
    desk = lone.browser("o-desk")
    assert "Heritage Department" not in text_of(desk.get("/new/request/"))
    page = text_of(desk.get(file))
    assert "Culture and Sport" in page and "Heritage Department" in page
    assert admin.get("/connections/without/nobody.example/").status_code == 404


def test_it_never_leaves(house: House) -> None:
    enter(house)
    desk = house.browser("o-desk")
    form = desk.get("/new/request/")
    to = {"to-unit": f"{VUFO}/europe", "to-also": f"{CULTURE}/heritage", "once": form.context["once"]}
    assert desk.post("/new/request/", ASKED | to).status_code == 302
    house.exchange()
    with house.other.active():
        row = Dossier.objects.get(process="request")
        assert CULTURE in row.parties
        assert not Correspondent.objects.exists() and not CorrespondentUnit.objects.exists()
        held = b"".join(bytes(part) for act in StoredAct.objects.all() for part in (act.facts, act.content) if part)
    assert b"Lake Street" not in held and b"Museum Road" not in held and b"Heritage Department" not in held


def test_pages_do_not_ask_more_for_more_of_them(lone: House) -> None:
    enter(lone)
    first = _queries(lone)
    with lone.node.active():
        for n in range(20):
            Correspondent.objects.create(agency=f"a{n}.example", name={"en": f"Agency {n}"})
            CorrespondentUnit.objects.create(id=f"a{n}.example/one", agency=f"a{n}.example", name={"en": f"Unit {n}"})
    assert _queries(lone) == first


def _queries(house: House) -> list[int]:
    counted: list[int] = []
    for officer, url in (("o-admin", "/connections/"), ("o-desk", "/new/request/"), ("o-desk", "/desk/")):
        browser: Any = house.browser(officer)
        browser.get(url)
        with house.node.active(), CaptureQueriesContext(connections[house.node.alias]) as captured:
            assert browser.get(url).status_code == 200
        counted.append(len(captured))
    return counted


def test_its_signature_on_paper_is_led_to_from_file_and_agreement(lone: House) -> None:
    enter(lone, unit=None)
    terms = TERMS | {"parties": [MOFA, CULTURE]}
    proposed = read_statement("agreement.propose", {"title": "R", "terms": terms, "texts": TEXTS}, parties=[CULTURE])
    with lone.node.active():
        file = take(proposed, lone.actor("o-clerk"), at=START).dossier
    clerk, record = lone.browser("o-clerk"), f"/agreements/{file}/sign/?for={CULTURE}"
    for page in (f"/files/{file}/", f"/agreements/{file}/"):
        shown = clerk.get(page)
        assert 'class="button primary' in shown.content.decode() and f'href="{record}"' in shown.content.decode(), page
        assert "Record the signature of Ministry of Culture" in text_of(shown)
        assert "when it comes back signed, its signature is recorded here." in text_of(shown)
        desk = lone.browser("o-desk").get(page)
        assert record not in desk.content.decode() and "The registry or the leadership does that." in text_of(desk)
    assert clerk.get(f"/files/{file}/").context["next"].url == record
    form = {"number": "7", "signed_on": "2026-01-01", "signatory": "Director", "via": "letter", "said-on": "2026-01-02"}
    signing = clerk.get(record).context
    form |= {"once": signing["once"], "version": signing["form"]["version"].value()}
    answer = clerk.post(record, form)
    assert answer.status_code == 302, text_of(answer)
    for page in (f"/files/{file}/", f"/agreements/{file}/"):
        assert "Record the signature of" not in text_of(clerk.get(page))
    assert "Sign last and put in force" in text_of(clerk.get(f"/agreements/{file}/"))
