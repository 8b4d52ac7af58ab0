"""What pages say of an agreement that rests on a signature which its party has not confirmed."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier
from servanda.processes.agreements import agreement_doubts
from servanda.processes.agreements.agreement_doubts import Doubt
from servanda.processes.telling.timeline import Names
from servanda.web.agreements.commitment_rows import entry_url
from servanda.web.labels import State
from servanda.web.owed import Link, step_url


def state(doubts: Sequence[Doubt]) -> State | None:
    """What stands in the place of “in force” where this agency has not confirmed that it signed."""
    found = agreement_doubts.ours(doubts)
    if found is None:
        return None
    return State(_("signature disputed here"), "late") if found.is_disputed else State(_("not confirmed here"), "soon")


def told(
    row: Dossier, doubts: Sequence[Doubt], names: Names, actor: Actor, connected: set[str]
) -> list[dict[str, Any]]:
    """A box for each; none for a party on paper, whose signature nobody else could have written down."""
    return [
        {"text": _sentence(doubt, names), "is_late": doubt.is_disputed, "steps": _steps(row, doubt, actor)}
        for doubt in doubts
        if doubt.is_ours or doubt.is_disputed or doubt.speaker in connected
    ]


def _sentence(doubt: Doubt, names: Names) -> str:
    said = {"party": names.agency(doubt.speaker), "who": names.agency(doubt.written_by)}
    if doubt.is_ours and doubt.is_disputed:
        return _("%(who)s wrote down that this agency signed, and this agency disputed it. "
                 "Nothing is owed here under this agreement.") % said  # fmt: skip
    if doubt.is_ours:
        return _("%(who)s wrote down that this agency signed, and this agency has not confirmed it. "
                 "Until it does, nothing is owed here under this agreement.") % said  # fmt: skip
    if doubt.is_disputed:
        return _("%(party)s disputed the signature that %(who)s wrote down in its name. "
                 "On its side nothing is owed under this agreement.") % said  # fmt: skip
    return _("%(party)s has not confirmed the signature that %(who)s wrote down in its name. "
             "Until it does, nothing is owed on its side under this agreement.") % said  # fmt: skip


def _steps(row: Dossier, doubt: Doubt, actor: Actor) -> list[Link]:
    """The way to answer it, while there is one, and to the entry itself."""
    answers = [
        Link(label, step_url(row.id, f"dossier.{name}", acts=doubt.entry))
        for name, label in (("confirm", _("Confirm")), ("dispute", _("Dispute")))
        if doubt.is_ours and not doubt.is_disputed and actor.role in TAKES_STEPS
    ]
    return [*answers, Link(_("The entry"), entry_url(row.id, doubt.entry))]
