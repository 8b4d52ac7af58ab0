"""What the page of a round shows: who was asked and answered what, the draft with its comments, what comes next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.exchange.deliveries import Delivery
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Commitment
from servanda.office import outgoing as office
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import consulting
from servanda.processes.fields_of_work.consulting import REPLY, Asked, Round
from servanda.processes.folding.internal import OPEN
from servanda.processes.kinds.consultation import PROCESS
from servanda.processes.models import Outgoing
from servanda.processes.telling.timeline import Names
from servanda.reports.opinions import place
from servanda.web import owed
from servanda.web.consultations import words
from servanda.web.desk import items
from servanda.web.files import delivery
from servanda.web.files.leaving import held, leaving
from servanda.web.labels import BY_DATE, NOT_SENT, State
from servanda.web.names import has_own_system
from servanda.web.owed import Link
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat
from servanda.web.texts.differences import marked

Commented = dict[int | None, list[dict[str, Any]]]


def context(round_: Round, seat: Seat, actor: Actor, names: Names) -> dict[str, Any]:
    """The context of consultation_round.html; as many queries for two hundred units as for one."""
    row = round_.row
    reckoning = Reckoning(round_.files, seat.at)
    earlier, later = consulting.others(row, actor)
    outgoing = list(Outgoing.objects.filter(dossier__in=[f.id for f in round_.files]).order_by("prepared_at"))
    before = consulting.load(earlier, actor) if earlier else None
    if round_.opening is None:
        round_.prepared = _prepared(outgoing)
    comments, links = _comments(round_, names), _links(round_, actor, seat)
    return {
        "section": "files", "round": _head(round_, names), "is_ours": round_.is_ours,
        "counts": _counts(round_), "asked": _asked(round_, reckoning, names, actor),
        "not_sent": [items.file_title(found) for found in round_.files if not found.is_shared],
        "paragraphs": _paragraphs(round_, before, comments), "whole": comments.get(None, []),
        "parts": words.parts((part for parts in round_.parts.values() for part in parts), round_, names),
        "leaving": leaving(outgoing, actor, at=seat.at), "held": held(outgoing, actor),
        "next": links[0] if links else None, "others": links[1:], "not_yet": _not_yet(round_, actor, seat),
        "earlier": _link(earlier), "later": [_link(found) for found in later],
    }  # fmt: skip


def _prepared(outgoing: Iterable[Outgoing]) -> Mapping[str, Any]:
    """What is about to be asked, in words."""
    opening = next((row for row in outgoing if row.step == consulting.ASK and row.state in OPEN), None)
    return office.statement_of(opening).parts.get("content", {}) if opening else {}


def round_url(round_: Round) -> str:
    return reverse("web:round", args=[round_.row.id])


def _head(round_: Round, names: Names) -> dict[str, Any]:
    row = round_.row
    silence, seen = PROCESS.field("silence"), PROCESS.field("seen")
    assert silence is not None and seen is not None
    return {
        "title": items.file_title(row), "file_url": items.file_url(row), "keeper": names.agency(row.home),
        "number": round_.number, "question": round_.question,
        "state": PROCESS.states.get(round_.state, round_.state), "deems": round_.deems,
        "silence": silence.choices["deemed" if round_.deems else "nothing"],
        "seen": seen.choices["all" if row.facts.get("seen") == "all" else "asker"],
    }  # fmt: skip


def _counts(round_: Round) -> list[dict[str, Any]]:
    """How many of each outcome; silence stands apart from every opinion."""
    outcomes = [round_.outcome(asked) for asked in round_.asked]
    found = consulting.counts(outcomes)
    waiting = outcomes.count("")
    shown = [{"n": found["asked"], "label": _("asked"), "tone": ""}]
    shown += [{"n": waiting, "label": _("still to answer"), "tone": "soon"}]
    shown += [{"n": found[name], "label": label.label, "tone": label.tone} for name, label in words.OUTCOME.items()]
    return [count for count in shown if count["n"]]


@dataclass(frozen=True)
class _Reader:
    """Who reads the page, and what is read once for all who were asked: deliveries by file, agencies with a system."""

    actor: Actor
    names: Names
    reckoning: Reckoning
    sent: Mapping[str, list[Delivery]]
    connected: set[str]


def _asked(round_: Round, reckoning: Reckoning, names: Names, actor: Actor) -> list[dict[str, Any]]:
    openings = {act.id: file for file, act in round_.openings.items()}
    sent = delivery.per_entry(openings) if round_.is_ours else {}
    by_file = {openings[name]: found for name, found in sent.items()}
    reader = _Reader(actor, names, reckoning, by_file, has_own_system())
    return [_one(asked, round_, reader) for asked in round_.asked]


def _one(asked: Asked, round_: Round, reader: _Reader) -> dict[str, Any]:
    outcome, row, reply = round_.outcome(asked), asked.owed, asked.reply
    return {
        "who": words.who(asked, reader.names), "url": items.file_url(asked.row),
        "state": words.OUTCOME.get(outcome) or _waiting(asked, reader),
        "due_on": row.due_on if row and not outcome else None,
        "days_left": reader.reckoning.days_left(row) if row else None,
        "is_done": bool(reply) or bool(outcome), "is_late": _is_late(row), "how": words.how(reply) if reply else "",
        "on": reply.act.at if reply else None, "is_after": bool(reply and reply.is_after),
        "before": len([found for found in asked.replies if found is not reply]),
        "asks_until": row.asked_until if row and owed.is_time_asked(row) else None,
        "steps": _steps(asked, round_, reader),
    }  # fmt: skip


def _waiting(asked: Asked, reader: _Reader) -> State:
    """Late, or asking for time; else how far the question has come."""
    state = owed.state(asked.owed, reader.reckoning) if asked.owed else NOT_SENT
    sent = [found for found in reader.sent.get(asked.row.id, []) if found.agency == asked.agency]
    return (delivery.badge(sent) or state) if state == BY_DATE["open"] else state


def _is_late(row: Commitment | None) -> bool:
    return bool(row and row.done_on and row.due_on and row.done_on > row.due_on)


def _steps(asked: Asked, round_: Round, reader: _Reader) -> list[Link]:
    """What the reader may do for one of those asked: decide on more time, remind, record what came on paper."""
    actor = reader.actor
    if actor.role not in TAKES_STEPS or not round_.is_ours or asked.row.state != "asked":
        return []
    links = []
    if asked.owed and owed.is_time_asked(asked.owed):
        links = [link for link in owed.steps(asked.owed, actor.agency) if "grant" in link.url or "refuse" in link.url]
    if asked.agency not in reader.connected:
        links.append(Link(_("Record an opinion"), owed.step_url(asked.row.id, REPLY, **{"for": asked.agency})))
    return links


def _paragraphs(round_: Round, before: Round | None, comments: Commented) -> list[dict[str, Any]]:
    """The draft, marked against the round before, with the comments on each paragraph."""
    said, old = round_.said.get("draft"), before.said.get("draft") if before else None
    texts = {row["id"]: str(row.get("text", "")) for row in rows.of(old)}
    found = []
    for n, one in enumerate((c for c in rows.compare(old, said) if c.mark != "gone"), start=1):
        text = str(one.row.get("text", ""))
        shown = marked(texts[one.row["id"]], text) if one.mark == "changed" else text
        found.append({
            "n": n, "label": place(n, round_.numbers), "text": shown, "mark": one.mark, "comments": comments.get(n, []),
        })  # fmt: skip
    return found


def _comments(round_: Round, names: Names) -> Commented:
    """By paragraph; under None those on the whole draft, or on a paragraph that it does not have."""
    found: Commented = defaultdict(list)
    for asked, _reply, comment in round_.comments():
        answer = round_.answers.get(comment.key)
        number = comment.paragraph if (comment.paragraph or 0) <= len(round_.draft) else None
        found[number].append(words.comment(comment, round_) | {
            "who": words.who(asked, names), "state": words.ANSWER[answer.kind] if answer else None,
            "reason": answer.reason if answer else "",
        })  # fmt: skip
    return found


def _not_yet(round_: Round, actor: Actor, seat: Seat) -> str:
    """Why the plainest step of who asks is not offered yet."""
    if not round_.is_ours or actor.role not in TAKES_STEPS:
        return ""
    if round_.state == "asked" and _awaited(round_, seat):
        step = PROCESS.step("close")
        assert step is not None
        return str(step.hint)
    if round_.state == "closed" and not round_.is_weighed:
        return _("The table can be sent when every comment has its answer.")
    return ""


def _awaited(round_: Round, seat: Seat) -> bool:
    """Is an opinion still owed, in time, by anybody who was asked? Then the round cannot be closed."""
    step = PROCESS.step("close")
    owed_here = [asked.owed for asked in round_.asked if asked.owed and asked.row.state == "asked"]
    return step is not None and bool(reads.awaited(step, owed_here, at=seat.at))


def _links(round_: Round, actor: Actor, seat: Seat) -> list[Link]:
    """What the reader may do next for the whole round, the plainest first."""
    if actor.role not in TAKES_STEPS:
        return []
    return _of_asker(round_, seat) if round_.is_ours else _of_asked(round_, actor)


def _of_asker(round_: Round, seat: Seat) -> list[Link]:
    row = next((found for found in round_.live if found.state == round_.state), round_.row)
    open_ = [asked for asked in round_.asked if not round_.outcome(asked)]
    links = []
    if round_.state == "asked":
        if not _awaited(round_, seat):
            links.append(Link(_("Close the round"), owed.step_url(row.id, consulting.CLOSE)))
        if open_:
            label = ngettext("Remind %(n)s unit", "Remind %(n)s units", len(open_)) % {"n": len(open_)}
            links.insert(0, Link(label, reverse("web:round_remind", args=[row.id])))
    if round_.state in ("asked", "closed") and round_.comments():
        weigh = Link(_("Weigh the comments"), reverse("web:round_comments", args=[row.id]), is_internal=True)
        links.insert(0 if round_.state == "closed" and not round_.is_weighed else len(links), weigh)
    if round_.state == "closed" and round_.is_weighed:
        links.append(Link(_("Send the table of opinions"), owed.step_url(row.id, consulting.TELL)))
    if round_.live:
        links.append(Link(_("Table of opinions"), reverse("web:round_table", args=[row.id])))
    if round_.is_over:
        after = urlencode({"after": row.id})
        links.append(Link(_("Open the next round"), f"{reverse('web:open', args=[PROCESS.name])}?{after}"))
    if round_.state in ("asked", "closed"):
        links.append(Link(_("Withdraw the round"), owed.step_url(row.id, "consultation.withdraw")))
    return links


def _of_asked(round_: Round, actor: Actor) -> list[Link]:
    mine = [asked for asked in round_.asked if asked.agency == actor.agency]
    links = []
    for asked in [found for found in mine if found.row.state == "asked"]:
        label = _("Give another opinion") if asked.replies else _("Give an opinion")
        url = owed.step_url(asked.row.id, REPLY)
        links.append(Link(label, url))
        links.append(Link(_("Contribute to the reply"), f"{url}?part=1", is_internal=True))
        if asked.owed and "ask_time" in reads.verbs_for(asked.owed, actor.agency):
            links += [link for link in owed.steps(asked.owed, actor.agency) if "ask_time" in link.url]
    if round_.told:
        links.insert(0, Link(_("Table of opinions"), reverse("web:round_table", args=[round_.told.dossier])))
    return links


def _link(row: Any) -> dict[str, str] | None:
    return {"title": items.file_title(row), "url": reverse("web:round", args=[row.id])} if row else None
