"""The list of agreements: titles in the reader's language, how each is kept, what is to be reviewed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servanda.kernel.acts import Act
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes import reads
from servanda.processes.agreements import agreement_doubts, agreement_reading
from servanda.processes.agreements.agreement_doubts import Doubt
from servanda.processes.projection import ahead
from servanda.processes.telling import wording
from servanda.processes.telling.timeline import Names
from servanda.reports import kept
from servanda.reports.agreed import Agreed
from servanda.reports.scope import Scope
from servanda.web.access import actor_of
from servanda.web.agreements import applying, doubts, words
from servanda.web.downloads import sheet_url
from servanda.web.drafts.page import drafts_of
from servanda.web.labels import State
from servanda.web.names import names_in
from servanda.web.seats import Seat


def context_of(seat: Seat) -> dict[str, Any]:
    """The context of agreements.html; as many queries for fifty agreements as for five."""
    actor, names = actor_of(seat), names_in(get_language() or "en")
    rows = list(
        reads.visible(actor).filter(process="agreement", is_shared=True).order_by("is_ended", "-moved_at", "id")
    )
    known = agreement_reading.shown_versions(rows)
    days = {row.id: today(known.get(row.id), seat) for row in rows}
    counted = _counted(rows, known, days, actor)
    found = agreement_doubts.load(rows)
    binding = [row for row in rows if not doubts.state(found.get(row.id, []))]
    return {
        "section": "agreements",
        "agreements": [
            _listed(row, known.get(row.id), counted.get(row.id), names)
            | {"near": _near(row, days[row.id])}
            | _doubted(found.get(row.id, []))
            for row in rows
        ],
        "applying": applying.steps(binding, known, days, names),
        # An administrator reads no files: the set-up says in numbers how they stand.
        "set_up_url": reverse("web:set_up") if seat.role == "admin" else None,
        "drafts": drafts_of(seat),
        "sheet_url": sheet_url("agreements") if rows else "",
        "can_propose_url": reverse("web:draft_new") if actor.role in TAKES_STEPS else None,
    }


def today(version: Act | None, seat: Seat) -> date:
    """The day that it is where the agreement's calendar holds."""
    calendar = agreement_reading.terms_of(version).get("calendar") if version else None
    try:
        return Calendar.from_facts(calendar).local_day(seat.at)
    except (Refused, OverflowError):
        return seat.at.date()


def _counted(
    rows: Iterable[Dossier], known: Mapping[str, Act], days: Mapping[str, date], actor: Actor
) -> dict[str, Mapping[str, int]]:
    """Agreement -> counts by state, where both sides see them. It is never more than three days at once on earth."""
    by_day: dict[tuple[date, str], list[Agreed]] = defaultdict(list)
    for row in rows:
        agreed = Agreed(row, known.get(row.id))
        if agreed.version and agreed.shows_both:
            by_day[days[row.id], agreed.calendar.zone].append(agreed)
    found: dict[str, Mapping[str, int]] = {}
    for (day, _zone), agreements in by_day.items():
        counted = kept.by_agreement(Scope(actor, tuple(agreements), day))
        found |= {name: tally.states for name, tally in counted.items()}
    return found


def _listed(row: Dossier, version: Act | None, counted: Mapping[str, int] | None, names: Names) -> dict[str, Any]:
    terms = agreement_reading.terms_of(version) if version else {}
    url = reverse("web:agreement", args=[row.id])
    return {
        "url": url,
        "title": (pick(agreement_reading.title_of(version), names.language) if version else "") or row.title,
        "kind": words.kind_of(terms.get("kind")), "code": agreement_reading.text(terms.get("code")),
        "parties": wording.listed([names.agency(party) for party in row.parties]), "state": words.state_of(row.state),
        "in_force_on": words.day_of(terms.get("in_force_on")), "review_on": words.day_of(terms.get("review_on")),
        "ends_on": words.day_of(terms.get("ends_on")),
        "counts": None if counted is None else words.counts(counted, url + "commitments/"),
    }  # fmt: skip


def _doubted(found: Sequence[Doubt]) -> dict[str, State]:
    state = doubts.state(found)
    return {"state": state} if state else {}


def _near(row: Dossier, on: date) -> list[State]:
    """Review due, or about to end."""
    labels = {"review_on": _("review due"), "ends_on": _("ends soon")}
    return [State(labels[item.declared.field], "soon") for item in ahead.of(row) if item.on - on <= ahead.AHEAD]
