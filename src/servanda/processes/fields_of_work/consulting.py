"""A round of consultation, read out of its files: who was asked, what each answered, what became of every comment."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from servanda.kernel import node
from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.processes import reads
from servanda.processes.agreements.agreement_reading import text
from servanda.processes.declaration import rows
from servanda.processes.kinds.consultation import ANSWERS, OPINIONS, PROCESS

ASK, REPLY, CLOSE, TELL = (f"{PROCESS.name}.{name}" for name in ("ask", "reply", "close", "tell"))
PART, WEIGH = "office.contribute", "office.weigh"
WHOLE = "whole"


@dataclass(frozen=True)
class Comment:
    """One comment of a reply; `paragraph` counts from 1 and is None for the whole draft. `key` is unique in a round."""

    key: str
    paragraph: int | None
    words: str
    wording: str


@dataclass(frozen=True)
class Reply:
    """One opinion as it was given. `is_after`: who closed the round had not seen it then."""

    act: Act
    reported: str = ""
    is_after: bool = False

    @property
    def opinion(self) -> str:
        """A key of OPINIONS; whatever else another agency wrote is no opinion that can be counted."""
        said = text(self.act.facts.get("opinion"))
        return said if said in OPINIONS else "none"

    @property
    def comments(self) -> list[Comment]:
        return comments_of(self.act.part("content"), self.act.id)


@dataclass(frozen=True)
class Answer:
    """What becomes of a comment: accepted or explained, and in words how or why."""

    kind: str
    reason: str = ""


@dataclass(frozen=True)
class Part:
    """What one unit contributed inside its agency to the one reply."""

    act: Act
    opinion: str
    comments: tuple[Comment, ...]
    words: str


@dataclass
class Asked:
    """One unit that was asked, in the file that it shares with who asks. `replies` are oldest first."""

    row: Dossier
    unit: str
    owed: Commitment | None = None
    replies: list[Reply] = field(default_factory=list)

    @property
    def agency(self) -> str:
        return self.unit.split("/", 1)[0]

    @property
    def reply(self) -> Reply | None:
        """The one that counts: the last that its own agency did not dispute."""
        return next((reply for reply in reversed(self.replies) if reply.reported != "disputed"), None)


@dataclass
class Round:
    """Every file of one round that the reader may see; the opening of the first of them speaks for all."""

    files: list[Dossier]
    openings: dict[str, Act]
    asked: list[Asked]
    told: Act | None = None
    closing: Act | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    parts: dict[str, list[Part]] = field(default_factory=dict)
    prepared: Mapping[str, Any] = field(default_factory=dict)

    @property
    def row(self) -> Dossier:
        return self.files[0]

    @property
    def key(self) -> str:
        return key_of(self.row)

    @property
    def opening(self) -> Act | None:
        return next((self.openings[row.id] for row in self.files if row.id in self.openings), None)

    @property
    def is_ours(self) -> bool:
        return self.row.home == node.current().agency

    @property
    def live(self) -> list[Dossier]:
        return [row for row in self.files if row.is_shared and row.state != "withdrawn"]

    @property
    def state(self) -> str:
        """That of the file which lags most."""
        order = list(PROCESS.states)
        return min((row.state for row in self.live if row.state in order), key=order.index, default=self.row.state)

    @property
    def is_over(self) -> bool:
        return self.state in ("closed", "told")

    @property
    def said(self) -> Mapping[str, Any]:
        """What was asked, in words: as it was said, or as it is about to be."""
        return self.opening.part("content") if self.opening else self.prepared

    @property
    def draft(self) -> list[str]:
        return [text(row.get("text")) for row in rows.of(self.said.get("draft"))]

    @property
    def numbers(self) -> list[int | None]:
        """By which number each line of the draft is called; None for a heading. A round that marks none counts all."""
        n, found = 0, list[int | None]()
        for row in rows.of(self.said.get("draft")):
            n += row.get("heading") is not True
            found.append(None if row.get("heading") is True else n)
        return found

    @property
    def question(self) -> str:
        return text(self.said.get("question"))

    @property
    def number(self) -> int:
        said = self.row.facts.get("number")
        return said if isinstance(said, int) and not isinstance(said, bool) and said > 0 else 1

    @property
    def deems(self) -> bool:
        return bool(self.row.facts.get("silence") == "deemed")

    def outcome(self, asked: Asked) -> str:
        """A key of OUTCOMES; '' while an answer may still come."""
        if asked.reply:
            return asked.reply.opinion
        if asked.row.state not in ("closed", "told"):
            return ""
        return "deemed" if self.deems else "silent"

    @property
    def is_weighed(self) -> bool:
        """Has every comment its answer?"""
        return all(comment.key in self.answers for _asked, _reply, comment in self.comments())

    @property
    def opinions(self) -> list[list[str]]:
        """[file, unit, entry] of every opinion that counts."""
        return sorted([asked.row.id, asked.unit, asked.reply.act.id] for asked in self.asked if asked.reply)

    @property
    def tabled(self) -> list[Any]:
        """The opinions, and by comment what became of it: what a table is made of."""
        return [self.opinions, sorted([key, answer.kind, answer.reason] for key, answer in self.answers.items())]

    def comments(self) -> list[tuple[Asked, Reply, Comment]]:
        """Every comment that counts, on the whole draft first and then by paragraph."""
        found = [(a, a.reply, c) for a in self.asked if a.reply for c in a.reply.comments]
        return sorted(found, key=lambda item: item[2].paragraph or 0)


def counts(outcomes: Iterable[str]) -> dict[str, int]:
    """asked, answered, each opinion, silent and deemed; deemed consent is never counted as agreement."""
    found = Counter(outcomes)
    answered = sum(found[name] for name in OPINIONS)
    every = {name: found[name] for name in (*OPINIONS, "silent", "deemed")}
    return {"asked": sum(found.values()), "answered": answered, **every}


def key_of(row: Dossier) -> str:
    """What the files of one round have in common; a file that names none is a round by itself."""
    return text(row.facts.get("round")) or row.id


def load(row: Dossier, actor: Actor | None) -> Round:
    """The round to which a file belongs, as far as the actor may see it, with None as its agency holds it; six queries,
    however many were asked."""
    files = sorted(_files(row, actor), key=lambda found: (found.opened_at, found.id))
    ids = [found.id for found in files]
    kinds = (ASK, REPLY, CLOSE, TELL, PART, WEIGH)
    entries = list(Entry.objects.filter(dossier__in=ids, kind__in=kinds, has_effect=True).order_by("place"))
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=[entry.name for entry in entries])}
    said: dict[str, list[tuple[Entry, Act]]] = defaultdict(list)
    for entry in entries:
        if entry.name in acts:
            said[entry.kind].append((entry, acts[entry.name]))
    openings = {act.dossier: act for _entry, act in said[ASK]}
    closings = {act.dossier: act for _entry, act in said[CLOSE]}
    owed = {(c.dossier_id, c.debtor): c for c in Commitment.objects.filter(dossier__in=ids, deliver="opinion")}
    asked = [
        Asked(found, unit, owed.get((found.id, agency)))
        for found in files
        for agency, unit in sorted(found.counterparts.items())
    ]
    for one in asked:
        one.replies = [
            Reply(act, entry.reported, _is_after(act, closings.get(act.dossier)))
            for entry, act in said[REPLY] if act.dossier == one.row.id and act.speaker == one.agency
        ]  # fmt: skip
    told = {act.dossier: act for _entry, act in said[TELL]}
    return Round(
        files, openings, asked, told=_of(told, row), closing=_of(closings, row),
        answers=_answers(act for _entry, act in said[WEIGH]), parts=_parts(act for _entry, act in said[PART]),
    )  # fmt: skip


def others(row: Dossier, actor: Actor) -> tuple[Dossier | None, list[Dossier]]:
    """(a file of the round before, one of each round after) among what the actor may see."""
    known = reads.visible(actor).filter(process=PROCESS.name, home=row.home)
    before = text(row.facts.get("earlier"))
    earlier = (
        known.filter(Q(facts__round=before) | Q(id=before)).order_by("opened_at", "id").first() if before else None
    )
    later: dict[str, Dossier] = {}
    for found in known.filter(facts__earlier=key_of(row)).order_by("opened_at", "id"):
        later.setdefault(key_of(found), found)
    return earlier, list(later.values())


def comments_of(said: Mapping[str, Any], name: str) -> list[Comment]:
    """The comments that a reply, or a part of one, states; `name` is that of its entry."""
    found = []
    if whole := text(said.get("comment")):
        found.append(Comment(f"{name}/{WHOLE}", None, whole, ""))
    for row in rows.of(said.get("points")):
        words, wording, number = text(row.get("comment")), text(row.get("wording")), row.get("paragraph")
        if words or wording:
            is_number = isinstance(number, int) and not isinstance(number, bool) and number > 0
            found.append(Comment(f"{name}/{row['id']}", number if is_number else None, words, wording))
    return found


def _files(row: Dossier, actor: Actor | None) -> Sequence[Dossier]:
    named = text(row.facts.get("round"))
    if not named:
        return [row]
    known = reads.visible(actor) if actor else Dossier.objects.all()
    found = list(known.filter(process=PROCESS.name, home=row.home, facts__round=named))
    return found if row in found else [row]


def _of(acts: Mapping[str, Act], row: Dossier) -> Act | None:
    """That of this file, else of any."""
    return acts.get(row.id) or next(iter(acts.values()), None)


def _is_after(act: Act, closing: Act | None) -> bool:
    """Had who closed the round not seen it? Positions in one lane tell, as does what the closing names as seen."""
    if closing is None:
        return False
    if act.agency == closing.agency:
        return closing.position < act.position
    head = closing.seen.get(act.agency)
    return head is None or (head[0], head[1]) < act.position


def _answers(acts: Iterable[Act]) -> dict[str, Answer]:
    """Comment -> the last answer noted for it."""
    found = {}
    for act in acts:
        noted = act.part("content").get("answers")
        for key, said in noted.items() if isinstance(noted, Mapping) else ():
            if isinstance(said, Mapping) and said.get("answer") in ANSWERS:
                found[key] = Answer(said["answer"], text(said.get("reason")))
    return found


def _parts(acts: Iterable[Act]) -> dict[str, list[Part]]:
    """File -> the last part of each unit."""
    found: dict[str, dict[str, Part]] = defaultdict(dict)
    for act in acts:
        said = act.part("content")
        opinion = text(said.get("opinion"))
        part = Part(
            act, opinion if opinion in OPINIONS else "", tuple(comments_of(said, act.id)), text(said.get("text"))
        )
        found[act.dossier][act.by.unit] = part
    return {file: list(parts.values()) for file, parts in found.items()}
