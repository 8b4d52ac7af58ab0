"""Search over what a reader may see: the files that hold all words, those spelled as typed first, and where."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connections
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes import reads
from servanda.processes.models import Partner, Word
from servanda.processes.projection import words
from servanda.processes.search.searching import fold_text

MOST = 50
WORDS = 12
LONGEST = 200
AROUND = 110
OF_A_NUMBER = 4
# Among so many files that moved last a word is looked for first.
NEWEST = 2000
_LAST = "\U0010ffff"
_END = re.compile(r"(?<=[.!?؟。;])\s+|\n+")


@dataclass(frozen=True)
class Found:
    """A file, the sentence in pieces of which every second one is a hit, and when its entry was made."""

    row: Dossier
    pieces: Sequence[str]
    entry: str
    at: datetime | None
    internal: bool = False


def matching(rows: QuerySet[Dossier], q: str) -> QuerySet[Dossier]:
    """Of these files those in which every word is found: in an entry, in the title, the number or the partner."""
    for part in q[:LONGEST].split()[:WORDS]:
        tokens = words.wanted(part)
        held = _in_title_or_number(fold_text(part)) | Q(partner__in=_partners(fold_text(part)))
        if tokens:
            everywhere = Q()
            for folded, _spelled in tokens:
                everywhere &= Q(id__in=Word.objects.filter(_begins("folded", folded)).values("dossier"))
            held |= everywhere
        rows = rows.filter(held)
    return rows


def _in_title_or_number(folded: str) -> Q:
    """Where a word of the title begins so, or the number of the file; a few signs stand somewhere in every number."""
    held = Q(search__startswith=folded) | Q(search__contains=f" {folded}")
    return held | Q(search__contains=f"/{folded}") if len(folded) >= OF_A_NUMBER else held


def found(actor: Actor, q: str, *, most: int = MOST) -> tuple[list[Found], bool]:
    """At most so many files, those that hold the words as typed first, then the last moved; and are there more?"""
    wanted = words.wanted(q[:LONGEST])[:WORDS]
    if not wanted:
        return [], False
    visible = reads.visible(actor).exclude(process="directory")
    if (first := _among_newest(visible, q, most=most)) is not None:
        return _with_sentences(first, wanted), True
    rows = matching(visible, q)
    here = Word.objects.filter(dossier=OuterRef("id"))
    rank = sum(
        (
            Case(When(Exists(here.filter(_begins("spelled", spelled))), then=1), default=0, output_field=IntegerField())
            for _folded, spelled in wanted
        ),
        start=Cast(Value(0), IntegerField()),
    )
    rows_found = list(rows.annotate(rank=rank).order_by("-rank", "-moved_at", "-id")[: most + 1])
    return _with_sentences(rows_found[:most], wanted), len(rows_found) > most


def _among_newest(visible: QuerySet[Dossier], q: str, *, most: int) -> list[Dossier] | None:
    """The first files, where so many of the last moved hold every word as typed that no other can stand before them.

    A word that nearly every file holds is answered from these; None sends a rarer one to the whole list.
    """
    parts, wanted = q[:LONGEST].split(), words.wanted(q[:LONGEST])
    if max(len(parts), len(wanted)) > WORDS or not all(words.wanted(part) for part in parts):
        return None
    newest = Dossier.objects.order_by("-moved_at", "-id").values("id")[:NEWEST]
    rows = visible.filter(id__in=newest)
    for _folded, spelled in wanted:
        rows = rows.filter(Exists(Word.objects.filter(_begins("spelled", spelled), dossier=OuterRef("id"))))
    found_here = list(rows.order_by("-moved_at", "-id")[: most + 1])
    return found_here[:most] if len(found_here) > most else None


def _with_sentences(rows: Sequence[Dossier], wanted: list[tuple[str, str]]) -> list[Found]:
    """Three queries, however many files there are."""
    ids = [row.id for row in rows]
    begins = Q()
    for folded, _spelled in wanted:
        begins |= _begins("folded", folded)
    best: dict[str, tuple[tuple[int, int], str]] = {}
    for word in Word.objects.filter(begins, dossier__in=ids).order_by("dossier", "spelled"):
        weight = (sum(word.spelled.startswith(spelled) for _f, spelled in wanted),
                  sum(word.folded == folded for folded, _s in wanted))  # fmt: skip
        if word.dossier not in best or weight > best[word.dossier][0]:
            best[word.dossier] = (weight, word.entry)
    names = {entry for _weight, entry in best.values()}
    entries = {entry.name: entry for entry in Entry.objects.filter(name__in=names, dossier__in=ids)}
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=entries)}
    told = []
    for row in rows:
        name = best.get(row.id, ((0, 0), ""))[1]
        entry = entries.get(name)
        pieces = sentence(words.texts(acts[name]) if entry and name in acts else [row.title], wanted)
        told.append(Found(row, pieces, name if entry else "", entry.at if entry else None,
                          entry.internal if entry else False))  # fmt: skip
    return told


def sentence(texts: Iterable[str], wanted: Sequence[tuple[str, str]]) -> list[str]:
    """The sentence that holds most of the words, shortened around the first; hits are the second, fourth and so on."""
    best: tuple[tuple[int, int], str, list[tuple[int, int]]] = ((0, 0), "", [])
    for text in texts:
        for one in _END.split(text):
            hits, folded_hit, spelled_hit = [], set(), set()
            for folded, spelled, first, last in words.split(one):
                for want in wanted:
                    if folded.startswith(want[0]):
                        hits.append((first, last))
                        folded_hit.add(want)
                        spelled_hit |= {want} if spelled.startswith(want[1]) else set()
                        break
            if (len(folded_hit), len(spelled_hit)) > best[0]:
                best = (len(folded_hit), len(spelled_hit)), one, hits
    return _cut(best[1], best[2]) if best[2] else []


def _cut(text: str, hits: list[tuple[int, int]]) -> list[str]:
    first = max(0, hits[0][0] - AROUND)
    last = min(len(text), hits[0][1] + AROUND)
    first = text.rfind(" ", 0, first + 1) + 1 if first else 0
    last = text.find(" ", last) if last < len(text) and " " in text[last:] else len(text)
    last = min(last, hits[0][1] + 2 * AROUND)
    pieces, place = [], first
    for begin, end in hits:
        if end <= last:
            pieces += [text[place:begin], text[begin:end]]
            place = end
    pieces.append(text[place:last])
    pieces[0] = ("… " if first else "") + pieces[0]
    pieces[-1] += " …" if last < len(text) else ""
    return pieces


def _begins(column: str, word: str) -> Q:
    # An index answers a range where SQLite keeps it by code points, and LIKE where PostgreSQL keeps it by patterns.
    if connections[node.current().alias].vendor == "sqlite":
        return Q(**{f"{column}__gte": word, f"{column}__lt": word + _LAST})
    return Q(**{f"{column}__startswith": word})


def _partners(word: str) -> list[str]:
    """The codes of partners whose name in any language holds the word."""
    return [row.code for row in Partner.objects.all() if any(word in fold_text(name) for name in row.name.values())]
