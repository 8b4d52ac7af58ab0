"""The tour of a sample: four steps, each ticked when the data show that it was done."""

from datetime import UTC, datetime
from typing import Any

from servanda.exchange.models import FeedEntry, ReceivedEntry
from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, Entry
from servanda.processes.declaration.base import Process, Tour
from servanda.processes.folding.internal import OPEN
from servanda.processes.models import Outgoing
from servanda.processes.registry import processes
from servanda.web.sample.roles import ROLES_FILE

NEW_FILE = "new-file"


def toured() -> Process | None:
    """The kind of work by which a sample is shown."""
    return next((process for process in processes().values() if process.tour), None)


def tour(doors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done in files of that kind that were opened after the sample was made."""
    process = toured()
    if process is None or process.tour is None:
        return []
    files = Dossier.objects.filter(process=process.name, opened_at__gt=made_at())
    opening = process.kind(process.opening)
    opened = Entry.objects.filter(dossier__in=files, kind=opening, has_effect=True)
    preparing = Outgoing.objects.filter(dossier__in=files.values("id"), step=opening, state__in=OPEN)
    names_sent = opened.values("name")
    arrived = FeedEntry.objects.filter(act__in=names_sent, state="taken").exists()
    arrived = arrived or ReceivedEntry.objects.filter(act__in=names_sent, outcome="taken").exists()
    asked = Commitment.objects.filter(dossier__in=files, deliver=process.tour.deliver)
    handed = asked.filter(promised_at__isnull=False, delivered_at__isnull=False)
    accepted = handed.filter(state="accepted")
    done = [opened.exists() or preparing.exists(), arrived, handed.exists(), accepted.exists()]
    next_ = done.index(False) if False in done else len(done)
    return [
        step | {"is_done": is_done, "is_next": place == next_}
        for place, (step, is_done) in enumerate(zip(_legs(process.tour, doors), done, strict=True))
    ]


def made_at() -> datetime:
    """The sample is finished when the roles of the other side are written down beside it."""
    path = node.current().home / ROLES_FILE
    return datetime.fromtimestamp(path.stat().st_mtime if path.exists() else 0, UTC)


def _legs(told: Tour, doors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each leg with a door to every role that has a part in it."""
    desk, head = _role(doors[:1], "desk"), _role(doors[:1], "head")
    there = [*_role(doors[1:], "clerk"), *_role(doors[1:], "desk")]
    entered = (
        (told.opened, [role | {"page": NEW_FILE} for role in desk]), (told.cleared, head), (told.answered, there),
        (told.accepted, desk),
    )  # fmt: skip
    return [{"title": leg.title, "text": leg.text, "enter": roles} for leg, roles in entered]


def _role(doors: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    """The first who has this role behind the first door that has one, as a list of none or one."""
    for door in doors:
        for shown in door["roles"]:
            if shown["role"] == role:
                return [shown | {"is_elsewhere": door["is_elsewhere"]}]
    return []
