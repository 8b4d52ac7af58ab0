"""What a node can prove: the digest of a dossier, its evidence, and that everything stored still holds."""

import sys
from datetime import UTC, date, datetime
from typing import Any

from servanda.cli.home import opened
from servanda.cli.refolding import differences
from servanda.cli.saying import GOOD, CalledWrong, say, say_wrong
from servanda.cli.verifying import as_data, as_line
from servanda.exchange import check as checking
from servanda.exchange import evidence as proof
from servanda.kernel import acts
from servanda.kernel.models import StoredAct
from servanda.processes import reads


def digest(args: Any) -> int:
    with opened(args):
        value = reads.digest(args.dossier, as_of=_day(args.as_of))
    return say(args, value, dossier=args.dossier, as_of=args.as_of or None, digest=value)


def check(args: Any) -> int:
    with opened(args) as node:
        found = checking.check(node, compare=differences)
        count = StoredAct.objects.count()
    if found:
        return say_wrong(args, [as_line(item) for item in found], acts=count, findings=[as_data(i) for i in found])
    return say(args, f"{count} entries are whole, and folding them again gives the same.", acts=count, findings=[])


def evidence(args: Any) -> int:
    """The same bytes with and without --json: they are JSON."""
    parts = acts.PARTS if args.personal else tuple(part for part in acts.PARTS if part != "personal")
    with opened(args):
        raw = proof.build(args.dossier, now=datetime.now(UTC), parts=parts)
    sys.stdout.buffer.write(raw + b"\n")
    return GOOD


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CalledWrong(f"{text} is not a day; write 2026-12-05.") from None
