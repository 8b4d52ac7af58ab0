"""What the harness asks of a node besides work: to be linked, restored, healed, and to say how it stands."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.models import Q

from servanda.cli.refolding import differences
from servanda.exchange import epochs, files, links
from servanda.exchange.check import check
from servanda.exchange.deliveries import deliveries
from servanda.exchange.fetching import want_again
from servanda.exchange.models import Feed, FeedEntry, FileRow, Parked, Peer, Quarantine, ReceivedEntry
from servanda.kernel import clock, log, node
from servanda.kernel.models import Dossier, StoredAct
from servanda.processes import reads
from servanda.processes.projection.rebuild import rebuild
from tests.chaos import work
from tests.chaos.agreement import TERMS, TEXTS


def card() -> tuple[str, str]:
    here = node.current().card
    return here.jws, here.fingerprint()


def link(token: str, words: str) -> None:
    links.link(token, words, now=clock.now())


def unlink_others(agencies: list[str]) -> None:
    """Only these take part in this run."""
    Peer.objects.exclude(agency__in=agencies).update(is_blocked=True)


def migrate() -> None:
    call_command("migrate", database=node.current().alias, verbosity=0)


def propose(unit: str) -> str:
    stated = {"title": "Regulation", "terms": TERMS, "texts": TEXTS}
    statement = work._read("agreement.propose", stated, to=[unit])
    return work.take(statement, work._actor("clerk"), at=clock.now()).dossier


def sign() -> list[str]:
    return [act.name for act in work.sign(0, now=clock.now())]


def epoch() -> int:
    return log.current_epoch()


def begin_epoch(known: int) -> None:
    """As a restore does; not where the node found out by itself since it wrote in the epoch that is known."""
    if log.current_epoch() == known:
        epochs.begin(now=clock.now())


def refold() -> None:
    rebuild()


def checkpoint() -> None:
    node.current().checkpoint()


def settle() -> dict[str, Any]:
    """Ask again for what was given up, and say what is still open; `gone` is (author, sha256) of files told as lost."""
    for row in FileRow.objects.filter(state="wrong"):
        want_again(row.act, row.index)
    feeds_here = Feed.objects.exclude(peer__is_blocked=True)
    blocked = set(Peer.objects.filter(is_blocked=True).values_list("agency", flat=True))
    names = set(FeedEntry.objects.exclude(peer__in=blocked).values_list("act", flat=True))
    open_ = [found for found in deliveries(names) if found.agency not in blocked and not found.is_complete]
    given_up = {found.act for found in open_ if found.code == "files_gone"}
    open_ = [found for found in open_ if found.code != "files_gone"]
    gone = FileRow.objects.filter(Q(state="gone") | Q(act__in=given_up)).values_list("act", "sha256")
    authors = dict(StoredAct.objects.filter(name__in=[act for act, _ in gone]).values_list("name", "agency"))
    return {
        "behind": [feed.peer_id for feed in feeds_here if feed.is_behind],
        "not taken": [f"{found.act} {found.agency} {found.state} {found.code}" for found in open_],
        "gone": sorted({(authors[act], sha256) for act, sha256 in gone}),
        "to tell": ReceivedEntry.objects.filter(is_changed=True).exclude(peer__in=blocked).count(),
        "parked": Parked.objects.count(),
        "files": sorted(FileRow.objects.filter(state="wanted").values_list("act", flat=True)),
    }  # fmt: skip


def failures() -> dict[str, str]:
    return dict(Peer.objects.filter(is_blocked=False).exclude(last_failure="").values_list("agency", "last_failure"))


def state() -> dict[str, Any]:
    """The digest of every shared file, and everything that the node itself finds wrong."""
    shared = Dossier.objects.filter(is_shared=True).order_by("id")
    lacking = [
        f"{row.act}/{row.index}"
        for row in FileRow.objects.filter(state="here")
        if not files.path_of(row.sha256).exists()
    ]
    return {
        "digests": {row.id: (reads.digest(row.id), sorted(row.parties)) for row in shared},
        "check": [(f.where, f.code, f.params) for f in check(node.current(), compare=differences)],
        "quarantine": list(Quarantine.objects.values_list("peer", "code", "act")),
        "lacking": lacking,
    }


def synchronous() -> int:
    """What SQLite does at a commit: 2, it is on the disk before it is told."""
    with connections[node.current().alias].cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


def size_of_log() -> int:
    """Bytes of the largest file that the database writes to."""
    home = Path(node.current().home)
    return max((path.stat().st_size for path in home.glob("servanda.sqlite3*")), default=0)
