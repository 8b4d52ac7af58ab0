"""Agreements: a version is proposed, every party signs the same bytes, and the home, signing last, puts it in force."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.kernel.acts import Act
from servanda.processes.base import Field, Process, Step

SIGNING = frozenset({"leadership", "clerk"})
VERSION_KINDS = ("agreement.propose", "agreement.revise", "agreement.amend")


def derive(facts: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """Which act is the version on the table, which one is in force, and from which day."""
    if act.kind in VERSION_KINDS:
        return {"proposed": act.id}
    if act.kind == "agreement.enter":
        return {"entered": act.id, "in_force_on": facts["terms"]["in_force_on"], "bound": facts["version"]}
    return {}


def is_on_the_table(act: Act, past: Sequence[Act]) -> str:
    """A signature names the version that is on the table, and nobody signs one version twice."""
    versions = [other for other in past if other.kind in VERSION_KINDS]
    if not versions or act.facts.get("version") != versions[-1].id:
        return "other_version"
    signed = {(other.speaker, other.facts.get("version")) for other in past if other.kind == "agreement.sign"}
    return "already_signed" if (act.speaker, versions[-1].id) in signed else ""


def is_signed_by_all(act: Act, past: Sequence[Act]) -> str:
    """The home signs last: it names the version and the signature of every other party."""
    versions = [other for other in past if other.kind in VERSION_KINDS]
    version = versions[-1] if versions else None
    if version is None or act.facts.get("version") != version.id:
        return "other_version"
    signed = {o.id: o.speaker for o in past if o.kind == "agreement.sign" and o.facts.get("version") == version.id}
    named = {signed.get(name) for name in act.facts["signatures"]}
    parties = {party for other in past if other.kind == "agreement.propose" for party in other.facts["parties"]}
    if set(version.facts["terms"]["parties"]) != parties:
        # A text may bind nobody but those who have it before them.
        return "not_signed_by_all"
    return "" if parties - {act.agency} <= named else "not_signed_by_all"


PROCESS = Process(
    name="agreement",
    label=_("Agreement"),
    about=_("A regulation, programme or annual plan that both sides sign and whose articles are then kept."),
    icon="scale",
    in_menu=False,
    is_open_inside=True,
    states={
        "proposed": _("proposed"), "in_force": _("in force"), "amending": _("in force, an amendment is proposed"),
        "ended": _("ended"), "withdrawn": _("withdrawn"),
    },
    ends=("ended", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("terms", _("Articles"), kind="data", part="facts"),
        Field("texts", _("Text"), kind="data"),
        Field("version", _("Version"), kind="act", part="facts"),
        Field("signatures", _("Signatures"), kind="acts", part="facts"),
        Field("number", _("Number"), part="facts"),
        Field("signed_on", _("Signed on"), kind="day", part="facts"),
        Field("capacity", _("Capacity"), kind="choice", part="facts", choices={
            "TM.": _("on behalf of (TM.)"), "KT.": _("for the head (KT.)"), "TL.": _("by order (TL.)"),
            "TUQ.": _("by authorisation (TUQ.)"), "head": _("as head")}),
        Field("signatory", _("Office of the signatory")),
        Field("name", _("Name of the signatory"), kind="person", part="personal"),
        Field("text", _("Remark"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
    ),
    steps=(
        Step("propose", _("Propose an agreement"), _("%(who)s proposed the agreement: %(title)s"), is_opening=True,
             then="proposed", fields=("title", "terms", "texts"), required=("title", "terms", "texts"), is_hidden=True),
        Step("revise", _("Propose another wording"), _("%(who)s proposed another wording."), when=("proposed",),
             fields=("title", "terms", "texts", "reason"), required=("terms", "texts"), is_hidden=True),
        Step("remark", _("Remark on the text"), _("%(who)s remarked: %(text)s"), by="any",
             when=("proposed", "amending"), fields=("text",), required=("text",)),
        Step("sign", _("Sign this version"), _("%(who)s signed: %(signatory)s, No. %(number)s."), by="party",
             when=("proposed", "amending"), check=is_on_the_table,
             roles=SIGNING, fields=("version", "number", "signed_on", "capacity", "signatory", "name"),
             required=("version", "number", "signed_on", "signatory")),
        Step("enter", _("Sign last and put in force"), _("%(who)s signed last: %(signatory)s, No. %(number)s. "
             "The agreement binds."), when=("proposed", "amending"), then="in_force", check=is_signed_by_all,
             roles=SIGNING, fields=("version", "signatures", "number", "signed_on", "capacity", "signatory", "name"),
             required=("version", "signatures", "number", "signed_on", "signatory")),
        Step("amend", _("Propose an amendment"), _("%(who)s proposed an amendment."), when=("in_force",),
             then="amending",
             fields=("title", "terms", "texts", "reason"), required=("terms", "texts"), is_hidden=True),
        Step("drop", _("Drop the amendment"), _("%(who)s dropped the amendment."), when=("amending",), then="in_force",
             fields=("reason",), required=("reason",)),
        Step("withdraw", _("Withdraw the proposal"), _("%(who)s withdrew the proposal."), when=("proposed",),
             then="withdrawn", roles=SIGNING, fields=("reason",), required=("reason",)),
        Step("end", _("End the agreement"), _("%(who)s ended the agreement: %(reason)s"),
             when=("in_force", "amending"), then="ended", roles=SIGNING, fields=("reason",), required=("reason",)),
    ),
    derive=derive,
)  # fmt: skip
