"""Visits and activities of before: declared by this agency for itself, in its own part of a file that never leaves.

They are no visits or activities of the exchange: nobody sealed them when they happened, so that no figure drawn from
them can pass for a measured one. docs/decisions/0011 gives the reasons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.kernel import acts, node
from servanda.kernel.acts import Act
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Field
from servanda.processes.dossiers import say_inside
from servanda.processes.kinds.activity import PROCESS as ACTIVITY
from servanda.processes.kinds.visit import PROCESS as VISIT

KIND = "office.record_past"
FACTS = ("kind", "start_on", "end_on", "notice_on", "partner", "field", "level", "direction", "participants", "amount")
CONTENT = ("title", "place", "outcome", "lead", "remark")
PERSONAL = ("guest",)
MOST = 5000

ROWS = Field("rows", _("Visits and activities"), kind="rows", part="facts", columns=(
    Field("title", _("What")),
    Field("kind", _("Kind"), kind="choice", choices={"visit": _("visit or delegation"), "activity": _("activity")}),
    *(found for name in ("start_on", "end_on") if (found := ACTIVITY.field(name))),
    Field("notice_on", _("Day of notice"), kind="edtf"),
    Field("days", _("Working days before"), kind="number"),
    *(found for name in ("direction", "level") if (found := VISIT.field(name))),
    *(found for name in ("partner", "place", "guest", "lead", "participants", "amount", "outcome")
      if (found := ACTIVITY.field(name))),
    Field("remark", _("Remark")),
))  # fmt: skip


def record(
    rows: Sequence[Mapping[str, Any]], actor: Actor, *, title: str, source: str, for_all: bool, at: datetime
) -> str:
    """Keep these visits and activities; the id of their file. Raises Refused.

    Each row has `kind` (visit or activity), `title` and `start_on`, and any other of FACTS, CONTENT and PERSONAL.
    `for_all` lets every officer of this agency read them, else only the actor's unit and those who read all.
    """
    if actor.role not in TAKES_STEPS or actor.agency != node.current().agency:
        raise Refused("not_your_step", step=KIND, role=", ".join(sorted(TAKES_STEPS)))
    if not rows or len(rows) > MOST:
        raise Refused("past_rows", most=MOST)
    parts: dict[str, dict[str, Any]] = {
        "facts": {"rows": [_some(row, FACTS) | {"id": f"r{n}"} for n, row in enumerate(rows, start=1)],
                  "for_all": for_all, "count": len(rows)},
        "content": {"title": title, "source": source, "rows": [_some(row, CONTENT) for row in rows]},
        "personal": {"rows": [_some(row, PERSONAL) for row in rows]},
    }  # fmt: skip
    dossier = acts.new_dossier_id(actor.agency)
    say_inside(dossier, KIND, parts, actor, at=at)
    return dossier


def stated(internal: Iterable[Act]) -> Act | None:
    """The entry by which a file records the past, if it is one of these."""
    return next((act for act in internal if act.kind == KIND), None)


def is_for_all(internal: Iterable[Act]) -> bool:
    """May every officer of this agency read it?"""
    act = stated(internal)
    return bool(act and act.facts.get("for_all") is True)


def records(internal: Iterable[Act]) -> Iterator[dict[str, Any]]:
    """Each recorded visit or activity with all that is still kept of it."""
    act = stated(internal)
    facts = _rows(act, "facts") if act else []
    content, personal = (_rows(act, part) if act else [] for part in ("content", "personal"))
    for n, row in enumerate(facts):
        rest = [part[n] for part in (content, personal) if n < len(part)]
        yield {name: value for part in (*rest, row) for name, value in part.items()}


def _rows(act: Act, part: str) -> list[dict[str, Any]]:
    found = act.part(part).get("rows")
    return [row if isinstance(row, dict) else {} for row in found] if isinstance(found, list) else []


def _some(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row.get(name) not in (None, "", [], {})}
