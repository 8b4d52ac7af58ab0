"""Who may see what: parties across the border, units inside an agency, and the ceiling of classes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from servanda.kernel.acts import CLASSES, By
from servanda.kernel.refusals import Refused

STATE_SECRETS = frozenset({"mat", "toi-mat", "tuyet-mat"})
READS_ALL = frozenset({"leadership", "clerk"})
ROLES = ("desk", "head", "leadership", "clerk", "admin")
TAKES_STEPS = frozenset({"desk", "head", "leadership", "clerk"})


@dataclass(frozen=True)
class Actor:
    """Who acts: one officer in one post of one unit. `units` are those whose files the post may read.

    A substitute acts in the unit and role of the officer who is away, `stands_for`.
    """

    agency: str
    officer: str
    unit: str
    role: str = "desk"
    capacity: str = ""
    post: str = ""
    units: frozenset[str] = field(default_factory=frozenset)
    stands_for: str = ""

    @property
    def reads_all(self) -> bool:
        return self.role in READS_ALL

    @property
    def reader_of(self) -> frozenset[str]:
        """The readers named in a file's rows among whom this actor counts. An administrator reads no files."""
        if self.role == "admin":
            return frozenset()
        return self.units | {self.unit, everyone(self.agency)}

    def by(self) -> By:
        return By(unit=self.unit, post=self.post or self.role, officer=self.officer, capacity=self.capacity)


def registry(agency: str) -> Actor:
    """The registry of an agency, which speaks for it where no officer does: what the system states by itself."""
    office = f"{agency}/office"
    return Actor(agency=agency, officer="system", unit=office, role="clerk", units=frozenset({office}))


def sees(actor: Actor, readers: Iterable[str]) -> bool:
    """May this actor read a file whose readers inside the actor's agency are these units?"""
    return actor.reads_all or bool(actor.reader_of & set(readers))


def everyone(agency: str) -> str:
    """The reader that stands for every officer of an agency: of agreements and directories."""
    return f"{agency}/*"


def leaves(agency: str, parties: Iterable[str], *, internal: bool) -> bool:
    """May an entry go to this agency? Shared entries go to every party; internal ones to nobody."""
    return not internal and agency in set(parties)


def check_class(cls: str, ceilings: Mapping[str, str]) -> None:
    """Refuse a class above the ceiling of any party's card; a state secret wherever one of them is on a network.

    Only the card of a node without an address can have a ceiling among the state secrets.
    """
    if cls not in CLASSES:
        raise Refused("bad_envelope", field="class")
    if cls in STATE_SECRETS and not STATE_SECRETS.issuperset(ceilings.values()):
        raise Refused("state_secret")
    for agency, ceiling in ceilings.items():
        if CLASSES.index(cls) > CLASSES.index(ceiling):
            raise Refused("above_ceiling", agency=agency, **{"class": cls})
