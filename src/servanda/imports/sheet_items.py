"""The rows of a sheet as items: every fault with its place, what was passed over, and what stays as it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.imports import column_words
from servanda.imports.amounts import NOTHING, plain, read_amount, unit_of_heading
from servanda.imports.columns import Columns
from servanda.imports.faults import Fault
from servanda.imports.grids import Cell, Grid, Line
from servanda.imports.known_names import Known
from servanda.imports.lines import LONGEST, Lines
from servanda.imports.when_words import names_week, read_when
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.spans import span_of
from servanda.processes.search.searching import fold_text

WORDS = {"kind": column_words.KINDS, "direction": column_words.DIRECTIONS, "level": column_words.LEVELS,
         "funds": column_words.FUNDS}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """How a sheet is to be read. `must` are the targets that each row fills; `year` and `currency` stand in."""

    targets: Sequence[str]
    must: Sequence[str] = ("title",)
    year: int | None = None
    currency: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Item:
    """One row: its line in the sheet and its values, each under its target."""

    line: int
    values: Mapping[str, Any]


@dataclass
class Items(Lines):
    """The items of the sheet, in their order, beside what was passed over."""

    items: list[Item] = field(default_factory=list)


def read_items(grid: Grid, columns: Columns, asked: Asked, known: Known) -> Items:
    """Read every line below the heading. Pure but for `known`; raises nothing."""
    found = Items(faults=[fault for fault in grid.faults if _counts(fault, columns)])
    for line, told, heading in found.rows_of(grid, columns):
        found.items.append(Item(line.number, _Row(line, told, columns, asked, known, found).read(heading)))
    # A sum is not taken in, whatever stands in it.
    sums = {number for number, _words in found.totals}
    found.faults = [fault for fault in found.faults if fault.line not in sums]
    return found


def _counts(fault: Fault, columns: Columns) -> bool:
    return fault.line > columns.last and (fault.column in columns.of.values())


class _Row:
    """One line under way: each question returns a value, and notes what is wrong."""

    def __init__(
        self, line: Line, told: Mapping[str, Cell], columns: Columns, asked: Asked, known: Known, found: Items
    ) -> None:
        self.line, self.told, self.columns = line, told, columns
        self.asked, self.known, self.found = asked, known, found
        self.rest: list[str] = []

    def read(self, heading: str) -> dict[str, Any]:
        values = {name: self._value(name) for name in self.asked.targets if name in self.told}
        values |= self._dates()
        values |= self._units()
        if "amount" in self.told:
            values["amount"] = self._amount()
        values.pop("currency", None)
        for name in ("kind", "direction"):
            if name in self.asked.targets and not values.get(name) and heading:
                values[name] = _chosen(heading, WORDS[name])
        if self.asked.kind and not values.get("kind"):
            values["kind"] = self.asked.kind
        if self.rest:
            values["remark"] = "; ".join(filter(None, [str(values.get("remark") or ""), *self.rest]))[:LONGEST]
        for name in self.asked.must:
            if not values.get(name) and not self._is_faulty(name):
                self._fault(name, "field_missing")
        return {name: value for name, value in values.items() if value not in ("", None, [])}

    def _value(self, name: str) -> Any:
        text = self.told[name].text
        match name:
            case "start_on" | "end_on" | "notice_on" | "amount" | "lead" | "coordinating" | "informed":
                return None
            case "kind" | "direction" | "level" | "funds":
                chosen = _chosen(text, WORDS[name])
                if not chosen:
                    self._keep(name, text)
                return chosen
            case "partner":
                return self._partner(text)
            case "participants":
                return self._count(text)
        if len(text) > LONGEST:
            self._fault(name, "import_text_long", longest=LONGEST)
            return None
        return " ".join(text.split()) if name == "title" else text

    def _dates(self) -> dict[str, Any]:
        start, end = self._when("start_on"), self._when("end_on")
        notice = self._when("notice_on")
        values = {"start_on": start[0], "end_on": end[1] or end[0] or start[1], "notice_on": notice[0]}
        first, last = span_of(values["start_on"]), span_of(values["end_on"])
        if first and last and last.last < first.first:
            self._fault("end_on", "plan_ends_early", value=values["end_on"])
        return values

    def _when(self, name: str) -> tuple[str, str]:
        cell = self.told.get(name)
        if cell is None or cell.text in NOTHING:
            return "", ""
        try:
            found = read_when(cell.text, year=self.asked.year)
        except Refused as refused:
            self._fault(name, refused.code, **refused.params)
            return "", ""
        if names_week(cell.text):
            self._keep(name, cell.text)
        return found.start_on, found.end_on

    def _amount(self) -> dict[str, str] | None:
        cell = self.told["amount"]
        if cell.is_spread:
            # One sum for several rows stands once.
            return None
        currency = self.told["currency"].text.strip().upper() if "currency" in self.told else ""
        of_heading, factor = unit_of_heading(self.columns.head("amount"))
        code = currency or of_heading or self.asked.currency
        try:
            if cell.number is not None and code and cell.number >= 0:
                return {"amount": plain(cell.number * factor), "currency": _code(code)}
            return read_amount(cell.text, currency=code, factor=factor)
        except Refused as refused:
            self._fault("amount", refused.code, **refused.params)
            return None

    def _units(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in ("lead", "coordinating", "informed"):
            if name in self.told and name in self.asked.targets:
                named = self.known.several_units(self.told[name].text)
                for text in (text for text, unit in named if not unit):
                    self._keep(name, text, "plan_unit_unknown")
                values[name] = [unit for _text, unit in named]
        if "lead" in values:
            # Who is named first leads; where that name is unknown, nobody else is taken for the leader.
            first, *others = values["lead"] or [""]
            values["lead"], values["coordinating"] = first, [*others, *values.get("coordinating", [])]
        for name in ("coordinating", "informed"):
            if name in values:
                values[name] = [unit for unit in dict.fromkeys(values[name]) if unit]
        return values

    def _partner(self, text: str) -> str:
        code = self.known.partner(text)
        if not code:
            self._note("partner", "plan_partner_unknown", value=text[:80])
        return code or text[:LONGEST]

    def _count(self, text: str) -> int | None:
        digits = fold_text(text).replace(".", "").replace(",", "").split(" ")[0]
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            return int(digits)
        self._keep("participants", text)
        return None

    def _keep(self, name: str, text: str, code: str = "plan_word_kept") -> None:
        """What cannot be sorted stays with the row as a remark: nothing of the sheet is lost."""
        head = " ".join(self.columns.head(name).split()) or name
        self._note(name, code, value=text[:80])
        self.rest.append(f"{head}: {text}")

    def _is_faulty(self, name: str) -> bool:
        place = (self.line.number, self.columns.of.get(name, 0))
        return any((fault.line, fault.column) == place for fault in self.found.faults)

    def _fault(self, name: str, code: str, **params: Any) -> None:
        head = self.columns.head(name) or name
        column = self.columns.of.get(name, 1)
        self.found.faults.append(Fault(self.line.number, column, name, code, {"field": head, **params}))

    def _note(self, name: str, code: str, **params: Any) -> None:
        head = self.columns.head(name) or name
        column = self.columns.of.get(name, 1)
        self.found.notes.append(Fault(self.line.number, column, name, code, {"field": head, **params}))


def _chosen(text: str, words: Mapping[str, Sequence[str]]) -> str:
    """The key whose longest word stands in the text."""
    folded = f" {' '.join(fold_text(text).split())} "
    found = [(len(word), key) for key, known in words.items() for word in known if f" {word} " in folded]
    return max(found)[1] if found else ""


def _code(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise Refused("plan_amount_wrong", value=text[:40])
    return text.upper()
