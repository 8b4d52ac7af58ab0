"""People from a table: one row for each post, in units that the directory already states."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from servanda.imports.faults import Faulty
from servanda.imports.tables import Row, Table, read_table
from servanda.imports.when_words import day_of
from servanda.kernel import node
from servanda.kernel.audiences import ROLES
from servanda.office.models import Officer, Post
from servanda.processes.models import Unit

REQUIRED = ("officer", "unit", "role", "language", "email")
OF_OFFICER = ("language", "email", "name")
COLUMNS = (*REQUIRED, "name", "capacity", "from_on", "until_on")
TITLE = "title_"
CAPACITIES = ("TM.", "KT.", "TL.", "TUQ.", "head")

OFFICER = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


@dataclass(frozen=True)
class ImportedPeople:
    """What an import did. Posts that an officer of the file no longer holds are ended, never deleted."""

    file: str
    officers: int
    posts: int
    new_officers: tuple[str, ...]
    new_posts: int
    ended_posts: int


def import_people(raw: bytes, name: str, *, at: datetime) -> ImportedPeople:
    """Make or change the officers of the file and their posts. Raises Faulty and stores nothing."""
    with node.current().writing():
        return state_people(read_people(raw), name, at=at)


def state_people(people: list[dict[str, Any]], name: str, *, at: datetime) -> ImportedPeople:
    """The same for posts that were read."""
    here = node.current()
    with here.writing():
        today = at.date()
        officers = {item["officer"]: item for item in people}
        new = tuple(officer for officer, item in officers.items() if _save_officer(item))
        ended = _end_posts(people, today)
        made = sum(_save_post(item, here.agency, today, is_new=item["officer"] in new) for item in people)
    return ImportedPeople(name, len(officers), len(people), new, made, ended)


def read_people(raw: bytes) -> list[dict[str, Any]]:
    """One dict for each post, checked against the directory; raises Faulty with every fault."""
    return people_of(read_table(raw, known=COLUMNS, required=REQUIRED, prefix=TITLE))


def people_of(table: Table) -> list[dict[str, Any]]:
    """The same of a table whose columns are known by these names."""
    agency = node.current().agency
    known = Unit.objects.filter(agency=agency)
    units = {unit.id.partition("/")[2]: unit.is_closed and unit.until_on is None for unit in known}
    people = [_read_post(table, row, units) for row in table.rows]
    _check_repeats(table, people)
    if table.faults:
        raise Faulty(table.faults)
    return people


def _read_post(table: Table, row: Row, units: dict[str, bool]) -> dict[str, Any]:
    unit = table.text(row, "unit", required=True)
    if unit and unit not in units:
        table.fault(row, "unit", "unknown_unit", unit=unit[:80])
    elif unit and units[unit]:
        table.fault(row, "unit", "people_unit_closed", unit=unit)
    email = table.text(row, "email", longest=254)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            table.fault(row, "email", "people_email_wrong", value=email[:80])
    first, last = _day(table, row, "from_on"), _day(table, row, "until_on")
    if first and last and last < first:
        table.fault(row, "until_on", "people_ends_early", value=last.isoformat())
    return {
        "officer": table.code(row, "officer", OFFICER), "unit": unit, "role": table.word(row, "role", ROLES),
        "language": table.word(row, "language", [code for code, _ in settings.LANGUAGES]), "email": email,
        "name": table.text(row, "name", longest=200) if "name" in table.columns else None, "title": table.texts(row),
        "capacity": table.word(row, "capacity", CAPACITIES, required=False), "from_on": first, "until_on": last,
    }  # fmt: skip


def _day(table: Table, row: Row, column: str) -> date | None:
    text = table.text(row, column)
    if text and (day := day_of(text)):
        return day
    if text:
        table.fault(row, column, "import_day_wanted", value=text[:40])
    return None


def _check_repeats(table: Table, people: list[dict[str, Any]]) -> None:
    """An officer's rows agree on the officer, and no post stands twice."""
    first: dict[str, dict[str, Any]] = {}
    seen: set[tuple[str, str, str]] = set()
    for row, item in zip(table.rows, people, strict=True):
        if not item["officer"]:
            continue
        known = first.setdefault(item["officer"], item)
        for column in OF_OFFICER:
            if item[column] and known[column] and item[column] != known[column]:
                table.fault(row, column, "people_differ", value=item[column], other=known[column])
        post = (item["officer"], item["unit"], item["role"])
        if post in seen:
            table.fault(row, "officer", "import_twice", value=" ".join(post))
        seen.add(post)


def _save_officer(item: dict[str, Any]) -> bool:
    """Is the officer new? Whether an officer may enter at all is not for a file to say."""
    officer = Officer.objects.filter(id=item["officer"]).first()
    is_new = officer is None
    if officer is None:
        officer = Officer(id=item["officer"])
        officer.set_unusable_password()
    officer.language, officer.email = item["language"], item["email"]
    if item["name"] is not None:
        officer.name = item["name"]
    officer.save()
    return is_new


def _save_post(item: dict[str, Any], agency: str, today: date, *, is_new: bool) -> bool:
    """Is the post new?"""
    dates = {name: item[name] for name in ("from_on", "until_on") if item[name]}
    values = {"title": item["title"], "capacity": item["capacity"], **dates}
    place = {"officer_id": item["officer"], "unit": f"{agency}/{item['unit']}", "role": item["role"]}
    same = Post.objects.filter(**place)
    if post := same.filter(_held(today) | Q(until_on=item["until_on"])).first():
        Post.objects.filter(id=post.id).update(**values)
        return False
    if not is_new:
        # Given or taken up again: the time before stays without it.
        values.setdefault("from_on", today)
    Post.objects.create(**place, **values)
    return True


def _end_posts(people: list[dict[str, Any]], today: date) -> int:
    """The file states all posts of those whom it names: another post that they hold ends with the day before."""
    agency = node.current().agency
    stated = {(item["officer"], f"{agency}/{item['unit']}", item["role"]) for item in people}
    posts = Post.objects.filter(_held(today), officer_id__in={item["officer"] for item in people})
    ended = [post.id for post in posts if (post.officer_id, post.unit, post.role) not in stated]
    return Post.objects.filter(id__in=ended).update(until_on=today - timedelta(days=1))


def _held(today: date) -> Q:
    return Q(until_on=None) | Q(until_on__gte=today)
