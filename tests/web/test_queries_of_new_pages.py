"""Drafts, sheets, lists of before, leaves, meetings and lists of visits ask as often for many rows as for few."""

from datetime import timedelta
from typing import Any

from servanda.imports.drafting import nothing
from servanda.kernel.acts import new_dossier_id
from servanda.office import agreement_drafts, leaves
from servanda.office.models import Officer, Post
from servanda.processes.dossiers import read_statement, take
from servanda.processes.figures import past
from tests.imports.files import as_csv
from tests.web.house import START, House
from tests.web.test_queries import queries
from tests.web.test_sheets import HEAD, chosen, upload
from tests.world import MOFA, VUFO

DUTY = {"id": "notice", "opens": "visit.announce", "debtor": "owner", "creditor": "counterpart", "deliver": "notice",
        "by": {"before": "start_on", "working_days": 15}}  # fmt: skip


def draft(house: House, articles: int = 0) -> str:
    with house.node.active():
        actor = house.actor("o-desk")
        rows = [{"key": f"a{n}", "id": str(n), "field": "", "basis": [], "head": {"en": "H"}, "text": {"en": "T"},
                 "group": {}, "duties": [DUTY, DUTY | {"id": "other"}]} for n in range(1, articles + 1)]  # fmt: skip
        data = nothing(actor, language="en") | {"articles": rows, "title": {"en": "Draft"}}
        change = {"step": "agreement.revise", "dossier": new_dossier_id(MOFA)} if articles % 2 else {}
        return agreement_drafts.begin(data, actor, at=START, **change).id


def test_the_list_of_drafts_and_a_long_draft(house: House) -> None:
    draft(house)
    few = queries(house, "/agreements/")
    for _ in range(12):
        draft(house)
        draft(house, 1)
    assert queries(house, "/agreements/") == few
    for rest in ("", "review/", "propose/", "yaml/", "articles/a1/"):
        counts = [queries(house, f"/agreements/drafts/{draft(house, n)}/{rest}") for n in (2, 20)]
        assert counts[0] == counts[1], rest


def test_people_of_whom_many_are_away(house: House) -> None:
    counts = {}
    for many in (1, 12):
        for n in range(many):
            with house.node.active():
                officers = [Officer.objects.create(id=f"p{many}-{n}-{side}") for side in "ab"]
                for officer in officers:
                    Post.objects.create(officer=officer, unit=f"{MOFA}/protocol", role="desk", title={"en": officer.id})
                term = leaves.Term(officers[1], START.date(), START.date() + timedelta(days=9))
                leaves.enter(officers[0], term, house.actor("o-admin"), at=START)
                with_desk = leaves.Term(Officer.objects.get(id="o-desk"), *_days(30 * many + n))
                leaves.enter(officers[1], with_desk, house.actor("o-admin"), at=START)
                mine = leaves.Term(officers[1], *_days(60 + 30 * many + n))
                leaves.enter(Officer.objects.get(id="o-desk"), mine, house.actor("o-desk"), at=START)
        counts[many] = [queries(house, page) for page in ("/people/", "/people/o-desk/leave/", "/desk/")]
    assert counts[1] == counts[12]


def _days(n: int) -> tuple[Any, Any]:
    return START.date() + timedelta(days=n), START.date() + timedelta(days=n)


def test_a_long_sheet_and_a_long_list_of_before(house: House) -> None:
    counts = []
    for many in (2, 40):
        rows = [[f"Tuần phim {n}", "10-12/5/2031", "Pháp", "Huế", "12,5", "x"] for n in range(many)]
        url = upload(house.browser("o-desk"), as_csv(HEAD, *rows))
        review = house.browser("o-desk").post(url, chosen(house.browser("o-desk"), url))["Location"]
        before = [{"title": f"V{n}", "start_on": "2025-05-06", "notice_on": "2025-04-01", "kind": "visit",
                   "partner": "FR"} for n in range(many)]  # fmt: skip
        with house.node.active():
            listed = past.record(before, house.actor("o-desk"), title="2025", source="a", for_all=True, at=START)
        counts.append([queries(house, page) for page in (url, review, f"/past/{listed}/")])
    assert counts[0] == counts[1]


def test_a_long_list_of_visits_and_a_meeting_with_much_to_say(house: House) -> None:
    counts = []
    for many in (2, 40):
        agenda = [{"topic": f"Topic {n}", "raised_by": "owner"} for n in range(many)]
        # Each list has a year of its own: what clashes with another file is looked up once.
        visits = [{"visit": f"Visit {n}", "start_on": f"{2031 + many}-05-06", "partner": "FR"} for n in range(many)]
        files = [
            said(house, "meeting.call", title="Meeting", start_on="2031-05-06", cadence="yearly", agenda=agenda),
            said(house, "visit_list.begin", title="Visits", visits=visits),
        ]
        pages = [*(f"/files/{file}/" for file in files), f"/files/{files[0]}/steps/meeting.set_agenda/"]
        counts.append([queries(house, page) for page in pages])
    assert counts[0] == counts[1]


def said(house: House, kind: str, **stated: Any) -> str:
    with house.node.active():
        return take(read_statement(kind, stated, to=[f"{VUFO}/europe"]), house.actor("o-desk"), at=START).dossier
