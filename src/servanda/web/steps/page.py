"""The page on which a step is taken, the list of kinds of work, and what can be recorded for the other side."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.office import outgoing
from servanda.processes import dossiers, reads
from servanda.processes.agreements import terms
from servanda.processes.declaration import file_links, tables
from servanda.processes.declaration.base import Begun
from servanda.processes.declaration.groups import GROUPS
from servanda.processes.organisation import correspondents
from servanda.processes.own_word import upon
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.web import capacities, owed
from servanda.web.access import actor_of
from servanda.web.desk import items
from servanda.web.files import handed
from servanda.web.files.leaving import clearing
from servanda.web.names import agencies_in
from servanda.web.once import new_token
from servanda.web.owed import Link
from servanda.web.seats import Seat
from servanda.web.steps import before, choices, due_hints, unfinished
from servanda.web.steps.forms import StepForm
from servanda.web.steps.taking import Asked
from servanda.web.steps.undo import grace
from servanda.web.texts import places, versions

JUDGES = ("commitment.accept", "commitment.return")


def step(
    asked: Asked, form: StepForm, seat: Seat, names: Names, *, once: str = "", refusal: str = ""
) -> dict[str, Any]:
    row = asked.row
    due_hints.explain(form, asked, at=seat.at)
    roles = frozenset() if asked.speaker else asked.step.roles
    goes_at_once = not outgoing.levels_of(asked.kind)
    return {
        "step": _step(asked, seat, names), "action": _action(asked), "form": form,
        "rests_on": asked.upon.get(upon.MARK, ""),
        "once": once or new_token(), "refusal": refusal,
        **before.shown(asked, form, names, seat),
        "can_send": goes_at_once, "clearing": clearing(asked.kind),
        "grace": 0 if asked.speaker else int(grace().total_seconds()),
        "named_files": _named(asked),
        "capacities": capacities.offered(seat, row, roles),
        "brought_in": tables.how_many(len(asked.machine["items"])) if asked.sheet else "",
        "review_url": reverse("web:sheet_review", args=[asked.sheet]) if asked.sheet else "",
        "unfinished": unfinished.left(row, asked.kind, names),
        "upon": _upon(asked), "handed": _handed(asked, names),
        "meets": [{"text": _met(row_, names), "url": items.file_url(row) if row else ""} for row_ in asked.meets],
    }  # fmt: skip


def initial(asked: Asked, seat: Seat) -> dict[str, Any]:
    """What is known already: what the step begins with, facts of the file, or what was prepared and returned."""
    if asked.again is not None:
        return _prepared(asked)
    if asked.speaker:
        way = correspondents.reaches([asked.speaker]).get(asked.speaker)
        return _known(asked) | ({"via": way.via} if way else {})
    return _known(asked) | _begun(asked, seat) | dict(asked.known)


def _begun(asked: Asked, seat: Seat) -> dict[str, Any]:
    if asked.step.begins is None:
        return {}
    row, actor = asked.row, actor_of(seat)
    calendar = terms.calendar_among(row.parties if row else [actor.agency], at=seat.at)
    begun = Begun(actor, row.id if row else "", timezone.localtime(seat.at).date(), row.facts if row else {}, calendar)
    return dict(asked.step.begins(begun))


def _known(asked: Asked) -> dict[str, Any]:
    if asked.kind == "commitment.grant" and asked.commitment:
        return {"until": asked.commitment.asked_until}
    if asked.row is None or not asked.row.is_shared:
        return dict(asked.known)
    known: Mapping[str, Any] = asked.row.facts
    kinds = {"edtf": str, "choice": str, "rows": list}
    return _last_stated(asked) | {
        found.name: known[found.name] for found in asked.process.fields_of(asked.step)
        if found.part == "facts" and found.kind in kinds and isinstance(known.get(found.name), kinds[found.kind])
    } | dict(asked.known)  # fmt: skip


def _last_stated(asked: Asked) -> dict[str, Any]:
    """Rows that are not facts, and a text that is stated anew, as the newest entry with effect stated them.

    Two queries where there are such fields.
    """
    whole = asked.process.opening.fields if asked.step.name in asked.process.versions else ()
    many = {found.name: found for found in asked.process.fields_of(asked.step)
            if found.part != "facts" and (found.kind in ("rows", "body") or found.name in whole)}  # fmt: skip
    if not many or asked.row is None:
        return {}
    stating = [asked.process.kind(step) for step in asked.process.steps if many.keys() & set(step.fields)]
    entries = Entry.objects.filter(dossier=asked.row, kind__in=stating, has_effect=True, internal=False)
    acts = {row.name: row.act for row in StoredAct.objects.filter(name__in=entries.values("name"))}
    told = [acts[name] for name in entries.order_by("place").values_list("name", flat=True) if name in acts]
    return {
        name: stated for act in told for name, found in many.items() if (stated := act.part(found.part).get(name))
    }  # fmt: skip


def kinds() -> list[dict[str, Any]]:
    """The kinds of work that can be begun here."""
    offered: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    for name, process in processes().items():
        if process.in_menu and (not process.opening.claims or choices.clauses(get_language() or "en")):
            offered[process.group].append({
                "url": reverse("web:open", args=[name]), "title": process.label, "text": process.about,
                "icon": process.icon,
            })  # fmt: skip
    sheets = {
        "url": reverse("web:bring_in"), "title": _("Bring in a spreadsheet"), "icon": "table-cells",
        "is_internal": True, "text": _("The plan that the office already has, or last year's visits and activities."),
    }  # fmt: skip
    letter = {
        "url": reverse("web:letter_exchange"), "title": _("A letter from the document exchange"), "is_internal": True,
        "icon": "document-arrow-down", "text": _("An edXML file; what it says is put into the form."),
    }  # fmt: skip
    organisations = {
        "url": reverse("web:ngo_import"), "title": _("Bring in a list of organisations"), "icon": "globe-alt",
        "text": _("Foreign organisations with their certificates and projects, however the rows are written."),
    }  # fmt: skip
    return [
        *({"title": GROUPS[group], "kinds": found} for group, found in offered.items() if found),
        {"title": _("From what the office has"), "kinds": [sheets, organisations, letter]},
    ]


def sayings(row: Dossier, actor: Actor, language: str) -> list[dict[str, Any]]:
    """What each other party could say now, to be recorded here in its name."""
    here = dossiers.commitments_of(row.id)
    agencies = agencies_in(language)
    found = []
    for party in row.parties:
        if party != actor.agency:
            steps = reads.open_steps(row, actor.agency, here, speaker=party)
            links = [_saying(step, row, party) for step in steps if _can_be_said(step, row, party)]
            found.append({"name": agencies.get(party, party), "steps": links})
    return found


def _can_be_said(step: reads.OpenStep, row: Dossier, party: str) -> bool:
    """Nobody but the keeping agency moves its file; what it says about commitments can be recorded."""
    return not step.step.is_hidden and not (party == row.home and step.process.name == row.process)


def _saying(step: reads.OpenStep, row: Dossier, party: str) -> Link:
    query = {"for": party} | ({"commitment": step.commitment.id} if step.commitment else {})
    label = str(step.step.label)
    if step.commitment:
        label = f"{label} · {owed.what(step.commitment, {})}"
    return Link(label, owed.step_url(row.id, step.kind, **query))


def _upon(asked: Asked) -> dict[str, str] | None:
    """The version of a text that the step is about, with its mark and the way to it. Two queries."""
    if not (asked.row and asked.process.text and asked.step.upon_version):
        return None
    history = versions.history(asked.row)
    found = history.version(asked.machine.get("version"))
    if found is None:
        return None
    sentence = _("It is about version %(n)s; the mark of its text is %(mark)s.") % {"n": found.n, "mark": found.mark}
    return {"sentence": sentence, "url": f"{places.text_url(asked.row)}?version={found.n}"}


def _action(asked: Asked) -> str:
    """Where the form goes that was asked for without saying what was seen, or after that has changed; else ''."""
    if asked.seen == asked.upon or asked.row is None or asked.commitment is None:
        return ""
    again = {"again": asked.again.name} if asked.again else {}
    return owed.step_url(asked.row.id, asked.kind, commitment=asked.commitment.id, **again, **asked.upon)


def _handed(asked: Asked, names: Names) -> dict[str, Any] | None:
    """What the other side handed over, where this side accepts or returns it."""
    if asked.row is None or asked.speaker:
        return None
    agency = node.current().agency
    judged = {deliver for verb, deliver in asked.step.does if verb in ("accept", "return")}
    rows = [row for row in asked.here if row.creditor == agency and row.deliver in judged and row.state == "delivered"]
    about = asked.commitment if asked.kind in JUDGES else rows[0] if len(rows) == 1 else None
    return handed.handed_over(about, asked.row, names, agency=agency) if about else None


def _step(asked: Asked, seat: Seat, names: Names) -> dict[str, Any]:
    row = asked.row
    hint = str(asked.step.hint)
    if asked.speaker:
        hint = _("Recorded here in the name of %(agency)s, who may confirm or dispute it.") % {
            "agency": names.agency(asked.speaker)
        }
    elif asked.commitment:
        hint = " · ".join(filter(None, (owed.what(asked.commitment, owed.asked_for([asked.commitment])), hint)))
    about = asked.commitment.id[7:23] if asked.commitment else ""
    parts = [seat.officer.id, row.id if row else "new", asked.kind, about]
    return {
        "title": asked.step.label, "hint": hint, "is_internal": False, 
        "has_files": not asked.step.is_bare, "draft": ":".join(parts),
        "file": file_crumb(row) if row else None, "cancel_url": items.file_url(row) if row else reverse("web:new"),
    }  # fmt: skip


def file_crumb(row: Dossier) -> dict[str, str]:
    return {"title": items.file_title(row), "code": items.file_code(row.id), "url": items.file_url(row)}


def _named(asked: Asked) -> list[dict[str, Any]]:
    """The files from which this one is begun, which no field of the form shows."""
    named = {name: found for found, name in file_links.named(asked.process.fields_of(asked.step), asked.machine)}
    rows = Dossier.objects.filter(id__in=named) if named else ()
    return [{"label": named[row.id].label, "title": items.file_title(row), "url": items.file_url(row)} for row in rows]


def _met(row: Commitment, names: Names) -> str:
    return f"{owed.what(row, {})} · {names.agency(row.creditor)}"


def _prepared(asked: Asked) -> dict[str, Any]:
    assert asked.again is not None
    statement = outgoing.statement_of(asked.again)
    stated = {name: value for part in statement.parts.values() for name, value in part.items()}
    return stated | {"class": statement.cls} | dict(zip(("to-unit", "to-also"), statement.to, strict=False))
