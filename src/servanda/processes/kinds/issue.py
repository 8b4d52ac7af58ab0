"""Difficulties and early warnings, without blame: told early, looked after by a day, closed by whoever raised them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS

OPEN = ("raised",)
SETTLED = (("accept", "action"), ("accept", "answer"), ("withdraw", "action"), ("withdraw", "answer"))

PROCESS = Process(
    name="issue",
    label=_("Difficulty or early warning"),
    about=_("Tell the other side early what hinders the work, or may soon do so: who looks after it and by when, never "
            "who is at fault."),
    icon="lifebuoy",
    group="mending",
    states={"raised": _("raised"), "resolved": _("resolved"), "dropped": _("no longer arises")},
    ends=("resolved", "dropped"),
    fields=(
        Field("title", _("Title")),
        Field("nature", _("What it is"), kind="choice", part="facts", choices={
            "difficulty": _("a difficulty that is here"), "early_warning": _("an early warning: it may come")}),
        Field("about", _("About the file"), kind="file", part="facts", begins=_("Raise a difficulty")),
        Field("touches", _("What it touches"), kind="choice", part="facts", choices={
            "news": _("news in time"), "preparation": _("preparations"), "answers": _("answers"),
            "procedure": _("how the work goes"), "people": _("people and time"), "funds": _("funds"),
            "rules": _("rules and their reading"), "other": _("something else")}),
        Field("partner", _("Partner"), kind="partner", part="facts"),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("what", _("What is seen"), kind="long"),
        Field("effect", _("What it hinders, or may hinder"), kind="long"),
        Field("since", _("Since, or from when"), kind="edtf", part="facts", is_minor=True),
        Field("wish", _("What would help"), kind="long"),
        Field("settle_by", _("To be settled by"), kind="day", part="facts",
              hint=_("If it is still open after that day, the head of the unit that looks after it is told on the next "
                     "working day, and the leadership of that side after five.")),
        Field("plan", _("What will be done"), kind="long"),
        Field("resolution", _("How it was resolved"), kind="long"),
        Field("help", _("What is asked for"), kind="long"),
        Field("help_by", _("By when"), kind="day", part="facts"),
        Field("settled", _("What was settled"), kind="long"),
        Field("spoken_on", _("On which day"), kind="day", part="facts"),
        Field("spoken_with", _("Who spoke with whom"), kind="person", part="personal"),
        Field("reason", _("Reason"), kind="long"),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("raise", _("Raise a difficulty"), _("%(who)s raised: %(title)s."), is_opening=True, then="raised",
             fields=("title", "nature", "about", "touches", "partner", "field", "what", "effect", "since", "wish",
                     "settle_by", "basis"),
             required=("title", "nature", "what", "settle_by"),
             asks=Ask("action", due="settle_by", what="wish", remind=(2,), ladder=((1, "head"), (5, "leadership")))),
        Step("take_up", _("Say what will be done"), _("%(who)s took it up: %(plan)s"), by="party", when=OPEN,
             fields=("plan",), required=("plan",), does=(("promise", "action"),), must=True),
        Step("resolve", _("Report that it is resolved"), _("%(who)s reported it as resolved: %(resolution)s"),
             by="party", when=OPEN, fields=("resolution",), required=("resolution",), does=(("deliver", "action"),),
             must=True),
        Step("cannot", _("Say why it cannot be settled here"), _("%(who)s cannot settle it: %(reason)s"), by="party",
             when=OPEN, fields=("reason",), required=("reason",), does=(("decline", "action"),), must=True),
        Step("confirm", _("Confirm that it is resolved"), _("%(who)s confirmed that it is resolved."), when=OPEN,
             then="resolved", fields=("note",), does=SETTLED, must=(("accept", "action"),), lapses=True),
        Step("not_yet", _("Say what is still open"), _("For %(who)s it is not resolved yet: %(reason)s"), when=OPEN,
             fields=("reason",), required=("reason",), does=(("return", "action"),), must=True),
        Step("ask_help", _("Ask for a contribution"), _("%(who)s asked for a contribution: %(help)s"), by="any",
             when=OPEN, fields=("help", "help_by"), required=("help",),
             asks=Ask("support", due="help_by", debtor="other", what="help")),
        Step("record_oral", _("Record what was settled orally"),
             _("%(who)s recorded what was settled orally on %(spoken_on)s: %(settled)s"), by="any", when=OPEN,
             fields=("settled", "spoken_on", "spoken_with"), required=("settled", "spoken_on"),
             hint=_("The other side confirms it, or says what it understood."),
             asks=Ask("answer", debtor="other", words=_("what was settled orally"))),
        Step("confirm_oral", _("Confirm what was settled orally"), _("%(who)s confirmed what was settled orally."),
             by="any", when=OPEN, fields=("note",), does=(("deliver", "answer"),), must=True),
        Step("correct_oral", _("Say what was understood otherwise"), _("%(who)s understood it otherwise: %(reason)s"),
             by="any", when=OPEN, fields=("reason",), required=("reason",), does=(("decline", "answer"),), must=True),
        Step("close", _("Close as settled"), _("%(who)s, who raised it, closed it as settled."), when=OPEN,
             then="resolved", fields=("note",), does=SETTLED, lapses=True,
             hint=_("As it was settled orally, or because it settled itself.")),
        Step("drop", _("Say that it no longer arises"), _("%(who)s said that it no longer arises: %(reason)s"),
             when=OPEN, then="dropped", fields=("reason",), required=("reason",),
             does=(("withdraw", "action"), ("withdraw", "answer")), lapses=True),
    ),
)  # fmt: skip
