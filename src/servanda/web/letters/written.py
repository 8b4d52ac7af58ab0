"""One letter of a file out of the entry that it left with: as paper, and as a message of the document exchange."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from servanda.exchange.files import kept
from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.fields_of_work.exchange_letters import (
    NEW,
    RECALL,
    REPLACE,
    Attached,
    ExchangeLetter,
    Organ,
    Reply,
    document_name,
)
from servanda.processes.fields_of_work.letters import URGENCY
from servanda.processes.kinds.agreement import CAPACITIES
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.reports import official_paper
from servanda.reports.official_paper import Paper

# Entries that are letters -> the prefix of the fields that hold number, date and head.
PREFIXES = {"letter.send": "", "letter.answer": "answer_", "letter_in.answer": "answer_"}
PRIORITIES = {"normal": 0, "urgent": 1, "very_urgent": 2, "at_once": 3}


@dataclass(frozen=True)
class Letter:
    """One letter of a file: what its entry stated, under the same names for a letter and for an answer."""

    row: Dossier
    act: Act
    number: str
    dated_on: date | None
    head: Mapping[str, str]
    text: str

    @property
    def subject(self) -> str:
        return self.row.title

    def said(self, name: str) -> str:
        value = {**self.act.facts, **self.act.part("content"), **self.act.part("personal")}.get(name)
        return value if isinstance(value, str) else ""


def find(row: Dossier, name: str) -> Letter:
    """Raises Refused("no_file") for an entry that is no letter, or one that had no effect."""
    entry = Entry.objects.filter(dossier=row, name=name, kind__in=PREFIXES, internal=False, has_effect=True).first()
    if entry is None:
        raise Refused("no_file")
    return letter_of(row, StoredAct.objects.get(name=entry.name).act)


def letter_of(row: Dossier, act: Act) -> Letter:
    prefix, facts, content = PREFIXES[act.kind], act.facts, act.part("content")
    head = content.get(f"{prefix}letterhead")
    head = {key: value for key, value in head.items() if isinstance(value, str)} if isinstance(head, dict) else {}
    text = content.get("answer" if prefix else "text")
    return Letter(
        row, act, str(facts.get(f"{prefix}number") or ""), _day(facts.get(f"{prefix}dated_on")), head,
        text if isinstance(text, str) else "",
    )  # fmt: skip


def on_paper(letter: Letter, names: Names) -> Paper:
    """In the language that is active."""
    row, act = letter.row, letter.act
    urgency = letter.said("urgency")
    capacity = letter.said("capacity")
    return official_paper.paper(
        head={"name": names.agency(act.speaker), **letter.head}, number=letter.number, dated_on=letter.dated_on,
        subject=letter.subject, urgency=str(URGENCY[urgency]) if urgency in URGENCY and urgency != "normal" else "",
        to=[names.agency(party) for party in row.parties if party != act.speaker], text=letter.text,
        copies=letter.said("copies"), capacity=capacity if capacity in CAPACITIES and capacity != "head" else "",
        signatory=letter.said("signatory"), signer=letter.said("signer"),
    )  # fmt: skip


def message(letter: Letter, names: Names, *, at: datetime) -> ExchangeLetter:
    """For the document exchange; a recalled letter as its recall. Codes that are not known stand as agencies' names."""
    row, act = letter.row, letter.act
    sender = Organ(
        letter.head.get("exchange_code") or act.speaker, letter.head.get("name") or names.agency(act.speaker)
    )
    number, _slash, notation = letter.number.partition("/")
    dated_on = letter.dated_on or act.at.date()
    document = document_name(sender.code, dated_on, letter.number)
    is_recalled = row.state == "recalled" and act.kind == "letter.send"
    replaces, reply_to = letter.said("replaces"), letter.said("reply_to")
    return ExchangeLetter(
        sender=sender,
        receivers=tuple(Organ(party, names.agency(party)) for party in row.parties if party != act.speaker),
        number=number, notation=notation, dated_on=dated_on, subject=letter.subject, place=letter.head.get("place", ""),
        content=letter.text, competence=letter.said("capacity"), position=letter.said("signatory"),
        signer=letter.said("signer"), due_on=_day(act.facts.get("answer_by")),
        copies=tuple(line for line in letter.said("copies").splitlines() if line.strip()),
        priority=PRIORITIES.get(letter.said("urgency"), 0),
        replies=(Reply(number=reply_to, document=reply_to),) if reply_to else (), document=document,
        traces=((sender.code, at.astimezone(UTC).replace(tzinfo=None, microsecond=0)),),
        purpose=RECALL if is_recalled else REPLACE if replaces else NEW, recalls=document if is_recalled else "",
        replaced=(replaces,) if replaces and not is_recalled else (),
        attachments=() if is_recalled else tuple(_attachments(act)),
    )  # fmt: skip


def _attachments(act: Act) -> list[Attached]:
    """Raises Refused("not_kept") where one is not here yet."""
    found = []
    for item in timeline.attached(act.part("content").get("files")):
        path = kept(act.id, act.agency, item["index"], item["sha256"])
        found.append(Attached(str(item["name"]), str(item.get("type") or ""), path.read_bytes()))
    return found


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
