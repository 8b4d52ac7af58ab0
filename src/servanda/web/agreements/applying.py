"""Which articles of which agreements apply to a step, where several agreements are in force at once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes.agreements import agreement_reading
from servanda.processes.organisation.periods import exact_day
from servanda.processes.telling.timeline import Names, declared


def steps(
    rows: Iterable[Dossier], known: Mapping[str, Act], days: Mapping[str, date], names: Names
) -> list[dict[str, Any]]:
    """Each step that articles in force open on, with these by agreement; nothing where one agreement is in force.

    Calendar duties are opened by no step.
    """
    holding = [row for row in rows if row.id in known and _holds(row, known[row.id], days[row.id])]
    if len(holding) < 2:
        return []
    found: dict[str, list[dict[str, Any]]] = {}
    for row in holding:
        for kind, articles in _opened(known[row.id]).items():
            found.setdefault(kind, []).append(_agreement(row, known[row.id], articles, names))
    shown = [{"label": _label(kind), "agreements": agreements} for kind, agreements in found.items()]
    return sorted(shown, key=lambda step: str(step["label"]))


def _holds(row: Dossier, version: Act, on: date) -> bool:
    terms = agreement_reading.terms_of(version)
    first, last = (exact_day(terms.get(name)) for name in ("in_force_on", "ends_on"))
    return (
        row.state in agreement_reading.IN_FORCE and first is not None and first <= on and (last is None or on <= last)
    )


def _opened(version: Act) -> dict[str, list[str]]:
    """Step -> the articles that it opens, in their order."""
    found: dict[str, list[str]] = {}
    for article in agreement_reading.articles_of(version):
        for kind in dict.fromkeys(agreement_reading.text(duty.get("opens")) for duty in article.duties):
            if kind:
                found.setdefault(kind, []).append(article.id)
    return found


def _agreement(row: Dossier, version: Act, articles: Iterable[str], names: Names) -> dict[str, Any]:
    url = reverse("web:agreement", args=[row.id])
    return {
        "title": pick(agreement_reading.title_of(version), names.language) or row.title,
        "articles": [{"label": _("Article %(id)s") % {"id": id_}, "url": f"{url}#article-{id_}"} for id_ in articles],
    }


def _label(kind: str) -> str:
    process, step = declared(kind)
    if process is None or step is None:
        return kind
    return _("%(kind)s: %(step)s") % {"kind": process.label, "step": step.label}
