"""What the page of a text shows: the version by paragraph, who approves it, what was offered, and what can be done."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servanda.imports.text_languages import guess
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.office import working_texts
from servanda.processes import reads
from servanda.processes.declaration.base import Step
from servanda.processes.dossiers import commitments_of
from servanda.processes.models import Outgoing
from servanda.processes.organisation import recusals
from servanda.processes.telling.timeline import Names
from servanda.web.desk import items
from servanda.web.drafting.reading import Draft, Wording
from servanda.web.files.leaving import held, leaving
from servanda.web.labels import State
from servanda.web.owed import step_url
from servanda.web.seats import Seat
from servanda.web.texts import places, points_page
from servanda.web.texts.offers import Offer
from servanda.web.texts.versions import Version

# Steps that have a place of their own on the page.
SHOWN_APART = frozenset({"remark", "offer", "revise", "approve"})


def context_of(draft: Draft, shown: Version, actor: Actor, seat: Seat, names: Names) -> dict[str, Any]:
    """The context of text.html for one version."""
    row, wordings = draft.row, {wording.key: wording for wording in draft.wordings(names)}
    wording = wordings[str(shown.n)]
    outgoing = list(Outgoing.objects.filter(dossier=row.id).order_by("prepared_at"))
    steps = {found.step.name: found.step for found in _open(draft, actor)}
    is_current = shown is draft.on_the_table
    n = len(draft.history.open_points(row))
    return {
        "section": "files", "file": {"title": items.file_title(row), "url": items.file_url(row)},
        "state": items.file_state(row), "decider": str(row.facts.get("decider") or ""),
        "version": _version(shown, names) | {"lang": guess(wording.body)},
        "older": _older(draft, shown) if not is_current else None,
        "paragraphs": _paragraphs(draft, shown, wording, may="remark" in steps and is_current),
        "approvals": _approvals(draft, names),
        "versions": [_tab(found, shown, draft) for found in reversed(draft.history.versions)],
        "offers": [shown_offer(offer, draft, names) | {"may_choose": may_choose(offer, draft, actor)}
                   for offer in reversed(draft.offers)],
        "points": {"text": points_page.count_text(row, draft.history) if draft.is_worked_on else "", "is_open": bool(n),
                   "url": points_page.points_url(row)},
        "approve_url": step_url(row.id, f"{row.process}.approve", version=shown.act.id)
        if "approve" in steps and is_current and not _stands(draft, shown, actor) else "",
        "remark_url": points_page.add_url(row) if "remark" in steps and is_current else "",
        "write": _write(draft, steps),
        "others": [{"label": step.label, "url": step_url(row.id, f"{row.process}.{step.name}")}
                   for step in steps.values() if step.name not in SHOWN_APART and not step.is_hidden],
        "changes_url": places.changes_url(row, shown.n) if shown.n > 1 else "",
        "exports": {kind: reverse(f"web:text_{kind}", args=[row.id, shown.n]) for kind in ("docx", "pdf")},
        "leaving": leaving(outgoing, actor, at=seat.at), "held": held(outgoing, actor),
    }  # fmt: skip


def version_name(version: Version) -> str:
    return _("Version %(n)s") % {"n": version.n}


def _open(draft: Draft, actor: Actor) -> list[reads.OpenStep]:
    if actor.role not in TAKES_STEPS:
        return []
    if recusals.is_recused(draft.row.id, actor):
        return []
    found = reads.open_steps(draft.row, actor.agency, commitments_of(draft.row.id), role=actor.role)
    return [step for step in found if step.process.name == draft.row.process]


def _version(version: Version, names: Names) -> dict[str, Any]:
    content = version.act.part("content")
    return {
        "name": version_name(version), "on": version.act.at.date(), "by": names.agency(version.act.speaker),
        "mark": version.mark, "note": str(content.get("note") or content.get("reason") or ""),
    }  # fmt: skip


def _older(draft: Draft, shown: Version) -> dict[str, str]:
    values = {"n": draft.on_the_table.n, "shown": shown.n}
    return {
        "text": _("Version %(n)s is on the table; you read version %(shown)s.") % values,
        "url": places.text_url(draft.row),
    }


def _paragraphs(draft: Draft, shown: Version, wording: Wording, *, may: bool) -> list[dict[str, Any]]:
    row = draft.row
    points = f"{points_page.points_url(row)}?version={shown.n}"
    add = points_page.add_url(row)
    found = []
    for n, text in enumerate(wording.lines, start=1):
        count = draft.points_per_paragraph.get((shown.n, n), 0)
        found.append({
            "n": n, "text": text, "points_url": points if count else "",
            "points": ngettext("%(n)s point", "%(n)s points", count) % {"n": count} if count else "",
            "remark_url": f"{add}?paragraph={n}" if may else "",
        })  # fmt: skip
    return found


def _stands(draft: Draft, version: Version, actor: Actor) -> bool:
    return (version.act.id, actor.agency) in draft.history.signatures


def _approvals(draft: Draft, names: Names) -> list[dict[str, Any]]:
    """How each other party stands to the text on the table; a version before it is told to be another text."""
    return [
        _approval(draft, party, names) | {"party": names.agency(party)}
        for party in draft.row.parties
        if party != draft.row.home
    ]


def _approval(draft: Draft, party: str, names: Names) -> dict[str, Any]:
    said, no = draft.last_of(party), draft.withheld.get(party)
    is_reported = lambda found: _("reported, not yet confirmed") if found.reported == "reported" else ""  # noqa: E731
    if said and said[0] is draft.on_the_table:
        state = State(pgettext("a text", "approved"), "good")
        return {"state": state, "on": said[1].act.at.date(), "text": is_reported(said[1])}
    if no:
        words = str(no.act.part("content").get("reason") or "")
        return {"state": State(_("does not approve it"), "late"), "on": no.act.at.date(), "text": words}
    if said:
        text = _("It approved version %(n)s; the text has changed since.") % {"n": said[0].n}
        return {"state": State(_("no longer approved"), "soon"), "on": said[1].act.at.date(), "text": text}
    return {"state": State(_("not approved yet"), "outlined"), "on": None, "text": ""}


def _tab(found: Version, shown: Version, draft: Draft) -> dict[str, Any]:
    return {
        "name": version_name(found), "on": found.act.at.date(), "is_current": found is shown,
        "url": f"{places.text_url(draft.row)}?version={found.n}",
        "changes_url": places.changes_url(draft.row, found.n) if found.n > 1 else "",
    }  # fmt: skip


def may_choose(offer: Offer, draft: Draft, actor: Actor) -> bool:
    return draft.is_worked_on and offer.is_open and actor.agency == draft.row.home and actor.role in TAKES_STEPS


def shown_offer(offer: Offer, draft: Draft, names: Names) -> dict[str, Any]:
    content = offer.act.part("content")
    reason = str(offer.choice.part("content").get("reason") or "") if offer.choice else ""
    return {
        "by": names.agency(offer.act.speaker), "on": offer.act.at.date(), "note": str(content.get("note") or ""),
        "state": offer_state(offer, draft), "crossed": crossed(offer, draft), "reason": reason,
        "url": reverse("web:text_offer", args=[draft.row.id, offer.key]),
        "is_reported": offer.reported == "reported",
    }  # fmt: skip


def offer_state(offer: Offer, draft: Draft) -> State:
    if offer.is_open:
        return State(_("waits to be chosen"), "soon")
    if offer.is_taken(draft.history):
        return State(_("put on the table"), "good")
    return State(_("not put on the table"), "outlined")


def crossed(offer: Offer, draft: Draft) -> str:
    """Two sides wrote at the same time: nothing is lost, and both texts can be read."""
    if not offer.is_crossed(draft.history) or offer.base is None:
        return ""
    return _("It was written on version %(n)s, while another version was put on the table. Both are kept.") % {
        "n": offer.base.n
    }


def _write(draft: Draft, steps: dict[str, Step]) -> dict[str, Any] | None:
    """The way to the editor, and whether something is written there that did not leave."""
    step = steps.get("revise") or steps.get("offer")
    if step is None:
        return None
    editions = working_texts.latest(draft.row)
    text = ""
    if len(editions) > 1:
        text = _("Two colleagues wrote at the same time. Choose between their texts.")
    elif editions:
        text = _("A text is being written here that has not left.")
    return {"label": step.label, "url": reverse("web:text_write", args=[draft.row.id]), "text": text}
