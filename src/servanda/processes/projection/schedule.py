"""What a file fixes in time, folded into rows of one shape whatever its kind of work."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field, Process
from servanda.processes.declaration.spans import reach
from servanda.processes.figures import past
from servanda.processes.folding.folded import Folded
from servanda.processes.models import Scheduled
from servanda.processes.registry import processes
from servanda.processes.search.searching import fold_text

OFF = ("cancelled", "withdrawn")
GUESTS = ("guest", "head")
LONGEST = 400
# As long as its column, which PostgreSQL holds to.
LONGEST_ITEM = 284


def is_dated(process: str) -> bool:
    """Does a file of that kind of work stand in the calendar by its own days?"""
    found = processes().get(process)
    return bool(found and found.is_dated)


def scheduled(row: Dossier, folded: Folded | None, internal: Iterable[Act]) -> Iterator[Scheduled]:
    """The rows of one file; none for a kind of work that has no dates, or where they cannot be read."""
    if folded is None:
        yield from (found for record in past.records(internal) if (found := _of_past(row, record)))
        return
    yield from _of_rows(row, folded.facts)
    if is_dated(row.process):
        stated = _last_words(judged.act for judged in folded.judged if judged.has_effect and judged.by_home)
        found = _row(row, "", row.process, {**stated, **folded.facts, "title": row.title})
        if found:
            yield found


def prepared(dossier: str, process: Process, parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Scheduled]:
    """The same of a file that waits to leave, out of what its opening is to state; these rows are not stored."""
    row, stated = Dossier(id=dossier, process=process.name), dict[str, Any]()
    for part in ("content", "personal", "facts"):
        stated |= parts.get(part, {})
    yield from _of_rows(row, stated)
    if process.is_dated and (found := _row(row, "", row.process, {**stated, "title": stated.get(process.title)})):
        yield found


def fixes_days(process: Process) -> bool:
    """Does a file of that kind of work, or a row in it, stand on days of its own?"""
    return process.is_dated or any(_is_dated(declared) for declared in process.fields)


def _is_dated(declared: Field) -> bool:
    return declared.kind == "rows" and any(column.name == "start_on" for column in declared.columns)


def _of_rows(row: Dossier, facts: Mapping[str, Any]) -> Iterator[Scheduled]:
    """The rows of a plan or a list, where their columns say when."""
    process = processes().get(row.process)
    for declared in process.fields if process else ():
        if _is_dated(declared):
            for item in rows.of(facts.get(declared.name)):
                found = _row(row, item["id"], row.process, {**item, "title": item.get("title") or item.get("visit")})
                if found:
                    found.is_off = row.is_ended or item.get("stage") in OFF
                    yield found


def _of_past(row: Dossier, record: Mapping[str, Any]) -> Scheduled | None:
    found = _row(row, str(record["id"]), str(record.get("kind") or ""), record)
    notice = reach(record.get("notice_on"), "") if record.get("notice_on") else None
    if found:
        found.is_past, found.notice_on = True, notice.first if notice and not notice.approximate else None
    return found


def _row(row: Dossier, item: str, kind: str, stated: Mapping[str, Any]) -> Scheduled | None:
    span = reach(stated.get("start_on"), stated.get("end_on"))
    if span is None:
        return None
    guest = next((stated[name] for name in GUESTS if stated.get(name)), "")
    return Scheduled(
        key=f"{row.id}#{item}", dossier=row.id, item=item, kind=kind, title=_text(stated.get("title")),
        first_on=span.first, last_on=span.last, is_exact=not span.approximate, partner=_text(stated.get("partner")),
        place=folded_text(stated.get("place")), guest=folded_text(guest),
        plan_item=_text(stated.get("plan_item"))[:LONGEST_ITEM], is_off=row.state in OFF,
    )  # fmt: skip


def folded_text(value: Any) -> str:
    """A place or a name as it is compared: without marks, case, blanks and punctuation."""
    words = fold_text(value if isinstance(value, str) else "").translate(_MARKS).split()
    return "".join(words)[:LONGEST]


_MARKS = str.maketrans(dict.fromkeys(",.;:()[]{}\"'/|–—-", " "))


def _last_words(acts: Iterable[Act]) -> dict[str, Any]:
    """Content and names as the home last stated them."""
    found: dict[str, Any] = {}
    for act in acts:
        for part in ("content", "personal"):
            found |= {name: value for name, value in act.part(part).items() if value}
    return found


def _text(value: Any) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""
