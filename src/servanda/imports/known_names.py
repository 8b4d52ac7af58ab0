"""Partners and units found by any of their names, as people type them into a sheet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from babel import Locale

from servanda.kernel import node
from servanda.processes.models import Partner, Unit
from servanda.processes.projection.schedule import folded_text

LANGUAGES = ("vi", "en", "ar", "ms")
DIVIDED = re.compile(r"\s*[;\n]\s*")
COMMAS = re.compile(r"\s*[;,\n/+&]\s*|\s+(?:và|and|dan)\s+|\s+و(?=\s?\w)")
# Words before the name of a country or a unit that its own list may leave out.
_BEFORE = re.compile(r"^(?:nuoc|conghoa|vuongquoc|cong hoa|republicof|the|kingdomof|جمهوريه|مملكه|دوله)")


@dataclass
class Known:
    """Folded name -> code, of this agency's partners and of all units that are known; read with two queries."""

    partners: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def partner(self, text: str) -> str:
        """The partner's code; '' for one that is not among the partners."""
        folded = folded_text(text)
        return self.partners.get(folded) or self.partners.get(_BEFORE.sub("", folded), "")

    def several_units(self, text: str) -> list[tuple[str, str]]:
        """Each name in one cell with its unit, '' where no directory knows it. A name may itself hold a comma."""
        found = []
        for part in filter(None, DIVIDED.split(text)):
            whole = self.units.get(folded_text(part))
            pieces = [part] if whole else [piece for piece in COMMAS.split(part) if piece]
            found += [(piece, self.units.get(folded_text(piece), "")) for piece in pieces]
        return found


def known_names() -> Known:
    """Two names that fold alike count for neither, so that nothing is taken for something else."""
    partners = [
        (name, row.code) for row in Partner.objects.all() for name in (row.code, *row.name.values(), *_land(row))
    ]
    here = node.current().agency
    units = [
        (name, row.id) for row in Unit.objects.filter(is_closed=False)
        for name in (row.id, *row.name.values(), *([row.id.partition("/")[2]] if row.agency == here else []))
    ]  # fmt: skip
    return Known(_by_name(partners), _by_name(units))


def _land(row: Partner) -> Iterable[str]:
    """A country's names in the languages of the pages."""
    if row.kind == "country" and row.country:
        yield from (str(Locale.parse(code).territories.get(row.country, "")) for code in LANGUAGES)


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name, code in pairs:
        if folded := folded_text(name):
            found.setdefault(folded, set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}
