"""A file put into the words of a letter about it: on what it rests, what it says, what is asked of the other side."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.texts import pick
from servanda.processes import reads
from servanda.processes.agreements import agreement_reading
from servanda.processes.declaration import fields, file_links, tables
from servanda.processes.declaration.base import Field, Process
from servanda.processes.declaration.basis import BASIS
from servanda.processes.dossiers import commitments_of
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names, deliverables
from servanda.processes.telling.wording import DELIVERIES, listed, written

# What no line of a letter can say. Names of persons are erased in time; the text of a letter is not.
UNSAID = frozenset({"act", "acts", "body", "data", "file", "issuer", "item", "mark"})
# A longer list is rather attached.
MOST_ROWS = 40


def letter(row: Dossier, actor: Actor, names: Names, other: str) -> dict[str, Any]:
    """Subject and text of a letter to the agency `other`, in the language that is active. Six queries."""
    process = processes().get(row.process)
    own, theirs = names.agency(actor.agency), names.agency(other)
    here = [found for found in commitments_of(row.id) if {found.debtor, found.creditor} == {actor.agency, other}]
    grounds = _grounds(here, actor, names) if row.home == actor.agency else ""
    said, newest = file_links.stated(row)
    lines = _lines(row, process, said, newest, names.hearing(row.facts))
    parts = [_begins(row.home == actor.agency, grounds, own, theirs), *lines]
    if asked := [found for found in here if found.debtor == other and found.state in reads.WORKING]:
        parts += ["", _("%(agency)s is kindly asked for:") % {"agency": theirs}, *_asked(asked, row.title)]
    home, _slash, number = row.id.partition("/")
    parts += ["", _("Please quote our file %(code)s in your answer.") % {"code": f"{home}/{number[:8]}"}]
    text = "\n".join([*parts, "", pgettext("below a letter", "Yours sincerely,")])
    told = {"title": row.title, "text": text[: fields.LONGEST["long"]], BASIS.name: said.get(BASIS.name)}
    return {name: value for name, value in told.items() if isinstance(value, str) and value}


def _begins(is_own: bool, grounds: str, own: str, other: str) -> str:
    values = {"grounds": grounds, "own": own, "other": other}
    if not is_own:
        return _("%(own)s respectfully writes to %(other)s about the following matter:") % values
    if grounds:
        return _("Pursuant to %(grounds)s, %(own)s respectfully informs %(other)s of the following:") % values
    return _("%(own)s respectfully informs %(other)s of the following:") % values


def _grounds(here: Iterable[Commitment], actor: Actor, names: Names) -> str:
    """The articles under which something is owed between the two, by agreement."""
    articles: dict[str, list[str]] = {}
    for found in here:
        if found.clause and (id_ := found.clause.partition("/")[0]) not in articles.setdefault(found.agreement, []):
            articles[found.agreement].append(id_)
    rows = list(reads.visible(actor).filter(id__in=articles).order_by("opened_at", "id")) if articles else []
    titles = agreement_reading.titles(rows, names.language)
    return listed(
        ngettext("Article %(ids)s of “%(agreement)s”", "Articles %(ids)s of “%(agreement)s”", len(articles[row.id]))
        % {"ids": listed(sorted(articles[row.id])), "agreement": titles.get(row.id) or row.title}
        for row in rows
    )


def _lines(row: Dossier, process: Process | None, said: Mapping[str, Any], newest: str, names: Names) -> list[str]:
    if process is None:
        return [_line(_("Subject"), row.title)]
    # What was asked last stands below, with its day.
    last = next((step for step in process.steps if process.kind(step) == newest and not step.asks), None)
    told = [*process.fields_of(process.opening), *(process.fields_of(last) if last else ())]
    shown = {found.name: found for found in told if found.kind not in UNSAID and found.part != "personal"}
    lines = [_line(process.label, row.title), _line(_("State"), process.states.get(row.state, row.state))]
    for name, found in shown.items():
        if name != process.title and said.get(name):
            lines += _told(found, said[name], names)
    return lines


def _told(found: Field, value: Any, names: Names) -> list[str]:
    if found.kind == "yes":
        return [f"– {found.label}"]
    if found.kind == "rows":
        many = tables.table(found, value, None, say=names.value)
        return [_line(found.label, names.value(found, value)), *many.as_text().splitlines()[:MOST_ROWS]]
    if found.name == "field":
        titles = agreement_reading.field_titles()
        return [_line(found.label, pick(titles.get(str(value)), names.language) or str(value))]
    return [_line(found.label, names.value(found, value))]


def _asked(rows: list[Commitment], title: str) -> list[str]:
    """In the asker's own words; where these are the title again, which stands above, in a word."""
    words = {id_: " ".join(said.split()) for id_, said in deliverables(rows).items()}
    return [
        _request(row, said if (said := words[row.id]) and said != title else str(DELIVERIES[row.deliver]))
        for row in rows
    ]


def _request(row: Commitment, what: str) -> str:
    if row.due_on is None:
        return f"– {what}"
    return "– " + _("%(what)s, by %(day)s") % {"what": what, "day": written(row.due_on)}


def _line(label: Any, value: Any) -> str:
    return "– " + pgettext("a line of a letter", "%(label)s: %(value)s") % {"label": label, "value": value}
