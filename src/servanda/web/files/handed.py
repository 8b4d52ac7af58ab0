"""What was handed over, as whoever is to judge it needs it beside the button: its words and its files."""

from typing import Any

from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Line, Names
from servanda.web.files import attachments, history


def handed_over(row: Commitment, file: Dossier, names: Names, *, agency: str) -> dict[str, Any] | None:
    """As _handed.html takes it; None where nothing waits to be judged. Three queries at most."""
    if row.state != "delivered":
        return None
    entry = Entry.objects.filter(name=row.delivered_by, dossier=file).first()
    stored = StoredAct.objects.filter(name=row.delivered_by).first() if entry else None
    return of_line(timeline.line(entry, stored.act, names, agency=agency), file) if entry and stored else None


def of_line(line: Line, file: Dossier) -> dict[str, Any]:
    """One query where files are attached, else none."""
    return {
        "sentence": line.sentence, "who": line.who, "at": line.at, "on": line.on, "text": history.text_of(line),
        "files": attachments.shown(file.id, line.name, line.files, attachments.lost([line])),
        "tables": [history.revision(shown) for shown in line.tables],
    }  # fmt: skip
