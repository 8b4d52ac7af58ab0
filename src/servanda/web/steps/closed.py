"""Where a step is not open: why not, how the file stands, the way back, and what was written for it, to be copied."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.telling import not_open
from servanda.processes.telling.timeline import declared
from servanda.web.desk import items
from servanda.web.names import agencies_in

CODE = "step_not_open"
# Fields of pages that a step has for itself, one for each paragraph or row.
WRITTEN = frozenset({"comment", "wording", "text", "note"})


@dataclass(frozen=True)
class Typed:
    label: Any
    text: str


def told(request: HttpRequest, refused: Refused) -> dict[str, Any]:
    """`why`, `back` and `typed` as message.html takes them; empty where it is about no file that the reader sees."""
    seat, match = getattr(request, "seat", None), request.resolver_match
    dossier = match.kwargs.get("dossier") if match and refused.code == CODE else None
    if not dossier or seat is None or seat.actor is None:
        return {}
    try:
        row = reads.find(dossier, seat.actor)
    except Refused:
        return {}
    kind = str(refused.params.get("step", ""))
    return {
        "why": why(row, kind, here=request.GET.get("for") or seat.actor.agency, at=seat.at,
                   commitment=request.GET.get("commitment", "")),
        "back": {"url": items.file_url(row), "label": _("Back to the file")},
        "typed": _typed(request, *declared(kind)),
    }  # fmt: skip


def why(row: Dossier, kind: str, *, here: str, at: datetime, commitment: str = "") -> str:
    """What keeps the step closed to that agency, in the reader's language; '' where it is something else."""
    agencies = agencies_in(get_language() or "en")
    return not_open.why(row, kind, here=here, at=at, agencies=agencies, commitment=commitment)


def _typed(request: HttpRequest, process: Process | None, step: Step | None) -> list[Typed]:
    """Whatever was written in words; nothing that was chosen, which is soon chosen again."""
    fields = {found.name: found for found in process.fields_of(step)} if process and step else {}
    written = [
        (fields.get(name), value.strip()) for name, values in request.POST.lists() for value in values
        if name in fields or name.partition("-")[0] in WRITTEN or " " in value.strip()
    ]  # fmt: skip
    return [Typed(found.label if found else "", text) for found, text in written if text and _is_words(found)]


def _is_words(found: Field | None) -> bool:
    return found is None or found.kind in ("text", "long", "person", "body")
