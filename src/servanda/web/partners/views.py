"""The list of partners, the page of one, and entering or changing one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from servanda.kernel.texts import pick
from servanda.processes.models import Partner
from servanda.processes.organisation import partners, routing
from servanda.web.access import actor_of, officer_required
from servanda.web.downloads import sheet_url
from servanda.web.paging import paged
from servanda.web.partners import page
from servanda.web.partners.forms import PartnerForm
from servanda.web.partners.listing import listed
from servanda.web.partners.words import KINDS, country
from servanda.web.seats import Request, Seat

CHANGES = frozenset({"clerk", "head", "leadership", "admin"})


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    q, kind = request.GET.get("q", "")[:200], request.GET.get("kind", "")
    shown = listed(seat, actor_of(seat), request.GET.dict(), language=get_language() or "en")
    part, paging = paged(request, len(shown.found))
    kinds = [{"value": name, "label": label, "is_chosen": name == kind} for name, label in KINDS.items()]
    context = {"section": "partners", "q": q, "kinds": kinds, "partners": shown.rows(part),
               "is_filtered": bool(q or kind), "sheet_url": sheet_url("partners", q=q, kind=kind)}  # fmt: skip
    return render(request, "partners.html", context | paging)


@officer_required
@require_safe
def show(request: Request, seat: Seat, partner: str) -> HttpResponse:
    actor, row = actor_of(seat), _find(partner)
    routes = routing.load(seat.at.date())
    if row is None or not partners.may_open(row, actor, routes):
        raise Http404
    context = page.partner(seat, actor, row, language=get_language() or "en")
    change = reverse("web:partner_change", args=[row.code]) if actor.role in CHANGES else ""
    return render(request, "partner.html", context | {"section": "partners", "change_url": change})


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, seat: Seat) -> HttpResponse:
    actor_of(seat)
    form = PartnerForm(request.POST or None, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        return redirect(_shown(seat, form.save()))
    return _form(request, form, title=_("Add a partner"), back=(reverse("web:partners"), _("Partners")))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, seat: Seat, partner: str) -> HttpResponse:
    if seat.role not in CHANGES:
        raise PermissionDenied
    row, language = _find(partner), get_language() or "en"
    if row is None:
        raise Http404
    form = PartnerForm(request.POST or None, language=language, known=row)
    if request.method == "POST" and form.is_valid():
        return redirect(_shown(seat, form.save()))
    back = (reverse("web:partner", args=[row.code]), pick(row.name, language))
    return _form(request, form, title=_("Change"), back=back)


def _find(code: str) -> Partner | None:
    return Partner.objects.filter(code=code).first()


def _shown(seat: Seat, row: Partner) -> str:
    """Its page; the list for whoever may not see anything about it yet."""
    if partners.may_open(row, actor_of(seat), routing.load(seat.at.date())):
        return reverse("web:partner", args=[row.code])
    return reverse("web:partners")


def _form(request: Request, form: PartnerForm, *, title: str, back: tuple[str, str]) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "section": "partners", "form": form,
        "alike": [{"title": pick(row.name, language) or row.code, "code": row.code,
                   "kind": KINDS.get(row.kind, row.kind), "country": country(row.country, language)}
                  for row in form.alike],
        "page": {"title": title, "submit": _("Save"), "back": {"url": back[0], "label": back[1]}},
    }  # fmt: skip
    return render(request, "partner_form.html", context, status=422 if form.errors else 200)
