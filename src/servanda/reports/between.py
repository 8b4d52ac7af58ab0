"""Entries that the parties of agreements share with each other, and that figures count."""

from itertools import combinations

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from servanda.kernel import node
from servanda.kernel.models import Entry
from servanda.processes import reads
from servanda.reports.scope import Scope, moments

# What the systems say by themselves, and what is open to everyone, is no exchange between units.
SILENT_KINDS = ("dossier.received", "dossier.move")
OPEN_TO_ALL = ("directory", "agreement")


def entries(scope: Scope) -> QuerySet[Entry]:
    """Shared entries that had effect, in files of two of the parties that the actor may see, within the period."""
    rows = Entry.objects.filter(internal=False, has_effect=True, dossier__is_shared=True).exclude(reported="disputed")
    rows = rows.exclude(kind__in=SILENT_KINDS).exclude(dossier__process__in=OPEN_TO_ALL)
    rows = rows.annotate(named=Cast("dossier__parties", TextField())).filter(_parties(scope), moments(scope, "at"))
    if scope.side:
        rows = rows.filter(speaker=scope.side)
    if not scope.shows_both:
        rows = rows.filter(speaker=node.current().agency)
    return reads.in_visible(rows, scope.actor).order_by()


def parties(scope: Scope) -> list[str]:
    """Of the agreements in scope, in the order in which they name them."""
    return list(dict.fromkeys(party for found in scope.agreements for party in found.row.parties))


def _parties(scope: Scope) -> Q:
    found = Q(pk__in=[])
    for one, other in combinations(parties(scope), 2):
        found |= Q(named__contains=f'"{one}"') & Q(named__contains=f'"{other}"')
    return found
