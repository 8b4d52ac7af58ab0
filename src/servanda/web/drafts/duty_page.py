"""The composer of duties: a sentence of choices, what it says, and what it would have opened."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports import draft_edits, draft_files
from servanda.imports.draft_data import Data
from servanda.imports.faults import Fault
from servanda.kernel.calendars import Calendar
from servanda.kernel.duty_checks import check_duty
from servanda.kernel.duty_forms import Duty, read_duty
from servanda.kernel.refusals import Refused
from servanda.office.models import AgreementDraft
from servanda.processes.agreements.duty_preview import Draft, preview
from servanda.processes.agreements.duty_sentences import particulars, sentences
from servanda.processes.declaration.base import Process
from servanda.processes.registry import processes
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.drafts import duty_form, shown
from servanda.web.drafts.duty_form import DutyForm
from servanda.web.drafts.preview_shown import PERIODS, preview_context
from servanda.web.names import agencies_in, names_in
from servanda.web.seats import Request, Seat

TRIED = ("try", "try-all")
CHECKED = ("save", *TRIED)
NEW: Data = {"opens": "visit.announce", "debtor": "owner", "creditor": "counterpart", "deliver": "notice"}
# Where a duty's own sentence speaks of how it is written in a file, the form says it in its own words.
WORDS: dict[str, Any] = {
    "duty_by_missing": _("Say by when."), "duty_key_missing": _("Choose one."), "duty_opens_or_every": _("Choose one."),
    "duty_same_party": _("The same side cannot carry it out and receive it."),
    "duty_before_opened": _("It cannot be due before the step that opens it: choose after."),
    "duty_precision_needs_date": _("This can be asked only where it is counted from a date."),
    "duty_every_from_opened": _("What recurs is counted after its own day."),
    "duty_every_unknown": _("Write a day of the year, such as 15 and December."),
    "duty_name_wrong": _("Use small letters a to z, digits and -, beginning with a letter."),
    "duty_step_wrong": _("Choose a step."), "unknown_step": _("Choose a step."),
    "duty_number_wanted": _("Write whole numbers from %(least)s to %(most)s."),
    "import_twice": _("Another responsibility of this article has this name."),
}  # fmt: skip
PLACES = {
    "id": "id", "opens": "opens", "every": "every", "debtor": "debtor", "creditor": "creditor", "deliver": "deliver",
    "by": "by_n", "or_later": "later_n", "remind": "remind", "ladder": "rung0_n", "needs": "precision",
    "accept": "accept",
}  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, seat: Seat, draft: str, article: str) -> HttpResponse:
    row = shown.find(draft, seat)
    draft_edits.find(row.data, article)
    return _page(request, seat, row, article, None)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, seat: Seat, draft: str, article: str, number: str) -> HttpResponse:
    row = shown.find(draft, seat)
    if int(number) >= len(draft_edits.find(row.data, article)["duties"]):
        raise Refused("no_file")
    return _page(request, seat, row, article, int(number))


def _page(request: Request, seat: Seat, row: AgreementDraft, key: str, number: int | None) -> HttpResponse:
    item = draft_edits.find(row.data, key)
    before: Data = NEW if number is None else sound(item["duties"][number])
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "remove" and number is not None:
        shown.saved(
            row, seat, lambda data: draft_edits.find(data, key)["duties"].pop(number),
            part=lambda data: draft_edits.find(data, key)["duties"], mark=request.POST.get("mark", ""),
        )  # fmt: skip
        messages.success(request, gettext("The responsibility was taken out."), extra_tags="good")
        return redirect(shown.url(row, "article", key))
    form = _form(request, row, before, do, on=timezone.localdate(seat.at))
    found: dict[str, Any] = {}
    if do in CHECKED and form.is_valid():
        others = [duty.get("id") for n, duty in enumerate(item["duties"]) if n != number]
        data = duty_form.to_duty(form, name=duty_form.free_name(form.cleaned_data["deliver"], others))
        _show_faults(form, draft_files.duty_faults(data, others, parties=row.data["parties"]))
        if not form.errors and do == "save":
            try:
                shown.saved(row, seat, lambda draft: _put(draft, key, number, data), mark=request.POST.get("mark", ""),
                            part=lambda draft: draft_edits.find(draft, key)["duties"])  # fmt: skip
                return redirect(shown.url(row, "article", key) + "#duties")
            except Refused as refused:
                form.add_error(None, refusal_text.sentence(refused))
                item = draft_edits.find(shown.find(row.id, seat).data, key)
        if not form.errors:
            found = _tried(row, item, data, request, seat)
    elif not do and number is not None:
        found = _said(row, item, before)
    context = _context(row, item, form, number, request) | found
    status = 422 if form.errors and do in CHECKED else 200
    if getattr(request, "htmx", None) and do in TRIED and status == 200:
        return render(request, "_duty_preview.html", context)
    return render(request, "draft_duty.html", context, status=status)


def sound(duty: Data) -> Data:
    """The keys of a duty that say something; what came out of a file in another shape is composed anew."""
    wrong = {fault.path[0] for fault in check_duty(duty) if fault.path}
    return {key: value for key, value in duty.items() if key not in wrong}


def _form(request: Request, row: AgreementDraft, before: Data, do: str, *, on: date) -> DutyForm:
    """Bound when it is to be saved or tried; where only the step was changed, what was chosen is carried over."""
    opens = request.POST.get("opens", before.get("opens", "")) if do else before.get("opens", "")
    is_calendar = request.POST.get("start") == "calendar" if do else bool(before.get("every"))
    process = None if is_calendar else _process(str(opens))
    shape = before | ({"every": before.get("every", "month")} if is_calendar else {"every": ""})
    if do in CHECKED:
        return DutyForm(request.POST, row=row, duty=shape, process=process, on=on)
    initial = duty_form.initial(before)
    if do:
        lists = {name: values if name.startswith(duty_form.CASES) else values[-1]
                 for name, values in request.POST.lists()}  # fmt: skip
        initial = {**lists, "accept": "accept" in lists}
    return DutyForm(row=row, duty=shape, process=process, on=on, initial=initial)


def _process(kind: str) -> Process | None:
    return processes().get(kind.partition(".")[0])


def _put(data: Data, key: str, number: int | None, duty: Data) -> None:
    duties = draft_edits.find(data, key)["duties"]
    if number is None:
        duties.append(duty)
    elif number < len(duties):
        duties[number] = duty


def _show_faults(form: DutyForm, faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        path = fault.field.split(".")[2:]
        name = PLACES.get(path[0], "") if path else "start"
        if path[:1] in (["where"], ["unless"]) and len(path) > 1:
            name = f"{path[0]}-{path[1]}"
        elif path[:1] == ["ladder"] and len(path) > 1 and path[1].isdigit():
            name = f"rung{path[1]}_n"
        elif path[:1] in (["by"], ["or_later"]) and len(path) > 1 and path[1] in duty_form.SIDES:
            name = "by_fact" if path[0] == "by" else "later_fact"
        if name == "every" and form.is_yearly:
            name = "every_day"
        words = WORDS.get(fault.code)
        said = str(words) % dict(fault.params) if words else refusal_text.sentence(fault.refused)
        form.add_error(name if name in form.fields else None, said)


def _said(row: AgreementDraft, item: Data, data: Data) -> dict[str, Any]:
    """The duty as a sentence, where it is one."""
    try:
        duty = read_duty(item["id"] or "1", data)
    except Refused:
        return {}
    names = names_in(get_language() or "en")
    return {"sentence": sentences(duty, names, parties=len(row.data["parties"])), "more": particulars(duty)}


def _tried(row: AgreementDraft, item: Data, data: Data, request: Request, seat: Seat) -> dict[str, Any]:
    """What it would have opened in the period that was asked for."""
    duty: Duty = read_duty(item["id"] or "1", data)
    asked = "0" if request.POST.get("do") == "try-all" else request.POST.get("period")
    days = next((n for n, _label in PERIODS if str(n) == asked), PERIODS[0][0])
    calendar = _calendar(row.data)
    today: date = calendar.local_day(seat.at)
    # Before the other parties are named, every agency that is known stands for them.
    parties = tuple(row.data["parties"] if len(row.data["parties"]) > 1 else agencies_in("en"))
    draft = Draft(parties=parties, calendar=calendar, fallback=row.data["fallback"], agreement=row.dossier)
    first = today - timedelta(days=days) if days else None
    found = preview(duty, draft, actor_of(seat), first=first, last=today, as_of=today)
    return _said(row, item, data) | preview_context(found)


def _calendar(data: Data) -> Calendar:
    """The draft's own calendar; plain weeks where it is not laid down yet."""
    facts = {key: data["calendar"][key] for key in ("zone", "years") if data["calendar"][key]}
    if data["calendar"]["weekend"]:
        facts["weekend"] = data["calendar"]["weekend"]
    try:
        return Calendar.from_facts(facts)
    except Refused:
        return Calendar(zone="UTC", years={})


def _context(row: AgreementDraft, item: Data, form: DutyForm, number: int | None, request: Request) -> dict[str, Any]:
    language = get_language() or "en"
    chosen = "0" if request.POST.get("do") == "try-all" else request.POST.get("period")
    first = row.data["languages"][0] if row.data["languages"] else language
    return {
        "section": "agreements", "title": shown.title_of(row.data, language), "form": form, "is_new": number is None,
        "article": {"id": item["id"], "head": item["head"].get(language) or item["head"].get(first, ""),
                    "text": item["text"].get(language) or item["text"].get(first, ""), "lang": first},
        "article_url": shown.url(row, "article", item["key"]), "url": shown.url(row),
        "mark": shown.mark_of(item["duties"]), "action": request.path,
        "periods": [{"value": n, "label": label, "is_chosen": str(n) == chosen}
                    for n, label in PERIODS],
    }  # fmt: skip
