"""How the pages of a round say who, where and what: one word for each opinion, silence never among them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from servanda.processes.fields_of_work.consulting import Asked, Comment, Part, Reply, Round
from servanda.processes.kinds.consultation import ANSWERS, OUTCOMES
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.reports.opinions import place, unit_of
from servanda.web.labels import REPORTS, VIAS, State
from servanda.web.steps.reported import day_of

TONES = {"agree": "good", "comments": "soon", "disagree": "late", "none": "outlined", "silent": "outlined",
         "deemed": "outlined"}  # fmt: skip
OUTCOME = {name: State(label, TONES[name]) for name, label in OUTCOMES.items()}
ANSWER = {"accepted": State(ANSWERS["accepted"], "good"), "explained": State(ANSWERS["explained"], "outlined")}
OPEN = State(gettext_lazy("not answered yet"), "soon")


def who(asked: Asked, names: Names) -> str:
    return unit_of(asked.unit, names)


def how(reply: Reply) -> str:
    """For words recorded in another's name: by letter, of which day and number, and whether it confirmed them."""
    act = reply.act
    if act.speaker == act.agency:
        return ""
    content = act.part("content")
    parts = [VIAS.get(act.via or "", act.via), day_of(content.get("said_on")), content.get("reference"),
             REPORTS.get(reply.reported, "")]  # fmt: skip
    return listed(str(part) for part in parts if part)


def comment(found: Comment, round_: Round) -> dict[str, Any]:
    number, draft = found.paragraph, round_.draft
    under = draft[number - 1] if number and number <= len(draft) else ""
    where = place(number, round_.numbers)
    return {"key": found.key, "place": where, "under": under, "text": found.words, "wording": found.wording}


def parts(found: Iterable[Part], round_: Round, names: Names) -> list[dict[str, Any]]:
    """What units contributed inside this agency; it stays here."""
    return [
        {
            "unit": names.unit(part.act.by.unit), "on": part.act.at, "state": OUTCOME.get(part.opinion),
            # One that came without a form of ours says all in its text.
            "text": "" if part.opinion or part.comments else part.words,
            "comments": [comment(one, round_) for one in part.comments],
        }
        for part in found
    ]  # fmt: skip
