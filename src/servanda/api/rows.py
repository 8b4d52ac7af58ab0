"""Folded rows as they are answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servanda.api.answers import CommitmentRow, Row
from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier
from servanda.processes import reads
from servanda.processes.registry import processes

SAME = (
    "id", "agreement", "clause", "deliver", "debtor", "debtor_unit", "creditor", "creditor_unit", "opened_at",
    "due_on", "is_provisional", "state", "asked_until", "delivered_by", "done_on", "nudges", "nudged_at",
)  # fmt: skip


def dossier_row(row: Dossier) -> Row:
    return Row(**dossier_values(row))


def dossier_values(row: Dossier) -> dict[str, Any]:
    process = processes().get(row.process)
    label = process.states.get(row.state, row.state) if process else row.state
    same = (
        "id",
        "process",
        "state",
        "title",
        "home",
        "handover",
        "narrowed",
        "parties",
        "owner",
        "is_ended",
        "is_shared",
        "opened_at",
    )
    values = {name: getattr(row, name) for name in (*same, "moved_at")}
    return values | {"state_label": str(label), "cls": row.cls}


def commitment_row(row: Commitment, dossier: Dossier, wanted: Mapping[str, str], *, as_of: date) -> CommitmentRow:
    """`wanted` says in the opener's own words what is to be handed over."""
    return CommitmentRow(
        **{name: getattr(row, name) for name in SAME}, dossier=dossier.id, title=wanted.get(row.id) or dossier.title,
        on_day=reads.state_on(row, as_of), verbs=reads.with_other_means(reads.verbs_for(row, node.current().agency)),
    )  # fmt: skip
