"""`make bench`: every figure beside its limit, and the ratio of the two. `--long` goes on to a million acts.

Words behind it (`python -m bench rates growth`) measure only what they name. A measurement that fails is told, and the
others go on. Exit 0 when all were measured, met or missed; 1 when one failed; 2 when called wrong.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

Rows = list[tuple[str, float, float]]
NAMES = {"rates", "propagation", "outage", "standing", "growth", "duties", "board"}


def main(arguments: Sequence[str]) -> int:
    wanted = {word for word in arguments if not word.startswith("--")}
    as_json = "--json" in arguments
    if unknown := wanted - NAMES:
        sys.stderr.write(f"Nothing is called {', '.join(sorted(unknown))}; there are {', '.join(sorted(NAMES))}.\n")
        return 2
    found: Rows = []
    failed = False
    for name, measure in _measures(wanted, is_long="--long" in arguments):
        started = time.monotonic()
        try:
            rows = measure()
        except Exception:
            failed = True
            sys.stderr.write(f"{name} could not be measured:\n{traceback.format_exc()}")
            continue
        found += rows
        if not as_json:
            load = f"{os.getloadavg()[0]:.1f}"
            _write(f"\n{name}: {time.monotonic() - started:.0f} s, load of the machine {load}\n", *map(_line, rows))
    if as_json:
        _write(json.dumps([{"what": w, "figure": f, "limit": limit} for w, f, limit in found]) + "\n")
    return 1 if failed else 0


def _measures(wanted: set[str], *, is_long: bool) -> Iterator[tuple[str, Callable[[], Rows]]]:
    from bench import board, duties, engines, growth

    sizes = growth.LONG if is_long else growth.SIZES
    others = (("duties", duties.run), ("board", board.run))
    return chain(engines.measures(wanted, sizes=sizes), (one for one in others if not wanted or one[0] in wanted))


def _line(row: tuple[str, float, float]) -> str:
    what, figure, limit = row
    if not limit:
        return f"{what:80} {figure:10.1f}\n"
    # What is counted by the second is to be reached, all else not to be exceeded.
    is_rate = "per second" in what
    is_met = figure >= limit if is_rate else figure <= limit
    beside = f"{'at least' if is_rate else 'at most':8} {limit:10.1f}   ratio {figure / limit:6.2f}"
    return f"{what:80} {figure:10.1f}   {beside}   {'met' if is_met else 'missed'}\n"


def _write(*texts: str) -> None:
    sys.stdout.write("".join(texts))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
