"""The page of one partner: who looks after it, what comes next, what is owed, proposed, missing, and what was."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.texts import pick
from servanda.processes.fields_of_work.pillars import PILLARS
from servanda.processes.models import Partner, Scheduled
from servanda.processes.organisation import counterparts, partners
from servanda.processes.organisation.counterparts import Line, Map
from servanda.processes.organisation.partners import About, Missing
from servanda.processes.registry import processes
from servanda.processes.telling import wording
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web import owed
from servanda.web.counterparts import gaps as counterpart_gaps
from servanda.web.desk import items
from servanda.web.labels import REGIONS
from servanda.web.names import names_in
from servanda.web.partners.words import KINDS, country
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat

SHOWN = 10
BEGINS = ("proposal", "activity", "visit", "issue")
DATED = ("visit", "activity")


def partner(seat: Seat, actor: Actor, row: Partner, *, language: str) -> dict[str, Any]:
    names = names_in(language)
    today = timezone.localtime(seat.at).date()
    known = counterparts.load(at=seat.at)
    lines = holding(row, known)
    found = partners.about(row, actor)
    holders = {agency: any(line.other.unit for line in lines if line.agency == agency) for agency in known.agreed}
    missing = partners.gaps(row, found, holders, today=today)
    coming, past = found.coming(today), found.past(today)
    files = {file.id: file for file in found.files}
    rest = [file for file in found.files if file.process not in (*DATED, "proposal")]
    all_url = f"{reverse('web:files')}?{urlencode({'partner': row.code})}"
    return {
        "partner": _head(row, language), "holders": [_holder(line, known, names) for line in lines],
        "next": _dated(coming[0], files) if coming else None,
        "gaps": [_sentence(one, names) for one in missing], "pillars": _pillars(found),
        "coming": [_dated(one, files) for one in coming[:SHOWN]], "past": [_dated(one, files) for one in past[:SHOWN]],
        "proposals": [_file(file) for file in found.of("proposal")[:SHOWN]],
        "others": [_file(file) for file in rest[:SHOWN]], "owed": _owed(found, names, seat), "all_url": all_url,
        "begin": _begin(row) if actor.role in TAKES_STEPS else [],
    }  # fmt: skip


def holding(row: Partner, known: Map) -> list[Line]:
    """The lines of the counterpart map for its region; where a field names no region, the one for any."""
    exact = [line for line in known.lines if row.region and line.region == row.region]
    named = {(line.agency, line.area) for line in exact}
    general = [line for line in known.lines if not line.region and (line.agency, line.area) not in named]
    return sorted([*exact, *general], key=lambda line: (line.agency, line.area))


def _head(row: Partner, language: str) -> dict[str, Any]:
    title = pick(row.name, language) or row.code
    return {
        "title": title, "code": row.code, "kind": KINDS.get(row.kind, row.kind),
        "country": country(row.country, language) if row.kind != "country" else "",
        "region": REGIONS.get(row.region, row.region) if row.region else "", "priority": row.priority,
        "names": [{"lang": code, "text": name} for code, name in row.name.items() if name != title],
    }  # fmt: skip


def _holder(line: Line, known: Map, names: Names) -> dict[str, Any]:
    return {
        "field": counterpart_gaps.field_title(known, line.agency, line.area, names),
        "own": names.unit(line.own) if line.own else "", "agency": names.agency(line.agency),
        "other": names.inside(line.other.unit) if line.other.unit else "",
    }  # fmt: skip


def _dated(one: Scheduled, files: dict[str, Dossier]) -> dict[str, Any]:
    file = files.get(one.dossier)
    return {
        "title": one.title, "kind": items.kind_label(one.kind), "first_on": one.first_on, "last_on": one.last_on,
        "when": _stated(one, file), "state": items.file_state(file) if file else None,
        "url": reverse("web:past" if one.is_past else "web:file", args=[one.dossier]),
    }  # fmt: skip


def _stated(one: Scheduled, file: Dossier | None) -> str:
    """A month as a month: what a file states less exactly than a day; '' where the days say it."""
    if one.is_exact or one.item or file is None or not file.facts.get("start_on"):
        return ""
    return wording.day(file.facts["start_on"])


def _file(file: Dossier) -> dict[str, Any]:
    return {
        "title": items.file_title(file), "kind": items.kind_label(file.process), "url": items.file_url(file),
        "state": items.file_state(file), "at": file.opened_at,
    }  # fmt: skip


def _pillars(found: About) -> list[dict[str, Any]]:
    """What goes by each channel, side by side; nothing where no file names one."""
    named = [file for file in found.files if file.facts.get("pillar") in PILLARS]
    return [
        {"label": label, "files": [_file(file) for file in named if file.facts["pillar"] == pillar][:SHOWN]}
        for pillar, label in PILLARS.items()
    ] if named else []  # fmt: skip


def _owed(found: About, names: Names, seat: Seat) -> list[dict[str, Any]]:
    rows: list[Commitment] = found.owed[:SHOWN]
    reckoning, asked = Reckoning([row.dossier for row in rows], seat.at), owed.asked_for(rows)
    return [
        {
            "what": owed.what(row, asked, title=row.dossier.title), "title": items.file_title(row.dossier),
            "url": items.file_url(row.dossier), "who": names.unit(row.debtor_unit), "clause": items.clause(row),
            "due_on": row.due_on, "days_left": reckoning.days_left(row), "is_provisional": row.is_provisional,
            "state": owed.state(row, reckoning),
        }
        for row in rows
    ]  # fmt: skip


def _sentence(one: Missing, names: Names) -> dict[str, str]:
    match one.code:
        case "nobody":
            text = _("No unit of %(agency)s is named for it.") % {"agency": names.agency(one.agency)}
            return {"text": text, "url": reverse("web:counterparts")}
        case "proposals":
            return {"text": _("Nothing was proposed in the last twelve months."), "url": ""}
        case "answer":
            text = _("No answer yet to: %(titles)s") % {"titles": listed(items.file_title(file) for file in one.files)}
            return {"text": text, "url": items.file_url(one.files[0])}
    return {"text": _("No visit and no activity is coming."), "url": ""}


def _begin(row: Partner) -> Iterable[dict[str, str]]:
    return [
        {"label": str(process.label), "url": f"{reverse('web:open', args=[name])}?{urlencode({'partner': row.code})}"}
        for name in BEGINS if (process := processes().get(name))
    ]  # fmt: skip
