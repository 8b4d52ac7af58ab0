"""What a draft of the directory changes: each change as a sentence, and what it takes along."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.texts import pick
from servanda.processes.models import Unit
from servanda.processes.organisation import counterparts, routing
from servanda.processes.projection import directory_rows
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed, written
from servanda.web.counterparts.gaps import field_title
from servanda.web.labels import REGIONS
from servanda.web.units.draft import Draft

Stated = Mapping[str, Any]
ROUTING = ("fields", "regions", "counterparts")
END = ("closed", "until", "successors")


def sentences(known: Draft, language: str) -> list[str]:
    """One or more for each unit that is new or changed."""
    before = {unit["code"]: unit for unit in known.before}
    titles = {unit["code"]: _title(unit, language) for unit in known.after}
    found: list[str] = []
    for unit in known.after:
        was = before.get(unit["code"])
        if was is None:
            found.append(_("New unit: %(unit)s.") % {"unit": titles[unit["code"]]})
        elif was != unit:
            found += _changes(was, unit, titles, language)
    return found


def closing(known: Draft) -> list[Stated]:
    """The units that this draft closes."""
    before = {unit["code"]: unit for unit in known.before}
    return [unit for unit in known.after if unit.get("closed") and not before.get(unit["code"], {}).get("closed")]


def rerouted(known: Draft, names: Names, *, on: date, agreed: Iterable[counterparts.Agreed]) -> list[str]:
    """Whose work changes hands: each field and region for which another unit of this agency answers then."""
    routes, here = routing.load(on), node.current().agency
    others = {row.id: row for row in routes.units.values() if row.agency != here}
    stated = {row.id: row for unit in known.after if (row := unit_row(unit))}
    items = list(agreed)
    old = counterparts.read(items, routes)
    new = counterparts.read(items, routing.Routes(here, others | stated, on))
    titles = {row.id: pick(row.name, names.language) for row in stated.values()}
    before = {(line.agency, line.area, line.region): line.own for line in old.lines}
    found = []
    for line in new.lines:
        was = before.get((line.agency, line.area, line.region), "")
        if was != line.own:
            found.append(
                _("%(field)s, %(region)s: %(after)s instead of %(before)s.") % {
                    "field": field_title(new, line.agency, line.area, names),
                    "region": REGIONS.get(line.region, line.region),
                    "after": titles.get(line.own) or _("no unit"), "before": names.unit(was) if was else _("no unit"),
                }
            )  # fmt: skip
    return list(dict.fromkeys(found))


def unit_row(unit: Stated) -> Unit | None:
    """The row that a stated unit would have."""
    return directory_rows.row(node.current().agency, unit)


def _changes(was: Stated, unit: Stated, titles: Mapping[str, str], language: str) -> Iterable[str]:
    values = {"unit": titles[unit["code"]], "before": _title(was, language), "after": titles[unit["code"]]}
    if was.get("name") != unit.get("name"):
        if values["before"] != values["after"]:
            yield _("%(before)s is now called %(after)s.") % values
        else:
            yield _("%(unit)s has another name in another language.") % values
    if was.get("parent") != unit.get("parent"):
        parent = titles.get(unit.get("parent", ""))
        if parent:
            yield _("%(unit)s now stands under %(parent)s.") % {**values, "parent": parent}
        else:
            yield _("%(unit)s no longer stands under another unit.") % values
    if any(was.get(name) != unit.get(name) for name in END):
        yield end_of(unit, titles)
    if any(was.get(name) != unit.get(name) for name in ROUTING):
        yield _("%(unit)s: other fields, regions or counterparts.") % values
    if any(was.get(name) != unit.get(name) for name in ("kind", "zone", "from")):
        yield _("%(unit)s: another kind, time zone or first day.") % values


def end_of(unit: Stated, titles: Mapping[str, str]) -> str:
    """Whether, when and into what a unit closes."""
    values = {"unit": titles.get(unit["code"], unit["code"])}
    if not unit.get("closed"):
        return _("%(unit)s is open again.") % values
    heirs = [titles.get(code, code) for code in unit.get("successors", [])]
    values |= {"day": written(date.fromisoformat(unit["until"])) if unit.get("until") else "", "heirs": listed(heirs)}
    if heirs and values["day"]:
        return _("%(unit)s closes after %(day)s and is taken over by %(heirs)s.") % values
    if heirs:
        return _("%(unit)s closes and is taken over by %(heirs)s.") % values
    if values["day"]:
        return _("%(unit)s closes after %(day)s; no unit takes it over.") % values
    return _("%(unit)s closes; no unit takes it over.") % values


def _title(unit: Stated, language: str) -> str:
    return pick(unit.get("name", {}), language) or str(unit["code"])
