"""The way out of an agency: prepare, clear level by level, hold for a moment, seal."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from servanda.kernel import acts, node, plain
from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor, registry
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.kernel.times import read_time, write_time
from servanda.office import issuing, leaves, underway
from servanda.office.models import ClearingRule, Officer
from servanda.office.people import actor as actor_of
from servanda.office.people import posts_on
from servanda.processes import dossiers, reads
from servanda.processes.dossiers import Statement
from servanda.processes.folding.internal import CLEARING, HELD, RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.organisation import recusals
from servanda.processes.projection import titles

LEVEL_ROLES = {1: ("head", "leadership"), 2: ("head", "leadership"), 3: ("leadership",)}
NOW = timedelta(0)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What became of a statement: `state` is sent, held or clearing; `act` the sealed act if it was sent."""

    dossier: str
    state: str
    act: StoredAct | None = None
    draft: str = ""


def submit(
    statement: Statement, actor: Actor, *, at: datetime, hold: timedelta = NOW, embargo: datetime | None = None,
    now: datetime | None = None,
) -> Sent:  # fmt: skip
    """Say it at once where nobody must clear it; else put it before those who do. Raises Refused or Faults.

    A step that the fold would refuse is refused now, not after three people have cleared it.
    """
    with node.current().writing():
        underway.check_is_first(statement)
        if before := dossiers.declared(statement.kind)[1].before:
            before(statement.parts)
        levels = levels_of(statement.kind)
        if not levels and not hold and not embargo:
            act = issuing.take(statement, actor, at=at, now=now)
            return Sent(act.dossier, "sent", act)
        _try(statement, actor, at=at)
        dossier = statement.dossier or acts.new_dossier_id(actor.agency)
        content = {"statement": asdict(statement) | {"dossier": dossier}, **_for_rows(statement, actor)}
        facts = {"step": statement.kind, "levels": levels}
        if embargo:
            facts["embargo"] = write_time(embargo)
        parts = {"facts": facts, "content": content}
        draft = dossiers.say_inside(dossier, "office.prepare", parts, actor, at=at)
        if levels:
            return Sent(dossier, CLEARING, draft=draft.name)
        return _go_out(Outgoing.objects.get(name=draft.name), actor, at=at, hold=hold, now=now)


def clear(
    name: str, actor: Actor, *, text: str = "", at: datetime, hold: timedelta = NOW, now: datetime | None = None
) -> Sent:
    """One level's approval; after the last one it goes out."""
    with node.current().writing():
        row = _waiting(name, actor, CLEARING)
        recusals.check(row.dossier, actor)
        if not may_clear(actor, row):
            raise Refused("not_yours_to_clear")
        parts = {"facts": {"draft": name}, "content": {"text": text} if text else {}}
        dossiers.say_inside(row.dossier, "office.clear", parts, actor, at=at)
        row.refresh_from_db()
        if len(row.cleared) < row.levels:
            return Sent(row.dossier, CLEARING, draft=name)
        return _go_out(row, actor, at=at, hold=hold, now=now)


def send_back(name: str, actor: Actor, *, text: str, at: datetime) -> None:
    """Return a prepared step to who prepared it, with a note."""
    with node.current().writing():
        row = _waiting(name, actor, CLEARING)
        recusals.check(row.dossier, actor)
        if not may_clear(actor, row):
            raise Refused("not_yours_to_clear")
        if not text.strip():
            raise Refused("nothing_said")
        _return(row, text, actor, at=at)


def discard(name: str, actor: Actor, *, at: datetime) -> None:
    """Take back what was prepared and has not left: also the undo of a held step. Raises Refused."""
    with node.current().writing():
        row = _waiting(name, actor, CLEARING, RETURNED, HELD)
        if not may_take_back(actor, row):
            raise Refused("not_your_step", step=row.step, role="any")
        dossiers.say_inside(row.dossier, "office.discard", {"facts": {"draft": name}}, actor, at=at)


def release(*, now: datetime) -> int:
    """Seal every held step whose time has come; one that may not leave any more goes back with the reason."""
    due = Outgoing.objects.filter(state=HELD, release_at__lte=now).order_by("release_at", "prepared_at")
    count = 0
    for name in list(due.values_list("name", flat=True)):
        try:
            count += _release(name, now=now)
        except Exception:  # a crash is ours: it is told, and the other steps still leave
            log.exception("the held step %s could not leave", name)
    return count


def _release(name: str, *, now: datetime) -> int:
    with node.current().writing():
        held = Outgoing.objects.filter(name=name, state=HELD).first()
        if held is None:
            return 0
        try:
            with node.current().writing():
                _seal(held, preparer_of(held, at=now), at=now, now=now)
        except Refused as refused:
            _return(held, str(refused), _system(), at=now)
            return 0
    return 1


def may_take_back(actor: Actor, row: Outgoing) -> bool:
    """Who prepared it, who stands in for them, and who heads that unit."""
    heads = actor.role in ("head", "leadership") and row.unit in actor.units
    return heads or row.officer in (actor.officer, actor.stands_for)


def levels_of(kind: str) -> int:
    """How many hands a step passes: the rule for this step, for its kind of work, or for all. None: it goes at once."""
    rules = dict(plain.select(ClearingRule, ["step", "levels"]))
    return next((rules[key] for key in (kind, kind.partition(".")[0], "") if key in rules), 0)


def may_clear(actor: Actor, row: Outgoing) -> bool:
    """The next level's role, over the preparing unit; nobody clears twice, nor what they prepared themselves.

    A substitute counts as both persons: the one who is here and the one who is away.
    """
    level, both = len(row.cleared) + 1, {actor.officer, actor.stands_for}
    if actor.role not in LEVEL_ROLES.get(level, ("leadership",)) or row.officer in both:
        return False
    over = actor.reads_all or row.unit in actor.units
    return over and not both & {done["officer"] for done in row.cleared}


def embargo_of(row: Outgoing) -> datetime | None:
    """The time before which it may not leave, where one was set."""
    embargo = StoredAct.objects.get(name=row.name).act.facts.get("embargo")
    return read_time(embargo) if embargo else None


def statement_of(row: Outgoing) -> Statement:
    """What was prepared, as it will be said."""
    return statements_of([row])[row.name]


def statements_of(rows: Iterable[Outgoing]) -> dict[str, Statement]:
    """Name of what was prepared -> the statement; one query for all."""
    stored = StoredAct.objects.filter(name__in=[row.name for row in rows])
    said: dict[str, Any] = {found.name: found.act.part("content")["statement"] for found in stored}
    return {name: replace(_stated(data), draft=name) for name, data in said.items()}


def _stated(data: dict[str, Any]) -> Statement:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    return Statement(**values)


def together(row: Outgoing, actor: Actor) -> list[Outgoing]:
    """The others that one click prepared with the same words for other files, and that stand as this one does.

    Only those that the actor too may clear, or where they are about to leave, take back. In two queries, however many
    they are.
    """
    same = Outgoing.objects.filter(
        step=row.step, officer=row.officer, unit=row.unit, prepared_at=row.prepared_at, state=row.state,
        dossier__in=reads.visible(actor).values("id"),
    )  # fmt: skip
    may = may_take_back if row.state == HELD else may_clear
    found = [other for other in same.exclude(dossier=row.dossier).order_by("name") if may(actor, other)]
    if not found:
        return []
    words = {name: said.parts.get("content") for name, said in statements_of([row, *found]).items()}
    return [other for other in found if words[other.name] == words[row.name]]


def preparer_of(row: Outgoing, *, at: datetime) -> Actor:
    """The officer who prepared it, in a post held that day in the unit for which it was prepared.

    What a substitute prepared still leaves after the leave, in both names, while the post of the other one stands.
    Raises Refused("no_post") where the officer holds none any more.
    """
    prepared = StoredAct.objects.get(name=row.name).act
    by, officer = prepared.by, Officer.objects.filter(id=row.officer).first()
    if officer is None:
        return Actor(
            node.current().agency, row.officer, row.unit, by.post or "desk", by.capacity, by.post, frozenset({row.unit})
        )
    held = [post for post in posts_on(officer, at.date()) if post.unit == row.unit] if officer.is_active else []
    actors = [actor_of(officer, day=at.date(), post=post) for post in held]
    same = next((actor for actor in actors if (actor.post, actor.capacity) == (by.post, by.capacity)), None)
    if same is None and officer.is_active and posts_on(officer, at.date()):
        same = _in_both_names(officer, row.unit, prepared, at=at)
    if same is None and not actors:
        raise Refused("no_post", officer=officer.id)
    return same or actors[0]


def _in_both_names(officer: Officer, unit: str, prepared: Act, *, at: datetime) -> Actor | None:
    """Who stood in when it was prepared, as the entry says, if whose place it was still holds that post."""
    absent = Officer.objects.filter(id=leaves.absent(prepared.by.capacity), is_active=True).first()
    held = posts_on(absent, at.date()) if absent else []
    own = [post for post in held if absent and post.officer_id == absent.id and post.unit == unit]
    before = [post for post in own if not post.from_on or post.from_on <= prepared.at.date()]
    if absent is None or not before:
        return None
    actor = actor_of(absent, day=at.date(), post=before[0])
    return replace(
        actor, officer=officer.id, capacity=prepared.by.capacity, post=prepared.by.post, stands_for=absent.id
    )


def _try(statement: Statement, actor: Actor, *, at: datetime) -> None:
    """Take it and undo it: the fold itself says whether it would be refused."""
    try:
        with node.current().writing():
            issuing.take(statement, actor, at=at)
            raise _Undone
    except _Undone:
        pass


class _Undone(Exception):
    """Rolls a trial back."""


def _go_out(row: Outgoing, actor: Actor, *, at: datetime, hold: timedelta, now: datetime | None) -> Sent:
    _check_preparer(row, preparer_of(row, at=at))
    facts = StoredAct.objects.get(name=row.name).act.facts
    embargo = facts.get("embargo")
    release_at = max(write_time(at + hold), embargo or "")
    if release_at > write_time(at):
        parts = {"facts": {"draft": row.name, "release_at": release_at}}
        dossiers.say_inside(row.dossier, "office.hold", parts, actor, at=at)
        return Sent(row.dossier, HELD, draft=row.name)
    return Sent(row.dossier, "sent", _seal(row, preparer_of(row, at=at), at=at, now=now), row.name)


def _check_preparer(row: Outgoing, preparer: Actor) -> None:
    """It leaves in the name of who prepared it, and so not at all if that officer may no longer handle the file."""
    if recusals.is_recused(row.dossier, preparer):
        raise Refused("recused_preparer")


def _seal(row: Outgoing, preparer: Actor, *, at: datetime, now: datetime | None) -> StoredAct:
    _check_preparer(row, preparer)
    act = issuing.take(statement_of(row), preparer, at=at, now=now)
    parts = {"facts": {"draft": row.name, "act": act.name}}
    dossiers.say_inside(row.dossier, "office.sent", parts, preparer, at=at)
    return act


def _return(row: Outgoing, text: str, actor: Actor, *, at: datetime) -> None:
    parts = {"facts": {"draft": row.name}, "content": {"text": text}}
    dossiers.say_inside(row.dossier, "office.return", parts, actor, at=at)


def _system() -> Actor:
    return registry(node.current().agency)


def _waiting(name: str, actor: Actor, *states: str) -> Outgoing:
    row = Outgoing.objects.filter(name=name, state__in=states).first()
    dossier = Dossier.objects.filter(id=row.dossier).first() if row else None
    if row is None or dossier is None or not dossiers.may_see(actor, dossier):
        raise Refused("no_file")
    return row


def _for_rows(statement: Statement, actor: Actor) -> Mapping[str, Any]:
    """What the row of a file that has not left yet is made of."""
    others = {unit.split("/", 1)[0] for unit in statement.to} | set(statement.parties)
    return {
        "facts": dict(statement.parts.get("facts", {})),
        "content": {"title": titles.of_parts(statement.kind, statement.parts)},
        "parties": [actor.agency, *sorted(others - {actor.agency})],
    }
