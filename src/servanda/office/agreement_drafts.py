"""Drafts of agreements: internal to the unit that writes them until they are proposed, and never lost."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from servanda.kernel import node
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.refusals import Refused
from servanda.office.models import AgreementDraft
from servanda.office.outgoing import Sent
from servanda.processes.folding.internal import SENT
from servanda.processes.models import Outgoing


def visible(actor: Actor) -> QuerySet[AgreementDraft]:
    """Those of the actor's unit, of the units below it for a head, and all for the leadership. Nobody else's.

    A registry clerk, who reads every file, reads no drafts of other units: nothing in them was said yet.
    """
    if actor.role not in TAKES_STEPS:
        return AgreementDraft.objects.none()
    if actor.role == "leadership":
        return AgreementDraft.objects.all()
    return AgreementDraft.objects.filter(unit__in=actor.units | {actor.unit})


def under_way(actor: Actor) -> QuerySet[AgreementDraft]:
    """Those that did not leave: also one that waits for approval, was returned, or was taken back."""
    left = Outgoing.objects.filter(name=OuterRef("sent_as"), state=SENT)
    return visible(actor).filter(Q(sent_at=None) | (~Q(sent_as="") & ~Exists(left)))


def stands(row: AgreementDraft) -> str:
    """'' while it is written; sent, or how its prepared step stands: clearing, held, returned, discarded."""
    if row.sent_at is None:
        return ""
    found = Outgoing.objects.filter(name=row.sent_as).first() if row.sent_as else None
    return found.state if found else SENT


def find(name: str, actor: Actor) -> AgreementDraft:
    """Raises Refused("no_file") alike for a hidden draft and for one that is not there."""
    row = visible(actor).filter(id=name).first()
    if row is None:
        raise Refused("no_file")
    return row


def begin(
    data: Mapping[str, Any], actor: Actor, *, at: datetime, source: Mapping[str, Any] | None = None, file: str = "",
    step: str = "agreement.propose", dossier: str = "",
) -> AgreementDraft:  # fmt: skip
    """A new draft of the actor's unit. Raises Refused for a role that takes no steps."""
    if actor.role not in TAKES_STEPS:
        raise Refused("not_your_step", step=step, role=", ".join(sorted(TAKES_STEPS)))
    return AgreementDraft.objects.create(
        id=secrets.token_urlsafe(16), unit=actor.unit, data=dict(data), source=dict(source or {}), file=file[:200],
        step=step, dossier=dossier, made_at=at, changed_at=at, changed_by=actor.officer,
    )  # fmt: skip


def change(name: str, actor: Actor, do: Callable[[AgreementDraft], object], *, at: datetime) -> AgreementDraft:
    """Change the newest state of a draft and keep it: two who write at once lose nothing of each other's.

    Raises Refused, and then nothing is changed.
    """
    with node.current().writing():
        row = find(name, actor)
        do(row)
        row.edition += 1
        row.changed_at, row.changed_by = at, actor.officer
        row.save()
        return row


def mark_sent(name: str, actor: Actor, sent: Sent, *, at: datetime) -> None:
    """Remember what became of it."""
    row = find(name, actor)
    row.sent_at, row.sent_as, row.became = at, sent.draft, sent.dossier
    row.save(update_fields=["sent_at", "sent_as", "became"])


def delete(name: str, actor: Actor) -> None:
    find(name, actor).delete()
