"""Counts every figure of a node's agreements again from its list of commitments, over the API and with no code of ours.

    servanda token --home .servanda-demo/mofa --officer o-leadership
    python tools/recount.py http://127.0.0.1:8001 TOKEN [DAY ...]

For each agreement in force and each day (today, unless days are named) it reads the state of implementation, lists what
is owed by either side, judges each commitment by the printed table of states, and compares: totals of each side, each
clause, each pair of units, lead times. Prints what differs; exit 0 when nothing does, 1 when something does.
"""

import json
import sys
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Ask = Callable[..., dict[str, Any]]


def main(base: str, token: str, *days: str) -> int:
    def ask(path: str, **query: str) -> dict[str, Any]:
        address = f"{base.rstrip('/')}/api/v1{path}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    wrong, compared = [], 0
    for agreement in all_of(ask, "/dossiers", process="agreement", state="in_force"):
        for day in days or ("",):
            given = {"as_of": day} if day else {}
            stated = ask(f"/agreements/{agreement['id']}/implementation", **given)
            rows = owed(ask, agreement["id"], as_of=stated["as_of"])
            for what, told, counted in figures(stated, rows):
                compared += 1
                if told != counted:
                    wrong.append(f"{agreement['id']} on {stated['as_of']}: {what}: told {told}, counted {counted}")
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    sys.stdout.write(f"{compared} figures compared, {len(wrong)} differ\n")
    return 1 if wrong or not compared else 0


def all_of(ask: Ask, path: str, **query: str) -> Iterator[dict[str, Any]]:
    page = ask(path, **query, limit="200")
    yield from page["items"]
    while page["next"]:
        page = ask(path, **query, limit="200", cursor=page["next"])
        yield from page["items"]


def owed(ask: Ask, agreement: str, *, as_of: str) -> list[dict[str, Any]]:
    found = {}
    for side in ("owe", "owed"):
        for row in all_of(ask, "/commitments", side=side, agreement=agreement, settled="true", as_of=as_of):
            found[row["id"]] = row
    return list(found.values())


def figures(stated: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[tuple[str, object, object]]:
    """(what, as told, as counted) of each figure."""
    day = stated["as_of"]
    sides: Counter[tuple[str, str]] = Counter()
    clauses: Counter[tuple[str, str, str]] = Counter()
    pairs: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        stands = state(row, day)
        sides[row["debtor"], stands] += 1
        clauses[row["clause"], row["debtor"], stands] += 1
        pairs[row["debtor_unit"], row["creditor_unit"], stands] += 1
    told_sides = {(side, name): n for side, tally in stated["totals"].items() for name, n in tally.items()}
    told_clauses = {
        (clause["clause"], side, name): n
        for article in stated["articles"] for clause in article["clauses"]
        for side, tally in clause["counts"].items() for name, n in tally.items()
    }  # fmt: skip
    told_pairs = {
        (pair["debtor_unit"], pair["creditor_unit"], name): n
        for pair in stated["pairs"] for name, n in pair["counts"].items()
    }  # fmt: skip
    for what, told, counted in (
        ("side", told_sides, sides),
        ("clause", told_clauses, clauses),
        ("pair", told_pairs, pairs),
    ):
        for key in sorted(told.keys() | counted.keys()):
            yield f"{what} {' '.join(key)}", told.get(key, 0), counted[key]
    for leads in stated["lead_times"]:
        yield f"notices of {leads['clause']} {leads['side']}", leads["n"], sum(leads["days"].values())
        given = [
            row for row in rows
            if (row["clause"], row["debtor"]) == (leads["clause"], leads["side"]) and row["deliver"] == "notice"
            and state(row, day) in ("done", "done_late")
        ]  # fmt: skip
        yield f"notices given, {leads['clause']} {leads['side']}", leads["n"], len(given)


def state(row: dict[str, Any], day: str) -> str:
    """The table of states by date. Whether one that is late was explained is not among what a list tells."""
    due, done = row["due_on"], row["done_on"]
    if done and done <= day:
        return "done" if due is None or done <= due else "done_late"
    if row["state"] == "withdrawn":
        return "withdrawn"
    if due and day <= due:
        return "due" if day == due else "open"
    if due is None and row["state"] not in ("declined", "lapsed"):
        return "open"
    if row["on_day"] == "explained":
        return "explained"
    return "not_carried_out" if row["state"] in ("declined", "lapsed") else "late"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
