"""One file in which a text is drafted: its versions, its points, what was offered, and who stands to which version."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.utils.translation import gettext as _

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.telling.text_lines import paragraphs
from servanda.processes.telling.timeline import Names
from servanda.web.seats import Seat
from servanda.web.texts import offers, places, points
from servanda.web.texts.offers import Offer
from servanda.web.texts.versions import History, Signature, Version

# How many characters of the name of an entry an address carries.
KEY = 16


@dataclass(frozen=True)
class Wording:
    """A text that can be read and compared: a version on the table, or one that was offered."""

    key: str
    name: str
    act: Act
    body: str

    @property
    def lines(self) -> list[str]:
        return paragraphs(self.body)


@dataclass(frozen=True)
class Draft:
    row: Dossier
    history: History
    offers: list[Offer]
    withheld: Mapping[str, Signature]

    @property
    def on_the_table(self) -> Version:
        version = self.history.proposed()
        assert version is not None
        return version

    @property
    def is_worked_on(self) -> bool:
        return self.history.is_under_way(self.row)

    @cached_property
    def points_per_paragraph(self) -> dict[tuple[int, int], int]:
        """(version, paragraph) -> how many points; paragraph 0 is the whole text."""
        found: dict[tuple[int, int], int] = {}
        for point in self.history.points:
            place = (point.n, point.paragraph or 0)
            found[place] = found.get(place, 0) + 1
        return found

    def wordings(self, names: Names) -> list[Wording]:
        """Versions, then what was offered, each under the key by which an address names it."""
        body = offers.body_of
        versions = [
            Wording(str(v.n), _("Version %(n)s") % {"n": v.n}, v.act, body(self.history, v.act))
            for v in self.history.versions
        ]
        return versions + [
            Wording(offer.key, offered(offer, names), offer.act, body(self.history, offer.act)) for offer in self.offers
        ]

    def last_of(self, party: str) -> tuple[Version, Signature] | None:
        """The newest version to which a party stood, and with what words."""
        for version in reversed(self.history.versions):
            if (version.act.id, party) in self.history.signatures:
                return version, self.history.signatures[version.act.id, party]
        return None


def offered(offer: Offer, names: Names) -> str:
    return _("Proposed by %(agency)s") % {"agency": names.agency(offer.act.speaker)}


def find(dossier: str, seat: Seat) -> Draft:
    """A shared file with a text on the table that has no page of another kind. Six queries; Http404 for all else."""
    row, history = points.found(dossier, seat)
    if row.process in places.PAGES or history.proposed() is None:
        raise Http404
    return Draft(row, history, offers.offers(row, history), _withheld(row, history))


def _withheld(row: Dossier, history: History) -> dict[str, Signature]:
    """Party -> its word that it does not approve the version on the table."""
    entries = Entry.objects.filter(dossier=row, kind=f"{row.process}.withhold", has_effect=True).order_by("place")
    told = {entry.name: entry for entry in entries if entry.reported != "disputed"}
    version = history.proposed()
    found = {}
    for stored in StoredAct.objects.filter(name__in=told).order_by("seq"):
        if version and stored.act.facts.get("version") == version.act.id:
            entry = told[stored.name]
            found[entry.speaker] = Signature(entry.speaker, stored.act, entry.reported)
    return found
