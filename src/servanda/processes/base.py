"""A process is data: its states, fields and steps, declared in one file and checked when it is imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from servanda.kernel.acts import Act
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.commitments import STANDINGS, VERBS
from servanda.kernel.duty_checks import DELIVERIES
from servanda.processes.groups import GROUPS
from servanda.processes.texts import Text

if TYPE_CHECKING:
    from servanda.processes.causes import Past

FIELD_KINDS = frozenset(
    ("text", "long", "choice", "many", "edtf", "day", "days", "clause", "unit", "units", "partner", "money", "number",
     "person", "act", "acts", "data", "yes", "item", "rows", "file", "body", "issuer")
)  # fmt: skip
COLUMN_KINDS = frozenset(
    ("text", "long", "choice", "edtf", "day", "unit", "units", "partner", "money", "number", "person", "yes")
)
TOLD_ALIKE = frozenset(("text", "choice", "partner", "person", "unit"))
PARTS = frozenset({"facts", "content", "personal"})
SIDES = frozenset({"home", "party", "any"})
SIDES_OF_ASK = frozenset({"counterpart", "owner"})
OTHER = "other"
ISSUED = ("number", "dated_on", "letterhead")
RUNGS = frozenset({"head", "leadership"})


class WrongProcess(Exception):
    """A declaration that cannot work; stops the start and names process and step."""


@dataclass(frozen=True)
class Field:
    """One thing that a step may state.

    `part` says where it is sealed: facts (read by folds), content or personal. A minor one stands
    folded under the others. One of kind `rows` has `columns`, of which every row fills those named in `must`.
    One of kind `file` names another file, from whose page this one is begun by a click that is labelled `begins`. `of`
    says from which kinds of work, in which of their states (none: in any); without it from every file. What is begun
    so takes over the fields of the same name; one with `carries` only the field that it says for each field of kind
    `file`, and none where it says nothing.
    A number or an amount that `adds_up` is summed over files in reports. A day that `has_come` cannot be still ahead.
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
    begins: Any = ""
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carries: Mapping[str, str] | None = None

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
    which side does. Where no article counts, the debtor's own side is reminded `remind` working days before the day,
    and each of `ladder`, head or leadership, told so many working days after it. With `only_with` it asks
    for something only where that fact is stated.
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
    It `needs` a step that every other party has to take upon that version first.
    `begins` says what its form holds at first, out of what the actor may read; nothing of it is said until it is sent.
    `claims` names the fact with the day on which the article in fact `clause` is claimed to have owed something.
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
    is_opening: bool = False
    is_hidden: bool = False
    is_binding: bool = False
    offers: bool = False
    upon_version: bool = False
    needs: str = ""
    roles: frozenset[str] = TAKES_STEPS
    hint: Any = ""
    check: Callable[[Act, "Past"], str] | None = None
    whole: Callable[[Mapping[str, Mapping[str, Any]]], str] | None = None
    computes: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] | None = None
    computed: tuple[str, ...] = ()
    before: Callable[[Mapping[str, Mapping[str, Any]]], None] | None = None
    begins: Callable[[Begun], Mapping[str, Any]] | None = None

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
    `is_open_inside` lets every officer of a party read it.
    `versions` are the steps that state the text anew, so that what was said upon an earlier one no longer counts.
    `assigns` names two facts, the unit that leads and the units that coordinate: a party that states units of its own
    in a step so hands the file to them, and they read it.
    `text` says that the agencies write a text in it: its versions are compared, and points are made on it.
    `terms` makes a reader that takes the acts that had effect one by one and tells what each binding one put in force.
    `alike` names the fields, or columns as `rows.column`, that an earlier file of the kind about the same shares with
    it: it is shown before a new one goes. `ahead` are the days that are told ahead.
    A generic one holds the steps that are open in every file; it is never opened and has no states of its own.
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
    alike: tuple[str, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    versions: tuple[str, ...] = ()
    assigns: tuple[str, str] | None = None
    icon: str = "document-text"
    in_menu: bool = True
    group: str = "other"
    is_generic: bool = False
    derive: Callable[[Mapping[str, Any], Act], Mapping[str, Any]] | None = None
    text: Text | None = None
    terms: Callable[[], Any] | None = None

    def __post_init__(self) -> None:
        check(self)

    @property
    def opening(self) -> Step:
        return next(step for step in self.steps if step.is_opening)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def field(self, name: str) -> Field | None:
        return next((found for found in self.fields if found.name == name), None)

    def kind(self, step: Step) -> str:
        return f"{self.name}.{step.name}"

    def fields_of(self, step: Step) -> tuple[Field, ...]:
        return tuple(found for name in step.fields if (found := self.field(name)))

    def computed_of(self, step: Step) -> tuple[Field, ...]:
        return tuple(found for name in step.computed if (found := self.field(name)))


def issued_by(issuer: Field) -> tuple[str, ...]:
    """The fields that an issuer gives: number, date and the head of the paper."""
    return tuple(issuer.name.removesuffix("issuer") + name for name in ISSUED)


def check(process: Process) -> None:
    """Raise WrongProcess for a declaration that contradicts itself or can never end."""
    names = [found.name for found in process.fields]
    _need(len(names) == len(set(names)), process, "", "a field stands twice")
    for found in process.fields:
        _need(found.kind in FIELD_KINDS, process, "", f"field {found.name}: unknown kind {found.kind}")
        _need(found.part in PARTS, process, "", f"field {found.name}: unknown part {found.part}")
        _need(found.kind not in ("choice", "many") or bool(found.choices), process, "", f"{found.name}: no choices")
        _need(found.kind != "person" or found.part == "personal", process, "", f"{found.name}: a person is personal")
        _check_columns(process, found)
        _need(found.kind == "file" or not (found.begins or found.of), process, "", f"{found.name}: begins from no file")
        _need(found.kind != "file" or found.part == "facts", process, "", f"{found.name}: a file is a fact")
    _need(process.group in GROUPS, process, "", f"unknown group {process.group}")
    for name in process.alike:
        _check_alike(process, name)
    for one in process.ahead:
        _check_ahead(process, one)
    openings = 0 if process.is_generic else 1
    _need(sum(step.is_opening for step in process.steps) == openings, process, "", "exactly one step opens it")
    steps = [step.name for step in process.steps]
    _need(len(steps) == len(set(steps)), process, "", "a step stands twice")
    for step in process.steps:
        _check_step(process, step)
    _need(set(process.versions) <= set(steps), process, "", "a version is stated by no such step")
    for name, kind in zip(process.assigns or (), ("unit", "units"), strict=False):
        found_unit = process.field(name)
        _need(found_unit is not None and found_unit.kind == kind, process, "", f"{name} is not of kind {kind}")
    for name in (*process.text.versions, *process.text.consents) if process.text else ():
        _need(process.step(name) is not None, process, name, "its text knows a step that it has not")
    if not process.is_generic:
        _check_ends(process)


def _check_columns(process: Process, found: Field) -> None:
    """A row is sealed where its field is, so that no person's name may stand in rows that are not personal."""
    names = [column.name for column in found.columns]
    _need(bool(names) == (found.kind == "rows"), process, "", f"{found.name}: rows have columns, and nothing else has")
    _need(len(names) == len(set(names)) and "id" not in names, process, "", f"{found.name}: a column stands twice")
    _need(set(found.must) <= set(names), process, "", f"{found.name}: requires a column that it does not have")
    for column in found.columns:
        where = f"{found.name}.{column.name}"
        _need(column.kind in COLUMN_KINDS, process, "", f"{where}: no column can be of kind {column.kind}")
        _need(column.kind != "choice" or bool(column.choices), process, "", f"{where}: no choices")
        _need(column.kind != "person" or found.part == "personal", process, "", f"{where}: a person is personal")


def _check_ahead(process: Process, one: Ahead) -> None:
    """A day may be derived, so that no field of its name is declared; a column of rows cannot."""
    name, _, column = one.field.partition(".")
    found = process.field(name)
    days = {part.name: part.kind for part in found.columns} if found and column else {}
    is_day = days.get(column) == "day" if column else (found.kind == "day" if found else process.derive is not None)
    _need(is_day and (found is None or found.part == "facts"), process, "", f"ahead: {one.field} is no day among facts")
    _need(set(one.states) <= set(process.states), process, "", f"ahead: {one.field}: unknown state")


def _check_alike(process: Process, name: str) -> None:
    first, _, column = name.partition(".")
    found = process.field(first)
    named = [*(found.columns if found and column else ()), *([found] if found and not column else ())]
    kinds = {one.name: one.kind for one in named}
    _need(kinds.get(column or first) in TOLD_ALIKE, process, "", f"alike: {name} cannot be compared")


def _check_step(process: Process, step: Step) -> None:
    for name in (*step.fields, *step.required):
        _need(process.field(name) is not None, process, step.name, f"unknown field {name}")
    _need(set(step.required) <= set(step.fields), process, step.name, "requires a field that it does not offer")
    _need(bool(step.computed) == bool(step.computes), process, step.name, "computes nothing, or by nothing")
    for name in step.computed:
        found = process.field(name)
        is_fact = found is not None and found.part == "facts" and name not in step.fields
        _need(is_fact, process, step.name, f"{name} cannot be computed")
    _need(step.by in SIDES, process, step.name, f"by is {step.by}")
    for state in (*step.when, *((step.then,) if step.then else ())):
        _need(state in process.states, process, step.name, f"unknown state {state}")
    _need(step.is_opening or process.is_generic or bool(step.when), process, step.name, "can never be taken: no state")
    _need(step.then is None or step.by == "home", process, step.name, "only the home moves the state")
    _need(not step.is_opening or (step.by == "home" and step.then is not None), process, step.name, "opens wrongly")
    for verb, deliver in step.does:
        _need(verb in VERBS, process, step.name, f"unknown verb {verb}")
        _need(deliver in DELIVERIES, process, step.name, f"unknown deliverable {deliver}")
    _need(step.waits in ("", *DELIVERIES), process, step.name, f"unknown deliverable {step.waits}")
    _need(set(step.musts) <= set(step.does), process, step.name, "must do what it does not do")
    _need(not step.finds or (bool(step.musts) and set(step.finds) <= STANDINGS), process, step.name, "finds wrongly")
    for found in process.fields_of(step):
        is_whole = found.kind != "issuer" or set(issued_by(found)) <= set(step.fields)
        _need(is_whole, process, step.name, f"{found.name} gives what the step lacks")
    if step.asks:
        _check_ask(process, step, step.asks)
    _check_versions(process, step)


def _check_versions(process: Process, step: Step) -> None:
    """What is said upon a version names it; what is needed first is said upon one, by the other side."""
    if step.upon_version:
        named = process.field("version")
        _need(bool(process.versions), process, step.name, "the kind of work has no versions")
        _need(
            named is not None and (named.kind, named.part) == ("act", "facts"), process, step.name, "names no version"
        )
        _need("version" in step.required, process, step.name, "must require the version")
    if step.needs:
        needed = process.step(step.needs)
        is_theirs = needed is not None and needed.upon_version and needed.by != "home"
        _need(is_theirs, process, step.name, f"{step.needs} is not said upon a version by the other side")


def _check_ask(process: Process, step: Step, ask: Ask) -> None:
    _need(ask.deliver in DELIVERIES, process, step.name, f"unknown deliverable {ask.deliver}")
    _need({to for _days, to in ask.ladder} <= RUNGS, process, step.name, "a rung of the ladder leads to nobody")
    depends = process.field(ask.only_with) if ask.only_with else None
    is_stated = depends is not None and depends.part == "facts" and ask.only_with in step.fields
    _need(not ask.only_with or is_stated, process, step.name, f"asks only with {ask.only_with}, which is no fact of it")
    if not ask.rows:
        found = process.field(ask.due) if ask.due else None
        is_fact = found is not None and found.part == "facts"
        _need(not ask.due or is_fact, process, step.name, "the due date must be a fact")
        _need(ask.debtor in {*SIDES_OF_ASK, OTHER}, process, step.name, f"nobody is called {ask.debtor}")
        _need(not ask.what or ask.what in step.fields, process, step.name, f"it does not offer {ask.what}")
        return
    many = process.field(ask.rows)
    _need(many is not None and many.kind == "rows" and many.part == "facts", process, step.name, "asks by no such rows")
    columns = {column.name: column for column in many.columns} if many else {}
    for name in {ask.due, ask.debtor, ask.unit, ask.what} - SIDES_OF_ASK - {None, ""}:
        _need(name in columns, process, step.name, f"{ask.rows} has no column {name}")
    sides = SIDES_OF_ASK if ask.debtor in SIDES_OF_ASK else set(columns[ask.debtor].choices)
    _need(bool(sides) and sides <= SIDES_OF_ASK, process, step.name, f"{ask.debtor} must choose between the sides")


def _check_ends(process: Process) -> None:
    """Every end can be reached from the opening, and every state can reach an end."""
    _need(set(process.ends) <= set(process.states), process, "", "unknown end")
    reached, todo = set(), [process.opening.then]
    while todo:
        state = todo.pop()
        if state in reached:
            continue
        reached.add(state)
        todo += [step.then for step in process.steps if step.then and state in step.when]
    for state in process.states:
        _need(state in reached, process, "", f"state {state} can never be reached")


def _need(condition: bool, process: Process, step: str, why: str) -> None:
    if not condition:
        where = f"{process.name}.{step}" if step else process.name
        raise WrongProcess(f"{where}: {why}")
