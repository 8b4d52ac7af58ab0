"""A duty of an agreement as a whole sentence in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import UnknownLocaleError
from babel.dates import format_skeleton
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servanda.kernel.duty_forms import Duty, Rule
from servanda.kernel.recurrences import MONTHS
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Process, Step
from servanda.processes.registry import find, processes
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed, locale

SENTENCES: Mapping[str, Promise] = {
    "notice": _("%(debtor)s gives notice to %(creditor)s %(when)s."),
    "preparation": _("%(debtor)s hands the preparation to %(creditor)s %(when)s."),
    "answer": _("%(debtor)s answers %(creditor)s %(when)s."),
    "information": _("%(debtor)s gives the information to %(creditor)s %(when)s."),
    "report": _("%(debtor)s reports to %(creditor)s %(when)s."),
    "action": _("%(debtor)s carries the action out for %(creditor)s %(when)s."),
    "support": _("%(debtor)s supports %(creditor)s %(when)s."),
    "opinion": _("%(debtor)s gives its opinion to %(creditor)s %(when)s."),
}
# What the days are counted from, as a clause behind before or after.
EVENTS: Mapping[tuple[str, str], Promise] = {
    ("visit", "start_on"): _("the visit begins"),
    ("visit", "end_on"): _("the visit ends"),
    ("visit", "approved_on"): _("the visit was approved"),
    ("request", "answer_by"): _("the day set for the answer"),
}
RECURRENCES: Mapping[str, Promise] = {
    "half-year": _("every half-year"),
    "quarter": _("every quarter"),
    "month": _("every month"),
    "first working day of a month": _("on the first working day of every month"),
}
# Which side it is depends on who opens a file: each as it begins a sentence, and inside one.
OPENER = (
    pgettext_lazy("begins a sentence", "The side that opens the file"),
    pgettext_lazy("inside a sentence", "the side that opens the file"),
)
OTHER = (pgettext_lazy("begins a sentence", "The other side"), pgettext_lazy("inside a sentence", "the other side"))
OTHERS = (
    pgettext_lazy("begins a sentence", "Each of the other parties"),
    pgettext_lazy("inside a sentence", "each of the other parties"),
)
KEEPER = (
    pgettext_lazy("begins a sentence", "The agency keeping the agreement"),
    pgettext_lazy("inside a sentence", "the agency keeping the agreement"),
)
LEAP_YEAR = 2024
PRECISIONS: Mapping[str, Promise] = {
    "day": _("The notice names the day."),
    "month": _("The notice names at least the month."),
    "year": _("The notice names at least the year."),
}


def sentences(duty: Duty, names: Names, *, parties: int = 2) -> str:
    """Who gives whom what by when; then, as sentences of their own, what else it says.

    `parties` is the number of the agreement's parties: between two, the counterpart is the other side.
    """
    said = [_whole(duty, names, parties), _where(duty), _unless(duty), _or_later(duty)]
    if duty.precision:
        said.append(str(PRECISIONS[duty.precision]))
    return " ".join(text for text in said if text)


def particulars(duty: Duty) -> list[str]:
    """What it says of reminders, of those above, and of acceptance: a sentence for each."""
    said = [
        ngettext("A reminder goes out %(n)s working day before.", "A reminder goes out %(n)s working days before.", n)
        % {"n": n}
        for n in duty.remind
    ]
    for rung in duty.ladder:
        n = rung.after_working_days
        if rung.to == "leadership":
            text = ngettext("After %(n)s working day of delay the leadership is told.",
                            "After %(n)s working days of delay the leadership is told.", n)  # fmt: skip
        else:
            text = ngettext("After %(n)s working day of delay the head of the unit is told.",
                            "After %(n)s working days of delay the head of the unit is told.", n)  # fmt: skip
        said.append(text % {"n": n})
    return [*said, gettext("Who receives it says whether it is accepted.")] if duty.accept else said


def _whole(duty: Duty, names: Names, parties: int) -> str:
    values = {
        "debtor": _party(duty, duty.debtor, names, parties, place=0),
        "creditor": _party(duty, duty.creditor, names, parties, place=1),
        "when": _when(duty.by, duty) if duty.by else rhythm(duty.every or ""),
    }
    return str(SENTENCES[duty.deliver]) % values


def _party(duty: Duty, side: str, names: Names, parties: int, *, place: int) -> str:
    """A side as people know it; `place` is 0 where it begins the sentence, 1 inside it."""
    if side == "owner":
        return str((KEEPER if duty.every else OPENER)[place])
    if side == "counterpart":
        return str((OTHERS if parties > 2 else OTHER)[place])
    return names.unit(side)


def _when(rule: Rule, duty: Duty) -> str:
    if duty.every:
        return gettext("%(recurrence)s, %(when)s") % {
            "recurrence": rhythm(duty.every or ""),
            "when": _counted(rule, duty),
        }
    return _counted(rule, duty)


def rhythm(every: str) -> str:
    """How often, such as `every quarter`."""
    known = RECURRENCES.get(every)
    return str(known) if known else gettext("every year on %(day)s") % {"day": _yearly(every)}


def _yearly(every: str) -> str:
    """`15 December`, the name of the month in the reader's language."""
    number, _space, month = every.partition(" ")
    try:
        day = date(LEAP_YEAR, MONTHS.index(month) + 1, int(number))
        return format_skeleton("MMMMd", day, locale=locale())
    except (ValueError, UnknownLocaleError):
        return every


def _counted(rule: Rule, duty: Duty) -> str:
    n, before = rule.count, rule.side == "before"
    if rule.measure == "working_days" and before:
        text = ngettext("%(n)s working day before %(event)s", "%(n)s working days before %(event)s", n)
    elif rule.measure == "working_days":
        text = ngettext("within %(n)s working day after %(event)s", "within %(n)s working days after %(event)s", n)
    elif rule.measure == "days" and before:
        text = ngettext("%(n)s day before %(event)s", "%(n)s days before %(event)s", n)
    elif rule.measure == "days":
        text = ngettext("within %(n)s day after %(event)s", "within %(n)s days after %(event)s", n)
    else:
        text = ngettext("within %(n)s hour after %(event)s", "within %(n)s hours after %(event)s", n)
    return text % {"n": n, "event": _event(rule.fact, duty)}


def _event(fact: str, duty: Duty) -> str:
    process, step = _opener(duty)
    if fact == "opened":
        if process is None or step is None:
            return gettext("that day")
        return gettext("the step “%(step)s” (%(kind)s)") % {"step": step.label, "kind": process.label}
    known = EVENTS.get((process.name if process else "", fact))
    if known:
        return str(known)
    found = process.field(fact) if process else None
    return gettext("the day in “%(field)s”") % {"field": found.label if found else fact}


def _where(duty: Duty) -> str:
    """For which cases it holds, in the words of the form that opens it."""
    process, _step = _opener(duty)
    if not duty.where or process is None:
        return ""
    return gettext("It holds for these: %(cases)s.") % {"cases": _cases(process, duty.where)}


def _unless(duty: Duty) -> str:
    process, _step = _opener(duty)
    if not duty.unless or process is None:
        return ""
    return gettext("It does not hold for these: %(cases)s.") % {"cases": _cases(process, duty.unless)}


def _cases(process: Process, stated: Mapping[str, tuple[Any, ...]]) -> str:
    return pgettext("between conditions", "; ").join(_case(process, name, stated[name]) for name in stated)


def _case(process: Process, name: str, values: tuple[Any, ...]) -> str:
    found = process.field(name)
    shown = [str(found.choices.get(value, value)) if found else str(value) for value in values]
    return gettext("%(field)s: %(values)s") % {"field": found.label if found else name, "values": listed(shown)}


def _or_later(duty: Duty) -> str:
    if duty.or_later is None:
        return ""
    return gettext("If this is later, it holds instead: %(when)s.") % {"when": _counted(duty.or_later, duty)}


def _opener(duty: Duty) -> tuple[Process | None, Step | None]:
    if not duty.opens:
        return None, None
    try:
        return find(duty.opens)
    except Refused:
        return processes().get(duty.opens.partition(".")[0]), None
