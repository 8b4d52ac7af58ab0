"""The one-page brief as data: every number with what proves it, every sentence in the reader's language."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from servanda.processes.telling.timeline import Names
from servanda.reports.scope import Scope

# What leads from a number to its proof: the name of a list and the query that narrows it.
Link = Callable[[str, str], str]
COMMITMENTS, ENTRIES, SILENCE, FILE = "commitments", "entries", "silence", "file"


@dataclass(frozen=True)
class Proof:
    """Which rows a number counts: the list, its scope, and for entries their kind ('' for all that was offered)."""

    name: str
    scope: Scope
    kind: str = ""

    @property
    def query(self) -> str:
        return self.scope.address() + (f"&kind={self.kind}" if self.kind else "")


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""
    proof: Proof | None = None


@dataclass(frozen=True)
class Row:
    """A figure: its number in this brief, what it is, and a cell for each side and period."""

    number: int
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    more: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    lines: list[Line]
    empty: str


@dataclass(frozen=True)
class Brief:
    """Everything that is said, in the reader's language. `columns` stand under `sides`, as many under each."""

    title: str
    subtitle: str
    coverage: list[str]
    headline: list[str]
    sides: list[str]
    columns: list[str]
    rows: list[Row]
    declared: str
    parts: list[Part]
    evidence: str
    language: str
    rtl: bool

    def data(self) -> dict[str, Any]:
        """As plain values, for what sets it on a page."""
        rows = [
            {"number": row.number, "label": row.label,
             "cells": [{"text": cell.text, "url": cell.url} for cell in row.cells]}
            for row in self.rows
        ]  # fmt: skip
        return vars(self) | {"rows": rows, "parts": [asdict(part) for part in self.parts]}


@dataclass
class Work:
    """What the parts of one brief share; numbers are given in the order in which things are said."""

    scope: Scope
    names: Names
    link: Link
    number: int = 0

    @property
    def parties(self) -> list[str]:
        return list(dict.fromkeys(party for found in self.scope.agreements for party in found.row.parties))

    @property
    def sides(self) -> list[str]:
        """This agency first."""
        here = self.scope.actor.agency
        others = [party for party in self.parties if party != here]
        return [here, *others] if self.scope.shows_both else [here]

    def next(self) -> int:
        self.number += 1
        return self.number
