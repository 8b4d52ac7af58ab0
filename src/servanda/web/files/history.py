"""The timeline of a file: whole sentences, newest first, with who prepared and who cleared each one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from servanda.exchange.deliveries import Delivery
from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry
from servanda.kernel.texts import pick
from servanda.office import leaves
from servanda.office.models import Post
from servanda.processes.declaration.tables import Table
from servanda.processes.folding.internal import CLEARING, HELD, RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.telling.timeline import Line, Names, declared
from servanda.processes.telling.wording import listed, written
from servanda.web import capacities, owed
from servanda.web.files import attachments, delivery, recalled, receipts
from servanda.web.labels import REPORTS, VIAS
from servanda.web.owed import Link
from servanda.web.seats import standing_in
from servanda.web.steps.reported import said_on
from servanda.web.templatetags.servanda import local

ALWAYS_QUIET = frozenset({"office.hold", "office.sent"})


def entries(
    row: Dossier, lines: list[Line], names: Names, delivered: Mapping[str, list[Delivery]], outgoing: list[Outgoing],
    actor: Actor,
) -> list[dict[str, Any]]:  # fmt: skip
    """`lines` as the template of one entry wants them."""
    told = recalled.told(row, lines, names, actor)
    sent = {out.sent: out for out in outgoing if out.sent}
    waiting = {out.name for out in outgoing if out.state in (CLEARING, RETURNED)}
    people = _people(outgoing, names, lines)
    days = said_on([line.name for line in lines if line.via])
    ours = _said_for_us(row)
    gone = attachments.lost(lines)
    came = receipts.per_entry(row, lines, names, delivered)
    found = [_leaving(out, names, people) for out in reversed(outgoing) if out.state == HELD]
    for line in reversed(lines):
        if not _is_quiet(line, waiting):
            entry = _entry(row, line, names, delivered, sent.get(line.name), people, days, gone)
            steps = _answers(row, line) if line.name in ours else told.steps.get(line.name, [])
            more = {"steps": steps, "recalled": told.sentences.get(line.name, ""), "receipts": came.get(line.name, [])}
            found.append(entry | more)
    return found


def as_text(row: Dossier, title: str, lines: list[Line]) -> str:
    """The shared part of the story, to be pasted into a letter."""
    told = [line for line in lines if not line.internal]
    said = [f"{_moment(line)} · {line.who}\n{line.sentence}\n{text_of(line)}\n{_listed(line)}".strip() for line in told]
    return "\n\n".join([f"{title}\n{row.id}", *said])


def _listed(line: Line) -> str:
    return "\n".join(revision(shown).as_text() for shown in line.tables)


def titles(officers: Iterable[str], language: str) -> dict[str, str]:
    """Officer -> title of the post, in one query."""
    posts = Post.objects.filter(officer__in=list(officers)).order_by("-id")
    return {post.officer_id: pick(post.title, language) or post.officer_id for post in posts}


def _entry(
    row: Dossier, line: Line, names: Names, delivered: Mapping[str, list[Delivery]], out: Outgoing | None,
    people: Mapping[str, str], days: Mapping[str, str], gone: Mapping[tuple[str, int], str],
) -> dict[str, Any]:  # fmt: skip
    return {
        "key": line.name.removeprefix("sha256:")[:16], "sentence": line.sentence, "who": _who(line, people),
        "at": line.at, "on": line.on, "is_ours": line.is_own, "is_internal": line.internal,
        "is_crossed": line.is_crossed, "reported": _reported(line, names, days), "text": text_of(line),
        "files": attachments.shown(row.id, line.name, line.files, gone),
        "tables": [revision(shown) for shown in line.tables],
        "delivery": delivery.badge(delivered.get(line.name, [])) if line.is_own and not line.internal else None,
        "prepared_by": people.get(out.officer, "") if out else "",
        "cleared_by": _cleared_by(out, people) if out else "",
    }  # fmt: skip


def _leaving(out: Outgoing, names: Names, people: Mapping[str, str]) -> dict[str, Any]:
    """What was approved, or sent at once, and is held for the moment in which it can be taken back."""
    _process, step = declared(out.step)
    sentence = _("%(step)s: about to leave.") % {"step": step.label if step else out.step}
    return {
        "key": out.name.removeprefix("sha256:")[:16], "sentence": sentence, "who": names.unit(out.unit),
        "at": out.prepared_at, "is_ours": True, "is_leaving": True, "prepared_by": people.get(out.officer, ""),
        "cleared_by": _cleared_by(out, people), "steps": [Link(_("Open"), reverse("web:clear", args=[out.name]))],
        "reported": "", "text": "", "recalled": "", "delivery": None, "files": [], "tables": [], "receipts": [],
    }  # fmt: skip


def _cleared_by(out: Outgoing, people: Mapping[str, str]) -> str:
    return listed(people.get(done["officer"], "") for done in out.cleared)


def current_tables(lines: list[Line]) -> list[Table]:
    """Each field of many rows as the newest entry with effect stated it, marked against the one before."""
    newest = {shown.name: shown for line in lines if not line.why_not for shown in line.tables}
    return list(newest.values())


def revision(shown: Table) -> Table:
    """Of rows that were stated again only what changed."""
    return shown.only_changes() if shown.is_revised else shown


def text_of(line: Line) -> str:
    """What was written, and what was stated beyond the sentence."""
    told = [f"{label}: {_apart(value)}" for label, value in line.details if value not in line.sentence]
    if line.why_not:
        told.append(_("This had no effect: %(why)s") % {"why": _(line.why_not)})
    text = line.text if line.text not in line.sentence else ""
    return "\n".join(filter(None, [text, *told]))


def _apart(value: str) -> str:
    """Marked to run in its own direction where the label before it runs from right to left."""
    return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if get_language_bidi() else value


def _who(line: Line, people: Mapping[str, str]) -> str:
    """Unit and agency, and the capacity that was stated; of what a substitute said here, also for whom."""
    who = f"{line.who} · {line.agency}" if line.who != line.agency else line.who
    away = leaves.absent(line.capacity) if line.is_own else ""
    if away:
        return f"{who} · {standing_in(people.get(away, away))}"
    spoken = "" if leaves.absent(line.capacity) else capacities.word(line.capacity)
    return f"{who} · {spoken}" if spoken else who


def _reported(line: Line, names: Names, days: Mapping[str, str]) -> str:
    """`by letter of 20 Nov 2026, recorded by …, not yet confirmed`."""
    if not line.via and not line.reported:
        return ""
    told = [str(VIAS.get(line.via, line.via)), days.get(line.name, "")]
    recorder = names.agency(node.current().agency) if line.is_own else _("the other side")
    told += [_("recorded by %(who)s") % {"who": recorder}, str(REPORTS.get(line.reported, line.reported))]
    return listed(filter(None, told))


def _said_for_us(row: Dossier) -> set[str]:
    """What others recorded in the name of this agency, and nobody here has answered yet."""
    here = node.current().agency
    open_ = Entry.objects.filter(dossier=row, reported="reported", speaker=here)
    return set(open_.exclude(agency=here).values_list("name", flat=True))


def _answers(row: Dossier, line: Line) -> list[Link]:
    return [
        Link(label, owed.step_url(row.id, f"dossier.{name}", acts=line.name))
        for name, label in (("confirm", _("Confirm")), ("dispute", _("Dispute")))
    ]


def _is_quiet(line: Line, waiting: set[str]) -> bool:
    """Who prepared and who cleared stands with the entry itself once it is out."""
    if line.kind == "office.prepare":
        return line.name not in waiting
    return line.kind in ALWAYS_QUIET or (line.kind == "office.clear" and not waiting)


def _people(outgoing: list[Outgoing], names: Names, lines: list[Line]) -> dict[str, str]:
    away = {leaves.absent(line.capacity) for line in lines if line.is_own} - {""}
    wanted = away | {out.officer for out in outgoing} | {done["officer"] for out in outgoing for done in out.cleared}
    return titles(wanted, names.language)


def _moment(line: Line) -> str:
    if line.on:
        return written(line.on)
    return date_format(local(line.at), pgettext("date and time format", "j M Y, H:i"), use_l10n=False)
