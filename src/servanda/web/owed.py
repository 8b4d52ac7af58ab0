"""How one commitment is shown: what it is, how it stands today, and the plainest next thing to say about it."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from servanda.kernel.audiences import Actor
from servanda.kernel.commitments import VERBS
from servanda.kernel.models import Commitment, Dossier
from servanda.processes import reads
from servanda.processes.declaration.generic import COMMITMENT
from servanda.processes.own_word import upon
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import deliverables
from servanda.processes.telling.wording import DELIVERIES
from servanda.web.labels import BY_DATE, MORE_TIME, STANDING, State
from servanda.web.once import new_token
from servanda.web.reckoning import Reckoning
from servanda.web.templatetags.servanda import local
from servanda.web.texts import places

IN_OWN_WORDS = ("preparation", "information", "answer", "action", "support")
LONGEST = 90
SETTLED = ("accepted", "withdrawn", "lapsed")
# They say all that is to be said by themselves; a note may be added, and mostly is not.
AT_ONCE = frozenset({"promise", "accept"})


@dataclass(frozen=True)
class Link:
    """A step that can be taken, as a button or a link.

    With `once` it is a form that may be sent as it stands, by one click; `values` are what it states.
    """

    label: Any
    url: str
    hint: Any = ""
    is_internal: bool = False
    once: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def asked_for(rows: Iterable[Commitment]) -> dict[str, str]:
    """Commitment id -> what was asked in the asker's own words, in one query; nothing for notices and reports."""
    return deliverables([row for row in rows if row.deliver in IN_OWN_WORDS])


def what(row: Commitment, asked: Mapping[str, str], *, title: str = "") -> str:
    label = str(DELIVERIES.get(row.deliver, row.deliver))
    words = " ".join(asked.get(row.id, "").split())
    if not words or words == title:
        return label
    return f"{label}: {words[: LONGEST - 1]}…" if len(words) > LONGEST else f"{label}: {words}"


def state(row: Commitment, reckoning: Reckoning) -> State:
    """By date where a date is past or today; else by what the two sides said."""
    by_date = reads.state_on(row, reckoning.today(row))
    if is_time_asked(row):
        return MORE_TIME
    if row.state in ("delivered", "declined"):
        return STANDING[row.state]
    if by_date == "open" and row.state in STANDING:
        return STANDING[row.state]
    return BY_DATE[by_date]


def reminded(row: Commitment) -> dict[str, Any] | None:
    """How often it was reminded of and, in the reader's zone, when last."""
    return {"n": row.nudges, "on": local(row.nudged_at).date()} if row.nudged_at else None


def is_time_asked(row: Commitment) -> bool:
    """Does a later date that was asked for wait for an answer? What was handed over, or declined, answered it."""
    return row.asked_until is not None and row.state in reads.WORKING


def is_settled(row: Commitment) -> bool:
    return row.state in SETTLED


def steps(row: Commitment, agency: str, *, waiting: Container[str] = ()) -> list[Link]:
    """Every verb that this agency may say about it now, the next one first; none of those that wait to leave."""
    moves = [verb for verb in _moves(row, agency) if verb not in waiting]
    return [_verb_link(row, verb) for verb in reads.with_other_means(moves)]


def next_step(row: Commitment, file: Dossier, agency: str, *, waiting: Iterable[str] = ()) -> Link | None:
    """The step of the file's own kind of work that brings what is owed, else the first verb; who only waits reminds.

    None where a verb that moves it is among those `waiting` to leave: nothing is to be said before.
    """
    if any(VERBS[verb].then for verb in waiting):
        return None
    process = processes().get(file.process)
    role = "home" if agency == file.home else "party"
    moves = _moves(row, agency)
    if "grant" in moves:
        return _verb_link(row, "grant") if not {"grant", "refuse"} & set(waiting) else None
    if moves[:1] == ["nudge"]:
        return _verb_link(row, "nudge") if "nudge" not in waiting else None
    for step in process.steps if process else ():
        # Whether all others have said what such a step needs is not known here, where lists are made.
        is_open = not step.is_opening and file.state in step.when and step.by in ("any", role) and not step.needs
        if is_open and any(deliver == row.deliver and verb in moves for verb, deliver in step.does):
            assert process is not None
            return Link(step.label, step_url(file.id, process.kind(step)), step.hint)
    return next(iter(steps(row, agency, waiting=set(waiting))), None)


def beside(row: Commitment, agency: str, *, waiting: Iterable[str] = ()) -> Link | None:
    """To promise what is to be accepted in the end: as good a next step as to carry it out, while nothing is said."""
    is_free = (
        row.needs_acceptance and "promise" in _moves(row, agency) and not any(VERBS[verb].then for verb in waiting)
    )
    return _verb_link(row, "promise") if is_free and row.state == "open" else None


def back(row: Commitment, agency: str, *, waiting: Container[str] = ()) -> Link | None:
    """To return what was handed over, where it may be returned now."""
    is_open = "return" in _moves(row, agency) and "return" not in waiting and "accept" not in waiting
    return _verb_link(row, "return") if is_open else None


def _moves(row: Commitment, agency: str) -> list[str]:
    """The verbs in their order; an answer to a date that was asked for only while the date waits for one."""
    moves = reads.verbs_for(row, agency)
    return moves if is_time_asked(row) else [verb for verb in moves if verb not in ("grant", "refuse")]


def _verb_link(row: Commitment, verb: str) -> Link:
    step = COMMITMENT.step(verb)
    assert step is not None, verb
    # What is said is about what was shown, whatever comes in the meantime.
    url = step_url(row.dossier_id, f"commitment.{verb}", commitment=row.id, **upon.of(row, verb))
    return Link(step.label, url, once=new_token() if verb in AT_ONCE else "")


# These have pages of their own, on which the version and the signatures stand already.
OWN_PAGES = {"agreement.sign": "web:agreement_sign", "agreement.enter": "web:agreement_sign"}


def step_url(dossier: str, kind: str, **query: str) -> str:
    own = OWN_PAGES.get(kind) or places.address_of(kind)
    url = reverse(own, args=[dossier]) if own else reverse("web:step", args=[dossier, kind])
    return f"{url}?{urlencode(query)}" if query else url


def turn_of(rows: Iterable[Commitment]) -> tuple[str, Commitment] | None:
    """Which agency has to move first, and for what: the debtor, or the creditor of what was handed over."""
    moving = [row for row in rows if not is_settled(row)]
    first = min(moving, key=_nearness, default=None)
    return (mover(first), first) if first else None


def own_turn(rows: Iterable[Commitment], actor: Actor) -> Commitment | None:
    """What the reader's agency has to move first, whatever the others owe; their own unit's before a colleague's."""
    moving = [row for row in rows if not is_settled(row) and mover(row) == actor.agency]
    units = actor.units | {actor.unit}
    return min(moving, key=lambda row: (_moving_unit(row) not in units, *_nearness(row)), default=None)


def mover(row: Commitment) -> str:
    """The agency that has the next move."""
    return row.creditor if row_waits_for_creditor(row) else row.debtor


def row_waits_for_creditor(row: Commitment) -> bool:
    return row.state in ("delivered", "declined") or is_time_asked(row)


def _moving_unit(row: Commitment) -> str:
    return row.creditor_unit if row_waits_for_creditor(row) else row.debtor_unit


def _nearness(row: Commitment) -> tuple[Any, ...]:
    return row.due_on is None, row.due_on or date.max, row.opened_at, row.id
