"""Where the pages of a text stand: beside the agreement, or in the file in which it is written."""

from django.urls import reverse

from servanda.kernel.models import Dossier

# Kind of work -> the page on which its text is read, from whose name those of its points and versions follow.
PAGES = {"agreement": "agreement"}


def url(row: Dossier, page: str) -> str:
    """`page` is points, point, points_table, points_document, answer or retract."""
    return reverse(f"web:{_name(row)}_{page}", args=[row.id])


def text_url(row: Dossier) -> str:
    return reverse(f"web:{_name(row)}", args=[row.id])


def changes_url(row: Dossier, n: int) -> str:
    return reverse(f"web:{_name(row)}_changes", args=[row.id, n])


def section(row: Dossier) -> str:
    return "agreements" if row.process in PAGES else "files"


def _name(row: Dossier) -> str:
    return PAGES.get(row.process, "text")
