"""Officers: their tokens, their first way in, their working hours, and how many hands a step passes."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from servanda.cli.home import officer_of, opened
from servanda.cli.saying import CalledWrong, counted, say
from servanda.kernel.refusals import Refused
from servanda.office import people, tokens
from servanda.office.models import ClearingRule, OfficeHours
from servanda.processes.declaration.generic import GENERIC
from servanda.processes.models import Unit
from servanda.processes.registry import find, processes


def token(args: Any) -> int:
    """Printed once, with nothing beside it; only its hash is kept."""
    at = datetime.now(UTC)
    if not 0 < args.days <= tokens.LONGEST:
        raise CalledWrong(f"A token lasts from 1 to {tokens.LONGEST} days.")
    with opened(args):
        if args.list:
            return _tokens(args, at=at)
        officer = officer_of(args.officer)
        if args.revoke:
            count = tokens.revoke(officer, at=at)
            told = f"Tokens of {officer.id} that are useless now: {count}."
            return say(args, told, officer=officer.id, revoked=count)
        people.actor(officer, day=at.date())  # without a post a token would open nothing
        secret, until = tokens.make(officer, at=at, lasts=timedelta(days=args.days))
    return say(args, secret, officer=officer.id, token=secret, expires_at=until.isoformat())


def _tokens(args: Any, *, at: datetime) -> int:
    rows = list(tokens.open_now(at=at).values_list("officer", "made_at", "expires_at"))
    lines = [f"{officer}: made {made:%Y-%m-%d}, until {until:%Y-%m-%d}" for officer, made, until in rows]
    told = [
        {"officer": officer, "made_at": made.isoformat(), "expires_at": until.isoformat()}
        for officer, made, until in rows
    ]
    return say(args, "\n".join(lines) or "No token is in use.", tokens=told)


def entrance(args: Any) -> int:
    if not 0 < args.hours <= 24 * 30:
        raise CalledWrong("A link lasts from 1 to 720 hours.")
    at = datetime.now(UTC)
    with opened(args) as node:
        officer = officer_of(args.officer)
        if not officer.is_active:
            raise CalledWrong(f"{officer.id} has left; the account is closed.")
        secret = secrets.token_urlsafe(24)
        with node.writing():
            people.entrance(officer, secret, at=at, lasts=timedelta(hours=args.hours))
        address = str(node.config.get("address") or "").rstrip("/")
    path = f"{address}/enter/{secret}/"
    return say(args, path, officer=officer.id, link=path, hours=args.hours)


def clearing(args: Any) -> int:
    """One rule set, or all of them told."""
    if args.step is not None and args.levels is None:
        raise CalledWrong("Say how many levels: 0, 1, 2 or 3.")
    with opened(args) as node:
        if args.step is not None:
            _check(args.step)
            with node.writing():
                step = "" if args.step == "all" else args.step
                ClearingRule.objects.update_or_create(step=step, defaults={"levels": args.levels})
        rows = ClearingRule.objects.order_by("step").values_list("step", "levels")
        rules = {step or "all": levels for step, levels in rows}
    lines = [f"{step}: {levels}" for step, levels in rules.items()]
    return say(args, "\n".join(lines) or "Every step leaves at once.", rules=rules)


def hours(args: Any) -> int:
    """The hours of a unit set, or all of them told."""
    if args.unit is not None and (args.opens is None or args.closes is None):
        raise CalledWrong("Say from when to when: 08:00 17:00.")
    with opened(args) as node:
        if args.unit is not None:
            unit = "" if args.unit == "all" else args.unit
            if unit and not Unit.objects.filter(id=unit, agency=node.agency).exists():
                raise Refused("unknown_unit", unit=unit[:80])
            stated = _hours_of(args)
            with node.writing():
                OfficeHours.objects.update_or_create(unit=unit, defaults=stated)
        rows = list(OfficeHours.objects.order_by("unit"))
    told = {
        row.unit or "all": {"opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}", "days_off": row.days_off}
        for row in rows
    }
    lines = [
        f"{unit}: {row['opens']}-{row['closes']}, {counted(len(row['days_off']), 'day')} off"
        for unit, row in told.items()
    ]
    return say(args, "\n".join(lines) or "Every unit works from 08:00 to 17:00.", hours=told)


def _hours_of(args: Any) -> dict[str, Any]:
    try:
        opens, closes = time.fromisoformat(args.opens), time.fromisoformat(args.closes)
        days = sorted({date.fromisoformat(day).isoformat() for day in args.day_off})
    except ValueError as error:
        raise CalledWrong(f"{error}; write hours as 08:00 and days as 2026-12-25.") from None
    if closes <= opens:
        raise CalledWrong("The end must be after the beginning.")
    return {"opens": opens, "closes": closes, "days_off": days}


def _check(step: str) -> None:
    """Raises Refused for a step or a kind of work that is not declared."""
    group, dot, name = step.partition(".")
    if step == "all" or (not dot and (group in processes() or group in GENERIC)):
        return
    if group in GENERIC and GENERIC[group].step(name):
        return
    find(step)
