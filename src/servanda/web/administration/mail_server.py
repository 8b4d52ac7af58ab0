"""The mail server on its page: set by an administrator, tried with a real mail, or shown as node.toml fixes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import mail_server, mail_trial
from servanda.office.mail_server import Way
from servanda.office.models import MailServer
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.administration.mail_forms import SECURITY, ServerForm, TrialForm
from servanda.web.roles import administers
from servanda.web.seats import Request, Seat


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@administers
@sensitive_post_parameters("password")
@sensitive_variables("form")
def index(request: Request, seat: Seat) -> HttpResponse:
    way, row, do = mail_server.at_hand(), mail_server.stated(), request.POST.get("do", "")
    is_open = not (way and way.is_fixed) and not node.current().is_demo
    form = ServerForm(request.POST if do == "save" else None, instance=row or MailServer(), label_suffix="")
    trial = TrialForm(request.POST if do == "try" else None, initial={"to": seat.officer.email}, label_suffix="")
    if do == "save" and is_open and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("host", "port", "security", "user", "address", "name")}
        mail_server.keep(values, password=form.cleaned_data["password"], officer=seat.officer.id, at=seat.at)
        messages.success(request, gettext("The mail server was saved. Send a test message now."), extra_tags="good")
        return redirect("web:mail_server")
    if do == "try" and way and trial.is_valid() and _tried(request, way, trial):
        return redirect("web:mail_server")
    context = {
        "section": "people", "form": form, "trial": trial, "is_open": is_open, "way": way, "row": row,
        "security": SECURITY.get(way.security, "") if way else "",
    }  # fmt: skip
    return render(request, "mail_server.html", context, status=422 if form.errors or trial.errors else 200)


def _tried(request: Request, way: Way, trial: TrialForm) -> bool:
    to, language = trial.cleaned_data["to"], get_language() or "en"
    with translation.override(language):
        subject = gettext("A test message of Servanda")
        text = gettext("This message was sent to see whether mail from the system of %(agency)s arrives.") % {
            "agency": pick(node.current().name, language) or node.current().agency
        }
    try:
        answer = mail_trial.send(way, to=to, subject=subject, text=f"{text}\n", language=language)
    except Refused as refused:
        trial.add_error("to", refusal_text.sentence(refused))
        return False
    said = gettext("The mail server took the message for %(to)s. It answered: %(answer)s")
    messages.success(request, said % {"to": to, "answer": answer}, extra_tags="good")
    return True
