"""Numbers of one issuer's papers: the next one, in the transaction of what it is given to, so that none is left out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.office.models import GivenNumber, Issuer
from servanda.processes.models import Unit

KEEPS_NUMBERS = frozenset({"clerk", "admin"})
LONGEST = 400


def find(code: str) -> Issuer:
    """Raises Refused("issuer_unknown")."""
    found = Issuer.objects.filter(code=code, is_closed=False).first()
    if found is None:
        raise Refused("issuer_unknown", issuer=code[:40])
    return found


def give(issuer: Issuer, actor: Actor, *, what: str, at: datetime) -> GivenNumber:
    """The next number, dated as it is then where the actor's unit is. It goes back where the transaction does."""
    with node.current().writing():
        # Of several servers on one database only one counts at a time.
        Issuer.objects.select_for_update().get(code=issuer.code)
        on = at.astimezone(ZoneInfo(_zone(actor))).date()
        year = on.year if issuer.restarts else 0
        last = GivenNumber.objects.filter(issuer=issuer, year=year).aggregate(last=Max("n"))["last"]
        n = _first(issuer, on) if last is None else last + 1
        return GivenNumber.objects.create(
            issuer=issuer, year=year, n=n, on=on, at=at, by=actor.officer, what=what[:LONGEST]
        )


def by_hand(code: str, actor: Actor, *, what: str, at: datetime) -> GivenNumber:
    """A number for a paper that is written outside. Raises Refused(issuer_unknown, not_your_step, nothing_said)."""
    _check_keeps(actor)
    issuer = find(code)
    if not issuer.numbers:
        raise Refused("issuer_unknown", issuer=code[:40])
    if not what.strip():
        raise Refused("nothing_said")
    return give(issuer, actor, what=what.strip(), at=at)


def void(number: int, actor: Actor, *, reason: str, at: datetime) -> GivenNumber:
    """It stays in the book as void. Raises Refused(no_file, not_your_step, nothing_said, number_has_letter, ...)."""
    _check_keeps(actor)
    with node.current().writing():
        row = GivenNumber.objects.select_for_update(of=("self",)).filter(id=number).first()
        if row is None:
            raise Refused("no_file")
        if row.voided_at:
            raise Refused("number_voided")
        if row.act:
            raise Refused("number_has_letter")
        if not reason.strip():
            raise Refused("nothing_said")
        row.voided_at, row.voided_by, row.reason = at, actor.officer, reason.strip()
        row.save(update_fields=["voided_at", "voided_by", "reason"])
        return row


def _first(issuer: Issuer, on: date) -> int:
    return issuer.first_n if issuer.first_year in (0, on.year) else 1


def _zone(actor: Actor) -> str:
    return Unit.objects.filter(id=actor.unit).values_list("zone", flat=True).first() or "UTC"


def _check_keeps(actor: Actor) -> None:
    if actor.role not in KEEPS_NUMBERS:
        raise Refused("not_your_step", step="office.number", role=", ".join(sorted(KEEPS_NUMBERS)))
