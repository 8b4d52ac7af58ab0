"""The story of a file in whole sentences, in the reader's language, out of its entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from servanda.kernel.acts import Act
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import SENTENCES
from servanda.kernel.texts import pick
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.declaration.generic import GENERIC
from servanda.processes.declaration.tables import Table, how_many, table
from servanda.processes.folding import asking, told_names
from servanda.processes.models import Partner, Unit
from servanda.processes.organisation import correspondents
from servanda.processes.organisation.recusals import READMIT, RECUSE
from servanda.processes.registry import processes
from servanda.processes.telling.wording import amount, day, listed


@dataclass(frozen=True)
class Line:
    """One entry as it is read: `details` are (label, value) of what was stated; `why_not` a msgid or empty.

    `tables` are its fields of many rows, marked against the entry before that stated them.
    `partners` are the names that it told of partners, by code.
    `came_at` is when it came here, None for what was said here; `to` are the units that it is for.
    `on` is the day of a letter or call of which no hour is known; `at` then only puts it in its place.
    """

    name: str
    kind: str
    at: datetime
    who: str
    agency: str
    sentence: str
    text: str = ""
    details: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    internal: bool = False
    is_own: bool = False
    reported: str = ""
    via: str = ""
    on: date | None = None
    is_crossed: bool = False
    why_not: str = ""
    capacity: str = ""
    commitment: str = ""
    partners: Mapping[str, str] = field(default_factory=dict)
    came_at: datetime | None = None
    to: tuple[str, ...] = ()


@dataclass
class Names:
    """Names of units, agencies and partners in one language, read with four queries.

    `told` are those of partners that another agency told of its own list.
    """

    language: str
    agencies: Mapping[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    partners: dict[str, str] = field(default_factory=dict)
    officers: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)

    def load(self) -> "Names":
        stated = {row.id: name for row in Unit.objects.all() if (name := pick(row.name, self.language))}
        self.units = correspondents.units(self.language) | stated
        self.partners = {row.code: pick(row.name, self.language) for row in Partner.objects.all()}
        return self

    def unit(self, unit: str) -> str:
        """An office that nobody named is called as its agency is."""
        agency, _slash, code = unit.partition("/")
        return self.units.get(unit) or (self.agency(agency) if code in ("", correspondents.OFFICE) else unit)

    def whose(self, unit: str) -> list[str]:
        """What a unit is called, and its agency; one name where both are called the same."""
        return list(dict.fromkeys([self.unit(unit), self.agency(unit.partition("/")[0])]))

    def inside(self, unit: str) -> str:
        """What a unit is called where its agency is named beside it."""
        told = self.whose(unit)
        return told[0] if len(told) > 1 else gettext("its office")

    def agency(self, agency: str) -> str:
        return self.agencies.get(agency) or agency

    def partner(self, code: str) -> str:
        """As our list calls it, else as it was told; '' of one without a name."""
        return self.partners.get(code) or self.told.get(code, "")

    def hearing(self, *parts: Mapping[str, Any]) -> "Names":
        """These, and what facts or other parts of an entry tell of partners."""
        found = {code: pick(texts, self.language) for part in parts for code, texts in told_names.read(part).items()}
        return replace(self, told={**self.told, **found}) if found else self

    def value(self, found: Field, value: Any) -> str:
        """A stated value as people read it; one of a wrong type as it stands."""
        if found.kind == "choice":
            return _chosen(found, value)
        if found.kind == "many":
            return listed(_chosen(found, item) for item in (value if isinstance(value, list) else [value]))
        if found.kind == "units":
            return listed(self.unit(str(item)) for item in (value if isinstance(value, list) else [value]))
        if found.kind == "unit":
            return self.unit(str(value))
        if found.kind == "rows":
            return how_many(len(rows.of(value)))
        if found.kind == "yes":
            return "✓" if value is True else "–"
        if found.kind == "partner":
            return self.partner(str(value)) or str(value)
        if found.kind == "money" and isinstance(value, Mapping):
            return amount(value)
        if found.kind in ("day", "edtf"):
            return day(value)
        if found.kind == "days" and isinstance(value, list):
            return listed(day(item) for item in value)
        return str(value)


def _chosen(found: Field, value: Any) -> str:
    return str(found.choices.get(value, value)) if isinstance(value, str) else str(value)


def lines(file: Dossier, names: Names, *, agency: str) -> list[Line]:
    """Every entry of a file, oldest first; internal ones of this agency in their place by time."""
    entries = {entry.name: entry for entry in Entry.objects.filter(dossier=file)}
    stored = {row.name: row for row in StoredAct.objects.filter(name__in=entries)}
    order = sorted(entries.values(), key=lambda e: (e.at, e.internal, e.place))
    known: dict[str, Any] = {}
    found = []
    for row in (stored[entry.name] for entry in order if entry.name in stored):
        told = line(entries[row.name], row.act, names, agency=agency, known=known)
        found.append(told if told.is_own else replace(told, came_at=row.stored_at))
    return found


def line(entry: Entry, act: Act, names: Names, *, agency: str, known: dict[str, Any] | None = None) -> Line:
    """`known` holds the rows that the entries before stated, by field; this entry's are written into it."""
    process, step = declared(act.kind)
    facts, content, personal = act.facts, act.part("content"), act.part("personal")
    stated = {**facts, **content, **personal}
    names = names.hearing(facts, personal)
    fields = process.fields_of(step) if process and step else ()
    shown = {found.name: names.value(found, stated[found.name]) for found in fields if stated.get(found.name)}
    who = names.unit(act.by.unit) if act.speaker == act.agency else names.agency(act.speaker)
    return Line(
        name=act.id, kind=act.kind, at=act.at, who=who, agency=names.agency(act.speaker),
        sentence=_sentence(step, act.kind, who, shown, stated, names), text=str(stated.get("text") or ""),
        details=tuple((str(f.label), shown[f.name]) for f in fields if f.name in shown and _is_detail(f)),
        tables=_tables(fields, stated, names, known if known is not None else {}, has_effect=entry.has_effect),
        files=attached(stated.get("files")), internal=act.internal, is_own=act.agency == agency,
        reported=entry.reported, via=act.via or "", on=_said_on(act, stated), is_crossed=entry.is_crossed,
        why_not=SENTENCES.get(entry.why_not, "") if not entry.has_effect else "", capacity=act.by.capacity,
        commitment=str(act.facts.get("commitment", "")), partners=names.told, to=act.to,
    )  # fmt: skip


def _tables(
    fields: Iterable[Field], stated: Mapping[str, Any], names: Names, known: dict[str, Any], *, has_effect: bool
) -> tuple[Table, ...]:
    many = [found for found in fields if found.kind == "rows" and rows.of(stated.get(found.name))]
    made = tuple(table(found, stated[found.name], known.get(found.name), say=names.value) for found in many)
    if has_effect:
        known.update({found.name: stated[found.name] for found in many})
    return made


def _said_on(act: Act, stated: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(stated.get("said_on"))) if act.via else None
    except ValueError:
        return None


def attached(named: Any) -> tuple[Mapping[str, Any], ...]:
    """The files that an entry names, each with its `index` there; what is not named in full is passed over.

    Of a name only what can be seen is left: a line end breaks a head, and a turned word hides what a file is.
    """
    found = enumerate(named) if isinstance(named, list) else ()
    return tuple({**item, "name": _seen(item["name"]), "index": index} for index, item in found if _is_file(item))


def _seen(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())


def _is_file(item: Any) -> bool:
    if not isinstance(item, Mapping) or not isinstance(item.get("size"), int) or isinstance(item["size"], bool):
        return False
    return isinstance(item.get("name"), str) and isinstance(item.get("sha256"), str)


def declared(kind: str) -> tuple[Process | None, Step | None]:
    group, _, name = kind.partition(".")
    process = GENERIC.get(group) or processes().get(group)
    return process, process.step(name) if process else None


def deliverables(rows: Iterable[Commitment]) -> dict[str, str]:
    """Commitment id -> what its opening entry asked for, in its own words, where it said so."""
    found = list(rows)
    acts = {act.name: act.act for act in StoredAct.objects.filter(name__in={row.opener for row in found})}
    words: dict[tuple[str, ...], dict[str, str]] = {}
    return {row.id: _asked(acts.get(row.opener), row, words) for row in found}


def _asked(act: Act | None, row: Commitment, words: dict[tuple[str, ...], dict[str, str]]) -> str:
    if act is None:
        return ""
    process, step = declared(act.kind)
    if step and step.asks and step.asks.words and step.asks.deliver == row.deliver:
        return str(step.asks.words)
    if step and step.asks and step.asks.what and step.asks.deliver == row.deliver:
        key = (act.id, row.debtor, row.creditor)
        if key not in words:
            words[key] = asking.words(step.asks, act, key[1:])
        return words[key].get(row.id if step.asks.rows else "", "")
    content = act.part("content")
    titled = content.get(process.title if process else "title")
    return str(content.get("preparation") or content.get("wanted") or titled or "") if row.deliver else ""


def _is_detail(found: Field) -> bool:
    kinds = ("data", "act", "acts", "item", "rows", "file", "body", "mark")
    return found.kind not in kinds and found.name not in ("text", "title")


def _sentence(
    step: Step | None, kind: str, who: str, shown: Mapping[str, str], stated: Mapping[str, Any], names: Names
) -> str:
    if step is None:
        return f"{who}: {kind}"
    values = _Values({k: str(v) for k, v in stated.items() if isinstance(v, str | int)} | dict(shown) | {"who": who})
    if kind in ("office.prepare", "office.assign"):
        _, prepared = declared(str(stated.get("step", "")))
        values["step"] = str(prepared.label) if prepared else str(stated.get("step", ""))
        values["unit"] = names.unit(str(stated.get("unit", "")))
    if "peer" in stated:
        values["peer"] = names.agency(str(stated["peer"]))
    if kind in (RECUSE, READMIT):
        values["officer"] = names.officers.get(str(stated.get("officer")), str(stated.get("officer", "")))
    return str(step.says) % values


class _Values(dict[str, str]):
    """A sentence may name a field that was left empty: then nothing stands there."""

    def __missing__(self, key: str) -> str:
        return "…"
