"""Values of every JSON type in every field: refused or taken, never a crash."""

from typing import Any

from servanda.processes.registry import processes
from tests.api.offices import VISIT, Caller

VALUES: list[Any] = [
    *({}, [], {"a": 1}, [1], [{}], [[]], 5, 10**15, True, None, "x" * 500, "\0", "-", "9999-99-99"),
    *({"amount": "NaN", "currency": "EUR"}, {"amount": [], "currency": {}}),
]


def test_openings_take_or_refuse_every_value(desk: Caller) -> None:
    for process in processes().values():
        for found in process.fields_of(process.opening):
            for value in VALUES:
                stated = (VISIT if process.name == "visit" else {"title": "A title"}) | {found.name: value}
                answer = desk.post("/dossiers", {"process": process.name, "fields": stated})
                assert answer.status_code in (201, 403, 422), (process.name, found.name, value)


def test_steps_take_or_refuse_every_value(desk: Caller) -> None:
    name = desk.announce()
    for row in desk.get(f"/dossiers/{name}").json()["open"]:
        for field in row["takes"]["properties"]:
            for value in VALUES:
                answer = desk.post(f"/dossiers/{name}/acts", {"step": row["step"], "data": {field: value}})
                assert answer.status_code in (201, 403, 422), (row["step"], field, value)
