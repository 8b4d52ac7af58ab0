"""The panel beside the desk: the chosen line with its one next step, its article and its last entry."""

from dataclasses import asdict
from typing import Any

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.texts import pick
from servanda.office import underway
from servanda.processes.agreements import agreement_reading
from servanda.processes.models import Assignment
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.web import abroad, owed
from servanda.web.desk import items
from servanda.web.desk.items import Item
from servanda.web.files import history
from servanda.web.files.leaving import waits_of
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat


def panel(item: Item, names: Names, seat: Seat) -> dict[str, Any]:
    """The line itself, and what is read only for the one that was chosen."""
    shown = {key: getattr(item, key) for key in item.__dataclass_fields__}
    dossier = item.source.id if isinstance(item.source, Dossier) else _dossier(item.source)
    more = _of_commitment(item.source, names, seat) if isinstance(item.source, Commitment) else {"steps": []}
    hint = item.next.hint if item.next else ""
    return shown | {"hint": hint, "lead": _lead(dossier, names), "last": _last(dossier, names)} | more


def _of_commitment(row: Commitment, names: Names, seat: Seat) -> dict[str, Any]:
    waiting = underway.load([row.dossier_id]).of_verbs(row)
    following = owed.next_step(row, row.dossier, node.current().agency, waiting=waiting)
    open_ = owed.steps(row, node.current().agency, waiting=waiting)
    shown = {link.url for link in (following, owed.beside(row, node.current().agency, waiting=waiting)) if link}
    steps = [step for step in open_ if step.url not in shown]
    clause = items.clause(row)
    return {
        "carrying_out": " · ".join(reversed(names.whose(row.debtor_unit or row.debtor))),
        "receiving": " · ".join(reversed(names.whose(row.creditor_unit or row.creditor))),
        "clause": asdict(clause) | {"text": _head_of(row, names.language)} if clause else None,
        "notes": abroad.notes(row, seat, Reckoning([row.dossier], seat.at)), "steps": steps,
        "waits": waits_of(waiting.values()),
    }  # fmt: skip


def _dossier(source: Any) -> str:
    return str(source.dossier_id if isinstance(source, Commitment) else source.dossier)


def _lead(dossier: str, names: Names) -> str:
    row = Assignment.objects.filter(dossier=dossier).first()
    return names.unit(row.unit) if row else ""


def _last(dossier: str, names: Names) -> dict[str, Any] | None:
    told = Entry.objects.filter(dossier=dossier).exclude(kind__in=history.ALWAYS_QUIET)
    entry = told.order_by("-at", "-place").first()
    stored = StoredAct.objects.filter(name=entry.name).first() if entry else None
    if entry is None or stored is None:
        return None
    line = timeline.line(entry, stored.act, names, agency=node.current().agency)
    return {"sentence": line.sentence, "at": line.at, "on": line.on}


def _head_of(row: Commitment, language: str) -> str:
    """The heading of the article, out of the version that is in force."""
    agreement = Dossier.objects.filter(id=row.agreement).first()
    version = agreement_reading.bound_version(agreement.facts) if agreement else None
    articles = agreement_reading.articles_of(version) if version else []
    number = row.clause.partition("/")[0]
    return next((pick(article.head, language) for article in articles if article.id == number), "")
