"""Files of others made ours: all or nothing, and every fault with its line and column."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda.cli.home import opened, read_file, speaker
from servanda.cli.saying import FaultyFile, say
from servanda.exchange.models import Peer
from servanda.imports import office_sheets, office_words
from servanda.imports.agreements import import_agreement
from servanda.imports.drafting import begin_with_text
from servanda.imports.faults import Faulty
from servanda.imports.office_words import PARTNERS, PEOPLE, UNITS
from servanda.imports.partners import import_partners, state_partners
from servanda.imports.people import import_people, state_people
from servanda.imports.plans import Choices
from servanda.imports.units import import_units, state_units
from servanda.imports.word_files import read_word
from servanda.kernel.node import Node
from servanda.kernel.texts import pick
from servanda.processes.folding.internal import CLEARING
from servanda.processes.search.searching import fold_text


@dataclass(frozen=True)
class ImportedDraft:
    """What was recognised in a Word file, and the page on which it is looked through."""

    file: str
    draft: str
    title: str
    languages: tuple[str, ...]
    articles: int
    left: int
    page: str


def agreement(args: Any) -> int:
    """A YAML file is proposed; a Word file, which says neither parties nor days, becomes a draft for the browser."""
    if args.file.suffix.lower() == ".docx":
        return _import(args, lambda node, raw, at: _draft(args, node, raw, at))

    def take(node: Node, raw: bytes, at: datetime) -> tuple[Any, str]:
        done = import_agreement(raw, args.file.name, speaker(node, args.officer, at=at), at=at)
        ending = "waits for approval as" if done.state == CLEARING else "proposed as"
        text = f"{done.title}: {done.articles} articles, {done.duties} responsibilities, {ending} {done.dossier}."
        return done, text

    return _import(args, take)


def _draft(args: Any, node: Node, raw: bytes, at: datetime) -> tuple[Any, str]:
    actor = speaker(node, args.officer, at=at)
    language = str(node.languages[0])
    row = begin_with_text(read_word(raw), args.file.name, actor, language=language, at=at)
    data = row.data
    done = ImportedDraft(
        args.file.name, row.id, pick(data["title"], language), tuple(data["languages"]), len(data["articles"]),
        len(data["left"]), f"/agreements/drafts/{row.id}/review/",
    )  # fmt: skip
    text = f"{done.title or 'Without a title'}: {done.articles} articles in {', '.join(done.languages)}, {done.left} "
    return done, text + f"pieces left over. A draft of {actor.unit}; look it through at {done.page}"


def units(args: Any) -> int:
    def take(node: Node, raw: bytes, at: datetime) -> tuple[Any, str]:
        peers = list(Peer.objects.values_list("agency", flat=True))
        actor = speaker(node, args.officer, at=at)
        try:
            done = import_units(raw, args.file.name, actor, peers=peers, at=at)
        except Faulty as faulty:
            rows = _in_other_words(faulty, UNITS, raw)
            done = state_units(rows, args.file.name, actor, peers=peers, at=at)
        changes = f"{len(done.new)} new, {len(done.changed)} changed, {len(done.gone)} gone"
        return done, f"{done.units} units: {changes}."

    return _import(args, take)


def people(args: Any) -> int:
    def take(node: Node, raw: bytes, at: datetime) -> tuple[Any, str]:
        try:
            done = import_people(raw, args.file.name, at=at)
        except Faulty as faulty:
            done = state_people(_in_other_words(faulty, PEOPLE, raw), args.file.name, at=at)
        changes = f"{len(done.new_officers)} officers and {done.new_posts} posts new, {done.ended_posts} posts ended"
        return done, f"{done.officers} officers in {done.posts} posts: {changes}."

    return _import(args, take)


def partners(args: Any) -> int:
    def take(node: Node, raw: bytes, at: datetime) -> tuple[Any, str]:
        try:
            done = import_partners(raw, args.file.name)
        except Faulty as faulty:
            done = state_partners(_in_other_words(faulty, PARTNERS, raw), args.file.name)
        return done, f"{done.partners} partners: {len(done.new)} new, {len(done.changed)} changed."

    return _import(args, take)


def _in_other_words(faulty: Faulty, what: str, raw: bytes) -> list[dict[str, Any]]:
    """The rows of a list whose every column is known by a heading in an office's own words; else the first faults."""
    if not office_sheets.is_of_other_form(faulty):
        raise faulty
    found = office_sheets.read_sheet(raw, Choices(what))
    told, numbers = set(found.columns.of.values()), office_words.WORDS[what]["number"]
    heads = enumerate(map(fold_text, found.columns.heads), start=1)
    if any(head and column not in told and head not in numbers for column, head in heads):
        # A column would be passed over unseen: such a list is for the page, which asks.
        raise faulty
    if found.faults:
        raise Faulty(found.faults)
    return list(found.rows)


def _import(args: Any, take: Callable[[Node, bytes, datetime], tuple[Any, str]]) -> int:
    with opened(args) as node:
        raw = read_file(args.file)
        try:
            done, text = take(node, raw, datetime.now(UTC))
        except Faulty as faulty:
            raise FaultyFile(listed(args.file, faulty)) from None
    return say(args, text, **asdict(done))


def listed(path: Path, faulty: Faulty) -> list[dict[str, Any]]:
    return [
        {"file": str(path), "line": fault.line, "column": fault.column, "field": fault.field, "code": fault.code,
         "message": str(fault.refused)}
        for fault in faulty.faults
    ]  # fmt: skip
