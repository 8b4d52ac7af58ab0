"""The page of one file."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.office import affiliations, underway
from servanda.office.assigning import DISTRIBUTES
from servanda.office.underway import Waiting
from servanda.processes import dossiers
from servanda.processes.agreements import agreement_doubts
from servanda.processes.declaration import file_links
from servanda.processes.models import Assignment, Outgoing
from servanda.processes.organisation import recusals
from servanda.processes.projection import schedule
from servanda.processes.search import clashes
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web import abroad, clashing, owed
from servanda.web.agreements import doubts
from servanda.web.desk import items
from servanda.web.files import (
    at_hand,
    audience,
    delivery,
    history,
    keeping,
    linked,
    narrowing,
    panels,
    plan_rows,
    recused,
)
from servanda.web.files import lead_time as lead_times
from servanda.web.files import next_steps as file_steps
from servanda.web.files.facts import facts
from servanda.web.files.leaving import clearing, held, leaving, waits_of
from servanda.web.files.resting import resting
from servanda.web.labels import CLASSES
from servanda.web.names import has_own_system, names_in
from servanda.web.once import new_token
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat
from servanda.web.steps import due_hints


def file(seat: Seat, actor: Actor, row: Dossier, *, language: str) -> dict[str, Any]:
    names = names_in(language)
    reckoning = Reckoning([row], seat.at)
    here = dossiers.commitments_of(row.id)
    outgoing = list(Outgoing.objects.filter(dossier=row.id).order_by("prepared_at"))
    recusals_here = recusals.of(row.id)
    names.officers = recused.titles(row, language)
    lines = timeline.lines(row, names, agency=actor.agency)
    names.told = {code: name for line in lines for code, name in line.partners.items()}
    delivered = delivery.per_entry([line.name for line in lines if not line.internal])
    waiting = underway.load([row.id])
    about, begun = file_links.of(row, actor)
    following, others = file_steps.steps(row, here, actor, waiting, at=seat.at, begun=begun)
    asked = owed.asked_for(here)
    why, counted = due_hints.reasons(here, row), _counted(here, reckoning)
    tables = history.current_tables(lines)
    plan = plan_rows.plan_rows(row, tables, names, seat, actor)
    concerned = affiliations.concerned(row, {actor.officer, actor.stands_for}, on=seat.at.date())
    connected = has_own_system()
    told = recused.shown(row, recusals_here, names.officers, actor)
    context = {
        "recused": told, "concerned": recused.concerned(concerned, names),
        "file": _file(row, here, actor, names, reckoning)
        | _doubted(row)
        | {"copy_text": history.as_text(row, items.file_title(row), lines)},
        "audience": audience.of_file(row, names, delivery.per_agency(delivered), connected)
        | narrowing.shown(row, actor, names, connected, is_closed=told["is_me"]),
        "next": following, "others": others, **at_hand.of(row, here, actor, lines, waiting, following),
        "leaving": leaving(outgoing, actor, at=seat.at), "held": held(outgoing, actor),
        "facts": facts(row, names), "tables": [] if plan else tables, "plan": plan,
        "keeping": keeping.keeping(row, actor, names, waiting, is_closed=told["is_me"]),
        "panel": panels.panel(row, names, actor, at=seat.at), "linked": linked.groups(about, begun),
        "resting": resting(row, actor, language),
        "carries_out": plan_rows.plan_of(row, actor), "has_about": not schedule.is_dated(row.process),
        "clashes": None if row.is_ended else clashing.shown(clashes.of_file(row.id, actor), names),
        "lead_time": lead_times.card(row), "assignment": _assignment(row, actor, names),
        "commitments": [
            _commitment(c, row, names, reckoning, asked, waiting)
            | {"why": why.get(c.id), "notes": [*counted.get(c.id, []), *abroad.notes(c, seat, reckoning)]}
            for c in here
        ],
        "timeline": history.entries(row, lines, names, delivered, outgoing, actor),
        "note": {"url": reverse("web:note", args=[row.id]), "once": new_token(), "draft": _draft(seat, row, "note")},
        "entry": _entry(seat, row, actor, names),
    }  # fmt: skip
    return recused.closed(context) if told["is_me"] else context


def _file(
    row: Dossier, here: list[Commitment], actor: Actor, names: Names, reckoning: Reckoning
) -> dict[str, Any]:  # fmt: skip
    ours, turn = owed.own_turn(here, actor), owed.turn_of(here)
    first = ours or (turn[1] if turn else None)
    movers = [owed.mover(item) for item in here if not owed.is_settled(item)]
    partner = items.partner(row, names)
    return {
        "title": items.file_title(row), "code": items.file_code(row.id), "kind": items.kind_label(row.process),
        "what": "", "opened_at": row.opened_at, "keeper": names.agency(row.home),
        "partner": _partner(row, partner, names), "class_label": CLASSES.get(row.cls, row.cls),
        "state": items.file_state(row), "turn": _turn(row, movers, names),
        "due_on": first.due_on if first else None, "days_left": reckoning.days_left(first) if first else None,
        "is_provisional": bool(first and first.is_provisional), "is_broken": bool(row.broken),
    }  # fmt: skip


def _partner(row: Dossier, title: str, names: Names) -> dict[str, str] | None:
    """Whoever may see a file about a partner of our list may open the partner's page."""
    code = str(row.facts.get("partner") or "")
    url = reverse("web:partner", args=[code]) if code in names.partners else ""
    return {"title": title, "url": url} if code else None


def _doubted(row: Dossier) -> dict[str, Any]:
    """The state of an agreement that this agency has not confirmed to have signed."""
    state = doubts.state(agreement_doubts.load([row]).get(row.id, []))
    return {"state": state} if state else {}


def _turn(row: Dossier, movers: list[str], names: Names) -> dict[str, Any]:
    if not row.is_shared:
        return {"text": _("Not sent yet"), "is_ours": True}
    others = sorted({names.agency(agency) for agency in movers if agency != node.current().agency})
    if len(others) < len({*movers}):
        text = _("This agency has the next move")
        if others:
            text = _("This agency has a move to make; so has: %(agencies)s") % {"agencies": listed(others)}
        return {"text": text, "is_ours": True}
    if others:
        return {"text": _("%(agency)s has the next move") % {"agency": listed(others)}, "is_ours": False}
    return {"text": _("Ended") if row.is_ended else _("Nothing is open between the two sides"), "is_ours": False}


def _counted(here: list[Commitment], reckoning: Reckoning) -> dict[str, list[str]]:
    """Commitment -> by which agreement's calendar its working days are counted, where they differ. One query then."""
    by = {row.id: reckoning.agreement(row) for row in here if row.due_on}
    if len(set(by.values())) < 2:
        return {}
    titles = dict(Dossier.objects.filter(id__in=set(by.values())).values_list("id", "title"))
    said = _("Working days are counted by the calendar of: %(agreement)s")
    return {name: [said % {"agreement": titles[found]}] for name, found in by.items() if found in titles}


def _commitment(
    row: Commitment, file: Dossier, names: Names, reckoning: Reckoning, asked: dict[str, str], waiting: Waiting
) -> dict[str, Any]:
    return {
        "what": owed.what(row, asked, title=file.title), "clause": items.clause(row),
        "carrying_out": names.unit(row.debtor_unit), "receiving": names.unit(row.creditor_unit), "due_on": row.due_on,
        "days_left": reckoning.days_left(row), "is_provisional": row.is_provisional, "is_done": owed.is_settled(row),
        "state": owed.state(row, reckoning),
        "steps": owed.steps(row, node.current().agency, waiting=waiting.of_verbs(row)),
        "waits": waits_of(waiting.of_verbs(row).values()),
        "reminded": owed.reminded(row),
    }  # fmt: skip


def _assignment(row: Dossier, actor: Actor, names: Names) -> dict[str, Any] | None:
    found = Assignment.objects.filter(dossier=row.id).first()
    url = reverse("web:assign", args=[row.id]) if actor.role in DISTRIBUTES else ""
    if found is None:
        is_theirs = row.is_shared and row.home != actor.agency
        return {"lead": "", "coordinating": [], "url": url} if url or is_theirs else None
    lead = names.unit(found.unit)
    if found.officer:
        lead += f" · {history.titles([found.officer], names.language).get(found.officer, found.officer)}"
    return {"lead": lead, "coordinating": [names.unit(unit) for unit in found.coordinating], "url": url}


def _entry(seat: Seat, row: Dossier, actor: Actor, names: Names) -> dict[str, Any] | None:
    """The composer to the other side, where there is one."""
    others = [names.agency(party) for party in row.parties if party != actor.agency]
    if not row.is_shared or not others:
        return None
    return {
        "url": reverse("web:step", args=[row.id, "dossier.say"]), "once": new_token(),
        "draft": _draft(seat, row, "say"), "agencies": listed(others), "clearing": clearing("dossier.say"),
    }  # fmt: skip


def _draft(seat: Seat, row: Dossier, step: str) -> str:
    return f"{seat.officer.id}:{row.id}:{step}"
