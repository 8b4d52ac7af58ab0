"""The words of a file, from its entries: what search finds, and the sentence in which it stands."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from servanda.kernel import jsonbytes
from servanda.kernel.acts import AGENCY, DOSSIER, LIMITS, NAME, UNIT, Act
from servanda.kernel.models import Dossier, StoredAct
from servanda.processes.declaration.base import Field
from servanda.processes.models import Word
from servanda.processes.search.searching import fold_text
from servanda.processes.telling.timeline import declared

LONGEST = 60
AT_ONCE = 200
_TOKEN = re.compile(r"[\w\u0300-\u036f\u064b-\u065f\u0670]+")
# The article is written on the word: `the delegation` is found by `delegation`.
_ARTICLE = re.compile(r"^و?ال(?=\w{2})")
_CODE = re.compile(rf"{NAME.pattern}|{DOSSIER.pattern}|{UNIT.pattern}|{AGENCY.pattern}|[0-9a-f]{{64}}")
# What people choose from a list, point at or tick is no text of theirs.
CODED = frozenset(
    {"choice", "many", "unit", "units", "partner", "file", "act", "acts", "yes", "clause", "item", "mark"}
)
PARTS = ("facts", "content")


def split(text: str) -> Iterator[tuple[str, str, int, int]]:
    """(folded, as it is spelled, first, last) of each word; the places are in the text, which is in form C."""
    for found in _TOKEN.finditer(text):
        spelled = found[0].casefold()[:LONGEST]
        if folded := _folded(spelled):
            yield folded, spelled, found.start(), found.end()


@lru_cache(maxsize=5000)
def _folded(spelled: str) -> str:
    # A language is spelled with few words, and folding looks at each letter of them.
    return _ARTICLE.sub("", fold_text(spelled))


def wanted(q: str) -> list[tuple[str, str]]:
    """What is looked for, as (folded, as it is spelled), each once."""
    return list(dict.fromkeys((folded, spelled) for folded, spelled, *_place in split(composed(q))))


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def of_file(dossier: str, acts: Iterable[Act]) -> list[Word]:
    """Each spelling once, with the first entry that holds it."""
    found: dict[str, Word] = {}
    for act in sorted(acts, key=lambda act: (act.at, act.id)):
        for folded, spelled in _words(act.kind, tuple(act.parts.get(part, b"") for part in PARTS)):
            if spelled not in found:
                found[spelled] = Word(dossier=dossier, folded=folded, spelled=spelled, entry=act.id)
    return list(found.values())


def fill() -> None:
    """The words of all that was folded before they were kept."""
    ids = list(Dossier.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        held: dict[str, list[Act]] = {dossier: [] for dossier in ids[start : start + AT_ONCE]}
        for row in StoredAct.objects.filter(dossier__in=held):
            held[row.dossier].append(row.act)
        Word.objects.bulk_create(word for dossier, said in held.items() for word in of_file(dossier, said))


def texts(act: Act) -> list[str]:
    """What the entry says in words: its fields, and the names of its attachments. Nothing personal."""
    return _texts(act.kind, [act.part(part) for part in PARTS])


def _texts(kind: str, parts: Sequence[Mapping[str, Any]]) -> list[str]:
    if kind == "office.prepare":
        # What is prepared has not been said; it is found by its title, and read where it is approved.
        title = parts[PARTS.index("content")].get("content", {}).get("title")
        return [composed(title)] if isinstance(title, str) else []
    process, step = declared(kind)
    fields = process.fields_of(step) if process and step else ()
    said = [text for part in parts for text in _said(part, fields)]
    return [composed(text) for text in said if not _CODE.fullmatch(text)]


def _said(data: Mapping[str, Any], fields: Sequence[Field]) -> Iterator[str]:
    coded = {found.name for found in fields if found.kind in CODED}
    columns = {found.name: found.columns for found in fields}
    for name, value in data.items():
        if name == "files":
            yield from (str(item.get("name") or "") for item in _each(value) if isinstance(item, Mapping))
        elif name not in coded:
            for item in _each(value):
                if isinstance(item, str):
                    yield item
                elif isinstance(item, Mapping):
                    yield from _said(item, columns.get(name, ()))


def _each(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


@lru_cache(maxsize=2000)
def _words(kind: str, parts: tuple[bytes, ...]) -> tuple[tuple[str, str], ...]:
    # The same bytes hold the same words, and a file is folded again with each of its entries.
    data = [jsonbytes.read_object(raw, limit=LIMITS[name])["data"] if raw else {}
            for name, raw in zip(PARTS, parts, strict=True)]  # fmt: skip
    found = (word for text in _texts(kind, data) for word in split(text))
    return tuple(dict.fromkeys((folded, spelled) for folded, spelled, *_place in found))
