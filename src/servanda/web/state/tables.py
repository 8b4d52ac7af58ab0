"""Numbers as the tables of a page show them: every one with the address of what it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from servanda.kernel.texts import pick
from servanda.processes.agreements.implementation import article_of
from servanda.processes.telling.timeline import Names
from servanda.reports import figures, words
from servanda.reports.agreed import Agreed
from servanda.reports.periods import Period
from servanda.reports.scope import Scope
from servanda.reports.tallies import STATES, Tally
from servanda.web.labels import BY_DATE


@dataclass(frozen=True)
class Tables:
    """The rows of one page; `list_url` leads to what a number counts, `url` to the page narrowed."""

    scope: Scope
    names: Names
    url: str
    list_url: str

    @cached_property
    def words(self) -> dict[str, tuple[str, str]]:
        """State -> its label in the reader's language, and its tone."""
        return {state: (str(BY_DATE[state].label), BY_DATE[state].tone) for state in STATES}

    def states(self) -> list[dict[str, Any]]:
        return [{"name": state, "label": BY_DATE[state].label, "tone": BY_DATE[state].tone} for state in STATES]

    def total(self, tally: Tally) -> list[dict[str, Any]]:
        """As _counts.html takes them."""
        return [cell for cell in self.cells(tally, self.scope) if cell["n"]]

    def cells(self, tally: Tally, scope: Scope) -> list[dict[str, Any]]:
        # A page has many of them: what all cells of a row share is written once.
        url = f"{self.list_url}?{scope.address(state='')}&state="
        return [
            {"n": n, "label": label, "tone": tone, "url": url + state} if (n := tally[state]) else
            {"n": 0, "label": label, "tone": "", "url": ""}
            for state, (label, tone) in self.words.items()
        ]  # fmt: skip

    def articles(self, agreement: Agreed, clauses: Mapping[tuple[str, str], Tally], never: Iterable[str]) -> list[Any]:
        """Each article with duties, and under it each side of which anything is counted."""
        counted = figures.by_article(clauses)
        silent = {article_of(clause) for clause in never}
        shown = [a for a in agreement.articles if a.duties and self.scope.article in ("", a.id)]
        named = {article.id for article in shown}
        gone = sorted({article for article, _side in counted} - named)
        return [
            *(self._article(a.id, f"{a.id}. {pick(a.head, self.names.language)}", counted, is_due=a.id not in silent)
              for a in shown),
            *(self._article(id_, _earlier(id_), counted) for id_ in gone),
        ]  # fmt: skip

    def pairs(self, found: Mapping[tuple[str, str], Tally]) -> list[dict[str, Any]]:
        """Where most is late first."""
        order = sorted(found, key=lambda key: (-found[key]["late"], -found[key]["not_carried_out"], key))
        return [
            self._row(words.pair(*map(self.names.unit, pair)), found[pair], self.scope.narrowed(pair=pair), leads=True)
            for pair in order
        ]

    def months(self, found: Iterable[tuple[Period, Tally]]) -> list[dict[str, Any]]:
        return [
            self._row(words.month(month.since), tally, self.scope.narrowed(period=month), leads=True)
            for month, tally in found
            if month.since
        ]

    def _article(
        self, article: str, head: str, counted: Mapping[tuple[str, str], Tally], *, is_due: bool = True
    ) -> dict[str, Any]:
        scope = self.scope.narrowed(article=article)
        sides = [
            self._row(self.names.agency(side), tally, scope.narrowed(side=side))
            for (id_, side), tally in sorted(counted.items())
            if id_ == article
        ]
        return {"head": head, "url": f"{self.url}?{scope.address()}", "sides": sides, "never_due": not is_due}

    def _row(self, label: str, tally: Tally, scope: Scope, *, leads: bool = False) -> dict[str, Any]:
        kept, of = tally.kept
        return {
            "label": label, "url": f"{self.url}?{scope.address()}" if leads else "", "cells": self.cells(tally, scope),
            "kept": words.share(kept, of),
        }  # fmt: skip


def _earlier(article: str) -> str:
    return gettext("Article %(id)s of an earlier version") % {"id": article}
