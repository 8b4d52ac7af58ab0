"""Agreements: a version is proposed, every party signs the same bytes, and the home, signing last, puts it in force."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry
from servanda.processes.agreements import agreement_stating, agreement_terms
from servanda.processes.agreements.agreement_checks import TEXT, VERSION_KINDS, is_on_the_table, is_signed_by_all
from servanda.processes.agreements.agreement_reading import IN_FORCE
from servanda.processes.agreements.agreement_riders import (
    is_a_span,
    is_consented_by_all,
    is_open_to_consent,
    is_readable_year,
)
from servanda.processes.declaration import point_steps
from servanda.processes.declaration.base import Ahead, Field, Page, Process, Step

SIGNING = frozenset({"leadership", "clerk"})
CAPACITIES = {
    "TM.": _("on behalf of (TM.)"), "KT.": _("for the head (KT.)"), "TL.": _("by order (TL.)"),
    "TUQ.": _("by authorisation (TUQ.)"), "head": _("as head"),
}  # fmt: skip
_ON_THE_TABLE = TEXT.when
_SIGNATURE = (
    "number", "signed_on", "capacity", "signatory", "name", "co_signatory", "co_capacity", "co_name",
)  # fmt: skip


def derive(facts: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """Which act is the version on the table, which one is in force, and from which day."""
    if act.kind in VERSION_KINDS:
        return {"proposed": act.id}
    if act.kind == "agreement.enter":
        terms = facts["terms"]
        return {
            "entered": act.id, "in_force_by": act.id, "in_force_on": terms["in_force_on"], "bound": facts["version"],
            "review_on": terms.get("review_on"), "ends_on": terms.get("ends_on"),
        }  # fmt: skip
    return {"in_force_by": act.id} if act.kind == agreement_terms.APPLY else {}


def text_on_the_table(row: Dossier) -> Mapping[str, Any]:
    return {"version": str(row.facts.get("proposed", ""))}


def text_and_signatures(row: Dossier) -> Mapping[str, Any]:
    signed = Entry.objects.filter(dossier=row, kind="agreement.sign", has_effect=True).values_list("name", flat=True)
    return {**text_on_the_table(row), "signatures": list(signed)}


PROCESS = Process(
    name="agreement",
    stays=True,
    label=_("Agreement"),
    about=_("A regulation, programme or annual plan that both sides sign and whose articles are then kept."),
    icon="scale",
    page=Page(_("Read the agreement"), "web:agreement", leads=True),
    in_menu=False,
    is_open_inside=True,
    states={
        "proposed": _("proposed"), "in_force": _("in force"), "amending": _("in force, an amendment is proposed"),
        "ended": _("ended"), "withdrawn": _("withdrawn"),
    },
    ends=("ended", "withdrawn"),
    ahead=(
        Ahead("review_on", _("To be reviewed"), _("To be reviewed by %(day)s: %(title)s"), IN_FORCE),
        Ahead("ends_on", _("In force only up to this day"), _("In force only up to %(day)s: %(title)s"), IN_FORCE),
    ),
    fields=(
        Field("title", _("Title")),
        Field("terms", _("Articles"), kind="data", part="facts"),
        Field("texts", _("Text"), kind="data"),
        Field("version", _("Version"), kind="act", part="facts"),
        Field("signatures", _("Signatures"), kind="acts", part="facts"),
        Field("number", _("Number"), part="facts"),
        Field("signed_on", _("Signed on"), kind="day", part="facts"),
        Field("capacity", _("Capacity"), kind="choice", part="facts", choices=CAPACITIES),
        Field("signatory", _("Office of the signatory")),
        Field("name", _("Name of the signatory"), kind="person", part="personal"),
        # Two office-holders may sign one side's paper together; it stays one signature with one number.
        Field("co_signatory", _("Office of the second signatory"), is_minor=True),
        Field("co_capacity", _("Capacity of the second signatory"), kind="choice", part="facts", choices=CAPACITIES,
              is_minor=True),
        Field("co_name", _("Name of the second signatory"), kind="person", part="personal", is_minor=True),
        Field("article", _("Article")),
        *point_steps.FIELDS,
        Field("text", _("Remark"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        Field("year", _("Year"), kind="number", part="facts"),
        Field("holidays", _("Days off besides weekends"), kind="days", part="facts"),
        Field("working", _("Days of weekends that are worked"), kind="days", part="facts"),
        Field("from_on", pgettext_lazy("first day of a period", "From"), kind="day", part="facts"),
        Field("until_on", _("Up to and including"), kind="day", part="facts"),
        Field("rider", _("Proposal"), kind="act", part="facts"),
    ),
    steps=(
        Step("propose", _("Propose an agreement"), _("%(who)s proposed the agreement: %(title)s"), is_opening=True,
             then="proposed", fields=("title", "terms", "texts"), required=("title", "terms", "texts"), is_hidden=True,
             before=agreement_stating.check_new),
        Step("revise", _("Propose another wording"), _("%(who)s proposed another wording."), when=("proposed",),
             fields=("title", "terms", "texts", "reason"), required=("terms", "texts"), is_hidden=True,
             before=agreement_stating.check),
        *point_steps.steps(TEXT, place=("article", "paragraph"), reword=_("Propose another wording of an article"),
                           says=_("%(who)s proposed another wording of article %(article)s.")),
        Step("sign", _("Sign this version"), _("%(who)s signed: %(signatory)s, No. %(number)s."), by="party",
             when=_ON_THE_TABLE, check=is_on_the_table,
             roles=SIGNING, fields=("version", *_SIGNATURE),
             required=("version", "number", "signed_on", "signatory"), puts_in=text_on_the_table),
        Step("enter", _("Sign last and put in force"), _("%(who)s signed last: %(signatory)s, No. %(number)s. "
             "The agreement binds."), when=_ON_THE_TABLE, then="in_force", check=is_signed_by_all,
             is_binding=True,
             roles=SIGNING, fields=("version", "signatures", *_SIGNATURE),
             required=("version", "signatures", "number", "signed_on", "signatory"), puts_in=text_and_signatures),
        Step("amend", _("Propose an amendment"), _("%(who)s proposed an amendment."), when=("in_force",),
             then="amending",
             fields=("title", "terms", "texts", "reason"), required=("terms", "texts"), is_hidden=True,
             before=agreement_stating.check),
        Step("drop", _("Drop the amendment"), _("%(who)s dropped the amendment."), when=("amending",), then="in_force",
             fields=("reason",), required=("reason",)),
        Step("withdraw", _("Withdraw the proposal"), _("%(who)s withdrew the proposal."), when=("proposed",),
             then="withdrawn", roles=SIGNING, fields=("reason",), required=("reason",)),
        Step("propose_calendar", _("Propose the working days of a year"),
             _("%(who)s proposed the working days of %(year)s."), by="any", when=("in_force", "amending"),
             check=is_readable_year, fields=("year", "holidays", "working", "reason"), required=("year",)),
        Step("propose_pause", _("Propose a pause"),
             _("%(who)s proposed that the agreement rests from %(from_on)s up to %(until_on)s: %(reason)s"), by="any",
             when=("in_force", "amending"), check=is_a_span, fields=("from_on", "until_on", "reason"),
             required=("from_on", "until_on", "reason")),
        Step("consent", _("Consent"), _("%(who)s consented to the proposal."), by="party",
             when=("in_force", "amending"), check=is_open_to_consent, roles=SIGNING, fields=("rider", "text"),
             required=("rider",), is_hidden=True),
        Step("apply", _("Put in force"), _("%(who)s put in force what all parties consented to."),
             when=("in_force", "amending"), check=is_consented_by_all, roles=SIGNING, fields=("rider", "text"),
             required=("rider",), is_hidden=True, is_binding=True),
        Step("end", _("End the agreement"), _("%(who)s ended the agreement: %(reason)s"),
             when=("in_force", "amending"), then="ended", roles=SIGNING, fields=("reason",), required=("reason",)),
    ),
    derive=derive,
    text=TEXT,
    terms=agreement_terms.Lane,
)  # fmt: skip
