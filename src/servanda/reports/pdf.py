"""Documents as PDF, set by typst out of data alone: no network, no packages, Arabic shaped and right to left."""

import json
from functools import cache
from importlib.resources import files

import typst

from servanda.reports.brief import Brief
from servanda.reports.opinions import Opinions
from servanda.reports.result_tables import Results


def brief_pdf(brief: Brief) -> bytes:
    """One page of A4."""
    return _set("brief.typ", brief=json.dumps(brief.data(), ensure_ascii=False))


def opinions_pdf(found: Opinions) -> bytes:
    """The table of a round, across as many pages of A4 as it takes."""
    return _set("opinions.typ", table=json.dumps(found.data(), ensure_ascii=False))


def results_pdf(found: Results) -> bytes:
    """A report on results, across as many pages of A4 as it takes."""
    return _set("results.typ", report=json.dumps(found.data(), ensure_ascii=False))


def _set(template: str, **data: str) -> bytes:
    made = typst.compile(_source(template), format="pdf", sys_inputs=data)
    assert isinstance(made, bytes)
    return made


@cache
def _source(name: str) -> bytes:
    return (files("servanda.reports") / "templates" / name).read_bytes()
