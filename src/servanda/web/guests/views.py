"""The page of an outside person: one matter, what was said of it to all parties, and the reply."""

from datetime import timedelta
from typing import TypeVar

from django import forms
from django.conf import settings
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from servanda.exchange.files import open_file
from servanda.kernel import node
from servanda.kernel.models import Dossier, Entry
from servanda.kernel.refusals import Refused
from servanda.office import guests
from servanda.office.models import GuestLink
from servanda.processes.declaration.fields import Faults
from servanda.web import door, refusal_text
from servanda.web.access import open_to_anyone
from servanda.web.cookies import cookie_name
from servanda.web.guests import replies as guest_replies
from servanda.web.guests.page import matter_of
from servanda.web.guests.throttle import Throttle, caller_of
from servanda.web.once import new_token
from servanda.web.seats import Request

R = TypeVar("R", bound=HttpResponseBase)
STAYS = timedelta(hours=2)
VISITS = Throttle(120, timedelta(minutes=5))
REPLIES = Throttle(20, timedelta(hours=1))
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}
OUTSIDE = {"officer": None, "is_outside": True}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of six digits"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
    )  # fmt: skip


@open_to_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: Request, secret: str) -> HttpResponse:
    if VISITS.is_full(caller_of(request), at=request.at):
        return _closed(HttpResponse(gettext("Too many visits. Wait a few minutes."), status=429))
    link = guests.find(secret, at=request.at)
    if link is None:
        return _spent(request)
    if not _has_entered(request, link):
        return _ask_code(request, link, secret)
    row = Dossier.objects.filter(id=link.dossier, is_shared=True).first()
    if row is None:
        return _spent(request)
    if request.method == "POST":
        return _reply(request, link, secret, row)
    return _matter_page(request, link, secret, row, guest_replies.form_for(row, link.agency))


@open_to_anyone
@require_safe
def attachment(request: Request, secret: str, act: str, index: str) -> HttpResponseBase:
    """An attachment of a shared entry of this matter, and of no other."""
    link = guests.find(secret, at=request.at)
    if link is None or not _has_entered(request, link):
        raise Refused("no_file")
    entry = Entry.objects.filter(name=act, dossier=link.dossier, internal=False).first()
    if entry is None:
        raise Refused("no_file")
    path, _row = open_file(link.agency, act, int(index), now=request.at)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=guest_replies.name_of(act, int(index)))
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _closed(response)


def _ask_code(request: Request, link: GuestLink, secret: str) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" and "code" in request.POST else None)
    if form.is_valid():
        code = "".join(form.cleaned_data["code"].split())
        if guests.enter(link, secret, code, at=request.at):
            return _let_in(request, link, secret)
        if guests.find(secret, at=request.at) is None:
            return _spent(request)
        form.add_error("code", gettext("This is not the code. After five wrong codes the link closes."))
    context = OUTSIDE | {"needs_code": True, "form": form}
    return _closed(render(request, "guest.html", context, status=422 if form.errors else 200))


def _let_in(request: Request, link: GuestLink, secret: str) -> HttpResponse:
    response = redirect("web:guest", secret)
    response.set_cookie(
        _cookie(link), _signer().sign(link.hash), max_age=STAYS, path=reverse("web:guest", args=[secret]),
        httponly=True, samesite="Lax", secure=door.keeps_tls(request),
    )  # fmt: skip
    return _closed(response)


def _has_entered(request: Request, link: GuestLink) -> bool:
    try:
        return _signer().unsign(request.COOKIES.get(_cookie(link), ""), max_age=STAYS) == link.hash
    except signing.BadSignature:
        return False


def _reply(request: Request, link: GuestLink, secret: str, row: Dossier) -> HttpResponse:
    if REPLIES.is_full(link.hash, at=request.at):
        return _closed(HttpResponse(gettext("Too many replies. Wait an hour."), status=429))
    form = guest_replies.form_for(row, link.agency, request.POST, request.FILES)
    if form.is_valid():
        try:
            guest_replies.record(form, row, link, token=request.POST.get("once", ""), at=request.at)
            return _closed(redirect("web:guest", secret))
        except Refused as refused:
            form.add_error(None, refusal_text.sentence(refused))
        except Faults as faults:
            form.add_error(None, " ".join(refusal_text.sentence(fault) for fault in faults.faults.values()))
    return _matter_page(request, link, secret, row, form)


def _matter_page(
    request: Request, link: GuestLink, secret: str, row: Dossier, form: forms.Form
) -> HttpResponse:  # fmt: skip
    shown = matter_of(row, link, secret, language=get_language() or settings.LANGUAGE_CODE, at=request.at)
    context = OUTSIDE | shown | {"form": form, "once": new_token()}
    return _closed(render(request, "guest.html", context, status=422 if form.errors else 200))


def _spent(request: Request) -> HttpResponse:
    """The same for a link that never was, has run out, was revoked or is locked."""
    return _closed(render(request, "guest.html", OUTSIDE | {"is_spent": True}, status=404))


def _cookie(link: GuestLink) -> str:
    return cookie_name("guest-" + link.hash.removeprefix("sha256:")[:12])


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(key=node.current().secret, salt="servanda.guest")


def _closed(response: R) -> R:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
