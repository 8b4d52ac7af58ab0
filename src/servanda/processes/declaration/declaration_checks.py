"""What a declaration of a process must be to work: looked at when it is imported."""

from typing import TYPE_CHECKING

from servanda.kernel.commitments import STANDINGS, VERBS
from servanda.kernel.duty_checks import DELIVERIES
from servanda.processes.declaration.groups import GROUPS

if TYPE_CHECKING:
    from servanda.processes.declaration.base import Ahead, Ask, Field, Process, Step

FIELD_KINDS = frozenset(
    ("text", "long", "choice", "many", "edtf", "day", "days", "clause", "unit", "units", "partner", "money", "number",
     "person", "act", "acts", "data", "yes", "item", "rows", "file", "body", "issuer", "mark")
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
KNOWN = f"it is one of {', '.join(DELIVERIES)}"


class WrongProcess(Exception):
    """A declaration that cannot work; stops the start and names process and step."""


def issued_by(issuer: "Field") -> tuple[str, ...]:
    """The fields that an issuer gives: number, date and the head of the paper."""
    return tuple(issuer.name.removesuffix("issuer") + name for name in ISSUED)


def check(process: "Process") -> None:
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
    _check_title(process)
    _check_beside(process)
    for name in process.alike:
        _check_alike(process, name)
    for one in process.ahead:
        _check_ahead(process, one)
    if process.personal_kept_for is not None:
        has_names = any(found.part == "personal" for found in process.fields)
        _need(process.personal_kept_for > 0 and has_names, process, "", "keeps no names, or for no time")
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
    text = process.text
    for name in (*text.versions, *text.consents, *text.offers, *text.choices) if text else ():
        _need(process.step(name) is not None, process, name, "its text knows a step that it has not")
    if not process.is_generic:
        _check_ends(process)


def _check_title(process: "Process") -> None:
    """A title stands on desks, in mails and in search, where no person's name is."""
    named = process.field(process.title)
    _need(named is not None or process.title == "title", process, "", f"is titled by no field: {process.title}")
    _need(named is None or named.kind in ("text", "long"), process, "", f"{process.title}: a title is a text")
    _need(named is None or named.part != "personal", process, "", f"{process.title}: a title is never personal")


def _check_columns(process: "Process", found: "Field") -> None:
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


def _check_beside(process: "Process") -> None:
    """What stands in the calendar, comes again or is carried out rests on fields that must be there."""
    days = {found.name for found in process.fields if found.kind in ("day", "edtf") and found.part == "facts"}
    _need(not process.is_dated or "start_on" in days, process, "", "is dated by no start_on among its facts")
    facts = {found.name for found in process.fields if found.kind == "text" and found.part == "facts"}
    has_hour = not process.is_dated and "start_on" in days and process.hour in facts
    _need(not process.hour or has_hour, process, "", "has an hour without a day, or none among its facts")
    series = process.series
    for name in (series.every, series.day, *series.keeps) if series else ():
        _need(process.field(name) is not None, process, "", f"series: unknown field {name}")
    for found in process.fields:
        _need(found.kind == "rows" or not (found.carried or found.from_sheet), process, "", f"{found.name}: no rows")
        names = {column.name for column in found.columns}
        for _label, told in found.carried.groups if found.carried else ():
            _need(set(told) <= names, process, "", f"{found.name}: groups a column that it does not have")
    _need(sum(bool(found.carried) for found in process.fields) <= 1, process, "", "two fields of rows are carried out")


def _check_ahead(process: "Process", one: "Ahead") -> None:
    """A day may be derived, so that no field of its name is declared; a column of rows cannot."""
    name, _, column = one.field.partition(".")
    found = process.field(name)
    days = {part.name: part.kind for part in found.columns} if found and column else {}
    kind = days.get(column) if column else found.kind if found else "day" if process.derive else None
    is_day = kind in ("day", "edtf")
    _need(is_day and (found is None or found.part == "facts"), process, "", f"ahead: {one.field} is no day among facts")
    _need(set(one.states) <= set(process.states), process, "", f"ahead: {one.field}: unknown state")


def _check_alike(process: "Process", name: str) -> None:
    first, _, column = name.partition(".")
    found = process.field(first)
    named = [*(found.columns if found and column else ()), *([found] if found and not column else ())]
    kinds = {one.name: one.kind for one in named}
    _need(kinds.get(column or first) in TOLD_ALIKE, process, "", f"alike: {name} cannot be compared")


def _check_step(process: "Process", step: "Step") -> None:
    written = [found.name for found in process.fields_of(step) if found.part != "facts"]
    _need(not (step.is_bare and written), process, step.name, "a bare step takes facts alone")
    _need(bool(step.claims) or not step.owns, process, step.name, "owns what it does not claim")
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
        _need(deliver in DELIVERIES, process, step.name, f"unknown deliverable {deliver}: {KNOWN}")
    _need(step.waits in ("", *DELIVERIES), process, step.name, f"unknown deliverable {step.waits}: {KNOWN}")
    _need(set(step.musts) <= set(step.does), process, step.name, "must do what it does not do")
    _need(not step.finds or (bool(step.musts) and set(step.finds) <= STANDINGS), process, step.name, "finds wrongly")
    for found in process.fields_of(step):
        is_whole = found.kind != "issuer" or set(issued_by(found)) <= set(step.fields)
        _need(is_whole, process, step.name, f"{found.name} gives what the step lacks")
    if step.asks:
        _check_ask(process, step, step.asks)
    _check_versions(process, step)


def _check_versions(process: "Process", step: "Step") -> None:
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


def _check_ask(process: "Process", step: "Step", ask: "Ask") -> None:
    _need(ask.deliver in DELIVERIES, process, step.name, f"unknown deliverable {ask.deliver}: {KNOWN}")
    _need({to for _days, to in ask.ladder} <= RUNGS, process, step.name, "a rung of the ladder leads to nobody")
    depends = process.field(ask.only_with) if ask.only_with else None
    is_stated = depends is not None and depends.part == "facts" and ask.only_with in step.fields
    _need(not ask.only_with or is_stated, process, step.name, f"asks only with {ask.only_with}, which is no fact of it")
    if not ask.rows:
        found = process.field(ask.due) if ask.due else None
        is_fact = found is not None and found.part == "facts"
        _need(not ask.due or is_fact, process, step.name, "the due date must be a fact")
        _need(ask.debtor in {*SIDES_OF_ASK, OTHER}, process, step.name, f"nobody is called {ask.debtor}")
        led = process.field(ask.unit) if ask.unit else None
        _need(
            not ask.unit or (led is not None and (led.kind, led.part) == ("unit", "facts")), process, step.name,
            f"{ask.unit} is no unit among its facts",
        )  # fmt: skip
        _need(not ask.what or ask.what in step.fields, process, step.name, f"it does not offer {ask.what}")
        return
    many = process.field(ask.rows)
    _need(many is not None and many.kind == "rows" and many.part == "facts", process, step.name, "asks by no such rows")
    columns = {column.name: column for column in many.columns} if many else {}
    for name in {ask.due, ask.debtor, ask.unit, ask.what} - SIDES_OF_ASK - {None, ""}:
        _need(name in columns, process, step.name, f"{ask.rows} has no column {name}")
    sides = SIDES_OF_ASK if ask.debtor in SIDES_OF_ASK else set(columns[ask.debtor].choices)
    _need(bool(sides) and sides <= SIDES_OF_ASK, process, step.name, f"{ask.debtor} must choose between the sides")


def _check_ends(process: "Process") -> None:
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


def _need(condition: bool, process: "Process", step: str, why: str) -> None:
    if not condition:
        where = f"{process.name}.{step}" if step else process.name
        raise WrongProcess(f"{where}: {why}")
