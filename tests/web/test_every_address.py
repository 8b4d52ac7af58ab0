"""Every address there is, asked in every role: whom it is not meant for finds nothing behind it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from servanda.exchange.courier.unpack import Unpacked
from servanda.exchange.models import CourierFile, Quarantine
from servanda.kernel.models import StoredAct
from servanda.office import leaves, outgoing
from servanda.office.models import AgreementDraft, ClearingRule, Issuer, Leave, Officer
from servanda.processes.dossiers import read_statement
from servanda.processes.figures import past
from servanda.processes.models import Correspondent, CorrespondentUnit, Outgoing
from servanda.web.models import Sheet
from tests.imports import word
from tests.imports.files import as_csv
from tests.web.draft_pages import begin
from tests.web.house import PEOPLE, START, TERMS, TEXTS, Browser, House
from tests.web.test_access import OPEN, patterns
from tests.web.test_main_job import VISIT
from tests.web.test_ngo_lists import upload as list_of
from tests.web.test_sheets import GOOD, upload
from tests.world import VUFO

EVERYBODY, ADMIN = frozenset(PEOPLE), frozenset({"o-admin"})
TAKING, KEEPING = EVERYBODY - ADMIN, ADMIN | {"o-clerk"}
CONNECTED = KEEPING | {"o-leader"}
OVER_DESK = ADMIN | {"o-desk", "o-head", "o-leader"}
# Pages that name no file, draft or sheet, and who comes in. A new address is put here, or names one of THINGS.
MEANT_FOR: dict[str, frozenset[str]] = {
    **dict.fromkeys(("desk", "settings", "files", "agreements", "people", "counterparts", "reported", "bring_in",
                     "partners", "partner_add", "list_xlsx", "search", "affiliations", "ngos", "ngo_days", "ngos_xlsx",
                     "saved_filters", "calendar", "calendar_address", "sign_out", "post"), EVERYBODY),
    **dict.fromkeys(("agreement_propose", "draft_new", "new", "open", "letter_exchange", "consultation_ask",
                     "ngo_import"), TAKING),
    **dict.fromkeys(("connections", "own_card", "correspondent", "courier", "courier_report",
                     "undelivered", "connection"), CONNECTED),
    **dict.fromkeys(("units", "unit_add", "units_review", "units_export", "unit", "unit_close",
                     "unit_reopen", "courier_make", "courier_take", "issuers", "issuer_add", "issuer",
                     "numbers"), KEEPING),
    **dict.fromkeys(("connection_add", "connection_confirm", "connection_pause", "connection_address",
                     "health", "set_aside",
                     "set_aside_export", "correspondent_add", "correspondent_change",
                     "correspondent_unit_add", "correspondent_unit", "officer_add", "officer_link", "officer_close",
                     "officer_reopen", "mail", "mail_server", "set_up", "set_up_agreement", "hours", "set_up_clearing",
                     "set_up_import", "sheet_example"),
                    ADMIN),
    **dict.fromkeys(("leave", "leave_end"), OVER_DESK),
    "partner": frozenset({"o-desk", "o-colleague", "o-head", "o-leader", "o-clerk", "o-admin"}),
    "partner_change": frozenset({"o-head", "o-leader", "o-clerk", "o-admin"}),
    **dict.fromkeys(("affiliation_add", "affiliation_end"), KEEPING),
    "leader": frozenset({"o-head", "o-leader"}), "units_left": CONNECTED | {"o-head"}, "connection_contact": CONNECTED,
}  # fmt: skip
# What belongs to the unit Protocol.
THINGS = frozenset({"dossier", "draft", "name"})
CLOSED, NO_SUCH_FORM = (403, 404), 405
# Of these the unit's own officer sees the page: what the others miss is there.
SEEN = frozenset({
    "file", "note", "step", "report", "clear", "past", "sheet_columns", "sheet_review", "draft", "draft_review",
    "draft_split", "draft_data", "draft_calendar", "draft_article", "draft_duty_new", "draft_propose", "draft_yaml",
    "draft_delete", "ngo_columns", "ngo_review", "ngo_faulty", "ngo_progress",
})  # fmt: skip
PAST = {"title": "A delegation", "start_on": "2025-05-06", "notice_on": "2025-04-01", "kind": "visit"}


def named(house: House) -> dict[str, Any]:
    """One of each kind of thing that an address names; all are of Protocol."""
    browser, file = house.browser("o-desk"), house.announce(partner="FR", start_on="2035-05")
    draft = begin(browser, word.vietnamese())
    sheet = upload(browser, GOOD).strip("/").split("/")[1]
    raw = as_csv(["Name", "Country", "Certificate"], ["Africa Trust", "FR", "none"])
    organisations = list_of(browser, raw, name="list.csv").split("/")[3]
    desk = house.actor("o-desk")
    with house.node.active():
        for step in ("visit", "agreement.propose"):
            ClearingRule.objects.create(step=step, levels=1)
        act = StoredAct.objects.filter(dossier=file).latest("seq").name
        aside = Quarantine.objects.create(raw=b"x", act=act, peer=VUFO, epoch=1, n=1, code="bad_part", at=START).pk
        term = leaves.Term(Officer.objects.get(id="o-colleague"), START.date(), START.date() + timedelta(days=9))
        leave = leaves.enter(Officer.objects.get(id="o-desk"), term, desk, at=START)
        Correspondent.objects.create(agency="museum.example", name={"en": "Museum"})
        carried = CourierFile.objects.create(
            peer=VUFO, direction="taken", nonce="x" * 22, made_at=START, at=START,
            report=Unpacked(VUFO, "2026-11-22T00:00:00Z").as_data(),
        )  # fmt: skip
        Issuer.objects.create(code="africa", name="Africa", numbers=True)
        CorrespondentUnit.objects.create(id="museum.example/africa", agency="museum.example", name={"en": "Shop"})
        listed = past.record([PAST], desk, title="2025", source="a", for_all=False, at=START)
        few = TEXTS | {"articles": TEXTS["articles"][:1]}
        data = {
            "title": "Not proposed yet",
            "terms": TERMS | {"code": "r-9", "articles": TERMS["articles"][:1]},
            "texts": few,
        }
        statement = read_statement("agreement.propose", data, to=[f"{VUFO}/office"])
        agreement = outgoing.submit(statement, desk, at=START).dossier
    browser.post("/new/visit/", VISIT)
    with house.node.active():
        held = Outgoing.objects.get(step="visit.announce").name
    return {
        "dossier": file, "act": act, "index": 0, "draft": draft, "article": "a1", "number": "0", "n": "1",
        "carried": carried.pk,
        "key": "0" * 16,
        "kind": "visit.refine", "process": "visit", "agency": "museum.example", "code": "africa", "officer": "o-desk",
        "leave": str(leave.id), "what": "units", "name": held, "sheet": sheet, "past": listed, "agreement": agreement,
        "partner": "FR", "form": "pdf", "affiliation": "1", "listing": "files", "organisations": organisations,
        "pk": aside,
    }  # fmt: skip


def addresses(house: House) -> list[tuple[str, str, frozenset[str]]]:
    """Name, address and the names in it, of every page that is not open to anyone."""
    found, known = [], named(house)
    for place, pattern in patterns():
        if pattern.name in OPEN:
            continue
        one = known | {"name": known["sheet"]} if place.startswith("bring-in/") else known
        if place.startswith("organisations/bring-in/"):
            one = known | {"name": known["organisations"]}
        if "connections/with/" in place:
            one = one | {"agency": VUFO}
        if "agreements/" in place:
            one = one | {"dossier": known["agreement"]}
        elif place.startswith("past/"):
            one = one | {"dossier": known["past"]}
        regex: Any = pattern.pattern
        names = frozenset(regex.converters or regex.regex.groupindex)
        url = reverse(f"web:{pattern.name}", kwargs={name: one[name] for name in names})
        found.append((str(pattern.name), url, names))
    return found


def test_nobody_comes_anywhere_without_signing_in(house: House) -> None:
    nobody = Browser(house.node)
    for name, url, _names in addresses(house):
        for answer in (nobody.get(url), nobody.post(url, {"do": "x"})):
            assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), name


@pytest.mark.parametrize("officer", ["o-stranger", "o-europe", "o-admin"])
def test_behind_what_is_another_units_there_is_nothing(house: House, officer: str) -> None:
    found = [(name, url) for name, url, names in addresses(house) if names & THINGS]
    own = house.browser("o-desk")
    assert {name: own.get(url).status_code for name, url in found if name in SEEN} == dict.fromkeys(SEEN, 200)
    browser, before = house.browser(officer), kept(house)
    for name, url in found:
        sent = browser.post(url, {"do": "approve", "text": "x", "reason": "x", "once": "x"})
        both = {browser.get(url).status_code, sent.status_code}
        assert both in ({404}, {404, NO_SUCH_FORM}), (name, both)
    assert kept(house) == before


@pytest.mark.parametrize("officer", sorted(PEOPLE))
def test_every_page_is_for_those_for_whom_it_is_meant(house: House, officer: str) -> None:
    browser = house.browser(officer)
    for name, url, names in addresses(house):
        if names & THINGS:
            continue
        assert name in MEANT_FOR, f"say for whom {name} is"
        shown = browser.get(url).status_code
        if officer in MEANT_FOR[name]:
            assert shown not in CLOSED, (name, shown)
        else:
            sent = browser.post(url, {"do": "x"}).status_code
            assert {shown, sent} <= {*CLOSED, NO_SUCH_FORM} and {shown, sent} != {NO_SUCH_FORM}, (name, shown, sent)


def kept(house: House) -> list[int]:
    with house.node.active():
        return [model.objects.count() for model in (StoredAct, AgreementDraft, Sheet, Leave, Outgoing)]
