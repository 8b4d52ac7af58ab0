"""Partners from a table: this agency's own list of whom the work is done with."""

import re
from dataclasses import dataclass
from typing import Any

import pycountry

from servanda.imports.faults import Faulty
from servanda.imports.regions import region_of
from servanda.imports.tables import Row, Table, read_table
from servanda.kernel import node
from servanda.processes.models import Partner

KINDS = ("country", "organisation", "ngo", "person")
WITH_COUNTRY = ("country", "ngo")
REQUIRED = ("code", "kind", "country")
KNOWN = (*REQUIRED, "priority")

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True)
class ImportedPartners:
    """What an import did. Partners that the file does not name stay as they are."""

    file: str
    partners: int
    new: tuple[str, ...]
    changed: tuple[str, ...]


def import_partners(raw: bytes, name: str) -> ImportedPartners:
    """Make or change the partners of the file. Raises Faulty and stores nothing."""
    return state_partners(read_partners(raw), name)


def state_partners(partners: list[dict[str, Any]], name: str) -> ImportedPartners:
    """The same for partners that were read."""
    rows = [Partner(**item) for item in partners]
    # A list without that column leaves the priorities that are known.
    fields = ["kind", "country", "region", "name", *({"priority"} & {name for item in partners for name in item})]
    with node.current().writing():
        known = Partner.objects.in_bulk([row.code for row in rows])
        Partner.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    return ImportedPartners(
        name,
        len(rows),
        new=tuple(row.code for row in rows if row.code not in known),
        changed=tuple(row.code for row in rows if row.code in known and _differ(row, known[row.code], fields)),
    )


def read_partners(raw: bytes) -> list[dict[str, Any]]:
    """One dict for each partner, with its region; raises Faulty with every fault."""
    return partners_of(read_table(raw, known=KNOWN, required=REQUIRED))


def partners_of(table: Table) -> list[dict[str, Any]]:
    """The same of a table whose columns are known by these names."""
    partners = [_read_partner(table, row) for row in table.rows]
    seen: set[str] = set()
    for row, item in zip(table.rows, partners, strict=True):
        if item["code"] and item["code"] in seen:
            table.fault(row, "code", "import_twice", value=item["code"])
        seen.add(item["code"])
    if table.faults:
        raise Faulty(table.faults)
    return partners


def _read_partner(table: Table, row: Row) -> dict[str, Any]:
    kind = table.word(row, "kind", KINDS)
    # An international organisation, or a person of two, belongs to no one country.
    country = table.text(row, "country", required=kind in WITH_COUNTRY)
    if country and pycountry.countries.get(alpha_2=country) is None:
        table.fault(row, "country", "partner_country_unknown", value=country[:40])
    names = table.texts(row)
    if table.languages and not names:
        table.fault(row, next(iter(table.languages)), "import_name_missing")
    return {
        "code": table.code(row, "code", CODE), "kind": kind, "country": country,
        "region": region_of(country), "name": names,
        **({"priority": table.text(row, "priority", longest=80)} if "priority" in table.columns else {}),
    }  # fmt: skip


def _differ(row: Partner, known: Partner, fields: list[str]) -> bool:
    return any(getattr(row, field) != getattr(known, field) for field in fields)
