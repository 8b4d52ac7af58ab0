"""Reading what a form, a file or the API states for a step: every fault at once, each naming its field."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from servanda.kernel.acts import DOSSIER, NAME, UNIT
from servanda.kernel.dates import read_edtf
from servanda.kernel.jsonbytes import LARGEST
from servanda.kernel.refusals import Refused
from servanda.processes.declaration import money, rows
from servanda.processes.declaration.base import Field, Process, Step

LONGEST = {"text": 400, "person": 400, "long": 100_000, "body": 200_000}
MOST_DAYS = 400
CLAUSE = re.compile(r"[^\s/]{1,40}/[a-z][a-z0-9_-]*")
ISSUER = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MARK = re.compile(r"[A-Za-z0-9._/-]{1,230}")
ITEM = re.compile(DOSSIER.pattern + r"#[A-Za-z0-9_-]{1,60}")

Parts = dict[str, dict[str, Any]]


class Faults(Exception):
    """All that is wrong with what was stated: field name -> refusal; of rows `<field>.<row number>.<column>`."""

    def __init__(self, faults: Mapping[str, Refused]) -> None:
        super().__init__({name: fault.code for name, fault in faults.items()})
        self.faults = dict(faults)

    def __str__(self) -> str:
        return " ".join(f"{name}: {fault}" for name, fault in self.faults.items())


def read(process: Process, step: Step, data: Mapping[str, Any]) -> Parts:
    """Sort what was stated into the parts it is sealed in. Raises Faults. Empty values are left out."""
    parts: Parts = {"facts": {}, "content": {}, "personal": {}}
    faults: dict[str, Refused] = {}
    offered = {found.name: found for found in process.fields_of(step)}
    for name in data:
        if name not in offered:
            faults[name] = Refused("field_unknown", field=name)
    for name, found in offered.items():
        value = _clean(data.get(name))
        if value in (None, "", [], {}):
            if name in step.required:
                faults[name] = Refused("field_missing", field=str(found.label))
            continue
        try:
            read_as, wrong = rows.read(found, value, cell=_read) if found.kind == "rows" else (_read(found, value), {})
            faults |= {f"{name}.{place}": fault for place, fault in wrong.items()}
            if read_as != []:
                parts[found.part][name] = read_as
            elif name in step.required:
                faults[name] = Refused("field_missing", field=str(found.label))
        except Refused as refused:
            faults[name] = refused
    if faults:
        raise Faults(faults)
    return parts


def fits(found: Field, value: Any) -> bool:
    """Can the field take what another one stated: a month is no day, and a choice may have other words."""
    try:
        rows.read(found, value, cell=_read) if found.kind == "rows" else _read(found, value)
    except Refused:
        return False
    return True


def _read(found: Field, value: Any) -> Any:
    match found.kind:
        case "choice":
            return _choice(found, value)
        case "many":
            return [_choice(found, item) for item in (value if isinstance(value, list) else [value])]
        case "edtf":
            read_edtf(value)
            return value
        case "day":
            return _day(found, value)
        case "days":
            return _days(found, value)
        case "issuer":
            if not isinstance(value, str) or not ISSUER.fullmatch(value):
                raise Refused("issuer_unknown", issuer=str(value)[:40])
            return value
        case "clause":
            if not isinstance(value, str) or not CLAUSE.fullmatch(value):
                raise Refused("clause_unknown", clause=str(value)[:80])
            return value
        case "unit":
            if not isinstance(value, str) or not UNIT.fullmatch(value):
                raise Refused("unknown_unit", unit=str(value)[:80])
            return value
        case "money":
            return _money(found, value)
        case "number":
            return _number(found, value)
        case "yes":
            return value in (True, "on", "yes", "true", "1")
        case "act":
            return _names(found, [value])[0]
        case "acts":
            return _names(found, value)
        case "units":
            if not isinstance(value, list) or not all(isinstance(u, str) and UNIT.fullmatch(u) for u in value):
                raise Refused("unknown_unit", unit=str(value)[:80])
            return value
        case "item":
            return _item(found, value)
        case "mark":
            if not isinstance(value, str) or not MARK.fullmatch(value):
                raise Refused("field_wrong", field=str(found.label), why="a-z, A-Z, 0-9, . _ / -, 1-230")
            return value
        case "file":
            if not isinstance(value, str) or not DOSSIER.fullmatch(value):
                raise Refused("field_wrong", field=str(found.label), why="the name of a file is expected")
            return value
        case "data":
            if not isinstance(value, dict | list):
                raise Refused("field_wrong", field=str(found.label), why="a list or an object is expected")
            return value
    if not isinstance(value, str):
        raise Refused("field_wrong", field=str(found.label), why="text is expected")
    if "\0" in value:
        raise Refused("field_wrong", field=str(found.label), why="it contains a character that cannot be stored")
    longest = LONGEST.get(found.kind, 400)
    if len(value) > longest:
        raise Refused("field_wrong", field=str(found.label), why=f"> {longest}")
    return value


def _names(found: Field, value: Any) -> list[str]:
    """Names of entries or commitments."""
    if not isinstance(value, list) or not all(isinstance(name, str) and NAME.fullmatch(name) for name in value):
        raise Refused("field_wrong", field=str(found.label), why="names of entries are expected")
    return value


def _item(found: Field, value: Any) -> str:
    """A row of a plan: `<dossier>#<id of the row>`."""
    if not isinstance(value, str) or not ITEM.fullmatch(value):
        raise Refused(
            "field_wrong", field=str(found.label), why="the name of a file and of one of its rows is expected"
        )
    return value


def _choice(found: Field, value: Any) -> str:
    if not isinstance(value, str) or value not in found.choices:
        raise Refused("field_choice", field=str(found.label), choices=", ".join(found.choices))
    return str(value)


def _day(found: Field, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Refused("date_not_readable", value=str(value)[:40]) from None


def _days(found: Field, value: Any) -> list[str]:
    """A list of days, or a text with one a line or separated by commas or spaces. Sorted, each once."""
    stated = re.split(r"[\s,;،؛]+", value) if isinstance(value, str) else value
    if not isinstance(stated, list) or len(stated) > MOST_DAYS:
        raise Refused("field_wrong", field=str(found.label), why="days are expected, one a line")
    return sorted({_day(found, day) for day in stated if day != ""})


def _number(found: Field, value: Any) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"-?\d{1,15}", text) or abs(int(text)) > LARGEST:
        raise Refused("field_wrong", field=str(found.label), why="a whole number is expected")
    return int(text)


def _money(found: Field, value: Any) -> dict[str, str]:
    """{"amount": "12500.00", "currency": "EUR"}, or the same as the text `12500.00 EUR`."""
    if isinstance(value, str):
        amount, _, currency = value.partition(" ")
        value = {"amount": amount, "currency": currency.strip().upper()}
    try:
        number = Decimal(str(value["amount"]).replace(",", ""))
        # One in powers of ten may be endless when it is written out.
        is_short = number.is_finite() and abs(number.adjusted()) < 2 * money.DIGITS
        if not (is_short and money.PLAIN.fullmatch(f"{number:f}") and money.CURRENCY.fullmatch(value["currency"])):
            raise ValueError
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise Refused("field_wrong", field=str(found.label), why="write 12500 EUR") from None
    return {"amount": f"{number:f}", "currency": value["currency"]}


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
