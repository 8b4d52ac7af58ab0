"""Who plays in the story, and what many of its scenes do alike."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from samples.loader import World

AGENCIES = {
    "mofa": ("mofa.gov.vn", {
        "vi": "Bộ Ngoại giao (mẫu)", "en": "Ministry of Foreign Affairs (sample)",
        "ar": "وزارة الخارجية (نموذج)", "ms": "Kementerian Luar Negeri (contoh)"}),
    "vufo": ("vufo.org.vn", {
        "vi": "Liên hiệp các tổ chức hữu nghị (mẫu)", "en": "Union of Friendship Organizations (sample)",
        "ar": "اتحاد منظمات الصداقة (نموذج)", "ms": "Kesatuan Pertubuhan Persahabatan (contoh)"}),
}  # fmt: skip
# The roles that the tour on the landing page needs, in its order.
FIRST = {
    "mofa": ["o-prot-desk", "o-prot-head", "o-leadership"],
    "vufo": ["o-clerk", "o-eur-desk", "o-leadership"],
}
MOFA, VUFO = "mofa.gov.vn", "vufo.org.vn"
POLICY, RESEARCH = f"{MOFA}/policy", f"{VUFO}/research"
UNION_EUROPE, MINISTRY_EUROPE = f"{VUFO}/europe", f"{MOFA}/europe"
DESKS = {
    "mofa": ("o-prot-desk", "o-prot-head", UNION_EUROPE, "incoming"),
    "vufo": ("o-eur-desk", "o-eur-head", MINISTRY_EUROPE, "outgoing"),
}


def announce(
    world: World, title: str, *, start: date, days: int, level: str = "working", partner: str = "FR",
    side: str = "mofa", **more: Any,
) -> str:  # fmt: skip
    """Announced by protocol (or the union's desk), cleared by the head, sent."""
    officer, head, to, direction = DESKS[side]
    stated = {"title": title, "direction": direction, "level": level, "partner": partner, "start_on": iso(start),
              "end_on": iso(start + timedelta(days=days))}  # fmt: skip
    file = world.say(side, officer, "visit.announce", stated | more, to=[to], cleared_by=head)
    world.exchange()
    return file


def ask(world: World, file: str, what: str, due: date, *, side: str = "mofa") -> None:
    """A preparation, asked of the other side."""
    officer, head, _to, _direction = DESKS[side]
    stated = {"preparation": what, "due_on": iso(due)}
    world.say(side, officer, "visit.ask_preparation", stated, file=file, cleared_by=head)
    world.exchange()


def confirm(world: World, file: str, start: date, end: date, *, side: str = "mofa") -> None:
    officer, head, _to, _direction = DESKS[side]
    stated = {"start_on": iso(start), "end_on": iso(end)}
    world.say(side, officer, "visit.confirm", stated, file=file, cleared_by=head)
    world.exchange()


def close(world: World, file: str, report: str, *, side: str = "mofa") -> None:
    officer, head, _to, _direction = DESKS[side]
    world.say(side, officer, "visit.close", {"report": report}, file=file, cleared_by=head)
    world.exchange()


def verb(world: World, side: str, officer: str, name: str, file: str, **data: Any) -> None:
    """A verb upon the youngest commitment that allows it, and off it goes."""
    world.verb(side, officer, name, file, **data)
    world.exchange()


def send(
    world: World, side: str, officer: str, kind: str, data: Mapping[str, Any], file: str | None = None,
    *, to: Sequence[str] = (), speaks_for: str | None = None, via: str | None = None,
) -> str:  # fmt: skip
    """What needs no clearing: said, and off it goes. Returns the file."""
    file = world.say(side, officer, kind, data, file=file, to=to, speaks_for=speaks_for, via=via)
    world.exchange()
    return file


def iso(day: date) -> str:
    return day.isoformat()
