"""Files: listed, read whole, opened, and moved on by one step."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Status
from pydantic import Field

from servanda.api.answers import Digest, Rows, Said, Whole
from servanda.api.asked import only_what_is_declared
from servanda.api.asks import NewAct, NewDossier
from servanda.api.caller import Request
from servanda.api.once import once
from servanda.api.paging import mark_of_dossier, newest_first, page
from servanda.api.paths import NO_NUL, RETRY, Cursor, DossierId, Limit
from servanda.api.refusals import errors
from servanda.api.rows import dossier_row
from servanda.api.saying import act_in, open_dossier
from servanda.api.whole import whole
from servanda.exchange.evidence import build
from servanda.kernel import acts
from servanda.processes import reads
from servanda.processes.search import finding

router = Router(tags=["dossiers"])
TAKEN = {201: Said, 202: Said, **errors(400, 403, 404, 409, 413, 422)}
Sought = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
Word = Annotated[str, Field(max_length=40, pattern="^[a-z_]*$")]


@router.post("/dossiers", response=TAKEN, by_alias=True, openapi_extra=RETRY)
def open_one(request: Request, ask: NewDossier) -> Status[Any]:
    """Open a file by the opening step of its kind of work. 202: it waits for approval inside the agency."""
    return once(request, lambda: _status(open_dossier(ask, request.auth)))


@router.get("/dossiers", response={200: Rows, **errors(422)}, by_alias=True)
@only_what_is_declared
def list_all(
    request: Request, process: Word = "", state: Word = "", q: Sought = "",
    cursor: Cursor = "", limit: Limit = 50,
) -> Rows:  # fmt: skip
    """The files that the caller may see, the last moved first. `q` looks in titles, partners and entries."""
    rows = reads.visible(request.auth.actor)
    if process:
        rows = rows.filter(process=process)
    if state:
        rows = rows.filter(state=state)
    rows = finding.matching(rows, q)
    found, last = page(newest_first(rows, cursor), limit)
    return Rows(items=[dossier_row(row) for row in found], next=mark_of_dossier(last) if last else None)


@router.get("/dossiers/{dossier:dossier}", response={200: Whole, **errors(404, 422)}, by_alias=True)
@only_what_is_declared
def read_one(request: Request, dossier: DossierId) -> Whole:
    """One file whole: facts, entries in sentences, commitments, open steps with what they take, delivery."""
    return whole(reads.find(dossier, request.auth.actor), request.auth)


@router.post("/dossiers/{dossier:dossier}/acts", response=TAKEN, by_alias=True, openapi_extra=RETRY)
def take_step(request: Request, dossier: DossierId, ask: NewAct) -> Status[Any]:
    """Take a step: one of the file's own, of a commitment, of every file, or inside the agency (`office.*`)."""
    caller = request.auth
    return once(request, lambda: _status(act_in(reads.find(dossier, caller.actor), ask, caller)))


@router.get("/dossiers/{dossier:dossier}/digest", response={200: Digest, **errors(404, 422)})
@only_what_is_declared
def read_digest(request: Request, dossier: DossierId, as_of: date | None = None) -> Digest:
    """One value that is equal on all parties of the file; with `as_of`, how commitments stand that day counts too."""
    row = reads.find(dossier, request.auth.actor)
    return Digest(dossier=row.id, as_of=as_of, digest=reads.digest(row.id, as_of=as_of))


@router.get(
    "/dossiers/{dossier:dossier}/evidence",
    response={200: dict[str, Any], **errors(404, 422)},
    openapi_extra={"responses": {200: {"description": "A file for `servanda verify`."}}},
)
@only_what_is_declared
def read_evidence(request: Request, dossier: DossierId, personal: bool = False) -> HttpResponse:
    """Proof of the shared entries and their acknowledgements; names of persons only with `personal=true`."""
    row = reads.find(dossier, request.auth.actor)
    parts = acts.PARTS if personal else tuple(part for part in acts.PARTS if part != "personal")
    response = HttpResponse(build(row.id, now=request.auth.at, parts=parts), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{row.id.replace("/", "-")}.evidence.json"'
    return response


def _status(said: Said) -> Status[Any]:
    return Status(202 if said.state in ("clearing", "held") else 201, said)
