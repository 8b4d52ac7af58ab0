"""A declaration of rows that cannot work stops the start."""

from dataclasses import replace
from typing import Any

import pytest

from servanda.processes.declaration import fields
from servanda.processes.declaration.base import Ahead, Ask, Carried, Field, Process, Series, Step, WrongProcess
from servanda.processes.folding.texts import Text, body
from servanda.processes.registry import processes

CHOICE = Field("level", "Level", kind="choice", choices={"a": "a"})


def process(*fields: Field) -> Process:
    names = tuple(field.name for field in fields)
    return Process(
        name="x", label="X", about="", states={"open": "open"}, ends=("open",), fields=fields,
        steps=(Step("begin", "Begin", "", is_opening=True, then="open", fields=names),),
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        Field("r", "R", kind="rows"),
        Field("r", "R", columns=(CHOICE,)),
        Field("r", "R", kind="rows", columns=(CHOICE, CHOICE)),
        Field("r", "R", kind="rows", columns=(Field("id", "Id"),)),
        Field("r", "R", kind="rows", columns=(CHOICE,), must=("title",)),
        Field("r", "R", kind="rows", columns=(Field("a", "A", kind="act"),)),
        Field("r", "R", kind="rows", columns=(Field("c", "C", kind="choice"),)),
        Field("r", "R", kind="rows", columns=(Field("inner", "I", kind="rows", columns=(CHOICE,)),)),
        Field("r", "R", kind="rows", columns=(Field("who", "Who", kind="person", part="personal"),), part="facts"),
        Field("r", "R", kind="rows", columns=(Field("who", "Who", kind="person"),)),
    ],
)
def test_rows_that_cannot_work_are_refused(wrong: Field) -> None:
    with pytest.raises(WrongProcess):
        process(wrong)


@pytest.mark.parametrize(
    "wrong",
    [Field("a", "A"), Field("case", "Case", kind="day"), Field("case", "Case", part="personal")],
)
def test_a_title_is_a_text_that_everybody_who_sees_the_file_may_read(wrong: Field) -> None:
    with pytest.raises(WrongProcess, match=r"titled|title is"):
        replace(process(Field("case", "Case")), title="case", fields=(wrong,))


def test_persons_may_stand_in_personal_rows() -> None:
    process(Field("r", "R", kind="rows", columns=(Field("who", "Who", kind="person"),), part="personal"))


def asking(step: Step, *fields: Field) -> Process:
    return Process(
        name="x", label="X", about="", states={"open": "open", "done": "done"}, ends=("done",), fields=fields,
        steps=(Step("begin", "Begin", "", is_opening=True, then="open", asks=Ask("answer")), step),
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"must": (("accept", "answer"),)},
        {"does": (("accept", "answer"),), "must": (("accept", "report"),)},
        {"does": (("accept", "answer"),), "finds": ("open",)},
        {"does": (("withdraw", "answer"),), "must": True, "finds": ("vanished",)},
        {"asks": Ask("answer", debtor="nobody")},
        {"asks": Ask("answer", ladder=((2, "neighbour"),))},
    ],
)
def test_steps_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    asking(Step("end", "End", "", when=("open",), then="done"))
    with pytest.raises(WrongProcess):
        asking(Step("end", "End", "", when=("open",), then="done", **wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_dated": True},
        {"hour": "level"},
        {"series": Series("Next", keeps=("level", "vanished"), every="level", day="level")},
        {"series": Series("Next", keeps=("level",))},
        {"fields": (replace(CHOICE, from_sheet=True),)},
        {"fields": (replace(CHOICE, carried=Carried({}, ())),)},
        {"fields": (Field("level", "R", kind="rows", columns=(CHOICE,), carried=Carried({}, (("What", ("x",)),))),)},
    ],
)
def test_what_stands_beside_the_steps_rests_on_fields(wrong: dict[str, Any]) -> None:
    sound = process(CHOICE)
    replace(sound, series=Series("Next", keeps=("level",), every="level", day="level"))
    with pytest.raises(WrongProcess):
        replace(sound, **wrong)


@pytest.mark.parametrize("kind", ["day", "edtf"])
def test_a_day_is_told_ahead_however_it_is_written(kind: str) -> None:
    day = Field("on", "On", kind=kind, part="facts")
    replace(process(day), ahead=(Ahead("on", "It begins", "", ("open",)),))
    with pytest.raises(WrongProcess, match="on is no day among facts"):
        replace(process(replace(day, part="content")), ahead=(Ahead("on", "It begins", "", ("open",)),))


def test_what_can_be_asked_for_is_named_where_something_else_is() -> None:
    with pytest.raises(WrongProcess, match="unknown deliverable enrolment: it is one of notice, preparation, answer"):
        asking(Step("more", "More", "", when=("open",), then="done", asks=Ask("enrolment")))


@pytest.mark.parametrize(
    "wrong",
    [
        Field("f", "F", begins="Begin it"),
        Field("f", "F", kind="text", of={"visit": ()}),
        Field("f", "F", kind="file", part="content"),
    ],
)
def test_a_file_is_a_fact_and_only_from_a_file_something_begins(wrong: Field) -> None:
    with pytest.raises(WrongProcess):
        process(wrong)


VERSION = Field("version", "Version", kind="act", part="facts")
TEXT = Field("text", "Text")


def versioned(*steps: Step, versions: tuple[str, ...] = ("begin",)) -> Process:
    begin = Step("begin", "Begin", "", is_opening=True, then="open", fields=("text",))
    return Process(name="x", label="X", about="", states={"open": "open"}, ends=("open",), fields=(TEXT, VERSION),
                   versions=versions, steps=(begin, *steps))  # fmt: skip


def clear(**other: Any) -> Step:
    said: dict[str, Any] = {"by": "party", "when": ("open",), "upon_version": True, "fields": ("version",),
                            "required": ("version",)}  # fmt: skip
    return Step("clear", "Clear", "", **said | other)


def test_what_is_needed_is_said_upon_a_version_by_the_other_side() -> None:
    versioned(clear(), Step("release", "Release", "", when=("open",), needs="clear"))


@pytest.mark.parametrize(
    ("steps", "versions"),
    [
        ((clear(),), ()),
        ((clear(),), ("wrong",)),
        ((clear(required=()),), ("begin",)),
        ((clear(by="home"), Step("release", "R", "", when=("open",), needs="clear")), ("begin",)),
        ((clear(upon_version=False), Step("release", "R", "", when=("open",), needs="clear")), ("begin",)),
        ((Step("release", "R", "", when=("open",), needs="clear"),), ("begin",)),
    ],
)
def test_versions_that_cannot_work_are_refused(steps: tuple[Step, ...], versions: tuple[str, ...]) -> None:
    with pytest.raises(WrongProcess):
        versioned(*steps, versions=versions)


@pytest.mark.parametrize("field", [Field("by", "By", kind="day"), Field("other", "Other", part="facts")])
def test_what_is_asked_only_with_a_fact_needs_that_fact(field: Field) -> None:
    begin = Step("begin", "Begin", "", is_opening=True, then="open", fields=("text", field.name),
                 asks=Ask("answer", only_with="by"))  # fmt: skip
    with pytest.raises(WrongProcess):
        Process(name="x", label="X", about="", states={"open": "open"}, ends=("open",), fields=(TEXT, field),
                steps=(begin,))  # fmt: skip


@pytest.mark.parametrize("assigns", [("lead", "others"), ("text", "others"), ("lead", "text")])
def test_a_file_is_handed_to_units_alone(assigns: tuple[str, str]) -> None:
    begin = Step("begin", "Begin", "", is_opening=True, then="open", fields=("text",))
    fields = (TEXT, Field("lead", "Lead", kind="unit", part="facts"))
    with pytest.raises(WrongProcess):
        Process(name="x", label="X", about="", states={"open": "open"}, ends=("open",), fields=fields,
                assigns=assigns, steps=(begin,))  # fmt: skip


def test_a_text_knows_only_steps_that_are_there() -> None:
    text = Text("x", versions=("begin", "revise"), when=("open",), read=body("text"))
    with pytest.raises(WrongProcess, match="revise"):
        replace(process(Field("text", "Text", kind="body")), text=text)


@pytest.mark.parametrize("kind", [name for name, found in sorted(processes().items()) if found.in_menu])
def test_every_kind_can_carry_the_basis_that_it_serves(kind: str) -> None:
    opening = processes()[kind].opening
    assert opening.is_bare or {"basis", "ground"} & set(opening.fields)


@pytest.mark.parametrize(
    "kind, value, can",
    [("day", "2031-05", False), ("day", "2031-05-06", True), ("edtf", "2031-05", True), ("choice", "b", False),
     ("money", {"amount": "5", "currency": "EUR"}, True), ("number", "five", False), ("text", ["a"], False)],
)  # fmt: skip
def test_a_field_takes_over_only_what_it_can_hold(kind: str, value: Any, can: bool) -> None:
    assert fields.fits(replace(CHOICE, kind=kind), value) is can
