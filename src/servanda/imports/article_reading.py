"""The articles of an agreement file and the duties that stand in them."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from servanda.imports.reading import Reading
from servanda.imports.suggestions import unknown_name
from servanda.imports.yaml_tree import Path
from servanda.kernel.acts import KIND
from servanda.kernel.duty_checks import OPENED, check_duty
from servanda.processes.declaration.base import Field, Process
from servanda.processes.registry import processes

KEYS = ("id", "head", "field", "text", "basis", "duties", "group")
LONGEST_TEXT = 50_000
DATES = frozenset({"edtf", "day"})

# A clause is named <article>/<duty>, so that an article's own name holds no stroke.
_ARTICLE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")

Sides = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def read_articles(
    reading: Reading, path: Path, *, original: str, fields: Collection[str], parties: Sequence[str]
) -> Sides:
    """What the articles say to folds, and what they say to people."""
    terms: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    seen: set[str] = set()
    for at in reading.items(path):
        if not reading.keys(at, KEYS, required=("id", "head", "text")):
            continue
        name = reading.code((*at, "id"), _ARTICLE)
        reading.once((*at, "id"), name, seen)
        field = reading.text((*at, "field"))
        if field and field not in fields:
            reading.fault((*at, "field"), "agreement_field_unknown", value=field[:40], known=", ".join(fields) or "-")
        basis = [text for item in reading.items((*at, "basis")) if (text := reading.text(item))]
        duties = read_duties(reading, (*at, "duties"), parties=parties)
        terms.append({"id": name, "field": field or None, "basis": basis, "duties": duties})
        head = reading.texts((*at, "head"), original=original)
        body = reading.texts((*at, "text"), original=original, longest=LONGEST_TEXT)
        group = reading.texts((*at, "group"), original=original)
        texts.append({"id": name, "head": head, "text": body, **({"group": group} if group else {})})
    return terms, texts


def read_duties(reading: Reading, path: Path, *, parties: Sequence[str]) -> list[Any]:
    """The duties that stand in a list, as they are written; what is wrong with each is noted."""
    found = []
    seen: set[str] = set()
    for at in reading.items(path):
        duty = reading.tree.get(at)
        faults = check_duty(duty)
        for fault in faults:
            place = (*at, *fault.path)
            add = reading.key_fault if fault.code == "duty_key_unknown" else reading.fault
            add(place, fault.code, **fault.params)
        if isinstance(duty, Mapping):
            wrong = {fault.path[0] for fault in faults if fault.path}
            if "id" not in wrong:
                reading.once((*at, "id"), str(duty.get("id")), seen)
            for side in ("debtor", "creditor"):
                if side not in wrong:
                    _check_side(reading, (*at, side), str(duty.get(side)), parties)
            if "opens" in duty and "opens" not in wrong:
                _check_step(reading, at, {key: value for key, value in duty.items() if key not in wrong})
        found.append(duty)
    return found


def _check_side(reading: Reading, path: Path, side: str, parties: Sequence[str]) -> None:
    agency, stroke, _ = side.partition("/")
    if stroke and parties and agency not in parties:
        reading.fault(path, "agreement_party_unknown", value=agency, known=", ".join(parties))


def _check_step(reading: Reading, path: Path, duty: Mapping[str, Any]) -> None:
    """The step that opens it is declared, and so is every fact that the duty reads."""
    kind = str(duty["opens"])
    name, _, step = kind.partition(".")
    process = processes().get(name)
    if not KIND.fullmatch(kind) or process is None or process.step(step) is None:
        kinds = [f"{p.name}.{s.name}" for p in processes().values() for s in p.steps if not s.is_hidden]
        near = unknown_name(kind, kinds)[1].get("meant")
        if near:
            reading.fault((*path, "opens"), "agreement_step_misspelt", step=kind, meant=near)
        else:
            reading.fault((*path, "opens"), "unknown_step", step=kind)
        return
    facts = {field.name: field for field in process.fields if _is_read(field)}
    for key in ("where", "unless", "needs"):
        for fact, values in duty.get(key, {}).items():
            if not (key == "needs" and fact == "precision"):
                _check_fact(reading, (*path, key, fact), process, facts.get(fact), values)
    dates = [field.name for field in facts.values() if field.kind in DATES]
    for key in ("by", "or_later"):
        for side in ("before", "after"):
            fact = duty.get(key, {}).get(side, OPENED)
            if fact != OPENED and fact not in dates:
                known = ", ".join([*dates, OPENED])
                reading.fault((*path, key, side), "agreement_date_unknown", value=fact, process=name, known=known)


def _is_read(field: Field) -> bool:
    """Duties read single facts, never tables of them."""
    return field.part == "facts" and field.kind != "rows"


def _check_fact(reading: Reading, path: Path, process: Process, field: Field | None, values: Any) -> None:
    if field is None:
        known = ", ".join(f.name for f in process.fields if _is_read(f))
        reading.key_fault(path, "agreement_fact_unknown", value=path[-1], process=process.name, known=known)
        return
    for number, value in enumerate(values if isinstance(values, list) else [values]):
        if field.choices and value not in field.choices:
            place = (*path, number) if isinstance(values, list) else path
            reading.fault(place, "duty_word_unknown", value=str(value)[:40], known=", ".join(field.choices))
