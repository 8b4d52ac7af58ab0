"""Kept totals: what each commitment adds to them, and how they follow the rows of a file that is folded again."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connections, models

from servanda.kernel import jsonbytes, jws, node, plain
from servanda.kernel.date_states import date_state
from servanda.kernel.models import Commitment, Reader
from servanda.processes.models import Total

# Audience, by, side, one, two, ending.
Key = tuple[str, str, str, str, str, str]
Change = Counter[tuple[str, Key]]
Written = tuple[str, str, str, str, str, str, str, str, str, int]
COLUMNS = ("id", "dossier_id", "agreement", "clause", "deliver", "debtor", "debtor_unit", "creditor_unit", "due_on",
           "done_on", "state", "is_explained", "lead_days")  # fmt: skip
# What `one` and `two` of each kind of totals say of the commitments that they count by how they stand.
KINDS: Mapping[str, tuple[str, str]] = {
    "clause": ("clause", ""), "pair": ("pair", ""), "month": ("month", ""), "clause-month": ("clause", "month"),
    "pair-month": ("pair", "month"), "clause-pair": ("clause", "pair"),
}  # fmt: skip
# Those that ever fell due or were handed over, by clause; notices by clause and how early they were given.
COME, LEAD = "come", "lead"
AT_ONCE = 300


def final_on(*, opened_at: datetime, due_on: date | None, done_on: date | None) -> date:
    """The day from which it stands as in the end, or one soon after: days begin at other times in other zones."""
    opened = opened_at.date() + timedelta(days=2)
    last = done_on or (due_on + timedelta(days=1) if due_on and due_on < date.max else due_on)
    return max(opened, last) if last else opened


def ending(row: Mapping[str, Any]) -> str:
    """How it stands on any day that is far enough."""
    return date_state(
        row["state"], row["due_on"], done_on=row["done_on"], as_of=date.max, explained=row["is_explained"]
    )


def parts(row: Mapping[str, Any], *, audience: str) -> Iterator[Key]:
    """What one commitment is counted under."""
    due, lead, stands = row["due_on"], row["lead_days"], ending(row)
    said = {
        "clause": row["clause"], "pair": pair(row["debtor_unit"], row["creditor_unit"]),
        "month": month(due) if due else "", "lead": str(lead), "": "",
    }  # fmt: skip
    for by, (one, two) in KINDS.items():
        yield audience, by, row["debtor"], said[one], said[two], stands
    if due or row["done_on"]:
        yield audience, COME, row["debtor"], row["clause"], "", ""
    if row["deliver"] == "notice" and row["done_on"] and lead is not None:
        yield audience, LEAD, row["debtor"], row["clause"], str(lead), ""


def pair(carrying_out: str, receiving: str) -> str:
    """Two units as one name; no unit has the mark in its own."""
    return f"{carrying_out}>{receiving}"


def month(day: date) -> str:
    return f"{day:%Y-%m}"


def audience_of(readers: Iterable[str]) -> tuple[str, str]:
    """The name of a set of units, and the units as its row tells them."""
    units = jsonbytes.write(sorted(readers)).decode()
    return jws.sha256(units.encode()).removeprefix("sha256:"), units


def of_files(ids: Collection[str]) -> Change:
    """All that the commitments of these files add, as they stand in the tables. At most two queries."""
    found: Change = Counter()
    rows = [dict(zip(COLUMNS, values, strict=True)) for values in plain.select(Commitment, COLUMNS, dossier_id=ids)]
    owed = [row for row in rows if row["agreement"]]
    named = {file: audience_of(units) for file, units in _readers({row["dossier_id"] for row in owed}).items()}
    for row in owed:
        audience, units = named[row["dossier_id"]]
        found[row["agreement"], (audience, "audience", "", units, "", "")] += 1
        for name in ("", audience):
            found.update((row["agreement"], key) for key in parts(row, audience=name))
    return found


def _readers(files: Collection[str]) -> dict[str, set[str]]:
    """The units of this agency that read each of these files."""
    found: dict[str, set[str]] = {file: set() for file in files}
    for file, unit in plain.select(Reader, ["dossier_id", "unit"], dossier_id=files):
        found[file].add(unit)
    return found


def change(before: Change, after: Change) -> None:
    """Let the totals follow: add what is new, take off what is no more."""
    moved = before.keys() | after.keys()
    rows = [_row(*told, after[told] - before[told]) for told in moved if after[told] != before[told]]
    if not rows:
        return
    # One order for everybody, so that two writers never wait for each other in a ring.
    rows.sort()
    connection = connections[node.current().alias]
    table = connection.ops.quote_name(Total._meta.db_table)
    names = [field.attname for field in Total._meta.concrete_fields]
    columns = ", ".join(map(connection.ops.quote_name, names))
    places = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places}) "
            f"ON CONFLICT (key) DO UPDATE SET n = {table}.n + excluded.n",
            rows,
        )
    gone = [row[0] for row in rows if row[-1] < 0]
    for start in range(0, len(gone), AT_ONCE):
        Total.objects.filter(pk__in=gone[start : start + AT_ONCE], n=0).delete()


def fill() -> None:
    """Give rows that were folded before totals were kept their last day and their audience, and count them."""
    rows = Commitment.objects.filter(final_on=None).only("opened_at", "due_on", "done_on")
    changed = list(rows)
    for row in changed:
        row.final_on = final_on(opened_at=row.opened_at, due_on=row.due_on, done_on=row.done_on)
    Commitment.objects.bulk_update(changed, ["final_on"], batch_size=AT_ONCE)
    for ids in _files(Commitment.objects.all()):
        same: dict[str, list[str]] = defaultdict(list)
        for file, readers in _readers(ids).items():
            same[audience_of(readers)[0]].append(file)
        for audience, files in same.items():
            Commitment.objects.filter(dossier__in=files).update(audience=audience)
    again()


def again() -> None:
    """Count everything anew from the rows."""
    Total.objects.all().delete()
    for ids in _files(Commitment.objects.exclude(agreement="")):
        change(Counter(), of_files(ids))


def differing() -> set[str]:
    """The agreements of which the totals are not what their commitments add up to."""
    with node.current().writing():
        counted: Change = Counter()
        for ids in _files(Commitment.objects.exclude(agreement="")):
            counted.update(of_files(ids))
        expected = {_row(agreement, key, n) for (agreement, key), n in counted.items()}
        return {row[1] for row in expected ^ standing()}


def _files(rows: models.QuerySet[Commitment]) -> Iterator[list[str]]:
    """The files of these commitments, some at once."""
    ids = list(rows.order_by().values_list("dossier_id", flat=True).distinct())
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _row(agreement: str, key: Key, n: int) -> Written:
    name = jws.sha256(jsonbytes.write([agreement, *key])).removeprefix("sha256:")
    audience, by, side, one, two, ending = key
    # Many units are too long for an index.
    units, one = (one, "") if by == "audience" else ("", one)
    return (name, agreement, audience, by, side, one, two, ending, units, n)


def standing() -> set[tuple[Any, ...]]:
    """Every total as it is kept, for comparing."""
    fields: list[models.Field[Any, Any]] = list(Total._meta.concrete_fields)
    return set(Total.objects.values_list(*(field.attname for field in fields)))
