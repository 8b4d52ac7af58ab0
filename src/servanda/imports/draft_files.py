"""A draft as a YAML file and back, and all that is still wrong with it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servanda.imports import draft_data
from servanda.imports.agreement_files import write_document
from servanda.imports.agreements import KEYS, ReadAgreement, understand
from servanda.imports.article_reading import KEYS as ARTICLE_KEYS
from servanda.imports.article_reading import LONGEST_TEXT, read_duties
from servanda.imports.calendar_reading import KEYS as CALENDAR_KEYS
from servanda.imports.draft_data import Data
from servanda.imports.faults import Fault, Faulty
from servanda.imports.reading import Reading
from servanda.imports.yaml_tree import Path, read_tree, tree_of
from servanda.kernel.refusals import Refused


def write_draft(data: Data) -> str:
    """The file of a draft, whole or not; `read_draft` gives the same draft back."""
    return write_document(draft_data.to_document(data))


def read_draft(raw: bytes, *, today: date) -> Data:
    """A draft out of a file in the form of docs/imports.md, in which anything may still be missing.

    Raises Faulty for names that are not known and values of a wrong shape; all else is for `faults`.
    """
    return _read(Reading(read_tree(raw)), today=today)


def read_version(terms: Mapping[str, Any], texts: Mapping[str, Any], *, today: date) -> Data:
    """A version that was proposed, perhaps by another party, as the draft of the next one.

    Raises Refused("bad_facts") for one whose values are of other shapes than a file's.
    """
    try:
        document = draft_data.document_of(terms, texts)
        return _read(Reading(tree_of(document)), today=today)
    except (Faulty, KeyError, TypeError, AttributeError, ValueError):
        raise Refused("bad_facts") from None


def _read(reading: Reading, *, today: date) -> Data:
    if not reading.keys((), KEYS):
        raise Faulty(reading.faults)
    found: Data = {key: reading.text((key,)) for key in ("agreement", "kind", "original", "shown")}
    found |= {key: reading.day((key,), today=today) for key in ("in_force_on", "review_on", "ends_on")}
    found |= {"title": _texts(reading, ("title",)), "preamble": _texts(reading, ("preamble",))}
    found["parties"] = [reading.text(at) for at in reading.items(("parties",))]
    found["fields"] = [
        {"id": reading.text((*at, "id")), "title": _texts(reading, (*at, "title"))}
        for at in reading.items(("fields",))
        if reading.keys(at, ("id", "title"))
    ]
    found["transit"] = {"hours": reading.number(("transit", "hours"), least=0, most=31 * 24, default=24)}
    found["fallback"] = {key: reading.text(("fallback", key)) for key in _mapping(reading, ("fallback",))}
    found["calendar"] = _calendar(reading)
    found["articles"] = [
        _article(reading, at) for at in reading.items(("articles",)) if reading.keys(at, ARTICLE_KEYS)
    ]  # fmt: skip
    if reading.faults:
        raise Faulty(reading.faults)
    return draft_data.from_document({key: value for key, value in found.items() if value})


def read_whole(data: Data, *, today: date) -> ReadAgreement:
    """The agreement that a finished draft states; raises Faulty with every fault, `field` being its path."""
    return understand(tree_of(draft_data.to_document(data)), today=today)


def faults(data: Data, *, today: date) -> tuple[Fault, ...]:
    """All that stands in the way of proposing it."""
    try:
        read_whole(data, today=today)
    except Faulty as faulty:
        return faulty.faults
    return ()


def duty_faults(duty: Mapping[str, Any], others: list[str], *, parties: list[str]) -> tuple[Fault, ...]:
    """What is wrong with one duty; `others` are the names of the other duties in its article."""
    reading = Reading(tree_of({"duties": [dict(duty)]}))
    read_duties(reading, ("duties",), parties=parties)
    if duty.get("id") in others:
        reading.fault(("duties", 0, "id"), "import_twice", value=duty["id"])
    return tuple(reading.faults)


def _texts(reading: Reading, path: Path) -> dict[str, str]:
    return reading.texts(path, original="", longest=LONGEST_TEXT)


def _mapping(reading: Reading, path: Path) -> Mapping[str, Any]:
    found = reading.tree.get(path)
    if found is not None and not isinstance(found, Mapping):
        reading.fault(path, "import_mapping_wanted")
    return found if isinstance(found, Mapping) else {}


def _calendar(reading: Reading) -> Data:
    if not reading.tree.has(("calendar",)) or not reading.keys(("calendar",), CALENDAR_KEYS):
        return {}
    found: Data = {key: reading.text(("calendar", key)) for key in ("zone", "country", "subdivision")}
    found["weekend"] = [reading.text(at) for at in reading.items(("calendar", "weekend"))]
    found["years"] = {
        str(year): _year(reading, ("calendar", "years", year)) for year in _mapping(reading, ("calendar", "years"))
    }
    return found


def _year(reading: Reading, path: Path) -> Data:
    found: Data = {}
    for key, value in _mapping(reading, path).items():
        at = (*path, key)
        is_mark = key == "provisional" and isinstance(value, bool)
        found[key] = value if is_mark else [reading.text(item) for item in reading.items(at)]
    return found


def _article(reading: Reading, at: Path) -> Data:
    duties = []
    for place in reading.items((*at, "duties")):
        if duty := _mapping(reading, place):
            duties.append(dict(duty))
    return {
        "id": reading.text((*at, "id")), "field": reading.text((*at, "field")), "duties": duties,
        "basis": [text for item in reading.items((*at, "basis")) if (text := reading.text(item))],
        **{key: _texts(reading, (*at, key)) for key in ("head", "text", "group")},
    }  # fmt: skip
