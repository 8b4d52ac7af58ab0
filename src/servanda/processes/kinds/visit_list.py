"""The rolling list of coming visits: kept by one side, shown to the other, revised as one entry with a note."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Ask, Carried, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.kinds.visit import PROCESS as VISIT

COLUMNS = (
    Field("visit", _("Visit or guest")),
    *(found for name in ("direction", "level", "partner") if (found := VISIT.field(name))),
    Field("start_on", _("Begins"), kind="edtf"),
    Field("end_on", _("Ends"), kind="edtf"),
    Field("stage", _("State"), kind="choice", choices={
        "expected": _("expected"), "agreed": _("agreed"), "postponed": _("postponed"), "cancelled": _("cancelled")}),
    Field("source", _("Originator")),
)  # fmt: skip

CARRIED = Carried(
    begins={"visit": _("Announce this visit")},
    by="home",
    states={
        "not_begun": _("not announced yet"), "under_way": _("announced"),
        "overdue": _("not announced, its time is past"),
    },
    groups=(
        (_("What"), ("visit", "direction", "level")), (_("When"), ("start_on", "end_on")),
        (_("With whom and where"), ("partner",)), (_("Remark"), ("stage", "source")),
    ),
)  # fmt: skip

PROCESS = Process(
    name="visit_list",
    label=_("List of coming visits"),
    about=_("Keep one list of the visits to come, and show the other side each revision of it."),
    icon="table-cells",
    group="meeting",
    area="visits",
    states={"kept": _("kept up to date"), "ended": _("ended")},
    ends=("ended",),
    fields=(
        Field("title", _("Title")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("visits", _("Visits"), kind="rows", part="facts", columns=COLUMNS, must=("visit", "start_on"),
              carried=CARRIED),
        Field("wanted", _("What is wanted"), kind="long"),
        Field("wanted_by", _("By when"), kind="day", part="facts"),
        Field("note", _("What changed and why"), kind="long"),
        Field("text", pgettext_lazy("to an entry", "Note"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("begin", _("Begin a list"), _("%(who)s began the list: %(title)s (%(visits)s)."), is_opening=True,
             then="kept", offers=True, fields=("title", "field", "visits", "note", "basis"),
             required=("title", "visits"), does=(("deliver", "information"),)),
        Step("revise", _("Revise the list"), _("%(who)s revised the list (%(visits)s): %(note)s"), when=("kept",),
             fields=("visits", "note"), required=("visits", "note"), does=(("deliver", "information"),)),
        Step("ask", _("Ask for a revised list"), _("%(who)s asked for a revised list: %(wanted)s"), by="party",
             when=("kept",), fields=("wanted", "wanted_by"), required=("wanted",),
             asks=Ask("information", due="wanted_by", needs_acceptance=False, debtor="owner", what="wanted")),
        Step("end", _("End the list"), _("%(who)s ended the list."), when=("kept",), then="ended", fields=("text",),
             lapses=True),
    ),
)  # fmt: skip
