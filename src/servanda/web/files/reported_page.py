"""What other agencies recorded as this agency's words, to be confirmed or disputed, many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods

from servanda.kernel import node
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes import dossiers, reads
from servanda.processes.agreements import terms
from servanda.processes.telling.timeline import Names, line
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements.commitment_rows import entry_url
from servanda.web.desk import items
from servanda.web.labels import VIAS
from servanda.web.names import names_in
from servanda.web.once import new_token, once
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat

KINDS = {"confirm": "dossier.confirm", "dispute": "dossier.dispute"}
ALL = "confirm-all"


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, seat: Seat) -> HttpResponse:
    if request.method == "GET":
        return _page(request, seat)
    names = request.POST.getlist("shown" if request.POST.get("do") == ALL else "acts")
    try:
        where = once(request.POST.get("once", ""), seat, lambda: _answer(request, seat, names))
    except Refused as refused:
        return _page(request, seat, refusal=refusal_text.sentence(refused), chosen=names)
    return redirect(where)


def waiting(actor: Actor) -> Any:
    """Entries that hold this agency's words in others' hand, in files that the actor may see.

    Those without effect too: what rests on a signature that is itself only reported has none before that is confirmed.
    """
    here = node.current().agency
    entries = Entry.objects.filter(reported="reported", speaker=here).exclude(agency=here)
    return reads.asked_of_each(entries, actor).select_related("dossier").order_by("at", "name")


def answer_all(kind: str, names: Iterable[str], actor: Actor, *, text: str, at: datetime) -> int:
    """Confirm or dispute these entries, one entry for each file; all or none. Returns how many were answered."""
    files: dict[str, list[str]] = defaultdict(list)
    for entry in waiting(actor).filter(name__in=list(names)):
        files[entry.dossier_id].append(entry.name)
    if not files:
        raise Refused("nothing_chosen")
    if kind == "dispute" and not text.strip():
        raise Refused("nothing_said")
    with node.current().writing():
        for dossier, acts in files.items():
            stated = {"acts": acts, "text": text.strip()}
            statement = dossiers.read_statement(KINDS[kind], stated, dossier=dossier)
            outgoing.submit(statement, actor, at=at)
    return sum(map(len, files.values()))


def _answer(request: Request, seat: Seat, names: list[str]) -> str:
    kind = "dispute" if request.POST.get("do") == "dispute" else "confirm"
    n = answer_all(kind, names, actor_of(seat), text=request.POST.get("text", ""), at=seat.at)
    if kind == "confirm":
        said = ngettext("%(n)s entry was confirmed.", "%(n)s entries were confirmed.", n)
    else:
        said = ngettext("%(n)s entry was disputed.", "%(n)s entries were disputed.", n)
    messages.success(request, said % {"n": n}, extra_tags="good")
    return request.get_full_path()


def _page(request: Request, seat: Seat, *, refusal: str = "", chosen: Collection[str] = ()) -> HttpResponse:
    actor, names = actor_of(seat), names_in(get_language() or "en")
    found = waiting(actor)
    page, paging = paged(request, found.count())
    rows = list(found[page])
    stored = {item.name: item.act for item in StoredAct.objects.filter(name__in=[row.name for row in rows])}
    resting = _resting(rows, stored)
    context = {
        "section": "desk",
        "entries": [_entry(row, stored[row.name], names, chosen) | {"rests": row.name in resting} for row in rows],
        "can_answer": actor.role in TAKES_STEPS,
        "confirm_all": ngettext("Confirm all %(n)s", "Confirm all %(n)s", len(rows)) % {"n": len(rows)},
        "once": new_token(),
        "refusal": refusal,
        **paging,
    }
    return render(request, "reported.html", context, status=422 if refusal else 200)


def _resting(rows: Iterable[Entry], stored: Mapping[str, Any]) -> set[str]:
    """Of these, the entries without effect whose agreement this agency has only signed by others' word."""
    under = {row.name: set(stored[row.name].under) | set(row.dossier.under) for row in rows if not row.has_effect}
    known = terms.load(set().union(*under.values())) if under else {}
    return {name for name, wanted in under.items() if wanted - known.keys()}


def _entry(row: Entry, act: Any, names: Names, chosen: Collection[str]) -> dict[str, Any]:
    shown = line(row, act, names, agency=node.current().agency)
    return {
        "name": row.name, "sentence": shown.sentence, "text": shown.text, "at": row.at, "on": shown.on,
        "by": gettext("recorded by %(who)s") % {"who": names.agency(row.agency)},
        "via": str(VIAS.get(shown.via, "")), "is_chosen": row.name in chosen,
        "file": {"title": items.file_title(row.dossier), "url": entry_url(row.dossier_id, row.name)},
    }  # fmt: skip
