"""The particulars of a file: its facts in the words and order of its declaration."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes.agreements.agreement_reading import field_titles
from servanda.processes.declaration.base import Field, Process
from servanda.processes.erasure import shredding
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed, written

HIDDEN = frozenset({"title", "partner"})
MACHINE = frozenset({"act", "acts", "data", "item", "rows", "file", "mark"})


def facts(row: Dossier, names: Names) -> list[dict[str, Any]]:
    process = processes().get(row.process)
    stated = [
        found for found in (process.fields if process else ())
        if found.part == "facts" and found.name not in HIDDEN and found.kind not in MACHINE
        and row.facts.get(found.name)
    ]  # fmt: skip
    told = [{"label": found.label, "value": value(found, row.facts[found.name], names)} for found in stated]
    return told + (_names_kept(row, process) if process and process.personal_kept_for is not None else [])


def _names_kept(row: Dossier, process: Process) -> list[dict[str, Any]]:
    """Until when the names in the file are kept: said from the beginning, with the day once it is known."""
    months, on = process.personal_kept_for or 0, shredding.goes_on(row, process)
    if on is None:
        text = ngettext("erased %(n)s month after the file is closed", "erased %(n)s months after the file is closed",
                        months) % {"n": months}  # fmt: skip
    elif shredding.holds_names(row):
        text = _("erased on %(day)s") % {"day": written(on)}
    else:
        text = _("erased")
    which = listed(found.label for found in process.fields if found.part == "personal")
    return [{"label": _("Names of persons"), "value": f"{which}: {text}"}]


def value(found: Field, stated: Any, names: Names) -> str:
    """A stated value as people read it: days written out, fields of coordination by their titles."""
    if found.name == "field":
        return pick(field_titles().get(str(stated)), names.language) or str(stated)
    if found.kind == "yes":
        return "✓" if stated else "–"
    return names.value(found, stated)
