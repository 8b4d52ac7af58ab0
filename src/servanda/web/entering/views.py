"""Signing in and out, the one-time link, the language, and the post that one acts in."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servanda.kernel import jws, node
from servanda.kernel.texts import pick
from servanda.office import people
from servanda.office.models import Entrance, Officer, Post
from servanda.processes.models import Unit
from servanda.web import door
from servanda.web.access import officer_required, open_to_anyone
from servanda.web.cookies import cookie_name
from servanda.web.entering import tries
from servanda.web.entering.forms import PasswordForm, SignInForm
from servanda.web.guests.throttle import caller_of
from servanda.web.languages import offered_languages
from servanda.web.seats import POST, Request, Seat, standing_in


@open_to_anyone
@require_safe
def front(request: Request) -> HttpResponse:
    """The desk; for a visitor of the sample the choice of a role."""
    return redirect("web:demo" if node.current().is_demo and not request.seat else "web:desk")


@open_to_anyone
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    following = _following(request)
    if request.method == "GET":
        return redirect(following) if request.seat else _sign_in_page(request, SignInForm(), following)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, following, status=422)
    name = form.cleaned_data["officer"]
    wait = tries.begin(name, caller_of(request), at=request.at)
    if wait:
        minutes = int(wait.total_seconds() // 60) + 1
        text = ngettext("Too many tries. Wait %(n)s minute.", "Too many tries. Wait %(n)s minutes.", minutes)
        return _sign_in_page(request, form, following, refusal=text % {"n": minutes}, status=429)
    officer = auth.authenticate(request, username=name, password=form.cleaned_data["password"])
    if not isinstance(officer, Officer):
        refusal = _("Sign-in name or password is not right.")
        return _sign_in_page(request, form, following, refusal=refusal, status=422)
    tries.was_right(name, caller_of(request))
    return _let_in(request, officer, following)


@open_to_anyone
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def enter(request: Request, secret: str) -> HttpResponse:
    """A one-time link. Opening it spends nothing (programs that preview links open them too); the password does."""
    row = Entrance.objects.select_related("officer").filter(hash=jws.sha256(secret.encode())).first()
    if row is None or row.used_at or row.until_at < request.at or not row.officer.is_active:
        return render(request, "first_sign_in.html", {"is_spent": True}, status=404)
    form = PasswordForm(request.POST or None, officer=row.officer)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "first_sign_in.html", {"form": form, "person": _person(request, row.officer)},
                      status=status)  # fmt: skip
    with node.current().writing():
        officer = people.enter(secret, at=request.at)
        if officer is None:
            return render(request, "first_sign_in.html", {"is_spent": True}, status=404)
        officer.set_password(form.cleaned_data["password"])
        officer.save(update_fields=["password"])
    tries.was_right(officer.id, caller_of(request))
    return _let_in(request, officer, reverse("web:set_up" if _is_first_day() else "web:desk"))


@officer_required
@require_POST
def sign_out(request: Request, seat: Seat) -> HttpResponse:
    with node.current().writing():
        auth.logout(request)
    return redirect("web:sign_in")


@open_to_anyone
@require_POST
def language(request: Request) -> HttpResponse:
    chosen = request.POST.get("language", "")
    response = redirect(_following(request))
    if chosen in offered_languages():
        if request.seat:
            with node.current().writing():
                Officer.objects.filter(id=request.seat.officer.id).update(language=chosen)
        response.set_cookie(
            cookie_name("language"), chosen, max_age=365 * 86400, httponly=True, samesite="Lax",
            secure=door.keeps_tls(request),
        )  # fmt: skip
    return response


@officer_required
@require_http_methods(["GET", "POST"])
def post(request: Request, seat: Seat) -> HttpResponse:
    """The post to act in: one capacity at a time."""
    if request.method == "POST":
        chosen = next((held for held in seat.posts if str(held.id) == request.POST.get("post")), None)
        if chosen:
            request.session[POST] = chosen.id
            return redirect("web:desk")
    return render(request, "post.html", {"posts": _posts(seat)})


def _let_in(request: Request, officer: Officer, following: str) -> HttpResponse:
    with node.current().writing():
        auth.login(request, officer)
    held = people.posts_on(officer, request.at.date())
    return redirect("web:post" if len(held) > 1 else following)


def _is_first_day() -> bool:
    """Until anybody but administrators holds a post, all there is to do is the set-up."""
    return not Post.objects.exclude(role="admin").exists()


def _sign_in_page(
    request: Request, form: SignInForm, following: str, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "next": following, "refusal": refusal}
    return render(request, "sign_in.html", context, status=status)


def _following(request: Request) -> str:
    """Where to go on: an address of this node only."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("web:desk")


def _person(request: Request, officer: Officer) -> dict[str, str]:
    code = get_language() or settings.LANGUAGE_CODE
    held = next(iter(people.posts_on(officer, request.at.date())), None)
    unit = Unit.objects.filter(id=held.unit).first() if held else None
    return {
        "officer": officer.id, "title": (pick(held.title, code) if held else "") or str(officer),
        "unit": pick(unit.name, code) if unit else (held.unit if held else ""),
    }  # fmt: skip


def _posts(seat: Seat) -> list[dict[str, Any]]:
    code = get_language() or settings.LANGUAGE_CODE
    units = {row.id: pick(row.name, code) for row in Unit.objects.filter(id__in=[held.unit for held in seat.posts])}
    return [
        {
            "id": held.id, "title": _post_title(held, seat, code), "unit": units.get(held.unit, held.unit),
            "is_current": held == seat.post,
        }
        for held in seat.posts
    ]  # fmt: skip


def _post_title(held: Post, seat: Seat, language: str) -> str:
    title = pick(held.title, language) or held.role
    return title if held.officer_id == seat.officer.id else standing_in(title)
