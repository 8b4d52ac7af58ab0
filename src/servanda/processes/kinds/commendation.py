"""Commendations: nominated, opinions asked, put before the council, decided, and conferred at a ceremony."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.kinds.consultation import OPINIONS

OPEN = ("nominated", "council")
NOMINEES = (
    Field("name", _("Name"), kind="person", part="personal"),
    Field("post", _("Post or organisation")),
    Field("country", _("Country")),
    Field("merit", _("Merit"), kind="long"),
)

PROCESS = Process(
    name="commendation",
    label=_("Commendation"),
    about=_("Nominate a friend for an award, ask for opinions, record what council and decision say, and confer it."),
    icon="trophy",
    group="bodies",
    area="commendation",
    states={
        "nominated": _("nominated"), "council": _("before the council"), "decided": _("decided"),
        "conferred": _("conferred"), "refused": _("not awarded"), "withdrawn": _("withdrawn"),
    },
    ends=("conferred", "refused", "withdrawn"),
    alike=("nominees.name",),
    fields=(
        Field("title", _("Title")),
        Field("award", _("Award"), kind="choice", part="facts", choices={
            "peace_friendship": _("Insignia for peace and friendship among nations"),
            "diplomacy": _("Insignia for the cause of diplomacy"), "order": _("Friendship Order"),
            "medal": _("Friendship Medal"), "certificate": _("certificate of merit"), "other": _("another award")}),
        Field("partner", _("Partner"), kind="partner", part="facts"),
        Field("nominees", _("Nominees"), kind="rows", part="personal", columns=NOMINEES, must=("name",),
              hint=_("A person or a body in each row. Who was nominated or decorated before is shown before it goes.")),
        Field("grounds", _("Grounds"), kind="long"),
        Field("occasion", _("Occasion"), is_minor=True),
        Field("confer_on", _("Wanted for"), kind="edtf", part="facts", is_minor=True),
        Field("question", _("What the opinion is asked on"), kind="long"),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("view", _("Opinion"), kind="choice", part="facts", choices=OPINIONS),
        Field("text", _("Comments"), kind="long"),
        Field("council_on", _("The council meets on"), kind="day", part="facts"),
        Field("council", _("Council")),
        Field("votes_for", _("Votes in favour"), kind="number", part="facts"),
        Field("votes", _("Members voting"), kind="number", part="facts"),
        Field("number", _("Number of the decision"), part="facts"),
        Field("decided_on", _("Decided on"), kind="day", part="facts", has_come=True),
        Field("decider", _("Decided by")),
        Field("preparation", _("What is to be prepared"), kind="long"),
        Field("due_on", _("By when"), kind="day", part="facts"),
        Field("conferred_on", _("Conferred on"), kind="day", part="facts", has_come=True),
        Field("place", _("Place")),
        Field("conferrer", _("Conferred by")),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("nominate", _("Nominate for an award"), _("%(who)s nominated for an award: %(title)s (%(award)s)."),
             is_opening=True, then="nominated",
             fields=("title", "award", "partner", "nominees", "grounds", "occasion", "confer_on", "basis"),
             required=("title", "award", "nominees", "grounds")),
        Step("ask_opinion", _("Ask for an opinion"), _("%(who)s asked for an opinion on the nomination."), when=OPEN,
             fields=("question", "answer_by"), asks=Ask("opinion", due="answer_by", needs_acceptance=False)),
        Step("give_opinion", _("Give an opinion"), _("%(who)s gave an opinion: %(view)s."), by="party", when=OPEN,
             fields=("view", "text"), required=("view",), does=(("deliver", "opinion"),), must=True),
        Step("put_to_council", _("Put before the council"), _("%(who)s put it before the council: %(council)s."),
             when=("nominated",), then="council", fields=("council", "council_on"), required=("council",)),
        Step("decide", _("Record the decision"), _("%(who)s recorded decision %(number)s of %(decided_on)s."),
             when=OPEN, then="decided", fields=("number", "decided_on", "decider", "votes_for", "votes", "text"),
             required=("number", "decided_on"), does=(("withdraw", "opinion"),)),
        Step("refuse", _("Record that it is not awarded"), _("%(who)s recorded that it is not awarded: %(reason)s"),
             when=OPEN, then="refused", fields=("reason", "decided_on", "decider", "votes_for", "votes"),
             required=("reason",), does=(("withdraw", "opinion"),)),
        Step("ask_preparation", _("Ask for a preparation of the ceremony"),
             _("%(who)s asked for a preparation: %(preparation)s"), when=("decided",),
             fields=("preparation", "due_on"), required=("preparation",), asks=Ask("preparation", due="due_on")),
        Step("confer", _("Record the ceremony"), _("%(who)s recorded that it was conferred on %(conferred_on)s."),
             when=("decided",), then="conferred", fields=("conferred_on", "place", "conferrer", "text"),
             required=("conferred_on",), lapses=True),
        Step("withdraw", _("Withdraw the nomination"), _("%(who)s withdrew the nomination: %(reason)s"),
             when=(*OPEN, "decided"), then="withdrawn", fields=("reason",), required=("reason",), lapses=True),
    ),
)  # fmt: skip
