"""The agreement versions that acts were taken under, by the name of the act that put them in force."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from servanda.kernel import node, plain
from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.agreements.agreement_terms import APPLY, ENTER, TELLING, brought
from servanda.processes.folding import turns
from servanda.processes.folding.folded import Terms

log = logging.getLogger(__name__)


def load(names: Iterable[str]) -> dict[str, Terms]:
    """Name of the act that put terms in force (`agreement.enter`, `agreement.apply`) -> those terms.

    Only one that had its effect in an agreement's own file counts: then it named the version on the table and every
    other party's signature. Not one under which this agency's own signature is only reported and not confirmed.
    """
    found = _read(names)
    doubtful = _only_reported(name for terms in found.values() for name in terms.signatures)
    return {name: terms for name, terms in found.items() if not doubtful & set(terms.signatures)}


def signatures(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Name of the act that put terms in force -> the signatures and consents on which they rest, confirmed or not."""
    return {name: terms.signatures for name, terms in _read(names).items()}


def _read(names: Iterable[str]) -> dict[str, Terms]:
    wanted = sorted(set(names))
    found = {name: terms for name in wanted if (terms := _cache.get(name))}
    missing = [name for name in wanted if name not in found]
    for acts in _telling(missing).values() if missing else ():
        told = brought(acts)
        found |= {name: _remember(name, told[name]) for name in missing if name in told}
        for act in acts:
            if act.id in missing and act.id not in told:
                # Another party's version that this one cannot read: its duties open nothing here, and nothing stops.
                log.warning("the terms of %s cannot be read", act.id)
    return found


def _telling(names: list[str]) -> dict[str, list[Act]]:
    """Agreement -> those of its acts, in their order, that tell what one of these put in force."""
    entered = Entry.objects.filter(name__in=names, kind__in=(ENTER, APPLY), has_effect=True)
    files = entered.filter(dossier__process="agreement").values_list("dossier_id", flat=True)
    entries = Entry.objects.filter(dossier__in=set(files), kind__in=TELLING, has_effect=True).order_by("place")
    places = list(entries.values_list("name", flat=True))
    stored = {row.name: row.act for row in StoredAct.objects.filter(name__in=places)}
    found: dict[str, list[Act]] = defaultdict(list)
    for name in places:
        if name in stored:
            found[stored[name].dossier].append(stored[name])
    return found


def _only_reported(signatures: Iterable[str]) -> set[str]:
    """Of these, the signatures that another agency wrote down in this one's name and that were not confirmed."""
    here = node.current().agency
    said = plain.select(Entry, ["name", "agency", "reported"], name=set(signatures), speaker=here)
    return {name for name, agency, reported in said if agency != here and reported != "confirmed"}


def in_force(parties: Iterable[str], *, at: datetime) -> list[str]:
    """Names of the acts by which agreements that bind all these parties are in force at that time."""
    present = set(parties)
    rows = Dossier.objects.filter(process="agreement", state__in=("in_force", "amending"), is_shared=True)
    bound = [row.id for row in rows if present <= set(row.parties)]
    entered = Entry.objects.filter(dossier__in=bound, kind__in=(ENTER, APPLY), has_effect=True).order_by("place")
    names = list(entered.values_list("name", flat=True))
    known = load(names)
    held: dict[str, Terms] = {}
    # A version that is signed holds from its day; until then the one before it does.
    for terms in sorted((known[name] for name in names if name in known), key=_since):
        if terms.in_force_on <= terms.calendar.local_day(at):
            held[terms.agreement] = terms
    return sorted(terms.name for terms in held.values() if terms.holds_at(at))


def calendar_among(parties: Iterable[str], *, at: datetime) -> Calendar:
    """The days that count among these agencies: by an agreement that binds all of them, else by one of this agency's.

    Plain weeks in UTC where there is none.
    """
    for among in (parties, [node.current().agency]):
        known = load(in_force(among, at=at))
        if known:
            return known[min(known)].calendar
    return Calendar(zone="UTC", years={})


def in_force_by(agreement: Dossier) -> str:
    """The act by which an agreement's terms stand as they do now; '' while none does."""
    return str(agreement.facts.get("in_force_by") or agreement.facts.get("entered") or "")


def turns_end(agreement: Dossier) -> date | None:
    """The day from which turns of its calendar duties wait for later terms; None where none has to."""
    name = in_force_by(agreement)
    known = load([name]).get(name) if name else None
    if known is None or len(known.recurring) * turns.MOST_A_DUTY <= turns.MOST:
        return None
    at = Entry.objects.filter(name=name).values_list("at", flat=True).first()
    return turns.not_opened_from(known, at=at) if at else None


def _since(terms: Terms) -> date:
    return terms.in_force_on


_cache: dict[str, Terms] = {}


def _remember(name: str, terms: Terms) -> Terms:
    # Content-addressed, so never stale; bounded so that a long life cannot fill the memory.
    if len(_cache) > 500:
        _cache.clear()
    return _cache.setdefault(name, terms)
