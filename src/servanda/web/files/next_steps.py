"""The one next step of a file, and what else is possible."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servanda.exchange.links import linked
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.office import outgoing, underway
from servanda.office.underway import Waiting
from servanda.processes import reads
from servanda.processes.declaration import file_links
from servanda.processes.declaration.file_links import Beginning, Linked
from servanda.processes.fields_of_work.cadence import next_day
from servanda.processes.folding.internal import OPEN
from servanda.processes.models import Outgoing
from servanda.processes.registry import processes
from servanda.web import owed
from servanda.web.agreements import paper_signatures
from servanda.web.agreements.paper_signatures import Leading
from servanda.web.names import names_in
from servanda.web.owed import Link
from servanda.web.texts import versions


def steps(
    row: Dossier, here: list[Commitment], actor: Actor, waiting: Waiting, *, at: datetime,
    begun: Iterable[Linked] = (),
) -> tuple[Link | None, list[Link]]:  # fmt: skip
    """What this side has to move comes first, whatever the other side owes; else the first step of the kind of work.

    What is `waiting` to leave is not offered once more, nor what was `begun` from it. What is made of a file in the
    state in which it stands comes first where nothing else can be done, or where it takes the step that is next along.
    """
    ours, turn = owed.own_turn(here, actor), owed.turn_of(here)
    verbs = {item.id: waiting.of_verbs(item) for item in here}
    open_ = reads.open_steps(row, actor.agency, here, at=at)
    shown = [
        found for found in open_
        if _is_shown(found, row, actor) and not _waits(found, row, here, waiting)
    ]  # fmt: skip
    declared = [Link(found.step.label, owed.step_url(row.id, found.kind), found.step.hint) for found in shown]
    awaited = next((link for link, found in zip(declared, shown, strict=True) if found.step.needs), None)
    first = awaited or (owed.next_step(ours, row, actor.agency, waiting=verbs[ours.id]) if ours else None)
    if not row.is_shared:
        return _opening(row), []
    if first is None and declared and turn is None:
        first = declared[0]
    made = {_begin_url(item, row): item for item in _begins(row, begun, open_, actor)}
    links = [Link(item.field.begins, url) for url, item in made.items()]
    along = {url: owed.step_url(row.id, item.field.along) for url, item in made.items() if item.field.along}
    first = next((link for link in links if first and along.get(link.url) == first.url), first)
    if first is None and not declared and (main := next((link for link in links if made[link.url].field.of), None)):
        first = main
    others = [link for link in [*declared, *links] if first is None or link.url != first.url]
    if len(row.parties) > 1:
        others.append(Link(_("Record what the other side said"), reverse("web:report", args=[row.id])))
        if set(row.parties) - linked() - {actor.agency}:
            others.append(Link(_("Guest link"), reverse("web:guest_links", args=[row.id])))
    process = processes().get(row.process)
    series, page = (process.series, process.page) if process else (None, None)
    if series and next_day(row.facts.get(series.every), row.facts.get(series.day)):
        others.append(Link(series.label, f"{reverse('web:open', args=[row.process])}?after={row.id}"))
    if page and not page.leads:
        others.insert(0, Link(page.label, reverse(page.name, args=[row.id])))
    elif page:
        # Signing, points and what is recorded of a party on paper stand beside its text.
        others = [*([first] if first else []), *others]
        first = Link(page.label, reverse(page.name, args=[row.id]))
        if paper := _on_paper(row, actor, waiting):
            others = [first, *paper.steps[1:], *others] if paper.steps else others
            first = replace(paper.steps[0] if paper.steps else first, hint=paper.text)
    return first, [*others, Link(_("Proof to take away"), reverse("web:proof", args=[row.id]))]


def begins(row: Dossier, begun: Iterable[Linked], actor: Actor) -> list[Link]:
    """What can be begun from it, where its own steps stand elsewhere."""
    return [Link(item.field.begins, _begin_url(item, row)) for item in _begins(row, begun, (), actor)]


def _begins(
    row: Dossier, begun: Iterable[Linked], open_: Iterable[reads.OpenStep], actor: Actor
) -> list[Beginning]:  # fmt: skip
    return [item for item in file_links.beginnings(row, begun, open_) if _may_begin(item, row, actor)]


def _on_paper(row: Dossier, actor: Actor, waiting: Waiting) -> Leading | None:
    """What is to be done about the signatures of parties without a system, while a text is on the table."""
    history = versions.history(row)
    parties = paper_signatures.awaited(row, history, actor, linked(), waiting)
    return paper_signatures.leading(row, parties, names_in(get_language() or "en"), actor)


def _may_begin(item: Beginning, row: Dossier, actor: Actor) -> bool:
    """Does the actor begin such files; and does the step that has to be taken along leave at once, without approval?"""
    is_so = item.field.begins_from(row.process, row.state)
    return actor.role in item.process.opening.roles and (is_so or not outgoing.levels_of(item.field.along))


def _begin_url(item: Beginning, row: Dossier) -> str:
    return f"{reverse('web:open', args=[item.process.name])}?{urlencode({item.field.name: row.id})}"


def _is_shown(found: reads.OpenStep, row: Dossier, actor: Actor) -> bool:
    return (
        found.commitment is None
        and found.process.name == row.process
        and not found.step.is_hidden
        and actor.role in found.step.roles
        and (found.step.ready is None or found.step.ready(row, actor))
    )


def _waits(found: reads.OpenStep, row: Dossier, here: list[Commitment], waiting: Waiting) -> bool:
    """Is it prepared already, or is all that it would carry out?"""
    if not underway.moves(found.step, found.kind):
        return False
    if waiting.of_step(row.id, found.kind):
        return True
    met = [(item, verb) for verb, deliver in found.step.musts for item in here if item.deliver == deliver]
    return any(verb in waiting.of_verbs(item) for item, verb in met)


def _opening(row: Dossier) -> Link | None:
    """Of a file that was taken back before it left: prepare it once more; none while something is under way."""
    process = processes().get(row.process)
    prepared = Outgoing.objects.filter(dossier=row.id).order_by("-prepared_at").first()
    if process is None or prepared is None or prepared.state in OPEN:
        return None
    return Link(_("Prepare it again"), owed.step_url(row.id, process.kind(process.opening), again=prepared.name))
