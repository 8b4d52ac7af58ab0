"""The tour of a sample: four steps, each ticked when the data show that it was done."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from servanda.exchange.models import FeedEntry, ReceivedEntry
from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, Entry
from servanda.processes.folding.internal import OPEN
from servanda.processes.models import Outgoing
from servanda.web.sample.roles import ROLES_FILE

ANNOUNCE = "visit.announce"
NEW_VISIT = "new-visit"


def tour(doors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done in visits that were opened after the sample was made."""
    visits = Dossier.objects.filter(process="visit", opened_at__gt=made_at())
    announced = Entry.objects.filter(dossier__in=visits, kind=ANNOUNCE, has_effect=True)
    preparing = Outgoing.objects.filter(dossier__in=visits.values("id"), step=ANNOUNCE, state__in=OPEN)
    names_sent = announced.values("name")
    arrived = FeedEntry.objects.filter(act__in=names_sent, state="taken").exists()
    arrived = arrived or ReceivedEntry.objects.filter(act__in=names_sent, outcome="taken").exists()
    prepared = Commitment.objects.filter(dossier__in=visits, deliver="preparation")
    handed = prepared.filter(promised_at__isnull=False, delivered_at__isnull=False)
    accepted = handed.filter(Q(state="accepted"))
    done = [announced.exists() or preparing.exists(), arrived, handed.exists(), accepted.exists()]
    next_ = done.index(False) if False in done else len(done)
    return [
        step | {"is_done": is_done, "is_next": place == next_}
        for place, (step, is_done) in enumerate(zip(_steps(doors), done, strict=True))
    ]


def made_at() -> datetime:
    """The sample is finished when the roles of the other side are written down beside it."""
    path = node.current().home / ROLES_FILE
    return datetime.fromtimestamp(path.stat().st_mtime if path.exists() else 0, UTC)


def _steps(doors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each step with a door to every role that has a part in it."""
    desk, head = _role(doors[:1], "desk"), _role(doors[:1], "head")
    there = _role(doors[1:], "clerk"), _role(doors[1:], "desk")
    return [
        {"title": _("Announce a visit"), "enter": [role | {"page": NEW_VISIT} for role in desk], "text": _(
            "Enter the first agency as a desk officer, choose New file and announce a visit. Before it leaves you see "
            "who will read it.")},
        {"title": _("Clear it and let it go"), "enter": head, "text": _(
            "Enter as the head of that unit and approve it on the desk. A moment later the other agency has it and has "
            "acknowledged it. Then ask for a preparation in the file.")},
        {"title": _("Promise and deliver on the other side"), "enter": [*there[0], *there[1]], "text": _(
            "Enter the other agency: the clerk assigns the file, its desk officer promises the preparation and hands "
            "it over.")},
        {"title": _("Accept it and take the proof with you"), "enter": desk, "text": _(
            "Back on the first side, accept the result. The file's proof can be checked by anyone, without this "
            "system.")},
    ]  # fmt: skip


def _role(doors: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    """The first who has this role behind the first door that has one, as a list of none or one."""
    for door in doors:
        for shown in door["roles"]:
            if shown["role"] == role:
                return [shown | {"is_elsewhere": door["is_elsewhere"]}]
    return []
