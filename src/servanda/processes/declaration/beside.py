"""What a kind of work declares besides its steps: a page of its own, the next of a series, rows carried out, a tour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Groups = tuple[tuple[Any, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Page:
    """A page beside that of the file: its label, and the name of its address, which takes the file.

    It is the first thing to do where it `leads`: then every step is taken from it.
    """

    label: Any
    name: str
    leads: bool = False


@dataclass(frozen=True)
class Series:
    """The next file of a series: its opening keeps these fields of the one before, and comes on the next day.

    How often it comes stands in fact `every`, a choice of `cadence`, its day in fact `day`.
    """

    label: Any
    keeps: tuple[str, ...]
    every: str = "cadence"
    day: str = "start_on"


@dataclass(frozen=True)
class Carried:
    """Rows that are carried out by files of their own, which name them in a field of kind `item`.

    `begins` labels the click for each kind of work as which a row can be begun; one that names a kind in its column
    `kind` is begun as that alone. `by` is home or any: whose click it is. `states` says how a row stands where it is
    called otherwise than not_begun, overdue, under_way, done, cancelled. `groups` are the headings of a page and their
    columns.
    """

    begins: Mapping[str, Any]
    groups: Groups
    by: str = "any"
    states: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Leg:
    """One stretch of a tour: its title, and who does what in it."""

    title: Any
    text: Any


@dataclass(frozen=True)
class Tour:
    """How a sample is shown by a file of this kind, leg by leg; in it the other side hands over what `deliver` says.

    It is `opened` by the desk of one agency, `cleared` by its head, `answered` by the other agency, `accepted` by the
    desk that asked.
    """

    deliver: str
    opened: Leg
    cleared: Leg
    answered: Leg
    accepted: Leg
