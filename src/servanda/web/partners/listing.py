"""Which partners the list shows to whom, and what it tells of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from servanda.kernel.audiences import Actor
from servanda.kernel.texts import pick
from servanda.processes.models import Partner
from servanda.processes.organisation import partners, routing
from servanda.web.partners.words import KINDS, country
from servanda.web.seats import Seat


@dataclass(frozen=True)
class Listed:
    """The partners that fit, by name in the reader's language."""

    found: list[Partner]
    open: Mapping[str, int]
    language: str

    def rows(self, part: slice) -> list[dict[str, Any]]:
        return [
            {
                "url": reverse("web:partner", args=[row.code]), "title": pick(row.name, self.language) or row.code,
                "code": row.code, "kind": KINDS.get(row.kind, row.kind), "country": country(row.country, self.language),
                "open": self.open.get(row.code, 0), "priority": row.priority,
            }
            for row in self.found[part]
        ]  # fmt: skip


def listed(seat: Seat, actor: Actor, given: Mapping[str, str], *, language: str) -> Listed:
    """`given` may hold words, `q`, and a `kind`."""
    may_open = partners.openable(Partner.objects.all(), actor, routing.load(seat.at.date()))
    fitting = partners.matching(may_open, given.get("q", "")[:200], given.get("kind", ""))
    found = sorted(fitting, key=lambda row: pick(row.name, language).casefold())
    return Listed(found, partners.open_files(actor), language)
