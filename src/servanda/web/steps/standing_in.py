"""What is asked before a step is sent to the unit that stands in, because none is named for its field and region."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from servanda.processes.telling.timeline import Names

Fallen = tuple[str, str]


def mark(fallen: Sequence[Fallen]) -> str:
    """What a sender who saw it sends back."""
    return ";".join(sorted(unit for _agency, unit in fallen))


def shown(fallen: Sequence[Fallen], names: Names) -> dict[str, Any]:
    said = [
        _("No unit of %(agency)s is named for this field and partner: it goes to %(unit)s, which stands in.")
        % {"agency": names.agency(agency), "unit": names.inside(unit)}
        for agency, unit in fallen
    ]
    return {"mark": mark(fallen), "sentences": said}
