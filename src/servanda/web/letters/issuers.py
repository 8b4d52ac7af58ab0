"""Who issues letters here, and the book of the numbers that each has given."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import numbering
from servanda.office.models import GivenNumber, Issuer
from servanda.processes import reads
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.letters.forms import HandForm, IssuerForm, NewIssuerForm, VoidForm
from servanda.web.once import new_token, once
from servanda.web.paging import paged
from servanda.web.roles import keeps_units
from servanda.web.seats import Request, Seat

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc"


@officer_required
@require_safe
@keeps_units
def index(request: Request, seat: Seat) -> HttpResponse:
    return render(request, "issuers.html", {"issuers": [_shown(row) for row in Issuer.objects.all()]})


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_units
def add(request: Request, seat: Seat) -> HttpResponse:
    # The motto of the country is only proposed where letters are written in its language.
    initial = {"motto": MOTTO if node.current().languages[:1] == ["vi"] else "", "restarts": True, "first_n": 1}
    return _form_page(request, NewIssuerForm(request.POST or None, initial=initial, label_suffix=""), _("New issuer"))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_units
def change(request: Request, seat: Seat, code: str) -> HttpResponse:
    row = _find(code)
    return _form_page(request, IssuerForm(request.POST or None, instance=row, label_suffix=""), row.name)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_units
def numbers(request: Request, seat: Seat, code: str) -> HttpResponse:
    """The book: a number taken by hand, one made void, and all that were given, the newest first."""
    row, refusal = _find(code), ""
    hand, void = HandForm(label_suffix=""), VoidForm(label_suffix="")
    if request.method == "POST":
        hand, void, refusal = _posted(request, seat, row)
        if not (hand.errors or void.errors or refusal):
            return redirect("web:numbers", row.code)
    rows = GivenNumber.objects.filter(issuer=row).order_by("-year", "-n")
    part, shown = paged(request, rows.count())
    context = {
        "issuer": _shown(row), "rows": _rows(list(rows[part]), row, seat), "hand": hand, "void": void,
        "refusal": refusal, "once": new_token(), "voided": request.POST.get("void", ""), **shown,
    }  # fmt: skip
    return render(request, "numbers.html", context, status=422 if hand.errors or void.errors or refusal else 200)


def _posted(request: Request, seat: Seat, row: Issuer) -> tuple[HandForm, VoidForm, str]:
    number = request.POST.get("void", "")
    hand = HandForm(None if number else request.POST, label_suffix="")
    void = VoidForm(request.POST if number else None, label_suffix="")
    form = void if number else hand
    if not form.is_valid():
        return hand, void, ""

    def do() -> str:
        if number:
            id_ = int(number) if number.isdecimal() and len(number) < 18 else 0
            _of_book(row, id_)
            numbering.void(id_, actor_of(seat), reason=form.cleaned_data["reason"], at=seat.at)
        else:
            given = numbering.by_hand(row.code, actor_of(seat), what=form.cleaned_data["what"], at=seat.at)
            said = _("The number is %(number)s.") % {"number": row.written(given.n)}
            messages.success(request, said, extra_tags="good")
        return reverse("web:numbers", args=[row.code])

    try:
        once(request.POST.get("once", ""), seat, do)
    except Refused as refused:
        return hand, void, refusal_text.sentence(refused)
    return hand, void, ""


def _of_book(row: Issuer, number: int) -> None:
    if not GivenNumber.objects.filter(id=number, issuer=row).exists():
        raise Refused("no_file")


def _rows(rows: list[GivenNumber], issuer: Issuer, seat: Seat) -> list[dict[str, Any]]:
    """With the files that the officer may see, in one query; of others no title is told."""
    files = {row.dossier for row in rows if row.dossier}
    seen: dict[str, Dossier] = {row.id: row for row in reads.visible(actor_of(seat)).filter(id__in=files)}
    return [
        {"id": row.id, "number": issuer.written(row.n), "on": row.on,
         "what": row.what if not row.dossier or row.dossier in seen else "–", "reason": row.reason,
         "voided_at": row.voided_at, "may_void": not row.act and row.voided_at is None,
         "url": reverse("web:file", args=[row.dossier]) if row.dossier in seen else ""}
        for row in rows
    ]  # fmt: skip


def _form_page(request: Request, form: IssuerForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with node.current().writing():
            form.save()
        messages.success(request, _("The issuer was saved."), extra_tags="good")
        return redirect("web:issuers")
    page = {
        "title": title,
        "submit": _("Save"),
        "back": {"url": reverse("web:issuers"), "label": _("Issuers of letters")},
    }
    return render(request, "one_form.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _find(code: str) -> Issuer:
    row = Issuer.objects.filter(code=code).first()
    if row is None:
        raise Refused("no_file")
    return row


def _shown(row: Issuer) -> dict[str, Any]:
    return {
        "name": row.name, "code": row.code, "series": f"{row.written(1)}, {row.written(2)}…" if row.numbers else "",
        "numbers": row.numbers, "is_closed": row.is_closed, "url": reverse("web:issuer", args=[row.code]),
        "numbers_url": reverse("web:numbers", args=[row.code]),
    }  # fmt: skip
