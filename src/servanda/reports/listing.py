"""The lists behind figures as sheets: one row for each commitment or entry, with what names it."""

from django.db.models import QuerySet
from django.utils.translation import gettext

from servanda.kernel.models import Commitment, Entry, StoredAct
from servanda.processes import reads
from servanda.processes.agreements import implementation
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.reports import figures, initiative, words
from servanda.reports.brief import COMMITMENTS, Proof
from servanda.reports.scope import Scope
from servanda.reports.sheets import Sheet, Value

MOST = 20_000


def proving(proof: Proof, names: Names, *, name: str, note: str) -> Sheet:
    """The rows that one number counts."""
    if proof.name == COMMITMENTS:
        return commitments(proof.scope, names, name=name, note=note)
    if proof.kind == initiative.NUDGE:
        return entries(initiative.reminders(proof.scope), names, name=name, note=note)
    return entries(initiative.offered(proof.scope, kind=proof.kind), names, name=name, note=note)


def commitments(scope: Scope, names: Names, *, name: str, note: str) -> Sheet:
    heads = (
        gettext("File"), gettext("Number of the file"), gettext("Article"), gettext("Carrying out"),
        gettext("Receiving"), gettext("Due"), gettext("Carried out on"), gettext("State"),
        gettext("Lead time in working days"), gettext("Reminders"), gettext("The entry that opened it"),
        gettext("The entry that handed it over"),
    )  # fmt: skip
    found = figures.listed(scope).select_related("dossier")
    return Sheet(name, heads, [_commitment(row, scope, names) for row in found[:MOST]], note)


def entries(rows: QuerySet[Entry], names: Names, *, name: str, note: str) -> Sheet:
    heads = (
        gettext("File"), gettext("Number of the file"), gettext("Side"), gettext("When"), gettext("What"),
        gettext("Entry"),
    )  # fmt: skip
    found = list(rows.select_related("dossier").order_by("-at", "name")[:MOST])
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=[row.name for row in found])}
    return Sheet(name, heads, [
        (row.dossier.title, row.dossier_id, names.agency(row.speaker), row.at.date(),
         timeline.line(row, acts[row.name], names, agency="").sentence, row.name)
        for row in found if row.name in acts
    ], note)  # fmt: skip


def _commitment(row: Commitment, scope: Scope, names: Names) -> tuple[Value, ...]:
    return (
        row.dossier.title, row.dossier_id, implementation.article_of(row.clause), names.unit(row.debtor_unit),
        names.unit(row.creditor_unit), row.due_on, row.done_on, str(words.STATES[reads.state_on(row, scope.as_of)]),
        row.lead_days, row.nudges or None, row.opener, row.delivered_by,
    )  # fmt: skip
