"""Attachments: uploaded first, named by an entry, read under that entry's own access check."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponseBase
from ninja import File, Router, Status, UploadedFile

from servanda.api import answers
from servanda.api.asked import only_what_is_declared
from servanda.api.caller import Request
from servanda.api.models import Upload
from servanda.api.paths import ActId, DossierId
from servanda.api.refusals import errors
from servanda.exchange import files, programs
from servanda.exchange.files import store_file
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.telling import timeline

router = Router(tags=["files"])
PLAIN = "application/octet-stream"
TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}")


@router.post("/files", response={201: answers.File, **errors(400, 413, 422)})
def upload(request: Request, file: File[UploadedFile]) -> Status[Any]:
    """Keep a file until an entry names it by its sha256. Only who uploaded it can attach it; the same twice is one."""
    programs.refuse(file, _name(file.name))
    sha256, size = store_file(file, settings.FILE_LIMIT)
    kept, _ = Upload.objects.update_or_create(
        officer=request.auth.officer, sha256=sha256,
        defaults={"size": size, "name": _name(file.name), "type": _type(file.content_type), "at": request.auth.at},
    )  # fmt: skip
    return Status(201, answers.File(sha256=kept.sha256, size=kept.size, name=kept.name, type=kept.type))


@router.get(
    "/dossiers/{dossier:dossier}/files/{act:act}/{int:index}",
    response={200: bytes, **errors(404, 422)},
    openapi_extra={"responses": {200: {"content": {PLAIN: {"schema": {"type": "string", "format": "binary"}}}}}},
)
@only_what_is_declared
def download(request: Request, dossier: DossierId, act: ActId, index: int) -> HttpResponseBase:
    """The file that the entry names under this `index`. It is always sent as an attachment, never to be shown."""
    row = reads.find(dossier, request.auth.actor)
    item = _item(row, act, index)
    author = StoredAct.objects.get(name=act).agency
    path = files.kept(act, author, index, item["sha256"])
    response = FileResponse(open(path, "rb"), as_attachment=True, filename=_name(item.get("name")))  # noqa: SIM115
    response["Content-Type"] = _type(item.get("type"))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


def _item(row: Dossier, act: str, index: int) -> Mapping[str, Any]:
    stored = StoredAct.objects.filter(name=act, dossier=row.id).first()
    named = timeline.attached(stored.act.part("content").get("files")) if stored else ()
    item = next((item for item in named if item["index"] == index), None)
    if item is None:
        raise Refused("no_file")
    return item


def _name(value: Any) -> str:
    """A name from outside: one line, no folders."""
    text = "".join(c if c.isprintable() else " " for c in str(value or "")).replace("\\", "/").rpartition("/")[2]
    return text.strip()[:255] or "file"


def _type(value: Any) -> str:
    return value if isinstance(value, str) and TYPE.fullmatch(value) else PLAIN
