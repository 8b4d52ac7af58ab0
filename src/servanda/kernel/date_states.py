"""How a commitment stands on a given day; the words that the state of implementation is counted in.

| delivered by as_of | state             | as_of and the due day       | state by date                           |
|--------------------|-------------------|-----------------------------|-----------------------------------------|
| in time            | any               | any                         | done                                    |
| after the due day  | any               | any                         | done_late                               |
| no                 | withdrawn         | any                         | withdrawn (no longer owed, not counted) |
| no                 | declined, lapsed  | past it, or there is no day | not_carried_out, or explained           |
| no                 | any other         | past it                     | late, or explained                      |
| no                 | any but withdrawn | on it                       | due                                     |
| no                 | any but withdrawn | before it                   | open                                    |
| no                 | any other         | there is no day yet         | open                                    |

`explained` takes the place of late and not_carried_out where the debtor has explained; it hides neither the due day nor
what is still owed. What was delivered late stays done_late. What still stands open when its file ends has lapsed.
A delivery of which there is no due day is in time.
"""

from datetime import date
from typing import Literal

DateState = Literal["done", "done_late", "open", "due", "late", "not_carried_out", "explained", "withdrawn"]

OVER = frozenset({"declined", "lapsed"})


def date_state(
    state: str, due_on: date | None, *, done_on: date | None, as_of: date, explained: bool = False
) -> DateState:
    """The table above; `done_on` is the day of the delivery that stands; None if none was made, or it was returned."""
    if done_on is not None and done_on <= as_of:
        return "done" if due_on is None or done_on <= due_on else "done_late"
    if state == "withdrawn":
        return "withdrawn"
    if due_on is not None and as_of <= due_on:
        return "due" if as_of == due_on else "open"
    if due_on is None and state not in OVER:
        return "open"
    if explained:
        return "explained"
    return "not_carried_out" if state in OVER else "late"
