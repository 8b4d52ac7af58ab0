"""What a peer signed well may hold JSON of any type in any place: every page still answers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from servanda.exchange.models import FeedEntry
from servanda.kernel import acts, log
from servanda.kernel.acts import By
from servanda.kernel.door import VerifiedAct
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.agreements import agreement_reading
from servanda.processes.kinds.visit import PROCESS as VISIT
from servanda.processes.models import Unit
from servanda.processes.telling import refusal_words
from servanda.processes.telling.timeline import Names, attached
from servanda.web.refusal_text import of_code
from tests.web.house import START, TERMS, TEXTS, House
from tests.world import MOFA, VUFO

ODD: list[Any] = [5, True, "x", [], ["x"], [5], [{}], [[]], [None], {}, {"en": {}}, {"x": [1]}, None]
WHERE = (
    "terms", "articles", "articles.duties", "articles.basis", "articles.id", "fields", "fields.title", "calendar",
    "code", "original", "in_force_on", "shown", "kind", "texts", "texts.title", "texts.articles", "texts.head",
    "texts.text",
)  # fmt: skip


def planted(where: str, value: Any) -> tuple[Any, Any]:
    """Terms and texts with one value of another type."""
    article = dict(TERMS["articles"][0])
    terms: Any = TERMS | {"articles": [article], "fields": [dict(TERMS["fields"][0])]}
    text: dict[str, Any] = dict(TEXTS["articles"][0])
    texts: Any = TEXTS | {"articles": [text]}
    match where.split("."):
        case ["terms"]:
            terms = value
        case ["texts"]:
            texts = value
        case ["articles", name]:
            article[name] = value
        case ["fields", name]:
            terms["fields"][0][name] = value
        case ["texts", "head" | "text" as name]:
            text[name] = value
        case ["texts", name]:
            texts[name] = value
        case [name]:
            terms[name] = value
    return terms, texts


def say(house: House, dossier: str, kind: str, parts: dict[str, Any], *, to: tuple[str, ...] = ()) -> str:
    """An act of this agency in a form that its own pages would never write."""
    with house.node.active():
        by = By(unit=f"{MOFA}/office", officer="o-clerk")
        draft = log.Draft(
            dossier=dossier, kind=kind, process=1, by=by, at=START, to=to or (f"{VUFO}/office",), parts=parts
        )  # fmt: skip
        return log.say([draft], now=datetime.now(UTC))[0].name


def hear(house: House, dossier: str, kind: str, parts: dict[str, Any]) -> str:
    """The same, said by the other agency, with its own key."""
    with house.other.active():
        key = house.other.signing_key
    with house.node.active():
        sealed = acts.seal(
            key=key, dossier=dossier, agency=VUFO, epoch=1, n=1, prev=None, kind=kind, process=1,
            at=START, by=By(unit=f"{VUFO}/europe"), to=(f"{MOFA}/protocol",), cls="internal",
            seen=log.heads(dossier), under=(), internal=False, speaks_for=None, via=None, parts=parts,
        )  # fmt: skip
        log.append([VerifiedAct(sealed)], now=datetime.now(UTC))
    return sealed.id


@pytest.fixture
def many(house: House) -> Iterator[dict[str, tuple[str, Any]]]:
    """A proposed agreement for every place and odd type."""
    made = {}
    for n, (where, value) in enumerate((where, value) for where in WHERE for value in ODD):
        terms, texts = planted(where, value)
        dossier = f"{MOFA}/{n:022d}"
        content = {"title": f"Odd {n}", "texts": texts}
        say(house, dossier, "agreement.propose", {"facts": {"terms": terms}, "content": content})
        made[dossier] = (where, value)
    yield made


def test_every_agreement_page_stands_odd_types(house: House, many: dict[str, tuple[str, Any]]) -> None:
    clerk = house.browser("o-clerk")
    assert clerk.get("/agreements/").status_code == 200
    for dossier, planted_ in many.items():
        with house.node.active():
            if not Dossier.objects.filter(id=dossier, is_shared=True).exists():
                continue
        for rest in ("", "points/", "points/add/", "changes/1/?from=1", "signatures/"):
            assert clerk.get(f"/agreements/{dossier}/{rest}").status_code == 200, planted_
        # There are no numbers where no version is in force.
        assert clerk.get(f"/agreements/{dossier}/commitments/").status_code in (200, 404), planted_
        assert clerk.get(f"/files/{dossier}/").status_code == 200, planted_


@pytest.mark.parametrize("where", WHERE)
def test_versions_in_force_stand_odd_types(house: House, where: str) -> None:
    """As the bound version of an agreement in force, where fields and headings are read."""
    clerk = house.browser("o-clerk")
    with house.node.active():
        row = Dossier.objects.get(id=house.agreement)
    for value in ODD:
        terms, texts = planted(where, value)
        name = say(house, row.id, "agreement.revise", {"facts": {"terms": terms}, "content": {"texts": texts}})
        with house.node.active():
            facts = row.facts | {"bound": name}
            Dossier.objects.filter(id=row.id).update(facts=facts, state="in_force", is_shared=True)
            assert isinstance(agreement_reading.field_titles(), dict)
            version = agreement_reading.bound_version(facts)
            assert version is not None
            assert all(article.id for article in agreement_reading.articles_of(version))
        assert clerk.get("/new/visit/").status_code == 200, value
        assert clerk.get(f"/agreements/{row.id}/").status_code == 200, value
        assert clerk.get("/agreements/").status_code == 200, value


def test_only_the_bound_version_of_an_agreement_in_force_offers_fields(house: House) -> None:
    terms = TERMS | {"fields": [{"id": "stolen", "title": {"en": "Stolen"}}]}
    parts = {"facts": {"terms": terms}, "content": {"title": "Another", "texts": TEXTS}}
    say(house, f"{MOFA}/{1:022d}", "agreement.propose", parts)
    say(house, house.agreement, "agreement.amend", parts)
    with house.node.active():
        assert set(agreement_reading.field_titles()) == {"visits"}


@pytest.mark.parametrize("value", ODD)
def test_the_page_of_a_file_stands_odd_types(house: House, value: Any) -> None:
    dossier = house.announce()
    stated = {found.name: value for found in VISIT.fields if found.name != "title"}
    parts = {"facts": stated, "content": {"text": value, "title": value, "files": value, **stated}}
    for kind in ("visit.refine", "visit.change", "visit.ask_preparation", "dossier.say", "visit.nothing"):
        say(house, dossier, kind, parts)
    hear(house, dossier, "dossier.say", parts)
    desk = house.browser("o-desk")
    for url in (f"/files/{dossier}/", "/files/", "/desk/", f"/desk/?item={dossier}&tab=watching", "/reported/"):
        assert desk.get(url).status_code == 200, url


def test_attachments_that_are_not_named_in_full_are_passed_over(house: House) -> None:
    good = {"name": "a.txt", "sha256": "sha256:" + "0" * 64, "size": 3}
    named = ["abc", 5, {"name": {}, "sha256": [], "size": "x"}, good | {"size": True}, good]
    assert attached(named) == (good | {"index": 4},)
    assert attached("abc") == attached({"a": 1}) == attached(5) == ()
    dossier = house.announce()
    name = say(house, dossier, "dossier.say", {"content": {"text": "x", "files": named}})
    desk = house.browser("o-desk")
    page = desk.get(f"/files/{dossier}/")
    assert b"a.txt" in page.content
    for index in range(6):
        assert desk.get(f"/files/{dossier}/attachments/{name}/{index}/").status_code == 404


@pytest.mark.parametrize("value", ODD)
def test_every_kind_of_field_is_shown_whatever_its_type(value: Any) -> None:
    for found in VISIT.fields:
        assert isinstance(Names("en").value(found, value), str)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/Lima"])
def test_an_entry_of_the_first_day_that_there_is(house: House, zone: str) -> None:
    dossier = house.announce(start_on="2031-05-01")
    with house.node.active():
        Unit.objects.filter(id=f"{MOFA}/protocol").update(zone=zone)
        Entry.objects.filter(dossier=dossier).update(at=datetime(1, 1, 1, tzinfo=UTC))
        StoredAct.objects.filter(dossier=dossier).update(at=datetime(1, 1, 1, tzinfo=UTC))
    assert house.browser("o-desk").get(f"/files/{dossier}/").status_code == 200


@pytest.mark.parametrize("params", [*ODD, {"code": "x"}, {"self": 1, "code": 2}, {"role": [], "why": {}, "step": []}])
def test_a_receipt_may_say_anything(house: House, params: Any) -> None:
    for code in ("", "no such code", "field_wrong", "not_your_step", "too_large", "field_missing"):
        assert isinstance(refusal_words.sentence(code, params), str)
        assert isinstance(of_code(code, params), str)
    dossier = house.announce()
    with house.node.active():
        updated = FeedEntry.objects.filter(act__in=Entry.objects.filter(dossier=dossier).values("name"))
        assert updated.update(state="refused", code="not_your_step", params=params if params is not None else {})
    assert house.browser("o-desk").get(f"/files/{dossier}/").status_code == 200
    assert house.browser("o-admin").get("/connections/").status_code == 200
