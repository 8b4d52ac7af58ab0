"""Who keeps a dossier, and the words by which it is handed over."""

from datetime import UTC, datetime
from typing import Any

from servanda.cli.home import opened, speaker
from servanda.cli.saying import CalledWrong, say
from servanda.kernel.models import Dossier
from servanda.office import outgoing
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import read_statement


def keeper(args: Any) -> int:
    at = datetime.now(UTC)
    with opened(args) as node:
        row = _find(args.dossier)
        if args.word:
            sent = outgoing.submit(_statement(args, row), speaker(node, args.officer, at=at), at=at)
            row = _find(args.dossier)
            if sent.act is None:
                told = f"It waits for approval. {row.id} is kept by {row.home}, {row.owner}."
                return say(args, told, draft=sent.draft, act=None, **_standing(row))
            return say(args, _line(row), act=sent.act.name, **_standing(row))
    return say(args, _line(row), **_standing(row))


def _statement(args: Any, row: Dossier) -> Any:
    """What was typed; the offer is the one that is open now."""
    unit = {"offer": "unit", "accept": "kept_by"}.get(args.word, "")
    text = {unit: args.unit, "reason" if args.word == "offer" else "text": args.text}
    offer = {} if args.word == "offer" else {"offer": row.handover.get("offer", "")}
    stated = {name: value for name, value in (text | offer).items() if name and value}
    try:
        return read_statement(f"handover.{args.word}", stated, dossier=row.id)
    except Faults as faults:
        raise CalledWrong(str(faults)) from None


def _find(dossier: str) -> Dossier:
    row = Dossier.objects.filter(id=dossier, is_shared=True).first()
    if row is None:
        raise CalledWrong(f"There is no shared dossier {dossier}.")
    return row


def _standing(row: Dossier) -> dict[str, Any]:
    return {"dossier": row.id, "home": row.home, "owner": row.owner, "handover": row.handover}


def _line(row: Dossier) -> str:
    kept = f"{row.id} is kept by {row.home}, {row.owner}."
    if not row.handover:
        return kept
    states = {"offered": "it waits for an answer", "accepted": "accepted; it waits to be confirmed",
              "stale": "accepted, but the dossier moved on since: withdraw the offer"}  # fmt: skip
    return f"{kept} Offered to {row.handover['unit']}: {states[row.handover['state']]}."
