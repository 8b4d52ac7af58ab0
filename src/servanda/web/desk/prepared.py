"""Lines of the desk for what was prepared here and has not left: what, about which day, to whom, and by whom."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.office import next_hands, outgoing
from servanda.processes.declaration.base import Process, Step
from servanda.processes.dossiers import Statement
from servanda.processes.models import Outgoing
from servanda.processes.telling.timeline import Names, declared
from servanda.processes.telling.wording import listed
from servanda.web.desk.items import Item, file_title, file_url, partner
from servanda.web.files import history
from servanda.web.owed import LONGEST, Link

# What a step says in words of its own; a title stands on the line anyway.
WORDS = ("long", "text")


def decide(row: Outgoing) -> Link:
    return Link(_("Look and decide"), reverse("web:clear", args=[row.name]))


def again(row: Outgoing) -> Link:
    return Link(_("Prepare it again"), reverse("web:clear", args=[row.name]), row.note)


def items_of(rows: Iterable[Outgoing], names: Names, *, base: str, next_: Callable[[Outgoing], Link]) -> list[Item]:
    """`next_` gives the link to go on with each. Three queries, however many rows."""
    found = list(rows)
    if not found:
        return []
    files = Dossier.objects.in_bulk([row.dossier for row in found])
    said = outgoing.statements_of(found)
    people = history.titles({row.officer for row in found}, names.language)
    return [
        _item(row, files[row.dossier], said[row.name], names, people, base=base, next_=next_)
        for row in found if row.dossier in files and row.name in said
    ]  # fmt: skip


def waiting(rows: Iterable[Outgoing], names: Names, *, base: str, day: date) -> list[Item]:
    """What waits for others of this agency, with in whose hands it is."""
    found = list(rows)
    hands = next_hands.load(found, day=day)
    lines = items_of(found, names, base=base, next_=_look)
    for item in lines:
        posts = hands.get(item.key, [])
        who = listed(dict.fromkeys(pick(post.title, names.language) or names.unit(post.unit) for post in posts))
        waits = _("Waits for the approval of %(who)s") % {"who": who} if who else _("Nobody here may approve it")
        item.details = [waits, *item.details]
    return lines


def _look(row: Outgoing) -> Link:
    return Link(_("Open"), reverse("web:clear", args=[row.name]))


def _item(
    row: Outgoing, file: Dossier, said: Statement, names: Names, people: Mapping[str, str], *, base: str,
    next_: Callable[[Outgoing], Link],
) -> Item:  # fmt: skip
    process, step = declared(row.step)
    stated = {name: value for part in said.parts.values() for name, value in part.items()}
    label, words = str(step.label) if step else row.step, _words(process, step, stated)
    by = _("Prepared by %(who)s") % {"who": people.get(row.officer) or names.unit(row.unit)}
    return Item(
        key=row.name, url=f"{base}&item={row.name}", file_url=file_url(file),
        what=f"{label}: {words}" if words else label, title=file_title(file), source=row,
        partner=partner(file, names), other=_to(said, file, names), next=next_(row),
        details=[*_day(process, step, stated, names), by],
    )  # fmt: skip


def _words(process: Process | None, step: Step | None, stated: Mapping[str, Any]) -> str:
    """The first thing that it says in words, cut where it is long."""
    named = process.fields_of(step) if process and step else ()
    texts = (stated.get(found.name) for found in named if found.kind in WORDS and found.part == "content"
             and process and found.name != process.title)  # fmt: skip
    words = " ".join(next((str(text) for text in texts if text), "").split())
    return f"{words[: LONGEST - 1]}…" if len(words) > LONGEST else words


def _day(process: Process | None, step: Step | None, stated: Mapping[str, Any], names: Names) -> list[str]:
    """The first day that it names, under its own word."""
    for found in process.fields_of(step) if process and step else ():
        if found.kind in ("day", "edtf") and stated.get(found.name):
            return [f"{found.label}: {names.value(found, stated[found.name])}"]
    return []


def _to(said: Statement, file: Dossier, names: Names) -> str:
    """The units of the other agencies, and whose they are; the agency alone where no unit is named."""
    here = node.current().agency
    agencies = dict.fromkeys([*file.parties, *(unit.partition("/")[0] for unit in said.to)])
    others = [_at(agency, said, file, names) for agency in agencies if agency != here]
    return _("To: %(who)s") % {"who": listed(others)} if others else ""


def _at(agency: str, said: Statement, file: Dossier, names: Names) -> str:
    works = file.counterparts.get(agency) or (file.owner if file.home == agency else "")
    units = [unit for unit in said.to if unit.startswith(f"{agency}/")] or [str(works)] * bool(works)
    told = listed(names.unit(unit) for unit in units)
    return " · ".join(filter(None, dict.fromkeys([told, names.agency(agency)])))
