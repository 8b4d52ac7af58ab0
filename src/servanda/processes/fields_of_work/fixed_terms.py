"""Whether a text keeps to the names and terms that were locked: wrong spellings, and translations that miss a term."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Entry, StoredAct
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.kinds.terms import PROCESS
from servanda.processes.search.searching import fold_text

NEVER, MISSING, TWO_WAYS = "never", "missing", "two_ways"
# A name is of words that begin with a capital; shorter ones are met by chance.
MOST_WORDS, SHORTEST = 6, 6
WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True)
class Term:
    """A name or term, how it is written in a language, and what is not to be written there."""

    original: str
    language: str
    wording: str
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """`kind` is never (`found` stands there instead of `wording`), missing (`found`, a term of the original, is not
    translated as `wording`), or two_ways (`found` and `wording` are one name)."""

    kind: str
    found: str
    wording: str


def locked(actor: Actor) -> list[Term]:
    """Those of every list that the actor may see and that is in use: as it was locked last. Three queries."""
    files = reads.visible(actor).filter(process=PROCESS.name, is_ended=False)
    last: dict[str, str] = {}
    entries = Entry.objects.filter(dossier__in=files, kind=f"{PROCESS.name}.lock", has_effect=True)
    for dossier, name in entries.order_by("dossier_id", "place").values_list("dossier_id", "name"):
        last[dossier] = name
    named = StoredAct.objects.filter(name__in=last.values()) if last else ()
    versions = [str(row.act.facts.get("version") or "") for row in named]
    stored = StoredAct.objects.filter(name__in=versions).order_by("dossier") if versions else ()
    return [term for row in stored for term in _terms(row.act.part("content").get("terms"))]


def check(text: str, language: str, terms: Iterable[Term], *, original: str = "") -> list[Finding]:
    """What differs in a text; `original` is the text that it translates, '' where it is the original itself."""
    ours = [term for term in terms if term.language == language]
    said, source = _plain(text), _plain(original)
    rest = said
    # What is right may hold, as a part of it, what is wrong by itself.
    for term in sorted(ours, key=lambda term: -len(term.wording)):
        rest = _of(term.wording).sub(" ", rest)
    found = [Finding(NEVER, wrong, term.wording) for term in ours for wrong in term.never if _of(wrong).search(rest)]
    found += [
        Finding(MISSING, term.original, term.wording) for term in ours
        if source and _of(term.original).search(source) and not _of(term.wording).search(said)
    ]  # fmt: skip
    return [*dict.fromkeys([*found, *_two_ways(said)])]


def _terms(value: object) -> Iterator[Term]:
    for row in rows.of(value):
        told = {name: _plain(str(row.get(name) or "")) for name in ("original", "language", "wording", "never")}
        if told["original"] and told["wording"]:
            never = tuple(part for item in re.split("[;؛]", told["never"]) if (part := item.strip()))
            yield Term(told["original"], told["language"], told["wording"], never)


def _two_ways(text: str) -> Iterator[Finding]:
    """A name of several words that stands in the text with other marks, blanks or hyphens too."""
    spellings: dict[str, dict[str, str]] = defaultdict(dict)
    for name in _names(text):
        bare = "".join(letter for letter in fold_text(name) if letter.isalnum())
        if len(bare) >= SHORTEST:
            spellings[bare].setdefault(name.casefold(), name)
    for ways in spellings.values():
        first, *others = ways.values()
        yield from (Finding(TWO_WAYS, other, first) for other in others if " " in first + other)


def _names(text: str) -> Iterator[str]:
    """Every run of words with a capital, and every part of such a run."""
    run: list[re.Match[str]] = []
    for word in [*WORD.finditer(text), None]:
        if word and word[0][0].isupper() and (not run or text[run[-1].end() : word.start()] == " "):
            run.append(word)
            continue
        for start in range(len(run)):
            for end in range(start, min(len(run), start + MOST_WORDS)):
                yield text[run[start].start() : run[end].end()]
        run = [word] if word and word[0][0].isupper() else []


def _of(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
