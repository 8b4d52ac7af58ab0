"""What can be chosen in forms: units, partners, fields of coordination, classes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.kernel import acts, cards, node
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.texts import pick
from servanda.office.models import Issuer
from servanda.processes.agreements import agreement_reading, terms
from servanda.processes.declaration.base import Field, issued_by
from servanda.processes.models import Partner, Unit
from servanda.processes.organisation import correspondents, who_reads
from servanda.processes.telling.timeline import Names
from servanda.web.labels import CLASSES, PARTNERS
from servanda.web.names import agencies_in

BY_RULE = _("the unit for this field and partner")

Choice = tuple[str, Any]
Groups = list[tuple[str, list[Choice]]]


def units_of_others(receiving: Groups) -> Groups:
    """Of those that may receive something, the ones of other agencies."""
    own = f"{node.current().agency}/"
    return [(agency, units) for agency, units in receiving if not units[0][0].startswith(own)]


def plainly(groups: Groups) -> list[Any]:
    """The same as a field offers them: an agency of which only the office is known stands there once."""
    return [units[0] if len(units) == 1 and units[0][1] == agency else (agency, units) for agency, units in groups]


def values(offered: Iterable[Any]) -> list[list[str]]:
    """What a field offers, group by group; a choice that stands alone is a group of one."""
    found = [
        [str(first)] if isinstance(second, str) else [str(value) for value, _label in second]
        for first, second in offered
    ]
    return [group for group in found if group != [""]]


def agreed(kind: str, offered: Iterable[Any], *, at: datetime) -> str:
    """Of what a field offers the unit by rule, or the only one, of the only agency that an article names for it.

    Where no rule is known, the unit that stands in by the agreement. '' where the agreements in force that speak of
    such a step bind no other agency, or several.
    """
    here = node.current().agency
    known = terms.load(terms.in_force([here], at=at)).values()
    bound = {party for each in known if any(duty.opens == kind for duty in each.duties) for party in each.parties}
    others = bound - {here}
    units = next((group for group in values(offered) if {group[0].partition("/")[0]} == others), [])
    if units and ("/" not in units[0] or len(units) == 1):
        return units[0]
    stands_in = {unit for each in known for agency, unit in each.fallback.items() if agency in others}
    return next((unit for unit in units if stands_in == {unit}), "")


def receiving_units(names: Names, *, on: date) -> Groups:
    """Units of all agencies that are open on a day, by agency; this agency's own come last (its missions, say)."""
    here = node.current().agency
    grouped: dict[str, list[Choice]] = {}
    for row in Unit.open_on(on):
        if row.fields and row.agency != here and (row.agency, BY_RULE) not in grouped.get(row.agency, []):
            grouped.setdefault(row.agency, []).insert(0, (row.agency, BY_RULE))
        grouped.setdefault(row.agency, []).append((row.id, pick(row.name, names.language) or row.id))
    entered = correspondents.open_units(names.language)
    for agency in names.agencies:
        if agency != here and agency not in grouped:
            office = (f"{agency}/{correspondents.OFFICE}", names.agency(agency))
            rest = [pair for pair in entered.get(agency, []) if pair[0] != office[0]]
            grouped[agency] = [office, *rest]
    order = sorted(grouped, key=lambda agency: (agency == here, names.agency(agency)))
    return [(names.agency(agency), grouped[agency]) for agency in order]


def own_units(language: str, within: Iterable[str] | None = None, *, on: date) -> list[Choice]:
    """Units of this agency, all or only those named."""
    rows = Unit.open_on(on).filter(agency=node.current().agency)
    if within is not None:
        rows = rows.filter(id__in=set(within))
    return [(row.id, pick(row.name, language) or row.id) for row in rows]


def all_units(language: str, *, on: date) -> Groups:
    """Units of every agency that is known, by agency, this one first."""
    here = node.current().agency
    named = agencies_in(language)
    grouped: dict[str, list[Choice]] = {}
    for row in Unit.open_on(on):
        grouped.setdefault(row.agency, []).append((row.id, pick(row.name, language) or row.id))
    order = sorted(grouped, key=lambda agency: (agency != here, named.get(agency, agency)))
    return [(named.get(agency, agency), grouped[agency]) for agency in order]


def units_of(whose: str, row: Dossier, language: str, *, on: date) -> Groups:
    """Of the parties of a file the units of this agency (`own`), or those of the `others` that have a system.

    One of these whose directory has not come is named by its office. `readers` are those that can be taken out,
    `taken_out` those that can be let in again.
    """
    here, named, parties = node.current().agency, agencies_in(language), row.parties
    if whose in WHO_READS:
        return _grouped(WHO_READS[whose](row, here), language)
    known = {units[0][0].partition("/")[0]: (name, units) for name, units in all_units(language, on=on)}
    connected = {here, *cards.known_since(parties)}
    return [
        known.get(party) or (named.get(party, party), [(f"{party}/office", named.get(party, party))])
        for party in parties if party in connected and (party == here) == (whose == "own")
    ]  # fmt: skip


WHO_READS = {"readers": who_reads.narrowable, "taken_out": who_reads.admissible}


def _grouped(units: Iterable[str], language: str) -> Groups:
    names = Names(language, agencies_in(language)).load()
    found: dict[str, list[Choice]] = {}
    for unit in units:
        found.setdefault(names.agency(unit.partition("/")[0]), []).append((unit, names.unit(unit)))
    return list(found.items())


def partners(language: str) -> Groups:
    grouped: dict[str, list[Choice]] = {}
    for row in Partner.objects.all():
        grouped.setdefault(row.kind, []).append((row.code, pick(row.name, language)))
    return [(str(PARTNERS.get(kind, kind)), sorted(rows, key=lambda pair: pair[1])) for kind, rows in grouped.items()]


def clauses(language: str) -> Groups:
    """The articles in force that owe something when something happens, by agreement."""
    rows = Dossier.objects.filter(process="agreement", state__in=("in_force", "amending"), is_shared=True)
    bound = {name: row for row in rows if isinstance(name := row.facts.get("bound"), str)}
    grouped: dict[str, list[Choice]] = {}
    for stored in StoredAct.objects.filter(name__in=list(bound)):
        title = pick(agreement_reading.title_of(stored.act), language) or bound[stored.name].title
        for article in agreement_reading.articles_of(stored.act):
            label = f"{article.id}. {pick(article.head, language)}"
            known = [duty for duty in article.duties if duty.get("opens") and isinstance(duty.get("id"), str)]
            grouped.setdefault(title, []).extend((f"{article.id}/{duty['id']}", label) for duty in known)
    return list(grouped.items())


def issuers() -> list[Choice]:
    """Who issues letters here; those that number by themselves say so."""
    rows = Issuer.objects.filter(is_closed=False)
    return [
        (row.code, f"{row.name} · {row.written(1)}, {row.written(2)}…" if row.numbers else row.name) for row in rows
    ]


def issued(field: Field, *, on: date) -> dict[str, Any]:
    """What a form with an issuer begins with: the only one, and today's date.

    Neither where somebody numbers by himself: to choose him is to take a number, and he gives the date as well.
    """
    open_ = list(Issuer.objects.filter(is_closed=False))
    if any(row.numbers for row in open_):
        return {}
    return {issued_by(field)[1]: on} | ({field.name: open_[0].code} if len(open_) == 1 else {})


def classes(parties: Iterable[str] = ()) -> list[Choice]:
    """The classes that every party's card allows: of state secrets none, where one of them is on a network."""
    here = node.current().agency
    ceilings = cards.ceilings([here, *parties])
    highest = min((acts.CLASSES.index(ceiling) for ceiling in ceilings.values()), default=len(acts.CLASSES))
    return [(name, CLASSES[name]) for name in acts.CLASSES[: highest + 1]]
