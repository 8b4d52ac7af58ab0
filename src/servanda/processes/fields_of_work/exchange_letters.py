"""A letter as the national document exchange carries it (edXML of QCVN 102:2016): values, and the codes it uses."""

from dataclasses import dataclass, field
from datetime import date, datetime

NEW, RECALL, UPDATE, REPLACE = 0, 1, 2, 3
# By the number that the exchange gives each; a fourth, with an hour named, is the most urgent here too.
PRIORITIES = ("normal", "urgent", "very_urgent", "at_once", "at_once")
LETTER = "Công văn"


@dataclass(frozen=True)
class Organ:
    """An agency on the exchange: `code` such as 000.00.00.G22."""

    code: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Reply:
    """The letter to which this one replies."""

    organ: str = ""
    number: str = ""
    dated_on: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Attached:
    """One attachment; `raw` is the file itself, out of the archive in which it travels."""

    name: str
    type: str
    raw: bytes
    description: str = ""


@dataclass(frozen=True)
class ExchangeLetter:
    """One message. `purpose` is NEW, RECALL, UPDATE or REPLACE; `replaced` are the documents whose place it takes."""

    sender: Organ
    receivers: tuple[Organ, ...]
    number: str
    notation: str
    dated_on: date
    subject: str
    place: str = ""
    type: str = LETTER
    content: str = ""
    competence: str = ""
    position: str = ""
    signer: str = ""
    due_on: date | None = None
    copies: tuple[str, ...] = ()
    priority: int = 0
    sphere: str = ""
    pages: int = 1
    amount: int = 1
    replies: tuple[Reply, ...] = ()
    steering: int = 0
    document: str = ""
    traces: tuple[tuple[str, datetime], ...] = ()
    purpose: int = NEW
    reason: str = ""
    recalls: str = ""
    replaced: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = field(default=())

    @property
    def written_number(self) -> str:
        return f"{self.number}/{self.notation}" if self.notation else self.number

    @property
    def urgency(self) -> str:
        return PRIORITIES[self.priority] if 0 <= self.priority < len(PRIORITIES) else "normal"


def document_name(organ: str, dated_on: date, number: str) -> str:
    """How the exchange names a document: 000.00.00.G22,2015/09/30,7816/VPCP-TTĐT."""
    return f"{organ},{dated_on:%Y/%m/%d},{number}"


def number_in(document: str) -> str:
    """The number out of such a name; the whole where it is none."""
    return document.rpartition(",")[2].strip()
