"""The name of an attachment as somebody's program wrote it: shown and handed out without what would break a page."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.processes.dossiers import read_statement, take
from servanda.web.files import attachments
from tests.web.house import START, House
from tests.world import VUFO

ODD = "minutes\r\nSet-Cookie: x=1\u202efdp.exe"


def test_a_name_with_line_ends_or_turned_letters_is_handed_out_as_plain_words(house: House) -> None:
    visit = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2031-05"}
    with house.node.active():
        (kept,) = attachments.keep([SimpleUploadedFile("minutes.pdf", BytesIO(b"%PDF-1.7").read())])
        files = [kept | {"name": ODD}]
        statement = read_statement("visit.announce", visit, to=[f"{VUFO}/europe"], files=files)
        act = take(statement, house.actor("o-desk"), at=START)
    browser = house.browser("o-desk")
    page = browser.get(f"/files/{act.dossier}/").content.decode()
    assert "minutesSet-Cookie: x=1fdp.exe" in page and "\u202e" not in page
    answer = browser.get(f"/files/{act.dossier}/attachments/{act.name}/0/")
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Content-Disposition"] == 'attachment; filename="minutesSet-Cookie: x=1fdp.exe"'
    assert "Set-Cookie" not in answer.headers
