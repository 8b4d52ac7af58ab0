"""Foreign non-governmental organisations: who they are, their certificates with their ends, projects and reports."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Ahead, Ask, Begun, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.fields_of_work import licensing, ngos
from servanda.processes.organisation import places

CERTIFICATE_KINDS = {
    "operation": _("registration of operation"), "office": _("registration of a representative office"),
    "project_office": _("registration of a project office"),
}  # fmt: skip
STANDING = {
    "valid": pgettext_lazy("a certificate", "valid"), "suspended": pgettext_lazy("a certificate", "suspended"),
    "replaced": pgettext_lazy("a certificate", "replaced"), "ended": pgettext_lazy("a certificate", "ended"),
    "revoked": pgettext_lazy("a certificate", "revoked"),
}  # fmt: skip

CERTIFICATES = (
    Field("kind", _("Certificate"), kind="choice", choices=CERTIFICATE_KINDS),
    Field("number", _("Number")),
    Field("from_on", _("Valid from"), kind="day"),
    Field("until_on", _("Valid until"), kind="day"),
    Field("home_until", _("Registered at home until"), kind="day"),
    Field("standing", _("State"), kind="choice", choices=STANDING),
)
PROJECTS = (
    Field("title", _("Project")),
    Field("field", _("Field")),
    Field("places", _("Provinces")),
    Field("from_on", pgettext_lazy("first day of a period", "From"), kind="edtf"),
    Field("until_on", _("Until"), kind="edtf"),
    Field("amount", _("Amount"), kind="money"),
    Field("source", _("Source of the figure")),
    Field("as_of", _("As of"), kind="day"),
)
REPORTS = (
    Field("period", _("Period")),
    Field("due_on", _("Due"), kind="day"),
    Field("received_on", _("Received on"), kind="day"),
    Field("remark", _("Remark")),
)
WORKING = ("active", "suspended")


def fits(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """No certificate outlives the registration at home, or ends before it begins; every province exists."""
    facts = parts.get("facts", {})
    for row in rows.of(facts.get("certificates")):
        begins, ends, home = (str(row.get(name) or "") for name in ("from_on", "until_on", "home_until"))
        if ends and begins > ends:
            return "certificate_reversed"
        if home and ends > home:
            return "certificate_beyond_home"
    for row in rows.of(facts.get("projects")):
        if places.unknown(str(row.get("places") or "")):
            return "province_unknown"
        begins, ends = (str(row.get(name) or "")[:10] for name in ("from_on", "until_on"))
        if begins[:4].isdigit() and ends[:4].isdigit() and ends[:4] < begins[:4]:
            return "project_reversed"
    return ""


def begin_certificates(begun: Begun) -> Mapping[str, Any]:
    return {"certificates": licensing.issued(begun)}


PROCESS = Process(
    name="ngo",
    stays=True,
    label=_("Foreign organisation"),
    about=_("Keep the file of a foreign non-governmental organisation: certificates, projects and reports."),
    icon="globe-alt",
    panel="organisation",
    area="ngo",
    group="bodies",
    alike=("title",),
    ahead=(
        Ahead("certificates.until_on", _("A certificate ends"), _("A certificate ends on %(day)s: %(title)s"),
              WORKING, stands=ngos.stands, stays=60),
        Ahead("certificates.home_until", _("The registration at home ends"),
              _("The registration at home ends on %(day)s: %(title)s"), WORKING, stands=ngos.stands, stays=60),
        Ahead("reports.due_on", _("A report is due"), _("A report is due on %(day)s: %(title)s"), WORKING,
              stands=ngos.is_awaited, stays=60),
    ),
    may_stay=True,
    states={
        "active": _("works here"), "suspended": _("suspended"), "left": _("has left"),
        "merged": _("merged into another file"),
    },
    ends=("left", "merged"),
    fields=(
        Field("title", _("Name of the organisation")),
        Field("country", _("Country"), part="facts"),
        Field("partner", _("Partner"), kind="partner", part="facts", is_minor=True),
        Field("other_names", _("Other names"), part="facts", is_minor=True,
              hint=_("Short names and spellings by which it is found, separated by semicolons.")),
        Field("fields", _("Fields of work"), part="facts"),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("certificates", _("Certificates"), kind="rows", part="facts", columns=CERTIFICATES, must=("kind",)),
        Field("projects", _("Projects"), kind="rows", part="facts", columns=PROJECTS, must=("title",)),
        Field("reports", _("Reports"), kind="rows", part="facts", columns=REPORTS, must=("period", "due_on")),
        Field("question", _("What is requested"), kind="long"),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("answer", _("Answer"), kind="long"),
        Field("left_on", _("Left on"), kind="day", part="facts"),
        Field("other_file", _("Kept in the file")),
        Field("reason", _("Reason"), kind="long"),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("record", _("Open the file of an organisation"), _("%(who)s opened the file of %(title)s."),
             is_opening=True, then="active",
             fields=("title", "country", "fields", "certificates", "projects", "reports", "note", "partner",
                     "other_names", "field", "basis"),
             required=("title",), whole=fits),
        Step("correct", _("Correct the particulars"), _("%(who)s corrected the particulars of the organisation."),
             when=WORKING, fields=("title", "country", "fields", "note", "partner", "other_names"),
             required=("title",)),
        Step("certify", _("Record certificates"), _("%(who)s recorded certificates: %(certificates)s."), when=WORKING,
             fields=("certificates", "note"), required=("certificates",), whole=fits, begins=begin_certificates,
             hint=_("Certificates of cases that were decided since are filled in.")),
        Step("set_projects", _("Record projects"), _("%(who)s recorded projects: %(projects)s."), when=WORKING,
             fields=("projects", "note"), required=("projects",), whole=fits),
        Step("set_reports", _("Record reports"), _("%(who)s recorded reports: %(reports)s."), when=WORKING,
             fields=("reports", "note"), required=("reports",)),
        Step("revise", _("Bring the file up to date"), _("%(who)s brought the file up to date."), when=WORKING,
             fields=("country", "fields", "certificates", "projects", "reports", "note", "other_names"), whole=fits),
        Step("ask", _("Ask the other side"), _("%(who)s asked: %(question)s"), when=WORKING,
             fields=("question", "answer_by"), required=("question",),
             asks=Ask("information", due="answer_by", needs_acceptance=False, what="question")),
        Step("ask_keeper", _("Ask who keeps the file"), _("%(who)s asked: %(question)s"), by="party", when=WORKING,
             fields=("question", "answer_by"), required=("question",),
             asks=Ask("information", due="answer_by", needs_acceptance=False, debtor="owner", what="question")),
        Step("answer", _("Answer"), _("%(who)s answered."), by="any", when=WORKING, fields=("answer",),
             required=("answer",), does=(("deliver", "information"),), must=True),
        Step("suspend", _("Suspend its work"), _("%(who)s suspended the work of the organisation: %(reason)s"),
             when=("active",), then="suspended", fields=("reason",), required=("reason",)),
        Step("resume", _("Let it work again"), _("%(who)s let the organisation work again."), when=("suspended",),
             then="active", fields=("note",)),
        Step("leave", _("Record that it has left"), _("%(who)s recorded that the organisation has left: %(reason)s"),
             when=WORKING, then="left", fields=("left_on", "reason"), required=("reason",), lapses=True),
        Step("merge", _("Merge into another file"), _("%(who)s merged the file into another: %(other_file)s"),
             when=WORKING, then="merged", fields=("other_file", "reason"), required=("other_file",), lapses=True,
             hint=_("For an organisation that has two files by mistake: say where its file is kept from now on.")),
    ),
)  # fmt: skip
