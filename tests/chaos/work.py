"""What officers do at one node; which file and which verb follows from the roll, a number from 0 to 1."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from servanda import timers
from servanda.exchange import files
from servanda.exchange.models import Peer
from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.office.models import ClearingRule
from servanda.processes import registry
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import read_statement, say_inside, take
from servanda.processes.folding.internal import CLEARING
from servanda.processes.models import Outgoing
from tests.chaos.agreement import TERMS, TEXTS, signature
from tests.chaos.schedule import MARKER

FORGOTTEN = "information"
Said = Sequence[StoredAct]

MOVES = {
    "request": ("answer", "decline", "accept", "return", "withdraw"),
    "visit": ("ask_preparation", "cancel"),
    "claim": ("settle", "drop"),
    "information": ("send", "end"),
}
OWED = ("promise", "deliver", "decline", "ask_time", "explain")
AWAITED = ("accept", "return", "withdraw", "nudge", "grant", "refuse")


def ask(roll: float, *, now: datetime) -> Said:
    return _open("request.ask", _question(now), roll, now=now)


def attach(roll: float, *, now: datetime) -> Said:
    """A request with a file of up to 200 kB."""
    sha256, size = files.store_file(io.BytesIO(str(roll).encode() * int(10 + roll * 10_000)), 10**6)
    return _open(
        "request.ask", _question(now), roll, now=now, files=[{"name": "a.txt", "sha256": sha256, "size": size}]
    )


def announce(roll: float, *, now: datetime) -> Said:
    start = (now + timedelta(days=40)).date().isoformat()
    visit = {"title": "V", "direction": "incoming", "level": "official", "start_on": start}
    return _open("visit.announce", visit, roll, now=now)


def claim(roll: float, *, now: datetime) -> Said:
    stated = {"title": "C", "clause": "5/notice", "happened_on": "2026-11-20", "what": "Seen."}
    return _open("claim.raise", stated, roll, now=now)


def begin(roll: float, *, now: datetime) -> Said:
    """Of a kind that an older node does not know."""
    return _open("information.subscribe", {"title": "T", "wanted": "W"}, roll, now=now)


def move(roll: float, *, now: datetime) -> Said:
    """Some step of the file's own kind."""
    open_ = Dossier.objects.filter(is_shared=True, process__in=MOVES, is_ended=False)
    row = _pick(open_.order_by("opened_at", "id"), roll)
    kind = f"{row.process}.{_pick(MOVES[row.process], roll * 7919 % 1)}"
    data = {
        "answer": "A",
        "reason": "R",
        "preparation": "P",
        "brief": "B",
        "until": (now + timedelta(days=9)).date().isoformat(),
        "text": "T",
    }
    _, step = registry.find(kind)
    return [_say(kind, {name: data[name] for name in step.fields if name in data}, row.id, now=now)]


def verb(roll: float, *, now: datetime) -> Said:
    """Some verb of some commitment, of the side on which this agency stands."""
    here = node.current().agency
    rows = Commitment.objects.filter(dossier__is_shared=True).order_by("opened_at", "id")
    row = _pick([row for row in rows if here in (row.debtor, row.creditor)], roll)
    name = _pick(OWED if row.debtor == here else AWAITED, roll * 7919 % 1)
    data = {"commitment": row.id, "text": "T"}
    if name in ("ask_time", "grant"):
        data["until"] = (now + timedelta(days=14)).date().isoformat()
    unit = row.debtor_unit if row.debtor == here else row.creditor_unit
    return [_say(f"commitment.{name}", data, row.dossier_id, now=now, unit=unit)]


def say(roll: float, *, now: datetime) -> Said:
    row = _pick(Dossier.objects.filter(is_shared=True).order_by("opened_at", "id"), roll)
    return [_say("dossier.say", {"text": f"Said {roll}"}, row.id, now=now)]


def note(roll: float, *, now: datetime) -> Said:
    """Among colleagues; the marker must never be found elsewhere."""
    row = _pick(Dossier.objects.order_by("opened_at", "id"), roll)
    return [
        say_inside(row.id, "office.note", {"content": {"text": f"{MARKER} {node.current().agency}"}}, _actor(), at=now)
    ]


def assign(roll: float, *, now: datetime) -> Said:
    row = _pick(Dossier.objects.filter(is_shared=True).order_by("opened_at", "id"), roll)
    facts = {"unit": f"{node.current().agency}/europe", "officer": "o-1"}
    return [say_inside(row.id, "office.assign", {"facts": facts}, _actor(), at=now)]


def prepare(roll: float, *, now: datetime) -> Said:
    """Before those who clear it; nothing leaves yet."""
    ClearingRule.objects.get_or_create(step="visit.announce", defaults={"levels": 1})
    start = (now + timedelta(days=50)).date().isoformat()
    visit = {"title": "P", "direction": "incoming", "level": "official", "start_on": start}
    stated = read_statement("visit.announce", visit, to=_to(roll))
    sent = outgoing.submit(stated, _actor(), at=now)
    return StoredAct.objects.filter(name=sent.draft)


def clear(roll: float, *, now: datetime) -> Said:
    row = _pick(Outgoing.objects.filter(state=CLEARING).order_by("prepared_at", "name"), roll)
    sent = outgoing.clear(row.name, _actor("head", "o-head"), at=now)
    return [sent.act] if sent.act else []


def amend(roll: float, *, now: datetime) -> Said:
    row = Dossier.objects.filter(process="agreement", home=node.current().agency).first()
    if row is None:
        raise Refused("no_file")
    hours = 24 + int(roll * 24)
    stated = {"title": "R", "terms": TERMS | {"transit": {"hours": hours}}, "texts": TEXTS}
    return [_say("agreement.amend", stated, row.id, now=now, role="clerk")]


def sign(roll: float, *, now: datetime) -> Said:
    """The counterpart signs what is on the table; the home, once everybody has, puts it in force."""
    row = _pick(Dossier.objects.filter(process="agreement").order_by("id"), 0)
    stated = signature(row)
    if row.home != node.current().agency:
        return [_say("agreement.sign", stated, row.id, now=now, role="clerk")]
    signed = Entry.objects.filter(dossier=row, kind="agreement.sign", has_effect=True).order_by("-place")
    names = [entry.name for entry in signed[: len(row.parties) - 1]]
    return [_say("agreement.enter", stated | {"signatures": names}, row.id, now=now, role="clerk")]


def rounds(roll: float, *, now: datetime) -> Said:
    """What the timers do each minute."""
    timers.tick(now=now)
    node.current().checkpoint()
    return ()


WORK: dict[str, Callable[..., Said]] = {
    "ask": ask, "attach": attach, "announce": announce, "claim": claim, "move": move, "verb": verb, "say": say,
    "note": note, "assign": assign, "prepare": prepare, "clear": clear, "amend": amend, "sign": sign,
    "timers": rounds, "begin": begin,
}  # fmt: skip


def forget_kinds() -> None:
    """Be a node of before a kind of work was added."""
    known = registry.processes()
    known.pop(FORGOTTEN, None)


def _question(now: datetime) -> dict[str, Any]:
    by = (now + timedelta(days=5)).date().isoformat()
    return {"title": "Q", "about": "action", "question": "May we?", "answer_by": by}


def _open(kind: str, data: dict[str, Any], roll: float, *, now: datetime, **more: Any) -> Said:
    return [take(_read(kind, data, to=_to(roll), **more), _actor(), at=now)]


def _say(kind: str, data: dict[str, Any], file: str, *, now: datetime, unit: str = "", role: str = "desk") -> StoredAct:
    return take(_read(kind, data, dossier=file), _actor(role, unit=unit), at=now)


def _read(kind: str, data: dict[str, Any], **more: Any) -> Any:
    try:
        return read_statement(kind, data, **more)
    except Faults as faults:
        raise AssertionError(f"{kind} is not said like this: {faults.__dict__}") from faults


def _to(roll: float) -> list[str]:
    """Between one and all of the agencies that take part."""
    others = sorted(Peer.objects.filter(is_blocked=False).values_list("agency", flat=True))
    first = int(roll * 997) % len(others)
    return [f"{agency}/europe" for agency in (others[first:] + others[:first])[: 1 + int(roll * 31) % len(others)]]


def _actor(role: str = "desk", officer: str = "o-1", *, unit: str = "") -> Actor:
    here = node.current().agency
    own = unit or f"{here}/europe"
    return Actor(agency=here, officer=officer, unit=own, role=role, units=frozenset({own, f"{here}/europe"}))


def _pick(among: Any, roll: float) -> Any:
    found = list(among)
    if not found:
        raise Refused("no_file")
    return found[int(roll * len(found))]
