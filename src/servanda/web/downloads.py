"""A document that was made for the reader, as an answer that is saved and not shown."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(made: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type=content_type, headers=headers)


def sheet_url(what: str, **given: str) -> str:
    """Where one of the lists is had as XLSX, under the same filters."""
    kept = {name: value for name, value in given.items() if value}
    return reverse("web:list_xlsx", args=[what]) + (f"?{urlencode(kept)}" if kept else "")
