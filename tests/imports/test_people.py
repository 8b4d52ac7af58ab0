"""People: officers and their dated posts, in units of the directory."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from servanda.imports.people import import_people
from servanda.imports.units import import_units
from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node
from servanda.office.models import Officer, Post
from tests.imports.files import DESK, OFFICE, PEOPLE, UNITS, as_csv, as_xlsx, changed, faults_of
from tests.world import NOW


@pytest.fixture
def office(mofa: Node, clerk: Actor) -> Node:
    closed = [*changed(OFFICE, UNITS, code="closed"), "yes"]
    rows = [[*OFFICE, ""], [*changed(OFFICE, UNITS, code="protocol"), ""], closed]
    import_units(as_csv([*UNITS, "closed"], *rows), "units.csv", clerk, peers=[], at=NOW)
    return mofa


def test_the_sample_becomes_officers_and_posts(mofa: Node, clerk: Actor, sample: Callable[[str], bytes]) -> None:
    import_units(sample("mofa/units.csv"), "units.csv", clerk, peers=[], at=NOW)
    sheet = sample("mofa/people.csv")
    lines = len(sheet.decode().strip().splitlines()) - 1
    done = import_people(sheet, "people.csv", at=NOW)
    assert (done.officers, done.posts, done.new_posts, done.ended_posts) == (lines, lines, lines, 0)
    head = Officer.objects.get(id="o-prot-head")
    assert head.language == "vi" and not head.has_usable_password()
    post = head.posts.get()
    assert (post.unit, post.role, post.from_on) == ("mofa.gov.vn/protocol", "head", None)
    assert post.title["en"] == "Head, Department of State Protocol"
    again = import_people(sample("mofa/people.csv"), "people.csv", at=NOW)
    assert (again.new_officers, again.new_posts, again.ended_posts) == ((), 0, 0)


def test_an_officer_may_hold_several_posts(office: Node) -> None:
    raw = as_xlsx(PEOPLE, DESK, changed(DESK, PEOPLE, unit="protocol", role="head"))
    done = import_people(raw, "people.xlsx", at=NOW)
    assert (done.officers, done.new_posts) == (1, 2)


def test_a_post_that_is_no_longer_stated_ends(office: Node) -> None:
    import_people(as_csv(PEOPLE, DESK, changed(DESK, PEOPLE, officer="o-2", email="")), "a.csv", at=NOW)
    moved = changed(DESK, PEOPLE, unit="protocol", language="en")
    done = import_people(as_csv(PEOPLE, moved), "b.csv", at=NOW)
    assert (done.new_posts, done.ended_posts) == (1, 1)
    assert Post.objects.get(officer="o-1", unit="mofa.gov.vn/office").until_on == NOW.date() - timedelta(days=1)
    assert Post.objects.get(officer="o-2").until_on is None
    assert Officer.objects.get(id="o-1").language == "en"
    back = import_people(as_csv(PEOPLE, DESK), "c.csv", at=NOW)
    assert (back.new_posts, back.ended_posts) == (1, 1)
    assert Post.objects.get(officer="o-1", unit="mofa.gov.vn/office", until_on=None).from_on == NOW.date()


def test_dates_and_passwords_are_kept(office: Node) -> None:
    header = [*PEOPLE, "from_on", "until_on", "name"]
    row = [*DESK, "2020-01-01", "2021-01-01", "A"]
    import_people(as_csv(header, row), "a.csv", at=NOW)
    officer = Officer.objects.get()
    officer.set_password("secret words")
    officer.is_active = False
    officer.save()
    import_people(as_csv(header, row), "a.csv", at=NOW)
    officer.refresh_from_db()
    assert officer.check_password("secret words") and not officer.is_active and officer.name == "A"
    post = Post.objects.get()
    assert (post.from_on, post.until_on) == (date(2020, 1, 1), date(2021, 1, 1))


def test_every_fault_is_listed_and_nothing_is_stored(office: Node) -> None:
    header = [*PEOPLE, "from_on", "until_on"]
    raw = as_csv(
        header,
        [*DESK, "", ""],
        [*changed(DESK, PEOPLE, officer="O 1"), "", ""],
        [*changed(DESK, PEOPLE, unit="nowhere", language="en"), "", ""],
        [*changed(DESK, PEOPLE, officer="o-2", unit="closed", role="boss", email="x"), "2026-02-30", ""],
        [*changed(DESK, PEOPLE, officer="o-3", language="xx"), "2026-02-02", "2026-02-01"],
        [*DESK, "", ""],
    )
    assert [(f.line, f.column, f.code) for f in faults_of(import_people, raw, "p.csv", at=NOW)] == [
        (3, 1, "import_code_wrong"),
        (4, 2, "unknown_unit"),
        (4, 4, "people_differ"),
        (5, 2, "people_unit_closed"),
        (5, 3, "duty_word_unknown"),
        (5, 5, "people_email_wrong"),
        (5, 7, "import_day_wanted"),
        (6, 4, "duty_word_unknown"),
        (6, 8, "people_ends_early"),
        (7, 1, "import_twice"),
    ]
    assert not Officer.objects.exists() and not Post.objects.exists()
