"""Plans and programmes of one side or of both: rows with an outcome each, agreed, revised as one entry, summed up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry
from servanda.processes.declaration.base import Carried, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.kinds.activity import PROCESS as ACTIVITY

STATES_ROWS = frozenset({"plan.propose", "plan.revise"})
KINDS = {"activity": _("activity"), "visit": _("visit or delegation")}
COLUMNS = (
    Field("title", _("What")),
    Field("kind", _("Kind"), kind="choice", choices=KINDS),
    Field("outcome", _("Outcome wanted")),
    *(found for name in ("partner", "start_on", "end_on", "place", "lead", "coordinating", "informed", "amount",
                         "funds", "basis") if (found := ACTIVITY.field(name))),
    Field("out_of_plan", _("Added to the plan later"), kind="yes"),
    Field("remark", _("Remark")),
)  # fmt: skip


CARRIED = Carried(
    begins={"activity": _("Begin as an activity"), "visit": _("Begin as a visit")},
    groups=(
        (_("What"), ("title", "outcome", "kind")), (_("When"), ("start_on", "end_on")),
        (_("With whom and where"), ("partner", "place")), (_("Who"), ("lead", "coordinating", "informed")),
        (_("Means"), ("amount", "funds", "basis")), (_("Remark"), ("remark", "out_of_plan")),
    ),
)  # fmt: skip


def agrees(act: Act, past: Sequence[Act]) -> str:
    """The other side agrees to the rows that it has seen, and to no others."""
    rows = [done.id for done in past if done.kind in STATES_ROWS]
    return "" if rows and act.facts.get("version") == rows[-1] else "other_version"


def is_agreed(act: Act, past: Sequence[Act]) -> str:
    """A joint plan enters into force when every other party has agreed to the rows as they stand."""
    opening = next((done for done in past if done.kind == "plan.propose"), None)
    if opening is None or opening.facts.get("joint") is not True:
        return ""
    last = [done.id for done in past if done.kind in STATES_ROWS][-1]
    agreed = {done.speaker for done in past if done.kind == "plan.agree" and done.facts.get("version") == last}
    others = {party for party in opening.facts.get("parties", []) if party != act.speaker}
    return "" if others <= agreed else "plan_not_agreed"


def has_not_agreed(row: Dossier, actor: Actor) -> bool:
    from servanda.processes.fields_of_work import plan_states

    return actor.agency not in plan_states.agreed(row)


def rows_as_they_stand(row: Dossier) -> Mapping[str, Any]:
    stated = Entry.objects.filter(dossier=row, kind__in=STATES_ROWS, has_effect=True).order_by("place").last()
    return {"version": stated.name if stated else ""}


def may_be_adopted(row: Dossier, _actor: Actor) -> bool:
    from servanda.processes.fields_of_work import plan_states

    return not plan_states.not_agreed(row)


PROCESS = Process(
    name="plan",
    label=_("Plan or programme"),
    about=_("Keep the plan of a year, of one side or joint; revise it, and see what became of each row."),
    icon="clipboard-document-list",
    group="meeting",
    may_stay=True,
    states={
        "proposed": _("proposed"), "in_force": _("in force"), "closed": _("closed with a summary"),
        "withdrawn": _("withdrawn"),
    },
    ends=("closed", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("year", _("Year"), kind="number", part="facts"),
        Field("joint", _("Joint: the other side must agree to it"), kind="yes", part="facts"),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("context", _("Context note"), kind="long",
              hint=_("The situation in which this was planned, or what has changed since.")),
        Field("items", _("Rows of the plan"), kind="rows", part="facts", columns=COLUMNS, must=("title",),
              from_sheet=True, carried=CARRIED),
        Field("version", _("Rows agreed to"), kind="act", part="facts"),
        Field("note", _("Note"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        Field("summary", _("Summary"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("propose", _("Propose a plan"), _("%(who)s proposed the plan %(title)s (%(items)s)."), is_opening=True,
             then="proposed", offers=True, fields=("title", "year", "joint", "field", "context", "items", "basis"),
             required=("title", "items"), does=(("deliver", "information"),)),
        Step("agree", _("Agree to the plan"), _("%(who)s agreed to the plan as it stands."), by="party",
             when=("proposed", "in_force"), fields=("version", "note"), required=("version",), check=agrees,
             ready=has_not_agreed, puts_in=rows_as_they_stand),
        Step("ask_change", _("Ask for a change"), _("%(who)s asked for a change: %(reason)s"), by="party",
             when=("proposed", "in_force"), fields=("reason",), required=("reason",)),
        Step("adopt", _("Put in force"), _("%(who)s put the plan in force."), when=("proposed",), then="in_force",
             fields=("note",), check=is_agreed, ready=may_be_adopted),
        Step("revise", _("Revise the plan"), _("%(who)s revised the plan (%(items)s): %(context)s"),
             when=("proposed", "in_force"), fields=("context", "items"), required=("context", "items"),
             does=(("deliver", "information"),),
             hint=_("State all rows as they are to be now, as one entry. What changed is marked by itself.")),
        Step("close", _("Close with a summary"), _("%(who)s closed the plan: %(summary)s"), when=("in_force",),
             then="closed", fields=("summary",), required=("summary",), does=(("deliver", "report"),)),
        Step("withdraw", _("Withdraw the plan"), _("%(who)s withdrew the plan: %(reason)s"),
             when=("proposed", "in_force"), then="withdrawn", fields=("reason",), required=("reason",), lapses=True),
    ),
)  # fmt: skip
