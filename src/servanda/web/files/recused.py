"""What the page of a file shows of officers who may not handle it, and what it no longer offers to them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.office.assigning import DISTRIBUTES
from servanda.office.models import Affiliation
from servanda.office.recusing import READMITS
from servanda.processes.models import Recusal
from servanda.processes.organisation import recusals
from servanda.processes.telling.timeline import Names
from servanda.web.files import at_hand, history


def titles(row: Dossier, language: str) -> Mapping[str, str]:
    """Officer -> title of the post, of those of whom the file says that they may not handle it, or may again."""
    said = Entry.objects.filter(dossier=row, internal=True, kind__in=(recusals.RECUSE, recusals.READMIT))
    return history.titles(_named(said), language) if said.exists() else {}


def shown(row: Dossier, found: Iterable[Recusal], names: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    """{is_me, lines[{text, at, readmit_url}], assign_url, url}: `url` leads to saying so of oneself."""
    rows = list(found)
    is_me = bool({recusal.officer for recusal in rows} & {actor.officer, actor.stands_for})
    is_left = any(not recusal.is_replaced for recusal in rows) and actor.role in DISTRIBUTES and not is_me
    return {
        "is_me": is_me,
        "lines": [
            {
                "text": _("%(officer)s may not handle this file.") % {
                    "officer": names.get(recusal.officer, recusal.officer)},
                "at": recusal.at,
                "readmit_url": reverse("web:readmit", args=[row.id, recusal.officer])
                if may_readmit(recusal.officer, actor) and not is_me else "",
            }
            for recusal in rows
        ],
        "assign_url": reverse("web:assign", args=[row.id]) if is_left else "",
        "url": reverse("web:recuse", args=[row.id]) if actor.role in TAKES_STEPS and not is_me else "",
    }  # fmt: skip


def concerned(found: Iterable[Affiliation], names: Names) -> list[str]:
    """A sentence for each place that the reader holds in a body that works on the file."""
    return [
        _("You are entered as %(title)s in %(body)s, which works on this file.") % {
            "title": row.title, "body": names.unit(row.unit)}
        for row in found
    ]  # fmt: skip


def closed(context: dict[str, Any]) -> dict[str, Any]:
    """The page of a file of which no step is open to the reader."""
    plan = context["plan"]
    if plan:
        plan = plan | {"rows": [line | {"begin": []} for line in plan["rows"]]}
    return context | {
        "concerned": [],
        "next": None,
        "others": [],
        **at_hand.NOTHING,
        "leaving": [],
        "note": None,
        "entry": None,
        "plan": plan,
        "held": [line | {"is_asked": False, "url": ""} for line in context["held"]],
        "commitments": [line | {"steps": []} for line in context["commitments"]],
        "timeline": [line | {"steps": []} for line in context["timeline"]],
        "assignment": (context["assignment"] or None) and context["assignment"] | {"url": ""},
    }


def _named(said: Iterable[Entry]) -> list[str]:
    acts = StoredAct.objects.filter(name__in=[entry.name for entry in said])
    return [str(stored.act.facts.get("officer")) for stored in acts]


def may_readmit(officer: str, actor: Actor) -> bool:
    return actor.role in READMITS and officer not in (actor.officer, actor.stands_for)
