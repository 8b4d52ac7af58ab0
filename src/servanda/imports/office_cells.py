"""What the cells of an office's own list mean here, and what stands in where it says nothing: codes, kinds, zones."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import pycountry
from babel import Locale

from servanda.imports import office_words
from servanda.imports.columns import says
from servanda.imports.made_codes import free, slug
from servanda.imports.office_words import PEOPLE, UNITS, meant
from servanda.imports.plans import Choices
from servanda.imports.tables import Row, Table
from servanda.imports.units import FIELD
from servanda.kernel import node
from servanda.office.models import Officer
from servanda.processes.agreements import agreement_reading
from servanda.processes.models import Partner, Unit
from servanda.processes.organisation import directory
from servanda.processes.projection.schedule import folded_text
from servanda.processes.search.searching import fold_text

LANGUAGES = ("vi", "en", "ar", "ms")
# How a state is formed, before its name: CHLB Đức, Vương quốc Thái Lan.
FORM_OF_STATE = re.compile(
    r"^(?:ch(?:lb|nd|dcnd|xhcn)?|cong hoa(?: lien bang| xa hoi chu nghia| dan chu nhan dan)?|lien bang|vuong quoc"
    r"|republic of(?: the)?|kingdom of(?: the)?|جمهوريه|مملكه|republik|kerajaan) "
)

# Of these kinds an agency has one, as a rule.
SINGLE = ("office", "leadership")

Cells = dict[str, str]


def filled(table: Table, choices: Choices) -> list[Row]:
    """The rows in the words of this system. Faults go into the table."""
    fill: Callable[[Table, Choices], list[Cells]] = {UNITS: _units, PEOPLE: _people}.get(choices.what, _partners)
    return [Row(row.line, cells) for row, cells in zip(table.rows, fill(table, choices), strict=True)]


def _units(table: Table, choices: Choices) -> list[Cells]:
    """A unit keeps the code under which the directory knows its name; a new one gets it from its name."""
    own = directory.own_units()
    known = _by_name((unit["code"], unit.get("name", {}).values()) for unit in own)
    usual = choices.zone or (str(own[0].get("zone")) if own else "UTC")
    rows = [dict(row.cells) for row in table.rows]
    fields = _by_name((code, [code, *title.values()]) for code, title in agreement_reading.field_titles().items())
    for cells in rows:
        cells["fields"] = _each(cells.get("fields", ""), lambda text: _field_code(text, fields))
        cells["regions"] = _each(cells.get("regions", ""), lambda text: meant(office_words.REGIONS, text))
        cells["kind"] = meant(office_words.UNIT_KINDS, cells.get("kind", "")) or _kind_named(_names(cells, LANGUAGES))
    for kind in SINGLE:
        # Several of a name are the offices of somebody; the registry is one.
        if len(alike := [cells for cells in rows if cells["kind"] == kind]) > 1 and not table.columns.get("kind"):
            for cells in alike:
                cells["kind"] = "department"
    _give_places(rows)
    _give_codes(rows, "code", known, names=LANGUAGES, otherwise="unit")
    codes = {cells["code"] for cells in rows}
    here = _by_name((cells["code"], _names(cells, LANGUAGES)) for cells in rows)
    for row, cells in zip(table.rows, rows, strict=True):
        cells["zone"] = cells.get("zone") or usual
        cells["closed"] = meant(office_words.YES, cells.get("closed", ""))
        for name in ("parent", "successors"):
            found = [_coded(part, codes, here, known) for part in re.split("[;؛]", cells.get(name, "")) if part.strip()]
            for part in (part for part, code in found if not code):
                table.fault(row, name, "unknown_unit", unit=part[:80])
            cells[name] = ";".join(code for _part, code in found if code)
    return rows


def _kind_named(names: Iterable[str]) -> str:
    """What the first words of a name say: a section, an association; a department where they say nothing."""
    folded = [" ".join(fold_text(name).split()) for name in names]
    found = [
        (len(word), kind) for kind, words in office_words.UNIT_KINDS.items() if kind not in ("number", "provincial")
        for word in words for name in folded if re.match(rf"{re.escape(word)}(?!\w)", name)
    ]  # fmt: skip
    return max(found)[1] if found else "department"


def _each(cell: str, code: Callable[[str], str]) -> str:
    """Every word of a cell as its code; the period of one that is dated stays behind it."""
    found = []
    for part in filter(None, map(str.strip, re.split("[;؛\n]", cell))):
        text, _blank, period = part.rpartition(" ")
        is_dated = bool(text) and "/" in period and any(letter.isdecimal() for letter in period)
        found.append(f"{code(text)} {period}" if is_dated else code(part))
    return ";".join(found)


def _field_code(text: str, known: Mapping[str, str]) -> str:
    """That of the agreements in force, by its title; else one made from the words, as a draft makes it."""
    return known.get(folded_text(text)) or (text if FIELD.fullmatch(text) else slug(text) or text)


def _give_places(rows: list[Cells]) -> None:
    """The first office and the first leadership of a list are those that the system knows by these codes.

    The registry, the administrator and whatever is addressed to no unit stand in `office`, whatever its name.
    """
    for kind in ("office", "leadership"):
        of_kind = [cells for cells in rows if cells["kind"] == kind]
        is_named = any(cells.get("code") == kind for cells in rows)
        if of_kind and not is_named and not of_kind[0].get("code"):
            of_kind[0]["code"] = kind


def _people(table: Table, choices: Choices) -> list[Cells]:
    agency = node.current().agency
    units = Unit.objects.filter(agency=agency)
    codes = {unit.id.partition("/")[2] for unit in units}
    named = _by_name((unit.id.partition("/")[2], unit.name.values()) for unit in units)
    known = {officer.email.casefold(): officer.id for officer in Officer.objects.exclude(email="").order_by("-id")}
    rows = [dict(row.cells) for row in table.rows]
    taken = set(Officer.objects.values_list("id", flat=True)) | {
        cells["officer"] for cells in rows if cells.get("officer")
    }
    given: dict[str, str] = {}
    for cells in rows:
        person = (cells.get("email") or cells.get("name") or "").casefold()
        if not cells.get("officer"):
            name = known.get(cells.get("email", "").casefold()) or given.get(person) if person else ""
            cells["officer"] = name or free(_sign_in(cells), taken, otherwise="officer")
            given.setdefault(person, cells["officer"])
            taken.add(cells["officer"])
        _give_unit(table, cells, codes, named)
        cells["role"] = meant(office_words.ROLES, cells.get("role", "")) or "desk"
        cells["language"] = meant(office_words.LANGUAGES, cells.get("language", "")) or node.current().languages[0]
    return rows


def _give_unit(table: Table, cells: Cells, codes: set[str], named: Mapping[str, str]) -> None:
    """Its own, the last part of `Head of section, Section of culture`, or that under whose name the row stands."""
    text, code = _coded(cells.get("unit", ""), codes, named)
    under = _coded(cells.get("heading", ""), codes, named)[1]
    head, language = table.heads.get("unit", ""), node.current().languages[0]
    is_both = any(says(head, office_words.WORDS[PEOPLE][f"title_{one}"]) for one in LANGUAGES)
    if text and not code and is_both:
        parts = [part.strip() for part in re.split(r"[,;،؛]|\s[-–]\s", text)]
        code = _coded(parts[-1], codes, named)[1]
        if f"title_{language}" not in table.columns:
            cells[f"title_{language}"] = ", ".join(parts[:-1]) if code else text
            table.languages[f"title_{language}"] = language
    cells["unit"] = code or (under if is_both or not text else "") or text


def _partners(table: Table, choices: Choices) -> list[Cells]:
    known = _by_name((partner.code, partner.name.values()) for partner in Partner.objects.all())
    rows = [dict(row.cells) for row in table.rows]
    for cells in rows:
        country = _country(cells.get("country", "")) or cells.get("country", "")
        own = next(filter(None, map(_country, _names(cells, LANGUAGES))), "")
        kind = meant(office_words.PARTNER_KINDS, cells.get("kind", ""))
        cells["kind"] = kind or ("country" if own or not _names(cells, LANGUAGES) else "organisation")
        cells["country"] = country or (own if cells["kind"] == "country" else "")
        if not _names(cells, LANGUAGES) and len(cells["country"]) == 2:
            cells |= _names_of_country(cells["country"])
        if not cells.get("code") and cells["kind"] == "country":
            cells["code"] = cells["country"]
    if rows and not table.languages:
        table.languages = {language: language for language in LANGUAGES}
    _give_codes(rows, "code", known, names=LANGUAGES, otherwise="partner")
    return rows


def _give_codes(
    rows: list[Cells], column: str, known: Mapping[str, str], *, names: Iterable[str], otherwise: str
) -> None:
    taken = {cells[column] for cells in rows if cells.get(column)} | set(known.values())
    for cells in rows:
        told = _names(cells, names)
        code = cells.get(column) or next((known[folded_text(name)] for name in told if folded_text(name) in known), "")
        latin = next(filter(None, (slug(cells.get(name, "")) for name in ("en", "vi", "ms", "ar"))), "")
        cells[column] = code or free(latin, taken, otherwise=otherwise)
        taken.add(cells[column])


def _coded(text: str, codes: set[str], *named: Mapping[str, str]) -> tuple[str, str]:
    """(the text, the code that it means): a code itself, or a name; no code where nothing is meant."""
    text = text.strip()
    folded = folded_text(text)
    return text, text if text in codes else next((names[folded] for names in named if folded in names), "")


def _by_name(pairs: Iterable[tuple[str, Iterable[Any]]]) -> dict[str, str]:
    """Folded name -> code. Two names that fold alike count for neither."""
    found: dict[str, set[str]] = {}
    for code, names in pairs:
        for name in filter(None, names):
            found.setdefault(folded_text(str(name)), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _names(cells: Mapping[str, str], columns: Iterable[str]) -> list[str]:
    return [text for name in columns if (text := cells.get(name))]


def _sign_in(cells: Cells) -> str:
    """A sign-in name from the mail address or the person's own name."""
    local = cells.get("email", "").partition("@")[0].casefold()
    return re.sub(r"[^a-z0-9._-]", "", local).strip("._-") or slug(cells.get("name", "")).replace("-", ".")


def _country(text: str) -> str:
    """The code of a country by its code or its name in one of the languages of the pages; '' for none."""
    if len(text) == 2 and pycountry.countries.get(alpha_2=text.upper()):
        return text.upper()
    plain = FORM_OF_STATE.sub("", fold_text(text))
    return _countries().get(folded_text(text)) or _countries().get(folded_text(plain), "")


@cache
def _countries() -> dict[str, str]:
    codes = {country.alpha_2 for country in pycountry.countries}
    pairs = [(code, str(name)) for language in LANGUAGES for code, name in Locale.parse(language).territories.items()]
    named = [(code, [name]) for code, name in pairs if code in codes]
    return _by_name([*named, *((each.alpha_2, [each.alpha_3, each.name]) for each in pycountry.countries)])


def _names_of_country(code: str) -> Cells:
    return {language: str(Locale.parse(language).territories.get(code, "")) for language in LANGUAGES}
