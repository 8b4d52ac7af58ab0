"""Giving an opinion: this agency's own, one recorded in another's name, or a part of it that stays inside."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from servanda.kernel.audiences import TAKES_STEPS
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import dossiers, reads
from servanda.processes.fields_of_work import consulting
from servanda.processes.fields_of_work.consulting import PART, REPLY, Round
from servanda.processes.kinds.consultation import OPINIONS, PROCESS
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import written
from servanda.reports.opinions import place
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.consultations import words
from servanda.web.consultations.reply_form import ReplyForm, initial_of, taken_over
from servanda.web.desk import items
from servanda.web.files import attachments, audience
from servanda.web.names import names_in
from servanda.web.once import new_token, taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import closed, own_steps
from servanda.web.steps.own_steps import Speaking
from servanda.web.templatetags.servanda import local


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """`for` names an agency whose opinion came by other means; `part` makes it a contribution inside."""
    row = find(dossier, seat)
    if known := taken_url(request.POST.get("once", ""), seat):
        return redirect(known)
    names = names_in(get_language() or "en")
    round_ = consulting.load(row, actor_of(seat))
    who = own_steps.speaking(row, seat, request.GET)
    is_part = bool(request.GET.get("part")) and not who.speaker
    refusal = _shut(who, round_)
    if refusal and request.method != "POST":
        raise refusal
    form = ReplyForm(
        request.POST or None, request.FILES or None, draft=round_.draft, numbers=round_.numbers, is_part=is_part,
        label_suffix="", initial=_initial(request, who, round_, names, is_part=is_part),
    )  # fmt: skip
    own_steps.with_report(form, who, seat)
    if request.method == "POST" and not refusal:
        do = (lambda: _contribute(form, row, seat)) if is_part else (lambda: _say(form, who, seat))
        if done := own_steps.answer(request, seat, form, do):
            return done
    context = _context(who, form, seat, names, round_, is_part=is_part)
    context["refusal"] = ""
    if refusal:
        why = closed.why(row, str(refusal.params.get("step", "")), here=who.actor.agency, at=seat.at)
        context["refusal"] = " ".join(filter(None, [refusal_text.sentence(refusal), why]))
    return render(request, "consultation_reply.html", context, status=422 if form.errors or refusal else 200)


def find(dossier: str, seat: Seat) -> Dossier:
    """A file of a consultation that the officer may see. Raises Refused("no_file")."""
    row = reads.find(dossier, actor_of(seat))
    if row.process != PROCESS.name:
        raise Refused("no_file")
    return row


def _shut(who: Speaking, round_: Round) -> Refused | None:
    """Why no opinion is taken now, in words that name the day."""
    try:
        own_steps.step_of(who, "reply")
    except Refused as refused:
        if who.row.state in ("closed", "told") and round_.closing:
            return Refused("round_closed", day=written(local(round_.closing.at).date()))
        return refused
    return None


def _initial(request: Request, who: Speaking, round_: Round, names: Names, *, is_part: bool) -> dict[str, Any]:
    parts = round_.parts.get(who.row.id, [])
    if who.again:
        return initial_of(who.stated_before())
    if is_part:
        own = next((part for part in parts if part.act.by.unit == who.actor.unit), None)
        return initial_of(own.act.part("content")) if own else {}
    if request.GET.get("take") and not who.speaker:
        return taken_over((names.unit(part.act.by.unit), part) for part in parts)
    asked = next((one for one in round_.asked if one.row.id == who.row.id and one.agency == who.agency), None)
    if asked is None or asked.reply is None:
        return {}
    act = asked.reply.act
    return initial_of({**act.facts, **act.part("content")})


def _say(form: ReplyForm, who: Speaking, seat: Seat) -> str:
    data = form.cleaned_data
    stated = {"opinion": data["opinion"], "comment": data["comment"], "points": form.points()}
    own_steps.say(who, "reply", stated, form, seat)
    return reverse("web:file", args=[who.row.id])


def _contribute(form: ReplyForm, row: Dossier, seat: Seat) -> str:
    """A part for the lead unit: in this agency's own lane, which never leaves it."""
    if actor_of(seat).role not in TAKES_STEPS:
        raise Refused("not_your_step", step=PART, role="any")
    data, points = form.cleaned_data, form.points()
    content: dict[str, Any] = {"text": _as_text(form), "opinion": data["opinion"], "comment": data["comment"]}
    content |= {"points": points, "files": attachments.keep(data.get("attached") or [])}
    parts = {"content": {name: value for name, value in content.items() if value}}
    dossiers.say_inside(row.id, PART, parts, actor_of(seat), at=seat.at)
    return reverse("web:round", args=[row.id])


def _as_text(form: ReplyForm) -> str:
    """The part as its file tells it among what happened."""
    data = form.cleaned_data
    lines = [str(OPINIONS[data["opinion"]])] if data["opinion"] else []
    lines += [data["comment"]] if data["comment"] else []
    for point in form.points():
        said = [point.get("comment"), f"«{point['wording']}»" if point.get("wording") else ""]
        lines.append(f"{place(point['paragraph'], form.numbers)}: {' '.join(filter(None, said))}")
    return "\n".join(lines)


def _context(
    who: Speaking, form: ReplyForm, seat: Seat, names: Names, round_: Round, *, is_part: bool
) -> dict[str, Any]:
    row = who.row
    step = PROCESS.step(REPLY.partition(".")[2])
    assert step is not None
    context = own_steps.context(
        who, step, form, seat, names, title=str(step.label), text=items.file_title(row),
        hint="", back=reverse("web:round", args=[row.id]),
    )  # fmt: skip
    if is_part:
        context |= {"audience": audience.inside(row, names), "clearing": ""}
        context["step"] |= {
            "title": gettext("Contribute to the reply"), "is_internal": True,
            "hint": gettext("The unit that leads sends one reply for the agency. Your part is seen by it and stays "
                            "inside."),
        }  # fmt: skip
    parts = round_.parts.get(row.id, []) if not who.speaker and not is_part else []
    context["parts"] = words.parts(parts, round_, names)
    own = [one for one in round_.asked if one.row.id == row.id and one.agency == who.agency]
    context |= {
        "once": new_token(), "question": round_.question, "deems": round_.deems, "paragraphs": form.paragraphs(),
        "take_url": "?take=1" if parts else "", "earlier": len(own[0].replies) if own and not is_part else 0,
    }  # fmt: skip
    return context
