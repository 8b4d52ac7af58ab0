"""Whom a coming rule would interrupt and when: a function of the files, the paths recorded, and a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servanda.kernel import commitments
from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import ngos
from servanda.processes.fields_of_work.ngos import Item
from servanda.processes.folding import asking
from servanda.processes.organisation import places
from servanda.processes.organisation.periods import exact_day
from servanda.processes.search.searching import fold_text

DAYS = ("ends_before", "ends_after", "begins_after")
KINDS = ("operation", "office", "project_office")


@dataclass(frozen=True)
class Path:
    """One way out that was recorded, and how its commitment stands; `commitment` None where none was opened."""

    row: Mapping[str, Any]
    act: Act
    commitment: Commitment | None = None

    @property
    def is_kept(self) -> bool:
        return self.commitment is not None and self.commitment.state in ("accepted", "delivered")

    @property
    def is_broken(self) -> bool:
        given_up = ("declined", "withdrawn", "lapsed")
        return self.commitment is None or self.commitment.state in given_up


@dataclass(frozen=True)
class Touched:
    """What the rule would interrupt, on what day, and the path recorded for it."""

    item: Item
    on: date
    path: Path | None = None

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def title(self) -> str:
        return self.item.title

    @property
    def is_without(self) -> bool:
        return self.path is None or self.path.is_broken

    @property
    def is_safe(self) -> bool:
        return self.path is not None and self.path.is_kept

    def is_interrupted(self, as_of: date) -> bool:
        return not self.is_safe and as_of >= self.on


@dataclass(frozen=True)
class Check:
    """The board of one rule on one day. `idle` are paths for what the rule does not, or no longer, touch."""

    items: list[Touched] = field(default_factory=list)
    idle: list[Path] = field(default_factory=list)

    @property
    def without(self) -> list[Touched]:
        return [item for item in self.items if item.is_without]

    @property
    def safe(self) -> list[Touched]:
        return [item for item in self.items if item.is_safe]

    def interrupted(self, as_of: date) -> list[Touched]:
        return [item for item in self.items if item.is_interrupted(as_of)]


def check(policy: str, actor: Actor, *, as_of: date) -> Check:
    """The board as far as this actor may read the files. Raises Refused("no_file"). Five queries."""
    rule = reads.find(policy, actor)
    files = reads.visible(actor).filter(process="ngo", is_shared=True, is_ended=False)
    return compare(rule.facts, files, paths_of(rule), as_of=as_of)


def compare(facts: Mapping[str, Any], files: Iterable[Dossier], paths: Iterable[Path], *, as_of: date) -> Check:
    """Whom a rule with these facts touches among these files, the soonest first. Pure."""
    begins = exact_day(facts.get("in_force_on"))
    if begins is None:
        return Check([], list(paths))
    stops = exact_day(facts.get("transition_until")) or begins
    known = {str(path.row["id"]): path for path in paths}
    found = []
    for file in files:
        for item in ngos.items(file, str(facts.get("touches"))):
            if (item.until is None or item.until >= begins) and holds(facts.get("conditions"), item):
                on = min(stops, item.until) if item.until else stops
                found.append(Touched(item, on, known.get(item.id)))
    touched = {item.id for item in found}
    found.sort(key=lambda item: (item.is_safe, item.on, fold_text(item.title), item.id))
    return Check(found, [path for name, path in known.items() if name not in touched])


def holds(conditions: Any, item: Item) -> bool:
    """Do all of them hold? One that cannot be read holds for nothing, so that nobody is touched by a slip."""
    return all(_holds(row, item) for row in rows.of(conditions))


def is_readable(row: Mapping[str, Any]) -> bool:
    about, value = row.get("about"), str(row.get("value") or "").strip()
    if about in DAYS:
        return exact_day(value) is not None
    if about in ("certificate_kind", "no_certificate"):
        return value in KINDS
    if about == "province":
        return not places.unknown(value)
    return bool(value)


def paths_of(rule: Dossier) -> list[Path]:
    """Every path that was recorded, the last word on each, with its commitment."""
    entries = Entry.objects.filter(dossier=rule, kind="policy.path", has_effect=True).order_by("place")
    names = list(entries.values_list("name", flat=True))
    acts = {row.name: row.act for row in StoredAct.objects.filter(name__in=names)}
    owed = {row.id: row for row in Commitment.objects.filter(dossier=rule, deliver="action")}
    found: dict[str, Path] = {}
    for name in names:
        if act := acts.get(name):
            for row in rows.of(act.facts.get("paths")):
                found[row["id"]] = Path(row, act, _commitment(act, row["id"], rule, owed))
    return list(found.values())


def _commitment(act: Act, row: str, rule: Dossier, owed: Mapping[str, Commitment]) -> Commitment | None:
    """Of several parties each may owe it: what is still open of them counts."""
    others = [party for party in rule.parties if party != rule.home]
    found = [owed[name] for other in others if (name := asking.commitment_id(act, other, row=row)) in owed]
    return next((item for item in found if item.state not in commitments.SETTLED), found[0] if found else None)


def _holds(row: Mapping[str, Any], item: Item) -> bool:
    if not is_readable(row):
        return False
    value = str(row.get("value") or "").strip()
    match row.get("about"):
        case "certificate_kind":
            return value in item.certificates
        case "no_certificate":
            return value not in item.holds
        case "ends_before":
            return item.until is not None and item.until < date.fromisoformat(value)
        case "ends_after":
            return item.until is None or item.until > date.fromisoformat(value)
        case "begins_after":
            return item.begins is not None and item.begins > date.fromisoformat(value)
        case "field":
            return fold_text(value) in fold_text(item.fields)
        case "province":
            return bool(places.codes(value) & item.places)
        case "country":
            return ngos.country_code(value) == ngos.country_code(item.country)
    return False
