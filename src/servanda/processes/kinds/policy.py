"""A coming rule: from what day it holds, whom it touches, and for each of them the path without interruption."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Ahead, Ask, Begun, Field, Process, Step
from servanda.processes.fields_of_work import continuity, ngos
from servanda.processes.kinds.ngo import CERTIFICATE_KINDS
from servanda.processes.organisation import places
from servanda.processes.telling import wording

SIDES = {"owner": _("who announced the rule"), "counterpart": _("the other side")}
TOUCHES = {
    "organisations": _("organisations"), "certificates": _("certificates"), "projects": _("projects"),
}  # fmt: skip
ABOUT = {
    "certificate_kind": _("the kind of certificate is"), "ends_before": _("it ends before"),
    "ends_after": _("it ends after"), "begins_after": _("it begins after"),
    "no_certificate": _("it has no certificate of the kind"), "field": _("the field is"),
    "province": _("the province is"), "country": _("the country is"),
}  # fmt: skip
PATHS = {
    "renew": _("renew early"), "transition": _("use the transition"), "exception": _("lawful exception"),
}  # fmt: skip

SHOWN = 50


def value_words(row: Mapping[str, Any]) -> str:
    """The value of a condition as people read it: a day written out, a certificate, a country or a place by name."""
    value, about = str(row.get("value") or ""), str(row.get("about") or "")
    if about in ("certificate_kind", "no_certificate"):
        return str(CERTIFICATE_KINDS.get(value, value))
    if about == "country":
        return ngos.country_name(value, get_language() or "en")
    if about == "province":
        return places.name_of(places.find(value)) if places.find(value) else value
    return wording.day(value) if about.startswith(("ends_", "begins_")) else value


CONDITIONS = (
    Field("about", _("Condition"), kind="choice", choices=ABOUT),
    Field("value", _("Value"), words=value_words),
)
WAYS = (
    Field("name", _("Which")),
    Field("what", _("What is to be done"), kind="long"),
    Field("path", _("Path"), kind="choice", choices=PATHS),
    Field("ground", _("Legal ground")),
    Field("side", _("Carried out by"), kind="choice", choices=SIDES),
    Field("unit", _("Unit"), kind="unit"),
    Field("due_on", _("By when"), kind="day"),
)


def is_lawful(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """An exception names the ground on which it rests."""
    paths = rows.of(parts.get("facts", {}).get("paths"))
    is_bare = any(row.get("path") == "exception" and not row.get("ground") for row in paths)
    return "exception_without_ground" if is_bare else ""


def is_readable(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Every condition can be told true or false, and a transition ends after the rule begins."""
    facts = parts.get("facts", {})
    if not all(continuity.is_readable(row) for row in rows.of(facts.get("conditions"))):
        return "condition_not_readable"
    until = str(facts.get("transition_until") or "")
    return "transition_reversed" if until and until < str(facts.get("in_force_on") or "") else ""


def begin_paths(begun: Begun) -> Mapping[str, Any]:
    """A row for each of the first that have no path yet; what was recorded before stays recorded."""
    found = continuity.check(begun.dossier, begun.actor, as_of=begun.on)
    return {"paths": [{"id": item.id, "name": item.title} for item in found.without[:SHOWN]]}


def begin_check(begun: Begun) -> Mapping[str, Any]:
    found = continuity.check(begun.dossier, begun.actor, as_of=begun.on)
    return {"checked_on": begun.on.isoformat(), "touched": len(found.items), "without": len(found.without)}


PROCESS = Process(
    name="policy",
    stays=True,
    label=_("Coming rule"),
    about=_("Announce a rule before it holds, find whom it would interrupt, and agree on a path for each."),
    icon="scale",
    panel="continuity",
    area="ngo",
    group="bodies",
    ahead=(
        Ahead("in_force_on", _("A rule comes into force"), _("A rule comes into force on %(day)s: %(title)s"),
              ("coming",)),
        Ahead("transition_until", _("A transition ends"), _("A transition ends on %(day)s: %(title)s"),
              ("coming", "in_force"), stays=60),
    ),
    states={
        "coming": _("coming"), "in_force": pgettext_lazy("a rule", "in force"),
        "carried_out": _("in force, nobody interrupted"), "withdrawn": _("withdrawn"),
    },
    ends=("carried_out", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("rule", _("What it says"), kind="long"),
        Field("basis", _("Policy or legal basis"), part="facts"),
        Field("in_force_on", _("In force from"), kind="day", part="facts"),
        Field("transition_until", _("Transition until"), kind="day", part="facts",
              hint=_("What stands on the day the rule comes into force may go on until then.")),
        Field("touches", _("Whom it touches"), kind="choice", part="facts", choices=TOUCHES),
        Field("conditions", _("Where all of this holds"), kind="rows", part="facts", columns=CONDITIONS,
              must=("about", "value"),
              hint=_("Days are written 2027-06-30; a certificate is operation, office or project_office. Without a "
                     "condition it touches all.")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("paths", _("Paths"), kind="rows", part="facts", columns=WAYS, must=("name", "what", "path", "side")),
        Field("checked_on", _("Checked on"), kind="day", part="facts"),
        Field("touched", _("Touched"), kind="number", part="facts"),
        Field("without", _("Without a path"), kind="number", part="facts"),
        Field("reason", _("Reason"), kind="long"),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
    ),
    steps=(
        Step("announce", _("Announce a coming rule"), _("%(who)s announced a coming rule: %(title)s, %(in_force_on)s."),
             is_opening=True, then="coming",
             fields=("title", "rule", "basis", "in_force_on", "transition_until", "touches", "conditions", "field"),
             required=("title", "in_force_on", "touches"), whole=is_readable, offers=True),
        Step("revise", _("Revise the rule"), _("%(who)s revised the coming rule."), when=("coming", "in_force"),
             fields=("title", "rule", "basis", "in_force_on", "transition_until", "touches", "conditions", "note"),
             required=("title", "in_force_on", "touches"), whole=is_readable),
        Step("path", _("Record paths"), _("%(who)s recorded paths: %(paths)s."), by="any", when=("coming", "in_force"),
             fields=("paths", "note"), required=("paths",), whole=is_lawful, begins=begin_paths,
             asks=Ask("action", rows="paths", debtor="side", unit="unit", due="due_on", what="what")),
        Step("check", _("Record the continuity check"),
             _("%(who)s checked who would be interrupted: %(touched)s touched, %(without)s without a path."), by="any",
             when=("coming", "in_force"), fields=("checked_on", "touched", "without", "note"),
             required=("checked_on", "touched", "without"), begins=begin_check),
        Step("take_effect", _("Record that it is in force"), _("%(who)s recorded that the rule is in force."),
             when=("coming",), then="in_force", fields=("note",)),
        Step("conclude", _("Record that nobody was interrupted"), _("%(who)s recorded that nobody was interrupted."),
             when=("in_force",), then="carried_out", fields=("note",), waits="action"),
        Step("withdraw", _("Withdraw the rule"), _("%(who)s withdrew the coming rule: %(reason)s"), when=("coming",),
             then="withdrawn", fields=("reason",), required=("reason",), lapses=True),
    ),
)  # fmt: skip
