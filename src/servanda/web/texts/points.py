"""The points on a text: they are read by version, made by any party, answered by the agency keeping the file."""

from io import BytesIO
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.agreements.points import Point
from servanda.web.access import actor_of, officer_required
from servanda.web.names import names_in
from servanda.web.once import taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import own_steps
from servanda.web.steps.own_steps import Speaking
from servanda.web.texts import places, points_page, points_table, versions
from servanda.web.texts.point_forms import AnswerForm, PointForm, RetractForm
from servanda.web.texts.point_place import Place
from servanda.web.texts.versions import History

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@officer_required
@require_safe
def index(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row, history = found(dossier, seat)
    shown = history.number(request.GET.get("version")) or history.proposed()
    if shown is None:
        raise Http404
    names = names_in(get_language() or "en")
    context = points_page.context_of(row, history, shown, seat, names)
    return render(request, "text_points.html", context)


@officer_required
@require_safe
def table(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """All points of all versions, to be printed."""
    row, history = found(dossier, seat)
    version = history.proposed()
    if version is None:
        raise Http404
    names = names_in(get_language() or "en")
    context = {
        "section": places.section(row), "text": points_page.head(row, version, names),
        "back": points_page.points_url(row), "columns": points_table.columns(),
        "rows": points_table.rows(history, names),
        "document_url": places.url(row, "points_document"),
    }  # fmt: skip
    return render(request, "text_points_table.html", context)


@officer_required
@require_safe
def document(request: Request, seat: Seat, dossier: str) -> HttpResponseBase:
    """The table as a document for an office's own files."""
    _row, history = found(dossier, seat)
    if not history.versions:
        raise Http404
    made = points_table.document(history, names_in(get_language() or "en"))
    return FileResponse(BytesIO(made), as_attachment=True, filename="points.docx", content_type=DOCX)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """A point on an article of the version on the table, on one of its paragraphs, or on the whole text."""
    row, history = found(dossier, seat)
    if known := taken_url(request.POST.get("once", ""), seat):
        return redirect(known)
    who, version = own_steps.speaking(row, seat, request.GET), history.proposed()
    step = own_steps.step_of(who, "remark")
    if version is None:
        raise Http404
    names = names_in(get_language() or "en")
    place = Place(request.GET, who.stated_before(), version, names.language)
    form = PointForm(
        request.POST or None, request.FILES or None, label_suffix="",
        initial={"wording": place.text, "version": version.act.id} | who.stated_before(),
    )  # fmt: skip
    form.before = place.text
    form.fields["wording"].widget.attrs["lang"] = place.language
    if not place.has_wording:
        del form.fields["wording"]
    own_steps.with_report(form, who, seat)
    done = own_steps.answer(request, seat, form, lambda: _make(who, place, form, seat))
    if done:
        return done
    context = own_steps.context(
        who, step, form, seat, names, title=gettext("A point on the text"), back=points_page.points_url(row),
        text=points_page.head(row, version, names)["title"],
        hint=gettext("It goes to every party. The agency keeping the file answers it."),
    ) | {"about": place.shown(row, who, version)}  # fmt: skip
    return render(request, "text_point.html", context, status=422 if form.errors else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Taken up, in which version, or explained with the reason."""
    row, history = found(dossier, seat)
    who = own_steps.speaking(row, seat, request.GET)
    point = _point(request, who, history)
    step = own_steps.step_of(who, "take_up")
    form = AnswerForm(request.POST or None, label_suffix="", initial=_answered_before(who))
    later = [found for found in history.versions if found.n > point.n]
    choices = [("", gettext("the next version"))]
    choices += [(found.act.id, gettext("Version %(n)s") % {"n": found.n}) for found in reversed(later)]
    form.fields["version"].choices = choices  # type: ignore[attr-defined]
    done = own_steps.answer(request, seat, form, lambda: _answer(who, point, form, seat))
    return done or _point_page(request, who, history, point, step, form, seat, gettext("Answer a point"))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def retract(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Who made a point takes it back."""
    row, history = found(dossier, seat)
    who = own_steps.speaking(row, seat, request.GET)
    point = _point(request, who, history)
    step = own_steps.step_of(who, "retract")
    if point.act.speaker != who.agency:
        raise Refused("not_your_point")
    form = RetractForm(request.POST or None, label_suffix="", initial=who.stated_before())
    done = own_steps.answer(request, seat, form, lambda: _retract(who, point, form, seat))
    return done or _point_page(request, who, history, point, step, form, seat, str(step.label))


def _make(who: Speaking, place: Place, form: PointForm, seat: Seat) -> str:
    data = form.cleaned_data
    stated: dict[str, Any] = {"version": data["version"], "text": data["text"]}
    if place.article:
        stated |= {"paragraph": place.paragraph} | ({"article": place.article.id} if place.article.id else {})
    name = "remark"
    if data.get("wording"):
        name, stated = "reword", stated | {"wording": data["wording"], "language": place.language}
    own_steps.say(who, name, stated, form, seat)
    return points_page.points_url(who.row)


def _answer(who: Speaking, point: Point, form: AnswerForm, seat: Seat) -> str:
    data, name = form.cleaned_data, form.cleaned_data["answer"]
    more = {"version": data["version"], "text": data["text"]} if name == "take_up" else {"reason": data["text"]}
    own_steps.say(who, name, {"point": point.act.id, **more}, form, seat)
    return f"{points_page.points_url(who.row)}?version={point.n}"


def _retract(who: Speaking, point: Point, form: RetractForm, seat: Seat) -> str:
    own_steps.say(who, "retract", {"point": point.act.id, "text": form.cleaned_data["text"]}, form, seat)
    return f"{points_page.points_url(who.row)}?version={point.n}"


def _answered_before(who: Speaking) -> dict[str, Any]:
    before = who.stated_before()
    if not before:
        return {}
    is_explained = "reason" in before
    text = before.get("reason") if is_explained else before.get("text")
    return {"answer": "explain" if is_explained else "take_up", "text": text, "version": before.get("version", "")}


def found(dossier: str, seat: Seat) -> tuple[Dossier, History]:
    """A shared file that the actor may see and in which a text is written; Http404 for everything else."""
    try:
        row = reads.find(dossier, actor_of(seat))
    except Refused:
        raise Http404 from None
    if not row.is_shared or versions.text_of_file(row) is None:
        raise Http404
    return row, versions.history(row)


def _point(request: Request, who: Speaking, history: History) -> Point:
    name = request.GET.get("point") or who.stated_before().get("point")
    point = next((found for found in history.points if found.act.id == name), None)
    if point is None:
        raise Http404
    return point


def _point_page(
    request: Request, who: Speaking, history: History, point: Point, step: Any, form: forms.Form, seat: Seat, title: str
) -> HttpResponse:  # fmt: skip
    names = names_in(get_language() or "en")
    version = history.versions[point.n - 1]
    back = f"{points_page.points_url(who.row)}?version={point.n}"
    text = points_page.head(who.row, version, names)["title"]
    context = own_steps.context(who, step, form, seat, names, title=title, hint="", text=text, back=back)
    context["point"] = points_page.shown_point(point, who.row, version, who.actor, names)
    return render(request, "text_answer.html", context, status=422 if form.errors else 200)
