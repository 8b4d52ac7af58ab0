"""What counting anew changes in a file: it goes over to a later calendar of the same version, never back."""

from collections.abc import Iterable

from servanda.kernel.acts import Act
from servanda.processes.folding.causes import Causes
from servanda.processes.folding.folded import Owed, Terms


def recount(act: Act, known: Terms, owed: Iterable[Owed], causes: Causes) -> str:
    """'' when it counts, else the code of why not; what is delivered stays as it was counted."""
    same = [
        (item, item.terms) for item in owed
        if item.terms and item.terms.is_alike(known) and causes.knows(act, item) and not item.running.delivered_by
    ]  # fmt: skip
    if any(stood.edition > known.edition for item, _ in same if (stood := causes.terms(act, item))):
        return "older_calendar"
    for item, terms in same:
        item.bound = [*(item.bound or [(item.opener.id, terms)]), (act.id, known)]
        item.terms = max(terms, known, key=lambda each: each.edition)
    return ""
