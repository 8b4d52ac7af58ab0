"""The rows of a list of foreign organisations: every fault of every row with its place, and what is sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from servanda.imports.amounts import NOTHING, plain, read_amount, unit_of_heading
from servanda.imports.columns import Columns
from servanda.imports.faults import Fault
from servanda.imports.grids import Cell, Grid, Line
from servanda.imports.lines import LONGEST, Lines
from servanda.imports.ngo_words import CERTIFICATES
from servanda.imports.when_words import read_when
from servanda.kernel.refusals import Refused
from servanda.processes.fields_of_work import ngos
from servanda.processes.organisation import places
from servanda.processes.search.searching import fold_text

NONE = ("none", "khong", "khong co", "chua co", "chua", "لا يوجد", "tiada")
OF_CERTIFICATE = ("certificate", "number_of", "valid_from", "valid_until", "home_until")
OF_PROJECT = ("project", "field", "places", "starts", "ends", "amount", "source", "as_of")


@dataclass(frozen=True)
class Row:
    """One line as it was read: the organisation's own particulars, a certificate and a project where it names them."""

    line: int
    name: str
    country: str = ""
    fields: str = ""
    certificate: Mapping[str, Any] | None = None
    project: Mapping[str, Any] | None = None
    has_none: bool = False

    @property
    def key(self) -> str:
        return ngos.name_key(self.name)


@dataclass
class Rows(Lines):
    """The rows of the list, in their order, beside what was passed over."""

    rows: list[Row] = field(default_factory=list)

    @property
    def wrong(self) -> set[int]:
        return {fault.line for fault in self.faults}

    @property
    def sound(self) -> list[Row]:
        wrong = self.wrong
        return [row for row in self.rows if row.line not in wrong]


def read_rows(grid: Grid, columns: Columns, *, currency: str = "") -> Rows:
    """Read every line below the heading, then compare the lines with each other. Raises nothing."""
    told_of = set(columns.of.values())
    found = Rows()
    for line, told, _heading in found.rows_of(grid, columns):
        found.rows.append(_Reading(line, told, columns, currency, found).read())
    taken = {row.line for row in found.rows}
    unread = [fault for fault in grid.faults if fault.line in taken and fault.column in told_of]
    # What a cell lacks that could not be read follows from that.
    places = {(fault.line, fault.column) for fault in unread}
    found.faults = [fault for fault in found.faults if (fault.line, fault.column) not in places] + unread
    _compare(found, columns)
    return found


class _Reading:
    """One line under way: each question returns a value, and notes what is wrong."""

    def __init__(self, line: Line, told: Mapping[str, Cell], columns: Columns, currency: str, found: Rows) -> None:
        self.line, self.told, self.columns, self.currency, self.found = line, told, columns, currency, found

    def read(self) -> Row:
        name = " ".join(self._text("title").split())
        if not ngos.name_key(name):
            self._fault("title", "field_missing")
        certificate, has_none = self._certificate()
        return Row(
            self.line.number, name, self._country(), self._text("fields"), certificate, self._project(), has_none
        )

    def _country(self) -> str:
        text = self._text("country")
        code = ngos.country_code(text) if text else ""
        if text and not (len(code) == 2 and code.isupper()):
            self._fault("country", "country_unknown", value=text[:40])
            return ""
        return code

    def _certificate(self) -> tuple[dict[str, Any] | None, bool]:
        """The certificate, and whether the line says that there is none."""
        if not any(name in self.told for name in OF_CERTIFICATE):
            return None, False
        text = self._text("certificate")
        if fold_text(text) in NONE:
            return None, True
        kind = _chosen(text) if text or "certificate" in self.columns.of else "operation"
        if not kind:
            code = "certificate_unknown" if text else "field_missing"
            self._fault("certificate", code, **({"value": text[:40]} if text else {}))
        days = {name: self._day(name) for name in ("valid_from", "valid_until", "home_until")}
        begins, ends, home = days["valid_from"], days["valid_until"], days["home_until"]
        if "valid_until" not in self.told:
            self._fault("valid_until", "certificate_end_missing")
        if begins and ends and begins > ends:
            self._fault("valid_until", "certificate_reversed")
        if ends and home and ends > home:
            self._fault("valid_until", "certificate_beyond_home")
        return _filled({"kind": kind, "number": self._text("number_of"), "from_on": begins, "until_on": ends,
                        "home_until": home, "standing": "valid"}), False  # fmt: skip

    def _project(self) -> dict[str, Any] | None:
        own = [name for name in OF_PROJECT if name in self.told and not self.told[name].is_spread]
        title = " ".join(self._text("project").split())
        if not own:
            return None
        if not title:
            self._fault("project", "field_missing")
        begins, ends = self._when("starts"), self._when("ends")
        if begins and ends and begins[:4] > ends[:4]:
            self._fault("ends", "project_reversed")
        return _filled({
            "title": title, "field": self._text("field"), "places": self._places(), "from_on": begins,
            "until_on": ends, "amount": self._amount(), "source": self._text("source"), "as_of": self._day("as_of"),
        })  # fmt: skip

    def _places(self) -> str:
        written = []
        for part in places.parts(self._text("places")):
            code = places.find(part)
            if not code and not places.is_everywhere(part):
                like = places.like(part)
                more = {"like": like} if like else {}
                self._fault("places", "province_like" if like else "province_wrong", value=part[:40], **more)
            elif places.is_former(part):
                self._note("places", "province_former", value=part[:40], now=places.name_of(code))
            written.append(part)
        return "; ".join(written)

    def _amount(self) -> dict[str, str] | None:
        cell = self.told.get("amount")
        if cell is None or cell.is_spread:
            # One sum for several rows stands once.
            return None
        stated = self._text("currency").strip().upper()
        of_heading, factor = unit_of_heading(self.columns.head("amount"))
        code = stated or of_heading or self.currency
        try:
            if cell.number is not None and len(code) == 3 and cell.number >= 0:
                return {"amount": plain(cell.number * factor), "currency": code}
            return read_amount(cell.text, currency=code, factor=factor)
        except Refused as refused:
            self._fault("amount", refused.code, **refused.params)
            return None

    def _day(self, name: str) -> str:
        when = self._when(name)
        if when and len(when) != len("2026-12-05"):
            self._fault(name, "day_wanted", value=self.told[name].text[:40])
            return ""
        return when

    def _when(self, name: str) -> str:
        cell = self.told.get(name)
        if cell is None or cell.text in NOTHING:
            return ""
        try:
            found = read_when(cell.text, year=None)
        except Refused as refused:
            self._fault(name, refused.code, **refused.params)
            return ""
        return found.start_on

    def _text(self, name: str) -> str:
        text = self.told[name].text if name in self.told else ""
        if len(text) > LONGEST:
            self._fault(name, "import_text_long", longest=LONGEST)
            return ""
        return "" if text in ("-", "–", "—") else text

    def _fault(self, name: str, code: str, **params: Any) -> None:
        self.found.faults.append(_fault(self.line.number, self.columns, name, code, params))

    def _note(self, name: str, code: str, **params: Any) -> None:
        self.found.notes.append(_fault(self.line.number, self.columns, name, code, params))


def _compare(found: Rows, columns: Columns) -> None:
    """Lines of one organisation must not contradict each other; one that has no certificate anywhere lacks one."""
    groups: dict[str, list[Row]] = {}
    for row in found.rows:
        if row.key:
            groups.setdefault(row.key, []).append(row)
    for group in groups.values():
        first = group[0]
        for row in group[1:]:
            if row.name != first.name:
                params = {"line": first.line, "value": first.name[:80]}
                found.notes.append(_fault(row.line, columns, "title", "ngo_same_as", params))
        _contradictions(group, found, columns)
        if not any(row.certificate or row.has_none for row in group) and _tells_certificates(columns):
            params = {"name": first.name[:80]}
            found.faults += [_fault(row.line, columns, "certificate", "certificate_missing", params) for row in group]


def _tells_certificates(columns: Columns) -> bool:
    return any(name in columns.of for name in OF_CERTIFICATE)


def _contradictions(group: list[Row], found: Rows, columns: Columns) -> None:
    wrong = found.wrong
    said: dict[str, tuple[int, str]] = {}
    seen: dict[str, int] = {}
    for row in group:
        if row.line in wrong:
            continue
        certificate = dict(row.certificate or {})
        kind = certificate.get("kind")
        stated = [("country", "country", row.country)]
        stated += [(f"{kind}-{name}", target, str(certificate.get(name) or "")) for name, target in
                   (("number", "number_of"), ("until_on", "valid_until"))] if kind else []  # fmt: skip
        other = next(((target, *said[what]) for what, target, value in stated
                      if value and what in said and said[what][1] != value), None)  # fmt: skip
        if other:
            target, line, value = other
            found.faults.append(
                _fault(row.line, columns, target, "ngo_contradicts", {"line": line, "value": value[:80]})
            )
            continue
        said.update({what: (row.line, value) for what, _target, value in stated if value and what not in said})
        same = repr((kind, row.project and ngos.project_key(row.project)))
        if same in seen:
            found.faults.append(_fault(row.line, columns, "title", "ngo_row_twice", {"line": seen[same]}))
        seen.setdefault(same, row.line)


def _fault(line: int, columns: Columns, name: str, code: str, params: Mapping[str, Any]) -> Fault:
    head = columns.head(name) or name
    return Fault(line, columns.of.get(name, 1), name, code, {"field": head, **params})


def _chosen(text: str) -> str:
    """The kind of certificate whose longest word stands in the text."""
    folded = f" {' '.join(fold_text(text).split())} "
    found = [(len(word), kind) for kind, words in CERTIFICATES.items() for word in words if f" {word} " in folded]
    return max(found)[1] if found else ""


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None)}
