"""An agency with an agreement in force, its officers, and so many commitments in as many files, from three years.

The rows are written straight into the folded tables of a temporary node: sealing a hundred thousand entries first would
take an hour and say nothing about reading them.
"""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import world
from bench.world import NORTH, SOUTH
from samples import loopback
from servanda.kernel.audiences import registry
from servanda.kernel.models import Commitment, Dossier, Entry, Reader
from servanda.kernel.node import Node
from servanda.office.models import Officer, Post
from servanda.processes.dossiers import read_statement, take
from servanda.processes.models import Scheduled, Word
from servanda.processes.organisation import directory
from servanda.processes.projection import totals

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY, SINCE = NOW.date(), NOW - timedelta(days=1050)
UNITS, ARTICLES, DUTIES = 24, 12, ("notice", "report")
PEOPLE = {"leader": ("office", "leadership"), "officer": ("u3", "desk")}
# What is past is mostly settled.
PAST = ("accepted",) * 17 + ("open", "declined", "withdrawn")
AHEAD = ("open", "promised", "accepted")


def agency(folder: Path, *, ports: tuple[int, int], databases: tuple[str, str] = ("", "")) -> tuple[Node, str]:
    """A node with its people, and the file of the agreement."""
    north, south = world.pair(folder, ports=ports, databases=databases)
    units = [{"code": code, "parent": "", "kind": "department", "zone": "UTC", "name": {"en": code.title()}}
             for code in ("office", *(f"u{n}" for n in range(UNITS)))]  # fmt: skip
    for node, peer in ((north, south), (south, north)):
        with node.active():
            directory.publish(units, registry(node.agency), peers=(peer.agency,), title="Units", at=SINCE)
    with north.active():
        for name, (unit, role) in PEOPLE.items():
            officer = Officer(id=name, language="en")
            officer.set_unusable_password()
            officer.save()
            Post.objects.create(officer=officer, unit=f"{NORTH}/{unit}", role=role, title={"en": role})
    return north, _agree(north, south)


def _agree(north: Node, south: Node) -> str:
    def said(node: Node, kind: str, data: dict[str, Any], *, file: str = "", to: list[str] | None = None) -> Any:
        with node.active():
            stated = read_statement(kind, data, dossier=file) if file else read_statement(kind, data, to=to)
            taken = take(stated, registry(node.agency), at=SINCE)
        loopback.exchange([north, south], now=NOW)
        return taken

    data = {"title": "Regulation", "terms": _terms(), "texts": _texts()}
    proposed = said(north, "agreement.propose", data, to=[f"{SOUTH}/office"])
    signing = {"version": proposed.name, "number": "1", "signed_on": SINCE.date().isoformat(), "signatory": "Head"}
    signed = said(south, "agreement.sign", signing, file=proposed.dossier)
    said(north, "agreement.enter", signing | {"signatures": [signed.name]}, file=proposed.dossier)
    return str(proposed.dossier)


def _terms() -> dict[str, Any]:
    years = {str(year): {"holidays": [], "working": []} for year in range(SINCE.year, TODAY.year + 2)}
    by = {"before": "start_on", "working_days": 15}
    notice = {"id": "notice", "opens": "visit.announce", "debtor": "owner", "creditor": "counterpart",
              "deliver": "notice", "needs": {"precision": "day"}, "by": by, "accept": False}  # fmt: skip
    report = {"id": "report", "opens": "visit.ask_preparation", "debtor": "counterpart", "creditor": "owner",
              "deliver": "preparation", "by": by}  # fmt: skip
    articles = [{"id": str(n), "field": "", "basis": [], "duties": [notice, report]} for n in range(1, ARTICLES + 1)]
    return {"code": "r-1", "kind": "regulation", "parties": [NORTH, SOUTH], "original": "en",
            "in_force_on": SINCE.date().isoformat(), "shown": "both", "transit": {"hours": 24}, "fallback": {},
            "fields": [], "calendar": {"zone": "Asia/Ho_Chi_Minh", "years": years}, "articles": articles}  # fmt: skip


def _texts() -> dict[str, Any]:
    heads = [{"id": str(n), "head": {"en": f"Visits {n}"}, "text": {"en": "So early."}} for n in range(1, ARTICLES + 1)]
    return {"title": {"en": "Regulation"}, "articles": heads}


def fill(node: Node, agreement: str, size: int) -> None:
    """So many commitments in as many files, between 24 units on each side."""
    chance = random.Random(size)
    with node.active():
        known = Commitment.objects.count()
        for first in range(known, size, 5000):
            _add(node, agreement, range(first, min(first + 5000, size)), chance)


def _add(node: Node, agreement: str, numbers: range, chance: random.Random) -> None:
    files, owed, readers, entries, words, dated = [], [], [], [], [], []
    for n in numbers:
        opened = SINCE + timedelta(days=chance.randrange(1050))
        due = opened.date() + timedelta(days=chance.randrange(60))
        unit = chance.randrange(UNITS)
        here, there = f"{NORTH}/u{unit}", f"{SOUTH}/u{(unit + chance.randrange(2)) % UNITS}"
        sides = (here, there) if n % 2 else (there, here)
        state = chance.choice(PAST if due < TODAY else AHEAD)
        done = due + timedelta(days=chance.randrange(-20, 5)) if state == "accepted" else None
        article, duty = chance.randrange(1, ARTICLES + 1), chance.choice(DUTIES)
        files.append(Dossier(
            id=f"{node.agency}/{n:022d}", home=node.agency, process="visit", state="announced", is_shared=True,
            parties=[NORTH, SOUTH], owner=here, title=f"Visit {n}", opened_at=opened, moved_at=opened,
            is_ended=state == "accepted" and due < TODAY, search=f"visit {n}",
            counterparts={SOUTH: there}))  # fmt: skip
        entries.append(Entry(name=f"sha256:{n:064x}", dossier=files[-1], place=0, kind="visit.announce",
                             agency=NORTH, speaker=NORTH, at=opened, by_home=True))  # fmt: skip
        words += [Word(dossier=files[-1].id, spelled=word, folded=word, entry=entries[-1].name)
                  for word in ("visit", str(n))]  # fmt: skip
        dated.append(Scheduled(key=files[-1].id, dossier=files[-1].id, kind="visit", title=f"Visit {n}", is_exact=True,
                               first_on=due, last_on=due, notice_on=opened.date()))  # fmt: skip
        readers.append(Reader(dossier_id=files[-1].id, unit=here, moved_at=opened))
        owed.append(Commitment(
            id=f"sha256:{n:064d}", dossier_id=files[-1].id, agreement=agreement, clause=f"{article}/{duty}",
            deliver="notice" if duty == "notice" else "preparation", opener="x", debtor=sides[0].split("/")[0],
            debtor_unit=sides[0], creditor=sides[1].split("/")[0], creditor_unit=sides[1], opened_at=opened, due_on=due,
            state=state, final_on=totals.final_on(opened_at=opened, due_on=due, done_on=done),
            done_on=done, lead_days=chance.randrange(40) if done and duty == "notice" else None,
            audience=totals.audience_of([here])[0]))  # fmt: skip
    with node.writing():
        Dossier.objects.bulk_create(files)
        Reader.objects.bulk_create(readers)
        Entry.objects.bulk_create(entries)
        Word.objects.bulk_create(words)
        Scheduled.objects.bulk_create(dated)
        Commitment.objects.bulk_create(owed)
        totals.change(Counter(), totals.of_files([file.id for file in files]))
