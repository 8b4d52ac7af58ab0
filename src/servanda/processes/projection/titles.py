"""What titles a file: the field that its kind of work names, as its keeper stated it last."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from servanda.kernel import jsonbytes
from servanda.kernel.acts import LIMITS, Act
from servanda.processes.registry import processes

LONGEST = 400


def field_of(kind: str) -> str:
    """The name of the field that titles a file of this kind of work, or one in which such a step is taken."""
    process = processes().get(kind.partition(".")[0])
    return process.title if process else "title"


def of_acts(acts: Iterable[Act]) -> str:
    """As it was written last; '' where none is written."""
    title = ""
    for act in acts:
        title = _written(act.parts.get("content", b""), field_of(act.kind)) or title
    return title


def of_facts(kind: str, facts: Mapping[str, Any]) -> str:
    """What titles a file in which nothing is written: a fact, where the declaration says so."""
    process = processes().get(kind.partition(".")[0])
    named = process.field(process.title) if process else None
    return _line(facts.get(named.name)) if named and named.part == "facts" else ""


def of_parts(kind: str, parts: Mapping[str, Mapping[str, Any]]) -> str:
    """That of a statement that has not been said yet."""
    return _line(parts.get("content", {}).get(field_of(kind))) or of_facts(kind, parts.get("facts", {}))


@lru_cache(maxsize=2000)
def _written(content: bytes, name: str) -> str:
    # The same bytes state the same title, and a file is folded again with each of its entries.
    return _line(jsonbytes.read_object(content, limit=LIMITS["content"])["data"].get(name)) if content else ""


def _line(stated: Any) -> str:
    return " ".join(stated.split())[:LONGEST] if isinstance(stated, str) else ""
