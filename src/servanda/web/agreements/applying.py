"""Which articles of which agreements apply to a step, where several agreements are in force at once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes import agreement_reading, reviews
from servanda.processes.timeline import Names, declared


def steps(
    rows: Iterable[Dossier], known: Mapping[str, Act], days: Mapping[str, date], names: Names
) -> list[dict[str, Any]]:
    """Each step that an article in force opens on, with the articles; calendar duties are opened by no step."""
    found: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for row in rows:
        version = known.get(row.id)
        if version is not None and _holds(row, version, days[row.id]):
            for article in agreement_reading.articles_of(version):
                for duty in article.duties:
                    kind = agreement_reading.text(duty.get("opens"))
                    if kind:
                        found.setdefault(kind, {})[row.id, article.id] = _article(row, version, article.id, names)
    shown = [{"label": _label(kind), "articles": list(articles.values())} for kind, articles in found.items()]
    return sorted(shown, key=lambda step: str(step["label"]))


def _holds(row: Dossier, version: Act, on: date) -> bool:
    terms = agreement_reading.terms_of(version)
    first, last = (agreement_reading.exact_day(terms.get(name)) for name in ("in_force_on", "ends_on"))
    return row.state in reviews.IN_FORCE and first is not None and first <= on and (last is None or on <= last)


def _article(row: Dossier, version: Act, id_: str, names: Names) -> dict[str, str]:
    return {
        "label": _("Article %(id)s") % {"id": id_},
        "url": f"{reverse('web:agreement', args=[row.id])}#article-{id_}",
        "agreement": pick(agreement_reading.title_of(version), names.language) or row.title,
    }


def _label(kind: str) -> str:
    process, step = declared(kind)
    if process is None or step is None:
        return kind
    return _("%(kind)s: %(step)s") % {"kind": process.label, "step": step.label}
