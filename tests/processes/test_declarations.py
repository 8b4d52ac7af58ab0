"""A declaration of rows that cannot work stops the start."""

import pytest

from servanda.processes.base import Field, Process, Step, WrongProcess

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


def test_persons_may_stand_in_personal_rows() -> None:
    process(Field("r", "R", kind="rows", columns=(Field("who", "Who", kind="person"),), part="personal"))
