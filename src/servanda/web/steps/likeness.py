"""Files about the same as the one that is about to be opened: shown before it goes, never a refusal."""

import hashlib
from collections.abc import Sequence
from typing import Any

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes.projection import alike
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import written
from servanda.web.desk import items
from servanda.web.steps.forms import StepForm
from servanda.web.steps.taking import Asked


def found(asked: Asked, form: StepForm, actor: Actor) -> Sequence[Dossier]:
    """What a valid form's statement is about, in earlier files; what another side said is not questioned."""
    if asked.speaker:
        return []
    stated = form.said() | dict(asked.machine)
    return alike.find(asked.process, stated, actor, apart_from=asked.row.id if asked.row else "")


def mark(files: Sequence[Dossier]) -> str:
    """One value for these files, so that others than those that were shown are shown again."""
    return hashlib.sha256("\n".join(sorted(row.id for row in files)).encode()).hexdigest()[:32] if files else ""


def shown(files: Sequence[Dossier], names: Names) -> dict[str, Any]:
    return {"mark": mark(files), "rows": [_row(row, names) for row in files]}


def _row(row: Dossier, names: Names) -> dict[str, Any]:
    return {
        "title": items.file_title(row), "url": items.file_url(row), "who": names.agency(row.home),
        "state": items.file_state(row).label, "opened": written(row.opened_at.date()),
    }  # fmt: skip
