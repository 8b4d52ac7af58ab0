"""`make chaos`: run seeds one after another; the first line of a failure says how to repeat it."""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

from tests.chaos import world
from tests.chaos.harness import Failure, Run, run_seed
from tests.chaos.nodes import Zygote, zygote
from tests.chaos.proxy import Network, running


@dataclass
class Stage:
    """What all seeds of one call share: the zygote, the network, and the nodes from which each begins."""

    folder: Path
    zygote: Zygote
    network: Network

    def play(self, seed: int, *, broken: str = "") -> Run:
        """Raises Failure."""
        return run_seed(seed, self.folder / "world", self.folder / "run", self.zygote, self.network, broken=broken)


@contextlib.contextmanager
def staged() -> Iterator[Stage]:
    """In memory where the system has room for it: what is tested is the order of writes, not the disk."""
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if os.access(fast, os.W_OK) else None, prefix="chaos-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "world").mkdir(mode=0o755)
        with running() as network, zygote(folder) as source:
            world.make(folder / "world", source, network)
            yield Stage(folder, source, network)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("seeds", help="such as 7, or 1-500, or 4,22,30-40")
    parser.add_argument("--break", dest="broken", default="", help="break the code first: see tests/chaos/breaks.py")
    parser.add_argument("--stop", action="store_true", help="end at the first failure")
    args = parser.parse_args()
    failed: list[int] = []
    began = time.monotonic()
    with staged() as stage:
        for count, seed in enumerate(_read(args.seeds), start=1):
            try:
                stage.play(seed, broken=args.broken)
            except Failure as failure:
                failed.append(seed)
                with_break = f" BREAK={args.broken}" if args.broken else ""
                sys.stdout.write(f"{failure}\nagain: make chaos SEED={seed}{with_break}\n\n")
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
