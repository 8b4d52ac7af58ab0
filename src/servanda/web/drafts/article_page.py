"""One article of a draft with its languages side by side, its field and its basis."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports import draft_edits
from servanda.imports.draft_data import Data
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office.models import AgreementDraft
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.drafts import shown, texts
from servanda.web.drafts.page import duty_sentence
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat


class ArticleForm(forms.Form):
    """Number, field and basis; the texts are added for the languages of the draft."""

    id = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z._-]*$", label=pgettext_lazy("of an article", "Number"), max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Such as 5 or 5.1."), error_messages={"invalid": _("Use letters from A to Z, digits, dots and -.")},
    )  # fmt: skip
    field = forms.ChoiceField(label=_("Field"), required=False)
    basis = forms.CharField(
        label=_("Basis"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Laws and decisions on which the article rests, one on each line."),
    )  # fmt: skip

    def __init__(self, *args: Any, draft: Data, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        titles = [(field["id"], pick(field["title"], language) or field["id"]) for field in draft["fields"]]
        chosen = self.fields["field"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "–"), *titles]
        self.columns = shown.columns(draft)
        texts.add(self, "group", _("Chapter"), self.columns)
        texts.add(self, "head", _("Heading"), self.columns)
        texts.add(self, "text", _("Text"), self.columns, rows=10)

    @property
    def sides(self) -> list[dict[str, Any]]:
        """The languages with their bound fields, as the page sets them side by side."""
        return [{**column, "fields": [self[f"{name}-{column['code']}"] for name in ("head", "text")]}
                for column in self.columns]  # fmt: skip

    @property
    def rest(self) -> list[Any]:
        groups = [self[f"group-{column['code']}"] for column in self.columns]
        return [self["field"], self["basis"], *groups] if len(self.fields["field"].choices) > 1 else [  # type: ignore[attr-defined]
            self["basis"], *groups]  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, seat: Seat, draft: str, article: str) -> HttpResponse:
    row = shown.find(draft, seat)
    item = draft_edits.find(row.data, article)
    form = ArticleForm(request.POST or None, draft=row.data, initial=_initial(item))
    mark = shown.mark_of(_written(item))
    if request.method == "POST" and form.is_valid():
        try:
            row = shown.saved(
                row, seat, lambda data: _take(data, article, form), mark=request.POST.get("mark", ""),
                part=lambda data: _written(draft_edits.find(data, article)),
            )  # fmt: skip
            return redirect(_next(row, article, request.POST.get("do", "")))
        except Refused as refused:
            field = "id" if refused.code == "import_twice" else None
            form.add_error(field, refusal_text.sentence(refused))
    context = _context(row, item, form) | {"mark": mark}
    return render(request, "draft_article.html", context, status=422 if form.errors else 200)


def _take(data: Data, key: str, form: ArticleForm) -> None:
    item, found = draft_edits.find(data, key), form.cleaned_data
    if any(other["id"] == found["id"] for other in data["articles"] if other is not item):
        raise Refused("import_twice", value=found["id"], field="id")
    for name in ("group", "head", "text"):
        item[name] = texts.read(found, name, form.columns)
    item["id"], item["basis"] = found["id"], texts.lines(found["basis"])
    if any(field["id"] == item["field"] for field in data["fields"]) or found["field"] or not item["field"]:
        item["field"] = found["field"]


def _next(row: AgreementDraft, key: str, do: str) -> str:
    keys = [item["key"] for item in row.data["articles"]]
    following = keys.index(key) + 1
    if do == "next" and following < len(keys):
        return shown.url(row, "article", keys[following])
    return shown.url(row, "duty_new", key) if do == "duty" else shown.url(row) + f"#{key}"


def _initial(item: Data) -> dict[str, Any]:
    found: dict[str, Any] = {"id": item["id"], "field": item["field"], "basis": "\n".join(item["basis"])}
    for name in ("group", "head", "text"):
        found |= texts.initial(name, item[name])
    return found


def _written(item: Data) -> Data:
    """What this page shows of an article; its duties have pages of their own."""
    return {key: value for key, value in item.items() if key != "duties"}


def _context(row: AgreementDraft, item: Data, form: ArticleForm) -> dict[str, Any]:
    language = get_language() or "en"
    names, parties, key = names_in(language), len(row.data["parties"]), item["key"]
    keys = [each["key"] for each in row.data["articles"]]
    return {
        "section": "agreements", "title": shown.title_of(row.data, language), "url": shown.url(row), "form": form,
        "heading": gettext("Article %(id)s") % {"id": item["id"]} if item["id"] else gettext("New article"),
        "is_last": keys[-1] == key, "draft_key": f"{row.id}|{key}",
        "duties": [{"text": duty_sentence(item["id"] or "1", duty, names, parties),
                    "url": shown.url(row, "duty", key, str(n))} for n, duty in enumerate(item["duties"])],
    }  # fmt: skip
