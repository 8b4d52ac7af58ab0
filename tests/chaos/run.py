"""`make chaos`: run seeds one after another; the first line of a failure says how to repeat it."""

import argparse
import os
import sys
import time
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

from tests.chaos.harness import Failure, run_seed
from tests.chaos.stage import MODES, staged


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("seeds", help="such as 7, or 1-500, or 4,22,30-40")
    parser.add_argument("--break", dest="broken", default="", help="break the code first: see tests/chaos/breaks.py")
    parser.add_argument("--mode", choices=MODES, default="", help="served: real processes; postgres: one on PostgreSQL")
    parser.add_argument("--stop", action="store_true", help="end at the first failure")
    args = parser.parse_args()
    failed: list[int] = []
    began = time.monotonic()
    with staged(args.mode) as stage:
        for count, seed in enumerate(_read(args.seeds), start=1):
            try:
                run_seed(seed, stage, broken=args.broken)
            except Failure as failure:
                failed.append(seed)
                words = (f" MODE={args.mode}" * bool(args.mode)) + (f" BREAK={args.broken}" * bool(args.broken))
                sys.stdout.write(f"{failure}\nagain: make chaos SEED={seed}{words}\n\n")
                sys.stdout.flush()
                if args.stop:
                    break
            if count % 25 == 0:
                sys.stderr.write(f"{count} seeds, {time.monotonic() - began:.0f} s, {len(failed)} failed\n")
    sys.stdout.write(f"{count} seeds in {time.monotonic() - began:.0f} s, {len(failed)} failed {failed or ''}\n")
    return 1 if failed else 0


def _read(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
