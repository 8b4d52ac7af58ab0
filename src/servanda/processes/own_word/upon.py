"""What a step rests on, of a commitment or of the file itself: nobody decides on something that was not shown."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servanda.kernel import node
from servanda.kernel.commitments import DEBTOR, VERBS
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding.internal import HELD
from servanda.processes.models import Outgoing

# Verb -> the columns of the commitment that were looked at before it is said.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "promise": ("state", "due_on"), "decline": ("state", "due_on"), "ask_time": ("due_on", "asked_until"),
    "accept": ("delivered_by",), "return": ("state", "delivered_by"), "withdraw": ("delivered_by",),
    "grant": ("asked_until", "delivered_by"), "refuse": ("asked_until", "delivered_by"),
}  # fmt: skip
# The name under which what a step of the file rests on is stated, as one value.
MARK = "rests-on"
COLUMNS = frozenset(column for columns in RESTS_ON.values() for column in columns)


def of(row: Commitment, verb: str) -> dict[str, str]:
    """Column -> how it stands now, as text; empty for what rests on nothing that can change unseen."""
    return {column: _text(getattr(row, column)) for column in RESTS_ON.get(verb, ())}


def mark(file: Dossier, process: Process, step: Step, here: Iterable[Commitment], *, draft: str = "") -> str:
    """One value for what a step of the file's own kind of work rests on; '' for one that rests on nothing.

    That is what the file states, as the last entry put it, what this agency carries out or judges by it, and whatever
    else the step says that it `rests_on`. What is about a version names the version. `draft`: under which name the step
    itself was prepared. Three queries, and those of that.
    """
    if step.is_opening or step.upon_version or not file.is_shared or process.name != file.process:
        return ""
    opening = set(process.opening.fields)
    if not (step.then or step.does or opening & set(step.fields)):
        return ""
    stating = [process.kind(found) for found in process.steps if opening & set(found.fields)]
    stated = _about_to_state(file, stating, draft) or _stated(file, stating)
    about = [[row.id, verb, of(row, verb)] for row in here for verb, deliver in step.does
             if deliver == row.deliver and node.current().agency == _speaker(row, verb)]  # fmt: skip
    more = [step.rests_on(file)] if step.rests_on else []
    return hashlib.sha256(json.dumps([stated, sorted(about, key=str), *more]).encode()).hexdigest()[:32]


def check(
    seen: Mapping[str, str], file: Dossier, declared: tuple[Process, Step], commitment: str, *, draft: str = ""
) -> None:  # fmt: skip
    """Is all as it was `seen`? Within the transaction that takes the step. Raises Refused("moved_since")."""
    if not seen:
        return
    if MARK in seen:
        now = {MARK: mark(file, *declared, Commitment.objects.filter(dossier=file), draft=draft)}
    else:
        row = Commitment.objects.filter(id=commitment, dossier=file).first()
        now = {column: _text(getattr(row, column)) for column in seen} if row else dict(seen)
    if now != seen:
        raise Refused("moved_since")


def _about_to_state(file: Dossier, stating: Sequence[str], draft: str) -> str:
    """Under which name this agency prepared what it states next, where that is sent and can still be taken back: the
    page says so, and it leaves before what was prepared after it."""
    held = Outgoing.objects.filter(dossier=file.id, step__in=stating, state=HELD)
    prepared = StoredAct.objects.filter(name__in=held.values("name"))
    if draft:
        prepared = prepared.filter(seq__lt=StoredAct.objects.filter(name=draft).values("seq"))
    return prepared.order_by("seq").values_list("name", flat=True).last() or ""


def _stated(file: Dossier, stating: Sequence[str]) -> str | None:
    """The last entry that did; one of this agency by the name under which it was prepared, which it had before."""
    told = Entry.objects.filter(dossier=file, kind__in=stating, internal=False, has_effect=True)
    last = told.order_by("place").values_list("name", flat=True).last()
    return Outgoing.objects.filter(dossier=file.id, sent=last).values_list("name", flat=True).first() or last


def _speaker(row: Commitment, verb: str) -> str:
    return row.debtor if VERBS[verb].side == DEBTOR else row.creditor


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
