"""The counterpart map: which unit of another agency answers for a field and a region, by its own directory."""

from servanda.processes.models import Partner, Unit


def counterpart(agency: str, *, area: str, region: str) -> str:
    """The unit for a field and region: a named region beats an empty one. '' where the directory names none.

    Units without fields are never found by rule: offices, missions, associations are chosen by hand.
    """
    best, rank = "", -1
    for unit in Unit.objects.filter(agency=agency, is_closed=False):
        if not area or area not in unit.fields:
            continue
        here = 2 if region and region in unit.regions else 0 if unit.regions else 1
        if here > rank and (here or not region):
            best, rank = unit.id, here
    return best


def region_of(partner: str) -> str:
    row = Partner.objects.filter(code=partner).first() if partner else None
    return row.region if row else ""
