"""The contexts of the pages of the directory."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servanda.imports.unit_periods import code_of, write_counterparts
from servanda.kernel import node
from servanda.kernel.texts import pick
from servanda.office import vacancies
from servanda.processes.agreements.agreement_reading import field_titles
from servanda.processes.organisation import counterparts, moving, periods
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.administration.people import unit_kind
from servanda.web.labels import REGIONS, State
from servanda.web.seats import Seat
from servanda.web.units import changes, left
from servanda.web.units.draft import Draft

Stated = Mapping[str, Any]


def title(unit: Stated) -> str:
    return pick(unit.get("name", {}), get_language() or "en") or str(unit["code"])


def index(known: Draft, seat: Seat, language: str) -> dict[str, Any]:
    """Every unit as it will be, each under its parent."""
    titles = {unit["code"]: title(unit) for unit in known.after}
    before = {unit["code"]: unit for unit in known.before}
    on, areas = seat.at.date(), {code: pick(title, language) for code, title in field_titles().items()}
    return {
        "units": [
            {"title": titles[unit["code"]], "code": unit["code"], "kind": unit_kind(unit.get("kind", "")),
             "parent": titles.get(unit.get("parent", ""), ""), "fields": _named(unit.get("fields", []), areas),
             "regions": _named(unit.get("regions", []), REGIONS),
             "counterparts": [write_counterparts([pair]) for pair in unit.get("counterparts", [])],
             "state": _state(unit, before.get(unit["code"]), on),
             "end": changes.end_of(unit, titles) if unit.get("closed") else "",
             "change_url": reverse("web:unit", args=[unit["code"]]),
             "close_url": reverse("web:unit_close", args=[unit["code"]]),
             "reopen_url": reverse("web:unit_reopen", args=[unit["code"]]) if unit.get("closed") else ""}
            for unit in known.after
        ],
        "changes": changes.sentences(known, language), "is_stale": known.is_stale,
        "review_url": reverse("web:units_review"), "add_url": reverse("web:unit_add"),
        "export_url": reverse("web:units_export"), "import_url": reverse("web:set_up_import", args=["units"]),
        "left_url": reverse("web:units_left") if left.is_anything(seat, seat.actor) else "",
        "can_import": seat.role == "admin",
    }  # fmt: skip


def review(known: Draft, seat: Seat, names: Names) -> dict[str, Any]:
    """What changes, what stands in the units that close, and whose work changes hands."""
    agency, on = node.current().agency, seat.at.date()
    closing = {f"{agency}/{unit['code']}": unit for unit in changes.closing(known)}
    taken = moving.counts(set(closing))
    seats = vacancies.seats_in(closing, on=on)
    titles = {unit["code"]: title(unit) for unit in known.after}
    return {
        "changes": changes.sentences(known, names.language), "is_stale": known.is_stale,
        "closing": [
            {"title": titles[unit["code"]], "files": taken[name].files, "commitments": taken[name].commitments,
             "people": sum(post.unit == name for post in seats), "how": _how(unit),
             "heirs": listed(titles.get(code, code) for code in unit.get("successors", []))}
            for name, unit in closing.items()
        ],
        "routes": changes.rerouted(known, names, on=_last_day(closing.values(), on),
                                   agreed=counterparts.agreements(at=seat.at)),
        "back_url": reverse("web:units"),
    }  # fmt: skip


def _named(items: list[Any], titles: Mapping[str, Any]) -> list[dict[str, str]]:
    """Fields or regions by their titles, each with the period for which it holds."""
    return [{"title": str(titles.get(code_of(item)) or code_of(item)), "period": periods.write(item)} for item in items]


def _how(unit: Stated) -> str:
    heirs = len(unit.get("successors", []))
    if heirs == 1:
        return _("goes over by itself") if not unit.get("until") else _("goes over by itself on the day after")
    return _("to be decided file by file")


def _last_day(closing: Any, on: date) -> date:
    """The day after the last of those on which a unit closes, so that the map is shown as it will be."""
    days = [date.fromisoformat(unit["until"]) for unit in closing if unit.get("until")]
    return max([on, *(date.fromordinal(day.toordinal() + 1) for day in days)])


def _state(unit: Stated, before: Stated | None, on: date) -> State | None:
    if before is None:
        return State(_("new, not published yet"), "soon")
    if before != unit:
        return State(_("changed, not published yet"), "soon")
    if unit.get("closed"):
        is_over = not unit.get("until") or date.fromisoformat(unit["until"]) < on
        return State(_("closed"), "outlined") if is_over else State(_("closes"), "outlined")
    return None
