"""A draft as a file, and drafts that begin with a version of an agreement."""

from datetime import UTC, datetime

from servanda.office.models import AgreementDraft
from servanda.processes.dossiers import read_statement, take
from tests.imports import word
from tests.web.draft_pages import begin, draft, finish, leave, mark, page
from tests.web.house import House, text_of
from tests.world import MOFA, VUFO


def test_the_file_of_a_draft_reads_back_the_same(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    finish(browser, name)
    raw = page(browser, name, "yaml/").content
    other = begin(browser, raw, "agreement.yaml")
    assert draft(house, other).data == draft(house, name).data | {"left": []}


def test_duties_of_any_shape_in_a_file_stop_no_page(house: House) -> None:
    """What a file says wrongly is listed as missing, and composed anew."""
    wrong = [5, True, "x", [1], {"a": 1}, [{"working_days": "x"}], [[]], {"before": {}, "days": []}]
    keys = ("id", "opens", "every", "where", "unless", "debtor", "creditor", "deliver", "needs", "by", "or_later",
            "accept", "remind", "ladder", "nonsense")  # fmt: skip
    sound = {"id": "notice", "opens": "visit.announce", "debtor": "owner", "creditor": "counterpart",
             "deliver": "notice", "by": {"after": "opened", "days": 2}}  # fmt: skip
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    duties = [sound | {key: value} for key in keys for value in wrong]
    with house.node.active():
        row = AgreementDraft.objects.get(id=name)
        row.data["articles"][1]["duties"] = duties
        row.save()
    raw = page(browser, name, "yaml/").content
    other = begin(browser, raw, "a.yaml")
    assert draft(house, other).data["articles"][1]["duties"] == duties
    for rest in ("", "articles/a2/", "propose/", *(f"articles/a2/duties/{n}/" for n in range(len(duties)))):
        assert page(browser, other, rest).status_code == 200, rest


def test_another_partys_version_of_any_shape_becomes_no_draft(house: House) -> None:
    browser = house.browser("o-desk")
    with house.node.active():
        actor = house.actor("o-desk")
        at = datetime.now(UTC)
        texts = {"title": {"en": "x"}, "articles": [{"id": "1", "head": {"en": 5}, "text": ["no"]}]}
        terms = {"code": "x", "parties": [MOFA, VUFO], "articles": [{"id": "1", "duties": []}], "calendar": 7}
        data = {"title": "Odd", "terms": terms, "texts": texts}
        made = take(read_statement("agreement.propose", data, parties=[MOFA, VUFO]), actor, at=at)
    for url in (f"/agreements/{made.dossier}/change/", f"/agreements/{made.dossier}/yaml/?version=1"):
        assert browser.get(url).status_code in (200, 422), url
    assert browser.post(f"/agreements/{made.dossier}/change/").status_code == 422
    with house.node.active():
        assert AgreementDraft.objects.count() == 0


def test_an_amendment_begins_with_the_version_in_force(house: House) -> None:
    browser = house.browser("o-desk")
    agreement = f"/agreements/{house.agreement}/"
    assert f"{agreement}change/" in browser.get(agreement).content.decode()
    assert "Prepare an amendment" in text_of(browser.get(f"{agreement}change/"))
    name = browser.post(f"{agreement}change/")["Location"].split("/")[3]
    assert draft(house, name).step == "agreement.amend"
    url = f"/agreements/drafts/{name}/articles/a1/"
    browser.post(url, {"id": "5.1", "head-en": "Early news", "text-en": "Twenty days.", "mark": mark(browser.get(url))})
    proposing = page(browser, name, "propose/")
    sent = {"once": proposing.context["once"], "reason": "Too late"}
    assert browser.post(f"/agreements/drafts/{name}/propose/", sent).status_code == 302
    leave(house)
    row = house.file(house.agreement)
    assert row.state == "amending"
    assert "Twenty days." in text_of(browser.get(f"{agreement}?version=2&text=en"))
    assert "Too late" in text_of(browser.get(f"/files/{house.agreement}/"))


def test_a_version_can_be_downloaded_and_reads_back_the_same(house: House) -> None:
    browser = house.browser("o-desk")
    raw = browser.get(f"/agreements/{house.agreement}/yaml/?version=1")
    assert raw.status_code == 200 and 'filename="r-1-1.yaml"' in raw["Content-Disposition"]
    name = begin(browser, raw.content, "r-1.yaml")
    opened = browser.post(f"/agreements/{house.agreement}/change/")["Location"].split("/")[3]
    assert draft(house, name).data == draft(house, opened).data
