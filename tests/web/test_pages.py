"""What pages say and carry: words, headers, groups by nearness, search, paging, lead time."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servanda.kernel.models import Commitment
from servanda.office import assigning
from servanda.office.models import Officer
from servanda.processes import dossiers
from servanda.web.reckoning import Reckoning
from servanda.web.steps import undo
from tests.web.house import START, Browser, House, text_of
from tests.web.test_access import filled
from tests.world import MOFA, VUFO

# Words of the code, which no officer needs to learn.
OURS = re.compile(r"\b(acts?|folds?|lanes?|digests?|hash|hashes|feeds?|nodes?)\b", re.IGNORECASE)


LONG_AGO = START - timedelta(days=60)


def test_officers_pages_use_officers_words(house: House) -> None:
    browser = house.browser("o-head")
    for place in filled(house):
        found = OURS.findall(re.sub(r"\S+/\S+", "", text_of(browser.get(place))))
        assert found == [], place


def test_pages_load_nothing_from_elsewhere_and_are_not_kept(house: House) -> None:
    page = house.browser("o-desk").get("/desk/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin" and "camera=()" in page["Permissions-Policy"]
    door = Browser(house.node).get("/sign-in/")
    assert door["Content-Security-Policy"] == policy
    for html in (page.content.decode(), door.content.decode()):
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", html)


def test_the_desk_parts_overdue_this_week_and_later(house: House) -> None:
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    for title, days in (("Long ago", -40), ("Far away", 400)):
        dossier = house.announce(title=title, level="working", at=LONG_AGO)
        due = (today + timedelta(days=days)).isoformat()
        house.say("o-desk", "visit.ask_preparation", {"preparation": title, "due_on": due}, dossier, at=LONG_AGO)
    page = house.browser("o-desk").get("/desk/?tab=waiting")
    groups = {group.title: [item.title for item in group.rows] for group in page.context["groups"]}
    assert groups == {"Overdue": ["Long ago"], "Later": ["Far away"]}
    item = page.context["groups"][0].rows[0]
    assert item.days_left < -25 and str(item.state.label) == "late"
    assert next(tab for tab in page.context["tabs"] if tab["is_current"])["has_late"]
    # The agreed day of the article moved to what was asked for, and the line says what was asked.
    assert item.what == "Preparation"


def test_a_line_opens_beside_the_list(house: House) -> None:
    house.announce()
    browser = house.browser("o-desk")
    item = browser.get("/desk/").context["groups"][0].rows[0]
    page = text_of(browser.get(item.url))
    assert "Article 5.1" in page and "Early news of visits" in page and "Last entry" in page
    part = browser.get(item.url, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<aside") and "Early news of visits" in text_of(part)


def test_an_empty_desk_names_the_next_dates(house: House) -> None:
    house.announce(start_on="2031-05")
    page = house.browser("o-desk").get("/desk/?tab=waiting")
    assert "Nothing due before" in text_of(page) and len(page.context["next_dates"]) == 1


def test_what_is_watched_stands_by_how_near_it_is(house: House) -> None:
    """A coordinating unit sees what others owe each other; what nobody owes anything in comes last."""
    dossiers = [house.announce(start_on="2031-05", title=title) for title in ("Late", "Later", "Quiet")]
    with house.node.active():
        for dossier in dossiers:
            stated = {"unit": f"{MOFA}/protocol", "coordinating": [f"{MOFA}/africa"]}
            assigning.assign(dossier, stated, house.actor("o-clerk"), at=START)
        Commitment.objects.filter(dossier=dossiers[0]).update(due_on=date(2026, 1, 5))
        Commitment.objects.filter(dossier=dossiers[2]).update(state="accepted")
    page = house.browser("o-stranger").get("/desk/?tab=watching")
    told = [(group.title, [item.what for item in group.rows]) for group in page.context["groups"]]
    assert told == [("Overdue", ["Late"]), ("Later", ["Later"]), ("Under way", ["Quiet"])]


def test_every_empty_list_names_the_next_dates(house: House) -> None:
    house.announce(start_on="2031-05")
    for tab in ("inbox", "clear", "watching"):
        page = house.browser("o-head").get(f"/desk/?tab={tab}")
        assert page.context["empty_text"] and len(page.context["next_dates"]) == 1, tab


def test_search_finds_without_marks_and_by_partner_and_number(house: House) -> None:
    dossier = house.announce(title="Đoàn Hà Nội", partner="FR")
    house.announce(title="Another one")
    browser = house.browser("o-desk")

    def found(query: str) -> list[str]:
        return [row["title"] for row in browser.get(f"/files/?{query}").context["files"]]

    assert found("q=doan+ha+noi") == ["Đoàn Hà Nội"]
    assert found("q=HÀ+NỘI") == ["Đoàn Hà Nội"]
    assert found("q=france") == ["Đoàn Hà Nội"] == found("q=Pháp") == found("partner=FR")
    assert found(f"q={dossier.partition('/')[2][:8]}") == ["Đoàn Hà Nội"]
    assert len(found("kind=visit&state=announced")) == 2 and found("kind=request") == []
    assert len(found("turn=ours")) == 2 and found("turn=theirs") == []
    assert found("state=-ended") == []


def test_pages_of_files_follow_each_other_and_lead_back(house: House) -> None:
    titles = [f"Visit {n:02}" for n in range(30)]
    for n, title in enumerate(titles):
        house.announce(title=title, at=START + timedelta(minutes=n))
    browser = house.browser("o-desk")
    first = browser.get("/files/?kind=visit")
    assert [row["title"] for row in first.context["files"]] == titles[:4:-1]
    assert first.context["count_text"] == "30 files" and not first.context["page"]["previous_url"]
    second = browser.get(first.context["page"]["next_url"])
    assert [row["title"] for row in second.context["files"]] == titles[4::-1]
    assert not second.context["page"]["next_url"]
    back = browser.get(second.context["page"]["previous_url"])
    assert [row["title"] for row in back.context["files"]] == titles[:4:-1]
    assert browser.get("/files/?after=nonsense").status_code == 200


@pytest.mark.mission("S53")
def test_lead_time_counts_from_the_first_exact_day(house: House) -> None:
    dossier = house.announce(start_on="2031-05")
    early = house.browser("o-desk").get(f"/files/{dossier}/").context["lead_time"]
    assert "The day itself is still to be named." in early["text"]
    told = START + timedelta(hours=1)
    start = told.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date() + timedelta(days=28)
    house.say("o-desk", "visit.refine", {"start_on": start.isoformat()}, dossier, at=told)
    shown = house.browser("o-desk").get(f"/files/{dossier}/").context["lead_time"]
    assert (shown["days"], shown["agreed"]) == (20, 15)
    assert "Article 5.1</bdi></a> asks for at least 15 working days." in shown["text"]


def test_the_page_speaks_the_officers_language(house: House) -> None:
    dossier = house.announce()
    with house.node.active():
        Officer.objects.filter(id="o-desk").update(language="vi")
    page = text_of(house.browser("o-desk").get(f"/files/{dossier}/"))
    assert "Bộ Ngoại giao" in page and "Lễ tân" in page and "Liên hiệp" in page
    assert VUFO not in page.replace(dossier, "")


def test_a_due_day_is_never_crossed_by_the_moment_of_undo(house: House) -> None:
    dossier = house.announce(start_on="2031-05-06")
    with house.node.active():
        row, here = house.file(dossier), dossiers.commitments_of(dossier)
        here[0].state = "open"
        reckoning = Reckoning([row], START)
        end = reckoning.end_of_due_day(here[0])
        assert undo.hold(here, reckoning, end - timedelta(seconds=5)) == timedelta(0)
        assert undo.hold(here, reckoning, end - timedelta(seconds=60)) == undo.grace()
        assert end.tzinfo == UTC


def test_what_was_handed_over_late_waits_to_be_judged_and_is_late_no_more(house: House) -> None:
    dossier = house.announce(level="working", at=LONG_AGO)
    due = (START - timedelta(days=20)).date().isoformat()
    house.say("o-desk", "visit.ask_preparation", {"preparation": "Flowers", "due_on": due}, dossier, at=LONG_AGO)
    with house.node.active():
        owed_here = dossiers.commitments_of(dossier)[0]
    browser = house.browser("o-desk")
    assert browser.get("/desk/?tab=waiting").context["groups"][0].title == "Overdue"
    url = f"/files/{dossier}/steps/commitment.deliver/?for={VUFO}&commitment={owed_here.id}"
    told = {"text": "Here they are.", "via": "phone", "said-on": START.date().isoformat()}
    assert browser.post(url, told).status_code == 302
    group = browser.get("/desk/").context["groups"][0]
    assert (group.title, str(group.rows[0].state.label), group.rows[0].days_left) == ("This week", "handed over", None)
    assert str(group.rows[0].next.label) == "Accept the result"


def test_the_filters_of_the_list_are_folded_and_say_how_many_are_set(house: House) -> None:
    browser = house.browser("o-desk")
    plain = browser.get("/files/?q=x")
    assert plain.context["filtered"] == 0 and "set" not in text_of(plain).split("Filters", 1)[1][:10]
    html = plain.content.decode()
    assert (
        html.index('<details class="more"><summary>') < html.index('<select name="kind"') < html.index("Clear filters")
    )
    assert "2 set" in text_of(browser.get("/files/?kind=visit&turn=ours"))
