"""Agreements: how they stand, and the signatures that make one bind."""

from datetime import UTC, datetime
from typing import Any

from servanda.cli.home import opened, speaker
from servanda.cli.saying import CalledWrong, say
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes.agreements import agreement_doubts
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import read_statement


def list_all(args: Any) -> int:
    with opened(args):
        rows = list(Dossier.objects.filter(process="agreement", is_shared=True).order_by("opened_at", "id"))
        doubts = agreement_doubts.load(rows)
        found = [
            {"dossier": row.id, "title": row.title, "state": row.state, "parties": row.parties,
             "in_force_on": row.facts.get("in_force_on"),
             "unconfirmed": [doubt.speaker for doubt in doubts.get(row.id, [])]}
            for row in rows
        ]  # fmt: skip
    lines = [f"{item['dossier']}  {item['state']}{_unconfirmed(item)}  {item['title']}" for item in found]
    return say(args, "\n".join(lines) or "There are no agreements.", agreements=found)


def _unconfirmed(item: dict[str, Any]) -> str:
    names = ", ".join(item["unconfirmed"])
    return f" (not confirmed that it signed: {names})" if names else ""


def sign(args: Any) -> int:
    return _say(args, "agreement.sign", lambda row: {})


def enter(args: Any) -> int:
    """Sign last: every other party's signature of this version is named."""
    return _say(args, "agreement.enter", lambda row: {"signatures": _signatures(row)})


def _say(args: Any, kind: str, more: Any) -> int:
    at = datetime.now(UTC)
    with opened(args) as node:
        row = Dossier.objects.filter(id=args.dossier, process="agreement", is_shared=True).first()
        if row is None:
            raise CalledWrong(f"There is no agreement {args.dossier}; see: servanda agreement list")
        if kind == "agreement.sign" and row.home == node.agency:
            raise CalledWrong(f"This agency proposed {args.dossier} and signs last: servanda agreement enter")
        stated = {
            "version": row.facts.get("proposed"), "number": args.number, "signed_on": args.signed_on,
            "signatory": args.signatory, "capacity": args.capacity, **more(row),
        }  # fmt: skip
        try:
            statement = read_statement(kind, stated, dossier=row.id)
        except Faults as faults:
            raise CalledWrong(str(faults)) from None
        sent = outgoing.submit(statement, speaker(node, args.officer, at=at), at=at)
        state = Dossier.objects.get(id=row.id).state
    if sent.act is None:
        told = f"The signature of {args.dossier} waits for approval; it is still: {state}."
        return say(args, told, dossier=row.id, act=None, draft=sent.draft, state=state)
    return say(args, f"{args.dossier} is signed; it is now: {state}.", dossier=row.id, act=sent.act.name, state=state)


def _signatures(row: Dossier) -> list[str]:
    names = Entry.objects.filter(dossier=row, kind="agreement.sign", has_effect=True).values_list("name", flat=True)
    signed = [stored.act for stored in StoredAct.objects.filter(name__in=list(names)).order_by("seq")]
    found = [act.id for act in signed if act.facts.get("version") == row.facts.get("proposed")]
    if not found:
        raise Refused("not_signed_by_all")
    return found
