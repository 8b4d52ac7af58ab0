"""Notice by other means on pages: no place to write or attach, and offered where something is owed."""

import re
from datetime import UTC, datetime, timedelta

from servanda.kernel.models import Commitment, Dossier
from servanda.office.outgoing import release
from tests.web.house import House, text_of
from tests.world import VUFO


def test_the_form_has_no_place_to_write_or_attach(house: House) -> None:
    desk = house.browser("o-desk")
    form = desk.get("/new/elsewhere/").content.decode()
    asked = set(re.findall(r'<(?:input|select|textarea)[^>]*name="([^"]+)"', form))
    assert {"clause", "happens_on", "reference", "given_on", "channel"} <= asked
    assert "textarea" not in form and 'type="file"' not in form
    today = datetime.now(UTC).date()
    data = {
        "clause": "5.1/notice", "happens_on": str(today + timedelta(days=90)), "reference": "7/TM",
        "given_on": str(today), "channel": "courier", "to-unit": f"{VUFO}/europe", "class": "internal",
        "once": re.search(r'name="once" value="([^"]+)"', form)[1], "do": "send",  # type: ignore[index]
        "text": "This must go nowhere", "content": "nor this",
    }  # fmt: skip
    answer = desk.post("/new/elsewhere/", data)
    assert answer.status_code == 302, text_of(answer)[:600]
    with house.node.active():
        release(now=datetime.now(UTC) + timedelta(minutes=5))
        row = Dossier.objects.get(process="elsewhere")
        owed = Commitment.objects.get(dossier_id=row.id)
        assert (owed.clause, owed.state) == ("5.1/notice", "accepted") and owed.lead_days
    assert "gave notice by other means: 7/TM" in text_of(desk.get(f"/files/{row.id}/"))
    assert "must go nowhere" not in text_of(desk.get(f"/files/{row.id}/"))


def test_whoever_owes_something_may_hand_it_over_by_other_means(house: House) -> None:
    file = house.announce(start_on="2031-05")
    desk = house.browser("o-desk")
    assert "Handed over by other means" in text_of(desk.get(f"/files/{file}/"))
    with house.node.active():
        owed = Commitment.objects.get(dossier_id=file)
    form = desk.get(f"/files/{file}/steps/commitment.elsewhere/?commitment={owed.id}")
    assert form.status_code == 200 and b"textarea" not in form.content and b'type="file"' not in form.content
