"""A process is data: its states, fields and steps, declared in one file and checked when it is imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from servanda.kernel.acts import Act
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Dossier
from servanda.processes.declaration.beside import Carried, Leg, Page, Series, Tour
from servanda.processes.declaration.declaration_checks import (
    COLUMN_KINDS,
    FIELD_KINDS,
    OTHER,
    SIDES_OF_ASK,
    WrongProcess,
    check,
    issued_by,
)  # fmt: skip
from servanda.processes.folding.texts import Text

if TYPE_CHECKING:
    from servanda.processes.folding.causes import Past
    from servanda.processes.telling.timeline import Names

__all__ = [
    "COLUMN_KINDS", "FIELD_KINDS", "OTHER", "SIDES_OF_ASK", "Ahead", "Ask", "Begun", "Carried", "Field", "Leg", "Page",
    "Process", "Series", "Step", "Tour", "WrongProcess", "issued_by",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing that a step may state.

    `part` says where it is sealed: facts (read by folds), content or personal. A minor one stands
    folded under the others. One of kind `rows` has `columns`, of which every row fills those named in `must`.
    One of kind `file` names another file, from whose page this one is begun by a click that is labelled `begins`. `of`
    says from which kinds of work, in which of their states (none: in any); without it from every file. What is begun
    so takes over the fields of the same name; one with `carries` only the field that it says for each field of kind
    `file`, and none where it says nothing.
    Where `whose` is own, units of the agency itself are offered; where it is others, those of the other parties, and
    the one that is named reads the file from then on. For `readers` and `taken_out` see who_reads.
    It is not offered while the step `unless` of that file is open, which does the same. `along` names a step of that
    file, as `process.step`, that brings it into such a state: where it is open, the same click takes it before.
    `composes` fills the form from that file beyond what is carried over: of the file, who begins, the names in the
    language in which the agency writes, and the agency that it goes to, it makes values of the opening step.
    What is made of a file is made of it once; where it comes `again`, the click is back once the one before has ended.
    `words` says a cell of a row in words, read with its row. Rows `from_sheet` can be read out of a spreadsheet; those
    that are `carried` out have files of their own.
    A number or an amount that `adds_up` is summed over files in reports. A day that `has_come` cannot be still ahead.
    `ends` names the field of the day on which that begins which ends on this one.
    One of kind `issuer` is the agency's own list of those who number its papers: it is never sealed. What it gives is
    sealed as `number`, `dated_on` and `letterhead` of the same step; `answer_issuer` gives `answer_number`, and so on.
    """

    name: str
    label: Any
    kind: str = "text"
    part: str = "content"
    choices: Mapping[str, Any] = field(default_factory=dict)
    hint: Any = ""
    is_minor: bool = False
    columns: tuple["Field", ...] = ()
    must: tuple[str, ...] = ()
    adds_up: bool = False
    has_come: bool = False
    ends: str = ""
    begins: Any = ""
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carries: Mapping[str, str] | None = None
    whose: str = ""
    unless: str = ""
    along: str = ""
    again: bool = False
    words: Callable[[Mapping[str, Any]], str] | None = None
    from_sheet: bool = False
    carried: Carried | None = None
    composes: Callable[[Dossier, Actor, "Names", str], Mapping[str, Any]] | None = None

    def begins_from(self, process: str, state: str) -> bool:
        """Can a file of that kind and state stand in this field?"""
        return not self.of or (process in self.of and (not self.of[process] or state in self.of[process]))


@dataclass(frozen=True)
class Ahead:
    """A day that a file states and of which the unit that looks after it is told ahead, while it is in these states.

    `field` names a fact that holds a day, or a column of rows as `rows.column`. `title` heads the line on the desk;
    `says` is the sentence of the mail, with %(day)s and %(title)s. `stands` says of a row whether its day still counts.
    A past day stays until another is stated, or for so many days as `stays` says.
    """

    field: str
    title: Any
    says: Any
    states: tuple[str, ...]
    stands: Callable[[Mapping[str, Any]], bool] | None = None
    stays: int | None = None


@dataclass(frozen=True)
class Ask:
    """A step that asks: it opens a commitment between counterpart and owner, due on the day in field `due`.

    `debtor` says which of the two carries it out: counterpart, owner, or the other one than who takes the step. `what`
    names the field that says in words what is asked, or else `words` says it. With `rows` every row of that field
    opens one: then `due`, `what` and `unit` (who carries it out) are columns of it, and `debtor` may be one that says
    which side does; of a single one `unit` names the fact with the unit. Where no article counts, the debtor's own side
    is reminded `remind` working days before the day, and each of `ladder`, head or leadership, told so many working
    days after it. With `only_with` it asks for something only where that fact is stated.
    """

    deliver: str
    due: str | None = None
    needs_acceptance: bool = True
    debtor: str = "counterpart"
    rows: str = ""
    unit: str = ""
    what: str = ""
    words: Any = ""
    remind: tuple[int, ...] = ()
    ladder: tuple[tuple[int, str], ...] = ()
    only_with: str = ""


@dataclass(frozen=True)
class Begun:
    """What a form can be begun from: who takes the step on what day, in which file, and the days that count there.

    `dossier` is '' for a new file.
    """

    actor: Actor
    dossier: str
    on: date
    facts: Mapping[str, Any]
    calendar: Calendar


@dataclass(frozen=True)
class Step:
    """One thing that someone may do next.

    `by` is home, party (any other) or any; `when` the states in which it is open (none for the opening step); `then`
    the state that follows, where the home takes it. `does` are verbs upon commitments of this file, as (verb, deliver);
    with `must` the step is open only where one of them is allowed, or one of those that `must` names; and with `finds`
    only where the commitment stands in one of these states. `lapses` ends what is still owed here.
    `says` is the sentence of the timeline, with %(who)s and any field of the step. `check` sees the act and those of
    its causal past that had effect; `whole` sees the parts as they are stated, before they are sealed, and may look at
    content, which no fold does. Both return '' or the code of a refusal. `before` sees the parts too and looks at what
    this agency holds, before the step is said or prepared; it raises Refused. `roles` are those inside an agency who
    take the step; an agency's own affair, so no fold reads it. A binding one puts terms in force (`Process.terms`).
    What `offers` gives the other side something: initiative, unless a commitment asked for it.
    One that `waits` for a deliverable is not open while some of it is still owed and its day has not passed.
    One `upon_version` is about the text as it stands: its fact `version` names the newest entry of `Process.versions`.
    What it `computes` from the file and the facts that are typed is stated with them: `computed` names those facts.
    It `needs` a step that every other party has to take upon that version first. What the file still `lacks`, in
    people's words, has to be stated before: this is asked when it is sealed, and no fold asks it.
    `begins` says what its form holds at first, out of what the actor may read; nothing of it is said until it is sent.
    `ready` says, of what this agency holds of the file, whether the step is offered on its page yet; it judges nothing.
    `rests_on` says in JSON's values what it is made of beside the file's own statement, so that no other is sealed.
    `claims` names the fact with the day on which the article in fact `clause` is claimed to have owed something: to
    who opens the file, or with `owns` by who opens it, and what the step `does` then gives it, whatever it is to state.
    A bare one takes nothing but its facts: no attachments, and nothing that is written.
    `puts_in` gives the facts that the page puts in and nobody types, out of what is held of the file. The form of one
    that `takes_message` can be filled from a message of the document exchange.
    """

    name: str
    label: Any
    says: Any
    by: str = "home"
    when: tuple[str, ...] = ()
    then: str | None = None
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    asks: Ask | None = None
    does: tuple[tuple[str, str], ...] = ()
    must: bool | tuple[tuple[str, str], ...] = False
    finds: tuple[str, ...] = ()
    lapses: bool = False
    waits: str = ""
    claims: str = ""
    owns: bool = False
    is_bare: bool = False
    is_opening: bool = False
    is_hidden: bool = False
    is_binding: bool = False
    offers: bool = False
    upon_version: bool = False
    needs: str = ""
    lacks: Callable[[Dossier], Sequence[Any]] | None = None
    roles: frozenset[str] = TAKES_STEPS
    hint: Any = ""
    check: Callable[[Act, "Past"], str] | None = None
    whole: Callable[[Mapping[str, Mapping[str, Any]]], str] | None = None
    computes: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] | None = None
    computed: tuple[str, ...] = ()
    before: Callable[[Mapping[str, Mapping[str, Any]]], None] | None = None
    begins: Callable[[Begun], Mapping[str, Any]] | None = None
    ready: Callable[[Dossier, Actor], bool] | None = None
    rests_on: Callable[[Dossier], Any] | None = None
    puts_in: Callable[[Dossier], Mapping[str, Any]] | None = None
    takes_message: bool = False

    @property
    def musts(self) -> tuple[tuple[str, str], ...]:
        """The verbs of which one must be allowed for the step to be open; none where it is open anyway."""
        return self.must if isinstance(self.must, tuple) else (self.does if self.must else ())

    def meets(self, verb: str, deliver: str, *, standing: str) -> bool:
        """May this verb of the step act upon a commitment that stands so?"""
        return not self.finds or (verb, deliver) not in self.musts or standing in self.finds


@dataclass(frozen=True)
class Process:
    """One kind of work. `title` names the content field that titles a file; `in_menu` offers it under New file.

    `group` is the heading under which it is offered, one of `groups.GROUPS`.
    `area` is the field of coordination by which a counterpart is found, where the file itself names none.
    `may_stay`: it need not name another agency; then it is this agency's own.
    One that `stays` is never handed over: it belongs to the agency that opened it.
    `is_open_inside` lets every officer of a party read it.
    `versions` are the steps that state the text anew, so that what was said upon an earlier one no longer counts.
    `assigns` names two facts, the unit that leads and the units that coordinate: a party that states units of its own
    in a step so hands the file to them, and they read it.
    `text` says that the agencies write a text in it: its versions are compared, and points are made on it.
    `terms` makes a reader that takes the acts that had effect one by one and tells what each binding one put in force.
    `alike` names the fields, or columns as `rows.column`, that an earlier file of the kind about the same shares with
    it: it is shown before a new one goes. `ahead` are the days that are told ahead.
    `personal_kept_for` is how many months after its end the names in a file are kept; None: as long as the file.
    One that `is_dated` stands in the calendar by `start_on` and `end_on`; one that names the fact with its `hour`
    stands there on `start_on` alone, at that hour where the unit is that keeps the file. `page` is a page of its own
    beside that of the file; `panel` names a part of its own on the page of the file, one of `web.files.panels`;
    `series` calls the next one. The kind of work with a `tour` is the one by which a sample is shown.
    A generic one holds the steps that are open in every file; it is never opened. Where it has states, the fold of
    every file says in which of them it stands, beside the state of the kind of work.
    """

    name: str
    label: Any
    about: Any
    states: Mapping[str, Any]
    ends: tuple[str, ...]
    fields: tuple[Field, ...]
    steps: tuple[Step, ...]
    version: int = 1
    title: str = "title"
    area: str = ""
    is_open_inside: bool = False
    may_stay: bool = False
    stays: bool = False
    alike: tuple[str, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    versions: tuple[str, ...] = ()
    assigns: tuple[str, str] | None = None
    icon: str = "document-text"
    in_menu: bool = True
    group: str = "other"
    is_generic: bool = False
    derive: Callable[[Mapping[str, Any], Act], Mapping[str, Any]] | None = None
    personal_kept_for: int | None = None
    text: Text | None = None
    terms: Callable[[], Any] | None = None
    is_dated: bool = False
    hour: str = ""
    page: Page | None = None
    panel: str = ""
    series: Series | None = None
    tour: Tour | None = None

    def __post_init__(self) -> None:
        check(self)

    @property
    def opening(self) -> Step:
        return next(step for step in self.steps if step.is_opening)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def field(self, name: str) -> Field | None:
        return next((found for found in self.fields if found.name == name), None)

    @property
    def carried(self) -> Field | None:
        """The rows that are carried out by files of their own."""
        return next((found for found in self.fields if found.carried), None)

    def kind(self, step: Step) -> str:
        return f"{self.name}.{step.name}"

    def fields_of(self, step: Step) -> tuple[Field, ...]:
        return tuple(found for name in step.fields if (found := self.field(name)))

    def computed_of(self, step: Step) -> tuple[Field, ...]:
        return tuple(found for name in step.computed if (found := self.field(name)))
