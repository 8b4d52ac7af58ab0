"""The acts of files as the fold takes them, each read from its bytes once: they never change under their name."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from threading import Lock

from django.db import connections

from servanda.kernel import acts, node
from servanda.kernel.acts import Act
from servanda.kernel.models import StoredAct
from servanda.kernel.plain import table_of

AT_ONCE = 500
# So many bytes of what was read are held; an act takes about three times its bytes.
MOST = 8 * 1024 * 1024
# Name, and the length of each part: what was erased or came later is another reading.
Key = tuple[str, int | None, int | None, int | None]

_held: OrderedDict[Key, Act] = OrderedDict()
_size = 0
_lock = Lock()


def acts_of(dossiers: Sequence[str]) -> list[Act]:
    """All acts of these files in the order in which they were stored here."""
    keys = _keys(dossiers)
    found = _known(keys)
    absent = [key[0] for key in keys if key not in found]
    read: dict[str, Act] = {}
    for start in range(0, len(absent), AT_ONCE):
        for row in StoredAct.objects.filter(name__in=absent[start : start + AT_ONCE]):
            read[row.name] = row.act
    hold((key, read[key[0]]) for key in keys if key[0] in read)
    return [found.get(key) or read[key[0]] for key in keys]


def _keys(dossiers: Sequence[str]) -> list[Key]:
    lengths = ", ".join(f"LENGTH({part})" for part in acts.PARTS)
    marks = ", ".join(["%s"] * len(dossiers))
    statement = f"SELECT name, {lengths} FROM {table_of(StoredAct)} WHERE dossier IN ({marks}) ORDER BY seq"
    with connections[node.current().alias].cursor() as cursor:
        cursor.execute(statement, list(dossiers))
        found: list[Key] = cursor.fetchall()
    return found


def key_of(act: Act) -> Key:
    facts, content, personal = (len(act.parts[part]) if part in act.parts else None for part in acts.PARTS)
    return act.id, facts, content, personal


def hold(read: Iterable[tuple[Key, Act]]) -> None:
    """Keep what was read, and let go of what was not asked for the longest time."""
    global _size
    with _lock:
        for key, act in read:
            if key not in _held:
                _size += _bytes(act)
            _held[key] = act
        while _size > MOST:
            _, gone = _held.popitem(last=False)
            _size -= _bytes(gone)


def give(rows: Sequence[StoredAct]) -> None:
    """Let these rows have the acts that were read from them before."""
    lengths = {row.name: (row.name, *_lengths(row)) for row in rows}
    found = _known(lengths.values())
    for row in rows:
        if act := found.get(lengths[row.name]):
            row.act = act


def size() -> int:
    """How many bytes of acts are held."""
    return _size


def _known(keys: Collection[Key]) -> dict[Key, Act]:
    with _lock:
        found = {key: _held[key] for key in keys if key in _held}
        for key in found:
            _held.move_to_end(key)
    return found


def _lengths(row: StoredAct) -> tuple[int | None, int | None, int | None]:
    facts, content, personal = (None if raw is None else len(raw) for raw in (row.facts, row.content, row.personal))
    return facts, content, personal


def _bytes(act: Act) -> int:
    return len(act.jws) + sum(map(len, act.parts.values()))
