"""The articles that rest on a provision that lags behind, as the side of its file's page lists them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes.agreements import gaps
from servanda.web.owed import Link


def resting(row: Dossier, actor: Actor, language: str) -> list[Link]:
    """Links to articles; empty for any other kind of work."""
    return [
        Link(
            _("%(agreement)s, article %(article)s")
            % {
                "agreement": pick(found.title, language) or found.agreement.title,
                "article": f"{found.article} {pick(found.head, language)}".strip(),
            },
            f"{reverse('web:agreement', args=[found.agreement.id])}#article-{found.article}",
        )
        for found in gaps.articles_of(row, actor)
    ]
