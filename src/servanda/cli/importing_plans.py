"""A plan, or last year's list, out of the spreadsheet that an office already has."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda.cli.home import opened, read_file, speaker
from servanda.cli.importing import listed
from servanda.cli.saying import CalledWrong, FaultyFile, counted, say
from servanda.imports.faults import Faulty
from servanda.imports.plans import PAST, PLAN, Choices, Imported, import_past, import_plan
from servanda.processes.folding.internal import CLEARING


def plan(args: Any) -> int:
    with opened(args) as node:
        at = datetime.now(UTC)
        raw, actor = read_file(args.file), speaker(node, args.officer, at=at)
        choices = Choices(
            what=PAST if args.past else PLAN, year=args.year or at.year, currency=args.currency.upper(),
            kind=args.past or "", sheet=args.sheet, header=args.heading, columns=_columns(args.columns),
            officer=actor.officer,
        )  # fmt: skip
        try:
            if args.past:
                done = import_past(
                    raw, args.file.name, actor, choices=choices, title=args.title, for_all=not args.own_unit, at=at
                )
            else:
                done = import_plan(raw, args.file.name, actor, choices=choices, title=args.title, to=args.to, at=at)
        except Faulty as faulty:
            raise FaultyFile(listed(args.file, faulty)) from None
    return say(args, _text(done, args.past), **asdict(done))


def _text(done: Imported, past: str | None) -> str:
    ending = "waits for approval as" if done.state == CLEARING else "kept as" if past else "proposed as"
    return "\n".join([f"{counted(done.rows, 'row')}, {ending} {done.dossier}.", *done.notes])


def _columns(text: str | None) -> Any:
    """The mapping of --columns; None where it is to be guessed. Raises CalledWrong."""
    if not text:
        return None
    try:
        return json.loads(text if text.lstrip().startswith("{") else Path(text).read_text("utf-8"))
    except (OSError, ValueError):
        raise CalledWrong(f'{text} is no mapping; write {{"title": "B"}}, or name a file that holds it.') from None
