"""What a guest may say in a matter: the steps open to the guest's agency, recorded here as its reported words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.office import guests
from servanda.office.models import GuestLink
from servanda.processes import dossiers, reads
from servanda.processes.declaration.base import Field
from servanda.processes.folding import versioned
from servanda.processes.reads import OpenStep
from servanda.processes.telling import timeline
from servanda.processes.telling.wording import listed
from servanda.web import owed
from servanda.web.files import attachments
from servanda.web.models import TakenForm
from servanda.web.steps.fields_of_files import Files, FilesInput

# What a form of one text, one date and files can say.
FITTING = frozenset({"text", "long", "day", "act"})
LONGEST = 20_000
# Of what may be said to a commitment: what who was asked wants to say. All else stands folded.
FIRST = frozenset({"commitment.deliver", "commitment.decline", "commitment.ask_time"})
# By which way something went is for the officer to record, not for who replies.
NEVER = frozenset({"commitment.elsewhere"})
ANYTHING = "dossier.say"


@dataclass(frozen=True)
class Choice:
    """One thing to say; `key` names it in the form."""

    key: str
    label: str
    open: OpenStep
    text: Field | None
    day: Field | None
    version: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_text(self) -> bool:
        return self.text is not None and self.text.name in self.open.step.required

    @property
    def is_first(self) -> bool:
        """Does it answer what was asked?"""
        return self.open.kind in FIRST if self.open.commitment else bool(self.open.step.does)

    @property
    def needs_day(self) -> bool:
        return self.day is not None and self.day.name in self.open.step.required


class Replies(forms.RadioSelect):
    """Those that answer, and the others folded under a heading."""

    template_name = "replies.html"


class ReplyForm(forms.Form):
    """Which of the open steps, and with what words."""

    what = forms.ChoiceField(label=_("What do you reply?"), widget=Replies)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"})
    )
    until = forms.DateField(
        label=_("New date"), required=False, help_text=_("Only if you ask for more time."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    attached = Files(label=_("Attachments"), required=False, widget=FilesInput)

    def __init__(self, choices: list[Choice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {choice.key: choice for choice in choices}
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        first, others = _parted(choices)
        what.choices = [*_named(first), *([(gettext("Something else"), _named(others))] if others else [])]
        what.initial = first[0].key if first else None
        if not any(choice.day for choice in choices):
            del self.fields["until"]
        self._say_when_needed(choices)

    def _say_when_needed(self, choices: list[Choice]) -> None:
        """Whether words are needed depends on what is replied; the form says so before it is sent."""
        needing = [choice.label for choice in choices if choice.needs_text]
        text = self.fields["text"]
        text.required = bool(needing) and len(needing) == len(choices)
        if needing and not text.required:
            text.is_asked = True  # type: ignore[attr-defined]
            text.help_text = gettext("Needed for: %(replies)s.") % {"replies": listed(needing)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        choice = self.known.get(data.get("what", ""))
        if choice and choice.needs_text and not data.get("text", "").strip():
            self.add_error("text", gettext("Write something first."))
        if choice and choice.needs_day and not data.get("until"):
            self.add_error("until", gettext("Name the new date."))
        return data


def _parted(choices: list[Choice]) -> tuple[list[Choice], list[Choice]]:
    """What answers, with words of one's own after it, and the rest; nothing is folded where nothing is asked."""
    first = [choice for choice in choices if choice.is_first]
    if not first:
        return choices, []
    first += [choice for choice in choices if choice.open.kind == ANYTHING]
    return first, [choice for choice in choices if choice not in first]


def _named(choices: list[Choice]) -> list[tuple[str, str]]:
    return [(choice.key, choice.label) for choice in choices]


def _upon_version(choice: Choice, row: Dossier) -> Choice:
    """The version is part of the choice: a form that was read before the text changed no longer fits."""
    version = versioned.newest(row, choice.open.process)
    return replace(choice, key=f"{choice.key}:{version}", version=version)


def form_for(row: Dossier, agency: str, data: Any = None, files: Any = None) -> ReplyForm:
    return ReplyForm(choices_for(row, agency), data, files)


def choices_for(row: Dossier, agency: str) -> list[Choice]:
    """The declared steps first; a verb of a commitment that such a step says already is left out."""
    commitments = dossiers.commitments_of(row.id)
    words = owed.asked_for(commitments)
    found = reads.open_steps(row, node.current().agency, commitments, speaker=agency)
    said = {pair for item in found if item.commitment is None for pair in item.step.does}
    chosen = []
    for item in found:
        owed_here = item.commitment
        if owed_here and (item.step.name, owed_here.deliver) in said:
            continue
        for choice in [] if item.step.is_hidden or item.kind in NEVER else _choices(item, words):
            chosen.append(_upon_version(choice, row) if item.step.upon_version else choice)
    return chosen


def record(form: ReplyForm, row: Dossier, link: GuestLink, *, token: str, at: datetime) -> None:
    """Record what was replied, once for each form. Raises Refused or Faults and records nothing."""
    data = form.cleaned_data
    choice = form.known[data["what"]]
    said = {name: value for name, value in _values(choice, data).items() if value}
    uploads: list[UploadedFile] = data.get("attached") or []
    with node.current().writing():
        # Kept in the guest's own name: an officer's forms are told apart by the officer.
        guest = link.hash[:60]
        if token and TakenForm.objects.filter(officer=guest, once=token[:64]).exists():
            return
        statement = dossiers.read_statement(
            choice.open.kind, said, dossier=row.id, speaks_for=link.agency, via=guests.VIA,
            files=attachments.keep(uploads),
        )  # fmt: skip
        dossiers.take(statement, guests.recorder(link, row, at=at), at=at)
        if token:
            TakenForm.objects.create(officer=guest, once=token[:64], url="", at=at)


def name_of(act: str, index: int) -> str:
    """The name under which an entry's attachment was sent."""
    stored = StoredAct.objects.filter(name=act).first()
    named = timeline.attached(stored.act.part("content").get("files")) if stored else ()
    return next((item["name"] for item in named if item["index"] == index), "") or "attachment"


def _choices(item: OpenStep, words: Mapping[str, str]) -> list[Choice]:
    """One for each value of the one thing that has to be chosen; none for a step that this form cannot say."""
    fields = item.process.fields_of(item.step)
    chosen = [found for found in fields if found.kind == "choice" and found.name in item.step.required]
    choice = _choice(item, [found for found in fields if found not in chosen], words)
    if choice is None or len(chosen) > 1:
        return []
    if not chosen:
        return [choice]
    name, values = chosen[0].name, chosen[0].choices
    return [
        replace(choice, key=f"{choice.key}={value}", label=f"{choice.label}: {label}", stated={name: value})
        for value, label in values.items()
    ]


def _choice(item: OpenStep, fields: Sequence[Field], words: Mapping[str, str]) -> Choice | None:
    """None for a step that asks for more than this form can say."""
    if any(found.name in item.step.required and found.kind not in FITTING for found in fields):
        return None
    # A title and a reason would be two texts: then the required one is what is written.
    texts = [found for found in fields if found.kind in ("text", "long")]
    texts.sort(key=lambda found: (found.name not in item.step.required, found.kind != "long"))
    days = [found for found in fields if found.kind == "day"]
    needed = [found for found in (*texts, *days) if found.name in item.step.required]
    if len(needed) > len({found.kind == "day" for found in needed}):
        return None
    key = f"{item.kind}:{item.commitment.id}" if item.commitment else item.kind
    return Choice(key, _label(item, words), item, texts[0] if texts else None, days[0] if days else None)


def _label(item: OpenStep, words: Mapping[str, str]) -> str:
    if item.kind == ANYTHING:
        return gettext("Write something else")
    if item.commitment is None:
        return str(item.step.label)
    return pgettext("a step and what it is about", "%(step)s (%(what)s)") % {
        "step": item.step.label, "what": owed.what(item.commitment, words)
    }  # fmt: skip


def _values(choice: Choice, data: Mapping[str, Any]) -> dict[str, str]:
    values: dict[str, str] = dict(choice.stated)
    if choice.text:
        values[choice.text.name] = data.get("text") or ""
    until: date | None = data.get("until")
    if choice.day and until:
        values[choice.day.name] = until.isoformat()
    commitment: Commitment | None = choice.open.commitment
    values |= {"version": choice.version} if choice.version else {}
    return values | ({"commitment": commitment.id} if commitment else {})
