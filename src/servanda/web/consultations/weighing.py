"""Weighing the comments: of each is noted, inside, that it is accepted or why not; the table tells it to all."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.kernel import node
from servanda.kernel.audiences import TAKES_STEPS
from servanda.kernel.refusals import Refused
from servanda.processes import dossiers
from servanda.processes.declaration.fields import LONGEST
from servanda.processes.fields_of_work import consulting
from servanda.processes.fields_of_work.consulting import TELL, WEIGH, Round
from servanda.processes.kinds.consultation import ANSWERS
from servanda.processes.telling.timeline import Names
from servanda.web.access import actor_of, officer_required
from servanda.web.consultations import words
from servanda.web.consultations.replying import find
from servanda.web.desk import items
from servanda.web.files import audience
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat


class WeighForm(forms.Form):
    """Two fields for each comment: `answer-<n>` and `reason-<n>`, counted from 0 in the order of the comments."""

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [comment.key for _asked, _reply, comment in round_.comments()]
        choices = [("", _("not answered yet")), *ANSWERS.items()]
        for n, key in enumerate(self.keys):
            before = round_.answers.get(key)
            self.fields[f"answer-{n}"] = forms.ChoiceField(
                label=_("Answer"), required=False, widget=forms.RadioSelect, choices=choices,
                initial=before.kind if before else "",
            )  # fmt: skip
            self.fields[f"answer-{n}"].is_asked = True  # type: ignore[attr-defined]
            self.fields[f"reason-{n}"] = forms.CharField(
                label=_("How it was taken up, or why not"), required=False, max_length=LONGEST["long"],
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), initial=before.reason if before else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n, _key in enumerate(self.keys):
            if data.get(f"answer-{n}") == "explained" and not data.get(f"reason-{n}"):
                self.add_error(f"reason-{n}", gettext("Give the reason."))
        return data

    def changed(self, round_: Round) -> dict[str, dict[str, str]]:
        """Comment -> what is noted now, where that is something else than before."""
        found = {}
        for n, key in enumerate(self.keys):
            now = {"answer": self.cleaned_data[f"answer-{n}"], "reason": self.cleaned_data[f"reason-{n}"]}
            before = round_.answers.get(key)
            if now["answer"] and (before is None or now != {"answer": before.kind, "reason": before.reason}):
                found[key] = now
        return found


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def weigh(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    round_ = of_asker(dossier, seat)
    if round_.state not in ("asked", "closed"):
        raise Refused("step_not_open", step=TELL)
    form = WeighForm(request.POST or None, round_=round_, label_suffix="")
    if request.method == "POST" and form.is_valid():
        _note(form, round_, seat)
        messages.success(request, gettext("Saved in this agency. Nothing has left."), extra_tags="good")
        return redirect("web:round", round_.row.id)
    names = names_in(get_language() or "en")
    context = {
        "section": "files", "form": form, "round": {"title": items.file_title(round_.row)},
        "back": reverse("web:round", args=[round_.row.id]), "comments": _shown(form, round_, names),
        "audience": audience.inside(round_.row, names), "is_open": round_.state == "asked",
        "draft": f"{seat.officer.id}:{round_.key}:weigh",
    }  # fmt: skip
    return render(request, "consultation_comments.html", context, status=422 if form.errors else 200)


def of_asker(dossier: str, seat: Seat) -> Round:
    """The round of a file that this agency keeps, for officers who take steps. Raises Refused."""
    actor = actor_of(seat)
    round_ = consulting.load(find(dossier, seat), actor)
    if not round_.is_ours or actor.role not in TAKES_STEPS:
        raise Refused("not_your_step", step=TELL, role="home")
    return round_


def _note(form: WeighForm, round_: Round, seat: Seat) -> None:
    """Each file keeps what was noted of its own comments, so that its readers are theirs."""
    files = {comment.key: asked.row.id for asked, _reply, comment in round_.comments()}
    noted: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for key, answer in form.changed(round_).items():
        noted[files[key]][key] = answer
    with node.current().writing():
        for file, answers in noted.items():
            dossiers.say_inside(file, WEIGH, {"content": {"answers": answers}}, actor_of(seat), at=seat.at)


def _shown(form: WeighForm, round_: Round, names: Names) -> list[dict[str, Any]]:
    found = []
    for n, (asked, reply, comment) in enumerate(round_.comments()):
        found.append(words.comment(comment, round_) | {
            "n": n, "who": words.who(asked, names), "state": words.OUTCOME[reply.opinion],
            "fields": [form[f"answer-{n}"], form[f"reason-{n}"]],
        })  # fmt: skip
    return found
