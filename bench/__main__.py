"""`make bench`: every figure beside its limit, and the ratio of the two."""

import json
import sys


def main() -> int:
    from bench import board, duties, engines, propagation, rates

    rows = [*rates.run(), *engines.run(), *duties.run(), *propagation.run(), *board.run()]
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps([{"what": w, "figure": f, "limit": limit} for w, f, limit in rows]) + "\n")
        return 0
    for what, figure, limit in rows:
        beside = f"   limit {limit:10.1f}   ratio {figure / limit:6.2f}" if limit else ""
        sys.stdout.write(f"{what:66} {figure:10.1f}{beside}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
