"""The table of a round of consultation: how many were asked and answered what, and what became of every comment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from servanda.processes.agreements.agreement_reading import text
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import consulting
from servanda.processes.fields_of_work.consulting import Asked, Comment, Reply, Round
from servanda.processes.kinds.consultation import ANSWERS, OUTCOMES
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import day, listed, written


@dataclass(frozen=True)
class Given:
    """One of those asked, and what it answered; `outcome` is a key of OUTCOMES, or '' while an answer may come."""

    who: str
    opinion: str
    outcome: str
    on: str
    remarks: str


@dataclass(frozen=True)
class Taken:
    """One comment beside its answer; `under` is the paragraph on which it was made."""

    place: str
    under: str
    who: str
    comment: str
    wording: str
    answer: str
    reason: str


@dataclass(frozen=True)
class Opinions:
    """The whole table, in the reader's language; `status` says of which day it is and whether it was sent."""

    title: str
    subtitle: str
    status: str
    preamble: tuple[str, ...]
    columns_given: tuple[str, ...]
    given: tuple[Given, ...]
    columns_taken: tuple[str, ...]
    taken: tuple[Taken, ...]
    heads: tuple[str, str, str]
    empty: str
    language: str
    rtl: bool
    words: Mapping[str, str]

    def data(self) -> dict[str, Any]:
        return asdict(self)


def stated(round_: Round, names: Names) -> dict[str, list[dict[str, Any]]]:
    """The rows as they are sealed with the step that sends the table; empty values left out."""
    table = [_taken(asked, comment, round_, names) for asked, _reply, comment in round_.comments()]
    return {"replies": [_given(asked, round_, names) for asked in round_.asked], "table": table}


def table(round_: Round, names: Names) -> Opinions:
    """As it was sent, once it was; before that as it stands now."""
    told = round_.told
    said: Mapping[str, Any] = told.part("content") if told else stated(round_, names)
    given = tuple(_shown_given(row, names) for row in rows.of(said.get("replies")))
    taken = tuple(_shown_taken(row, round_, names) for row in rows.of(said.get("table")))
    return Opinions(
        title=_("Table of opinions, taken up or explained"), subtitle=round_.row.title,
        status=listed([_("Round %(n)s") % {"n": round_.number}, _status(round_, names)]),
        preamble=_preamble(consulting.counts(row.outcome for row in given), deems=round_.deems),
        columns_given=(_("Who was asked"), _("Opinion"), _("Answered on"), _("Remarks")), given=given,
        columns_taken=(_("Place in the draft"), _("Who commented"), _("Comment"), _("Accepted, or explained why not")),
        taken=taken, heads=(_("Counts"), _("Who was asked and what was answered"), _("Comments and answers")),
        empty=_("No comment was made."), language=names.language, rtl=get_language_bidi(),
        words={"wording": _("Proposed wording:")},
    )  # fmt: skip


def place(paragraph: int | None, numbers: Sequence[int | None]) -> str:
    """Where a comment stands; `numbers` are those by which the lines of the draft are called."""
    if not paragraph:
        return _("The whole draft")
    n = numbers[paragraph - 1] if paragraph <= len(numbers) else paragraph
    return _("Paragraph %(n)s") % {"n": n} if n else _("Heading")


def unit_of(unit: str, names: Names) -> str:
    """`Protocol, Ministry`; an office that is called as its agency is, once."""
    return listed(names.whose(unit))


def _status(round_: Round, names: Names) -> str:
    if round_.told is None:
        return _("not sent yet")
    on = written(timezone.localtime(round_.told.at).date())
    return _("sent by %(who)s on %(day)s") % {"who": names.agency(round_.told.agency), "day": on}


def _preamble(found: Mapping[str, int], *, deems: bool) -> tuple[str, ...]:
    silent = found["silent"] + found["deemed"]
    lines = [
        _("Asked: %(asked)s. Answered: %(answered)s. Not answered: %(rest)s.")
        % {"asked": found["asked"], "answered": found["answered"], "rest": found["asked"] - found["answered"]},
        _("Agree: %(agree)s. Agree with comments: %(comments)s. Disagree: %(disagree)s. No opinion: %(none)s.") % found,
    ]
    if deems:
        lines.append(
            _("By the terms of this round silence is deemed consent. Deemed to consent: %(n)s; they are not counted "
              "among those who agree.") % {"n": found["deemed"]}
        )  # fmt: skip
    elif silent:
        lines.append(_("Silence counts as no answer in this round."))
    return tuple(lines)


def _given(asked: Asked, round_: Round, names: Names) -> dict[str, Any]:
    reply, owed = asked.reply, asked.owed
    content = reply.act.part("content") if reply else {}
    row = {
        "id": rows.new_id(), "who": unit_of(asked.unit, names), "unit": asked.unit, "outcome": round_.outcome(asked),
        "on": _on(reply), "reference": text(content.get("reference")) if reply and reply.act.via else "",
        "late": bool(owed and owed.done_on and owed.due_on and owed.done_on > owed.due_on),
    }  # fmt: skip
    return {name: value for name, value in row.items() if value}


def _on(reply: Reply | None) -> str:
    if reply is None:
        return ""
    said = text(reply.act.part("content").get("said_on")) if reply.act.via else ""
    return said or timezone.localtime(reply.act.at).date().isoformat()


def _taken(asked: Asked, comment: Comment, round_: Round, names: Names) -> dict[str, Any]:
    answer = round_.answers.get(comment.key)
    row = {
        "id": rows.new_id(), "paragraph": comment.paragraph, "who": unit_of(asked.unit, names), "unit": asked.unit,
        "comment": comment.words, "wording": comment.wording, "answer": answer.kind if answer else "",
        "reason": answer.reason if answer else "",
    }  # fmt: skip
    return {name: value for name, value in row.items() if value}


def _shown_given(row: rows.Row, names: Names) -> Given:
    outcome = text(row.get("outcome"))
    said = str(OUTCOMES[outcome]) if outcome in OUTCOMES else _("not answered yet")
    remarks = [text(row.get("reference")), _("after its day") if row.get("late") is True else ""]
    return Given(
        _who(row, names), said, outcome if outcome in OUTCOMES else "", day(row["on"]) if row.get("on") else "",
        listed(filter(None, remarks)),
    )  # fmt: skip


def _shown_taken(row: rows.Row, round_: Round, names: Names) -> Taken:
    draft = round_.draft
    number, answer = row.get("paragraph"), text(row.get("answer"))
    number = number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None
    return Taken(
        place(number, round_.numbers), draft[number - 1] if number and number <= len(draft) else "", _who(row, names),
        text(row.get("comment")), text(row.get("wording")),
        str(ANSWERS[answer]) if answer in ANSWERS else _("not answered yet"), text(row.get("reason")),
    )  # fmt: skip


def _who(row: rows.Row, names: Names) -> str:
    """By the reader's own names of units where it knows them, else as who asked called them."""
    unit = text(row.get("unit"))
    return unit_of(unit, names) if names.units.get(unit) else text(row.get("who")) or unit
