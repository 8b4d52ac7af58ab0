"""How many duties a second are judged, and how many commitments opened, by the fold of files under one agreement."""

import time
from datetime import UTC, datetime

from nacl.signing import SigningKey

from bench.rates import verification_rate
from bench.world import NORTH, SOUTH
from servanda.kernel import acts
from servanda.kernel.acts import Act, By
from servanda.processes import registry
from servanda.processes.agreements import agreement_terms
from servanda.processes.folding.fold import fold

FILES, DUTIES = 400, 20
AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


def terms() -> dict[str, object]:
    """An agreement of twenty articles; the opening of a visit meets each, and opens every second one."""
    articles = [
        {"id": str(n), "duties": [{
            "id": "notice", "opens": "visit.announce", "where": {"level": ["official" if n % 2 else "state"]},
            "debtor": "owner", "creditor": "counterpart", "deliver": "notice", "needs": {"precision": "day"},
            "by": {"before": "start_on", "working_days": 5 + n}, "accept": False}]}
        for n in range(DUTIES)
    ]  # fmt: skip
    calendar = {"zone": "Asia/Ho_Chi_Minh", "years": {"2026": {}, "2027": {}}}
    return {"parties": [NORTH, SOUTH], "in_force_on": "2026-01-01", "calendar": calendar, "articles": articles}


def visits(name: str) -> list[Act]:
    key = SigningKey.generate()
    facts = {"parties": [NORTH, SOUTH], "level": "official", "start_on": "2026-12-01"}
    return [
        acts.seal(
            key=key, dossier=acts.new_dossier_id(NORTH), agency=NORTH, epoch=1, n=1, prev=None, kind="visit.announce",
            process=1, at=AT, by=By(f"{NORTH}/office"), to=(f"{SOUTH}/office",), under=(name,), parts={"facts": facts},
        )
        for _ in range(FILES)
    ]  # fmt: skip


def run() -> list[tuple[str, float, float]]:
    name = "sha256:" + "0" * 64
    known = {name: agreement_terms.read(name, "north.example/agreement", terms())}
    files, processes = visits(name), registry.processes()
    started = time.perf_counter()
    opened = sum(len(fold([act], processes=processes, terms=known).owed) for act in files)
    took = time.perf_counter() - started
    limit = verification_rate()
    return [
        ("duties judged per second by the fold", FILES * DUTIES / took, limit),
        ("commitments opened per second by the fold", opened / took, limit),
    ]
