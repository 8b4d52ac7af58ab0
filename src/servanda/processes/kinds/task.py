"""Assigned tasks: what a third body instructs or the other side requests, and who stands ready to support it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS

TASKS = (
    Field("task", _("Task"), kind="long"),
    Field("origin", _("Comes as"), kind="choice", choices={
        "instruction": _("instruction"), "request": _("request of the other side"), "own": _("own initiative")}),
    Field("body", _("Who assigned it")),
    Field("number", _("Number of the document")),
    Field("given_on", _("Dated"), kind="day"),
    Field("due_on", _("Due"), kind="edtf"),
    Field("stage", _("State"), kind="choice", choices={
        "open": _("open"), "under_way": _("under way"), "done": _("done"), "dropped": _("dropped")}),
    Field("progress", _("Progress")),
)  # fmt: skip
READINESS = (
    Field("task", _("Task")),
    Field("support", _("Support"), kind="long"),
    Field("unit", _("Unit"), kind="unit"),
    Field("until", _("Until"), kind="day"),
)

PROCESS = Process(
    name="task",
    label=_("Assigned tasks"),
    about=_("List what a third body has instructed and the other side requested, and who stands ready to support it."),
    icon="queue-list",
    group="asking",
    states={"open": _("open"), "done": _("done"), "ended": _("ended")},
    ends=("done", "ended"),
    fields=(
        Field("title", _("Title")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("tasks", _("Tasks"), kind="rows", part="facts", columns=TASKS, must=("task", "origin")),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
        Field("readiness", _("Standing readiness"), kind="rows", part="facts", columns=READINESS, must=("support",)),
        Field("wanted", _("What is requested"), kind="long"),
        Field("number", _("Number of the document")),
        Field("wanted_by", _("By when"), kind="day", part="facts"),
        Field("support", _("Support"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("list", _("List assigned tasks"), _("%(who)s listed assigned tasks: %(title)s (%(tasks)s)."),
             is_opening=True, then="open", fields=("title", "tasks", "note", "field", "basis"),
             required=("title", "tasks")),
        Step("report", _("Report progress"), _("%(who)s reported progress: %(note)s"), when=("open",),
             fields=("tasks", "note"), required=("tasks", "note"), does=(("deliver", "report"),)),
        Step("stand_ready", _("Stand ready to support"), _("%(who)s stands ready to support."), by="party",
             when=("open",), fields=("readiness", "note"), required=("readiness",),
             asks=Ask("support", rows="readiness", unit="unit", due="until", what="support"),
             does=(("promise", "support"),)),
        Step("ask_support", _("Ask for support"), _("%(who)s asked for support: %(support)s"), when=("open",),
             fields=("support", "wanted_by"), required=("support",),
             asks=Ask("support", due="wanted_by", what="support")),
        Step("request", _("Request a task"), _("%(who)s requested: %(wanted)s"), by="party", when=("open",),
             fields=("wanted", "number", "wanted_by"), required=("wanted",),
             hint=_("A request may be declined with a reason; an instruction comes from a body above."),
             asks=Ask("action", due="wanted_by", debtor="owner", what="wanted")),
        Step("finish", _("Record that all is done"), _("%(who)s recorded that all is done."), when=("open",),
             then="done", fields=("note",), does=(("withdraw", "support"),)),
        Step("end", _("End the list"), _("%(who)s ended the list: %(reason)s"), when=("open",), then="ended",
             fields=("reason",), required=("reason",), does=(("withdraw", "support"),), lapses=True),
    ),
)  # fmt: skip
