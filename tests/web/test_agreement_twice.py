"""The same text of an agreement between the same parties is not proposed a second time."""

from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.models import Dossier
from tests.imports import word
from tests.web.draft_pages import begin, finish, leave, page
from tests.web.house import START, House, text_of
from tests.world import VUFO


def agreements(house: House) -> int:
    with house.node.active():
        return Dossier.objects.filter(process="agreement").count()


def test_a_text_in_force_is_not_proposed_again_by_editor_or_upload(house: House) -> None:
    browser = house.browser("o-desk")
    raw = browser.get(f"/agreements/{house.agreement}/yaml/?version=1").content
    name = begin(browser, raw, "r-1.yaml")
    proposing = page(browser, name, "propose/")
    said = "This text is in force already between the same parties: Regulation"
    assert said in text_of(proposing) and f"/files/{house.agreement}/" in proposing.content.decode()
    refused = browser.post(f"/agreements/drafts/{name}/propose/", {"once": proposing.context["once"]})
    assert refused.status_code == 422 and said in text_of(refused)
    uploaded = browser.post("/agreements/propose/", {"file": SimpleUploadedFile("r-1.yaml", raw)})
    assert uploaded.status_code == 422 and said in text_of(uploaded)
    # Another code does not make it another text.
    other = raw.replace(b"agreement: r-1", b"agreement: r-9")
    assert browser.post("/agreements/propose/", {"file": SimpleUploadedFile("r-9.yaml", other)}).status_code == 422
    assert agreements(house) == 1
    house.say("o-clerk", "agreement.end", {"reason": "Another one"}, house.agreement, at=START)
    assert browser.post("/agreements/propose/", {"file": SimpleUploadedFile("r-1.yaml", raw)}).status_code == 302
    assert agreements(house) == 2


def test_a_draft_brought_in_twice_is_proposed_once(house: House) -> None:
    browser = house.browser("o-desk")
    names = [begin(browser, word.two_columns()) for _ in range(3)]
    for name in names:
        finish(browser, name)
    sent = [page(browser, name, "propose/").context["once"] for name in names]
    assert browser.post(f"/agreements/drafts/{names[0]}/propose/", {"once": sent[0]}).status_code == 302
    held = browser.post(f"/agreements/drafts/{names[1]}/propose/", {"once": sent[1]})
    assert held.status_code == 422 and "is prepared already and has not left yet" in text_of(held)
    leave(house)
    again = browser.post(f"/agreements/drafts/{names[2]}/propose/", {"once": sent[2]})
    assert again.status_code == 422 and "is on the table already" in text_of(again)
    assert agreements(house) == 2


def test_another_wording_or_another_party_is_another_agreement(house: House) -> None:
    browser = house.browser("o-desk")
    raw = browser.get(f"/agreements/{house.agreement}/yaml/?version=1").content
    other = raw.replace(b"Fifteen working days.", b"Twenty working days.")
    assert other != raw
    assert browser.post("/agreements/propose/", {"file": SimpleUploadedFile("r-2.yaml", other)}).status_code == 302
    third = raw.replace(VUFO.encode(), VUFO.encode() + b", third.example", 1)
    answer = browser.post("/agreements/propose/", {"file": SimpleUploadedFile("r-3.yaml", third)})
    assert answer.status_code == 302, text_of(answer)
    assert agreements(house) == 3
