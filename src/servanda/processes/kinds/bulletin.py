"""External information: lines to take and a text, cleared by the other side, released in languages, corrected."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.folding import versioned
from servanda.processes.telling import timeline

VERSIONS = ("begin", "revise", "correct")
LIVE = ("drafting", "released", "correcting")
WORKED_ON = ("drafting", "correcting")
LANGUAGES = {
    "vi": _("Vietnamese"), "en": _("English"), "ar": _("Arabic"), "ms": _("Malay"), "fr": _("French"),
    "es": _("Spanish"), "ru": _("Russian"), "zh": _("Chinese"), "lo": _("Lao"), "km": _("Khmer"),
    "ja": _("Japanese"), "ko": _("Korean"),
}  # fmt: skip
LINES = (
    Field("question", _("If asked"), kind="long"),
    Field("line", _("Line to take"), kind="long"),
    Field("speaker", _("Who speaks"), kind="unit"),
)
MEDIA = (
    Field("outlet", _("Outlet or channel")),
    Field("form", _("Form"), kind="choice", choices={
        "release": _("press release"), "article": _("article"), "interview": _("interview"),
        "briefing": _("press briefing"), "broadcast": _("broadcast"), "post": _("post on a network")}),
    Field("language", _("Language"), kind="choice", choices=LANGUAGES),
    Field("on", _("When"), kind="edtf"),
    Field("unit", _("Unit"), kind="unit"),
    Field("remark", _("Remark")),
)  # fmt: skip
WHOLE = ("lead", "place", "text")
FIGURES = (
    Field("picture", _("Name of the attached picture")),
    Field("after", _("After which paragraph"), kind="number"),
    Field("caption", _("Caption")),
    Field("credit", _("Credit")),
)
TEXT = ("lead", "place", "text", "figures", "lines", "note")


def derive(facts: Mapping[str, Any], act: Act) -> Mapping[str, Any]:
    """Versions are counted by the entries that state the text anew; the language of one entry is none of the file."""
    stated = act.kind in {f"bulletin.{name}" for name in VERSIONS}
    return {"language": None} | ({"edition": facts.get("edition", 0) + 1} if stated else {})


def is_another(act: Act, past: Sequence[Act]) -> str:
    """The original itself is what is cleared; a text given for its language would be released in its place."""
    stated = {done.facts.get("original") for done in past if done.kind == "bulletin.begin"}
    return "language_of_original" if act.facts.get("language") in stated else ""


def is_there(act: Act, past: Sequence[Act]) -> str:
    """Only a language in which the text was given can be checked."""
    given = {done.facts.get("language") for done in past if done.kind == "bulletin.translate"}
    return "" if act.facts.get("language") in given else "language_not_given"


def lacks(row: Dossier) -> list[Any]:
    """What the text as it stands still lacks; one that was put on the table before leads were asked for has none."""
    acts = versioned.acts(row, PROCESS, VERSIONS)
    said = acts[-1].part("content") if acts else {}
    attached = {item["name"] for act in acts for item in timeline.attached(act.part("content").get("files"))}
    pictures = [str(shown.get("picture") or "") for shown in rows.of(said.get("figures"))]
    missing = [found.label for name in WHOLE if (found := PROCESS.field(name)) and not said.get(name)]
    return missing + [name for name in pictures if name not in attached]


PROCESS = Process(
    name="bulletin",
    label=_("External information"),
    about=_("Agree on lines to take, have a text cleared by the other side, release it in several languages."),
    icon="megaphone",
    panel="editions",
    group="texts",
    area="information",
    versions=VERSIONS,
    states={
        "drafting": _("being drafted"), "released": _("released"), "correcting": _("being corrected"),
        "closed": _("closed"), "withdrawn": _("withdrawn after release"), "dropped": _("not released"),
    },
    ends=("closed", "withdrawn", "dropped"),
    fields=(
        Field("title", _("Title")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts", is_minor=True),
        Field("original", _("Language of the original"), kind="choice", part="facts", choices=LANGUAGES),
        Field("lead", pgettext_lazy("of a text", "Lead"), kind="long",
              hint=_("One or two sentences that stand under the title.")),
        Field("place", _("Place"), hint=_("As it stands before the text.")),
        Field("figures", _("Pictures"), kind="rows", columns=FIGURES, must=("picture", "caption", "credit"),
              hint=_("Attach each picture, and name it here as its file is called.")),
        Field("captions", _("Captions in this language"), kind="rows",
              columns=tuple(shown for shown in FIGURES if shown.name != "after"),
              must=("picture", "caption", "credit")),
        Field("heading", _("Title in this language")),
        Field("text", _("Text of the original"), kind="long",
              hint=_("As it is to be read. Whoever clears it clears this text and the lines to take, and no other.")),
        Field("lines", _("Lines to take"), kind="rows", columns=LINES, must=("line",)),
        Field("media", _("Media plan"), kind="rows", columns=MEDIA, must=("outlet",)),
        Field("clear_by", _("Clearance wanted by"), kind="day", part="facts"),
        Field("release_on", _("To be released on"), kind="edtf", part="facts", is_minor=True),
        Field("version", _("Version of the original"), kind="act", part="facts"),
        Field("edition", _("Version"), kind="number", part="facts"),
        Field("language", _("Language"), kind="choice", part="facts", choices=LANGUAGES),
        Field("wording", _("Text in this language"), kind="long"),
        Field("address", _("Where it can be read"), hint=_("An address, or the name and number of the paper.")),
        Field("note", _("What changed and why"), kind="long"),
        Field("remark", _("Remark"), kind="long"),
        Field("wanted", _("Changes wanted"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        Field("echo", _("How it was received"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("begin", _("Begin a text"), _("%(who)s drafted a text for the public: %(title)s"), is_opening=True,
             then="drafting", fields=("title", "original", "lead", "place", "text", "figures", "lines", "media",
                                      "clear_by", "release_on", "field", "partner", "basis"),
             required=("title", "original", *WHOLE, "clear_by"),
             asks=Ask("answer", due="clear_by", words=_("clearance of the text"))),
        Step("clear", _("Clear this version"), _("%(who)s cleared the text."), by="party", when=WORKED_ON,
             upon_version=True, fields=("version", "remark"), required=("version",), does=(("deliver", "answer"),),
             hint=_("It covers the text as it stands now. When the text changes, it is no longer cleared.")),
        Step("object", _("Ask for changes"), _("%(who)s asked for changes: %(wanted)s"), by="party", when=WORKED_ON,
             upon_version=True, fields=("version", "wanted"), required=("version", "wanted"),
             does=(("deliver", "answer"),)),
        Step("release", _("Release it"), _("%(who)s released the text."), when=WORKED_ON, then="released",
             needs="clear", lacks=lacks, fields=("address", "remark"), does=(("accept", "answer"),)),
        Step("revise", _("Change the text"), _("%(who)s changed the text: %(note)s"), when=WORKED_ON, fields=TEXT,
             required=(*WHOLE, "note"), does=(("return", "answer"),),
             hint=_("State the whole text and all lines as they are to be now. It is no longer cleared then.")),
        Step("correct", _("Correct what was released"), _("%(who)s wrote a correction: %(note)s"), when=("released",),
             then="correcting", fields=(*TEXT, "clear_by"), required=(*WHOLE, "note", "clear_by"),
             asks=Ask("answer", due="clear_by", words=_("clearance of the correction"))),
        Step("translate", _("Add a language"), _("%(who)s gave the text in another language: %(language)s."),
             by="any", when=LIVE, upon_version=True,
             fields=("language", "heading", "lead", "place", "wording", "captions", "version",
                     "address"),
             required=("language", "heading", "lead", "place", "wording", "version"), check=is_another),
        Step("check", _("Check a language against the original"),
             _("%(who)s checked the text against the original: %(language)s."), by="any", when=LIVE,
             upon_version=True, fields=("language", "version", "remark"), required=("language", "version"),
             check=is_there),
        Step("plan_media", _("Change the media plan"), _("%(who)s changed the media plan (%(media)s)."), by="any",
             when=LIVE, fields=("media", "remark"), required=("media",)),
        Step("close", _("Close it"), _("%(who)s closed it: %(echo)s"), when=("released",), then="closed",
             fields=("echo",), required=("echo",), does=(("deliver", "report"),), lapses=True),
        Step("withdraw", _("Withdraw after release"), _("%(who)s withdrew what was released: %(reason)s"),
             when=("released", "correcting"), then="withdrawn", fields=("reason",), required=("reason",),
             lapses=True),
        Step("drop", _("Do not release it"), _("%(who)s gave the release up: %(reason)s"), when=("drafting",),
             then="dropped", fields=("reason",), required=("reason",), lapses=True),
    ),
    derive=derive,
)  # fmt: skip
