"""Files that name one another: what was begun from a file, what it was begun from, and what is carried over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.kernel.acts import DOSSIER
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes import reads
from servanda.processes.declaration import fields
from servanda.processes.declaration.base import Field, Process
from servanda.processes.models import FileLink
from servanda.processes.registry import processes

# Of whatever file something is begun, it concerns the same partner and field.
ALWAYS = frozenset({"partner", "field"})


@dataclass(frozen=True)
class Linked:
    """A file, and the field by which one of the two names the other."""

    row: Dossier
    field: Field


@dataclass(frozen=True)
class Beginning:
    """A kind of work that can be begun from a file, by the field of its opening step."""

    process: Process
    field: Field


def named(fields: Iterable[Field], facts: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
    """(field, file) of each file that these facts name."""
    for found in fields:
        name = facts.get(found.name)
        if found.kind == "file" and isinstance(name, str) and DOSSIER.fullmatch(name):
            yield found, name


def folded(row: Dossier) -> Iterator[FileLink]:
    process = processes().get(row.process)
    for found, name in named(process.fields if process else (), row.facts):
        yield FileLink(key=f"{row.id}#{found.name}", dossier=row.id, field=found.name, about=name)


def of(row: Dossier, actor: Actor) -> tuple[list[Linked], list[Linked]]:
    """(those that it names, those that name it), as far as the actor may see them, newest first. Two queries."""
    links = {link.dossier: link for link in FileLink.objects.filter(about=row.id)}
    process = processes().get(row.process)
    names = {name: found for found, name in named(process.fields if process else (), row.facts)}
    rows = list(reads.visible(actor).filter(id__in={*links, *names}).order_by("-opened_at", "id"))
    return (
        [Linked(found, names[found.id]) for found in rows if found.id in names],
        [Linked(found, field) for found in rows if found.id in links and (field := _field(found, links[found.id]))],
    )


def beginnings(row: Dossier, linked: Iterable[Linked], open_: Iterable[reads.OpenStep]) -> list[Beginning]:
    """What can be begun from a file as it stands; what is made of it only once, as `linked` to it tells.

    `open_` are the steps that this agency may take there now: one that a field takes `along` makes it begin, one that
    stands for the same, `unless`, leaves it out.
    """
    kinds = {found.kind for found in open_ if found.commitment is None}
    made = {(item.row.process, item.field.name) for item in linked if not item.row.is_ended or _is_once(item.field)}
    return [
        Beginning(process, found) for process in processes().values() if process.in_menu and row.is_shared
        for found in process.fields_of(process.opening)
        if found.begins and (found.begins_from(row.process, row.state) or found.along in kinds)
        and (found.of or process.name != row.process) and f"{row.process}.{found.unless}" not in kinds
        and not (found.of and (process.name, found.name) in made)
    ]  # fmt: skip


def _is_once(field: Field) -> bool:
    return bool(field.of) and not field.again


def carried(row: Dossier, into: Process, by: Field) -> dict[str, Any]:
    """What the home stated last of the fields that the other kind's opening step has too and can take. Two queries.

    All of them where that kind says from which it is begun; else only what any two files share.
    """
    wanted = _wanted(into, by)
    said, _newest = stated(row)
    own = {found.name: found for found in into.fields_of(into.opening)}
    return {
        name: said[theirs] for name, theirs in wanted.items()
        if said.get(theirs) and fields.fits(own[name], said[theirs])
    }  # fmt: skip


def stated(row: Dossier) -> tuple[dict[str, Any], str]:
    """What the home stated last of every field, and the kind of its newest entry. Two queries."""
    entries = Entry.objects.filter(dossier=row, by_home=True, internal=False, has_effect=True)
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=entries.values("name"))}
    order = list(entries.order_by("place").values_list("name", "kind"))
    said: dict[str, Any] = {}
    for name, _kind in order:
        for part in ("content", "personal"):
            said |= acts[name].part(part) if name in acts else {}
    return said | row.facts, order[-1][1] if order else ""


def _wanted(into: Process, by: Field) -> dict[str, str]:
    """Field of the new file -> the field of the other one that it takes over."""
    found: dict[str, str] = {}
    for own in into.fields_of(into.opening):
        if own.carries is not None:
            found |= {own.name: own.carries[by.name]} if by.name in own.carries else {}
        elif own.kind != "file" and (by.of or own.name in ALWAYS):
            found[own.name] = own.name
    return found


def _field(row: Dossier, link: FileLink) -> Field | None:
    process = processes().get(row.process)
    return process.field(link.field) if process else None
