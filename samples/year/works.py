"""The everyday work of the year: visits and requests as there are hundreds of, and how they went."""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from samples.loader import World
from samples.routine import Routine

from . import words

MOFA, VUFO = "mofa.gov.vn", "vufo.org.vn"
LAST = 0
# Of every hundred matters so many went late at the beginning of the year, and at its end.
LATE_FIRST, LATE_LAST = 28, 7
A_DAY = 0.75
WORK_DAYS = (0, 2)
# So many days apart two steps never fall on one of these days.
APART = 3
HOURS = range(9, 16)

# A file goes on at each working day that it yields.
Course = Iterator[int]


@dataclass
class Everyday:
    """All courses of the year, each going on when its next day is told."""

    world: World
    routine: Routine
    chance: random.Random = field(default_factory=lambda: random.Random(2026))
    waiting: list[tuple[int, int, Course]] = field(default_factory=list)
    begun: int = 0

    def tell(self, first: int, until: int) -> None:
        """Plan the whole year from `first` on, and tell its days before `until`."""
        self.routine.begin(self.world.moment(first, 8))
        self.routine.under(MOFA, VUFO)
        courses: tuple[tuple[Callable[..., Course], int], ...] = (
            (self.visit, 34), (self.journey, 22), (self.ministry_asks, 26), (self.union_asks, 18),
        )  # fmt: skip
        made, weights = [course for course, _ in courses], [weight for _, weight in courses]
        for n in range(int((LAST - first) * A_DAY)):
            day = first + int(n / A_DAY)
            self._wait(self.chance.choices(made, weights)[0](day, n), after=first)
        for day in range(first, until):
            if self.has_work(day):
                self.routine.begin(self.world.moment(day, self.chance.choice(HOURS), self.chance.randrange(40)))
                self.tell_day(day)

    def has_work(self, day: int) -> bool:
        return bool(self.waiting) and self.waiting[0][0] <= day

    def tell_day(self, day: int) -> None:
        while self.has_work(day):
            _, _, course = heapq.heappop(self.waiting)
            self._wait(course, after=day)
        self.routine.end_day()

    def visit(self, day: int, n: int) -> Course:
        """A delegation that comes: announced by protocol, prepared by the union, reported on."""
        place = words.place(self.chance)
        yield from self._travel(day, "mofa", "o-prot-desk", place, words.incoming(self.chance, place), "incoming")

    def journey(self, day: int, n: int) -> Course:
        """A delegation that goes: announced by the union's unit, prepared by the ministry's."""
        place = words.place(self.chance)
        yield from self._travel(day, "vufo", place.desk, place, words.outgoing(self.chance, place), "outgoing")

    def _travel(
        self, day: int, name: str, desk: str, place: "words.Place", title: str, direction: str
    ) -> Course:  # fmt: skip
        say, other = self.routine, "vufo" if name == "mofa" else "mofa"
        here, there = f"{MOFA}/protocol" if name == "mofa" else f"{VUFO}/{place.unit}", self._unit(other, place)
        level, needs = self.chance.choice((("official", 15), ("working", 7), ("working", 7), ("private", 7)))
        is_late = self._is_late(day)
        ahead = needs + (self.chance.randrange(-4, 0) if is_late else self.chance.randrange(3, 22))
        starts, lasts = day + ahead, self.chance.randrange(1, 5)
        yield day
        stated = {"title": title, "direction": direction, "level": level, "partner": place.partner,
                  "start_on": self._day(starts), "end_on": self._day(starts + lasts),
                  "purpose": words.purpose(self.chance)}  # fmt: skip
        file = say.open(name, desk, "visit.announce", stated, to=[there])
        yield day + APART
        self._assign(other, file, place)
        if self.chance.random() < 0.06:
            yield day + 3
            say.say(name, desk, "visit.cancel", {"reason": words.cancelled(self.chance)}, file, to=there)
            return
        if self.chance.random() < 0.7 and ahead > 6:
            yield from self._prepare(day, starts, file, (name, desk, here), (other, place.desk, there))
        yield max(starts - 2, day + 1)
        dates = {"start_on": self._day(starts), "end_on": self._day(starts + lasts)}
        say.say(name, desk, "visit.confirm", dates, file, to=there)
        ended = starts + lasts
        yield ended + (self.chance.randrange(12, 17) if self._is_late(day) else self.chance.randrange(2, 9))
        say.say(name, desk, "visit.close", {"report": words.report(self.chance)}, file, to=there)
        yield ended + 17 + APART
        say.verb(other, place.desk, "accept", file, "report", to=here)

    def _prepare(
        self, day: int, starts: int, file: str, asks: tuple[str, str, str], owes: tuple[str, str, str]
    ) -> Course:  # fmt: skip
        say, (name, desk, here), (other, theirs, there) = self.routine, asks, owes
        # By the agreement it is due three working days before the visit.
        due = starts - 3
        yield day + 2
        say.say(name, desk, "visit.ask_preparation", {"preparation": words.preparation(self.chance)}, file, to=there)
        if due - day > 6 and self.chance.random() < 0.6:
            yield day + 2 + APART
            say.verb(other, theirs, "promise", file, "preparation", to=here, text=words.promised(self.chance))
        is_late = self._is_late(day)
        if is_late and self.chance.random() < 0.5:
            yield due
            say.verb(name, desk, "nudge", file, "preparation", to=there, text=words.nudged(self.chance))
        delivered = due + APART if is_late else self.chance.randrange(min(day + 5, due - 2), due - 1)
        yield delivered
        say.verb(other, theirs, "deliver", file, "preparation", to=here, text=words.delivered(self.chance))
        yield delivered + APART
        say.verb(name, desk, "accept", file, "preparation", to=there)

    def ministry_asks(self, day: int, n: int) -> Course:
        place = words.place(self.chance)
        yield from self._ask(day, "mofa", "vufo", place)

    def union_asks(self, day: int, n: int) -> Course:
        place = words.place(self.chance)
        yield from self._ask(day, "vufo", "mofa", place)

    def _ask(self, day: int, name: str, other: str, place: "words.Place") -> Course:
        say, here, there = self.routine, self._unit(name, place), self._unit(other, place)
        title, about, question, answer = words.request(self.chance, place)
        yield day
        stated = {"title": title, "about": about, "partner": place.partner, "question": question}
        file = say.open(name, place.desk, "request.ask", stated, to=[there])
        yield day + APART
        self._assign(other, file, place)
        fate = self.chance.random()
        if fate < 0.06:
            yield day + 3
            say.say(other, place.desk, "request.decline", {"reason": words.declined(self.chance)}, file, to=here)
            yield day + 3 + APART
            say.say(name, place.desk, "request.withdraw", {"reason": words.found(self.chance)}, file, to=there)
            return
        # By the agreement an answer is due in seven working days.
        is_late = self._is_late(day)
        if is_late:
            yield day + 8
            say.verb(name, place.desk, "nudge", file, "answer", to=there, text=words.nudged(self.chance))
        if fate < 0.16:
            yield day + APART
            say.say(other, place.desk, "request.answer", {"answer": words.short(self.chance)}, file, to=here)
            yield day + 2 * APART
            say.say(name, place.desk, "request.return", {"reason": words.lacking(self.chance)}, file, to=there)
        yield day + (self.chance.randrange(8 + APART, 15) if is_late else self.chance.randrange(3, 6))
        say.say(other, place.desk, "request.answer", {"answer": answer}, file, to=here)
        yield day + 16
        say.say(name, place.desk, "request.accept", {}, file, to=there)

    def _is_late(self, day: int) -> bool:
        share = LATE_LAST + (LATE_FIRST - LATE_LAST) * day / -262
        return self.chance.random() * 100 < share

    def _unit(self, name: str, place: "words.Place") -> str:
        return f"{MOFA if name == 'mofa' else VUFO}/{place.unit}"

    def _assign(self, name: str, file: str, place: "words.Place") -> None:
        facts = {"unit": self._unit(name, place), "officer": place.desk, "coordinating": []}
        self.routine.inside(name, "o-clerk", "office.assign", facts, file)

    def _day(self, day: int) -> str:
        return self.world.day(day).isoformat()

    def _wait(self, course: Course, *, after: int) -> None:
        """Put a course where it goes on next; what lies past the present is still to come."""
        day = next(course, None)
        if day is None:
            return
        day = max(day, after)
        while day % 5 not in WORK_DAYS:
            day += 1
        self.begun += 1
        if day < LAST:
            heapq.heappush(self.waiting, (day, self.begun, course))
