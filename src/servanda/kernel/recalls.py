"""What a recall says: whose entries go, and what of their facts is kept; read from the act alone."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from servanda.kernel import acts
from servanda.kernel.acts import Act

RECALL = "dossier.recall"
# What each other party states once its own copy is gone.
ERASED = "dossier.erased"
GOES = ("content", "personal")
MOST = 256


def named(act: Act) -> tuple[str, ...]:
    """The entries that a recall names; empty for any other act, and for one that states no list of names."""
    return _names(act, "acts") if act.kind == RECALL and not act.internal else ()


def answered(act: Act) -> tuple[str, ...]:
    """The recalls that this act states to have carried out."""
    return _names(act, "recalls") if act.kind == ERASED and not act.internal else ()


def texts(parts: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Every text that stands in these data, at any depth."""
    return frozenset(text for data in parts for text in _texts(data))


def _names(act: Act, field: str) -> tuple[str, ...]:
    found = act.facts.get(field)
    if not isinstance(found, list) or not 0 < len(found) <= MOST:
        return ()
    is_good = all(isinstance(name, str) and acts.NAME.fullmatch(name) for name in found)
    return tuple(dict.fromkeys(found)) if is_good else ()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
