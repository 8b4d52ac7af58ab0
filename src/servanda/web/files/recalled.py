"""What a file's page says of entries that were recalled, and from which of them a recall can be made."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servanda.exchange.links import linked
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.recalls import RECALL
from servanda.processes.erasure import recall_reads
from servanda.processes.erasure.recall_reads import Standing
from servanda.processes.organisation import recusals
from servanda.processes.telling.timeline import Line, Names
from servanda.processes.telling.wording import listed, written
from servanda.web import owed
from servanda.web.owed import Link
from servanda.web.templatetags.servanda import local


@dataclass(frozen=True)
class Told:
    """By entry: the sentence that stands in place of its text, and the link to recall it."""

    sentences: dict[str, str]
    steps: dict[str, list[Link]]


def told(row: Dossier, lines: Iterable[Line], names: Names, actor: Actor) -> Told:
    found = recall_reads.standings(row)
    connected = linked() if found else set()
    sentences = {name: _sentence(standing, names, connected, actor) for name, standing in found.items()}
    own = [line.name for line in lines if line.is_own and not line.internal and line.name not in found]
    may = recall_reads.may_recall(actor) and row.is_shared and not recusals.is_recused(row.id, actor)
    left = recall_reads.recallable(row, own, actor.agency) if may else set()
    steps = {name: [Link(_("Recall and erase"), owed.step_url(row.id, RECALL, acts=name))] for name in left}
    return Told(sentences, steps)


def _sentence(standing: Standing, names: Names, connected: set[str], actor: Actor) -> str:
    said = _("Recalled by %(who)s on %(day)s and erased here.") % {
        "who": names.agency(standing.agency), "day": written(local(standing.at).date()),
    }  # fmt: skip
    told = [said]
    if standing.agency != actor.agency:
        return said
    if standing.confirmed:
        confirmed = [
            f"{names.agency(agency)} ({written(local(at).date())})" for agency, at in sorted(standing.confirmed.items())
        ]
        told.append(_("Confirmed as erased by: %(who)s.") % {"who": listed(confirmed)})
    if pending := [names.agency(agency) for agency in standing.waiting if agency in connected]:
        told.append(_("Not confirmed since %(day)s by: %(who)s.") % {"day": written(local(standing.at).date()),
                                                                     "who": listed(pending)})  # fmt: skip
    if paper := [names.agency(agency) for agency in standing.waiting if agency not in connected]:
        told.append(_("To be asked by other means, having no system: %(who)s.") % {"who": listed(paper)})
    return " ".join(told)
