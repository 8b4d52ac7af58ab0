"""The text that an agency writes on inside before it says it: every state is kept, and two side by side are shown."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from servanda.kernel import node
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office.models import TextEdition
from servanda.office.outgoing import Sent
from servanda.processes.folding.internal import DISCARDED, RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.organisation import recusals


def latest(row: Dossier) -> list[TextEdition]:
    """The editions from which nobody went on and that did not leave, oldest first; more than one were written at once.

    One that left and came back, returned or taken back, is written on again. Two queries.
    """
    editions = list(TextEdition.objects.filter(dossier=row.id))
    gone_on = {parent for edition in editions for parent in edition.parents}
    ends = [edition for edition in editions if edition.id not in gone_on]
    sent = [edition.sent_as for edition in ends if edition.sent_as]
    back = set(Outgoing.objects.filter(name__in=sent, state__in=(RETURNED, DISCARDED)).values_list("name", flat=True))
    return [edition for edition in ends if not edition.sent_as or edition.sent_as in back]


def save(
    row: Dossier, actor: Actor, *, text: str, note: str, base: str, parents: Sequence[str], at: datetime
) -> TextEdition:  # fmt: skip
    """A new edition, whatever a colleague saved meanwhile. Raises Refused(not_your_step, recused)."""
    if actor.role not in TAKES_STEPS:
        raise Refused("not_your_step", step=f"{row.process}.revise", role="home")
    # A colleague would send it as it stands.
    recusals.check(row.id, actor)
    with node.current().writing():
        known = TextEdition.objects.filter(dossier=row.id, id__in=list(parents)).values_list("id", flat=True)
        return TextEdition.objects.create(
            id=secrets.token_urlsafe(16), dossier=row.id, base=base, parents=sorted(known), text=text, note=note,
            made_at=at, made_by=actor.officer,
        )  # fmt: skip


def mark_sent(edition: TextEdition, sent: Sent) -> None:
    """Remember as what it left."""
    edition.sent_as = (sent.act.name if sent.act else "") or sent.draft or ""
    with node.current().writing():
        edition.save(update_fields=["sent_as"])


def leave(editions: Sequence[TextEdition], kept: TextEdition, actor: Actor, *, at: datetime) -> TextEdition:
    """Go on with one of those that were written side by side; the others stay stored behind it."""
    return save(
        Dossier.objects.get(id=kept.dossier), actor, text=kept.text, note=kept.note, base=kept.base,
        parents=[edition.id for edition in editions], at=at,
    )  # fmt: skip
