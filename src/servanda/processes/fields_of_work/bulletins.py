"""A text for the public: its versions with who cleared each, its languages with the version they agree with."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier
from servanda.processes.folding import versioned
from servanda.processes.kinds.bulletin import LANGUAGES, PROCESS


@dataclass
class Edition:
    """One version of the original; `cleared` and `objected` map an agency to its entry about this version."""

    n: int
    act: Act
    cleared: dict[str, Act] = field(default_factory=dict)
    objected: dict[str, Act] = field(default_factory=dict)
    released: Act | None = None


@dataclass
class Ours:
    """A text in a language that the keeper of the file gave or checked, and the version with which it then agreed."""

    act: Act
    against: int
    is_checked: bool = False


@dataclass
class Language:
    """One language: the newest text in it, the version it was made of, and the version it was checked against.

    `ours` is what may be released of it: whatever another agency gave since, unchecked, stays out.
    """

    code: str
    act: Act
    made_of: int
    checked: Act | None = None
    checked_against: int = 0
    ours: Ours | None = None
    given: list[Act] = field(default_factory=list)

    @property
    def is_released(self) -> bool:
        """May the newest text in it be released, once the original is?"""
        return self.ours is not None and self.ours.act is self.act

    def is_outdated(self, newest: int) -> bool:
        """Has the original changed since it was checked, or since it was made where nobody has checked it?"""
        return (self.checked_against or self.made_of) < newest


@dataclass(frozen=True)
class Bulletin:
    editions: list[Edition]
    languages: list[Language]

    @property
    def newest(self) -> int:
        return len(self.editions)

    @property
    def last_released(self) -> Edition | None:
        return next((edition for edition in reversed(self.editions) if edition.released), None)


def read(row: Dossier) -> Bulletin:
    """Two queries."""
    return told(versioned.acts(row, PROCESS, [step.name for step in PROCESS.steps]), keeper=row.home)


def told(acts: Iterable[Act], *, keeper: str) -> Bulletin:
    """From the entries that count, in their order. What another agency states as a language and is none is left out."""
    editions: dict[str, Edition] = {}
    languages: dict[str, Language] = {}
    for act in acts:
        name = act.kind.partition(".")[2]
        upon = editions.get(str(act.facts.get("version")))
        if name in PROCESS.versions:
            editions[act.id] = Edition(len(editions) + 1, act)
        elif upon and name in ("clear", "object"):
            _said_upon(upon, act, name)
        elif upon and name in ("translate", "check"):
            _in_language(languages, upon, act, name, keeper=keeper)
        elif name == "release" and editions:
            list(editions.values())[-1].released = act
    return Bulletin(list(editions.values()), sorted(languages.values(), key=lambda found: found.code))


def _said_upon(upon: Edition, act: Act, name: str) -> None:
    """The last word of an agency on a version counts."""
    gained, lost = (upon.cleared, upon.objected) if name == "clear" else (upon.objected, upon.cleared)
    gained[act.speaker] = act
    lost.pop(act.speaker, None)


def _in_language(languages: dict[str, Language], upon: Edition, act: Act, name: str, *, keeper: str) -> None:
    code = language_of(act.facts.get("language"))
    before, is_ours = languages.get(code), act.speaker == keeper
    if name == "translate" and code:
        ours = Ours(act, upon.n) if is_ours else before.ours if before else None
        languages[code] = Language(code, act, upon.n, ours=ours, given=[*(before.given if before else []), act])
    elif before and (read := next((text for text in reversed(before.given) if _knew(act, text)), None)):
        if read is before.act:
            before.checked, before.checked_against = act, upon.n
        if is_ours:
            before.ours = Ours(read, upon.n, is_checked=True)
        elif before.ours and before.ours.act is read and before.ours.against == upon.n:
            before.ours.is_checked = True


def _knew(act: Act, text: Act) -> bool:
    """Was this text there for whoever checked? One that crossed the check was not read."""
    if text.agency == act.agency:
        return text.position < act.position
    head = act.seen.get(text.agency)
    return head is not None and text.position <= head[:2]


def language_of(stated: object) -> str:
    """The code, where it is one of those that the declaration knows; else nothing."""
    return stated if isinstance(stated, str) and stated in LANGUAGES else ""
