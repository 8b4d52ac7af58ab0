"""The particulars of a file: its facts in the words and order of its declaration."""

from typing import Any

from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes.base import Field
from servanda.processes.registry import processes
from servanda.processes.timeline import Names
from servanda.web.steps.choices import field_titles

HIDDEN = frozenset({"title", "partner"})
MACHINE = frozenset({"act", "acts", "data", "item", "rows", "file", "mark"})


def facts(row: Dossier, names: Names) -> list[dict[str, Any]]:
    process = processes().get(row.process)
    stated = [
        found for found in (process.fields if process else ())
        if found.part == "facts" and found.name not in HIDDEN and found.kind not in MACHINE
        and row.facts.get(found.name)
    ]  # fmt: skip
    return [{"label": found.label, "value": value(found, row.facts[found.name], names)} for found in stated]


def value(found: Field, stated: Any, names: Names) -> str:
    """A stated value as people read it: days written out, fields of coordination by their titles."""
    if found.name == "field":
        return pick(field_titles().get(str(stated)), names.language) or str(stated)
    if found.kind == "yes":
        return "✓" if stated else "–"
    return names.value(found, stated)
