"""Files that come with entries: taken in from a form, shown with their size, handed to those who see the file."""

import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servanda.exchange import programs
from servanda.exchange.files import gone_of, kept, path_of, store_file
from servanda.kernel import acts
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.telling import timeline
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.files import file_kinds, first_page
from servanda.web.labels import DELIVERED, State
from servanda.web.seats import Request, Seat

MOST = 20
# What a browser shows by itself without running anything.
PDF = "application/pdf"
FIRST_PAGE = "first_page"
# Foreign bytes: nothing in them may run or load anything.
NOTHING_RUNS = "default-src 'none'; sandbox"
# A picture of more bytes is not loaded with the page.
PICTURE = 4 * 1024 * 1024
SHOWN = frozenset({PDF, "image/png", "image/jpeg", "image/webp", "image/gif", "text/plain"})


def keep(uploads: Iterable[UploadedFile]) -> list[dict[str, Any]]:
    """Store what was uploaded; how an entry names it. Raises Refused(file_too_large, file_program)."""
    taken = []
    for upload in list(uploads)[:MOST]:
        name = PurePath(upload.name or "attachment").name[:200]
        programs.refuse(upload, name)
        try:
            sha256, size = store_file(upload, settings.FILE_LIMIT)
        except Refused:
            raise Refused("file_too_large", name=name, size=upload.size, limit=settings.FILE_LIMIT) from None
        taken.append({"name": name, "sha256": sha256, "size": size})
    return taken


def lost(lines: Iterable[timeline.Line]) -> dict[tuple[str, int], str]:
    """Of these entries' attachments those that their senders lost, as (entry, index), with what is to do; one query."""
    with_files = {line.name: line for line in lines if line.files}
    gone = gone_of(with_files) if with_files else set()
    return {
        (act, n): refusal_text.of_code("files_gone" if with_files[act].is_own else "file_gone", {}) for act, n in gone
    }


def shown(
    dossier: str, act: str, named: Iterable[Mapping[str, Any]], gone: Mapping[tuple[str, int], str] | None = None
) -> list[dict[str, Any]]:
    """Attachments of one entry (timeline.attached), as the templates want them; `gone` as `lost` tells it."""
    notes = gone or {}
    found = [(item, item["index"]) for item in named]
    return [
        _line(item, reverse("web:attachment", args=[dossier, act, n]), notes.get((act, n), "")) for item, n in found
    ]


def prepared(name: str, named: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is attached to a step that waits to be cleared, for whoever decides on it."""
    found = timeline.attached(list(named))
    return [_line(item, reverse("web:prepared_attachment", args=[name, item["index"]])) for item in found]


@officer_required
@require_safe
def attachment(request: Request, seat: Seat, dossier: str, act: str, index: int) -> HttpResponseBase:
    """One attachment of an entry of a file that the officer may see."""
    row = reads.find(dossier, actor_of(seat))
    stored = StoredAct.objects.filter(name=act, dossier=row.id).first()
    named = timeline.attached(stored.act.part("content").get("files")) if stored else ()
    item = next((item for item in named if item["index"] == index), None)
    if stored is None or item is None:
        raise Refused("no_file")
    return opened(request, kept(act, stored.agency, index, item["sha256"]), item)


def opened(request: Request, path: Path, item: Mapping[str, Any]) -> HttpResponseBase:
    """The bytes of an attachment that the reader may see: shown where asked and harmless, else to be kept."""
    name = PurePath(item["name"]).name or "attachment"
    is_shown = bool(request.GET.get("show")) and _is_shown(_kind_of(item["sha256"]), name)
    if is_shown and request.GET["show"] == FIRST_PAGE:
        return _first_page(request, path, item["sha256"])
    content_type = _type(name) if is_shown else "application/octet-stream"
    response = FileResponse(path.open("rb"), as_attachment=not is_shown, filename=name, content_type=content_type)
    if content_type != PDF:
        # Viewers of PDF do not start inside a sandbox.
        response["Content-Security-Policy"] = NOTHING_RUNS
    return response


def _line(item: Mapping[str, Any], url: str, note: str = "") -> dict[str, Any]:
    line: dict[str, Any] = {"name": item["name"] or "attachment", "size": item["size"]}
    if not _is_here(item):
        return line | {"note": note, "state": DELIVERED["files_gone"] if note else State(_("still under way"))}
    kind = _kind_of(item["sha256"])
    is_shown = _is_shown(kind, line["name"])
    is_picture = is_shown and kind in file_kinds.IMAGES and line["size"] <= PICTURE
    has_first_page = is_shown and kind == PDF and line["size"] <= first_page.LARGEST
    return line | {
        "url": url, "preview_url": f"{url}?show=1" if is_shown else "",
        "picture_url": f"{url}?show=1" if is_picture else "",
        "first_page_url": f"{url}?show={FIRST_PAGE}" if has_first_page else "",
        "kind": file_kinds.label(kind, line["name"]), "is_otherwise": file_kinds.is_otherwise(kind, line["name"]),
    }  # fmt: skip


def _first_page(request: Request, path: Path, sha256: str) -> HttpResponseBase:
    """A browser may keep the picture, and asks before each use: whoever may no longer see the file gets none."""
    kept_already, tag = request.headers.get("If-None-Match", ""), first_page.tag(sha256)
    response: HttpResponse
    if tag in kept_already:
        response = HttpResponseNotModified()
    else:
        png = first_page.draw(path) if _kind_of(sha256) == PDF else None
        if png is None:
            return HttpResponse(status=404, content_type="text/plain")
        response = HttpResponse(png, content_type="image/png")
        response["Content-Security-Policy"] = NOTHING_RUNS
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response


def _is_here(item: Mapping[str, Any]) -> bool:
    sha256 = item["sha256"]
    return bool(acts.NAME.fullmatch(sha256)) and path_of(sha256).exists()


def _kind_of(sha256: str) -> str:
    with path_of(sha256).open("rb") as file:
        return file_kinds.of(file.read(file_kinds.ENOUGH))


def _is_shown(kind: str, name: str) -> bool:
    """Only what its bytes and its name both say that a browser shows by itself."""
    return kind in SHOWN and kind == _type(name)


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or ""
