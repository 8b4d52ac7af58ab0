"""Histories in which a dossier changes hands and units are taken out, with what every node folds them to."""

from datetime import timedelta
from typing import Any

import django

from servanda.kernel.acts import Act
from tests.kernel.agencies import AT, MINISTRY, MUSEUM, UNION, Agency, dossier_id, seal

FILE = dossier_id(MINISTRY, "handover")
UNIT, OTHER = "union.example/europe", "union.example/asia"


class Story:
    """Acts of a dossier whose kind of work nobody knows: its keeper's last step is its state."""

    def __init__(self) -> None:
        parties = [agency.name for agency in (MINISTRY, UNION, MUSEUM)]
        self.made: list[Act] = []
        self.say(MINISTRY, "matter.open", parties=parties)

    def say(self, agency: Agency, kind: str, *, knows: list[Act] | None = None, epoch: int = 1, **facts: Any) -> Act:
        known = self.made if knows is None else knows
        at = AT + timedelta(seconds=len(self.made))
        act = seal(agency, FILE, known, kind=kind, facts=facts, epoch=epoch, at=at)
        self.made.append(act)
        return act


def handover_vectors() -> list[dict[str, Any]]:
    told = {
        "offered": _offered, "handed over": _handed_over, "an acceptance crosses a withdrawal": _crossed,
        "two offers at once": _two_offers, "it moved on after it was accepted": _stale,
        "a restored keeper confirms to another": _restored, "taken out, confirmed, let in": _narrowed,
        "of two that cross the narrower counts": _narrower,
    }  # fmt: skip
    return [{"why": why, **_history(tell(Story()))} for why, tell in told.items()]


def _history(story: Story) -> dict[str, Any]:
    # The fold of files needs an installed system; the other vectors need none.
    django.setup()
    from servanda.processes.folding.fold import fold

    folded = fold(story.made, processes={}, terms={})
    return {
        "acts": [{"act": act.jws, "parts": {name: raw.decode() for name, raw in act.parts.items()}}
                 for act in sorted(story.made, key=lambda act: act.id)],
        "keeper": folded.home, "unit": folded.owner, "state": folded.state,
        "handover": folded.handover.as_facts(), "narrowed": dict(folded.narrowed),
        "effect": {judged.act.id: judged.why_not for judged in folded.judged},
        "crossed": sorted(judged.act.id for judged in folded.judged if judged.is_crossed),
    }  # fmt: skip


def _offered(story: Story) -> Story:
    story.say(MINISTRY, "handover.offer", unit=UNIT)
    return story


def _handed_over(story: Story) -> Story:
    offer = story.say(MINISTRY, "handover.offer", unit=UNIT)
    story.say(UNION, "handover.accept", offer=offer.id, kept_by=OTHER)
    story.say(MINISTRY, "handover.confirm", offer=offer.id)
    story.say(MINISTRY, "matter.late")
    story.say(UNION, "matter.go_on")
    return story


def _crossed(story: Story) -> Story:
    offer = story.say(MINISTRY, "handover.offer", unit=UNIT)
    knows = list(story.made)
    story.say(UNION, "handover.accept", knows=knows, offer=offer.id)
    story.say(MINISTRY, "handover.withdraw", knows=knows, offer=offer.id)
    story.say(MINISTRY, "handover.confirm", offer=offer.id)
    return story


def _two_offers(story: Story) -> Story:
    first = story.say(MINISTRY, "handover.offer", unit=UNIT)
    second = story.say(MINISTRY, "handover.offer", unit="museum.example/office")
    story.say(MUSEUM, "handover.accept", offer=second.id)
    story.say(UNION, "handover.decline", offer=first.id)
    return story


def _stale(story: Story) -> Story:
    offer = story.say(MINISTRY, "handover.offer", unit=UNIT)
    knows = list(story.made)
    story.say(MINISTRY, "matter.go_on", knows=knows)
    story.say(UNION, "handover.accept", knows=knows, offer=offer.id)
    story.say(MINISTRY, "handover.confirm", offer=offer.id)
    return story


def _restored(story: Story) -> Story:
    offer = story.say(MINISTRY, "handover.offer", unit=UNIT)
    story.say(UNION, "handover.accept", offer=offer.id)
    kept = list(story.made)
    confirmed = [*kept, story.say(MINISTRY, "handover.confirm", offer=offer.id)]
    for kind, facts in (
        ("handover.withdraw", {"offer": offer.id}),
        ("handover.offer", {"unit": "museum.example/office"}),
    ):
        kept.append(story.say(MINISTRY, kind, knows=kept, epoch=2, **facts))
    second = kept[-1].id
    kept.append(story.say(MUSEUM, "handover.accept", knows=kept, offer=second))
    kept.append(story.say(MINISTRY, "handover.confirm", knows=kept, epoch=2, offer=second))
    story.say(MUSEUM, "matter.astray", knows=kept)
    story.say(UNION, "matter.go_on", knows=confirmed)
    return story


def _narrowed(story: Story) -> Story:
    story.say(MUSEUM, "dossier.narrow", units=[OTHER])
    narrow = story.say(MINISTRY, "dossier.narrow", units=[OTHER, UNIT])
    story.say(UNION, "dossier.narrowed", acts=[narrow.id])
    story.say(MINISTRY, "dossier.admit", again=[UNIT])
    return story


def _narrower(story: Story) -> Story:
    story.say(MINISTRY, "dossier.narrow", units=[OTHER])
    knows = list(story.made)
    story.say(UNION, "dossier.narrow", knows=knows, units=[OTHER])
    story.say(MINISTRY, "dossier.admit", knows=knows, again=[OTHER])
    return story
