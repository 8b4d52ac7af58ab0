"""Plays a world's story through the doors that officers use, on real nodes, with the clock of the story."""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from samples import loopback
from servanda.exchange import links
from servanda.imports.agreements import propose, read_agreement
from servanda.imports.partners import import_partners
from servanda.imports.people import import_people
from servanda.imports.units import import_units
from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.office import guests, leaves, notices, outgoing, packing
from servanda.office.guests import Made as Guest
from servanda.office.models import ClearingRule, Issuer, Notice, Officer
from servanda.office.people import actor as actor_of
from servanda.processes import dossiers
from servanda.processes.declaration.base import Begun
from servanda.processes.models import Correspondent
from servanda.processes.reads import verbs_for

SAMPLES = Path(__file__).parent
FIRST_WORLD = "vufo-mofa"
FIRST_HOUR, LAST_HOUR = 8, 17
BEGUN = time(9, 30)


@dataclass
class Side:
    """One agency of the world, its node, and its officers as actors."""

    node: Node
    known: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def actor(self, officer: str, day: date) -> Actor:
        if officer == "system":
            agency = self.node.agency
            return Actor(agency=agency, officer="system", unit=f"{agency}/office", role="clerk")
        if (officer, day) not in self.known:
            with self.node.active():
                self.known[officer, day] = actor_of(Officer.objects.get(id=officer), day=day)
        return self.known[officer, day]


@dataclass
class World:
    """The sides of a story and its clock; every verb acts as one officer at one moment of it.

    `today` is the last working day of which the first hours are over at `now`; what is told of it happened in them.
    Mail is written from the working day `mail_from` on; what was noted before counts as told.
    """

    folder: Path
    sides: dict[str, Side]
    now: datetime
    clock: datetime = field(default=datetime(2000, 1, 1, tzinfo=UTC))
    calendar: Calendar = field(default=Calendar(zone="UTC", years={}))
    today: date = field(default=date(2000, 1, 1))
    mail_from: int = -10_000

    def count_by(self, file: str, *, earlier: int = 0) -> None:
        """Count days as the agreement in a file will, so many days `earlier`: by its calendar, in its zone."""
        read = read_agreement(self._file(file), today=self.now.date() - timedelta(days=earlier))
        self.calendar = Calendar.from_facts(read.terms["calendar"])
        present = self.now.astimezone(ZoneInfo(self.calendar.zone))
        begun = present.time() >= BEGUN and self.calendar.is_working(present.date())
        self.today = present.date() if begun else self.calendar.add_working_days(present.date(), -1)[0]

    def day(self, working_days: int) -> date:
        """The day so many working days from today."""
        return self.calendar.add_working_days(self.today, working_days)[0]

    def ahead(self, days: int) -> date:
        """The day so many days of the calendar from today."""
        return self.today + timedelta(days=days)

    def last_quarter(self) -> tuple[date, date]:
        """The first and the last day of the last quarter of a year that is over today."""
        begun = date(self.today.year, (self.today.month - 1) // 3 * 3 + 1, 1)
        last = begun - timedelta(days=1)
        return date(last.year, last.month - 2, 1), last

    def moment(self, working_days: int, hour: int, minute: int = 0) -> datetime:
        """An hour of the agreement's zone on a working day."""
        local = datetime.combine(self.day(working_days), time(hour, minute), tzinfo=ZoneInfo(self.calendar.zone))
        return local.astimezone(UTC)

    def at(self, working_days: int, hour: int = 9, minute: int = 0) -> None:
        """Move the clock to an hour of a working day, never backwards; what was held until then leaves now.

        Raises ValueError for a moment outside working hours or after the present.
        """
        moment = self.moment(working_days, hour, minute)
        if not FIRST_HOUR <= hour < LAST_HOUR or moment > self.now:
            raise ValueError(f"nothing happens on day {working_days} at {hour}:{minute:02}")
        is_new_day = moment.date() > self.clock.date()
        self.clock = max(self.clock, moment)
        for side in self.sides.values():
            with side.node.active():
                outgoing.release(now=self.clock)
                if is_new_day:
                    notices.remind(now=self.clock)
                    if working_days >= self.mail_from:
                        packing.pack(now=self.clock)
                    else:
                        Notice.objects.filter(settled_at=None).update(settled_at=self.clock)

    def link(self) -> None:
        """Everybody compares words with everybody."""
        for side in self.sides.values():
            for other in self.sides.values():
                if other is not side:
                    with side.node.active():
                        links.link(other.node.card.jws, other.node.card.fingerprint(), now=self.clock)

    def load(self, name: str) -> None:
        """Units, people and partners of one side, from its files."""
        side = self.sides[name]
        actor = side.actor("system", self.clock.date())
        peers = [other.node.agency for other in self.sides.values() if other is not side]
        with side.node.active():
            import_units(self._file(f"{name}/units.csv"), "units.csv", actor, peers=peers, at=self.clock)
            import_people(self._file(f"{name}/people.csv"), "people.csv", at=self.clock)
            import_partners(self._file("partners.csv"), "partners.csv")

    def agreement(self, name: str, file: str, *, earlier: int = 0) -> str:
        """Propose the agreement in a file, its days so many days earlier than it says; returns its dossier."""
        with self.sides[name].node.active():
            actor = self.sides[name].actor("o-clerk", self.clock.date())
            return propose(read_agreement(self._file(file), today=self.ahead(-earlier)), actor, at=self.clock)

    def say(
        self, name: str, officer: str, kind: str, data: Mapping[str, Any], *, file: str | None = None,
        to: Sequence[str] = (), cleared_by: str = "", speaks_for: str | None = None, via: str | None = None,
        embargo: datetime | None = None,
    ) -> str:  # fmt: skip
        """An officer states something; where it must be cleared, `cleared_by` does so. Returns the file.

        What is under embargo is held until then.
        """
        side = self.sides[name]
        with side.node.active():
            actor = side.actor(officer, self.clock.date())
            statement = dossiers.read_statement(kind, data, dossier=file, to=to, speaks_for=speaks_for, via=via)
            sent = outgoing.submit(statement, actor, at=self.clock, now=self.clock, embargo=embargo)
            if sent.state == "clearing" and cleared_by:
                self.clock += timedelta(minutes=25)
                outgoing.clear(sent.draft, side.actor(cleared_by, self.clock.date()), at=self.clock, now=self.clock)
        return sent.dossier

    def begun(self, name: str, officer: str, kind: str, file: str = "") -> dict[str, Any]:
        """What the form of a step holds at first for an officer."""
        side = self.sides[name]
        with side.node.active():
            step = dossiers.declared(kind)[1]
            row = Dossier.objects.filter(id=file).first()
            facts = row.facts if row else {}
            actor, on = side.actor(officer, self.clock.date()), self.clock.date()
            return dict(step.begins(Begun(actor, file, on, facts, self.calendar))) if step.begins else {}

    def verb(self, name: str, officer: str, verb: str, file: str, **data: Any) -> None:
        """A verb upon the youngest commitment of a file that still allows it from this side."""
        row = self._open_to(name, verb, file, self.sides[name].node.agency)
        self.say(name, officer, f"commitment.{verb}", {"commitment": row.id, **data}, file=file)

    def reported(
        self, name: str, officer: str, verb: str, file: str, *, speaks_for: str, via: str, **data: Any
    ) -> None:
        """What the other side said by other means, written down by this one."""
        row = self._open_to(name, verb, file, speaks_for)
        stated = {"commitment": row.id, **data}
        self.say(name, officer, f"commitment.{verb}", stated, file=file, speaks_for=speaks_for, via=via)

    def guest(self, name: str, officer: str, file: str, *, agency: str, person: str) -> Guest:
        """Open a door to this one file for a person of an agency without a system of its own."""
        side = self.sides[name]
        with side.node.active():
            actor = side.actor(officer, self.clock.date())
            return guests.make(file, actor, agency=agency, person=person, at=self.clock, lasts=guests.LONGEST)

    def reply(self, name: str, guest: Guest, kind: str, data: Mapping[str, Any]) -> None:
        """The guest enters with secret and code, and answers."""
        with self.sides[name].node.active():
            assert guests.enter(guest.link, guest.secret, guest.code, at=self.clock)
            recorder = guests.recorder(guest.link, Dossier.objects.get(id=guest.link.dossier), at=self.clock)
            statement = dossiers.read_statement(
                kind, data, dossier=guest.link.dossier, speaks_for=guest.link.agency, via=guests.VIA
            )
            dossiers.take(statement, recorder, at=self.clock)

    def acts(self, name: str, file: str, kind: str) -> list[str]:
        """The names of a file's entries of one kind, oldest first."""
        with self.sides[name].node.active():
            rows = StoredAct.objects.filter(dossier=file, kind=kind).order_by("seq")
            return list(rows.values_list("name", flat=True))

    def note(self, name: str, officer: str, file: str, text: str) -> None:
        self._inside(name, officer, file, "office.note", {"content": {"text": text}})

    def assign(
        self, name: str, officer: str, file: str, unit: str, to: str = "", coordinating: Sequence[str] = ()
    ) -> None:
        facts = {"unit": unit, "officer": to, "coordinating": list(coordinating)}
        self._inside(name, officer, file, "office.assign", {"facts": facts})

    def people(self, name: str, file: str) -> None:
        """More people of one side, from a file."""
        with self.sides[name].node.active():
            import_people(self._file(file), Path(file).name, at=self.clock)
        self.sides[name].known.clear()

    def clearing(self, name: str, rules: Mapping[str, int]) -> None:
        with self.sides[name].node.active():
            for step, levels in rules.items():
                ClearingRule.objects.update_or_create(step=step, defaults={"levels": levels})

    def enter(self, name: str, agency: str, titles: Mapping[str, str], *, via: str, where: Mapping[str, str]) -> None:
        """How one side calls and reaches an agency without a system; `where` holds its address, phone or mail."""
        with self.sides[name].node.active():
            Correspondent.objects.update_or_create(agency=agency, defaults={"name": dict(titles), "via": via, **where})

    def issuer(self, side: str, code: str, **stated: Any) -> None:
        """Who issues letters for one side."""
        with self.sides[side].node.active():
            Issuer.objects.create(code=code, **stated)

    def leave(self, name: str, by: str, *, away: str, substitute: str, last: date) -> None:
        """From today of the story up to a day one officer is away and another stands in."""
        side, first = self.sides[name], self.clock.date()
        with side.node.active():
            term = leaves.Term(Officer.objects.get(id=substitute), first, last)
            leaves.enter(Officer.objects.get(id=away), term, side.actor(by, first), at=self.clock)
        side.known.clear()

    def exchange(self) -> None:
        """Everything queued travels now; a minute passes."""
        self.clock += timedelta(minutes=1)
        loopback.deliver([side.node for side in self.sides.values()], now=self.clock)

    def file(self, name: str, title: str) -> str:
        """The file that bears a title."""
        with self.sides[name].node.active():
            return Dossier.objects.get(title=title).id

    def title(self, name: str, file: str) -> str:
        with self.sides[name].node.active():
            return Dossier.objects.get(id=file).title

    def _open_to(self, name: str, verb: str, file: str, agency: str) -> Commitment:
        with self.sides[name].node.active():
            rows = Commitment.objects.filter(dossier_id=file).order_by("-opened_at", "id")
            return next(row for row in rows if verb in verbs_for(row, agency))

    def _inside(self, name: str, officer: str, file: str, kind: str, parts: Mapping[str, Mapping[str, Any]]) -> None:
        side = self.sides[name]
        with side.node.active():
            dossiers.say_inside(file, kind, parts, side.actor(officer, self.clock.date()), at=self.clock)

    def _file(self, name: str) -> bytes:
        """A file of this world, or of the one on which it builds."""
        path = self.folder / name
        return (path if path.exists() else SAMPLES / FIRST_WORLD / name).read_bytes()


def story(name: str) -> ModuleType:
    """The module that tells a world's story. Raises FileNotFoundError for a world that is not there."""
    path = SAMPLES / name / "story.py"
    # A package, so that the scenes can stand in files of their own beside it.
    called = f"story_{name.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(called, path, submodule_search_locations=[str(path.parent)])
    if spec is None or spec.loader is None or not path.exists():
        raise FileNotFoundError(path)
    module = sys.modules[called] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
