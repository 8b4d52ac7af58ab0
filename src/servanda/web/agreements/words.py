"""The words that pages about agreements use for states, kinds and counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.processes.agreements import agreement_reading, implementation
from servanda.processes.kinds import agreement
from servanda.processes.organisation.periods import exact_day
from servanda.processes.telling import wording
from servanda.web.labels import BY_DATE, State

KINDS: Mapping[str, Promise] = {
    "regulation": _("Regulation"),
    "programme": _("Programme"),
    "plan": _("Annual plan"),
}
TONES = {"proposed": "soon", "in_force": "good", "amending": "soon", "ended": "outlined", "withdrawn": "outlined"}


def state_of(state: str) -> State:
    return State(agreement.PROCESS.states.get(state, state), TONES.get(state, ""))


def kind_of(kind: object) -> str:
    return str(KINDS.get(str(kind), _("Agreement")))


def counts(numbers: Mapping[str, int], url: str, *, article: str = "") -> list[dict[str, Any]]:
    """Each number with the link to what it counts."""
    named = {"article": article} if article else {}
    return [
        {
            "n": numbers[state], "label": BY_DATE[state].label, "tone": BY_DATE[state].tone,
            "url": f"{url}?{urlencode({**named, 'state': state})}",
        }
        for state in implementation.COUNTED
        if numbers.get(state)
    ]  # fmt: skip


def shown_sentence(shown: object) -> str:
    if shown == "both":
        return gettext("Both sides see these numbers.")
    return gettext("Each side sees only the numbers of its own side, as the agreement says.")


def period(as_of: date, *, reads_all: bool) -> str:
    day = wording.written(as_of)
    if reads_all:
        return gettext("As of %(day)s, over all files.") % {"day": day}
    return gettext("As of %(day)s, over the files that you may see.") % {"day": day}


def day_of(value: object) -> date | str | None:
    return exact_day(value) or agreement_reading.text(value) or None


def capacity_of(value: object) -> str:
    return str(agreement.CAPACITIES.get(str(value), "")) if value else ""
