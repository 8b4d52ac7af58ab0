"""What the caller's units owe and are owed, and how each stands on a day."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from ninja import Router
from pydantic import Field

from servanda.api.answers import CommitmentRows
from servanda.api.asked import only_what_is_declared
from servanda.api.caller import Request
from servanda.api.paging import mark_of_commitment, page, soonest_first
from servanda.api.paths import NO_NUL, Cursor, Limit
from servanda.api.refusals import errors
from servanda.api.rows import commitment_row
from servanda.processes import reads
from servanda.processes.telling import timeline

router = Router(tags=["commitments"])
Text = Annotated[str, Field(max_length=300, pattern=NO_NUL)]


@router.get("/commitments", response={200: CommitmentRows, **errors(422)})
@only_what_is_declared
def list_commitments(
    request: Request, side: Literal["owe", "owed"], as_of: date | None = None, agreement: Text = "",
    clause: Text = "", settled: bool = False, cursor: Cursor = "", limit: Limit = 50,
) -> CommitmentRows:  # fmt: skip
    """`owe`: what the caller's units carry out; `owed`: what they wait for. Settled ones only with `settled=true`."""
    day = as_of or request.auth.today
    rows = reads.owed(request.auth.actor, side, at=datetime.combine(day, time.max, tzinfo=UTC))
    if not settled:
        rows = rows.filter(state__in=reads.OPEN)
    if agreement:
        rows = rows.filter(agreement=agreement)
    if clause:
        rows = rows.filter(clause=clause)
    found, last = page(soonest_first(rows, cursor), limit)
    wanted = timeline.deliverables(found)
    items = [commitment_row(row, row.dossier, wanted, as_of=day) for row in found]
    return CommitmentRows(as_of=day, items=items, next=mark_of_commitment(last) if last else None)
