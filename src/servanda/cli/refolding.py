"""Folding everything again beside what is there: the same acts must give the same rows."""

from collections.abc import Iterable, Iterator, Sequence

from servanda.exchange.evidence import Finding
from servanda.kernel.refusals import Refused
from servanda.processes.projection import refolding, totals

AT_ONCE = 200


def differences() -> Iterator[Finding]:
    """Every dossier of the open node whose rows are not what its acts fold to, and every agreement whose totals are not
    what its commitments add up to. Nothing is changed."""
    names = refolding.names()
    for start in range(0, len(names), AT_ONCE):
        yield from _compare(names[start : start + AT_ONCE])
    yield from (Finding(name, "refold_differs", {"table": "Total"}) for name in sorted(totals.differing()))


def _compare(names: Sequence[str]) -> Iterable[Finding]:
    """What cannot even be read is found, one dossier at a time, and does not hide the others."""
    try:
        return [Finding(name, "refold_differs", {"table": table}) for name, table in refolding.differences(names)]
    except Refused as refused:
        if len(names) == 1:
            return [Finding(names[0], refused.code, refused.params)]
        return [found for name in names for found in _compare([name])]
