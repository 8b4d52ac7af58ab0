"""A text that several agencies write: which steps put one on the table, and what may be said about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.kernel.acts import Act


@dataclass(frozen=True)
class Article:
    """One part of one version: what it says in every language, and its duties as data.

    A text that has no articles is one part without a name, whose lines are its paragraphs.
    """

    id: str
    head: Mapping[str, str]
    text: Mapping[str, str]
    basis: tuple[str, ...] = ()
    duties: tuple[Mapping[str, Any], ...] = ()
    group: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """The text of a kind of work.

    Another party `offers` a whole version beside the one on the table; the keeping agency `choices` between the two.
    `versions` are its steps that put one on the table, `consents` those by which a party stands to the one on the
    table. `when` are the states in which points are made and answered; `read` tells the parts of a version.
    """

    process: str
    versions: tuple[str, ...]
    when: tuple[str, ...]
    read: Callable[[Act], Sequence[Article]]
    consents: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def version_kinds(self) -> tuple[str, ...]:
        return self._kinds(self.versions)

    @property
    def consent_kinds(self) -> tuple[str, ...]:
        return self._kinds(self.consents)

    @property
    def offer_kinds(self) -> tuple[str, ...]:
        return self._kinds(self.offers)

    @property
    def choice_kinds(self) -> tuple[str, ...]:
        return self._kinds(self.choices)

    @property
    def point_kinds(self) -> tuple[str, ...]:
        return self._kinds(POINTS)

    @property
    def answer_kinds(self) -> tuple[str, ...]:
        return self._kinds(ANSWERS)

    def on_the_table(self, past: Sequence[Act]) -> Act | None:
        """The version that its author had before it: the last one of its causal past."""
        kinds = self.version_kinds
        return next((act for act in reversed(past) if act.kind in kinds), None)

    def is_about_the_table(self, act: Act, past: Sequence[Act]) -> str:
        """A point may name the version it is about: then it is the one on the table when it was made."""
        named, version = act.facts.get("version"), self.on_the_table(past)
        return "other_version" if named is not None and (version is None or named != version.id) else ""

    def answers_a_point(self, act: Act, past: Sequence[Act]) -> str:
        """An answer names a point, and may name the version in which the point was taken up."""
        if act.facts["point"] not in {other.id for other in past if other.kind in self.point_kinds}:
            return "no_act"
        named, kinds = act.facts.get("version"), self.version_kinds
        known = {other.id for other in past if other.kind in kinds}
        return "other_version" if named is not None and named not in known else ""

    def is_own_point(self, act: Act, past: Sequence[Act]) -> str:
        """Nobody takes back what another side said."""
        kinds = self.point_kinds
        point = next((o for o in past if o.id == act.facts["point"] and o.kind in kinds), None)
        if point is None:
            return "no_act"
        return "" if point.speaker == act.speaker else "not_your_point"

    def chooses(self, act: Act, past: Sequence[Act]) -> str:
        """A choice names a version that was offered, and about which nothing was chosen yet."""
        named = act.facts.get("offer")
        if named not in {other.id for other in past if other.kind in self.offer_kinds}:
            return "no_act"
        kinds = self.choice_kinds
        return "already_chosen" if named in {o.facts.get("offer") for o in past if o.kind in kinds} else ""

    def _kinds(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{self.process}.{step}" for step in steps)


def body(name: str) -> Callable[[Act], list[Article]]:
    """Reads a text without articles: the field of kind `body` of that name."""

    def read(act: Act) -> list[Article]:
        said = act.part("content").get(name)
        return [Article("", {}, {"": said})] if isinstance(said, str) and said else []

    return read


# What is said about a text, whatever the kind of work.
REMARK, REWORD = "remark", "reword"
TAKE_UP, EXPLAIN, RETRACT = "take_up", "explain", "retract"
POINTS = (REMARK, REWORD)
ANSWERS = (TAKE_UP, EXPLAIN, RETRACT)
