"""Which day counts where a step asks by a day and an article names one: on the form, and beside what is owed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from servanda.kernel import duties
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.processes.agreements import terms
from servanda.processes.agreements.implementation import article_of
from servanda.processes.folding.folded import Terms
from servanda.processes.telling.timeline import declared
from servanda.processes.telling.wording import written
from servanda.web.steps.forms import StepForm
from servanda.web.steps.taking import Asked


def explain(form: StepForm, asked: Asked, *, at: datetime) -> None:
    """Put under the field of the day what counts if it is filled in, and if it is not."""
    due = asked.step.asks.due if asked.step.asks and not asked.step.asks.rows else None
    if not due or due not in form.fields:
        return
    said = _("The day that you write here counts; if it is left empty, that of the agreement, where it names one.")
    article, day = _of_article(asked, at=at)
    if article and day:
        said = _(
            "If it is left empty, article %(number)s counts: %(day)s. A day that you write here takes its place."
        ) % {"number": article, "day": written(day)}
    form.fields[due].help_text = " ".join(filter(None, [str(form.fields[due].help_text), said]))


def reasons(rows: Iterable[Commitment], file: Dossier) -> dict[str, str]:
    """Commitment -> why its day is not that of its article, where a day was asked for in its place. Two queries."""
    ruled = [row for row in rows if row.clause and row.terms and row.due_on]
    openers = {item.name: item.act for item in StoredAct.objects.filter(name__in={row.opener for row in ruled})}
    known = terms.load({row.terms for row in ruled})
    found = {}
    for row in ruled:
        opener = openers.get(row.opener)
        _process, step = declared(opener.kind) if opener else (None, None)
        asked_on = opener.facts.get(step.asks.due) if opener and step and step.asks and step.asks.due else None
        if row.terms in known and asked_on == str(row.due_on):
            found[row.id] = _reason(row, known[row.terms], file.facts)
    return {name: said for name, said in found.items() if said}


def _reason(row: Commitment, agreed: Terms, facts: Mapping[str, Any]) -> str:
    day = _day(agreed, row.clause, facts, at=row.opened_at)
    if day is None or day == row.due_on:
        return ""
    values = {"number": article_of(row.clause), "day": written(day)}
    return _("The day that was asked for counts. By article %(number)s it would be %(day)s.") % values


def _of_article(asked: Asked, *, at: datetime) -> tuple[str, date | None]:
    """The article that names a day for what this step of a file asks, and the day."""
    row, asks = asked.row, asked.step.asks
    if row is None or not row.is_shared or asks is None:
        return "", None
    for agreed in terms.load(terms.in_force(row.parties, at=at)).values():
        for duty in agreed.duties:
            if duty.deliver == asks.deliver and duties.opens(duty, asked.kind, row.facts):
                return article_of(duty.clause), _day(agreed, duty.clause, row.facts, at=at)
    return "", None


def _day(agreed: Terms, clause: str, facts: Mapping[str, Any], *, at: datetime) -> date | None:
    duty = next((duty for duty in agreed.duties if duty.clause == clause), None)
    return duties.due(duty, facts, opened_at=at, calendar=agreed.calendar).on if duty and not duty.every else None
