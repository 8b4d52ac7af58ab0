"""What would stand on the same days with the same guest, partner or place: asked before anything is said."""

from datetime import date
from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from servanda.api.asked import only_what_is_declared
from servanda.api.caller import Request
from servanda.api.paths import NO_NUL
from servanda.api.refusals import errors
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.fields import ITEM
from servanda.processes.models import Scheduled
from servanda.processes.search import clashes
from servanda.processes.search.clashes import Clash

router = Router(tags=["clashes"])
Text = Annotated[str, Field(max_length=400, pattern=NO_NUL)]
When = Annotated[str, Field(max_length=40, description="A date of any precision: 2026-12-05, 2026-12.")]


class ClashRow(Schema):
    dossier: str
    item: str = Field(description="The row of a plan or a list; empty for the file itself.")
    kind: str
    title: str
    first_on: date
    last_on: date
    reasons: list[str] = Field(description="guest, partner, place")
    is_sure: bool = Field(description="Both name days; otherwise the days may turn out to meet.")
    is_same: bool = Field(description="It looks like one thing announced twice.")


class ClashRows(Schema):
    items: list[ClashRow]


@router.get("/clashes", response={200: ClashRows, **errors(422)})
@only_what_is_declared
def list_clashes(
    request: Request, start_on: When, end_on: When = "", partner: Text = "", place: Text = "", guest: Text = "",
    title: Text = "", plan_item: Text = "",
) -> ClashRows:  # fmt: skip
    """Visits, activities and rows of plans, of both sides, as far as the caller may see them; the surest first."""
    wanted = clashes.planned(
        start_on=start_on, end_on=end_on, title=title, partner=partner, place=place, guest=guest,
        plan_item=plan_item if ITEM.fullmatch(plan_item) else "",
    )  # fmt: skip
    if wanted is None:
        raise Refused("date_not_readable", value=start_on)
    return ClashRows(items=[_row(found) for found in clashes.find([wanted], request.auth.actor)])


def _row(found: Clash) -> ClashRow:
    other = found.other
    assert isinstance(other, Scheduled)
    return ClashRow(
        dossier=other.dossier, item=other.item, kind=other.kind, title=other.title, first_on=other.first_on,
        last_on=other.last_on, reasons=list(found.reasons), is_sure=found.is_sure, is_same=found.is_same,
    )  # fmt: skip
