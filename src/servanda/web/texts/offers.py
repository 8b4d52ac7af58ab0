"""Whole versions that another side proposed beside the text on the table, and what was chosen about each."""

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.web.texts.versions import History, Version


@dataclass(frozen=True)
class Offer:
    """`base` is the version that it was written on; `choice` what the keeping agency said, None while it waits."""

    act: Act
    reported: str
    base: Version | None
    choice: Act | None

    @property
    def key(self) -> str:
        """How an address names it."""
        return self.act.id.removeprefix("sha256:")[:16]

    @property
    def is_open(self) -> bool:
        return self.choice is None

    def is_taken(self, history: History) -> bool:
        return self.choice is not None and self.choice.kind in history.text.version_kinds

    def is_crossed(self, history: History) -> bool:
        """Was another version put on the table while this one was written, or on its way?"""
        later = [version for version in history.versions if self.base and version.n > self.base.n]
        before = self.choice.position if self.choice else None
        return any(before is None or version.act.position < before for version in later)


def offers(row: Dossier, history: History) -> list[Offer]:
    """In the order in which they were made. Two queries."""
    text = history.text
    kinds = {*text.offer_kinds, *text.choice_kinds}
    if not kinds:
        return []
    entries = list(Entry.objects.filter(dossier=row, kind__in=kinds, has_effect=True).order_by("place"))
    stored = {found.name: found.act for found in StoredAct.objects.filter(name__in=[e.name for e in entries])}
    known = [(stored[entry.name], entry) for entry in entries if entry.name in stored and entry.reported != "disputed"]
    chosen = {str(act.facts.get("offer")): act for act, entry in known if entry.kind in text.choice_kinds}
    return [
        Offer(act, entry.reported, history.version(act.facts.get("version")), chosen.get(act.id))
        for act, entry in known
        if entry.kind in text.offer_kinds
    ]


def body_of(history: History, act: Act) -> str:
    """The text that an entry states, whether it is on the table or offered."""
    return "\n".join(next(iter(part.text.values()), "") for part in history.text.read(act))


def find(offers: Sequence[Offer], key: object) -> Offer | None:
    return next((offer for offer in offers if offer.key == key), None)
