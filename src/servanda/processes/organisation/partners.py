"""Partners: the list, who may open one, and all that an actor may see about one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.processes import reads
from servanda.processes.models import Partner, Scheduled
from servanda.processes.organisation.routing import Routes
from servanda.processes.search.searching import fold_text

# They look after the list, and head those who work with partners.
OPEN_ALL = frozenset({"clerk", "leadership", "head", "admin"})
MOST = 300
COUNTED = ("visit", "activity")


@dataclass(frozen=True)
class About:
    """What one actor may see about a partner: its newest files, what is dated, and what is owed in open files."""

    files: list[Dossier]
    dated: list[Scheduled]
    owed: list[Commitment]

    def of(self, *kinds: str) -> list[Dossier]:
        return [row for row in self.files if row.process in kinds]

    def coming(self, today: date) -> list[Scheduled]:
        """What is still to come or under way, the nearest first."""
        return sorted((row for row in self.dated if row.last_on >= today and not row.is_off), key=_first)

    def past(self, today: date) -> list[Scheduled]:
        return sorted((row for row in self.dated if row.last_on < today and not row.is_off), key=_first, reverse=True)


@dataclass(frozen=True)
class Missing:
    """A gap: `code` is nobody (of `agency`), proposals, visits (nothing is planned), answer (of `files`)."""

    code: str
    agency: str = ""
    files: tuple[Dossier, ...] = ()


def matching(rows: Iterable[Partner], q: str, kind: str) -> list[Partner]:
    """Those of a kind whose code, country, priority or name in any language holds every word."""
    words = fold_text(q[:200]).split()
    return [
        row for row in rows
        if (not kind or row.kind == kind) and all(word in _searched(row) for word in words)
    ]  # fmt: skip


def openable(rows: Iterable[Partner], actor: Actor, routes: Routes) -> list[Partner]:
    """Those that the actor may open: with a file about them that the actor may see, or looked after by the unit."""
    found = list(rows)
    if actor.role in OPEN_ALL:
        return found
    regions = _regions_of(actor, routes)
    seen = set(_about_partners(actor).order_by().values_list("partner", flat=True).distinct())
    return [row for row in found if row.code in seen or (row.region and row.region in regions)]


def may_open(row: Partner, actor: Actor, routes: Routes) -> bool:
    return bool(openable([row], actor, routes))


def open_files(actor: Actor) -> dict[str, int]:
    """Partner -> how many files about it are under way, as far as the actor may see them. One query."""
    rows = _about_partners(actor).filter(is_ended=False)
    return {str(code): n for code, n in rows.order_by().values_list("partner").annotate(n=Count("id"))}


def _about_partners(actor: Actor) -> QuerySet[Dossier]:
    """The files with a partner: most have none, and an index leaves those out."""
    return reads.visible(actor).filter(partner__gt="")


def about(row: Partner, actor: Actor) -> About:
    """In three queries, whatever there is."""
    seen = reads.visible(actor).filter(partner=row.code)
    files = list(seen.order_by("-opened_at", "id")[:MOST])
    dated = reads.in_visible(Scheduled.objects.filter(partner=row.code, plan_item=""), actor).order_by("-first_on")
    owed = Commitment.objects.filter(dossier__in=seen.filter(is_ended=False), state__in=reads.OPEN)
    return About(
        files, list(dated[:MOST]), list(owed.select_related("dossier").order_by("due_on", "id")[:MOST]),
    )  # fmt: skip


def gaps(row: Partner, found: About, holders: Mapping[str, bool], *, today: date) -> list[Missing]:
    """What is missing, as far as the actor may see. `holders`: agency -> does a unit of it look after the partner?"""
    year = today - timedelta(days=365)
    missing = [Missing("nobody", agency) for agency, is_held in holders.items() if not is_held]
    waiting = tuple(file for file in found.of("proposal") if not file.is_ended)
    if waiting:
        missing.append(Missing("answer", files=waiting))
    elif not any(file.opened_at.date() >= year for file in found.of("proposal")):
        missing.append(Missing("proposals"))
    if not found.coming(today):
        missing.append(Missing("visits"))
    return missing


def alike(names: Iterable[str], rows: Iterable[Partner]) -> list[Partner]:
    """Partners that bear one of these names, however it is written: marks, case, blanks and stops left aside."""
    wanted = {bare(name) for name in names} - {""}
    return [row for row in rows if wanted & {bare(name) for name in row.name.values()}]


def bare(name: str) -> str:
    return "".join(character for character in fold_text(name) if character.isalnum())


def _searched(row: Partner) -> str:
    return fold_text(" ".join((row.code, row.country, row.priority, *map(str, row.name.values()))))


def _regions_of(actor: Actor, routes: Routes) -> set[str]:
    own = actor.units | {actor.unit}
    return {region for unit in routes.units.values() if unit.id in own for region in unit.regions_on(routes.on)}


def _first(row: Scheduled) -> tuple[date, str]:
    return row.first_on, row.key
