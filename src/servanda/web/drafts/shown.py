"""What pages of drafts share: the row behind the address, addresses of its pages, languages, and faults in words."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servanda.imports.draft_data import Data
from servanda.imports.faults import Fault
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import agreement_drafts
from servanda.office.models import AgreementDraft
from servanda.web import refusal_text
from servanda.web.access import actor_of
from servanda.web.seats import Seat
from servanda.web.templatetags.servanda import language_named

RTL = frozenset({"ar", "fa", "he", "ur"})
LABELS: dict[str, Any] = {
    "agreement": _("Short code"), "title": _("Title"), "kind": _("Kind"), "parties": _("Parties"),
    "original": _("Language of the original"), "in_force_on": _("In force from"),
    "review_on": _("To be reviewed by"), "ends_on": _("In force up to"),
    "shown": _("Numbers about the other side"), "transit": _("Time in transit"),
    "fields": _("Fields"), "fallback": _("Unit that stands in"), "preamble": _("Preamble"),
    "calendar": _("Calendar"), "zone": _("Time zone"), "country": _("Country"), "years": _("Years"),
    "articles": _("Articles"), "id": pgettext_lazy("of an article", "Number"),
    "head": _("Heading"), "text": _("Text"), "group": _("Chapter"),
    "field": _("Field"), "basis": _("Basis"), "duties": _("Responsibilities"),
}  # fmt: skip


def find(name: str, seat: Seat) -> AgreementDraft:
    return agreement_drafts.find(name, actor_of(seat))


def url(row: AgreementDraft | str, page: str = "", *args: str) -> str:
    """The address of a draft's page: the editor, or `review`, `data`, `calendar`, `article` and so on."""
    name = row if isinstance(row, str) else row.id
    return reverse(f"web:draft_{page}" if page else "web:draft", args=[name, *args])


def title_of(data: Data, language: str) -> str:
    return pick(data.get("title"), language) or gettext("Agreement without a title")


def columns(data: Data) -> list[dict[str, str]]:
    """The languages side by side, the original first."""
    return [{"code": code, "name": language_named(code), "dir": "rtl" if code in RTL else "ltr"}
            for code in data["languages"]]  # fmt: skip


def mark_of(part: Any) -> str:
    """A short value of a part as it was shown, by which a later save sees that somebody else has changed it."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


def saved(
    row: AgreementDraft, seat: Seat, do: Callable[[Data], object], *, part: Callable[[Data], Any] | None = None,
    mark: str = "",
) -> AgreementDraft:  # fmt: skip
    """Change the draft and keep it. Raises Refused("draft_changed") where the part is not what was shown."""

    def change(row: AgreementDraft) -> None:
        if part and mark and mark_of(part(row.data)) != mark:
            raise Refused("draft_changed")
        do(row.data)

    return agreement_drafts.change(row.id, actor_of(seat), change, at=seat.at)


def fault_lines(row: AgreementDraft, faults: tuple[Fault, ...]) -> list[dict[str, str]]:
    """Each fault as a sentence in the reader's words, with the page on which it is put right."""
    return [_line(row, fault) for fault in faults]


def sentence(fault: Fault, labels: dict[str, Any]) -> str:
    """The sentence of a fault with the page's own word for the field that it names."""
    params = dict(fault.params)
    name = str(params.get("field", ""))
    last = next((part for part in reversed(name.split(".")) if part in labels), name)
    return refusal_text.sentence(Refused(fault.code, **params | {"field": labels.get(last, name)}))


def _line(row: AgreementDraft, fault: Fault) -> dict[str, str]:
    path = fault.field.split(".")
    said = sentence(fault, LABELS)
    if path[0] == "articles" and len(path) > 1 and path[1].isdigit():
        item = row.data["articles"][int(path[1])]
        said = gettext("Article %(id)s: %(sentence)s") % {"id": item["id"] or "–", "sentence": said}
        is_duty = len(path) > 3 and path[2] == "duties"
        return {
            "text": said,
            "url": url(row, "duty", item["key"], path[3]) if is_duty else url(row, "article", item["key"]),
        }
    if path[0] == "calendar":
        return {"text": said, "url": url(row, "calendar")}
    return {"text": said, "url": url(row, "data") if path[0] != "articles" else url(row)}
