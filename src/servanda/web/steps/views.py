"""The views that take steps: a new file, the next step of one, and what the other side said by other means."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.declaration.fields import Faults
from servanda.processes.telling.timeline import Names
from servanda.web import capacities, refusal_text
from servanda.web import clashing as clashing_words
from servanda.web.access import actor_of, officer_required
from servanda.web.names import names_in
from servanda.web.once import once, taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import before, begun, clashing, lengthening, likeness, standing_in, taking
from servanda.web.steps import page as contexts_step
from servanda.web.steps.forms import StepForm, step_form
from servanda.web.steps.rows_field import Rows
from servanda.web.steps.taking import Asked


@officer_required
@require_safe
def new(request: Request, seat: Seat) -> HttpResponse:
    taking.check_enters(actor_of(seat), "")
    return render(request, "new.html", {"groups": contexts_step.kinds()})


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_(request: Request, seat: Seat, process: str) -> HttpResponse:
    seat = capacities.chosen(request, seat)
    known = _already(request, seat)
    return known or _page(request, seat, taking.new_step(process, actor_of(seat), request.GET))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, seat: Seat, dossier: str, kind: str) -> HttpResponse:
    seat = capacities.chosen(request, seat)
    row = reads.find(dossier, actor_of(seat))
    if known := _already(request, seat):
        return known
    asked = taking.asked_step(row, kind, actor_of(seat), request.GET)
    waits = taking.waiting(asked) if request.method != "POST" else None
    if waits:
        return redirect("web:clear", waits.name)
    about = "version" if asked.step.upon_version else "offer" if asked.machine.get("offer") else ""
    if about and about not in request.GET:
        # What is sent is about the version or the offer that was read, whatever comes in the meantime.
        return redirect(f"{request.path}?{_with(request, asked, about)}")
    return _page(request, seat, asked)


@officer_required
@require_safe
def report(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """What the other side may say now, to be recorded in its name."""
    row = reads.find(dossier, actor_of(seat))
    taking.check_enters(actor_of(seat), "dossier.say")
    sides = contexts_step.sayings(row, actor_of(seat), get_language() or "en")
    return render(request, "report.html", {"sides": sides, "file": contexts_step.file_crumb(row)})


def _with(request: Request, asked: Asked, about: str) -> str:
    query = request.GET.copy()
    query[about] = str(asked.machine[about])
    return query.urlencode()


def _page(request: Request, seat: Seat, asked: Asked) -> HttpResponse:
    names = names_in(get_language() or "en")
    own: dict[str, Any] = {
        "is_reported": bool(asked.speaker), "filled": asked.machine, "unit": actor_of(seat).unit,
        "row": asked.row, "at": seat.at,
    }  # fmt: skip
    if request.method != "POST":
        form = step_form(asked.process, asked.step, names, initial=contexts_step.initial(asked, seat), **own)
        context = contexts_step.step(asked, form, seat, names)
        return render(request, "step.html", context | _carried([dict(item) for item in asked.kept], seat))
    form = step_form(asked.process, asked.step, names, data=request.POST, files=request.FILES, **own)
    asked = asked.as_seen(request.POST)
    token = request.POST.get("once", "")
    if request.POST.get("do") == "look":
        # Nothing is sent: the page asks again who would see what is typed so far.
        form.is_valid()
        return render(request, "_before.html", before.shown(asked, form, names, seat))
    if request.POST.get("more") in form.stated:
        return _grown(request, seat, asked, form, names, own)
    kept: list[dict[str, Any]] = []
    refusal = ""
    if form.is_valid():
        try:
            kept = _kept(request, seat)
            if asked.is_moved:
                # Before any doubt is asked about: who answers one would not be told again.
                raise Refused("moved_since")
            if doubts := _doubts(request, seat, asked, form, names):
                context = contexts_step.step(asked, form, seat, names, once=token)
                return render(request, "step.html", context | doubts | _carried(kept, seat))
            return redirect(once(token, seat, lambda: taking.take(asked, form, seat, actor_of(seat), kept)))
        except Faults as faults:
            refusal = _show(form, faults)
        except Refused as refused:
            refusal = refusal_text.sentence(refused)
    context = contexts_step.step(asked, form, seat, names, once=token, refusal=refusal)
    return render(request, "step.html", context | _carried(kept, seat), status=422)


def _grown(
    request: Request, seat: Seat, asked: Asked, form: StepForm, names: Names, own: dict[str, Any]
) -> HttpResponse:
    """The same form with more rows: nothing is sent, nothing is lost."""
    grown = lengthening.lengthened(form, request.POST["more"], request)
    form = step_form(asked.process, asked.step, names, initial=grown.typed, **own)
    lengthening.tell(form, grown)
    context = contexts_step.step(asked, form, seat, names, once=request.POST.get("once", ""), refusal=grown.refusal)
    return render(request, "step.html", context | {"is_answered": True} | _carried(_kept(request, seat), seat))


def _kept(request: Request, seat: Seat) -> list[dict[str, Any]]:
    return taking.keep(request.FILES.getlist("files"), request.POST.get("kept", ""), seat.officer.id)


def _carried(kept: list[dict[str, Any]], seat: Seat) -> dict[str, Any]:
    return {"kept": taking.carry(kept, seat.officer.id), "kept_files": kept}


def _doubts(request: Request, seat: Seat, asked: Asked, form: StepForm, names: Names) -> dict[str, Any] | None:
    """What the sender is to look at before it goes; None where there is nothing, or all of it was seen."""
    met, fallen = clashing.found(asked, form, actor_of(seat)), form.fallen()
    started = begun.found(asked, form, today=timezone.localtime(seat.at).date())
    same = likeness.found(asked, form, actor_of(seat))
    unseen = before.is_unseen(asked, form, seat, request.POST.dict())
    seen = tuple(request.POST.get(name, "") for name in ("seen", "stands-in", "begun", "alike"))
    if not unseen and seen == (
        clashing_words.mark(met) if met else "",
        standing_in.mark(fallen),
        started,
        likeness.mark(same),
    ):
        return None
    if not (met or fallen or started or same or unseen):
        return None
    return {
        "clashes": clashing_words.shown(met, names), "stands_in": standing_in.shown(fallen, names) if fallen else None,
        "begun": {"mark": started, "sentence": begun.sentence(started)} if started else None,
        "alike": likeness.shown(same, names) if same else None, "is_asking": bool(met or fallen or started or same),
        "is_unseen": unseen,
        "has_about": form.has_rows or bool(asked.sheet),
    }  # fmt: skip


def _already(request: Request, seat: Seat) -> HttpResponse | None:
    """A form that was taken may no longer be open; sent again it still leads to where it led."""
    url = taken_url(request.POST.get("once", ""), seat) if request.method == "POST" else ""
    return redirect(url) if url else None


def _show(form: StepForm, faults: Faults) -> str:
    """Each fault beside its field; what has no field here, on top."""
    rest = []
    for name, fault in faults.faults.items():
        field, _dot, place = name.partition(".")
        if name in form.fields:
            form.add_error(name, refusal_text.sentence(fault))
        elif place and isinstance(many := form.fields.get(field), Rows):
            form.add_error(field, many.mark(place, refusal_text.sentence(fault)))
        else:
            rest.append(refusal_text.sentence(fault))
    return " ".join(rest)
