"""Is this node well? The checks of `/health`, also while the node is served, and also when it is not."""

from datetime import UTC, datetime
from typing import Any

from servanda.cli.home import opened
from servanda.cli.saying import say, say_wrong
from servanda.health import checks, peers
from servanda.health.findings import ILL, WELL, Check, together


def health(args: Any) -> int:
    """Exit 1 where this node cannot do its work; what is only to be looked at is told."""
    now = datetime.now(UTC)
    with opened(args) as node:
        own = checks.examine(node, now=now)
        theirs = [] if args.alone else peers.examine(node, now=now)
    found = [*own, *theirs]
    told = {"state": together(found), "checks": [check.to_json() for check in found]}
    lines = [_line(check) for check in found]
    if together(own) == ILL:
        return say_wrong(args, lines, **told)
    return say(args, "\n".join(lines), **told)


def _line(check: Check) -> str:
    mark = "" if check.state == WELL else f" [{check.state}]"
    return f"{check.about or check.name}{mark}: {check}"
