"""The points made on a text: who asked for what on which article of which version, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.kernel.acts import Act
from servanda.processes.agreements.agreement_reading import text
from servanda.processes.folding.texts import ANSWERS, POINTS, RETRACT, TAKE_UP


@dataclass(frozen=True)
class Answer:
    """The last word on a point; `n` is the version that takes it up, None while that version is still to come."""

    act: Act
    n: int | None = None

    @property
    def kind(self) -> str:
        """taken_up, explained or retracted."""
        return {TAKE_UP: "taken_up", RETRACT: "retracted"}.get(_step(self.act), "explained")

    @property
    def words(self) -> str:
        content = self.act.part("content")
        return text(content.get("reason")) or text(content.get("text"))


@dataclass(frozen=True)
class Point:
    """A remark or another wording. `number` counts from 1 over the file, `n` is the version it is about.

    `article` is empty for one on the whole text; `paragraph` counts from 1, or is None for the whole article.
    """

    number: int
    n: int
    act: Act
    reported: str
    answer: Answer | None

    @property
    def article(self) -> str:
        return self._said("article")

    @property
    def paragraph(self) -> int | None:
        value = self.act.part("content").get("paragraph")
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None

    @property
    def words(self) -> str:
        return self._said("text")

    @property
    def wording(self) -> str:
        return self._said("wording")

    @property
    def language(self) -> str:
        return self._said("language")

    @property
    def is_open(self) -> bool:
        return self.answer is None

    def _said(self, name: str) -> str:
        return text(self.act.part("content").get(name))


def points(said: Iterable[tuple[Act, str]], versions: Sequence[Act]) -> list[Point]:
    """Every point, in the order of the fold. `said` are remarks and answers with how they stand as reported words.

    The last answer counts; one that takes a point up without naming a version means the next one after it.
    """
    known = [(act, reported) for act, reported in said if reported != "disputed"]
    answers: dict[str, Answer] = {}
    for act, _reported in known:
        if _step(act) in ANSWERS:
            answers[str(act.facts.get("point"))] = Answer(act, _taken_up_in(act, versions))
    made = [(act, reported) for act, reported in known if _step(act) in POINTS]
    return [
        Point(number, _about(act, versions), act, reported, answers.get(act.id))
        for number, (act, reported) in enumerate(made, start=1)
    ]


def _about(act: Act, versions: Sequence[Act]) -> int:
    """The version that the point names, else the last one that its author had seen."""
    named = _place(act.facts.get("version"), versions)
    return named if named else max(1, sum(_had_seen(act, version) for version in versions))


def _taken_up_in(act: Act, versions: Sequence[Act]) -> int | None:
    if _step(act) != TAKE_UP:
        return None
    named = _place(act.facts.get("version"), versions)
    later = (n for n, version in enumerate(versions, start=1) if not _had_seen(act, version))
    return named or next(later, None)


def _place(name: Any, versions: Sequence[Act]) -> int | None:
    return next((n for n, version in enumerate(versions, start=1) if version.id == name), None)


def _step(act: Act) -> str:
    return act.kind.partition(".")[2]


def _had_seen(act: Act, version: Act) -> bool:
    """Versions stand in the home's lane alone, so that positions tell which came first."""
    if act.agency == version.agency:
        return version.position < act.position
    head = act.seen.get(version.agency)
    return head is not None and version.position <= (head[0], head[1])
