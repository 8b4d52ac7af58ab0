"""`make bench`: every figure beside its limit, and the ratio of the two. `--long` goes on to a million acts."""

import json
import sys


def main() -> int:
    from bench import board, duties, engines, growth

    sizes = growth.LONG if "--long" in sys.argv else growth.SIZES
    rows = [*engines.run(sizes=sizes), *duties.run(), *board.run()]
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps([{"what": w, "figure": f, "limit": limit} for w, f, limit in rows]) + "\n")
        return 0
    for what, figure, limit in rows:
        beside = f"   limit {limit:10.1f}   ratio {figure / limit:6.2f}" if limit else ""
        sys.stdout.write(f"{what:80} {figure:10.1f}{beside}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
