"""What a debtor owes a creditor: the verbs of both, folded from their two lanes, with one printed table for crossings.

| verb     | who      | allowed in                              | then                    |
|----------|----------|-----------------------------------------|-------------------------|
| promise  | debtor   | open returned                           | promised                |
| decline  | debtor   | open promised returned                  | declined                |
| deliver  | debtor   | open promised declined returned         | delivered (accepted where no acceptance is needed) |
| ask_time | debtor   | open promised returned                  | unchanged: a date is asked for |
| explain  | debtor   | any                                     | unchanged: an explanation stands beside it |
| accept   | creditor | delivered                               | accepted                |
| return   | creditor | declined delivered                      | returned                |
| withdraw | creditor | open promised declined delivered returned | withdrawn             |
| grant    | creditor | open promised declined delivered returned | unchanged: the date moves; only after ask_time |
| refuse   | creditor | open promised declined delivered returned | unchanged: the date stays; only after ask_time |
| nudge    | creditor | open promised returned                  | unchanged: a reminder is counted |
| lapse    | creditor | open promised declined returned         | lapsed: the file ended; counts as the creditor's |

An act is allowed or not on its causal past alone, so nothing that arrives later can void it. Acts that crossed (neither
had seen the other) are taken in this order: the creditor's lane first, then by time. An act may so meet a standing in
which its row does not allow it. Then it changes nothing, but for what was done in good faith, which counts:

| met              | by      | then                                               |
|------------------|---------|----------------------------------------------------|
| withdrawn lapsed | deliver | delivered (accepted where no acceptance is needed) |
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

DEBTOR, CREDITOR = "debtor", "creditor"
SETTLED = frozenset({"accepted", "withdrawn", "lapsed"})


@dataclass(frozen=True, slots=True)
class Verb:
    side: str
    allowed: frozenset[str]
    then: str | None


_ALL = frozenset({"open", "promised", "declined", "delivered", "returned", "accepted", "withdrawn", "lapsed"})
STANDINGS = _ALL
_WORKING = frozenset({"open", "promised", "returned"})
VERBS = {
    "promise": Verb(DEBTOR, frozenset({"open", "returned"}), "promised"),
    "decline": Verb(DEBTOR, _WORKING, "declined"),
    "deliver": Verb(DEBTOR, _WORKING | {"declined"}, "delivered"),
    "ask_time": Verb(DEBTOR, _WORKING, None),
    "explain": Verb(DEBTOR, _ALL, None),
    "accept": Verb(CREDITOR, frozenset({"delivered"}), "accepted"),
    "return": Verb(CREDITOR, frozenset({"delivered", "declined"}), "returned"),
    "withdraw": Verb(CREDITOR, _ALL - SETTLED, "withdrawn"),
    "grant": Verb(CREDITOR, _WORKING | {"declined", "delivered"}, None),
    "refuse": Verb(CREDITOR, _WORKING | {"declined", "delivered"}, None),
    "nudge": Verb(CREDITOR, _WORKING, None),
    "lapse": Verb(CREDITOR, _WORKING | {"declined"}, "lapsed"),
}
_PLACES = {verb: place for place, verb in enumerate(VERBS)}
CROSSED = {("withdrawn", "deliver"): "delivered", ("lapsed", "deliver"): "delivered"}


@dataclass(frozen=True, slots=True)
class Event:
    """One verb of one side. `until` is the date asked for or granted; `reported` when the other side wrote it down."""

    act: str
    side: str
    verb: str
    at: datetime
    until: date | None = None
    reported: bool = False

    @property
    def lane(self) -> str:
        """Whose lane it stands in: that of the side that speaks, or of the other one, which reports its words."""
        if not self.reported:
            return self.side
        return CREDITOR if self.side == DEBTOR else DEBTOR


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commitment stands. Times are those of the acts; whether it is late is a function of this and a day."""

    state: str = "open"
    until: date | None = None
    asked_until: date | None = None
    promised_at: datetime | None = None
    delivered_at: datetime | None = None
    delivered_by: str | None = None
    settled_at: datetime | None = None
    is_explained: bool = False
    nudges: int = 0
    nudged_at: datetime | None = None
    is_reported: bool = False
    is_crossed: bool = False
    taken: tuple[str, ...] = ()
    without_effect: tuple[str, ...] = ()
    crossings: tuple[tuple[str, str], ...] = ()


def fold(events: Sequence[Event], *, precedes: Callable[[str, str], bool], needs_acceptance: bool = True) -> Standing:
    """The standing of a commitment after a set of events; the same for every order in which they arrive."""
    ordered = _order(events, precedes)
    judged: dict[str, Standing] = {}
    for event in ordered:
        past = [other for other in ordered if precedes(other.act, event.act)]
        judged[event.act] = _run(past, judged, needs_acceptance)
    crossings = _crossings(ordered, precedes)
    return replace(_run(ordered, judged, needs_acceptance), crossings=crossings, is_crossed=bool(crossings))


def replay(events: Sequence[Event], *, precedes: Callable[[str, str], bool], needs_acceptance: bool = True) -> Standing:
    """Like `fold`, for events each of which was allowed on its own causal past when it was judged."""
    ordered = _order(events, precedes)
    standing = Standing()
    for event in ordered:
        standing = _apply(standing, event, needs_acceptance)
    crossings = _crossings(ordered, precedes)
    return replace(standing, crossings=crossings, is_crossed=bool(crossings))


def follow(standing: Standing, event: Event, *, needs_acceptance: bool) -> Standing:
    """The standing after one more event whose causal past holds all others."""
    return _apply(standing, event, needs_acceptance)


def allows(standing: Standing, verb: str) -> bool:
    """Does the first table allow `verb` now?"""
    rule = VERBS.get(verb)
    if rule is None or standing.state not in rule.allowed:
        return False
    return standing.asked_until is not None if verb in ("grant", "refuse") else True


def _crossings(ordered: Sequence[Event], precedes: Callable[[str, str], bool]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (a.act, b.act)
        for place, a in enumerate(ordered)
        for b in ordered[place + 1 :]
        if a.lane != b.lane and not precedes(a.act, b.act) and not precedes(b.act, a.act)
    )


def _run(ordered: list[Event], judged: dict[str, Standing], needs_acceptance: bool) -> Standing:
    """Apply events in order, passing over those that their own causal past did not allow."""
    standing = Standing()
    for event in ordered:
        if allows(judged[event.act], event.verb):
            standing = _apply(standing, event, needs_acceptance)
        else:
            standing = replace(standing, without_effect=(*standing.without_effect, event.act))
    return standing


def _order(events: Sequence[Event], precedes: Callable[[str, str], bool]) -> list[Event]:
    """Cause before effect; what crossed goes by creditor's lane first, time and name; verbs of one act as printed."""
    # One act may carry several verbs: each waits for itself.
    waits = [sum(precedes(other.act, e.act) for other in events if other is not e) for e in events]
    ready = [(*_rank(e), place) for place, e in enumerate(events) if waits[place] == 0]
    heapq.heapify(ready)
    ordered: list[Event] = []
    while ready:
        event = events[heapq.heappop(ready)[-1]]
        ordered.append(event)
        for place, later in enumerate(events):
            if later is not event and precedes(event.act, later.act):
                waits[place] -= 1
                if waits[place] == 0:
                    heapq.heappush(ready, (*_rank(later), place))
    return ordered


def _rank(event: Event) -> tuple[bool, datetime, str, int]:
    return (event.lane != CREDITOR, event.at, event.act, _PLACES.get(event.verb, len(_PLACES)))


def _apply(standing: Standing, event: Event, needs_acceptance: bool) -> Standing:
    standing = replace(standing, taken=(*standing.taken, event.act))
    state = _next_state(standing.state, event.verb, needs_acceptance)
    if state is None:
        return standing
    changed = replace(standing, state=state, is_reported=standing.is_reported or event.reported)
    if state != standing.state:
        changed = replace(changed, settled_at=event.at if state in SETTLED else None)
    match event.verb:
        case "promise":
            return replace(changed, promised_at=event.at)
        case "deliver":
            return replace(changed, delivered_at=event.at, delivered_by=event.act)
        case "return":
            return replace(changed, delivered_at=None, delivered_by=None)
        case "ask_time":
            return replace(changed, asked_until=event.until)
        case "grant":
            return replace(changed, until=event.until or standing.asked_until or standing.until, asked_until=None)
        case "refuse":
            return replace(changed, asked_until=None)
        case "explain":
            return replace(changed, is_explained=True)
        case "nudge":
            return replace(changed, nudges=standing.nudges + 1, nudged_at=max(standing.nudged_at or event.at, event.at))
    return changed


def _next_state(state: str, verb: str, needs_acceptance: bool) -> str | None:
    """The state that the verb leads to; None where it met one that it changes nothing in."""
    rule = VERBS[verb]
    then = (rule.then or state) if state in rule.allowed else CROSSED.get((state, verb))
    return "accepted" if verb == "deliver" and then and not needs_acceptance else then
