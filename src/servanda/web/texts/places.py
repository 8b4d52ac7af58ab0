"""Where the pages of a text stand: beside the agreement, or in the file in which it is written."""

from django.urls import reverse

from servanda.kernel.models import Dossier
from servanda.processes.folding.texts import EXPLAIN, REMARK, RETRACT, REWORD, TAKE_UP
from servanda.processes.registry import processes

# Kind of work -> the page on which its text is read, from whose name those of its points and versions follow.
PAGES = {"agreement": "agreement"}
POINT_PAGES = {REMARK: "point", REWORD: "point", TAKE_UP: "answer", EXPLAIN: "answer", RETRACT: "retract"}


def url(row: Dossier, page: str) -> str:
    """`page` is points, point, points_table, points_document, answer or retract."""
    return reverse(f"web:{_name(row)}_{page}", args=[row.id])


def text_url(row: Dossier) -> str:
    return reverse(f"web:{_name(row)}", args=[row.id])


def changes_url(row: Dossier, n: int) -> str:
    return reverse(f"web:{_name(row)}_changes", args=[row.id, n])


def section(row: Dossier) -> str:
    return "agreements" if row.process in PAGES else "files"


def address_of(kind: str) -> str:
    """The name of the address at which such a step about a text is taken, where it stands there already; else ''."""
    name, _, step = kind.partition(".")
    process = processes().get(name)
    text = process.text if process else None
    if text is None:
        return ""
    if step in POINT_PAGES:
        return f"web:{PAGES.get(name, 'text')}_{POINT_PAGES[step]}"
    if name in PAGES or (process and step == process.opening.name):
        return ""
    if step in text.choices:
        return "web:text_choice"
    return "web:text_write" if step in (*text.versions, *text.offers) else ""


def _name(row: Dossier) -> str:
    return PAGES.get(row.process, "text")
