"""Parties without a system: what is still to be done so that their signature on paper counts here."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.office.underway import Waiting
from servanda.processes.kinds import agreement
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.owed import Link
from servanda.web.texts.versions import History


@dataclass(frozen=True)
class Leading:
    """A sentence, and a step for each signature that the reader may record."""

    text: str
    steps: list[Link]


def awaited(row: Dossier, history: History, actor: Actor, connected: Collection[str], waiting: Waiting) -> list[str]:
    """The parties on paper that have not signed the version on the table, so far as this agency has written down."""
    version = history.proposed()
    if version is None or not history.is_under_way(row):
        return []
    signed = history.signed(version)
    return [
        party for party in row.parties
        if party not in {*connected, *signed, actor.agency, row.home}
        and not waiting.of_step(row.id, "agreement.sign", speaker=party)
    ]  # fmt: skip


def record_url(row: Dossier, party: str) -> str:
    return f"{reverse('web:agreement_sign', args=[row.id])}?{urlencode({'for': party})}"


def may_record(actor: Actor) -> bool:
    return actor.role in agreement.SIGNING


def leading(row: Dossier, parties: list[str], names: Names, actor: Actor) -> Leading | None:
    """What is to be done next about the paper, with a button for each party where the reader may record it."""
    if not parties:
        return None
    said = {"agencies": listed([names.agency(party) for party in parties])}
    text = ngettext(
        "%(agencies)s has no system here. Send it the text on paper; when it comes back signed, "
        "its signature is recorded here.",
        "%(agencies)s have no system here. Send them the text on paper; when it comes back signed, "
        "their signatures are recorded here.", len(parties)) % said  # fmt: skip
    if not may_record(actor):
        text = f"{text} {_('The registry or the leadership does that.')}"
    return Leading(text, [_record(row, party, names) for party in parties if may_record(actor)])


def _record(row: Dossier, party: str, names: Names) -> Link:
    return Link(_("Record the signature of %(agency)s") % {"agency": names.agency(party)}, record_url(row, party))
