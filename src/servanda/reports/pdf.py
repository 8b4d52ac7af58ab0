"""Documents as PDF, set by typst out of data alone: no network, no packages, Arabic shaped and right to left."""

import json
from functools import cache
from importlib.resources import files

import typst

from servanda.reports.brief import Brief
from servanda.reports.continuity import Board, heads
from servanda.reports.official_paper import Paper
from servanda.reports.opinions import Opinions
from servanda.reports.result_tables import Results


def brief_pdf(brief: Brief) -> bytes:
    """One page of A4."""
    return set_in_type("brief.typ", brief=json.dumps(brief.data(), ensure_ascii=False))


def opinions_pdf(found: Opinions) -> bytes:
    """The table of a round, across as many pages of A4 as it takes."""
    return set_in_type("opinions.typ", table=json.dumps(found.data(), ensure_ascii=False))


def results_pdf(found: Results) -> bytes:
    """A report on results, across as many pages of A4 as it takes."""
    return set_in_type("results.typ", report=json.dumps(found.data(), ensure_ascii=False))


def letter_pdf(paper: Paper) -> bytes:
    """An official letter, across as many pages of A4 as its text takes."""
    return set_in_type("letter.typ", letter=json.dumps(paper.data(), ensure_ascii=False))


def continuity_pdf(found: Board) -> bytes:
    """The board of a coming rule, across as many pages of A4 as it takes."""
    return set_in_type("continuity.typ", board=json.dumps(found.data(heads()), ensure_ascii=False))


def set_in_type(template: str, **data: str) -> bytes:
    """A document of our own templates; `data` are its inputs, as JSON."""
    made = typst.compile(_source(template), format="pdf", sys_inputs=data)
    assert isinstance(made, bytes)
    return made


@cache
def _source(name: str) -> bytes:
    return (files("servanda.reports") / "templates" / name).read_bytes()
