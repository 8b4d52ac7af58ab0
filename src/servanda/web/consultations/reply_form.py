"""The form of an opinion: one answer, a comment on the whole, and one on each paragraph."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration import rows
from servanda.processes.declaration.fields import LONGEST
from servanda.processes.fields_of_work.consulting import Part
from servanda.processes.kinds.consultation import OPINIONS
from servanda.reports.opinions import place
from servanda.web.steps.fields_of_files import Files, FilesInput

COMMENT, WORDING = "comment-", "wording-"


class ReplyForm(forms.Form):
    """`draft` are the paragraphs. A part of a reply may leave the opinion to the lead unit."""

    opinion = forms.ChoiceField(label=_("Opinion"), widget=forms.RadioSelect, choices=list(OPINIONS.items()))
    comment = forms.CharField(
        label=_("Comment on the whole"), required=False, max_length=LONGEST["long"],
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip
    attached = Files(label=_("Attachments"), required=False, widget=FilesInput)

    def __init__(
        self, *args: Any, draft: Sequence[str], numbers: Sequence[int | None], is_part: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.numbers = draft, numbers
        self.kept: dict[int, str] = dict((self.initial or {}).get("kept") or {})
        self.fields["opinion"].required = not is_part
        for n, _text in enumerate(draft, start=1):
            for name, label in ((COMMENT, _("Comment")), (WORDING, _("Proposed wording"))):
                area = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
                self.fields[f"{name}{n}"] = forms.CharField(
                    label=label, required=False, widget=area, max_length=LONGEST["long"]
                )
        self.order_fields(["opinion", "comment"])

    def paragraphs(self) -> list[dict[str, Any]]:
        """Each paragraph with its two bound fields; it stands open where something was said on it."""
        found = []
        for n, text in enumerate(self.draft, start=1):
            fields = [self[f"{name}{n}"] for name in (COMMENT, WORDING)]
            is_open = any(field.value() or field.errors for field in fields)
            found.append({"n": n, "label": place(n, self.numbers), "text": text, "fields": fields, "is_open": is_open})
        return found

    def plain(self) -> list[Any]:
        """The fields that stand by themselves, after the opinion and the comment."""
        own = ("opinion", "comment")
        return [self[n] for n in self.fields if n not in own and not n.startswith((COMMENT, WORDING))]

    def points(self) -> list[dict[str, Any]]:
        """Rows of what was said by paragraph; one that stood in the reply before keeps its name."""
        found = []
        for n, text in enumerate(self.draft, start=1):
            comment = self.cleaned_data.get(f"{COMMENT}{n}") or ""
            wording = self.cleaned_data.get(f"{WORDING}{n}") or ""
            wording = "" if wording.strip() == text.strip() else wording
            if comment or wording:
                row = {"paragraph": n, "comment": comment, "wording": wording}
                found.append({"id": self.kept.get(n) or rows.new_id()} | {k: v for k, v in row.items() if v})
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_bare = not data.get("comment") and not self.points()
        if is_bare and data.get("opinion") in ("comments", "disagree"):
            self.add_error("comment", gettext("Say what your comments are, or why you disagree."))
        elif is_bare and not data.get("opinion") and not self.errors:
            self.add_error("opinion", gettext("Choose an opinion, or write a comment."))
        return data


def initial_of(stated: dict[str, Any]) -> dict[str, Any]:
    """What a reply stated before, as the form takes it."""
    found = {"opinion": stated.get("opinion", ""), "comment": stated.get("comment", ""), "kept": {}}
    for row in rows.of(stated.get("points")):
        n = row.get("paragraph")
        if isinstance(n, int):
            found |= {f"{COMMENT}{n}": row.get("comment", ""), f"{WORDING}{n}": row.get("wording", "")}
            found["kept"] = found["kept"] | {n: row["id"]}
    return found


def taken_over(parts: Iterable[tuple[str, Part]]) -> dict[str, Any]:
    """The parts of several units put together, each under its unit's name, for the lead to make one reply of."""
    found: dict[str, Any] = {}
    for unit, part in parts:
        for comment in part.comments:
            name = f"{COMMENT}{comment.paragraph}" if comment.paragraph else "comment"
            said = [comment.words, f"«{comment.wording}»" if comment.wording else ""]
            line = f"{unit}: {' '.join(filter(None, said))}"
            found[name] = f"{found[name]}\n{line}" if found.get(name) else line
    return found
