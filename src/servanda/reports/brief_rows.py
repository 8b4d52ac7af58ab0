"""The figures of a brief, side by side: each side, in the period and in the one before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from servanda.reports import figures, initiative, lead_times, tallies, words
from servanda.reports.brief import COMMITMENTS, ENTRIES, Cell, Proof, Row, Work
from servanda.reports.lead_times import Spread
from servanda.reports.periods import Period
from servanda.reports.scope import EVERY_LEAD, Scope
from servanda.reports.tallies import Tally


@dataclass
class Column:
    """The figures of one period."""

    scope: Scope
    tallies: Mapping[str, Tally]
    leads: Mapping[str, Spread]
    early: Mapping[str, int]
    given: Mapping[str, int]
    reminders: Mapping[str, int]


@dataclass
class Table:
    """The figures of a brief, side by side."""

    work: Work
    periods: list[Period]
    columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = [_figures(self.work.scope.narrowed(period=period)) for period in self.periods]

    def rows(self) -> list[Row]:
        return [
            self._row(gettext("Fell due, or was handed over before"), self._due),
            self._row(gettext("Carried out in time"), self._kept),
            self._row(gettext("Late, whether carried out or not"), self._state("too_late")),
            self._row(gettext("Not carried out"), self._state("not_carried_out")),
            self._row(gettext("Explained"), self._state("explained")),
            self._row(gettext("Notices given"), self._notices),
            self._row(gettext("Middle lead time of notices, in working days"), self._median),
            self._row(gettext("Notices as early as agreed"), self._early),
            self._row(gettext("Given unasked"), self._given),
            self._row(gettext("Reminders to the other side"), self._reminders),
        ]

    def headline(self) -> list[str]:
        """One sentence for each side."""
        return [self._said(side) for side in self.work.sides]

    def declared(self) -> str:
        """What this agency's own list says of the time before the agreement."""
        scope = self.work.scope
        in_force = min((day for found in scope.agreements if (day := found.in_force_on)), default=None)
        before = lead_times.declared(scope, before=in_force)
        if before.median is None:
            return ""
        return ngettext(
            "Before the agreement, as declared from this agency's own list: %(n)s visit, middle lead time %(days)s.",
            "Before the agreement, as declared from this agency's own list: %(n)s visits, middle lead time %(days)s.",
            before.n,
        ) % {"n": before.n, "days": before.median}

    def _row(self, label: str, cell: Callable[[Column, str], Cell]) -> Row:
        cells = [cell(column, side) for side in self.work.sides for column in self.columns]
        return Row(self.work.next(), label, cells)

    def _said(self, side: str) -> str:
        now = self.columns[0]
        tally, spread = now.tallies.get(side, Tally()), now.leads.get(side, Spread({}))
        kept, of = tally.kept
        said = {"side": self.work.names.agency(side), "kept": kept, "of": of, "days": spread.median}
        if not of:
            return gettext("%(side)s: nothing fell due in this period.") % said
        text = gettext("%(side)s carried out %(kept)s of %(of)s in time.") % said
        if spread.median is None:
            return text
        return text + " " + gettext("The middle notice came %(days)s working days before.") % said

    def _due(self, column: Column, side: str) -> Cell:
        return self._counted(column, side, "fell_due", column.tallies.get(side, Tally()).kept[1])

    def _kept(self, column: Column, side: str) -> Cell:
        kept, of = column.tallies.get(side, Tally()).kept
        return self._counted(column, side, "done", kept, text=words.share(kept, of))

    def _state(self, state: str) -> Callable[[Column, str], Cell]:
        states = tallies.LISTS.get(state, (state,))
        return lambda column, side: self._counted(
            column, side, state, sum(column.tallies.get(side, Tally())[name] for name in states)
        )

    def _notices(self, column: Column, side: str) -> Cell:
        return self._lead(column, side, str(column.leads.get(side, Spread({})).n), none="0")

    def _median(self, column: Column, side: str) -> Cell:
        return self._lead(column, side, str(column.leads.get(side, Spread({})).median))

    def _early(self, column: Column, side: str) -> Cell:
        n = column.leads.get(side, Spread({})).n
        scope = column.scope.narrowed(side=side, is_early=True)
        return self._linked(COMMITMENTS, scope, words.share(column.early.get(side, 0), n), column.early.get(side, 0))

    def _given(self, column: Column, side: str) -> Cell:
        n = column.given.get(side, 0)
        return self._linked(ENTRIES, column.scope.narrowed(side=side), str(n), n)

    def _reminders(self, column: Column, side: str) -> Cell:
        n = column.reminders.get(side, 0)
        return self._linked(ENTRIES, column.scope.narrowed(side=side), str(n), n, kind=initiative.NUDGE)

    def _lead(self, column: Column, side: str, text: str, *, none: str = "–") -> Cell:
        n = column.leads.get(side, Spread({})).n
        return self._linked(COMMITMENTS, column.scope.narrowed(side=side, lead=EVERY_LEAD), text if n else none, n)

    def _counted(self, column: Column, side: str, state: str, n: int, *, text: str = "") -> Cell:
        return self._linked(COMMITMENTS, column.scope.narrowed(side=side, state=state), text or str(n), n)

    def _linked(self, name: str, scope: Scope, text: str, n: int, *, kind: str = "") -> Cell:
        proof = Proof(name, scope, kind)
        return Cell(text, self.work.link(name, proof.query), proof) if n else Cell(text)


def _figures(scope: Scope) -> Column:
    leads = lead_times.spreads(scope)
    tallies = figures.by_side(figures.counted(scope).clauses)
    return Column(
        scope, tallies, lead_times.by_side(leads), lead_times.early(scope, leads),
        _by_side(initiative.counted(initiative.offered(scope))),
        _by_side(initiative.counted(initiative.reminders(scope))),
    )  # fmt: skip


def _by_side(counted: Mapping[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (side, _kind), n in counted.items():
        found[side] = found.get(side, 0) + n
    return found
