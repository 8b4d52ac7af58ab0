"""What callers get."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class Fault(Schema):
    code: str
    message: str


class Problem(Schema):
    """Every answer that is not good; `why` says of a step that is not open what keeps it closed."""

    code: str
    message: str
    why: str = ""
    faults: dict[str, Fault]


class Said(Schema):
    """What became of a statement: sealed, waiting for approval or its hour, or kept inside the agency."""

    dossier: str
    act: str | None = None
    state: Literal["sent", "clearing", "held", "inside"]
    draft: str | None = None


class Row(Schema):
    model_config = ConfigDict(populate_by_name=True)

    id: str
    process: str
    state: str
    state_label: str
    title: str
    home: str
    handover: dict[str, str]
    narrowed: dict[str, dict[str, str]]
    parties: list[str]
    owner: str
    cls: str = Field(alias="class")
    is_ended: bool
    is_shared: bool
    opened_at: datetime
    moved_at: datetime


class Rows(Schema):
    items: list[Row]
    next: str | None = Field(None, description="Send it as `cursor` to read on; null at the end.")


class File(Schema):
    sha256: str
    size: int
    name: str
    type: str


class Detail(Schema):
    label: str
    value: str


class EntryRow(Schema):
    act: str
    kind: str
    at: datetime
    who: str
    agency: str
    sentence: str
    text: str
    details: list[Detail]
    files: list[dict[str, Any]]
    is_internal: bool
    is_own: bool
    reported: str
    via: str
    is_crossed: bool
    why_not: str
    commitment: str


class CommitmentRow(Schema):
    id: str
    dossier: str
    title: str
    agreement: str
    clause: str
    deliver: str
    debtor: str
    debtor_unit: str
    creditor: str
    creditor_unit: str
    opened_at: datetime
    due_on: date | None
    is_provisional: bool
    state: str
    on_day: str = Field(description="How it stands on the day `as_of`: open, due, late, done …")
    asked_until: date | None
    delivered_by: str = Field(description="The entry that handed over what waits or was accepted; '' if none.")
    done_on: date | None
    nudges: int = Field(description="How often the side that waits has reminded of it.")
    nudged_at: datetime | None
    verbs: list[str] = Field(description="What this agency may say about it now.")


class CommitmentRows(Schema):
    as_of: date
    items: list[CommitmentRow]
    next: str | None = None


class OpenRow(Schema):
    step: str
    label: str
    hint: str
    commitment: str | None
    takes: dict[str, Any] = Field(description="JSON Schema of `data`.")


class DeliveryRow(Schema):
    act: str
    agency: str
    state: str
    code: str
    message: str
    queued_at: datetime
    sent_at: datetime | None
    receipt_at: datetime | None
    is_complete: bool


class DraftRow(Schema):
    draft: str
    step: str
    unit: str
    officer: str
    prepared_at: datetime
    levels: int
    cleared: list[dict[str, Any]]
    state: str
    note: str
    release_at: datetime | None
    may_clear: bool


class Assigned(Schema):
    unit: str
    officer: str
    coordinating: list[str]
    at: datetime
    mark: str = Field(description="To be named in `upon` by who replaces this assignment and no later one.")


class Whole(Row):
    """One file: all that was folded, its story, what is owed, what is open now, and how far it has come."""

    version: int
    facts: dict[str, Any]
    counterparts: dict[str, str]
    under: list[str]
    readers: list[str]
    equivocations: list[list[str]]
    broken: str
    entries: list[EntryRow]
    commitments: list[CommitmentRow]
    open: list[OpenRow]
    deliveries: list[DeliveryRow]
    drafts: list[DraftRow]
    assignment: Assigned | None


class Digest(Schema):
    dossier: str
    as_of: date | None
    digest: str
