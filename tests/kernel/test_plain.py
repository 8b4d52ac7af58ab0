"""Plain reads give what the model layer gives, on either engine."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from servanda.kernel import bulk, node, plain
from servanda.kernel.models import Dossier
from servanda.kernel.node import Node
from tests.world import MOFA, VUFO

AT = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)


def dossier(name: str, **values: Any) -> Dossier:
    stated = {"home": MOFA, "process": "visit", "owner": f"{MOFA}/office", "opened_at": AT, "moved_at": AT}
    return Dossier(id=f"{MOFA}/{name}", **stated | values)


@pytest.fixture
def filled(make_node: Callable[..., Node]) -> Node:
    node = make_node(MOFA)
    shared = {"is_shared": True, "parties": [MOFA, VUFO], "facts": {"level": 'a "b" ủ', "days": [1, 2]}}
    with node.active(), node.writing():
        Dossier.objects.bulk_create([dossier("a", **shared), dossier("b", title="%s"), dossier("c", **shared)])
    return node


ASKED: tuple[dict[str, Any], ...] = (
    {}, {"id": f"{MOFA}/a"}, {"id": [f"{MOFA}/a", f"{MOFA}/b", "no"]}, {"is_shared": True}, {"is_shared": False},
    {"home": MOFA, "title": ["%s", ""], "is_shared": True}, {"id": []}, {"id": range(0)}, {"title": "'; --"},
)  # fmt: skip


def test_rows_are_those_of_the_model_layer(filled: Node) -> None:
    columns = ["id", "facts", "is_shared", "opened_at"]
    with filled.active():
        for within in ASKED:
            looked_up = {
                name if isinstance(value, str | bool) else f"{name}__in": value for name, value in within.items()
            }
            wanted = {row["id"]: row for row in Dossier.objects.filter(**looked_up).values()}
            found = {row.id: row for row in plain.rows(Dossier, **within)}
            assert {name: {key: getattr(row, key) for key in wanted[name]} for name, row in found.items()} == wanted
            told = [tuple(row[key] for key in columns) for row in wanted.values()]
            assert sorted(plain.select(Dossier, columns, **within), key=str) == sorted(told, key=str)
        assert plain.has(Dossier, is_shared=True) and plain.has(Dossier, title="%s")
        assert not plain.has(Dossier, title="?") and not plain.is_empty(Dossier)
        assert plain.one(Dossier, id="no") is None


def test_a_row_is_changed_and_saved_again(filled: Node) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    with filled.active(), filled.writing():
        bulk.change(Dossier, {"moved_at": later, "facts": {"x": [1]}}, key="id", within=f"{MOFA}/b")
        assert set(Dossier.objects.values_list("id", "moved_at", "title")) == {
            (f"{MOFA}/a", AT, ""), (f"{MOFA}/b", later, "%s"), (f"{MOFA}/c", AT, ""),
        }  # fmt: skip
        row = plain.one(Dossier, id=f"{MOFA}/b")
        assert row and row.facts == {"x": [1]}
        row.title = "Other"
        row.save()
        assert Dossier.objects.get(id=row.id).title == "Other" and Dossier.objects.count() == 3
        Dossier.objects.all().delete()
        assert plain.is_empty(Dossier) and not plain.has(Dossier, is_shared=False)
    first = filled.card
    assert filled.card is first
    node.update_card(filled, at=AT, address="https://elsewhere.example")
    assert (filled.card.serial, filled.card.address) == (first.serial + 1, "https://elsewhere.example")
