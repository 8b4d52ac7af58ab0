"""Steps that who asks takes for the whole round: close it, send its table, withdraw it, remind who has not answered."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from servanda.kernel import folding, node
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes import dossiers, reads
from servanda.processes.declaration.base import Step
from servanda.processes.declaration.fields import LONGEST, Faults
from servanda.processes.dossiers import read_statement
from servanda.processes.fields_of_work.consulting import Round
from servanda.processes.folding.internal import RETURNED
from servanda.processes.kinds.consultation import PROCESS
from servanda.processes.models import Outgoing
from servanda.processes.own_word import upon
from servanda.processes.telling.timeline import Names
from servanda.reports import opinions
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.consultations import words
from servanda.web.consultations.weighing import of_asker
from servanda.web.desk import items
from servanda.web.files import audience
from servanda.web.files.leaving import clearing
from servanda.web.names import names_in
from servanda.web.once import new_token, once, taken_url
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Request, Seat
from servanda.web.steps import taking, undo


class GroupForm(forms.Form):
    """A word on the step; a round is not withdrawn without one."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The table stands above it, and takes the whole width.
        self.has_rows = step.name == "tell"
        name = "reason" if "reason" in step.fields else "note"
        found = PROCESS.field(name)
        assert found is not None
        area = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        self.fields[name] = forms.CharField(
            label=found.label, required=name in step.required, max_length=LONGEST["long"], widget=area
        )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    return _page(request, seat, dossier, "close")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    return _page(request, seat, dossier, "tell")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    return _page(request, seat, dossier, "withdraw")


@officer_required
@require_POST
def remind(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Everybody who still owes an opinion, once a working day."""
    round_ = of_asker(dossier, seat)
    actor, kind = actor_of(seat), "commitment.nudge"
    taking.check_enters(actor, kind)
    reminded = passed = 0
    for asked in round_.asked:
        if asked.owed and not round_.outcome(asked) and "nudge" in reads.verbs_for(asked.owed, actor.agency):
            statement = read_statement(kind, {"commitment": asked.owed.id}, dossier=asked.row.id)
            try:
                outgoing.submit(statement, actor, at=seat.at, hold=undo.grace())
                reminded += 1
            except Refused as refused:
                if refused.code != "nudged_today":
                    raise
                passed += 1
    if reminded:
        told = ngettext("%(n)s unit is reminded.", "%(n)s units are reminded.", reminded) % {"n": reminded}
        messages.success(request, told, extra_tags="good")
    if passed:
        messages.warning(request, refusal_text.sentence(Refused("nudged_today")))
    return redirect("web:round", round_.row.id)


def _page(request: Request, seat: Seat, dossier: str, name: str) -> HttpResponse:
    """One step in every file of the round in which it is open: in all of them or in none."""
    step = PROCESS.step(name)
    assert step is not None
    if known := taken_url(request.POST.get("once", ""), seat):
        return redirect(known)
    round_ = of_asker(dossier, seat)
    taking.check_enters(actor_of(seat), PROCESS.kind(step))
    files = _files(round_, step)
    if not files:
        raise Refused("step_not_open", step=PROCESS.kind(step))
    names = names_in(get_language() or "en")
    form, seen = GroupForm(request.POST or None, step=step, label_suffix=""), request.POST.get("rests-on", "")

    def do() -> str:
        # An opinion, or a colleague's word on a comment, may have come while the page was made, or wait for its rows.
        with node.current().writing():
            folding.settle()
            found = of_asker(dossier, seat)
            if seen and seen != _rests_on(found, step):
                raise Refused("moved_since")
            return _take(found, step, form, names, seat)

    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request.POST.get("once", ""), seat, do))
        except Refused as refused:
            form.add_error(None, refusal_text.sentence(refused))
        except Faults as faults:
            for fault in faults.faults.values():
                form.add_error(None, refusal_text.sentence(fault))
    context = _context(round_, files, step, form, names, seat)
    return render(request, "consultation_group.html", context, status=422 if form.errors else 200)


def _files(round_: Round, step: Step) -> list[Dossier]:
    return [row for row in round_.live if row.state in step.when]


def _rests_on(round_: Round, step: Step) -> str:
    """One value for the opinions that a step rests on, and for what is told about their comments."""
    known = sorted(row.id for row in _files(round_, step))
    said = [known, round_.tabled if step.name == "tell" else [reply for reply in round_.opinions if reply[0] in known]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _take(round_: Round, step: Step, form: GroupForm, names: Names, seat: Seat) -> str:
    """In one transaction. Each file carries what its step rests on, for the day on which it leaves."""
    actor, files = actor_of(seat), _files(round_, step)
    if not files:
        raise Refused("step_not_open", step=PROCESS.kind(step))
    stated: dict[str, Any] = dict(form.cleaned_data) | (_table(round_, names) if step.name == "tell" else {})
    kind = PROCESS.kind(step)
    returned = Outgoing.objects.filter(dossier__in=[row.id for row in files], step=kind, state=RETURNED)
    for before in [row for row in returned if outgoing.may_take_back(actor, row)]:
        outgoing.discard(before.name, actor, at=seat.at)
    for row in files:
        here = dossiers.commitments_of(row.id)
        seen = {upon.MARK: upon.mark(row, PROCESS, step, here)}
        statement = replace(read_statement(kind, stated, dossier=row.id), upon=seen)
        outgoing.submit(statement, actor, at=seat.at, hold=undo.hold(here, Reckoning([row], seat.at), seat.at))
    return reverse("web:file" if len(round_.files) == 1 else "web:round", args=[files[0].id])


def _table(round_: Round, names: Names) -> dict[str, Any]:
    """What is sealed into each file. Raises Refused while a comment has no answer."""
    open_ = sum(comment.key not in round_.answers for _asked, _reply, comment in round_.comments())
    if open_:
        raise Refused("round_answers_missing", count=open_)
    return dict(opinions.stated(round_, names))


def _context(
    round_: Round, files: list[Dossier], step: Step, form: GroupForm, names: Names, seat: Seat
) -> dict[str, Any]:
    kind = PROCESS.kind(step)
    known = {row.id for row in files}
    waiting = [words.who(asked, names) for asked in round_.asked if asked.row.id in known and not asked.reply]
    units = [asked.unit for asked in round_.asked if asked.row.id in known]
    back = reverse("web:round", args=[round_.row.id])
    return {
        "section": "files", "form": form, "once": new_token(), "refusal": "", "rests_on": _rests_on(round_, step),
        "grace": int(undo.grace().total_seconds()), "can_send": not outgoing.levels_of(kind),
        "clearing": clearing(kind), "audience": audience.of_units(units, names),
        "table": opinions.table(round_, names) if step.name == "tell" else None,
        "waiting": waiting if step.name == "close" else [], "deems": round_.deems, "n": len(files),
        "step": {
            "title": step.label, "hint": step.hint, "is_internal": False, "has_files": False, "cancel_url": back,
            "file": {"title": items.file_title(round_.row), "code": "", "url": back},
            "draft": f"{seat.officer.id}:{round_.key}:{kind}",
        },
    }  # fmt: skip
